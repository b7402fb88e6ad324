/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"
#include "trace-lanes.h"

G_BEGIN_DECLS

/**
 * HtTraceData:
 * @traces: (element-type HtTraceEntry): the execution traces of the target, by time
 * @from_ns: begin of the first of them, ns since 1970
 * @to_ns: end of the last
 * @rows: (element-type HtTraceRow): what they tell of a range, as lanes
 * @processors: (element-type HtTraceRow): a lane for each processor; where there are many of them,
 *   for each few
 * @n_processors: how many processors there are
 *
 * What execution traces tell of a range of time: bars as they are drawn. Immutable.
 */
typedef struct
{
  /* Owned */
  GPtrArray *traces;
  GPtrArray *rows;
  GPtrArray *processors;

  gint64 from_ns;
  gint64 to_ns;
  guint n_processors;
} HtTraceData;

gboolean ht_trace_data_load (HtRecording *recording,
                             gint64 target,
                             const GArray *cycles,
                             gint64 from_ns,
                             gint64 to_ns,
                             guint max_buckets,
                             HtTraceData **data,
                             GError **error);
void ht_trace_data_free (HtTraceData *data);
gboolean ht_trace_data_has_capture (const HtTraceData *data, gint64 capture);
gboolean ht_trace_data_overlaps (const HtTraceData *data, gint64 from_ns, gint64 to_ns);
GPtrArray *ht_trace_data_load_function (HtRecording *recording,
                                        gint64 target,
                                        const char *function,
                                        gint64 from_ns,
                                        gint64 to_ns,
                                        guint max_buckets,
                                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceData, ht_trace_data_free)

G_END_DECLS
