/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-decode.h"

#include "trace-header.h"
#include "trace-v1.h"
#include "trace-v2.h"

/**
 * ht_trace_read:
 * @input: the trace, unpacked
 * @sink: takes what is in it
 * @summary: (out caller-allocates): how it went
 * @error: return location
 *
 * Reads an execution trace of any Go since 1.7.
 *
 * A version that is newer than those that are known is read as the newest one, with a warning. What
 * is kept in memory is said at ht_trace_v1_read() and ht_trace_v2_read(), as are ownership and
 * threads.
 *
 * Returns: %FALSE if it is no trace that can be read, if the input failed, or if its progress ended
 *   the reading
 */
gboolean
ht_trace_read (const HtTraceInput *input,
               const HtTraceSink *sink,
               HtTraceSummary *summary,
               GError **error)
{
  guint minor;

  *summary = (HtTraceSummary){ .lost_from = input->size };
  if (!ht_trace_read_header (input, &minor, error))
    return FALSE;
  return minor < HT_TRACE_FIRST_V2 ? ht_trace_v1_read (input, sink, summary, error)
                                   : ht_trace_v2_read (input, sink, summary, error);
}
