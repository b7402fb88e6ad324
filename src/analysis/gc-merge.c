/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "gc-merge.h"

#include "gc-life.h"
#include "known-arithmetic.h"

/* Two sources speak of one process if the ends of the cycles that both know are
 * equally far apart on their clocks.
 */
#define CLOCK_TOLERANCE_NS (50 * G_GINT64_CONSTANT (1000000))

/* So few cycles may be equally far apart by chance; then their pauses must agree too. */
#define FEW_CYCLES 2

/* gctrace cuts the begins of cycles to 1 ms: of two within that the second may seem to end first.
 */
#define BEGIN_CUT_NS 1000000

void
ht_gc_life_free (HtGcLife *life)
{
  g_array_unref (life->cycles);
  g_free (life);
}

HtGcLife *
ht_gc_life_new (void)
{
  HtGcLife *life = g_new0 (HtGcLife, 1);

  life->cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  life->wall_offset_ns = HT_UNKNOWN;
  return life;
}

/* When a cycle was, on its own clock. */
static gint64
clock_of (const HtGcCycle *cycle)
{
  return cycle->end_ns != HT_UNKNOWN ? cycle->end_ns : cycle->start_ns;
}

static gint64
wall_of (const HtGcCycle *cycle)
{
  return ht_known_add (clock_of (cycle), cycle->wall_offset_ns);
}

static int
compare_numbers (gint64 a, gint64 b)
{
  return (a > b) - (a < b);
}

/* Each snapshot of MemStats counts processes anew: there only clock and number tell. */
static guint32
process_of (const HtGcCycle *cycle)
{
  return cycle->source == HT_GC_SOURCE_MEMSTATS ? 0 : cycle->process;
}

/* Records that say the same of the same cycle compare as equal. */
static int
compare_records (const HtGcCycle *a, const HtGcCycle *b)
{
  int order = compare_numbers (process_of (a), process_of (b));

  if (order == 0)
    order = compare_numbers (a->n, b->n);
  if (order == 0)
    order = compare_numbers (a->start_ns, b->start_ns);
  if (order == 0)
    order = compare_numbers (a->end_ns, b->end_ns);
  if (order == 0)
    order = compare_numbers (a->pause_ns, b->pause_ns);
  if (order == 0)
    order = compare_numbers (a->heap_live_bytes, b->heap_live_bytes);
  return order;
}

static int
compare_records_cb (gconstpointer a, gconstpointer b)
{
  return compare_records (*(const HtGcCycle *const *) a, *(const HtGcCycle *const *) b);
}

static int
compare_places_cb (gconstpointer a, gconstpointer b)
{
  const HtGcCycle *one = *(const HtGcCycle *const *) a;
  const HtGcCycle *other = *(const HtGcCycle *const *) b;

  return (one > other) - (one < other);
}

/* The cycles of one source, in the order in which they came. Of equal records the first
 * is taken: the same log or ring was captured twice.
 */
static GPtrArray *
pick_source (const HtGcCycle *cycles, gsize n_cycles, HtGcSource source)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new ();
  GPtrArray *picked = g_ptr_array_new ();

  for (gsize i = 0; i < n_cycles; i++)
    if (cycles[i].source == source && cycles[i].n >= 1)
      g_ptr_array_add (all, (gpointer) &cycles[i]);

  g_ptr_array_sort (all, compare_records_cb);
  for (guint i = 0; i < all->len; i++)
    if (i == 0 || compare_records (g_ptr_array_index (all, i - 1), g_ptr_array_index (all, i)) != 0)
      g_ptr_array_add (picked, g_ptr_array_index (all, i));
  g_ptr_array_sort (picked, compare_places_cb);
  return picked;
}

static int
compare_walls_cb (gconstpointer a, gconstpointer b)
{
  const HtGcCycle *one = *(const HtGcCycle *const *) a;
  const HtGcCycle *other = *(const HtGcCycle *const *) b;
  int order = compare_numbers (wall_of (one), wall_of (other));

  return order != 0 ? order : compare_numbers (one->n, other->n);
}

static gboolean
continues (const HtGcLife *life, const HtGcCycle *cycle)
{
  const HtGcCycle *last = ht_gc_life_nth (life, life->cycles->len - 1);

  return cycle->n > last->n &&
         clock_of (cycle) >= ht_known_subtract (clock_of (last), BEGIN_CUT_NS);
}

/* Cuts the cycles of one source where number or clock fall back. Those of one
 * `process` follow one another; between them others may lie.
 */
static GPtrArray *
cut_into_lives (const GPtrArray *cycles)
{
  GPtrArray *lives = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_gc_life_free);
  g_autoptr (GHashTable) life_of_process = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < cycles->len; i++)
    {
      const HtGcCycle *cycle = g_ptr_array_index (cycles, i);
      gpointer key = GUINT_TO_POINTER (process_of (cycle));
      HtGcLife *life = g_hash_table_lookup (life_of_process, key);

      if (life == NULL || !continues (life, cycle))
        {
          life = ht_gc_life_new ();
          g_ptr_array_add (lives, life);
          g_hash_table_insert (life_of_process, key, life);
        }
      g_array_append_vals (life->cycles, cycle, 1);
      if (cycle->wall_offset_ns != HT_UNKNOWN &&
          (life->wall_offset_ns == HT_UNKNOWN || cycle->wall_offset_ns < life->wall_offset_ns))
        life->wall_offset_ns = cycle->wall_offset_ns;
    }
  return lives;
}

/* The snapshots of MemStats overlap and come in any order, but all are on the wall clock. */
static GPtrArray *
read_lives (const HtGcCycle *cycles, gsize n_cycles, HtGcSource source)
{
  g_autoptr (GPtrArray) picked = pick_source (cycles, n_cycles, source);

  if (source == HT_GC_SOURCE_MEMSTATS)
    g_ptr_array_sort (picked, compare_walls_cb);
  return cut_into_lives (picked);
}

/* A cycle that two lives know, and how much later it is on the clock of the second. */
typedef struct
{
  const HtGcCycle *better;
  const HtGcCycle *worse;
  gint64 distance_ns;
} Pair;

static void
pair_cycles (const HtGcLife *better, const HtGcLife *worse, GArray *pairs, guint64 *n_comparisons)
{
  guint i = 0, j = 0;

  g_array_set_size (pairs, 0);
  while (i < better->cycles->len && j < worse->cycles->len)
    {
      Pair pair = { ht_gc_life_nth (better, i), ht_gc_life_nth (worse, j), HT_UNKNOWN };

      ++*n_comparisons;
      if (pair.better->n == pair.worse->n)
        {
          pair.distance_ns = ht_known_subtract (clock_of (pair.worse), clock_of (pair.better));
          if (pair.distance_ns != HT_UNKNOWN)
            g_array_append_val (pairs, pair);
        }
      i += pair.better->n <= pair.worse->n;
      j += pair.worse->n <= pair.better->n;
    }
}

static int
compare_distances_cb (gconstpointer a, gconstpointer b)
{
  return compare_numbers (((const Pair *) a)->distance_ns, ((const Pair *) b)->distance_ns);
}

gboolean
ht_gc_pauses_agree (const HtGcCycle *better, const HtGcCycle *worse)
{
  gint64 difference = ht_known_subtract (worse->pause_ns, better->pause_ns);

  return difference != HT_UNKNOWN &&
         ABS (difference) <=
             HT_GC_PAUSE_TOLERANCE_NS + better->pause_ns / HT_GC_PAUSE_TOLERANCE_FRACTION;
}

/* Whether @pairs are of one process, and how far its two clocks are apart. */
static gboolean
is_one_process (GArray *pairs, gint64 *distance_ns)
{
  gint64 span, spread;
  const Pair *first, *last;

  if (pairs->len == 0)
    return FALSE;
  for (guint i = 0; pairs->len <= FEW_CYCLES && i < pairs->len; i++)
    {
      const Pair *pair = &g_array_index (pairs, Pair, i);

      if (!ht_gc_pauses_agree (pair->better, pair->worse))
        return FALSE;
    }

  first = &g_array_index (pairs, Pair, 0);
  last = &g_array_index (pairs, Pair, pairs->len - 1);
  span = ht_known_subtract (clock_of (last->better), clock_of (first->better));
  g_array_sort (pairs, compare_distances_cb);
  spread = ht_known_subtract (g_array_index (pairs, Pair, pairs->len - 1).distance_ns,
                              g_array_index (pairs, Pair, 0).distance_ns);
  *distance_ns = g_array_index (pairs, Pair, pairs->len / 2).distance_ns;
  return span != HT_UNKNOWN && spread != HT_UNKNOWN &&
         spread <= CLOCK_TOLERANCE_NS + span / HT_GC_CLOCK_DRIFT_FRACTION;
}

typedef struct
{
  HtGcLife *life;
  guint n_common;
  gint64 distance_ns;
} Match;

/* The life among @lives that shares the most cycles with @worse, if any does. */
static Match
find_match (const GPtrArray *lives, const HtGcLife *worse, guint64 *n_comparisons)
{
  g_autoptr (GArray) pairs = g_array_new (FALSE, FALSE, sizeof (Pair));
  Match best = { NULL, 0, 0 };

  for (guint i = 0; i < lives->len && *n_comparisons < HT_GC_MAX_COMPARISONS; i++)
    {
      HtGcLife *life = g_ptr_array_index (lives, i);
      gint64 distance_ns;

      pair_cycles (life, worse, pairs, n_comparisons);
      if (pairs->len > best.n_common && is_one_process (pairs, &distance_ns))
        best = (Match){ life, pairs->len, distance_ns };
    }
  return best;
}

/* Adds the cycles that only @worse knows, moved to the clock of @life. */
static void
absorb (HtGcLife *life, const HtGcLife *worse, gint64 distance_ns, guint64 *n_comparisons)
{
  GArray *merged = g_array_sized_new (FALSE, FALSE, sizeof (HtGcCycle), life->cycles->len);
  guint i = 0, j = 0;

  while (i < life->cycles->len || j < worse->cycles->len)
    {
      gboolean has_better = i < life->cycles->len;
      gboolean has_worse = j < worse->cycles->len;

      if (has_better && (!has_worse || ht_gc_life_nth (life, i)->n <= ht_gc_life_nth (worse, j)->n))
        {
          j += has_worse && ht_gc_life_nth (life, i)->n == ht_gc_life_nth (worse, j)->n;
          g_array_append_vals (merged, ht_gc_life_nth (life, i++), 1);
        }
      else
        {
          HtGcCycle cycle = *ht_gc_life_nth (worse, j++);

          cycle.start_ns = ht_known_subtract (cycle.start_ns, distance_ns);
          cycle.end_ns = ht_known_subtract (cycle.end_ns, distance_ns);
          g_array_append_val (merged, cycle);
        }
    }
  *n_comparisons += merged->len;
  g_array_unref (life->cycles);
  life->cycles = merged;
}

/* Brings the lives that MemStats tell of into those of logs. */
static void
merge_lives (GPtrArray *lives, GPtrArray *worse_lives)
{
  guint64 n_comparisons = 0;
  g_autoptr (GPtrArray) unmatched = g_ptr_array_new ();

  for (guint i = 0; i < worse_lives->len; i++)
    {
      HtGcLife *worse = g_ptr_array_index (worse_lives, i);
      Match match = find_match (lives, worse, &n_comparisons);
      gint64 wall_offset_ns = ht_known_add (worse->wall_offset_ns, match.distance_ns);

      worse->has_wall = TRUE;
      if (match.life == NULL)
        {
          g_ptr_array_add (unmatched, worse);
          continue;
        }
      if (match.n_common < worse->cycles->len)
        absorb (match.life, worse, match.distance_ns, &n_comparisons);
      /* MemStats are on the system's own clock; what a log says is an estimate. */
      if (wall_offset_ns != HT_UNKNOWN)
        {
          match.life->wall_offset_ns = wall_offset_ns;
          match.life->has_wall = TRUE;
        }
      ht_gc_life_free (worse);
    }

  g_ptr_array_set_free_func (worse_lives, NULL);
  g_ptr_array_extend_and_steal (lives, g_steal_pointer (&unmatched));
}

/* When a life began, ns since 1970. */
static gint64
first_wall (const HtGcLife *life)
{
  return ht_known_add (clock_of (ht_gc_life_nth (life, 0)), life->wall_offset_ns);
}

/* In order of time; those of which nobody knows the time come last. */
static int
compare_lives_cb (gconstpointer a, gconstpointer b)
{
  gint64 one = first_wall (*(const HtGcLife *const *) a);
  gint64 other = first_wall (*(const HtGcLife *const *) b);

  if ((one == HT_UNKNOWN) != (other == HT_UNKNOWN))
    return one == HT_UNKNOWN ? 1 : -1;
  return compare_numbers (one, other);
}

/**
 * ht_gc_merge:
 * @cycles: (array length=n_cycles): cycles of one target from any sources, those of one source in
 *   the order in which it told of them
 * @n_cycles: how many
 *
 * Brings what several sources say of the same collections together, so that each
 * cycle is there once, as the best source tells it: a trace, then gctrace, then MemStats.
 *
 * Two cycles are one if they have the same number in the same life of a process. Traces number
 * theirs from 1; what they are is found out by when they were, and by pauses and sizes, and they
 * get the numbers of the others. A trace that fits nothing is a life of its own.
 * A life ends where the numbers or the clock of a source fall back. Lives of two sources are
 * one if the cycles that both know are equally far apart on their clocks, whatever
 * those count from; of one or two cycles the pauses have to agree as well. The wall clock of
 * MemStats is then that of the others, also where a log's own stamps said otherwise (in a
 * wrong zone, or late). Captures that overlap, or were taken twice, do no harm.
 *
 * In the result, cycles are in order of time, `process` counts lives from 0, and all
 * cycles of a life are on one clock, with one wall offset. Figures are as the source gave
 * them; what a trace does not know is filled in from the others.
 *
 * Returns: (transfer full) (element-type HtGcCycle): the cycles
 */
GArray *
ht_gc_merge (const HtGcCycle *cycles, gsize n_cycles)
{
  GArray *merged = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
  g_autoptr (GPtrArray) lives = read_lives (cycles, n_cycles, HT_GC_SOURCE_GCTRACE);
  g_autoptr (GPtrArray) worse = read_lives (cycles, n_cycles, HT_GC_SOURCE_MEMSTATS);

  merge_lives (lives, worse);
  ht_gc_merge_traces (lives, cycles, n_cycles);

  /* Stable, so that lives without a time stay in the order of their sources. */
  g_ptr_array_sort (lives, compare_lives_cb);
  for (guint i = 0; i < lives->len; i++)
    {
      HtGcLife *life = g_ptr_array_index (lives, i);

      for (guint j = 0; j < life->cycles->len; j++)
        {
          ht_gc_life_nth (life, j)->process = i;
          ht_gc_life_nth (life, j)->wall_offset_ns = life->wall_offset_ns;
        }
      g_array_append_vals (merged, life->cycles->data, life->cycles->len);
    }
  return merged;
}
