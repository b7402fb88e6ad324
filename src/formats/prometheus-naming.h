/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "known-series.h"

G_BEGIN_DECLS

/**
 * HtPrometheusMetric:
 *
 * A metric that has a series of its own, as one process or container gives it.
 */
typedef struct _HtPrometheusMetric HtPrometheusMetric;

/**
 * HtPrometheusNaming:
 *
 * Which series the metrics of one process or container are.
 *
 * First it is told of all metrics and their label sets, then it says what each is called.
 * Metrics that the Go and process collectors and cAdvisor give get the names
 * and units of [struct@KnownSeries], if there is but one of them: one label set, or,
 * for container_*, one of a container other than the pod's own. A figure that comes
 * under two names is taken once. All else is `metric/NAME{label="value"}`; its kind follows its
 * type where that is told, its unit the end of its name.
 */
typedef struct _HtPrometheusNaming HtPrometheusNaming;

/**
 * HtPrometheusFit:
 * @HT_PROMETHEUS_VALUE: a value
 * @HT_PROMETHEUS_NONE: it says that there is no such figure or limit
 * @HT_PROMETHEUS_IMPOSSIBLE: no size or count can be that
 *
 * What a number is to its series.
 */
typedef enum
{
  HT_PROMETHEUS_VALUE,
  HT_PROMETHEUS_NONE,
  HT_PROMETHEUS_IMPOSSIBLE,
} HtPrometheusFit;

HtPrometheusNaming *ht_prometheus_naming_new (void);
void ht_prometheus_naming_free (HtPrometheusNaming *naming);
void ht_prometheus_naming_set_type (HtPrometheusNaming *naming, char *metric, char *type);
guint ht_prometheus_naming_get_n_types (const HtPrometheusNaming *naming);
const char *ht_prometheus_naming_get_type (const HtPrometheusNaming *naming,
                                           const char *metric,
                                           const char *suffix);
HtPrometheusMetric *ht_prometheus_naming_find (HtPrometheusNaming *naming, const char *metric);
void ht_prometheus_metric_add_labels (HtPrometheusMetric *metric, const char *labels);
void ht_prometheus_naming_choose (HtPrometheusNaming *naming);
gboolean ht_prometheus_naming_get_point (const HtPrometheusNaming *naming,
                                         const char *name,
                                         const char *labels,
                                         const HtPrometheusMetric *metric,
                                         HtPoint *point,
                                         char **owned_name,
                                         const HtPrometheusMetric **known);
HtPrometheusFit ht_prometheus_metric_fit (const HtPrometheusMetric *metric, double *value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPrometheusNaming, ht_prometheus_naming_free)

G_END_DECLS
