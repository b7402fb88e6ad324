/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "replay-series.h"

#include "sorted-array.h"

/* About how many points are in memory: a quarter of an hour at one per second. */
#define WINDOW_POINTS 1024
#define SERIES_APART  64

typedef struct
{
  gint64 time_ns;
  double value;
} Point;

/**
 * ht_replay_series_new:
 * @entry: a series of a recording
 *
 * Returns: (transfer full): the series, with nothing of it in memory
 */
HtReplaySeries *
ht_replay_series_new (const HtSeriesEntry *entry)
{
  HtReplaySeries *self = g_new0 (HtReplaySeries, 1);

  self->name = g_strdup (entry->name);
  self->known = ht_known_series_by_name (entry->name);
  self->kind = entry->kind;
  self->id = entry->id;
  self->n_points = entry->n_points;
  self->first_ns = entry->first_ns;
  self->last_ns = entry->last_ns;
  return self;
}

/**
 * ht_replay_series_free:
 * @series: (transfer full) (nullable): the series
 */
void
ht_replay_series_free (HtReplaySeries *series)
{
  if (series == NULL)
    return;
  g_clear_pointer (&series->points, g_array_unref);
  g_free (series->name);
  g_free (series);
}

/* Reads what comes next, and the point before it. */
static gboolean
load (HtReplaySeries *self, HtRecording *recording, gint64 at_ns, GError **error)
{
  gboolean whole = self->n_points <= WINDOW_POINTS;
  g_autoptr (GArray) buckets = NULL;

  g_clear_pointer (&self->points, g_array_unref);
  self->from_ns = G_MININT64;
  self->to_ns = G_MAXINT64;
  if (!whole)
    {
      /* Not all series at the same time, so that no request waits for all of them. */
      guint64 apart = (guint64) self->id % SERIES_APART * (WINDOW_POINTS / SERIES_APART);
      double step_ns = ((double) self->last_ns - (double) self->first_ns) / (double) self->n_points;

      self->from_ns = at_ns;
      self->to_ns = (gint64) CLAMP ((double) at_ns + step_ns * (double) (WINDOW_POINTS + apart),
                                    (double) at_ns, 9e18);
    }
  buckets = ht_recording_read_series (recording, self->id, whole ? HT_UNKNOWN : self->from_ns,
                                      whole ? HT_UNKNOWN : self->to_ns, 0, error);
  if (buckets == NULL)
    return FALSE;
  self->points = g_array_sized_new (FALSE, FALSE, sizeof (Point), buckets->len);
  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);
      const Point point = { bucket->end_ns, bucket->last };

      g_array_append_val (self->points, point);
    }
  return TRUE;
}

static guint
count_until (const GArray *points, gint64 at_ns)
{
  return ht_sorted_count_until (points, G_STRUCT_OFFSET (Point, time_ns), at_ns);
}

/**
 * ht_replay_series_get:
 * @series: the series
 * @recording: its recording
 * @at_ns: a moment, ns since 1970, within the recording
 * @time_ns: (out): when the value was recorded; %HT_UNKNOWN if there is none
 * @value: (out): the value
 * @error: return location for an error of reading
 *
 * Tells the last value up to a moment. What the runtime and the kernel tell of any process
 * was there before somebody asked for the first time, so that before its first point
 * such a series has the value of that. Reads the recording once in about a thousand points.
 *
 * Returns: %FALSE with @error set if the recording cannot be read
 */
gboolean
ht_replay_series_get (HtReplaySeries *series,
                      HtRecording *recording,
                      gint64 at_ns,
                      gint64 *time_ns,
                      double *value,
                      GError **error)
{
  const Point *point = NULL;
  guint n;

  *time_ns = HT_UNKNOWN;
  if ((series->points == NULL || at_ns < series->from_ns || at_ns > series->to_ns) &&
      !load (series, recording, at_ns, error))
    return FALSE;
  n = count_until (series->points, at_ns);
  if (n > 0)
    point = &g_array_index (series->points, Point, n - 1);
  else if (series->known != NULL && series->points->len > 0)
    point = &g_array_index (series->points, Point, 0);
  if (point != NULL)
    {
      *time_ns = point->time_ns;
      *value = point->value;
    }
  return TRUE;
}
