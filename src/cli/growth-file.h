/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-document.h"
#include "recording.h"

G_BEGIN_DECLS

gboolean ht_growth_file_write (HtGrowthDocument *document,
                               HtGrowthFormat format,
                               HtRecording *recording,
                               gint64 target,
                               const char *path,
                               GError **error);

G_END_DECLS
