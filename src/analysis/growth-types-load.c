/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-types-load.h"

#include "heap-time.h"
#include "trace-records.h"

#include <math.h>
#include <string.h>

#define BYTES_PREFIX   HT_TRACE_SERIES_PREFIX "live/"
#define OBJECTS_PREFIX HT_TRACE_SERIES_PREFIX "live_objects/"
#define CLASS_PREFIX   HT_TRACE_SERIES_PREFIX "live_class/"

/* A point is told each 10 ms at most: of traces of up to a minute and a half each one is read. */
#define MAX_POINTS 8192

/* Where it takes three collections to see what stays twice. */
#define LEAST_CYCLES 3

typedef struct
{
  gint64 from_ns;
  gint64 to_ns;
} Window;

typedef struct
{
  /* Borrowed */
  HtRecording *recording;
  GCancellable *cancellable;

  gint64 target;
  gint64 start_ns; /* of the trace */
  Window first;
  Window last;
} Loader;

/* What a series tells of a window; the least is NaN if it was not told yet. */
typedef struct
{
  double least;
  double most;
} Extent;

static void
extend (Extent *extent, double least, double most)
{
  extent->least = fmin (extent->least, least);
  extent->most = fmax (extent->most, most);
}

/* What was told last before the window held at its begin. */
static Extent
measure_window (const Loader *self, const GArray *buckets, const Window *window)
{
  Extent extent = { NAN, NAN };

  for (guint i = 0; i < buckets->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);

      if (bucket->start_ns < self->start_ns)
        continue;
      if (bucket->end_ns <= window->from_ns)
        extent = (Extent){ bucket->last, bucket->last };
      else if (bucket->end_ns <= window->to_ns)
        extend (&extent, bucket->min, bucket->max);
    }
  return extent;
}

static gboolean
measure (const Loader *self,
         const HtSeriesEntry *entry,
         Extent *first,
         Extent *last,
         GError **error)
{
  g_autoptr (GArray) buckets = NULL;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
    return FALSE;
  buckets = ht_recording_read_series (self->recording, entry->id, self->start_ns, self->last.to_ns,
                                      MAX_POINTS, error);
  if (buckets == NULL)
    return FALSE;
  *first = measure_window (self, buckets, &self->first);
  *last = measure_window (self, buckets, &self->last);
  return TRUE;
}

static gboolean
load_classes (const Loader *self, HtGrowthTypes *types, const GPtrArray *entries, GError **error)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);
      gint64 slot_bytes = g_ascii_strtoll (entry->name + strlen (CLASS_PREFIX), NULL, 10);
      Extent first;
      Extent last;

      if (!measure (self, entry, &first, &last, error))
        return FALSE;
      /* All that is alive is told in the beginning: what was not heard of was not there. */
      ht_growth_types_add_class (types, slot_bytes,
                                 (isfinite (last.least) ? last.least : 0) -
                                     (isfinite (first.least) ? first.least : 0));
    }
  return TRUE;
}

static gboolean
load_type (const Loader *self,
           HtGrowthTypes *types,
           const HtSeriesEntry *bytes,
           gboolean *found,
           GError **error)
{
  const char *name = bytes->name + strlen (BYTES_PREFIX);
  g_autofree char *objects_name = g_strconcat (OBJECTS_PREFIX, name, NULL);
  g_autoptr (HtSeriesEntry) objects = NULL;
  HtGrowthAlive first_alive;
  HtGrowthAlive last_alive;
  Extent first;
  Extent last;

  if (!measure (self, bytes, &first, &last, error))
    return FALSE;
  first_alive.least_bytes = first.least;
  last_alive.least_bytes = last.least;
  /* Most types do not grow. What was not heard of may have been one of the rest before. */
  if (!(last.least > first.least))
    return TRUE;
  if (!ht_recording_find_series (self->recording, self->target, objects_name, &objects, error) ||
      (objects != NULL && !measure (self, objects, &first, &last, error)))
    return FALSE;
  if (objects == NULL)
    return TRUE;
  first_alive.least_objects = first.least;
  first_alive.most_objects = first.most;
  last_alive.least_objects = last.least;
  last_alive.most_objects = last.most;
  *found |= ht_growth_types_add (types, name, &first_alive, &last_alive);
  return TRUE;
}

/* Between which collections a trace shows what stays; %FALSE if there are too few in it. */
static gboolean
find_windows (Loader *self, const GArray *cycles, const HtTraceFacts *trace)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (gint64));

  for (guint i = 0; i < cycles->len; i++)
    {
      gint64 end_ns = ht_heap_time_get_end (&g_array_index (cycles, HtGcCycle, i));

      if (end_ns != HT_UNKNOWN && end_ns >= trace->start_ns && end_ns <= trace->end_ns)
        g_array_append_val (ends, end_ns);
    }
  if (ends->len < LEAST_CYCLES)
    return FALSE;

  const gint64 *at = (const gint64 *) (gpointer) ends->data;

  self->start_ns = trace->start_ns;
  self->first = (Window){ at[0], at[1] };
  self->last = (Window){ at[ends->len - 2], at[ends->len - 1] };
  return TRUE;
}

static gboolean
load_trace (const Loader *self,
            HtGrowthTypes *types,
            const GPtrArray *classes,
            gboolean *found,
            GError **error)
{
  g_autoptr (GPtrArray) bytes =
      ht_recording_list_series_with_prefix (self->recording, self->target, BYTES_PREFIX, error);

  if (bytes == NULL || !load_classes (self, types, classes, error))
    return FALSE;
  for (guint i = 0; i < bytes->len; i++)
    if (!load_type (self, types, g_ptr_array_index (bytes, i), found, error))
      return FALSE;
  return TRUE;
}

/**
 * ht_growth_types_load:
 * @types: where types go
 * @recording: a recording
 * @target: id of one of its targets
 * @cycles: (element-type HtGcCycle): the collections of the process
 * @from_ns: begin of the time to look at, ns since 1970
 * @to_ns: its end
 * @cancellable: (nullable): to give up
 * @error: return location, in %HT_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Reads what traces of the AllocFree experiment tell of types: the newest one that shows some that
 * stay.
 *
 * Returns: whether it succeeded, whether there are any or not
 */
gboolean
ht_growth_types_load (HtGrowthTypes *types,
                      HtRecording *recording,
                      gint64 target,
                      const GArray *cycles,
                      gint64 from_ns,
                      gint64 to_ns,
                      GCancellable *cancellable,
                      GError **error)
{
  Loader self = { .recording = recording, .cancellable = cancellable, .target = target };
  g_autoptr (GPtrArray) classes =
      ht_recording_list_series_with_prefix (recording, target, CLASS_PREFIX, error);
  g_autoptr (GPtrArray) traces = NULL;
  gboolean found = FALSE;

  if (classes == NULL || classes->len == 0)
    return classes != NULL;
  traces = ht_recording_list_traces (recording, target, error);
  if (traces == NULL)
    return FALSE;
  for (guint i = traces->len; i-- > 0 && !found;)
    {
      const HtTraceFacts *trace = &((const HtTraceEntry *) g_ptr_array_index (traces, i))->facts;

      if (trace->start_ns != HT_UNKNOWN && trace->end_ns != HT_UNKNOWN &&
          trace->end_ns >= from_ns && trace->start_ns <= to_ns &&
          find_windows (&self, cycles, trace) && !load_trace (&self, types, classes, &found, error))
        return FALSE;
    }
  return TRUE;
}
