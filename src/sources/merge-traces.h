/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog-map.h"
#include "recording-writer.h"
#include "recording.h"

G_BEGIN_DECLS

gboolean ht_merge_trace (HtRecordingWriter *writer,
                         HtRecording *recording,
                         const HtTraceEntry *trace,
                         HtCatalogMap *map,
                         gint64 target,
                         gint64 capture,
                         GError **error);

G_END_DECLS
