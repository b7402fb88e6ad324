/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "json-scanner.h"
#include "record-sink.h"

G_BEGIN_DECLS

/**
 * HtPrometheusItemFunc:
 * @scanner: the scanner, behind @begin
 * @begin: where an item of the answer begins
 * @user_data: data of the caller
 * @error: return location
 *
 * Reads one item of an answer, whole.
 *
 * Returns: %FALSE to give up
 */
typedef gboolean (*HtPrometheusItemFunc) (HtJsonScanner *scanner,
                                          const HtJsonToken *begin,
                                          gpointer user_data,
                                          GError **error);

/**
 * HtPrometheusLabels:
 * @metric: name of the metric, without its label `__name__`; empty if it has none
 * @names: (element-type utf8): names of the labels, sorted
 * @values: (element-type utf8): their values
 *
 * What a series of a Prometheus server is called.
 */
typedef struct
{
  char *metric;
  GPtrArray *names;
  GPtrArray *values;
} HtPrometheusLabels;

gboolean ht_prometheus_answer_read (const char *text,
                                    gsize length,
                                    HtPrometheusItemFunc func,
                                    gpointer user_data,
                                    const HtRecordSink *notes,
                                    GError **error);

HtPrometheusLabels *
ht_prometheus_labels_read (HtJsonScanner *scanner, const HtJsonToken *begin, GError **error);
void ht_prometheus_labels_free (HtPrometheusLabels *labels);
const char *ht_prometheus_labels_get (const HtPrometheusLabels *labels, const char *name);
char *ht_prometheus_labels_to_text (const HtPrometheusLabels *labels, GHashTable *without);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtPrometheusLabels, ht_prometheus_labels_free)

G_END_DECLS
