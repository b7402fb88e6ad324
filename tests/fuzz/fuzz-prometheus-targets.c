/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "prometheus-answer.h"
#include "prometheus-range.h"
#include "record-checks.h"

static void
count_point_cb (const HtPoint *point, gpointer user_data)
{
  gsize size = G_MAXSIZE;

  check_point_cb (point, &size);
  (*(guint64 *) user_data)++;
}

/* The first line is what a server says of its series, the rest their values. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *) data;
  const char *newline = memchr (text, '\n', size);
  gsize n = newline != NULL ? (gsize) (newline + 1 - text) : size;
  HtRecordSink notes = checking_sink (&size);
  g_autoptr (HtPrometheusTargets) targets = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree HtRecordSink *sinks = NULL;
  HtPrometheusRangeStats stats = { 0 };
  guint64 n_points = 0;

  targets = ht_prometheus_targets_decode (text, n, &notes, &error);
  g_assert_true ((targets == NULL) == (error != NULL));
  if (targets == NULL)
    return 0;

  sinks = g_new0 (HtRecordSink, ht_prometheus_targets_get_n (targets) + 1);
  for (guint i = 0; i < ht_prometheus_targets_get_n (targets); i++)
    {
      const HtPrometheusTarget *target = ht_prometheus_targets_get (targets, i);

      g_assert_true (g_utf8_validate (target->name, -1, NULL));
      g_assert_cmpuint (target->n_series, >, 0);
      sinks[i] = (HtRecordSink){ .point = count_point_cb, .user_data = &n_points };
    }
  ht_prometheus_range_decode (text + n, size - n, targets, sinks, &notes, &stats, NULL);
  g_assert_cmpuint (n_points, ==, stats.n_points);
  return 0;
}
