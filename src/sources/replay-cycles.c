/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "replay-cycles.h"

#include "known-arithmetic.h"
#include "sorted-array.h"

typedef struct
{
  gint64 n;
  gint64 end_ns; /* since 1970 */
  gint64 pause_ns;
  gint64 start_ns; /* of the process, since 1970; HT_UNKNOWN if nobody told */
  guint32 process;
} Cycle;

struct _HtReplayCycles
{
  GArray *cycles; /* of Cycle, by end */
};

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const Cycle *left = a;
  const Cycle *right = b;

  return left->end_ns < right->end_ns ? -1 : left->end_ns > right->end_ns;
}

static gint64
pause_of (const HtGcCycle *cycle)
{
  gint64 both_ns = ht_known_add (cycle->stw_sweep_term_ns, cycle->stw_mark_term_ns);

  return cycle->pause_ns != HT_UNKNOWN ? cycle->pause_ns : both_ns;
}

/* All cycles of a life tell its start; that of a restart is no later than its first cycle. */
static void
tell_starts (GArray *cycles)
{
  gint64 start_ns = HT_UNKNOWN;

  for (guint i = 0; i < cycles->len; i++)
    {
      Cycle *cycle = &g_array_index (cycles, Cycle, i);
      gboolean is_restart = i > 0 && cycle->process != (cycle - 1)->process;

      if (cycle->start_ns != HT_UNKNOWN && (i == 0 || is_restart))
        start_ns = cycle->start_ns;
      else if (is_restart)
        start_ns = cycle->end_ns;
      cycle->start_ns = start_ns;
    }
}

/**
 * ht_replay_cycles_new:
 * @cycles: (array length=n_cycles): the collections of a target, each once
 * @n_cycles: how many
 *
 * Those without a wall clock are left out.
 *
 * Returns: (transfer full): the collections
 */
HtReplayCycles *
ht_replay_cycles_new (const HtGcCycle *cycles, gsize n_cycles)
{
  HtReplayCycles *self = g_new0 (HtReplayCycles, 1);

  self->cycles = g_array_new (FALSE, FALSE, sizeof (Cycle));
  for (gsize i = 0; i < n_cycles; i++)
    {
      const HtGcCycle *given = &cycles[i];
      const Cycle cycle = {
        .n = given->n,
        .end_ns = ht_known_add (given->end_ns, given->wall_offset_ns),
        .pause_ns = pause_of (given),
        /* gctrace counts from the start of the process. */
        .start_ns = given->source == HT_GC_SOURCE_GCTRACE ? given->wall_offset_ns : HT_UNKNOWN,
        .process = given->process,
      };

      if (cycle.end_ns != HT_UNKNOWN && cycle.n > 0)
        g_array_append_val (self->cycles, cycle);
    }
  g_array_sort (self->cycles, compare_ends);
  tell_starts (self->cycles);
  return self;
}

/**
 * ht_replay_cycles_free:
 * @cycles: (transfer full) (nullable): the collections
 */
void
ht_replay_cycles_free (HtReplayCycles *cycles)
{
  if (cycles == NULL)
    return;
  g_array_unref (cycles->cycles);
  g_free (cycles);
}

/**
 * ht_replay_cycles_are_empty:
 * @cycles: the collections
 *
 * Returns: whether there are none
 */
gboolean
ht_replay_cycles_are_empty (const HtReplayCycles *cycles)
{
  return cycles->cycles->len == 0;
}

static const Cycle *
nth (const HtReplayCycles *self, guint i)
{
  return &g_array_index (self->cycles, Cycle, i);
}

static guint
count_until (const HtReplayCycles *self, gint64 at_ns)
{
  return ht_sorted_count_until (self->cycles, G_STRUCT_OFFSET (Cycle, end_ns), at_ns);
}

/**
 * ht_replay_cycles_fill_ring:
 * @cycles: the collections
 * @moment: a moment
 * @told_ns: when the recorded NumGC was told; %HT_UNKNOWN if there is none
 * @told_num_gc: the recorded NumGC
 * @ring: (out caller-allocates): what MemStats say at @moment
 *
 * Of the last collection and the recorded figure the later one tells NumGC, so that it
 * grows with the collections and is there without them.
 */
void
ht_replay_cycles_fill_ring (const HtReplayCycles *cycles,
                            const HtReplayMoment *moment,
                            gint64 told_ns,
                            gint64 told_num_gc,
                            HtReplayRing *ring)
{
  guint n = count_until (cycles, moment->position_ns);
  const Cycle *last = n > 0 ? nth (cycles, n - 1) : NULL;

  *ring = (HtReplayRing){ .has_num_gc = last != NULL || told_ns != HT_UNKNOWN };
  ring->num_gc = told_ns != HT_UNKNOWN ? told_num_gc : 0;
  if (last == NULL)
    {
      /* Before the first one, a figure of later on would be too large. */
      if (told_ns > moment->position_ns && cycles->cycles->len > 0)
        ring->num_gc = nth (cycles, 0)->n - 1;
      return;
    }
  if (told_ns == HT_UNKNOWN || told_ns > moment->position_ns || last->end_ns >= told_ns)
    ring->num_gc = last->n;

  for (guint i = n; i > 0; i--)
    {
      const Cycle *cycle = nth (cycles, i - 1);
      gsize slot = (gsize) ((cycle->n - 1) % HT_REPLAY_RING_LENGTH);

      if (cycle->process != last->process || cycle->n > ring->num_gc ||
          cycle->n <= ring->num_gc - HT_REPLAY_RING_LENGTH)
        break;
      ring->pause_end[slot] = ht_replay_moment_shift (moment, cycle->end_ns);
      ring->pause_ns[slot] = cycle->pause_ns != HT_UNKNOWN ? cycle->pause_ns : 0;
    }
  ring->last_gc_ns = ht_replay_moment_shift (moment, last->end_ns);
}

/**
 * ht_replay_cycles_get_process_start:
 * @cycles: the collections
 * @moment: a moment
 *
 * Returns: when the process of the moment began, ns since 1970, shifted to the present; for want
 *   of better the begin of the replay, and for a restart its first collection
 */
gint64
ht_replay_cycles_get_process_start (const HtReplayCycles *cycles, const HtReplayMoment *moment)
{
  guint n = count_until (cycles, moment->position_ns);
  gint64 start_ns = HT_UNKNOWN;

  if (cycles->cycles->len > 0)
    start_ns = nth (cycles, n > 0 ? n - 1 : 0)->start_ns;
  return start_ns != HT_UNKNOWN ? ht_replay_moment_shift (moment, start_ns) : moment->lap_ns;
}
