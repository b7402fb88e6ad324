/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "gc-summary.h"

#include <math.h>

#include "gc-merge.h"
#include "known-arithmetic.h"

static const HtGcCycle *
nth_cycle (const HtGcSummary *self, guint i)
{
  return &g_array_index (self->cycles, HtGcCycle, i);
}

static void
add_known (GArray *values, gint64 value)
{
  if (value != HT_UNKNOWN)
    g_array_append_val (values, value);
}

static int
compare_values_cb (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a;
  gint64 other = *(const gint64 *) b;

  return (one > other) - (one < other);
}

/* By nearest rank: the smallest value that @percent of all do not exceed. */
static gint64
percentile (const GArray *sorted, guint percent)
{
  gsize rank = ((gsize) sorted->len * percent + 99) / 100;

  return g_array_index (sorted, gint64, MAX (rank, 1) - 1);
}

static void
summarise_pauses (HtGcPauses *pauses, GArray *values)
{
  *pauses = (HtGcPauses){ values->len, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN };
  if (values->len == 0)
    return;

  g_array_sort (values, compare_values_cb);
  pauses->total_ns = 0;
  for (guint i = 0; i < values->len; i++)
    pauses->total_ns = ht_known_add (pauses->total_ns, g_array_index (values, gint64, i));
  pauses->max_ns = g_array_index (values, gint64, values->len - 1);
  pauses->p50_ns = percentile (values, 50);
  pauses->p95_ns = percentile (values, 95);
  pauses->p99_ns = percentile (values, 99);
}

/* A source may tell both pauses of a cycle or only their sum. */
static gint64
pause_of (const HtGcCycle *cycle)
{
  if (cycle->pause_ns != HT_UNKNOWN)
    return cycle->pause_ns;
  return ht_known_add (cycle->stw_sweep_term_ns, cycle->stw_mark_term_ns);
}

static void
summarise_all_pauses (HtGcSummary *self)
{
  g_autoptr (GArray) single = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) sums = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < self->cycles->len; i++)
    {
      add_known (single, nth_cycle (self, i)->stw_sweep_term_ns);
      add_known (single, nth_cycle (self, i)->stw_mark_term_ns);
      add_known (sums, pause_of (nth_cycle (self, i)));
    }
  summarise_pauses (&self->pauses, single);
  summarise_pauses (&self->cycle_pauses, sums);
}

static void
see_heap (HtGcHeap *heap, gint64 bytes)
{
  if (bytes == HT_UNKNOWN)
    return;
  if (heap->n++ == 0)
    heap->first_bytes = bytes;
  heap->last_bytes = bytes;
  /* HT_UNKNOWN is the least of all numbers. */
  heap->max_bytes = MAX (heap->max_bytes, bytes);
}

static void
summarise_heap (HtGcSummary *self)
{
  self->heap = (HtGcHeap){ 0, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN };
  for (guint i = 0; i < self->cycles->len; i++)
    {
      const HtGcCycle *cycle = nth_cycle (self, i);

      see_heap (&self->heap, cycle->heap_start_bytes);
      see_heap (&self->heap, cycle->heap_end_bytes);
      see_heap (&self->heap, cycle->heap_live_bytes);
      self->heap.goal_max_bytes = MAX (self->heap.goal_max_bytes, cycle->goal_bytes);
    }
}

/* Takes part in a sum that is unknown until something of it is known. */
static void
add_to_total (gint64 *total, gint64 value)
{
  if (value != HT_UNKNOWN)
    *total = *total == HT_UNKNOWN ? value : ht_known_add (*total, value);
}

/* Nobody knows what became of the process between two traces that nothing else connects: it is
 * taken for the same. */
static gsize
count_processes (const HtGcSummary *self)
{
  g_autoptr (GHashTable) processes = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < self->cycles->len; i++)
    if (nth_cycle (self, i)->source != HT_GC_SOURCE_TRACE)
      g_hash_table_add (processes, GUINT_TO_POINTER (nth_cycle (self, i)->process));
  return MAX (g_hash_table_size (processes), self->cycles->len > 0);
}

static void
summarise_totals (HtGcSummary *self)
{
  self->n_processes = count_processes (self);
  self->n_forced = HT_UNKNOWN;
  self->assist_ns = HT_UNKNOWN;
  self->cpu_permille = HT_UNKNOWN;
  for (guint i = 0; i < self->cycles->len; i++)
    {
      const HtGcCycle *cycle = nth_cycle (self, i);

      self->source = MAX (self->source, cycle->source);
      if (cycle->forced >= 0)
        add_to_total (&self->n_forced, cycle->forced);
      add_to_total (&self->assist_ns, cycle->assist_ns);
      if (cycle->cpu_permille != HT_UNKNOWN)
        self->cpu_permille = cycle->cpu_permille;
    }
}

/* Numbers count also the cycles that no source told of, so a rate of numbers is right where
 * lines were lost or a ring has wrapped.
 */
static double
rate_of_cycles (const HtGcSummary *self)
{
  const HtGcCycle *previous = NULL;
  double n = 0, ns = 0;

  for (guint i = 0; i < self->cycles->len; i++)
    {
      const HtGcCycle *cycle = nth_cycle (self, i);

      if (cycle->end_ns == HT_UNKNOWN)
        continue;
      if (previous != NULL && previous->process == cycle->process)
        {
          n += (double) (cycle->n - previous->n);
          ns += (double) cycle->end_ns - (double) previous->end_ns;
        }
      previous = cycle;
    }
  return ns > 0 ? n * 1e9 / ns : (double) NAN;
}

/**
 * ht_gc_summary_new:
 * @cycles: (array length=n_cycles): cycles of one target from any sources, as
 *   [method@Recording.read_gc_cycles] gives them; see [func@gc_merge]
 * @n_cycles: how many
 *
 * Brings the cycles of all sources together and sums them up.
 *
 * Returns: (transfer full): the summary
 */
HtGcSummary *
ht_gc_summary_new (const HtGcCycle *cycles, gsize n_cycles)
{
  HtGcSummary *self = g_new0 (HtGcSummary, 1);

  self->cycles = ht_gc_merge (cycles, n_cycles);
  summarise_totals (self);
  summarise_all_pauses (self);
  summarise_heap (self);
  self->cycles_per_second = rate_of_cycles (self);
  return self;
}

/**
 * ht_gc_summary_free:
 * @summary: (transfer full) (nullable): the summary
 */
void
ht_gc_summary_free (HtGcSummary *summary)
{
  if (summary == NULL)
    return;
  g_array_unref (summary->cycles);
  g_free (summary);
}
