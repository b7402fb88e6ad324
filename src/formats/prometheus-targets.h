/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "prometheus-naming.h"

G_BEGIN_DECLS

/**
 * HtPrometheusTarget:
 * @name: what to call it: `namespace/pod`, or the instance; with more where that is not unique
 * @job: (nullable): its label job
 * @instance: (nullable): its label instance
 * @namespace_name: (nullable): its label namespace
 * @pod: (nullable): its label pod
 * @container: (nullable): its label container
 * @go_version: (nullable): version of Go, if `go_info` tells one
 * @n_series: how many series of it there are
 * @is_container: whether only the kubelet tells of it, under a job and instance of its own
 *
 * A process that a Prometheus server has the history of.
 */
typedef struct
{
  char *name;
  char *job;
  char *instance;
  char *namespace_name;
  char *pod;
  char *container;
  char *go_version;
  guint n_series;
  gboolean is_container;
} HtPrometheusTarget;

/**
 * HtPrometheusSeries:
 * @target: index of its target
 * @point: its name, unit and kind
 * @known: (nullable): if it is a known one, what its values have to go through
 * @is_left_out: whether it tells what another series tells as well
 *
 * A series of a Prometheus server, and what it is in a recording.
 */
typedef struct
{
  guint target;
  HtPoint point;
  const HtPrometheusMetric *known;
  gboolean is_left_out;
} HtPrometheusSeries;

/**
 * HtPrometheusTargets:
 *
 * The processes of which a Prometheus server has the history, and what their series are called.
 */
typedef struct _HtPrometheusTargets HtPrometheusTargets;

HtPrometheusTargets *ht_prometheus_targets_decode (const char *text,
                                                   gsize length,
                                                   const HtRecordSink *notes,
                                                   GError **error);
void ht_prometheus_targets_free (HtPrometheusTargets *targets);
guint ht_prometheus_targets_get_n (const HtPrometheusTargets *targets);
guint ht_prometheus_targets_get_n_series (const HtPrometheusTargets *targets);
const HtPrometheusTarget *ht_prometheus_targets_get (const HtPrometheusTargets *targets, guint i);
const HtPrometheusSeries *ht_prometheus_targets_find (const HtPrometheusTargets *targets,
                                                      const char *metric,
                                                      const char *labels);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPrometheusTargets, ht_prometheus_targets_free)

G_END_DECLS
