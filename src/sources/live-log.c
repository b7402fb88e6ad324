/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "live-log.h"

struct _HtLiveLog
{
  /* Owned */
  char *target;
  char *path;
  char *told; /* the problem that was told last */
  HtLogTail *tail;

  /* Borrowed */
  HtRecordingWriter *writer;

  gint64 id;      /* of the target; 0 until something is known of it */
  gint64 capture; /* 0 until there is a cycle */
  guint n_lost;   /* of the writer, when the ids were given out */
};

/* After a full disk the ids stand for nothing. */
static gboolean
find_target (HtLiveLog *self, GError **error)
{
  if (self->n_lost != ht_recording_writer_get_n_lost (self->writer))
    self->id = self->capture = 0;
  self->n_lost = ht_recording_writer_get_n_lost (self->writer);
  if (self->id <= 0)
    self->id = ht_recording_writer_add_target (self->writer, self->target, error);
  return self->id > 0;
}

/* All that comes of the log is one capture, as it is of a file. */
static gboolean
find_capture (HtLiveLog *self, const HtGcCycle *cycle, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);
  gboolean has_time = cycle->wall_offset_ns != HT_UNKNOWN && cycle->start_ns != HT_UNKNOWN;
  HtCapture capture = { .target = self->id,
                        .kind = HT_CAPTURE_GC_LOG,
                        .time_ns = has_time ? cycle->start_ns + cycle->wall_offset_ns : HT_UNKNOWN,
                        .n_bytes = (gint64) ht_log_tail_get_n_bytes (self->tail),
                        .source = name };

  if (self->capture <= 0)
    self->capture = ht_recording_writer_add_capture (self->writer, &capture, error);
  return self->capture > 0;
}

static void
gc_cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  HtLiveLog *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!find_target (self, &error) || !find_capture (self, cycle, &error) ||
      !ht_recording_writer_add_gc_cycle (self->writer, self->id, self->capture, cycle, &error))
    g_debug ("%s: %s", self->path, error->message);
}

static void
property_cb (const char *key, const char *value, gpointer user_data)
{
  HtLiveLog *self = user_data;
  g_autoptr (GError) error = NULL;

  if (!find_target (self, &error) ||
      !ht_recording_writer_set_property (self->writer, self->id, key, value, &error))
    g_debug ("%s: %s", self->path, error->message);
}

static void
warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  const HtLiveLog *self = user_data;

  g_debug ("%s: %" G_GUINT64_FORMAT ": %s", self->path, offset, message);
}

/**
 * ht_live_log_new:
 * @writer: where to record to; must outlive the log
 * @target: what people call the service that writes the log
 * @path: a file or a named pipe; need not be there yet
 * @options: (nullable): how it is followed
 *
 * Begins to follow a log, on the main context that is the thread's default. What MemStats tell of
 * the same cycles is told apart from it by who reads the recording, see [func@gc_merge].
 *
 * Returns: (transfer full): the log
 */
HtLiveLog *
ht_live_log_new (HtRecordingWriter *writer,
                 const char *target,
                 const char *path,
                 const HtLogTailOptions *options)
{
  HtLiveLog *self = g_new0 (HtLiveLog, 1);
  HtRecordSink sink = {
    .gc_cycle = gc_cycle_cb, .property = property_cb, .warning = warning_cb, .user_data = self
  };

  self->writer = writer;
  self->target = g_strdup (target);
  self->path = g_strdup (path);
  self->tail = ht_log_tail_new (path, options, &sink);
  return self;
}

/**
 * ht_live_log_free:
 * @log: (transfer full) (nullable): the log
 */
void
ht_live_log_free (HtLiveLog *log)
{
  if (log == NULL)
    return;
  ht_log_tail_free (log->tail);
  g_free (log->target);
  g_free (log->path);
  g_free (log->told);
  g_free (log);
}

/**
 * ht_live_log_get_target:
 * @log: the log
 *
 * Returns: (transfer none): what people call the service that writes it
 */
const char *
ht_live_log_get_target (const HtLiveLog *log)
{
  return log->target;
}

/**
 * ht_live_log_get_target_id:
 * @log: the log
 *
 * Returns: the id of its target in the recording; 0 as long as nothing is known of it
 */
gint64
ht_live_log_get_target_id (const HtLiveLog *log)
{
  return MAX (log->id, 0);
}

/**
 * ht_live_log_take_problem:
 * @log: the log
 * @problem: (out) (nullable): why it cannot be read now, for people; %NULL if it can
 *
 * Returns: whether that is another problem than the last time, or none any more
 */
gboolean
ht_live_log_take_problem (HtLiveLog *log, const char **problem)
{
  *problem = ht_log_tail_get_problem (log->tail);
  if (g_strcmp0 (*problem, log->told) == 0)
    return FALSE;
  g_free (log->told);
  log->told = g_strdup (*problem);
  return TRUE;
}
