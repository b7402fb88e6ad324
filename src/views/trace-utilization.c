/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "trace-utilization.h"

#include <math.h>

#include "gc-cycle.h"
#include "mutator-utilization.h"

/* Shorter windows say only that the world is stopped at times. */
#define SHORTEST_NS  G_GINT64_CONSTANT (10000)
#define N_PER_DECADE 10
#define MOST_STEPS   4000000

static const char share_name[] = HT_TRACE_SERIES_PREFIX "gc_share";

/* The parts of a range that traces cover, with what was left to the program in each. */
typedef struct
{
  GPtrArray *parts; /* HtMutatorUtilization */
  gint64 longest_ns;
} Parts;

static void
parts_clear (Parts *parts)
{
  g_clear_pointer (&parts->parts, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

static gboolean
add_part (HtTraceUtilization *self,
          Parts *parts,
          HtRecording *recording,
          gint64 series,
          gint64 from_ns,
          gint64 to_ns,
          GError **error)
{
  g_autoptr (GArray) buckets =
      ht_recording_read_series (recording, series, from_ns, to_ns, 0, error);
  g_autofree HtShareStep *steps = NULL;
  HtMutatorUtilization *part;
  gint64 length_ns;

  if (buckets == NULL)
    return FALSE;
  steps = g_new (HtShareStep, MAX (buckets->len, 1));
  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);

      steps[i] = (HtShareStep){ bucket->start_ns, CLAMP (bucket->first, 0, 1) };
    }
  part = ht_mutator_utilization_new (steps, buckets->len, from_ns, to_ns);
  if (part == NULL)
    return TRUE;
  length_ns = ht_mutator_utilization_get_duration (part);
  g_ptr_array_add (parts->parts, part);
  parts->longest_ns = MAX (parts->longest_ns, length_ns);
  self->mean += ht_mutator_utilization_get_mean (part) * (double) length_ns;
  self->traced_ns += length_ns;
  return TRUE;
}

/* At worst in any of the traces that are that long. */
static double
worst (const Parts *parts, gint64 window_ns)
{
  double share = 1;

  for (guint i = 0; i < parts->parts->len; i++)
    {
      const HtMutatorUtilization *part = g_ptr_array_index (parts->parts, i);

      if (ht_mutator_utilization_get_duration (part) >= window_ns)
        share = fmin (share, ht_mutator_utilization_get_minimum (part, window_ns));
    }
  return share;
}

static void
add_points (HtTraceUtilization *self, const Parts *parts)
{
  for (guint i = 0; self->traced_ns > 0; i++)
    {
      double wanted = (double) SHORTEST_NS * pow (10, (double) i / N_PER_DECADE);
      gboolean is_last = wanted >= (double) parts->longest_ns;
      gint64 window_ns = is_last ? parts->longest_ns : (gint64) round (wanted);
      HtUtilizationPoint point = { window_ns, worst (parts, window_ns) };

      g_array_append_val (self->points, point);
      if (is_last)
        break;
    }
}

static gboolean
is_too_long (HtRecording *recording,
             HtSeriesEntry *entry,
             gint64 from_ns,
             gint64 to_ns,
             gboolean *too_long,
             GError **error)
{
  g_autoptr (GPtrArray) entries = g_ptr_array_new ();
  g_autoptr (GArray) sums = NULL;

  g_ptr_array_add (entries, entry);
  sums = ht_recording_sum_many_series (recording, entries, from_ns, to_ns, error);
  if (sums == NULL)
    return FALSE;
  *too_long = g_array_index (sums, HtSeriesSum, 0).n > MOST_STEPS;
  return TRUE;
}

static gboolean
load_parts (HtTraceUtilization *self,
            Parts *parts,
            HtRecording *recording,
            gint64 target,
            gint64 from_ns,
            gint64 to_ns,
            GError **error)
{
  g_autoptr (GPtrArray) traces = ht_recording_list_traces (recording, target, error);
  g_autoptr (HtSeriesEntry) entry = NULL;

  if (traces == NULL || !ht_recording_find_series (recording, target, share_name, &entry, error))
    return FALSE;
  if (entry == NULL)
    return TRUE;
  if (!is_too_long (recording, entry, from_ns, to_ns, &self->is_too_long, error))
    return FALSE;
  for (guint i = 0; i < traces->len && !self->is_too_long; i++)
    {
      const HtTraceFacts *facts = &((HtTraceEntry *) g_ptr_array_index (traces, i))->facts;
      gint64 first_ns = MAX (facts->start_ns, from_ns);
      gint64 last_ns = MIN (facts->end_ns, to_ns);

      if (facts->start_ns != HT_UNKNOWN && last_ns > first_ns &&
          !add_part (self, parts, recording, entry->id, first_ns, last_ns, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * ht_trace_utilization_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @from_ns: begin of the range, ns since 1970
 * @to_ns: its end
 * @error: return location, in %HT_STORE_ERROR
 *
 * Computes what the collector left to the program, at worst in windows of each length. For a worker
 * thread.
 *
 * Returns: (transfer full): the curve, or %NULL with @error set
 */
HtTraceUtilization *
ht_trace_utilization_load (HtRecording *recording,
                           gint64 target,
                           gint64 from_ns,
                           gint64 to_ns,
                           GError **error)
{
  g_autoptr (HtTraceUtilization) self = g_new0 (HtTraceUtilization, 1);
  g_auto (Parts) parts = { 0 };

  self->points = g_array_new (FALSE, FALSE, sizeof (HtUtilizationPoint));
  parts.parts = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_mutator_utilization_free);
  if (!load_parts (self, &parts, recording, target, from_ns, to_ns, error))
    return NULL;
  add_points (self, &parts);
  if (self->traced_ns > 0)
    self->mean /= (double) self->traced_ns;
  return g_steal_pointer (&self);
}

/**
 * ht_trace_utilization_free:
 * @utilization: (transfer full) (nullable): the curve
 */
void
ht_trace_utilization_free (HtTraceUtilization *utilization)
{
  if (utilization == NULL)
    return;
  g_array_unref (utilization->points);
  g_free (utilization);
}
