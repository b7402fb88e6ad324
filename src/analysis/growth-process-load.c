/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-process-load.h"

#include "gc-merge.h"
#include "growth-restarts.h"
#include "growth-types-load.h"
#include "heap-time.h"

#include <math.h>
#include <string.h>

/* So many points tell a course; of more there are means. */
#define MAX_POINTS 256

/* The runtime has 68 size classes, each told by two series. */
#define MAX_SIZE_SERIES 200
#define MAX_SIZE_POINTS 32

/* Goroutine profiles that are read: the first, the last, and some in between; and CPU profiles. */
#define MAX_PROFILES 24

/* Which series tell a figure, the best first. */
static const char *const names[HT_GROWTH_N_FIGURES][2] = {
  [HT_GROWTH_STACK_INUSE] = { "stack_inuse" },
  [HT_GROWTH_SYS] = { "sys" },
  [HT_GROWTH_HEAP_RELEASED] = { "heap_released" },
  [HT_GROWTH_PRIVATE] = { "rss_anon", "container_anon" },
  [HT_GROWTH_HEAP_INUSE] = { "heap_inuse" },
  [HT_GROWTH_HEAP_ALLOC] = { "heap_alloc" },
  [HT_GROWTH_HEAP_FLOOR] = { "heap_alloc" },
  [HT_GROWTH_NEXT_GC] = { "next_gc" },
  [HT_GROWTH_NUM_GC] = { "num_gc" },
  [HT_GROWTH_GOROUTINES] = { "goroutines" },
  [HT_GROWTH_MEMORY_LIMIT] = { "memory_limit" },
  [HT_GROWTH_GOGC] = { "gogc" },
};

typedef struct
{
  /* Borrowed */
  HtRecording *recording;
  GCancellable *cancellable;

  gint64 target;
  gint64 from_ns;
  gint64 to_ns;
} Loader;

/* Series are read with their neighbours on both sides. */
static void
cut_neighbours (const Loader *self, GArray *buckets)
{
  for (guint i = buckets->len; i-- > 0;)
    {
      const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, i);

      if (bucket->start_ns < self->from_ns || bucket->end_ns > self->to_ns)
        g_array_remove_index (buckets, i);
    }
}

/* Buckets of a series in the time; none if there is no such series. */
static GArray *
read_buckets (const Loader *self, const char *name, guint max_buckets, GError **error)
{
  g_autoptr (HtSeriesEntry) entry = NULL;
  GArray *buckets;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, error) ||
      !ht_recording_find_series (self->recording, self->target, name, &entry, error))
    return NULL;
  if (entry == NULL)
    return g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  buckets = ht_recording_read_series (self->recording, entry->id, self->from_ns, self->to_ns,
                                      max_buckets, error);
  if (buckets != NULL)
    cut_neighbours (self, buckets);
  return buckets;
}

/* What was before the last restart says nothing of what runs now. */
static gboolean
begin_at_restart (Loader *self, GError **error)
{
  g_autoptr (GArray) restarts =
      ht_growth_restarts_find (self->recording, self->target, self->from_ns, self->to_ns,
                               self->cancellable, error);

  if (restarts == NULL)
    return FALSE;
  if (restarts->len > 0)
    self->from_ns = g_array_index (restarts, HtGrowthRestart, restarts->len - 1).after_ns;
  return TRUE;
}

static gboolean
load_figure (const Loader *self, HtGrowthProcess *process, HtGrowthFigure figure, GError **error)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names[figure]) && names[figure][i] != NULL; i++)
    {
      g_autoptr (GArray) buckets = read_buckets (self, names[figure][i], MAX_POINTS, error);

      if (buckets == NULL)
        return FALSE;
      for (guint j = 0; j < buckets->len; j++)
        {
          const HtSeriesBucket *bucket = &g_array_index (buckets, HtSeriesBucket, j);
          HtSeriesPoint point = {
            .time_ns = bucket->start_ns / 2 + bucket->end_ns / 2,
            .value = figure == HT_GROWTH_HEAP_FLOOR ? bucket->min
                                                    : bucket->sum / (double) bucket->n_points,
          };

          if (isfinite (point.value))
            g_array_append_val (process->figures[figure], point);
        }
      if (buckets->len > 0)
        break;
    }
  return TRUE;
}

/* Only those of the last life of the process. */
static gboolean
load_cycles (Loader *self, HtGrowthProcess *process, GError **error)
{
  g_autoptr (GArray) all = ht_recording_read_gc_cycles (self->recording, self->target, error);
  g_autoptr (GArray) cycles = NULL;

  if (all == NULL)
    return FALSE;
  cycles = ht_gc_merge ((const HtGcCycle *) (gpointer) all->data, all->len);
  for (guint i = 0; i < cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, i);
      gint64 end_ns = ht_heap_time_get_end (cycle);

      /* A log may tell no time of day: then it is of all the time, or of none that was asked for.
       */
      if (end_ns == HT_UNKNOWN ? self->from_ns != G_MININT64 || self->to_ns != G_MAXINT64
                               : end_ns < self->from_ns || end_ns > self->to_ns)
        continue;
      if (process->cycles->len > 0 &&
          g_array_index (process->cycles, HtGcCycle, process->cycles->len - 1).process !=
              cycle->process)
        g_array_set_size (process->cycles, 0);
      g_array_append_val (process->cycles, *cycle);
    }
  return TRUE;
}

/* What the objects of one size take, by how many were made and freed; both are told together. */
static gboolean
load_size (const Loader *self, HtGrowthProcess *process, gint64 object_bytes, GError **error)
{
  HtGrowthSizeClass size = { .object_bytes = object_bytes };
  g_autofree char *made = g_strdup_printf ("by_size/%" G_GINT64_FORMAT "/mallocs", object_bytes);
  g_autofree char *freed = g_strdup_printf ("by_size/%" G_GINT64_FORMAT "/frees", object_bytes);
  g_autoptr (GArray) mallocs = read_buckets (self, made, MAX_SIZE_POINTS, error);
  g_autoptr (GArray) frees =
      mallocs != NULL ? read_buckets (self, freed, MAX_SIZE_POINTS, error) : NULL;

  if (frees == NULL)
    return FALSE;
  for (guint i = 0; i < mallocs->len && mallocs->len == frees->len; i++)
    {
      size.last_bytes = (g_array_index (mallocs, HtSeriesBucket, i).last -
                         g_array_index (frees, HtSeriesBucket, i).last) *
                        (double) object_bytes;
      size.most_bytes = MAX (size.most_bytes, size.last_bytes);
    }
  g_array_append_val (process->sizes, size);
  return TRUE;
}

static gboolean
load_sizes (const Loader *self, HtGrowthProcess *process, GError **error)
{
  g_autoptr (GPtrArray) entries =
      ht_recording_list_series_with_prefix (self->recording, self->target, "by_size/", error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < MIN (entries->len, MAX_SIZE_SERIES); i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);
      const char *digits = entry->name + strlen ("by_size/");
      char *end;
      gint64 object_bytes = g_ascii_strtoll (digits, &end, 10);

      if (object_bytes > 0 && g_str_equal (end, "/mallocs") &&
          !load_size (self, process, object_bytes, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
is_goroutine_profile (const Loader *self, const HtProfileEntry *entry)
{
  return entry->duration_ns == 0 && entry->time_ns != HT_UNKNOWN &&
         entry->time_ns >= self->from_ns && entry->time_ns <= self->to_ns &&
         g_strv_contains ((const char *const *) entry->types, "goroutine");
}

static gboolean
load_goroutines (const Loader *self, HtGrowthProcess *process, GError **error)
{
  g_autoptr (GPtrArray) entries = ht_recording_list_profiles (self->recording, self->target, error);
  g_autoptr (GPtrArray) found = g_ptr_array_new ();

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (is_goroutine_profile (self, g_ptr_array_index (entries, i)))
      g_ptr_array_add (found, g_ptr_array_index (entries, i));

  guint n = MIN (found->len, MAX_PROFILES);

  for (guint i = 0; i < n; i++)
    {
      guint at = n > 1 ? (guint) ((guint64) i * (found->len - 1) / (n - 1)) : 0;
      const HtProfileEntry *entry = g_ptr_array_index (found, at);
      g_autoptr (HtProfile) profile = NULL;

      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      profile = ht_recording_load_profile (self->recording, entry->id, error);
      if (profile == NULL)
        return FALSE;
      ht_growth_goroutines_add (process->goroutines, profile);
    }
  return TRUE;
}

static gboolean
is_cpu_profile (const Loader *self, const HtProfileEntry *entry)
{
  return entry->time_ns != HT_UNKNOWN && entry->time_ns >= self->from_ns &&
         entry->time_ns <= self->to_ns &&
         g_strv_contains ((const char *const *) entry->types, "samples");
}

/* The newest ones tell what the lines of the program do, and that does not change. */
static gboolean
load_calls (const Loader *self, HtGrowthProcess *process, GError **error)
{
  g_autoptr (GPtrArray) entries = ht_recording_list_profiles (self->recording, self->target, error);
  guint n = 0;

  if (entries == NULL)
    return FALSE;
  for (guint i = entries->len; i-- > 0 && n < MAX_PROFILES;)
    {
      const HtProfileEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (HtProfile) profile = NULL;

      if (!is_cpu_profile (self, entry))
        continue;
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      profile = ht_recording_load_profile (self->recording, entry->id, error);
      if (profile == NULL)
        return FALSE;
      n += ht_growth_runtime_add (process->runtime, profile);
    }
  return TRUE;
}

/**
 * ht_growth_process_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @from_ns: begin of the time to look at, ns since 1970
 * @to_ns: its end
 * @cancellable: (nullable): to give up
 * @error: return location, in %HT_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Reads what is known of a process beside its heap profiles. If it was restarted meanwhile, what is
 * read is of its last life.
 *
 * Returns: (transfer full): what is known, which refers to the catalog of @recording; or %NULL with
 *   @error set
 */
HtGrowthProcess *
ht_growth_process_load (HtRecording *recording,
                        gint64 target,
                        gint64 from_ns,
                        gint64 to_ns,
                        GCancellable *cancellable,
                        GError **error)
{
  Loader self = { .recording = recording,
                  .cancellable = cancellable,
                  .target = target,
                  .from_ns = from_ns,
                  .to_ns = to_ns };
  const HtCatalog *catalog = ht_recording_get_catalog (recording, error);
  g_autoptr (HtGrowthProcess) process = NULL;

  if (catalog == NULL || !begin_at_restart (&self, error))
    return NULL;
  process = ht_growth_process_new (catalog);
  for (guint i = 0; i < HT_GROWTH_N_FIGURES; i++)
    if (!load_figure (&self, process, (HtGrowthFigure) i, error))
      return NULL;
  if (!load_sizes (&self, process, error) || !load_cycles (&self, process, error) ||
      !load_goroutines (&self, process, error) || !load_calls (&self, process, error) ||
      !ht_growth_types_load (process->types, recording, target, process->cycles, self.from_ns,
                             self.to_ns, cancellable, error))
    return NULL;
  return g_steal_pointer (&process);
}
