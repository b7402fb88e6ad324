/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include <string.h>

#include "gc-life.h"
#include "known-arithmetic.h"

/*
 * A trace numbers its cycles from 1, whatever the process had before. Which cycles of a log or of
 * MemStats they are is told by when they were, how long they stopped the world and how large the
 * heap was.
 */

/* gctrace truncates when a cycle began, and each of its phases, to a ms or two digits. */
#define CLOCK_TOLERANCE_NS (10 * G_GINT64_CONSTANT (1000000))

/* So far apart may be when a trace was and when the same cycles were elsewhere, where its time was
 * taken from its file or that of a log from its lines. */
#define WALL_TOLERANCE_NS (10 * G_GINT64_CONSTANT (1000000000))

/* In a trace a pause begins when somebody wants to stop the world, elsewhere when it stands. */
#define PAUSE_TOLERANCE_NS (5 * G_GINT64_CONSTANT (1000000))

#define MARK_TOLERANCE_NS       (2 * G_GINT64_CONSTANT (1000000))
#define MARK_TOLERANCE_FRACTION 10

/* gctrace has whole MiB, and the heap grows between two looks at it. */
#define SIZE_TOLERANCE_BYTES    (G_GINT64_CONSTANT (2) << 20)
#define SIZE_TOLERANCE_FRACTION 16

/* So few cycles may agree by chance where no clock tells. */
#define FEW_CYCLES 2

/* All that another source may know of a cycle, but its times. */
static const gsize figures[] = {
  G_STRUCT_OFFSET (HtGcCycle, stw_sweep_term_ns), G_STRUCT_OFFSET (HtGcCycle, mark_ns),
  G_STRUCT_OFFSET (HtGcCycle, stw_mark_term_ns),  G_STRUCT_OFFSET (HtGcCycle, pause_ns),
  G_STRUCT_OFFSET (HtGcCycle, assist_ns),         G_STRUCT_OFFSET (HtGcCycle, background_ns),
  G_STRUCT_OFFSET (HtGcCycle, idle_ns),           G_STRUCT_OFFSET (HtGcCycle, heap_start_bytes),
  G_STRUCT_OFFSET (HtGcCycle, heap_end_bytes),    G_STRUCT_OFFSET (HtGcCycle, heap_live_bytes),
  G_STRUCT_OFFSET (HtGcCycle, goal_bytes),        G_STRUCT_OFFSET (HtGcCycle, stacks_bytes),
  G_STRUCT_OFFSET (HtGcCycle, globals_bytes),     G_STRUCT_OFFSET (HtGcCycle, gomaxprocs),
  G_STRUCT_OFFSET (HtGcCycle, cpu_permille),
};

/* Where the cycles of a trace are in a life. */
typedef struct
{
  HtGcLife *life;
  gint64 shift;       /* what to add to the numbers of the trace */
  gint64 distance_ns; /* what to add to its times for the clock of the life */
  guint n_pairs;
  gint64 error_ns;
} Match;

/* The search for where a trace belongs. */
typedef struct
{
  Match best;
  guint n_matches;
  gboolean lacks_clock;
  guint64 n_compared; /* for all traces */
} Search;

/* What hardly two cycles have in common. */
typedef struct
{
  gint64 stw_sweep_term_ns;
  gint64 mark_ns;
  gint64 stw_mark_term_ns;
  gint64 heap_start_bytes;
  gint64 heap_end_bytes;
  gint64 heap_live_bytes;
} Features;

static guint
hash_features (gconstpointer key)
{
  const Features *features = key;
  guint64 hash = (guint64) features->stw_sweep_term_ns * 31 + (guint64) features->mark_ns;

  hash = hash * 31 + (guint64) features->stw_mark_term_ns;
  hash = hash * 31 + (guint64) features->heap_live_bytes;
  return (guint) (hash ^ (hash >> 32));
}

static gboolean
equal_features (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, sizeof (Features)) == 0;
}

/* Traces may overlap, or be there twice: of equal cycles the first one counts. */
static gboolean
is_new (GHashTable *known, const HtGcCycle *cycle)
{
  Features features = {
    cycle->stw_sweep_term_ns, cycle->mark_ns,        cycle->stw_mark_term_ns,
    cycle->heap_start_bytes,  cycle->heap_end_bytes, cycle->heap_live_bytes,
  };

  if (cycle->heap_start_bytes == HT_UNKNOWN && cycle->heap_live_bytes == HT_UNKNOWN)
    return TRUE;
  return g_hash_table_add (known, g_memdup2 (&features, sizeof features));
}

/* A life for each trace that knows of a cycle that no other one did before. */
static GPtrArray *
read_traces (const HtGcCycle *cycles, gsize n_cycles)
{
  GPtrArray *traces = g_ptr_array_new ();
  g_autoptr (GHashTable) known =
      g_hash_table_new_full (hash_features, equal_features, g_free, NULL);
  HtGcLife *trace = NULL;
  guint32 process = 0;

  for (gsize i = 0; i < n_cycles; i++)
    {
      if (cycles[i].source != HT_GC_SOURCE_TRACE || cycles[i].n < 1 || !is_new (known, &cycles[i]))
        continue;
      if (trace == NULL || cycles[i].process != process ||
          cycles[i].n <= ht_gc_life_nth (trace, trace->cycles->len - 1)->n)
        {
          trace = ht_gc_life_new ();
          trace->wall_offset_ns = cycles[i].wall_offset_ns;
          g_ptr_array_add (traces, trace);
        }
      process = cycles[i].process;
      g_array_append_val (trace->cycles, cycles[i]);
    }
  return traces;
}

static gint64
distance_of (const HtGcCycle *traced, const HtGcCycle *other)
{
  gint64 distance_ns = ht_known_subtract (other->end_ns, traced->end_ns);

  return distance_ns != HT_UNKNOWN ? distance_ns
                                   : ht_known_subtract (other->start_ns, traced->start_ns);
}

static gboolean
sizes_agree (gint64 traced, gint64 other)
{
  gint64 difference = ht_known_subtract (other, traced);

  return difference == HT_UNKNOWN ||
         ABS (difference) <= SIZE_TOLERANCE_BYTES + traced / SIZE_TOLERANCE_FRACTION;
}

static gboolean
pauses_agree (const HtGcCycle *traced, const HtGcCycle *other)
{
  gint64 longer_ns = ht_known_subtract (traced->pause_ns, other->pause_ns);

  return longer_ns == HT_UNKNOWN || ht_gc_pauses_agree (traced, other) ||
         (longer_ns > 0 && longer_ns <= PAUSE_TOLERANCE_NS + other->pause_ns);
}

/* gctrace has two digits of what is shorter than 10 ms, and whole ms of all else. */
static gboolean
marks_agree (const HtGcCycle *traced, const HtGcCycle *other)
{
  gint64 difference = ht_known_subtract (traced->mark_ns, other->mark_ns);

  return difference == HT_UNKNOWN ||
         ABS (difference) <= MARK_TOLERANCE_NS + traced->mark_ns / MARK_TOLERANCE_FRACTION;
}

static gboolean
cycles_agree (const HtGcCycle *traced, const HtGcCycle *other)
{
  gboolean knows_forced = traced->forced >= 0 && other->forced >= 0;

  return (!knows_forced || traced->forced == other->forced) && pauses_agree (traced, other) &&
         marks_agree (traced, other) &&
         sizes_agree (traced->heap_start_bytes, other->heap_start_bytes) &&
         sizes_agree (traced->heap_end_bytes, other->heap_end_bytes) &&
         sizes_agree (traced->heap_live_bytes, other->heap_live_bytes);
}

/* Pairs the cycles under one shift of their numbers. The first pair that does not agree ends it, so
 * most shifts cost next to nothing. */
static gboolean
try_shift (const HtGcLife *trace, const HtGcLife *life, guint at, Match *match, guint64 *n_compared)
{
  gint64 least_ns = G_MAXINT64, most_ns = G_MININT64;
  gint64 since_ns = HT_UNKNOWN;
  guint i = 0;

  while (i < trace->cycles->len && at < life->cycles->len)
    {
      const HtGcCycle *traced = ht_gc_life_nth (trace, i);
      const HtGcCycle *other = ht_gc_life_nth (life, at);
      gint64 n = traced->n + match->shift;
      gint64 distance_ns;

      ++*n_compared;
      i += n <= other->n;
      at += other->n <= n;
      if (n != other->n)
        continue;
      distance_ns = distance_of (traced, other);
      if (distance_ns == HT_UNKNOWN)
        continue;
      if (since_ns == HT_UNKNOWN)
        since_ns = traced->end_ns;
      least_ns = MIN (least_ns, distance_ns);
      most_ns = MAX (most_ns, distance_ns);
      if (!cycles_agree (traced, other) ||
          most_ns - least_ns >
              CLOCK_TOLERANCE_NS + MAX (ht_known_subtract (traced->end_ns, since_ns), 0) /
                                       HT_GC_CLOCK_DRIFT_FRACTION)
        return FALSE;
      match->n_pairs++;
    }
  match->distance_ns = least_ns / 2 + most_ns / 2;
  match->error_ns = most_ns - least_ns;
  return match->n_pairs > 0;
}

/* Whether the clocks allow it; how far they are apart counts as an error. */
static gboolean
check_walls (const HtGcLife *trace, const HtGcLife *life, Match *match)
{
  gint64 error_ns = ht_known_subtract (trace->wall_offset_ns,
                                       ht_known_add (life->wall_offset_ns, match->distance_ns));

  if (error_ns == HT_UNKNOWN)
    return TRUE;
  error_ns = ABS (error_ns);
  match->error_ns += MIN (error_ns, WALL_TOLERANCE_NS);
  return error_ns <= WALL_TOLERANCE_NS || (!life->has_wall && match->n_pairs > FEW_CYCLES);
}

static gboolean
is_better (const Match *match, const Match *best)
{
  if (match->n_pairs != best->n_pairs)
    return match->n_pairs > best->n_pairs;
  return match->error_ns < best->error_ns;
}

static void
consider (const HtGcLife *trace, HtGcLife *life, guint at, gint64 shift, Search *search)
{
  Match match = { .life = life, .shift = shift };

  if (shift < 0 || search->n_compared >= HT_GC_MAX_COMPARISONS ||
      !try_shift (trace, life, at, &match, &search->n_compared) ||
      !check_walls (trace, life, &match))
    return;
  /* The same one is met from both ends of the trace. */
  search->n_matches += search->best.life != life || search->best.shift != shift;
  search->lacks_clock |= trace->wall_offset_ns == HT_UNKNOWN || life->wall_offset_ns == HT_UNKNOWN;
  if (search->best.life == NULL || is_better (&match, &search->best))
    search->best = match;
}

/* The first or the last cycle of the trace is one of the life, or the first one of the life is one
 * of the trace. */
static HtGcLife *
find_match (const GPtrArray *lives, const HtGcLife *trace, Search *search)
{
  gint64 first = ht_gc_life_nth (trace, 0)->n;
  gint64 last = ht_gc_life_nth (trace, trace->cycles->len - 1)->n;
  guint n_between = (guint) MIN (last - first, G_MAXINT);

  search->best = (Match){ 0 };
  search->n_matches = 0;
  search->lacks_clock = FALSE;
  for (guint i = 0; i < lives->len; i++)
    {
      HtGcLife *life = g_ptr_array_index (lives, i);
      gint64 begin = ht_gc_life_nth (life, 0)->n;

      for (guint j = 1; j + 1 < trace->cycles->len; j++)
        consider (trace, life, 0, begin - ht_gc_life_nth (trace, j)->n, search);
      for (guint j = 0; j < life->cycles->len; j++)
        {
          gint64 n = ht_gc_life_nth (life, j)->n;

          consider (trace, life, j, n - first, search);
          if (last > first)
            consider (trace, life, j - MIN (j, n_between), n - last, search);
        }
    }
  if (search->best.n_pairs <= FEW_CYCLES && search->n_matches > 1 && search->lacks_clock)
    return NULL;
  return search->best.life;
}

static void
move (HtGcCycle *cycle, gint64 by_ns)
{
  cycle->start_ns = ht_known_add (cycle->start_ns, by_ns);
  cycle->end_ns = ht_known_add (cycle->end_ns, by_ns);
}

/* The better one's figures, and the other's where it has none. */
static void
fill_in (HtGcCycle *better, const HtGcCycle *other)
{
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    if (G_STRUCT_MEMBER (gint64, better, figures[i]) == HT_UNKNOWN)
      G_STRUCT_MEMBER (gint64, better, figures[i]) = G_STRUCT_MEMBER (gint64, other, figures[i]);
  if (better->start_ns == HT_UNKNOWN)
    better->start_ns = other->start_ns;
  if (better->end_ns == HT_UNKNOWN)
    better->end_ns = other->end_ns;
  if (better->forced < 0)
    better->forced = other->forced;
}

/* From now on the life counts time as its first trace does. */
static void
take_clock (HtGcLife *life, const HtGcLife *trace, gint64 distance_ns)
{
  for (guint i = 0; i < life->cycles->len; i++)
    move (ht_gc_life_nth (life, i), -distance_ns);
  life->wall_offset_ns = ht_known_add (life->wall_offset_ns, distance_ns);
  if (life->wall_offset_ns == HT_UNKNOWN ||
      (!life->has_wall && trace->wall_offset_ns != HT_UNKNOWN))
    life->wall_offset_ns = trace->wall_offset_ns;
  life->has_wall |= trace->wall_offset_ns != HT_UNKNOWN;
}

/* Puts the cycles of the trace over those of the life. They stay where the trace has them on the
 * wall clock, since all else that it tells is there, too. */
static void
overlay (HtGcLife *life, HtGcLife *trace, const Match *match, gboolean is_first)
{
  GArray *merged = g_array_sized_new (FALSE, FALSE, sizeof (HtGcCycle), life->cycles->len);
  gint64 by_ns = match->distance_ns;
  gint64 wall_ns;
  guint i = 0, j = 0;

  if (is_first)
    {
      take_clock (life, trace, match->distance_ns);
      by_ns = 0;
    }
  wall_ns = ht_known_subtract (trace->wall_offset_ns, life->wall_offset_ns);
  if (wall_ns != HT_UNKNOWN)
    by_ns = wall_ns;
  while (i < trace->cycles->len || j < life->cycles->len)
    {
      HtGcCycle *traced = i < trace->cycles->len ? ht_gc_life_nth (trace, i) : NULL;
      const HtGcCycle *other = j < life->cycles->len ? ht_gc_life_nth (life, j) : NULL;
      gint64 n = traced != NULL ? traced->n + match->shift : G_MAXINT64;

      if (traced == NULL || (other != NULL && other->n < n))
        {
          g_array_append_vals (merged, other, 1);
          j++;
          continue;
        }
      traced->n = n;
      move (traced, by_ns);
      if (other != NULL && other->n == n)
        {
          fill_in (traced, other);
          j++;
        }
      g_array_append_vals (merged, traced, 1);
      i++;
    }
  g_array_unref (life->cycles);
  life->cycles = merged;
}

/*
 * Brings the cycles of traces into the @lives that other sources tell of; what fits none becomes a
 * life of its own, on the clock of its trace.
 */
void
ht_gc_merge_traces (GPtrArray *lives, const HtGcCycle *cycles, gsize n_cycles)
{
  g_autoptr (GPtrArray) traces = read_traces (cycles, n_cycles);
  g_autoptr (GPtrArray) unmatched = g_ptr_array_new ();
  g_autoptr (GHashTable) traced = g_hash_table_new (NULL, NULL);
  Search search = { 0 };

  for (guint i = 0; i < traces->len; i++)
    {
      HtGcLife *trace = g_ptr_array_index (traces, i);
      HtGcLife *life = find_match (lives, trace, &search);

      if (life == NULL)
        {
          g_ptr_array_add (unmatched, trace);
          continue;
        }
      overlay (life, trace, &search.best, g_hash_table_add (traced, life));
      ht_gc_life_free (trace);
    }
  g_ptr_array_extend_and_steal (lives, g_steal_pointer (&unmatched));
}
