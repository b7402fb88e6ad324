/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "mutator-utilization.h"

#include <math.h>

/* A piece of time in which the share stays what it is. */
typedef struct
{
  gint64 time_ns;
  double share;
  double before_ns; /* what the collector had until then, of one processor that stands for all */
} Piece;

struct _HtMutatorUtilization
{
  GArray *pieces; /* of Piece, with one more at the end */
};

static void
add_piece (GArray *pieces, gint64 time_ns, double share)
{
  Piece piece = { .time_ns = time_ns, .share = share };

  if (pieces->len > 0)
    {
      const Piece *last = &g_array_index (pieces, Piece, pieces->len - 1);

      piece.before_ns = last->before_ns + last->share * (double) (time_ns - last->time_ns);
    }
  g_array_append_val (pieces, piece);
}

/**
 * ht_mutator_utilization_new:
 * @steps: (array length=n_steps): shares of the collector, in order of time; each holds until the
 *   next one
 * @n_steps: how many there are
 * @from_ns: begin of the range
 * @to_ns: its end
 *
 * Takes as long as there are steps in the range. Before the first step nobody knows the share, so
 * the range does not begin before it.
 *
 * Returns: (transfer full) (nullable): what the program had, or %NULL if nothing of the range is
 *   known
 */
HtMutatorUtilization *
ht_mutator_utilization_new (const HtShareStep *steps, gsize n_steps, gint64 from_ns, gint64 to_ns)
{
  HtMutatorUtilization *self;
  gsize i = 0;

  if (n_steps == 0 || MAX (from_ns, steps[0].time_ns) >= to_ns)
    return NULL;
  self = g_new0 (HtMutatorUtilization, 1);
  self->pieces = g_array_new (FALSE, FALSE, sizeof (Piece));
  while (i + 1 < n_steps && steps[i + 1].time_ns <= from_ns)
    i++;
  for (; i < n_steps && steps[i].time_ns < to_ns; i++)
    add_piece (self->pieces, MAX (from_ns, steps[i].time_ns), CLAMP (steps[i].share, 0, 1));
  add_piece (self->pieces, to_ns, 0);
  return self;
}

/**
 * ht_mutator_utilization_free:
 * @utilization: (transfer full) (nullable): what the program had
 */
void
ht_mutator_utilization_free (HtMutatorUtilization *utilization)
{
  if (utilization == NULL)
    return;
  g_array_unref (utilization->pieces);
  g_free (utilization);
}

static const Piece *
first_piece (const HtMutatorUtilization *self)
{
  return &g_array_index (self->pieces, Piece, 0);
}

static const Piece *
end_piece (const HtMutatorUtilization *self)
{
  return &g_array_index (self->pieces, Piece, self->pieces->len - 1);
}

/**
 * ht_mutator_utilization_get_duration:
 * @utilization: what the program had
 *
 * Returns: length of the part of the range of which something is known, in ns
 */
gint64
ht_mutator_utilization_get_duration (const HtMutatorUtilization *utilization)
{
  return end_piece (utilization)->time_ns - first_piece (utilization)->time_ns;
}

/**
 * ht_mutator_utilization_get_mean:
 * @utilization: what the program had
 *
 * Returns: its share of the processors over the whole range, 0…1
 */
double
ht_mutator_utilization_get_mean (const HtMutatorUtilization *utilization)
{
  return 1 - end_piece (utilization)->before_ns /
                 (double) ht_mutator_utilization_get_duration (utilization);
}

/* What the collector had until a time in a piece. */
static double
taken_until (const Piece *piece, gint64 time_ns)
{
  return piece->before_ns + piece->share * (double) (time_ns - piece->time_ns);
}

/* What is most in a window of that length. What is in one that moves changes at the same rate
 * until one of its ends meets a step, so it is most where one does. */
static double
most_taken (const HtMutatorUtilization *self, gint64 window_ns)
{
  const Piece *pieces = first_piece (self);
  const Piece *end = end_piece (self);
  const Piece *near_end = pieces;
  const Piece *near_begin = pieces;
  double most = 0;

  for (const Piece *piece = pieces; piece <= end; piece++)
    {
      if (end->time_ns - piece->time_ns >= window_ns)
        {
          while (near_end < end && near_end[1].time_ns <= piece->time_ns + window_ns)
            near_end++;
          most = MAX (most, taken_until (near_end, piece->time_ns + window_ns) - piece->before_ns);
        }
      if (piece->time_ns - pieces->time_ns >= window_ns)
        {
          while (near_begin < end && near_begin[1].time_ns <= piece->time_ns - window_ns)
            near_begin++;
          most =
              MAX (most, piece->before_ns - taken_until (near_begin, piece->time_ns - window_ns));
        }
    }
  return most;
}

/**
 * ht_mutator_utilization_get_minimum:
 * @utilization: what the program had
 * @window_ns: length of the windows; more than the range is as much as the range
 *
 * Takes as long as there are steps.
 *
 * Returns: what the program had in the worst window that lies in the range, 0…1
 */
double
ht_mutator_utilization_get_minimum (const HtMutatorUtilization *utilization, gint64 window_ns)
{
  gint64 within_ns = CLAMP (window_ns, 1, ht_mutator_utilization_get_duration (utilization));

  return CLAMP (1 - most_taken (utilization, within_ns) / (double) within_ns, 0, 1);
}

static void
add_window (const HtMutatorUtilization *self, GArray *curve, gint64 window_ns)
{
  HtWindowUtilization point = {
    .window_ns = window_ns,
    .utilization = ht_mutator_utilization_get_minimum (self, window_ns),
  };

  g_array_append_val (curve, point);
}

/**
 * ht_mutator_utilization_get_curve:
 * @utilization: what the program had
 * @shortest_ns: the shortest window, at least 1
 * @n_windows: how many windows, at least 2
 *
 * Returns: (transfer full) (element-type HtWindowUtilization): the minima of windows from the
 *   shortest to the whole range, each longer than the one before by the same factor; of the range
 *   alone if it is not longer than the shortest
 */
GArray *
ht_mutator_utilization_get_curve (const HtMutatorUtilization *utilization,
                                  gint64 shortest_ns,
                                  guint n_windows)
{
  GArray *curve = g_array_new (FALSE, FALSE, sizeof (HtWindowUtilization));
  gint64 duration_ns = ht_mutator_utilization_get_duration (utilization);
  double factor;

  g_return_val_if_fail (shortest_ns >= 1 && n_windows >= 2, curve);
  factor = log ((double) duration_ns / (double) shortest_ns) / (n_windows - 1);
  for (guint i = 0; factor > 0 && i + 1 < n_windows; i++)
    add_window (utilization, curve, (gint64) round ((double) shortest_ns * exp (factor * i)));
  add_window (utilization, curve, duration_ns);
  return curve;
}
