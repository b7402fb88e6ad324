/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "live-writing.h"

#include "capture-writing.h"
#include "pprof-page.h"

static gboolean
find_place (HtLiveWriting *self, GError **error)
{
  gint64 target = ht_recording_writer_add_target (self->writer, self->name, error);

  if (target <= 0)
    return FALSE;
  self->target = target;
  self->stats_capture = 0;
  self->has_program = FALSE;
  self->n_lost = ht_recording_writer_get_n_lost (self->writer);
  return TRUE;
}

/* After a full disk the ids stand for nothing. */
static gboolean
prepare (HtLiveWriting *self, GError **error)
{
  return self->n_lost == ht_recording_writer_get_n_lost (self->writer) || find_place (self, error);
}

/**
 * ht_live_writing_init:
 * @writing: what to begin
 * @writer: the recording; outlives @writing
 * @name: what people call the target
 * @error: return location
 *
 * Returns: whether the target has a place in the recording
 */
gboolean
ht_live_writing_init (HtLiveWriting *writing,
                      HtRecordingWriter *writer,
                      const char *name,
                      GError **error)
{
  *writing = (HtLiveWriting){ .name = g_strdup (name), .writer = writer };
  ht_process_life_init (&writing->life);
  return find_place (writing, error);
}

/**
 * ht_live_writing_clear:
 * @writing: what to end; what was added stays added
 */
void
ht_live_writing_clear (HtLiveWriting *writing)
{
  ht_process_life_clear (&writing->life);
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
  gint64 capture =
      add_capture (writing, kept->kind, path, time_ns, g_bytes_get_size (kept->bytes), error);

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
