/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "target-data.h"

#include <string.h>

#include "gc-merge.h"

#define MOMENT_NS (G_GINT64_CONSTANT (60) * 1000000000)

/* What the pages draw; the rest of a recording's series is read when it is asked for. */
static const char *const shown_series[] = {
  "heap_alloc",
  "heap_inuse",
  "heap_idle",
  "heap_released",
  "heap_sys",
  "heap_live",
  "stack_inuse",
  "stack_sys",
  "sys",
  "next_gc",
  "rss",
  "goroutines",
  "memory_limit",
  "container_limit",
  "container_usage",
  "container_working_set",
};

static gboolean
is_shown (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (shown_series); i++)
    if (strcmp (shown_series[i], name) == 0)
      return TRUE;
  return FALSE;
}

static void
include (HtTargetData *self, gint64 from_ns, gint64 to_ns)
{
  self->from_ns = self->from_ns == HT_UNKNOWN ? from_ns : MIN (self->from_ns, from_ns);
  self->to_ns = self->to_ns == HT_UNKNOWN ? to_ns : MAX (self->to_ns, to_ns);
}

/* Leaves those of @entries that the pages show. */
static void
choose_shown (const HtTargetData *self, GPtrArray *entries)
{
  for (guint i = entries->len; i-- > 0;)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);

      if (!is_shown (entry->name) || entry->n_points == 0 ||
          (self->whole != NULL && ht_target_data_get_series (self->whole, entry->name) == NULL))
        g_ptr_array_remove_index (entries, i);
    }
}

static gboolean
load_series (HtTargetData *self, HtRecording *recording, guint max_buckets, GError **error)
{
  g_autoptr (GPtrArray) entries = ht_recording_list_series (recording, self->target, error);
  g_autoptr (GPtrArray) all = NULL;
  gboolean is_part = self->whole != NULL;

  self->series =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_array_unref);
  if (entries == NULL)
    return FALSE;
  choose_shown (self, entries);
  all =
      ht_recording_read_many_series (recording, entries,
                                     is_part ? self->series_from_ns : HT_UNKNOWN,
                                     is_part ? self->series_to_ns : HT_UNKNOWN, max_buckets, error);
  if (all == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);
      GArray *buckets = g_ptr_array_index (all, i);

      /* Nothing was told meanwhile: what holds is what was told before or after. */
      if (is_part && buckets->len == 0)
        buckets = ht_target_data_get_series (self->whole, entry->name);
      g_hash_table_insert (self->series, g_strdup (entry->name),
                           ht_series_buckets_split (buckets, self->breaks));
      if (!is_part)
        include (self, entry->first_ns, entry->last_ns);
    }
  return TRUE;
}

/* Collections as the pages want them: on the clock of everything else. Where no source
 * knows that clock, the log begins where the rest of the recording does. */
static void
put_on_wall_clock (HtTargetData *self)
{
  gint64 fallback = self->from_ns == HT_UNKNOWN ? 0 : self->from_ns;

  for (guint i = self->cycles->len; i-- > 0;)
    {
      HtGcCycle *cycle = &g_array_index (self->cycles, HtGcCycle, i);
      gint64 offset = cycle->wall_offset_ns != HT_UNKNOWN ? cycle->wall_offset_ns : fallback;

      /* A trace may have begun and ended while one cycle marked. */
      if (cycle->start_ns == HT_UNKNOWN && cycle->end_ns == HT_UNKNOWN)
        {
          g_array_remove_index (self->cycles, i);
          continue;
        }
      if (cycle->end_ns == HT_UNKNOWN)
        cycle->end_ns = cycle->start_ns;
      if (cycle->start_ns == HT_UNKNOWN)
        cycle->start_ns = cycle->end_ns - (cycle->pause_ns != HT_UNKNOWN ? cycle->pause_ns : 0);
      cycle->start_ns += offset;
      cycle->end_ns += offset;
      cycle->wall_offset_ns = 0;
      include (self, cycle->start_ns, cycle->end_ns);
    }
}

/* MemStats know the pauses in all; nobody else does without the phases. */
static gboolean
has_phases (const GArray *cycles)
{
  for (guint i = 0; i < cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, i);

      if (cycle->stw_sweep_term_ns != HT_UNKNOWN || cycle->mark_ns != HT_UNKNOWN ||
          cycle->stw_mark_term_ns != HT_UNKNOWN)
        return TRUE;
    }
  return FALSE;
}

static gboolean
load_cycles (HtTargetData *self, HtRecording *recording, GError **error)
{
  g_autoptr (GArray) cycles = ht_recording_read_gc_cycles (recording, self->target, error);

  if (cycles == NULL)
    return FALSE;
  self->cycles = ht_gc_merge ((const HtGcCycle *) (gpointer) cycles->data, cycles->len);
  self->has_gc_phases = has_phases (self->cycles);
  put_on_wall_clock (self);
  self->gc_figures = ht_gc_figures_new (self->cycles, G_MININT64, G_MAXINT64);
  return TRUE;
}

static gboolean
load_profiles (HtTargetData *self, HtRecording *recording, GError **error)
{
  self->profiles = ht_recording_list_profiles (recording, self->target, error);
  if (self->profiles == NULL)
    return FALSE;
  for (guint i = 0; i < self->profiles->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (self->profiles, i);

      if (entry->time_ns != HT_UNKNOWN)
        include (self, entry->time_ns, entry->time_ns);
    }
  return TRUE;
}

static int
compare_breaks (gconstpointer a, gconstpointer b)
{
  gint64 first = ((const HtSeriesBreak *) a)->from_ns;
  gint64 second = ((const HtSeriesBreak *) b)->from_ns;

  return first < second ? -1 : first > second;
}

static int
compare_marks (gconstpointer a, gconstpointer b)
{
  gint64 first = (*(const HtMark *const *) a)->time_ns;
  gint64 second = (*(const HtMark *const *) b)->time_ns;

  return first < second ? -1 : first > second;
}

/* On the time line a note is a mark like any other. */
static gboolean
load_notes (HtTargetData *self, HtRecording *recording, GError **error)
{
  self->notes = ht_recording_list_notes (recording, self->target, error);
  for (guint i = 0; self->notes != NULL && i < self->notes->len; i++)
    {
      const HtNote *note = g_ptr_array_index (self->notes, i);
      HtMark *mark;

      if (note->time_ns == HT_UNKNOWN)
        continue;
      mark = g_new0 (HtMark, 1);
      mark->target = self->target;
      mark->kind = HT_MARK_NOTE;
      mark->time_ns = note->time_ns;
      mark->end_ns = note->end_ns;
      mark->text = g_strdup (note->text);
      g_ptr_array_add (self->marks, mark);
    }
  g_ptr_array_sort (self->marks, compare_marks);
  if (self->notes != NULL)
    self->known = ht_recording_list_known_growth (recording, self->target, error);
  return self->known != NULL;
}

static gboolean
load_marks (HtTargetData *self, HtRecording *recording, GError **error)
{
  self->marks = ht_recording_list_marks (recording, self->target, error);
  self->breaks = g_array_new (FALSE, FALSE, sizeof (HtSeriesBreak));
  if (self->marks == NULL)
    return FALSE;
  for (guint i = 0; i < self->marks->len; i++)
    {
      const HtMark *mark = g_ptr_array_index (self->marks, i);
      HtSeriesBreak gap = { mark->time_ns, mark->end_ns };

      /* The first figures after a restart have its time. */
      if (mark->kind == HT_MARK_EPOCH && mark->time_ns > G_MININT64 + 1)
        gap = (HtSeriesBreak){ mark->time_ns - 1, mark->time_ns };
      else if (mark->kind != HT_MARK_GAP || mark->end_ns == HT_UNKNOWN ||
               mark->end_ns <= mark->time_ns)
        continue;
      g_array_append_val (self->breaks, gap);
    }
  g_array_sort (self->breaks, compare_breaks);
  return load_notes (self, recording, error);
}

static gboolean
include_traces (HtTargetData *self, HtRecording *recording, GError **error)
{
  g_autoptr (GPtrArray) traces = ht_recording_list_traces (recording, self->target, error);

  if (traces == NULL)
    return FALSE;
  for (guint i = 0; i < traces->len; i++)
    {
      const HtTraceEntry *trace = g_ptr_array_index (traces, i);

      if (trace->facts.start_ns != HT_UNKNOWN && trace->facts.end_ns != HT_UNKNOWN)
        include (self, trace->facts.start_ns, trace->facts.end_ns);
    }
  return TRUE;
}

static gboolean
load_trace (HtTargetData *self, HtRecording *recording, guint max_buckets, GError **error)
{
  return ht_trace_data_load (recording, self->target, self->cycles, self->series_from_ns,
                             self->series_to_ns, max_buckets, &self->trace, error);
}

static void
split_line (GArray **line, const GArray *breaks)
{
  GArray *whole = *line;

  *line = ht_series_buckets_split (whole, breaks);
  g_array_unref (whole);
}

/* A trace tells how much of the heap is in use at each step of its growth, by the name that what is
 * live has elsewhere. */
static GArray *
list_heap_samples (const HtTargetData *self)
{
  GArray *samples = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  const GArray *alloc = ht_target_data_get_series (self, "heap_alloc");
  const GArray *traced = ht_target_data_get_series (self, "heap_live");

  if (alloc != NULL)
    g_array_append_vals (samples, alloc->data, alloc->len);
  for (guint i = 0; traced != NULL && self->trace != NULL && i < traced->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (traced, HtSeriesBucket, i);

      if (ht_trace_data_overlaps (self->trace, bucket->start_ns, bucket->end_ns))
        g_array_append_val (samples, *bucket);
    }
  return samples;
}

static void
make_lines (HtTargetData *self, guint max_buckets)
{
  g_autoptr (GArray) samples = list_heap_samples (self);

  ht_heap_lines_init (&self->lines, samples, self->cycles, self->series_from_ns, self->series_to_ns,
                      max_buckets);
  split_line (&self->lines.heap, self->breaks);
  split_line (&self->lines.goal, self->breaks);
  split_line (&self->lines.live, self->breaks);
  ht_memory_layers_init (&self->layers, &self->lines, self->series, self->breaks, self->to_ns);
}

/**
 * ht_target_data_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @max_buckets: about how many points of each series to read
 * @error: return location, in %HT_STORE_ERROR
 *
 * Reads what the pages show of a target. For a worker thread.
 *
 * Returns: (transfer full): the data, or %NULL with @error set
 */
HtTargetData *
ht_target_data_load (HtRecording *recording, gint64 target, guint max_buckets, GError **error)
{
  g_autoptr (HtTargetData) self = g_atomic_rc_box_new0 (HtTargetData);

  self->target = target;
  self->from_ns = self->to_ns = HT_UNKNOWN;
  self->properties = ht_recording_get_properties (recording, target, error);
  if (self->properties == NULL || !load_marks (self, recording, error) ||
      !load_series (self, recording, max_buckets, error) ||
      !load_profiles (self, recording, error) || !load_cycles (self, recording, error) ||
      !include_traces (self, recording, error))
    return NULL;
  if (self->from_ns == HT_UNKNOWN)
    self->from_ns = self->to_ns = 0;
  if (self->from_ns == self->to_ns)
    {
      /* A single moment, such as one profile, is in the middle of a minute. */
      self->from_ns -= MOMENT_NS / 2;
      self->to_ns += MOMENT_NS / 2;
    }
  self->series_from_ns = self->from_ns;
  self->series_to_ns = self->to_ns;
  if (!load_trace (self, recording, max_buckets, error))
    return NULL;
  make_lines (self, max_buckets);
  return g_steal_pointer (&self);
}

/**
 * ht_target_data_load_part:
 * @recording: a recording
 * @whole: what is known of one of its targets
 * @from_ns: begin of the part that is looked at, ns since 1970
 * @to_ns: its end, later than @from_ns
 * @max_buckets: about how many points of each series to read
 * @error: return location, in %HT_STORE_ERROR
 *
 * Reads a part of the series closer. For a worker thread.
 *
 * Returns: (transfer full): the data, or %NULL with @error set
 */
HtTargetData *
ht_target_data_load_part (HtRecording *recording,
                          HtTargetData *whole,
                          gint64 from_ns,
                          gint64 to_ns,
                          guint max_buckets,
                          GError **error)
{
  g_autoptr (HtTargetData) self = g_atomic_rc_box_new0 (HtTargetData);

  g_return_val_if_fail (from_ns < to_ns && whole->whole == NULL, NULL);
  self->target = whole->target;
  self->from_ns = whole->from_ns;
  self->to_ns = whole->to_ns;
  self->series_from_ns = from_ns;
  self->series_to_ns = to_ns;
  self->whole = ht_target_data_ref (whole);
  self->cycles = g_array_ref (whole->cycles);
  self->profiles = g_ptr_array_ref (whole->profiles);
  self->marks = g_ptr_array_ref (whole->marks);
  self->notes = g_ptr_array_ref (whole->notes);
  self->known = g_ptr_array_ref (whole->known);
  self->breaks = g_array_ref (whole->breaks);
  self->properties = g_hash_table_ref (whole->properties);
  self->gc_figures = whole->gc_figures;
  self->has_gc_phases = whole->has_gc_phases;
  if (!load_series (self, recording, max_buckets, error))
    return NULL;
  if (whole->trace != NULL && !load_trace (self, recording, max_buckets, error))
    return NULL;
  make_lines (self, max_buckets);
  return g_steal_pointer (&self);
}

/**
 * ht_target_data_ref:
 * @data: the data
 *
 * Returns: (transfer full): @data
 */
HtTargetData *
ht_target_data_ref (HtTargetData *data)
{
  return g_atomic_rc_box_acquire (data);
}

static void
target_data_clear (gpointer boxed)
{
  HtTargetData *data = boxed;

  if (data->whole == NULL)
    g_clear_pointer (&data->gc_figures, ht_gc_figures_free);
  g_clear_pointer (&data->series, g_hash_table_unref);
  ht_memory_layers_clear (&data->layers);
  ht_heap_lines_clear (&data->lines);
  g_clear_pointer (&data->trace, ht_trace_data_free);
  g_clear_pointer (&data->cycles, g_array_unref);
  g_clear_pointer (&data->profiles, g_ptr_array_unref);
  g_clear_pointer (&data->marks, g_ptr_array_unref);
  g_clear_pointer (&data->notes, g_ptr_array_unref);
  g_clear_pointer (&data->known, g_ptr_array_unref);
  g_clear_pointer (&data->breaks, g_array_unref);
  g_clear_pointer (&data->properties, g_hash_table_unref);
  g_clear_pointer (&data->whole, ht_target_data_unref);
}

/**
 * ht_target_data_unref:
 * @data: (transfer full): the data
 */
void
ht_target_data_unref (HtTargetData *data)
{
  g_atomic_rc_box_release_full (data, target_data_clear);
}

/**
 * ht_target_data_get_series:
 * @data: the data
 * @name: name of a series, see #HtPoint
 *
 * Returns: (transfer none) (nullable) (element-type HtSeriesBucket): its points, %NULL if
 *   the recording has none
 */
GArray *
ht_target_data_get_series (const HtTargetData *data, const char *name)
{
  return g_hash_table_lookup (data->series, name);
}
