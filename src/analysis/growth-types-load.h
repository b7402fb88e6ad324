/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "growth-types.h"
#include "recording.h"

G_BEGIN_DECLS

gboolean ht_growth_types_load (HtGrowthTypes *types,
                               HtRecording *recording,
                               gint64 target,
                               const GArray *cycles,
                               gint64 from_ns,
                               gint64 to_ns,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
