/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "recorder-private.h"

/* A log on its way to the thread. */
typedef struct
{
  /* Owned */
  HtRecorder *recorder;
  char *name;
  char *path;

  gboolean from_start;
} Addition;

static void
addition_free (gpointer data)
{
  Addition *addition = data;

  ht_recorder_unref (addition->recorder);
  g_free (addition->name);
  g_free (addition->path);
  g_free (addition);
}

/*
 * ht_recorder_tell_of_log:
 * @recorder: the recorder
 * @log: one of its logs
 *
 * Says why it cannot be read, once, and when it can again. On the recorder's thread.
 */
void
ht_recorder_tell_of_log (HtRecorder *recorder, HtLiveLog *log)
{
  HtRecorderNews news = { .kind = HT_NEWS_LOG,
                          .target = ht_live_log_get_target_id (log),
                          .name = (char *) ht_live_log_get_target (log),
                          .state = HT_LIVE_RECORDING };
  const char *problem;

  if (!ht_live_log_take_problem (log, &problem))
    return;
  news.reason = (char *) problem;
  ht_recorder_tell (recorder, ht_recorder_news_copy (&news), NULL);
}

static gboolean
add_cb (gpointer user_data)
{
  const Addition *addition = user_data;
  GPtrArray *logs = ht_recorder_get_logs (addition->recorder);
  const HtLogTailOptions options = { .from_start = addition->from_start };
  HtLiveLog *log;

  if (logs == NULL)
    return G_SOURCE_REMOVE;
  log = ht_live_log_new (ht_recorder_get_writer (addition->recorder), addition->name,
                         addition->path, &options);
  g_ptr_array_add (logs, log);
  ht_recorder_tell_of_log (addition->recorder, log);
  return G_SOURCE_REMOVE;
}

/**
 * ht_recorder_add_log:
 * @recorder: the recorder
 * @name: what people call the service that writes it; it need not be a target
 * @path: a file or a named pipe with gctrace lines; need not be there yet
 * @from_start: whether what is in it already is recorded as well
 *
 * Begins to follow a gctrace log beside what its service is asked for. Why it cannot be read is
 * told as news.
 */
void
ht_recorder_add_log (HtRecorder *recorder, const char *name, const char *path, gboolean from_start)
{
  Addition *addition = g_new0 (Addition, 1);

  addition->recorder = ht_recorder_ref (recorder);
  addition->name = g_strdup (name);
  addition->path = g_strdup (path);
  addition->from_start = from_start;
  ht_recorder_call (recorder, add_cb, addition, addition_free);
}
