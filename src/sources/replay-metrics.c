/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "replay-answers.h"

#include <math.h>
#include <string.h>

#define METRIC "metric/"

/* What the two series of the summary of pauses are called in it. */
#define PAUSES "go_gc_duration_seconds"

/* What client_golang tells besides what has a series. */
#define LAST_GC "go_memstats_last_gc_time_seconds"
#define START   "process_start_time_seconds"

static const char *
type_of (const HtReplaySeries *series)
{
  return series->kind == HT_POINT_COUNTER ? "counter" : "gauge";
}

static void
append_sample (GString *text, const char *metric, const char *type, double value)
{
  g_string_append_printf (text, "# TYPE %s %s\n%s ", metric, type, metric);
  ht_replay_append_number (text, value);
  g_string_append_c (text, '\n');
}

static gboolean
is_pauses (const HtReplaySeries *series)
{
  return series->known != NULL && series->known->metrics[0] != NULL &&
         g_str_has_prefix (series->known->metrics[0], PAUSES);
}

static void
append_known (GString *text, const HtReplaySeries *series, double value)
{
  for (guint i = 0; i < HT_KNOWN_SERIES_METRICS; i++)
    {
      const char *metric = series->known->metrics[i];

      /* client_golang has some figures under two names. */
      if (metric != NULL && (i == 0 || g_str_has_prefix (metric, "go_memstats_")))
        append_sample (text, metric, type_of (series), value);
    }
}

/* Series of one metric follow each other, with few exceptions; a type may be told once only. */
static void
append_other (GString *text, const HtReplaySeries *series, double value, GHashTable *typed)
{
  const char *metric = series->name + strlen (METRIC);
  char *name = g_strndup (metric, strcspn (metric, "{"));

  if (!g_hash_table_contains (typed, name))
    g_string_append_printf (text, "# TYPE %s %s\n", name, type_of (series));
  g_hash_table_add (typed, g_steal_pointer (&name));
  g_string_append_printf (text, "%s ", metric);
  ht_replay_append_number (text, value);
  g_string_append_c (text, '\n');
  /* cppcheck-suppress memleak ; the table owns it */
}

static gboolean
is_metric (const HtReplaySeries *series)
{
  if (series->known != NULL)
    return series->known->metrics[0] != NULL;
  /* In a damaged recording a name may be anything. */
  return g_str_has_prefix (series->name, METRIC) && strchr (series->name, '\n') == NULL &&
         strcmp (series->name, METRIC START) != 0 && strcmp (series->name, METRIC LAST_GC) != 0;
}

static gboolean
append_series (GString *text, HtReplayTarget *target, const HtReplayMoment *moment, GError **error)
{
  g_autoptr (GHashTable) typed = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint i = 0; i < target->series->len; i++)
    {
      HtReplaySeries *series = g_ptr_array_index (target->series, i);
      gboolean is_known;
      double value;

      if (!is_metric (series) || is_pauses (series))
        continue;
      if (!ht_replay_target_get_value (target, series, moment, &value, &is_known, error))
        return FALSE;
      if (!is_known || !isfinite (value))
        continue;
      if (series->known != NULL)
        append_known (text, series, value);
      else
        append_other (text, series, value, typed);
    }
  return TRUE;
}

static gboolean
append_pauses (GString *text, HtReplayTarget *target, const HtReplayMoment *moment, GError **error)
{
  HtReplaySeries *total = ht_replay_target_find_series (target, "pause_total");
  gboolean is_known = FALSE;
  double total_ns;
  HtReplayRing ring;

  if (!ht_replay_target_fill_ring (target, moment, &ring, error))
    return FALSE;
  if (total != NULL &&
      !ht_replay_target_get_value (target, total, moment, &total_ns, &is_known, error))
    return FALSE;
  if (ring.has_num_gc || is_known)
    g_string_append (text, "# TYPE " PAUSES " summary\n");
  if (is_known)
    {
      g_string_append (text, PAUSES "_sum ");
      ht_replay_append_number (text, total_ns / 1e9);
      g_string_append_c (text, '\n');
    }
  if (ring.has_num_gc)
    {
      g_string_append_printf (text, PAUSES "_count %" G_GINT64_FORMAT "\n", ring.num_gc);
      append_sample (text, LAST_GC, "gauge", (double) ring.last_gc_ns / 1e9);
    }
  return TRUE;
}

/**
 * ht_replay_has_metrics:
 * @target: a target
 *
 * Returns: whether anything is known that `/metrics` tells
 */
gboolean
ht_replay_has_metrics (const HtReplayTarget *target)
{
  for (guint i = 0; i < target->series->len; i++)
    if (is_metric (g_ptr_array_index (target->series, i)))
      return TRUE;
  return FALSE;
}

/**
 * ht_replay_write_metrics:
 * @target: a target
 * @moment: a moment
 * @error: return location for an error of reading
 *
 * Writes what `/metrics` answered then, under the names of client_golang and cAdvisor.
 *
 * Returns: (transfer full) (nullable): Prometheus text
 */
GBytes *
ht_replay_write_metrics (HtReplayTarget *target, const HtReplayMoment *moment, GError **error)
{
  g_autoptr (GString) text = g_string_sized_new (16384);

  if (!append_series (text, target, moment, error) || !append_pauses (text, target, moment, error))
    return NULL;
  append_sample (text, START, "gauge",
                 (double) ht_replay_cycles_get_process_start (target->cycles, moment) / 1e9);
  /* A version that would have to be quoted is none. */
  if (target->go_version != NULL && strpbrk (target->go_version, "\"\\\n") == NULL)
    g_string_append_printf (text, "# TYPE go_info gauge\ngo_info{version=\"%s\"} 1\n",
                            target->go_version);
  return g_string_free_to_bytes (g_steal_pointer (&text));
}
