/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "gc-figures.h"

#include <math.h>

#include "known-arithmetic.h"
#include "sorted-array.h"

#define MOST_SLOTS      48
#define LEAST_SLOTS     4
#define CYCLES_PER_SLOT 4

static const HtGcCycle *
nth_cycle (const GArray *cycles, guint i)
{
  return &g_array_index (cycles, HtGcCycle, i);
}

/* Index of the first cycle that begins at or after a time. */
static guint
first_from (const GArray *cycles, gint64 time_ns)
{
  return ht_sorted_count_before (cycles, G_STRUCT_OFFSET (HtGcCycle, start_ns), time_ns);
}

/**
 * ht_gc_cycle_get_cpu:
 * @cycle: a collection
 *
 * Computes the CPU time that a collection took from the program, as Go itself counts it for
 * its gc_cpu_fraction: all processors during pauses, assists and workers, without what was idle.
 *
 * Returns: the time in ns, %HT_UNKNOWN unless all of it is known
 */
gint64
ht_gc_cycle_get_cpu (const HtGcCycle *cycle)
{
  gint64 pauses_ns = ht_known_add (cycle->stw_sweep_term_ns, cycle->stw_mark_term_ns);
  gint64 mark_ns = ht_known_add (cycle->assist_ns, cycle->background_ns);

  if (pauses_ns == HT_UNKNOWN || mark_ns == HT_UNKNOWN || cycle->gomaxprocs <= 0)
    return HT_UNKNOWN;
  if (pauses_ns > G_MAXINT64 / cycle->gomaxprocs)
    return HT_UNKNOWN;
  return ht_known_add (pauses_ns * cycle->gomaxprocs, mark_ns);
}

static void
see_cycle (HtGcFigures *self, const HtGcCycle *cycle, guint index, gint64 *longest_ns)
{
  gint64 phases_ns = ht_known_add (ht_known_add (cycle->stw_sweep_term_ns, cycle->mark_ns),
                                   cycle->stw_mark_term_ns);

  for (guint kind = 0; kind < HT_N_PAUSE_KINDS; kind++)
    {
      gint64 pause_ns = ht_gc_cycle_get_pause (cycle, (HtPauseKind) kind);

      /* HT_UNKNOWN is the least of all numbers. */
      if (pause_ns > *longest_ns)
        {
          *longest_ns = pause_ns;
          self->longest = (int) index;
        }
    }
  self->phases_ns = MAX (self->phases_ns, phases_ns);
  if (cycle->assist_ns != HT_UNKNOWN)
    self->n_assists_known++;
  if (cycle->assist_ns > 0)
    self->n_assisted++;
  if (cycle->heap_start_bytes != HT_UNKNOWN && cycle->heap_live_bytes != HT_UNKNOWN)
    {
      self->before_bytes = cycle->heap_start_bytes;
      self->live_bytes = cycle->heap_live_bytes;
    }
  if (cycle->goal_bytes != HT_UNKNOWN)
    {
      self->goal_min_bytes = self->goal_min_bytes == HT_UNKNOWN
                                 ? cycle->goal_bytes
                                 : MIN (self->goal_min_bytes, cycle->goal_bytes);
      self->goal_max_bytes = MAX (self->goal_max_bytes, cycle->goal_bytes);
    }
  if (cycle->gomaxprocs != HT_UNKNOWN)
    self->gomaxprocs = cycle->gomaxprocs;
}

/* From the end of one cycle to the end of the next, so that each is seen with the time that
 * led to it. Where a process was replaced by another, nothing is known in between. */
static double
share_of_cpu (const GArray *cycles, guint first, guint n_cycles)
{
  double spent = 0, available = 0;

  for (guint i = first + 1; i < first + n_cycles; i++)
    {
      const HtGcCycle *cycle = nth_cycle (cycles, i);
      const HtGcCycle *previous = nth_cycle (cycles, i - 1);
      gint64 cpu_ns = ht_gc_cycle_get_cpu (cycle);

      /* The cycles between two numbers that do not follow each other were told by nobody. */
      if (cpu_ns == HT_UNKNOWN || cycle->process != previous->process ||
          cycle->n != previous->n + 1)
        continue;
      spent += (double) cpu_ns;
      available += (double) (cycle->end_ns - previous->end_ns) * (double) cycle->gomaxprocs;
    }
  return available > 0 ? spent / available : (double) NAN;
}

/* Slots are between the first and the last begin of a cycle, so that each is fully known, and
 * hold their right border: the first cycle itself belongs to the time before. */
static void
fill_slots (HtGcFigures *self, const GArray *cycles)
{
  guint n_slots = CLAMP (self->n_cycles / CYCLES_PER_SLOT, LEAST_SLOTS, MOST_SLOTS);
  guint last = self->first + self->n_cycles - 1;
  gint64 span_ns;

  if (self->n_cycles < 2)
    return;
  self->from_ns = nth_cycle (cycles, self->first)->start_ns;
  span_ns = nth_cycle (cycles, last)->start_ns - self->from_ns;
  if (span_ns < n_slots)
    return;
  self->slot_ns = span_ns / n_slots;
  g_array_set_size (self->rates, n_slots);
  g_array_set_size (self->shares, n_slots);
  for (guint i = self->first + 1; i <= last; i++)
    {
      const HtGcCycle *cycle = nth_cycle (cycles, i);
      gint64 cpu_ns = ht_gc_cycle_get_cpu (cycle);
      guint slot = (guint) CLAMP ((cycle->start_ns - self->from_ns - 1) / self->slot_ns, 0,
                                  (gint64) n_slots - 1);

      g_array_index (self->rates, double, slot) += 1e9 / (double) self->slot_ns;
      /* Unknown once is unknown: NaN stays NaN. */
      g_array_index (self->shares, double, slot) +=
          cpu_ns == HT_UNKNOWN
              ? (double) NAN
              : (double) cpu_ns / (double) cycle->gomaxprocs / (double) self->slot_ns;
    }
}

/**
 * ht_gc_figures_new:
 * @cycles: (element-type HtGcCycle): collections, each once, by time, all on one clock
 * @from_ns: begin of the range on that clock
 * @to_ns: its end; cycles that begin later are not part of it
 *
 * Computes what the pages tell of a range of time. For a worker thread.
 *
 * Returns: (transfer full): the figures
 */
HtGcFigures *
ht_gc_figures_new (const GArray *cycles, gint64 from_ns, gint64 to_ns)
{
  HtGcFigures *self = g_new0 (HtGcFigures, 1);
  guint end = first_from (cycles, to_ns == G_MAXINT64 ? to_ns : to_ns + 1);
  const HtGcCycle *data;
  gint64 longest_ns = HT_UNKNOWN;

  self->first = first_from (cycles, from_ns);
  self->n_cycles = end > self->first ? end - self->first : 0;
  data = self->n_cycles > 0 ? nth_cycle (cycles, self->first) : NULL;
  self->summary = ht_gc_summary_new (data, self->n_cycles);
  self->rates = g_array_new (FALSE, TRUE, sizeof (double));
  self->shares = g_array_new (FALSE, TRUE, sizeof (double));
  self->longest = -1;
  self->before_bytes = self->live_bytes = self->goal_min_bytes = self->goal_max_bytes = HT_UNKNOWN;
  self->phases_ns = self->gomaxprocs = HT_UNKNOWN;
  ht_pause_histogram_count (&self->histogram, data, self->n_cycles);
  for (guint i = 0; i < self->n_cycles; i++)
    see_cycle (self, nth_cycle (cycles, self->first + i), self->first + i, &longest_ns);
  self->cpu_share = share_of_cpu (cycles, self->first, self->n_cycles);
  if (isnan (self->cpu_share) && self->summary->cpu_permille > 0)
    self->cpu_share = (double) self->summary->cpu_permille / 1000;
  fill_slots (self, cycles);
  return self;
}

/**
 * ht_gc_figures_free:
 * @figures: (transfer full) (nullable): the figures
 */
void
ht_gc_figures_free (HtGcFigures *figures)
{
  if (figures == NULL)
    return;
  ht_gc_summary_free (figures->summary);
  g_array_unref (figures->rates);
  g_array_unref (figures->shares);
  g_free (figures);
}

/**
 * ht_gc_figures_get_pauses:
 * @figures: the figures
 *
 * Returns: (transfer none): single pauses, or where no source tells them apart, those of
 *   whole cycles
 */
const HtGcPauses *
ht_gc_figures_get_pauses (const HtGcFigures *figures)
{
  const HtGcSummary *summary = figures->summary;

  return summary->pauses.n > 0 ? &summary->pauses : &summary->cycle_pauses;
}
