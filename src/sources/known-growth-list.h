/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "known-growth-file.h"
#include "recording-writer.h"

G_BEGIN_DECLS

HtKnownGrowthFile *ht_known_growth_read (const char *path, GError **error);
gboolean ht_known_growth_write (HtRecordingWriter *writer,
                                const GPtrArray *current,
                                const HtKnownGrowth *known,
                                gint64 now_ns,
                                GError **error);

G_END_DECLS
