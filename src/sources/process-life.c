/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "process-life.h"

#include <string.h>

#define LEAST_GAP_NS G_GINT64_CONSTANT (2000000000)
#define START_TIME   "metric/process_start_time_seconds"

/**
 * ht_process_life_init:
 * @life: (out caller-allocates): a life of which nothing is known
 */
void
ht_process_life_init (HtProcessLife *life)
{
  *life = (HtProcessLife){ .n_collections = -1 };
}

/**
 * ht_process_life_follow:
 * @life: a life of which nothing is known
 * @epoch: of the life before it
 * @last_ns: time of the last figures of that; 0 if there were none
 *
 * Says that the service was replaced: the next figures are of a new life, whatever they say.
 */
void
ht_process_life_follow (HtProcessLife *life, guint32 epoch, gint64 last_ns)
{
  life->epoch = epoch;
  life->last_ns = last_ns;
  life->is_another = TRUE;
}

/**
 * ht_process_life_rewind:
 * @life: the life
 * @epoch: its number when something was recorded of it for the last time
 * @last_ns: time of the last figures that were recorded; 0 if there are none
 *
 * Says that what came since is lost: it has to be told once more that nobody looked, or that the
 * service was restarted.
 */
void
ht_process_life_rewind (HtProcessLife *life, guint32 epoch, gint64 last_ns)
{
  if (life->epoch != epoch)
    life->is_another = TRUE;
  life->epoch = epoch;
  life->last_ns = last_ns;
}

/**
 * ht_process_life_clear:
 * @life: a life
 */
void
ht_process_life_clear (HtProcessLife *life)
{
  g_clear_pointer (&life->command_line, g_free);
}

static gboolean
find_value (const HtRecordBuffer *records, const char *name, double *value)
{
  for (guint i = 0; i < records->points->len; i++)
    {
      const HtPoint *point = &g_array_index (records->points, HtPoint, i);

      if (strcmp (point->name, name) == 0)
        {
          *value = point->value;
          return TRUE;
        }
    }
  return FALSE;
}

/* Of those, MemStats tell the end to the ns; what others tell of it would be rounded otherwise. */
static gboolean
is_told_exactly (const HtGcCycle *cycle)
{
  return cycle->source == HT_GC_SOURCE_MEMSTATS && cycle->n > 0 && cycle->end_ns != HT_UNKNOWN;
}

/* A process that has counted farther than the one before it still ended its collections at other
 * times. */
static gboolean
has_other_cycles (const HtProcessLife *life, const HtRecordBuffer *records)
{
  for (guint i = 0; i < records->cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (records->cycles, HtGcCycle, i);
      const HtSeenCycle *seen = &life->cycles[(guint64) cycle->n % HT_GC_RING_LENGTH];

      if (is_told_exactly (cycle) && seen->n == cycle->n && seen->end_ns != cycle->end_ns)
        return TRUE;
    }
  return FALSE;
}

static void
remember_cycles (HtProcessLife *life, const HtRecordBuffer *records)
{
  for (guint i = 0; i < records->cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (records->cycles, HtGcCycle, i);

      if (is_told_exactly (cycle))
        life->cycles[(guint64) cycle->n % HT_GC_RING_LENGTH] =
            (HtSeenCycle){ .n = cycle->n, .end_ns = cycle->end_ns };
    }
}

/**
 * ht_process_life_was_restarted:
 * @life: the life
 * @records: the newest figures
 *
 * What is counted falls, what is over has changed, or another process answers: then it is another
 * life.
 *
 * Returns: whether the service was restarted since the figures before
 */
gboolean
ht_process_life_was_restarted (HtProcessLife *life, const HtRecordBuffer *records)
{
  const char *command_line = ht_record_buffer_get_property (records, "command_line");
  double collections = life->n_collections;
  double allocated = life->allocated;
  double start_time = life->start_time;
  gboolean restarted = life->is_another;

  if (find_value (records, "num_gc", &collections) && collections < life->n_collections)
    restarted = TRUE;
  if (find_value (records, "total_alloc", &allocated) && allocated < life->allocated)
    restarted = TRUE;
  if (find_value (records, START_TIME, &start_time) && life->start_time > 0 &&
      start_time != life->start_time)
    restarted = TRUE;
  if (command_line != NULL && life->command_line != NULL &&
      strcmp (command_line, life->command_line) != 0)
    restarted = TRUE;
  if (has_other_cycles (life, records))
    restarted = TRUE;
  if (command_line != NULL && g_strcmp0 (command_line, life->command_line) != 0)
    {
      g_free (life->command_line);
      life->command_line = g_strdup (command_line);
    }
  life->n_collections = collections;
  life->allocated = allocated;
  life->start_time = start_time;
  life->is_another = FALSE;
  if (restarted)
    {
      life->epoch++;
      memset (life->cycles, 0, sizeof life->cycles);
    }
  remember_cycles (life, records);
  return restarted;
}

/**
 * ht_process_life_was_away:
 * @life: the life
 * @time_ns: time of the newest figures
 * @every_ns: how often there should be some
 * @from_ns: (out): time of the figures before; set if it returns %TRUE
 *
 * Asleep, away, or left alone: nobody knows what was between.
 *
 * Returns: whether there were none for longer than a beat or two may be lost
 */
gboolean
ht_process_life_was_away (HtProcessLife *life, gint64 time_ns, gint64 every_ns, gint64 *from_ns)
{
  gint64 last_ns = life->last_ns;
  gboolean was_away = last_ns != 0 && time_ns - last_ns > 3 * every_ns + LEAST_GAP_NS;

  life->last_ns = time_ns;
  *from_ns = last_ns;
  if (was_away)
    life->n_gaps++;
  return was_away;
}
