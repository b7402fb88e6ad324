/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"
#include "trace-lanes.h"

G_BEGIN_DECLS

gboolean ht_trace_rows_add_annotations (GPtrArray *rows,
                                        HtRecording *recording,
                                        gint64 target,
                                        gint64 from_ns,
                                        gint64 to_ns,
                                        guint max_spans,
                                        GError **error);

G_END_DECLS
