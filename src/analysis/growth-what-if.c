/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-what-if.h"

#include "gc-cycle.h"

#include <math.h>

static const HtSeriesPoint *
get_point (const GArray *points, guint index)
{
  return &g_array_index (points, HtSeriesPoint, index);
}

/* What was held at a time: between two points as if it had changed evenly. */
static double
find_value (const GArray *points, gint64 time_ns)
{
  guint after = 0;
  const HtSeriesPoint *left;
  const HtSeriesPoint *right;

  if (points->len == 0)
    return 0;
  while (after < points->len && get_point (points, after)->time_ns <= time_ns)
    after++;
  if (after == 0 || after == points->len)
    return get_point (points, after == 0 ? 0 : after - 1)->value;
  left = get_point (points, after - 1);
  right = get_point (points, after);
  return left->value + (right->value - left->value) * (double) (time_ns - left->time_ns) /
                           (double) (right->time_ns - left->time_ns);
}

/* By how much a chain held more at a time than when it is to have stopped. */
static double
find_gain (const HtGrowthPart *part, gint64 stopped_ns, gint64 time_ns)
{
  gint64 from_ns = MAX (stopped_ns, part->since_ns);

  if (time_ns <= from_ns)
    return 0;
  return MAX (find_value (part->held, time_ns) - find_value (part->held, from_ns), 0);
}

static void
add_held (HtGrowthPart *part, gint64 time_ns, double bytes)
{
  HtSeriesPoint point = { .time_ns = time_ns, .value = bytes };

  g_array_append_val (part->held, point);
}

/**
 * ht_growth_part_new:
 * @chain: a chain
 * @table: the heap profiles that it was found in
 *
 * Returns: (transfer full): what of it is needed to tell what would be without it; refers to
 *   neither
 */
HtGrowthPart *
ht_growth_part_new (const HtGrowthChain *chain, const HtGrowthTable *table)
{
  HtGrowthPart *part = g_new0 (HtGrowthPart, 1);
  const HtGrowthFit *now = &chain->course.now;

  part->scope = chain->scope;
  part->is_outside_go = ht_growth_forecast_is_outside_go (chain);
  part->pace = (HtGrowthPace){ .rate = now->rate, .low = now->low, .high = now->high };
  part->held = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  if (chain->track != NULL)
    {
      const double *times_s = ht_growth_track_get_times (chain->track);
      gint64 begin_ns = chain->since_ns - (gint64) (times_s[chain->course.start] * 1e9);

      for (guint i = 0; i < ht_growth_track_get_n_epochs (chain->track); i++)
        add_held (part, begin_ns + (gint64) (times_s[i] * 1e9),
                  ht_growth_track_get_inuse (chain->track)[i]);
    }
  else
    {
      g_autofree gint64 *held =
          ht_growth_table_sum_inuse (table, (const guint *) chain->rows->data, chain->rows->len);

      for (guint i = 0; i < ht_growth_table_get_n_epochs (table); i++)
        add_held (part, ht_growth_table_get_time (table, i), (double) held[i]);
    }
  part->since_ns = chain->since_ns;
  /* Nobody tells since when: then all of it is looked at. */
  if (part->since_ns == HT_UNKNOWN)
    part->since_ns = part->held->len > 0 ? get_point (part->held, 0)->time_ns : G_MAXINT64;
  return part;
}

/**
 * ht_growth_part_free:
 * @part: (transfer full) (nullable): the part
 */
void
ht_growth_part_free (HtGrowthPart *part)
{
  if (part == NULL)
    return;
  g_array_unref (part->held);
  g_free (part);
}

/**
 * ht_growth_list_heap:
 * @table: the heap profiles of a process
 *
 * Returns: (transfer full) (element-type HtSeriesPoint): what the whole heap held, bytes by time
 */
GArray *
ht_growth_list_heap (const HtGrowthTable *table)
{
  GArray *heap = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));

  for (guint epoch = 0; epoch < ht_growth_table_get_n_epochs (table); epoch++)
    {
      HtSeriesPoint point = {
        .time_ns = ht_growth_table_get_time (table, epoch),
        .value = (double) ht_growth_table_get_total (table, epoch),
      };

      g_array_append_val (heap, point);
    }
  return heap;
}

/**
 * ht_growth_what_if_init:
 * @what_if: (out caller-allocates): what would be
 * @heap: (element-type HtSeriesPoint): what the whole heap held, by time
 * @forecast: what is to come
 * @parts: (element-type HtGrowthPart): chains that grow
 * @stopped_ns: when they are to have stopped growing, ns since 1970; a chain that began later did
 *   not begin at all. %HT_UNKNOWN for each when it began
 * @rest_grows: whether anything else grows
 *
 * Tells what would be if some chains had stopped growing. What they held then they go on to hold;
 * where they have come down since, they have.
 */
void
ht_growth_what_if_init (HtGrowthWhatIf *what_if,
                        const GArray *heap,
                        const HtGrowthForecast *forecast,
                        const GPtrArray *parts,
                        gint64 stopped_ns,
                        gboolean rest_grows)
{
  *what_if = (HtGrowthWhatIf){
    .heap = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint)),
    .heap_bytes = heap->len > 0 ? get_point (heap, heap->len - 1)->value : NAN,
  };
  for (guint i = 0; i < heap->len; i++)
    {
      HtSeriesPoint point = *get_point (heap, i);

      for (guint j = 0; j < parts->len; j++)
        {
          const HtGrowthPart *part = g_ptr_array_index (parts, j);

          if (part->scope == HT_GROWTH_SCOPE_SITE)
            point.value -= find_gain (part, stopped_ns, point.time_ns);
        }
      point.value = MAX (point.value, 0);
      g_array_append_val (what_if->heap, point);
    }
  what_if->heap_without_bytes =
      heap->len > 0 ? get_point (what_if->heap, heap->len - 1)->value : NAN;
  for (guint i = 0; i < parts->len; i++)
    what_if->gone_bytes += find_gain (g_ptr_array_index (parts, i), stopped_ns, G_MAXINT64);
  ht_growth_forecast_without (&what_if->forecast, forecast, parts, stopped_ns, rest_grows);
}

/**
 * ht_growth_what_if_clear:
 * @what_if: what would be
 */
void
ht_growth_what_if_clear (HtGrowthWhatIf *what_if)
{
  g_clear_pointer (&what_if->heap, g_array_unref);
}
