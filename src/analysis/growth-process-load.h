/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "growth-process.h"
#include "recording.h"

G_BEGIN_DECLS

HtGrowthProcess *ht_growth_process_load (HtRecording *recording,
                                         gint64 target,
                                         gint64 from_ns,
                                         gint64 to_ns,
                                         GCancellable *cancellable,
                                         GError **error);

G_END_DECLS
