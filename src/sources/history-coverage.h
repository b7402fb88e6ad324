/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"

G_BEGIN_DECLS

/**
 * HtHistoryCoverage:
 *
 * For which times a recording has the series of a target already, so that a history only fills
 * what is missing. Immutable.
 */
typedef struct _HtHistoryCoverage HtHistoryCoverage;

/**
 * HtHistorySpan:
 * @from_ns: time of the first point
 * @to_ns: time of the last
 *
 * A time over which a series is told without a gap.
 */
typedef struct
{
  gint64 from_ns;
  gint64 to_ns;
} HtHistorySpan;

HtHistoryCoverage *ht_history_coverage_read (HtRecording *recording,
                                             const char *target,
                                             gint64 from_ns,
                                             gint64 to_ns,
                                             gint64 step_ns,
                                             GError **error);
void ht_history_coverage_free (HtHistoryCoverage *coverage);
const GArray *ht_history_coverage_find (const HtHistoryCoverage *coverage, const char *series);
gboolean ht_history_spans_have (const GArray *spans, gint64 time_ns, gint64 step_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtHistoryCoverage, ht_history_coverage_free)

G_END_DECLS
