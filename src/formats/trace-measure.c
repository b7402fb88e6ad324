/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-measure.h"

#include "gc-cycle.h"
#include "trace-header.h"
#include "trace-v1.h"
#include "trace-v2-scanner.h"

/**
 * ht_trace_measure:
 * @input: the trace
 * @extent: (out caller-allocates): how long it is
 * @error: return location for a #HtFormatError, or that of @input
 *
 * Finds out how long a trace is; without reading its events, if it is of Go 1.22 or later. What is
 * damaged is measured up to the damage.
 *
 * Returns: %FALSE if it is no trace that can be read, if the input failed, or if its progress ended
 *   the reading
 */
gboolean
ht_trace_measure (const HtTraceInput *input, HtTraceExtent *extent, GError **error)
{
  HtRecordSink nobody = { 0 };
  HtDecodeWarnings warnings = { .sink = &nobody };
  HtTraceV2Scanner scanner;
  guint minor;
  gboolean done;

  *extent = (HtTraceExtent){ .wall_ns = HT_UNKNOWN };
  if (!ht_trace_read_header (input, &minor, error))
    return FALSE;
  if (minor < HT_TRACE_FIRST_V2)
    return ht_trace_v1_measure (input, extent, error);
  done = ht_trace_v2_scanner_init (&scanner, input, &warnings, error) &&
         ht_trace_v2_scanner_measure (&scanner, extent, error);
  ht_trace_v2_scanner_clear (&scanner);
  return done;
}
