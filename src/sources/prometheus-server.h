/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "http-client.h"
#include "prometheus-range.h"
#include "prometheus-selector.h"

G_BEGIN_DECLS

/**
 * HT_PROMETHEUS_MAX_POINTS:
 *
 * Most points of a series that one question asks for. Prometheus refuses more than 11,000.
 */
#define HT_PROMETHEUS_MAX_POINTS 10000

/**
 * HtPrometheusQuery:
 * @selector: which series, from [func@prometheus_selector]
 * @from_ns: from when, ns since 1970
 * @to_ns: until when, ns since 1970; this time is part of it
 * @step_ns: how far apart points are; at least 1 ms. Less than the server's scrape interval tells
 *   nothing new
 *
 * What is asked of a Prometheus server. Times are whole ms.
 */
typedef struct
{
  const char *selector;
  gint64 from_ns;
  gint64 to_ns;
  gint64 step_ns;
} HtPrometheusQuery;

/**
 * HtPrometheusWindow:
 * @start_ms: first time, ms since 1970
 * @end_ms: last time
 *
 * The part of a query that is asked for at once.
 */
typedef struct
{
  gint64 start_ms;
  gint64 end_ms;
} HtPrometheusWindow;

/**
 * HtPrometheusProgressFunc:
 * @n_done: how many questions are answered
 * @n_all: how many there are
 * @user_data: data of the caller
 */
typedef void (*HtPrometheusProgressFunc) (guint n_done, guint n_all, gpointer user_data);

char *
ht_prometheus_selector (const HtPrometheusMatcher *matchers, gsize n_matchers, GError **error);
GArray *ht_prometheus_windows (const HtPrometheusQuery *query, guint n_series, GError **error);

gint64 ht_prometheus_usual_step (gint64 from_ns, gint64 to_ns);

void ht_prometheus_find_async (HtHttpClient *client,
                               const HtPrometheusQuery *query,
                               const HtRecordSink *notes,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
HtPrometheusTargets *
ht_prometheus_find_finish (HtHttpClient *client, GAsyncResult *result, GError **error);

void ht_prometheus_fetch_async (HtHttpClient *client,
                                const HtPrometheusQuery *query,
                                const HtPrometheusTargets *targets,
                                const HtRecordSink *sinks,
                                const HtRecordSink *notes,
                                HtPrometheusProgressFunc progress,
                                gpointer progress_data,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
gboolean ht_prometheus_fetch_finish (HtHttpClient *client,
                                     GAsyncResult *result,
                                     HtPrometheusRangeStats *stats,
                                     GError **error);

G_END_DECLS
