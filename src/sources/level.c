/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "level.h"

#include <math.h>

#define SECOND_NS   G_GINT64_CONSTANT (1000000000)
#define BASELINE_NS (60 * SECOND_NS)
#define BASELINE_N  6
#define NOW_NS      (30 * SECOND_NS)
#define NOW_N       3
#define SETTLED     0.10

typedef struct
{
  gint64 time_ns;
  double value;
} Value;

struct _HtLevel
{
  /* Owned */
  GArray *values; /* Value, by time: those of the window */

  double baseline; /* NaN before there is one */
  double baseline_low;
};

/**
 * ht_level_new:
 *
 * Returns: (transfer full): a level of which nothing is known
 */
HtLevel *
ht_level_new (void)
{
  HtLevel *self = g_new0 (HtLevel, 1);

  self->values = g_array_new (FALSE, FALSE, sizeof (Value));
  self->baseline = NAN;
  return self;
}

/**
 * ht_level_free:
 * @level: (transfer full) (nullable): the level
 */
void
ht_level_free (HtLevel *level)
{
  if (level == NULL)
    return;
  g_array_unref (level->values);
  g_free (level);
}

static int
compare_values (gconstpointer a, gconstpointer b)
{
  double first = ((const Value *) a)->value;
  double second = ((const Value *) b)->value;

  return first < second ? -1 : first > second;
}

/* The median of some values, and the lowest of them. */
static double
median_of (const GArray *values, guint begin, guint end, double *low)
{
  guint n_values = end - begin;
  g_autoptr (GArray) sorted = g_array_sized_new (FALSE, FALSE, sizeof (Value), n_values);

  g_array_append_vals (sorted, &g_array_index (values, Value, begin), n_values);
  g_array_sort (sorted, compare_values);
  *low = g_array_index (sorted, Value, 0).value;
  return (g_array_index (sorted, Value, (n_values - 1) / 2).value +
          g_array_index (sorted, Value, n_values / 2).value) /
         2;
}

static gint64
age_of (const HtLevel *self, guint index)
{
  return g_array_index (self->values, Value, self->values->len - 1).time_ns -
         g_array_index (self->values, Value, index).time_ns;
}

static void
seek_baseline (HtLevel *self)
{
  guint n_values = self->values->len;
  double first, second, low;

  if (n_values < BASELINE_N || age_of (self, 0) < BASELINE_NS)
    return;
  first = median_of (self->values, 0, n_values / 2, &low);
  second = median_of (self->values, n_values / 2, n_values, &low);
  if (fabs (second - first) <= SETTLED * first)
    self->baseline = median_of (self->values, 0, n_values, &self->baseline_low);
}

/**
 * ht_level_add:
 * @level: the level
 * @time_ns: when, on any clock, not before the value added last
 * @value: a value, 0 or more
 */
void
ht_level_add (HtLevel *level, gint64 time_ns, double value)
{
  Value added = { time_ns, value };
  guint n_old = 0;

  g_array_append_val (level->values, added);
  /* The last one from before the window stays: with it the window is whole. */
  while (level->values->len - n_old > BASELINE_N && age_of (level, n_old + 1) >= BASELINE_NS)
    n_old++;
  g_array_remove_range (level->values, 0, n_old);
  if (isnan (level->baseline))
    seek_baseline (level);
}

/**
 * ht_level_get:
 * @level: the level
 * @state: (out caller-allocates): where it is
 *
 * Returns: whether enough is known to tell
 */
gboolean
ht_level_get (HtLevel *level, HtLevelState *state)
{
  guint n_values = level->values->len;
  guint begin = n_values;

  if (isnan (level->baseline))
    return FALSE;
  while (begin > 0 && (n_values - begin < NOW_N || age_of (level, begin - 1) <= NOW_NS))
    begin--;
  if (n_values - begin < NOW_N)
    return FALSE;
  state->baseline = level->baseline;
  state->baseline_low = level->baseline_low;
  state->now = median_of (level->values, begin, n_values, &state->low);
  return TRUE;
}

/**
 * ht_level_interrupt:
 * @level: the level
 *
 * Nothing was told for a while: the baseline stays, where it is now is to be seen.
 */
void
ht_level_interrupt (HtLevel *level)
{
  g_array_set_size (level->values, 0);
}

/**
 * ht_level_forget:
 * @level: the level
 *
 * Begins anew.
 */
void
ht_level_forget (HtLevel *level)
{
  ht_level_interrupt (level);
  level->baseline = NAN;
}
