/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-usage.h"

#include "gc-merge.h"
#include "growth-restarts.h"
#include "heap-time.h"
#include "known-series.h"

/* Of long series so many buckets tell enough. */
#define MAX_BUCKETS 2000

/* GOGC, unless somebody tells another. */
#define USUAL_GOGC 100

static GArray *
points_new (void)
{
  return g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
}

/**
 * ht_growth_usage_new:
 *
 * Returns: (transfer full): a usage of which nobody tells, with no limits
 */
HtGrowthUsage *
ht_growth_usage_new (void)
{
  HtGrowthUsage *usage = g_new0 (HtGrowthUsage, 1);

  for (guint i = 0; i < HT_GROWTH_N_LIMITS; i++)
    usage->limits[i] = HT_UNKNOWN;
  usage->goal_factor = 1 + USUAL_GOGC / 100.0;
  usage->process = points_new ();
  usage->go_sum = points_new ();
  usage->live = points_new ();
  return usage;
}

/**
 * ht_growth_usage_free:
 * @usage: (transfer full) (nullable): the usage
 */
void
ht_growth_usage_free (HtGrowthUsage *usage)
{
  if (usage == NULL)
    return;
  g_array_unref (usage->process);
  g_array_unref (usage->go_sum);
  g_array_unref (usage->live);
  g_free (usage);
}

/* What comes from a capture may be any number. */
static gboolean
is_size (double value)
{
  return value >= 0 && value < (double) HT_KNOWN_SERIES_HUGE;
}

/* Where several points are in one bucket the least one is taken: what counts is what stays. */
static gboolean
read_series (HtRecording *recording,
             gint64 target,
             const char *name,
             gint64 from_ns,
             gint64 to_ns,
             GArray *points,
             GError **error)
{
  g_autoptr (HtSeriesEntry) entry = NULL;
  g_autoptr (GArray) buckets = NULL;

  if (!ht_recording_find_series (recording, target, name, &entry, error))
    return FALSE;
  if (entry == NULL)
    return TRUE;
  buckets = ht_recording_read_series (recording, entry->id, from_ns,
                                      to_ns == G_MAXINT64 ? HT_UNKNOWN : to_ns, MAX_BUCKETS, error);
  if (buckets == NULL)
    return FALSE;
  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);
      HtSeriesPoint point = { .time_ns = bucket->start_ns, .value = bucket->min };

      if (is_size (point.value) && bucket->end_ns >= from_ns && bucket->start_ns <= to_ns)
        g_array_append_val (points, point);
    }
  return TRUE;
}

/* A limit holds until another one is told: what was told before the time counts, too. */
static gboolean
read_last (HtRecording *recording,
           gint64 target,
           const char *name,
           gint64 to_ns,
           double *value,
           GError **error)
{
  g_autoptr (GArray) points = points_new ();

  if (!read_series (recording, target, name, HT_UNKNOWN, to_ns, points, error))
    return FALSE;
  if (points->len > 0)
    *value = g_array_index (points, HtSeriesPoint, points->len - 1).value;
  return TRUE;
}

static gboolean
read_limits (HtGrowthUsage *usage,
             HtRecording *recording,
             gint64 target,
             gint64 to_ns,
             GError **error)
{
  static const char *const names[HT_GROWTH_N_LIMITS] = {
    [HT_GROWTH_LIMIT_CONTAINER] = "container_limit",
    [HT_GROWTH_LIMIT_CONTAINER_HIGH] = "container_high",
    [HT_GROWTH_LIMIT_MEMORY] = "memory_limit",
  };
  double gogc = USUAL_GOGC;

  for (guint i = 0; i < HT_GROWTH_N_LIMITS; i++)
    {
      double value = 0;

      if (names[i] != NULL && !read_last (recording, target, names[i], to_ns, &value, error))
        return FALSE;
      if (value > 0)
        usage->limits[i] = (gint64) value;
    }
  if (!read_last (recording, target, "gogc", to_ns, &gogc, error))
    return FALSE;
  if (gogc > 0)
    usage->goal_factor = 1 + gogc / 100;
  return TRUE;
}

/* The figures that a container's limit is held against, the nearest to it first. */
static gboolean
read_process (HtGrowthUsage *usage,
              HtRecording *recording,
              gint64 target,
              gint64 from_ns,
              gint64 to_ns,
              GError **error)
{
  static const char *const names[] = { "container_working_set", "container_anon", "rss",
                                       "container_usage" };

  for (gsize i = 0; i < G_N_ELEMENTS (names) && usage->process->len < 2; i++)
    {
      g_array_set_size (usage->process, 0);
      if (!read_series (recording, target, names[i], from_ns, to_ns, usage->process, error))
        return FALSE;
    }
  return TRUE;
}

/* Both are told by the same accounts; where one of them tells only one, there is no difference. */
static gboolean
read_go_sum (HtGrowthUsage *usage,
             HtRecording *recording,
             gint64 target,
             gint64 from_ns,
             gint64 to_ns,
             GError **error)
{
  g_autoptr (GArray) sys = points_new ();
  g_autoptr (GArray) released = points_new ();
  guint j = 0;

  if (!read_series (recording, target, "sys", from_ns, to_ns, sys, error) ||
      !read_series (recording, target, "heap_released", from_ns, to_ns, released, error))
    return FALSE;
  for (guint i = 0; i < sys->len; i++)
    {
      HtSeriesPoint point = g_array_index (sys, HtSeriesPoint, i);

      while (j < released->len &&
             g_array_index (released, HtSeriesPoint, j).time_ns < point.time_ns)
        j++;
      if (j >= released->len || g_array_index (released, HtSeriesPoint, j).time_ns != point.time_ns)
        continue;
      point.value -= g_array_index (released, HtSeriesPoint, j).value;
      g_array_append_val (usage->go_sum, point);
    }
  return TRUE;
}

static gboolean
read_live (HtGrowthUsage *usage,
           HtRecording *recording,
           gint64 target,
           gint64 from_ns,
           gint64 to_ns,
           GError **error)
{
  g_autoptr (GArray) told = ht_recording_read_gc_cycles (recording, target, error);
  g_autoptr (GArray) cycles = NULL;

  if (told == NULL)
    return FALSE;
  cycles = ht_gc_merge ((const HtGcCycle *) (gpointer) told->data, told->len);
  for (guint i = 0; i < cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, i);
      HtSeriesPoint point = { .time_ns = ht_heap_time_get_end (cycle),
                              .value = (double) cycle->heap_live_bytes };

      if (point.time_ns != HT_UNKNOWN && cycle->heap_live_bytes != HT_UNKNOWN &&
          point.time_ns >= from_ns && point.time_ns <= to_ns)
        g_array_append_val (usage->live, point);
    }
  return TRUE;
}

/* After a restart nothing is as it was. */
static gboolean
end_at_restart (HtRecording *recording,
                gint64 target,
                gint64 from_ns,
                gint64 *to_ns,
                GError **error)
{
  g_autoptr (GArray) restarts =
      ht_growth_restarts_find (recording, target, from_ns, *to_ns, NULL, error);

  if (restarts == NULL)
    return FALSE;
  if (restarts->len > 0)
    *to_ns = g_array_index (restarts, HtGrowthRestart, 0).before_ns;
  return TRUE;
}

/**
 * ht_growth_usage_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @from_ns: begin of the time to look at, ns since 1970; %HT_UNKNOWN for all
 * @to_ns: its end; %G_MAXINT64 for all
 * @error: return location, in %HT_STORE_ERROR
 *
 * Reads how much memory a process used up to its next restart, and what limits it.
 *
 * Returns: (transfer full): the usage, or %NULL with @error set
 */
HtGrowthUsage *
ht_growth_usage_load (HtRecording *recording,
                      gint64 target,
                      gint64 from_ns,
                      gint64 to_ns,
                      GError **error)
{
  g_autoptr (HtGrowthUsage) usage = ht_growth_usage_new ();

  if (!end_at_restart (recording, target, from_ns, &to_ns, error) ||
      !read_limits (usage, recording, target, to_ns, error) ||
      !read_process (usage, recording, target, from_ns, to_ns, error) ||
      !read_go_sum (usage, recording, target, from_ns, to_ns, error) ||
      !read_live (usage, recording, target, from_ns, to_ns, error))
    return NULL;
  return g_steal_pointer (&usage);
}
