/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "merge-recording.h"

#include "capture-writing.h"
#include "catalog-map.h"
#include "gc-cycle.h"
#include "merge-traces.h"
#include "recording.h"

#define N_GC_SOURCES (HT_GC_SOURCE_TRACE + 1)

/* One recording on its way into another. */
typedef struct
{
  /* Owned */
  HtRecording *recording;
  HtCatalogMap *map;            /* made for the first profile or trace */
  GArray *moved;                /* gint64: old and new id of each capture that is a trace */
  GPtrArray *captures;          /* HtCapture of the target that is being copied */
  GArray *copies[N_GC_SOURCES]; /* gint64: the new ids of those that may tell of cycles */

  /* Borrowed */
  HtRecordingWriter *writer;

  gint64 from_target;
  gint64 to_target;
  guint n_captures;
} Merge;

static void
merge_clear (Merge *self)
{
  for (gsize i = 0; i < N_GC_SOURCES; i++)
    g_clear_pointer (&self->copies[i], g_array_unref);
  g_clear_pointer (&self->moved, g_array_unref);
  g_clear_pointer (&self->captures, g_ptr_array_unref);
  g_clear_pointer (&self->map, ht_catalog_map_free);
  g_clear_pointer (&self->recording, ht_recording_close);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Merge, merge_clear)

static gboolean
copy_properties (Merge *self, GError **error)
{
  g_autoptr (GHashTable) properties =
      ht_recording_get_properties (self->recording, self->from_target, error);
  GHashTableIter iter;
  gpointer key, value;

  if (properties == NULL)
    return FALSE;
  g_hash_table_iter_init (&iter, properties);
  while (g_hash_table_iter_next (&iter, &key, &value))
    if (!ht_recording_writer_set_property (self->writer, self->to_target, key, value, error))
      return FALSE;
  return TRUE;
}

/* Which source of cycles a capture may be; 0 if none. */
static HtGcSource
gc_source_of (int capture_kind)
{
  switch (capture_kind)
    {
    case HT_CAPTURE_HEAP_STATS:
      return HT_GC_SOURCE_MEMSTATS;
    case HT_CAPTURE_GC_LOG:
      return HT_GC_SOURCE_GCTRACE;
    case HT_CAPTURE_TRACE:
      return HT_GC_SOURCE_TRACE;
    default:
      return 0;
    }
}

/* The ids of captures that are kept as they came. */
static GHashTable *
list_kept (Merge *self, GError **error)
{
  g_autoptr (GPtrArray) attachments =
      ht_recording_list_attachments (self->recording, self->from_target, error);
  GHashTable *kept;

  if (attachments == NULL)
    return NULL;
  kept = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  for (guint i = 0; i < attachments->len; i++)
    {
      const HtAttachment *attachment = g_ptr_array_index (attachments, i);

      g_hash_table_add (kept, g_memdup2 (&attachment->capture, sizeof attachment->capture));
    }
  return kept;
}

static gboolean
copy_attachment (Merge *self, gint64 from, gint64 to, GError **error)
{
  g_autoptr (GBytes) bytes = ht_recording_load_attachment (self->recording, from, error);
  g_autoptr (GBytes) packed = bytes != NULL ? ht_pack_attachment (bytes) : NULL;

  return bytes != NULL &&
         ht_recording_writer_add_attachment (self->writer, to, bytes, packed, error);
}

/* Captures of profiles are copied with their profiles. */
static gboolean
copy_captures (Merge *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GHashTable) kept = list_kept (self, error);

  if (kept == NULL)
    return FALSE;
  g_clear_pointer (&self->captures, g_ptr_array_unref);
  self->captures = ht_recording_list_captures (self->recording, self->from_target, error);
  if (self->captures == NULL)
    return FALSE;
  for (gsize i = 0; i < N_GC_SOURCES; i++)
    g_array_set_size (self->copies[i], 0);
  g_array_set_size (self->moved, 0);
  for (guint i = 0; i < self->captures->len; i++)
    {
      HtCapture capture = *(const HtCapture *) g_ptr_array_index (self->captures, i);
      gint64 ids[2] = { capture.id, 0 };

      if (capture.kind == HT_CAPTURE_PROFILE)
        continue;
      capture.target = self->to_target;
      ids[1] = ht_recording_writer_add_capture (self->writer, &capture, error);
      if (ids[1] <= 0 || g_cancellable_set_error_if_cancelled (cancellable, error) ||
          (g_hash_table_contains (kept, &capture.id) &&
           !copy_attachment (self, ids[0], ids[1], error)))
        return FALSE;
      g_array_append_val (self->copies[gc_source_of (capture.kind)], ids[1]);
      if (capture.kind == HT_CAPTURE_TRACE)
        g_array_append_vals (self->moved, ids, 2);
      self->n_captures++;
    }
  return TRUE;
}

/* The capture that a profile came from, or one that says as much as is known. */
static HtCapture
capture_of_profile (const Merge *self, const HtProfileEntry *entry)
{
  HtCapture unknown = {
    .kind = HT_CAPTURE_PROFILE,
    .time_ns = entry->time_ns,
    .source = entry->source,
  };

  for (guint i = 0; i < self->captures->len; i++)
    {
      const HtCapture *capture = g_ptr_array_index (self->captures, i);

      if (capture->kind == HT_CAPTURE_PROFILE && capture->time_ns == entry->time_ns &&
          g_strcmp0 (capture->source, entry->source) == 0)
        return *capture;
    }
  return unknown;
}

static gboolean
need_map (Merge *self, GError **error)
{
  const HtCatalog *from;
  HtCatalog *to;

  if (self->map != NULL)
    return TRUE;
  from = ht_recording_get_catalog (self->recording, error);
  to = from != NULL ? ht_recording_writer_get_catalog (self->writer, error) : NULL;
  if (to != NULL)
    self->map = ht_catalog_map_new (from, to);
  return to != NULL;
}

static gboolean
copy_profile (Merge *self, const HtProfileEntry *entry, GError **error)
{
  HtCapture capture = capture_of_profile (self, entry);
  g_autoptr (HtProfile) original = ht_recording_load_profile (self->recording, entry->id, error);
  g_autoptr (HtProfile) copy = NULL;
  gint64 id;

  if (original == NULL || !need_map (self, error))
    return FALSE;
  copy = ht_catalog_map_profile (self->map, original);
  capture.target = self->to_target;
  id = ht_recording_writer_add_capture (self->writer, &capture, error);
  self->n_captures++;
  return id > 0 &&
         ht_recording_writer_add_profile (self->writer, self->to_target, id, copy, error) > 0;
}

static gboolean
copy_profiles (Merge *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries =
      ht_recording_list_profiles (self->recording, self->from_target, error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !copy_profile (self, g_ptr_array_index (entries, i), error))
      return FALSE;
  return TRUE;
}

static gboolean
copy_traces (Merge *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) traces =
      ht_recording_list_traces (self->recording, self->from_target, error);

  if (traces == NULL || (traces->len > 0 && !need_map (self, error)))
    return FALSE;
  for (guint i = 0; i < traces->len; i++)
    {
      const HtTraceEntry *trace = g_ptr_array_index (traces, i);

      for (guint k = 0; k < self->moved->len; k += 2)
        if (g_array_index (self->moved, gint64, k) == trace->capture &&
            (g_cancellable_set_error_if_cancelled (cancellable, error) ||
             !ht_merge_trace (self->writer, self->recording, trace, self->map, self->to_target,
                              g_array_index (self->moved, gint64, k + 1), error)))
          return FALSE;
    }
  return TRUE;
}

static gboolean
copy_marks (Merge *self, GError **error)
{
  g_autoptr (GPtrArray) marks = ht_recording_list_marks (self->recording, self->from_target, error);

  for (guint i = 0; marks != NULL && i < marks->len; i++)
    {
      HtMark *mark = g_ptr_array_index (marks, i);

      mark->target = self->to_target;
      if (ht_recording_writer_add_mark (self->writer, mark, error) < 0)
        return FALSE;
    }
  return marks != NULL;
}

/* All wordings of a note have one id; notes get others than they had. */
static gboolean
copy_notes_of (Merge *self, GPtrArray *notes, GHashTable *numbers, GError **error)
{
  for (guint i = 0; notes != NULL && i < notes->len; i++)
    {
      HtNote *note = g_ptr_array_index (notes, i);
      gint64 from = note->id;
      const gint64 *known = g_hash_table_lookup (numbers, &from);

      note->id = known != NULL ? *known : 0;
      note->target = self->to_target;
      note->id = ht_recording_writer_write_note (self->writer, note, error);
      if (note->id < 0)
        return FALSE;
      if (known == NULL)
        g_hash_table_insert (numbers, g_memdup2 (&from, sizeof from),
                             g_memdup2 (&note->id, sizeof note->id));
    }
  return notes != NULL;
}

static gboolean
copy_notes (Merge *self, GError **error)
{
  g_autoptr (GHashTable) numbers =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, g_free);
  g_autoptr (GPtrArray) old =
      ht_recording_list_old_notes (self->recording, self->from_target, error);
  g_autoptr (GPtrArray) notes =
      old != NULL ? ht_recording_list_notes (self->recording, self->from_target, error) : NULL;

  return copy_notes_of (self, old, numbers, error) && copy_notes_of (self, notes, numbers, error);
}

static gboolean
copy_known_growth (Merge *self, GError **error)
{
  g_autoptr (GPtrArray) known =
      ht_recording_list_old_known_growth (self->recording, self->from_target, error);
  g_autoptr (GPtrArray) current =
      known != NULL ? ht_recording_list_known_growth (self->recording, self->from_target, error)
                    : NULL;

  if (current == NULL)
    return FALSE;
  g_ptr_array_extend_and_steal (known, g_steal_pointer (&current));
  for (guint i = 0; i < known->len; i++)
    {
      HtKnownGrowth *one = g_ptr_array_index (known, i);

      one->target = self->to_target;
      if (ht_recording_writer_add_known_growth (self->writer, one, error) < 0)
        return FALSE;
    }
  return TRUE;
}

static gboolean
copy_one_series (Merge *self, const HtSeriesEntry *entry, GError **error)
{
  g_autoptr (GArray) points =
      ht_recording_read_series (self->recording, entry->id, HT_UNKNOWN, HT_UNKNOWN, 0, error);

  if (points == NULL)
    return FALSE;
  for (guint i = 0; i < points->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (points, HtSeriesBucket, i);
      HtPoint point = {
        .name = entry->name,
        .unit = entry->unit,
        .kind = entry->kind,
        .time_ns = bucket->start_ns,
        .value = bucket->first,
      };

      if (!ht_recording_writer_add_point (self->writer, self->to_target, &point, error))
        return FALSE;
      /* Where age has left buckets only, their ends are all that has a time. */
      point.time_ns = bucket->end_ns;
      point.value = bucket->last;
      if (bucket->n_points > 1 &&
          !ht_recording_writer_add_point (self->writer, self->to_target, &point, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
copy_series (Merge *self, GCancellable *cancellable, GError **error)
{
  g_autoptr (GPtrArray) entries =
      ht_recording_list_series_with_prefix (self->recording, self->from_target, "", error);

  if (entries == NULL)
    return FALSE;
  for (guint i = 0; i < entries->len; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !copy_one_series (self, g_ptr_array_index (entries, i), error))
      return FALSE;
  return TRUE;
}

/*
 * Which capture told of a cycle is not known any more, only that no capture tells of a
 * cycle twice: the second record of a cycle is said to come from the second capture.
 */
static gint64
capture_of_cycle (const Merge *self, GHashTable *times_seen, const HtGcCycle *cycle)
{
  const GArray *copies = self->copies[cycle->source];
  char *key = g_strdup_printf ("%u/%u/%" G_GINT64_FORMAT, cycle->source, cycle->process, cycle->n);
  guint n_seen = GPOINTER_TO_UINT (g_hash_table_lookup (times_seen, key));

  g_hash_table_replace (times_seen, key, GUINT_TO_POINTER (n_seen + 1));
  return n_seen < copies->len ? g_array_index (copies, gint64, n_seen) : 0;
}

static gboolean
copy_cycles (Merge *self, GError **error)
{
  g_autoptr (GHashTable) times_seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GArray) cycles =
      ht_recording_read_gc_cycles (self->recording, self->from_target, error);

  if (cycles == NULL)
    return FALSE;
  for (guint i = 0; i < cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, i);
      gint64 capture;

      if (cycle->source >= N_GC_SOURCES)
        continue;
      capture = capture_of_cycle (self, times_seen, cycle);
      if (capture > 0 &&
          !ht_recording_writer_add_gc_cycle (self->writer, self->to_target, capture, cycle, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
copy_target (Merge *self,
             const HtTarget *target,
             const char *name,
             GCancellable *cancellable,
             GError **error)
{
  self->from_target = target->id;
  self->to_target = ht_recording_writer_add_target (self->writer, name, error);
  return self->to_target > 0 && copy_properties (self, error) &&
         copy_captures (self, cancellable, error) && copy_profiles (self, cancellable, error) &&
         copy_series (self, cancellable, error) && copy_traces (self, cancellable, error) &&
         copy_cycles (self, error) && copy_marks (self, error) && copy_notes (self, error) &&
         copy_known_growth (self, error);
}

/**
 * ht_merge_recording:
 * @writer: the recording that is added to
 * @path: another recording
 * @target_name: (nullable): what to call its only target; with several targets they keep their
 *   names
 * @n_captures: (inout): grows by the captures that were copied
 * @cancellable: (nullable): a cancellable
 * @reason: return location for why @path cannot be read at all; then nothing was added
 * @error: return location for what went wrong on the way; then the writer must not commit
 *
 * Copies all that a recording holds.
 *
 * Returns: %FALSE with @error set; %TRUE also with @reason set
 */
gboolean
ht_merge_recording (HtRecordingWriter *writer,
                    const char *path,
                    const char *target_name,
                    guint *n_captures,
                    GCancellable *cancellable,
                    GError **reason,
                    GError **error)
{
  g_auto (Merge) merge = { .writer = writer };
  g_autoptr (GPtrArray) targets = NULL;

  for (gsize i = 0; i < N_GC_SOURCES; i++)
    merge.copies[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
  merge.moved = g_array_new (FALSE, FALSE, sizeof (gint64));
  merge.recording = ht_recording_open (path, reason);
  if (merge.recording == NULL)
    return TRUE;
  targets = ht_recording_list_targets (merge.recording, reason);
  if (targets == NULL)
    return TRUE;
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);
      const char *name = target_name != NULL && targets->len == 1 ? target_name : target->name;

      if (!copy_target (&merge, target, name, cancellable, error))
        return FALSE;
    }
  *n_captures += merge.n_captures;
  return TRUE;
}
