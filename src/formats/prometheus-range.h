/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"
#include "prometheus-targets.h"

G_BEGIN_DECLS

/**
 * HtPrometheusRangeStats:
 * @n_bytes: how long the answers were
 * @n_points: values that were given
 * @n_not_finite: values that are NaN or infinite
 * @n_impossible: values that no size or count can have
 * @n_histogram_series: series that have native histograms, which are left out
 * @n_unknown_series: series that are of no known target
 *
 * What became of the values of an answer. Answers add up.
 */
typedef struct
{
  guint64 n_bytes;
  guint64 n_points;
  guint64 n_not_finite;
  guint64 n_impossible;
  guint64 n_histogram_series;
  guint64 n_unknown_series;
} HtPrometheusRangeStats;

gboolean ht_prometheus_range_decode (const char *text,
                                     gsize length,
                                     const HtPrometheusTargets *targets,
                                     const HtRecordSink *sinks,
                                     const HtRecordSink *notes,
                                     HtPrometheusRangeStats *stats,
                                     GError **error);

G_END_DECLS
