/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "live-writing.h"

#include "capture-writing.h"
#include "pprof-page.h"

/* After a full disk the target may be there no more, nor what was said of it. */
static gboolean
find_place (HtLiveWriting *self, GError **error)
{
  self->n_lost = ht_recording_writer_get_n_lost (self->writer);
  self->stats_capture = 0;
  self->has_program = FALSE;
  self->target = MAX (ht_recording_writer_add_target (self->writer, self->name, error), 0);
  return self->target > 0 &&
         (self->group == NULL || ht_recording_writer_set_property (self->writer, self->target,
                                                                   "group", self->group, error));
}

static gboolean
is_lost (const HtLiveWriting *self)
{
  return self->n_lost != ht_recording_writer_get_n_lost (self->writer);
}

/* After a full disk the ids stand for nothing, and nobody will read what was marked. */
static gboolean
prepare (HtLiveWriting *self, GError **error)
{
  if (!is_lost (self) && self->target > 0)
    return TRUE;
  ht_process_life_rewind (&self->life, self->kept_epoch, self->kept_last_ns);
  return find_place (self, error);
}

/**
 * ht_live_writing_init:
 * @writing: what to begin
 * @writer: the recording; outlives @writing
 * @name: what people call the target
 * @error: return location
 *
 * Where the disk is full the target finds its place later.
 *
 * Returns: whether the recording can be written
 */
gboolean
ht_live_writing_init (HtLiveWriting *writing,
                      HtRecordingWriter *writer,
                      const char *name,
                      GError **error)
{
  g_autoptr (GError) problem = NULL;

  *writing = (HtLiveWriting){ .name = g_strdup (name), .writer = writer };
  ht_process_life_init (&writing->life);
  if (find_place (writing, &problem) ||
      g_error_matches (problem, HT_STORE_ERROR, HT_STORE_ERROR_FULL))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&problem));
  return FALSE;
}

/**
 * ht_live_writing_set_group:
 * @writing: where to add
 * @group: what people call the group that the target came with
 *
 * Says so in the recording, also where that has to be said anew after a full disk.
 */
void
ht_live_writing_set_group (HtLiveWriting *writing, const char *group)
{
  g_autoptr (GError) error = NULL;

  g_free (writing->group);
  writing->group = g_strdup (group);
  /* Without room it is said later; what else may be wrong is told by the next commit. */
  if (!find_place (writing, &error))
    g_debug ("%s: %s", writing->name, error->message);
}

/**
 * ht_live_writing_follow:
 * @writing: where nothing was added yet
 * @epoch: of the life before the one that is to be recorded
 * @last_ns: time of the last figures of that; 0 if there were none
 *
 * Says that the service takes the place of another of its name.
 */
void
ht_live_writing_follow (HtLiveWriting *writing, guint32 epoch, gint64 last_ns)
{
  ht_process_life_follow (&writing->life, epoch, last_ns);
  writing->kept_epoch = epoch;
  writing->kept_last_ns = last_ns;
}

/**
 * ht_live_writing_keep:
 * @writing: where something was added
 *
 * Says that what was added was committed. Without it, marks are added anew after a full disk, for
 * what nobody will read.
 *
 * Returns: whether all of it was; if not, some was lost before
 */
gboolean
ht_live_writing_keep (HtLiveWriting *writing)
{
  if (is_lost (writing))
    return FALSE;
  writing->kept_epoch = writing->life.epoch;
  writing->kept_last_ns = writing->life.last_ns;
  return TRUE;
}

/**
 * ht_live_writing_clear:
 * @writing: what to end; what was added stays added
 */
void
ht_live_writing_clear (HtLiveWriting *writing)
{
  ht_process_life_clear (&writing->life);
  g_clear_pointer (&writing->group, g_free);
  g_clear_pointer (&writing->name, g_free);
}

static gint64
add_capture (HtLiveWriting *self,
             HtCaptureKind kind,
             const char *path,
             gint64 time_ns,
             gsize n_bytes,
             GError **error)
{
  HtCapture capture = {
    .kind = kind, .time_ns = time_ns, .n_bytes = (gint64) n_bytes, .source = (char *) path
  };

  if (!prepare (self, error))
    return -1;
  capture.target = self->target;
  return ht_recording_writer_add_capture (self->writer, &capture, error);
}

static gboolean
add_mark (HtLiveWriting *self,
          HtMarkKind kind,
          gint64 time_ns,
          gint64 end_ns,
          const char *rule,
          const char *text,
          GError **error)
{
  HtMark mark = {
    .kind = kind, .time_ns = time_ns, .end_ns = end_ns, .rule = (char *) rule, .text = (char *) text
  };

  if (!prepare (self, error))
    return FALSE;
  mark.target = self->target;
  return ht_recording_writer_add_mark (self->writer, &mark, error) > 0;
}

/**
 * ht_live_writing_add_stats:
 * @writing: where to add
 * @decoded: figures of the heap, which get the number of their life
 * @path: where they were told
 * @n_bytes: how long the answer was
 * @every_ns: how often there should be some
 * @error: return location
 *
 * Adds figures, and before them a mark where the service was restarted or nobody looked.
 *
 * Returns: whether all is added
 */
gboolean
ht_live_writing_add_stats (HtLiveWriting *writing,
                           HtDecodedCapture *decoded,
                           const char *path,
                           gsize n_bytes,
                           gint64 every_ns,
                           GError **error)
{
  HtRecordBuffer *records = decoded->records;
  gint64 from_ns;

  if (!prepare (writing, error))
    return FALSE;
  if (ht_process_life_was_away (&writing->life, decoded->time_ns, every_ns, &from_ns) &&
      !add_mark (writing, HT_MARK_GAP, from_ns, decoded->time_ns, NULL, "no figures", error))
    return FALSE;
  if (ht_process_life_was_restarted (&writing->life, records) &&
      !add_mark (writing, HT_MARK_EPOCH, decoded->time_ns, HT_UNKNOWN, NULL, "restarted", error))
    return FALSE;
  if (writing->stats_capture == 0)
    writing->stats_capture =
        add_capture (writing, HT_CAPTURE_HEAP_STATS, path, decoded->time_ns, n_bytes, error);
  for (guint i = 0; i < records->cycles->len; i++)
    g_array_index (records->cycles, HtGcCycle, i).process = writing->life.epoch;
  return writing->stats_capture > 0 && ht_write_records (writing->writer, writing->target,
                                                         writing->stats_capture, records, error);
}

/**
 * ht_live_writing_add_profile:
 * @writing: where to add
 * @decoded: a profile, in terms of the writer's catalog
 * @path: where it was answered
 * @n_bytes: how long the answer was
 * @error: return location
 *
 * Returns: id of its capture, or -1
 */
gint64
ht_live_writing_add_profile (HtLiveWriting *writing,
                             const HtDecodedCapture *decoded,
                             const char *path,
                             gsize n_bytes,
                             GError **error)
{
  HtCatalog *catalog = ht_recording_writer_get_catalog (writing->writer, error);
  gint64 capture;

  if (catalog == NULL || !prepare (writing, error))
    return -1;
  if (!writing->has_program &&
      !ht_write_program (writing->writer, writing->target, decoded->profile, catalog, error))
    return -1;
  writing->has_program = TRUE;
  capture = add_capture (writing, HT_CAPTURE_PROFILE, path, decoded->time_ns, n_bytes, error);
  if (capture <= 0 || ht_recording_writer_add_profile (writing->writer, writing->target, capture,
                                                       decoded->profile, error) <= 0)
    return -1;
  return capture;
}

/**
 * ht_live_writing_get_place:
 * @writing: where to add
 * @error: return location
 *
 * Returns: id of the target, also after a full disk, or -1
 */
gint64
ht_live_writing_get_place (HtLiveWriting *writing, GError **error)
{
  return prepare (writing, error) ? writing->target : -1;
}

/**
 * ht_live_writing_add_kept:
 * @writing: where to add
 * @kept: a capture that is kept as it came
 * @path: where it was answered
 * @time_ns: when it began
 * @error: return location
 *
 * Returns: id of the capture, or -1
 */
gint64
ht_live_writing_add_kept (HtLiveWriting *writing,
                          const HtKeptCapture *kept,
                          const char *path,
                          gint64 time_ns,
                          GError **error)
{
  gint64 capture = add_capture (writing, HT_CAPTURE_GOROUTINE_DUMP, path, time_ns,
                                g_bytes_get_size (kept->bytes), error);

  if (capture <= 0 || !ht_recording_writer_add_attachment (writing->writer, capture, kept->bytes,
                                                           kept->packed, error))
    return -1;
  return capture;
}

/**
 * ht_live_writing_add_goroutine_count:
 * @writing: where to add
 * @index_page: what `/debug/pprof/` answers, which counts the goroutines without stopping anything
 * @time_ns: when
 * @count: (out): how many there are, %HT_UNKNOWN if the page does not say
 * @error: return location
 *
 * Returns: whether nothing went wrong
 */
gboolean
ht_live_writing_add_goroutine_count (HtLiveWriting *writing,
                                     GBytes *index_page,
                                     gint64 time_ns,
                                     gint64 *count,
                                     GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (index_page, &length);
  gint64 n_goroutines = ht_pprof_page_count_goroutines (text, length);
  HtPoint point = { .name = "goroutines",
                    .unit = "count",
                    .kind = HT_POINT_GAUGE,
                    .time_ns = time_ns,
                    .value = (double) n_goroutines };

  *count = n_goroutines;
  if (n_goroutines == HT_UNKNOWN)
    return TRUE;
  return prepare (writing, error) &&
         ht_recording_writer_add_point (writing->writer, writing->target, &point, error);
}

/**
 * ht_live_writing_add_flag:
 * @writing: where to add
 * @time_ns: when
 * @rule: id of the rule that fired
 * @evidence: why
 * @error: return location
 *
 * Returns: whether it is added
 */
gboolean
ht_live_writing_add_flag (HtLiveWriting *writing,
                          gint64 time_ns,
                          const char *rule,
                          const char *evidence,
                          GError **error)
{
  return add_mark (writing, HT_MARK_FLAG, time_ns, HT_UNKNOWN, rule, evidence, error);
}
