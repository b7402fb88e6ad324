/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "live-target.h"

#include <string.h>

#include "capture-writing.h"
#include "decode-capture.h"
#include "format-error.h"
#include "pprof-page.h"

#define SECOND_US    G_GINT64_CONSTANT (1000000)
#define LEAST_GAP_NS G_GINT64_CONSTANT (2000000000)
#define START_TIME   "metric/process_start_time_seconds"

/* Where the figures of the heap may be, the cheapest for the service first: /debug/vars stops the
 * world for some 10 µs to read MemStats, /metrics may gather much else, and a heap profile as
 * text walks all buckets of the profiler besides. */
static const char *const stats_paths[] = {
  "/debug/vars",
  "/metrics",
  "/debug/pprof/heap?debug=1",
};

struct _HtLiveTarget
{
  /* Owned */
  char *name;
  char *reason;
  char *command_line;
  HtHttpClient *client;
  GCancellable *cancellable;
  GSource *timer;
  GRand *rand;

  /* Borrowed */
  HtRecordingWriter *writer;
  HtSteadyClock *clock;
  HtLiveTargetChanged changed;
  gpointer changed_data;

  HtTargetSchedule schedule;
  HtLiveState state;
  gint64 id;
  gint64 last_stats_ns; /* 0 before the first */
  gint64 stats_capture; /* the one that all figures of this source are of */
  guint stats_path;     /* index in stats_paths */
  gboolean has_stats_path;
  gboolean has_program;
  gboolean is_lost; /* an answer could not be written, and what was added before it went, too */
  guint32 epoch;    /* lives of the process that were seen to end */

  double n_collections;     /* as the newest figures say; -1 before them */
  double n_at_heap_profile; /* when the last heap profile was taken */
  double start_time;        /* of the process; 0 if nothing tells */
  double allocated;         /* in all */
};

static void
set_state (HtLiveTarget *self, HtLiveState state, const char *reason)
{
  if (self->state == state && g_strcmp0 (self->reason, reason) == 0)
    return;
  self->state = state;
  g_free (self->reason);
  self->reason = g_strdup (reason);
  if (self->changed != NULL)
    self->changed (self, self->changed_data);
}

static gint64
now_ns (HtLiveTarget *self)
{
  gint64 gap_from_ns;

  return ht_steady_clock_now (self->clock, &gap_from_ns);
}

static gint64
add_capture (HtLiveTarget *self,
             HtCaptureKind kind,
             const char *path,
             gint64 time_ns,
             gsize n_bytes,
             GError **error)
{
  HtCapture capture = { .target = self->id,
                        .kind = kind,
                        .time_ns = time_ns,
                        .n_bytes = (gint64) n_bytes,
                        .source = (char *) path };

  return ht_recording_writer_add_capture (self->writer, &capture, error);
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

/* What is counted falls, or another process answers: the service was restarted. */
static gboolean
was_restarted (HtLiveTarget *self, const HtRecordBuffer *records)
{
  const char *command_line = ht_record_buffer_get_property (records, "command_line");
  double collections = self->n_collections;
  double allocated = self->allocated;
  double start_time = self->start_time;
  gboolean restarted = FALSE;

  if (find_value (records, "num_gc", &collections) && collections < self->n_collections)
    restarted = TRUE;
  if (find_value (records, "total_alloc", &allocated) && allocated < self->allocated)
    restarted = TRUE;
  if (find_value (records, START_TIME, &start_time) && self->start_time > 0 &&
      start_time != self->start_time)
    restarted = TRUE;
  if (command_line != NULL && self->command_line != NULL &&
      strcmp (command_line, self->command_line) != 0)
    restarted = TRUE;
  if (command_line != NULL && g_strcmp0 (command_line, self->command_line) != 0)
    {
      g_free (self->command_line);
      self->command_line = g_strdup (command_line);
    }
  self->n_collections = collections;
  self->allocated = allocated;
  self->start_time = start_time;
  return restarted;
}

static gboolean
mark_epoch (HtLiveTarget *self, gint64 time_ns, GError **error)
{
  HtMark mark = { .target = self->id,
                  .kind = HT_MARK_EPOCH,
                  .time_ns = time_ns,
                  .end_ns = HT_UNKNOWN,
                  .text = (char *) "restarted" };

  self->epoch++;
  self->n_at_heap_profile = -1;
  return ht_recording_writer_add_mark (self->writer, &mark, error) > 0;
}

/* Asleep, away, or left alone: nobody knows what was between. */
static gboolean
mark_gap (HtLiveTarget *self, gint64 time_ns, GError **error)
{
  gint64 every_ns = self->schedule.intervals.every_us[HT_JOB_STATS] * 1000;
  HtMark mark = { .target = self->id,
                  .kind = HT_MARK_GAP,
                  .time_ns = self->last_stats_ns,
                  .end_ns = time_ns,
                  .text = (char *) "no figures" };
  gboolean is_gap =
      self->last_stats_ns != 0 && time_ns - self->last_stats_ns > 3 * every_ns + LEAST_GAP_NS;

  self->last_stats_ns = time_ns;
  return !is_gap || ht_recording_writer_add_mark (self->writer, &mark, error) > 0;
}

static gboolean
take_stats (HtLiveTarget *self, HtDecodedCapture *decoded, gsize n_bytes, GError **error)
{
  HtRecordBuffer *records = decoded->records;

  if (!mark_gap (self, decoded->time_ns, error) ||
      (was_restarted (self, records) && !mark_epoch (self, decoded->time_ns, error)))
    return FALSE;
  if (self->stats_capture == 0)
    self->stats_capture = add_capture (self, HT_CAPTURE_HEAP_STATS, stats_paths[self->stats_path],
                                       decoded->time_ns, n_bytes, error);
  for (guint i = 0; i < records->cycles->len; i++)
    g_array_index (records->cycles, HtGcCycle, i).process = self->epoch;
  return self->stats_capture > 0 &&
         ht_write_records (self->writer, self->id, self->stats_capture, records, error);
}

static gboolean
take_profile (HtLiveTarget *self,
              const HtDecodedCapture *decoded,
              const char *path,
              gsize n_bytes,
              GError **error)
{
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writer, error);
  gint64 capture;

  if (catalog == NULL || decoded->profile == NULL)
    return catalog != NULL;
  if (!self->has_program &&
      !ht_write_program (self->writer, self->id, decoded->profile, catalog, error))
    return FALSE;
  self->has_program = TRUE;
  capture = add_capture (self, HT_CAPTURE_PROFILE, path, decoded->time_ns, n_bytes, error);
  return capture > 0 && ht_recording_writer_add_profile (self->writer, self->id, capture,
                                                         decoded->profile, error) > 0;
}

/* The index of /debug/pprof/ counts the goroutines without stopping anything. */
static gboolean
take_goroutine_count (HtLiveTarget *self, GBytes *body, GError **error)
{
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  gint64 count = ht_pprof_page_count_goroutines (text, length);
  HtPoint point = { .name = "goroutines",
                    .unit = "count",
                    .kind = HT_POINT_GAUGE,
                    .time_ns = now_ns (self),
                    .value = (double) count };

  if (count == HT_UNKNOWN)
    return TRUE;
  return ht_recording_writer_add_point (self->writer, self->id, &point, error);
}

typedef struct
{
  /* Owned */
  GCancellable *cancellable; /* outlives the target, which must not be touched once it is set */

  HtLiveTarget *target;
  HtTargetJob job;
} Request;

static const char *
path_of (const HtLiveTarget *self, HtTargetJob job)
{
  switch (job)
    {
    case HT_JOB_STATS:
      return stats_paths[self->stats_path];
    case HT_JOB_HEAP:
      return "/debug/pprof/heap";
    case HT_JOB_GOROUTINE_COUNT:
      return "/debug/pprof/";
    case HT_JOB_GOROUTINES:
      return "/debug/pprof/goroutine";
    case HT_N_JOBS:
    default:
      g_return_val_if_reached ("");
    }
}

/* Takes an answer; what is wrong with it goes to @reason, what is wrong with the recording to
 * @error. */
static gboolean
take_answer (HtLiveTarget *self,
             HtTargetJob job,
             const HtHttpAnswer *answer,
             GError **reason,
             GError **error)
{
  g_autoptr (HtCaptureFile) file = NULL;
  g_autoptr (HtDecodedCapture) decoded = NULL;
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writer, error);
  gsize n_bytes = g_bytes_get_size (answer->body);

  if (catalog == NULL)
    return FALSE;
  if (job == HT_JOB_GOROUTINE_COUNT)
    return take_goroutine_count (self, answer->body, error);
  file = ht_capture_file_new_for_answer (path_of (self, job), answer->body, now_ns (self), reason);
  if (file == NULL)
    return TRUE;
  decoded = ht_decode_capture (file, catalog, reason);
  if (decoded == NULL)
    return TRUE;
  if (job == HT_JOB_STATS)
    {
      if (!ht_record_buffer_has_mem_stats (decoded->records))
        {
          g_set_error (reason, HT_SOURCE_ERROR, HT_SOURCE_ERROR_NOT_FOUND,
                       "%s tells nothing of the heap", path_of (self, job));
          return TRUE;
        }
      self->has_stats_path = TRUE;
      return take_stats (self, decoded, n_bytes, error);
    }
  if (job == HT_JOB_HEAP)
    self->n_at_heap_profile = self->n_collections;
  return take_profile (self, decoded, path_of (self, job), n_bytes, error);
}

static gboolean
is_elsewhere (const GError *reason)
{
  return g_error_matches (reason, HT_SOURCE_ERROR, HT_SOURCE_ERROR_NOT_FOUND) ||
         reason->domain == HT_FORMAT_ERROR;
}

static void
fail_stats (HtLiveTarget *self, const GError *reason)
{
  gint64 alone_us = MAX (ht_http_client_get_retry_after_s (self->client), 0) * SECOND_US;
  g_autofree char *nowhere = NULL;

  /* Until one was found, each place is tried once in a round. */
  if (!self->has_stats_path && is_elsewhere (reason) &&
      self->stats_path + 1 < G_N_ELEMENTS (stats_paths))
    {
      self->stats_path++;
      ht_target_schedule_done (&self->schedule, HT_JOB_STATS);
      self->schedule.due_us[HT_JOB_STATS] = g_get_monotonic_time ();
      return;
    }
  if (!self->has_stats_path && is_elsewhere (reason))
    nowhere = g_strdup_printf ("%s: nothing tells of its heap under /debug/vars, /metrics or "
                               "/debug/pprof/; in the service, import _ \"net/http/pprof\"",
                               ht_http_client_get_display_url (self->client));
  if (!self->has_stats_path)
    self->stats_path = 0;
  ht_target_schedule_failed (&self->schedule, HT_JOB_STATS, g_get_monotonic_time (), alone_us,
                             g_rand_double (self->rand));
  set_state (self,
             g_error_matches (reason, HT_SOURCE_ERROR, HT_SOURCE_ERROR_UNAUTHORIZED)
                 ? HT_LIVE_UNAUTHORIZED
                 : HT_LIVE_RETRYING,
             nowhere != NULL ? nowhere : reason->message);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autofree Request *request = user_data;
  g_autoptr (GCancellable) cancellable = request->cancellable;
  HtLiveTarget *self = request->target;
  g_autoptr (GError) reason = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHttpAnswer) answer =
      ht_http_client_get_finish (HT_HTTP_CLIENT (source), result, &reason);

  if (g_cancellable_is_cancelled (cancellable))
    return;
  if (answer != NULL && !take_answer (self, request->job, answer, &reason, &error))
    {
      /* The disk is full, say: the service is fine, and is asked again. */
      self->is_lost = TRUE;
      ht_target_schedule_done (&self->schedule, request->job);
      set_state (self, HT_LIVE_RETRYING, error->message);
    }
  else if (request->job == HT_JOB_STATS && reason != NULL)
    fail_stats (self, reason);
  else
    {
      ht_target_schedule_done (&self->schedule, request->job);
      if (request->job == HT_JOB_STATS)
        set_state (self, HT_LIVE_RECORDING, NULL);
      else if (reason != NULL)
        g_debug ("%s: %s", self->name, reason->message);
    }
  ht_live_target_run (self);
}

/* Between two collections a heap profile is the same as the one before. */
static gboolean
is_needless (const HtLiveTarget *self, HtTargetJob job)
{
  return job == HT_JOB_HEAP && self->n_collections >= 0 &&
         self->n_collections == self->n_at_heap_profile;
}

static void
ask (HtLiveTarget *self, HtTargetJob job)
{
  Request *request = g_new0 (Request, 1);

  request->cancellable = g_object_ref (self->cancellable);
  request->target = self;
  request->job = job;
  ht_http_client_get_async (self->client, path_of (self, job), NULL, self->cancellable, answered_cb,
                            request);
}

static gboolean
timer_cb (gpointer user_data)
{
  ht_live_target_run (user_data);
  return G_SOURCE_CONTINUE;
}

/**
 * ht_live_target_new:
 * @writer: where to record to; must outlive the target
 * @clock: tells the time of what is recorded; must outlive the target
 * @name: what people call it
 * @client: how to reach it
 * @intervals: how often it is asked for what
 * @error: return location
 *
 * Returns: (transfer full): a target that begins with [method@LiveTarget.run], or %NULL with
 *   @error set
 */
HtLiveTarget *
ht_live_target_new (HtRecordingWriter *writer,
                    HtSteadyClock *clock,
                    const char *name,
                    HtHttpClient *client,
                    const HtTargetIntervals *intervals,
                    GError **error)
{
  gint64 id = ht_recording_writer_add_target (writer, name, error);
  HtLiveTarget *self;

  if (id <= 0)
    return NULL;
  self = g_new0 (HtLiveTarget, 1);
  self->id = id;
  self->name = g_strdup (name);
  self->writer = writer;
  self->clock = clock;
  self->client = g_object_ref (client);
  self->cancellable = g_cancellable_new ();
  self->rand = g_rand_new ();
  self->n_collections = self->n_at_heap_profile = -1;
  ht_target_schedule_init (&self->schedule, intervals, g_get_monotonic_time (),
                           g_rand_double (self->rand));
  self->timer = g_timeout_source_new (0);
  g_source_set_callback (self->timer, timer_cb, self, NULL);
  g_source_set_ready_time (self->timer, -1);
  g_source_attach (self->timer, g_main_context_get_thread_default ());
  return self;
}

/**
 * ht_live_target_free:
 * @target: (transfer full) (nullable): the target
 *
 * Ends what is under way.
 */
void
ht_live_target_free (HtLiveTarget *target)
{
  if (target == NULL)
    return;
  g_cancellable_cancel (target->cancellable);
  g_source_destroy (target->timer);
  g_source_unref (target->timer);
  g_object_unref (target->cancellable);
  g_object_unref (target->client);
  g_rand_free (target->rand);
  g_free (target->command_line);
  g_free (target->reason);
  g_free (target->name);
  g_free (target);
}

/**
 * ht_live_target_set_changed:
 * @target: the target
 * @changed: (nullable): who wants to know of its state
 * @user_data: handed to @changed
 */
void
ht_live_target_set_changed (HtLiveTarget *target, HtLiveTargetChanged changed, gpointer user_data)
{
  target->changed = changed;
  target->changed_data = user_data;
}

/**
 * ht_live_target_get_id:
 * @target: the target
 *
 * Returns: its id in the recording
 */
gint64
ht_live_target_get_id (const HtLiveTarget *target)
{
  return target->id;
}

/**
 * ht_live_target_get_name:
 * @target: the target
 *
 * Returns: (transfer none): what people call it
 */
const char *
ht_live_target_get_name (const HtLiveTarget *target)
{
  return target->name;
}

/**
 * ht_live_target_get_state:
 * @target: the target
 *
 * Returns: how it is
 */
HtLiveState
ht_live_target_get_state (const HtLiveTarget *target)
{
  return target->state;
}

/**
 * ht_live_target_get_reason:
 * @target: the target
 *
 * Returns: (transfer none) (nullable): why it is not recorded; without secrets
 */
const char *
ht_live_target_get_reason (const HtLiveTarget *target)
{
  return target->reason;
}

/**
 * ht_live_target_get_n_missed:
 * @target: the target
 *
 * Returns: how many figures are missing since an answer took longer than to the next
 */
guint64
ht_live_target_get_n_missed (const HtLiveTarget *target)
{
  return target->schedule.n_missed;
}

/**
 * ht_live_target_is_lost:
 * @target: the target
 *
 * Returns: whether an answer could not be written since [method@LiveTarget.renew]; then all
 *   targets of the recording want to be renewed
 */
gboolean
ht_live_target_is_lost (const HtLiveTarget *target)
{
  return target->is_lost;
}

/**
 * ht_live_target_renew:
 * @target: the target
 * @error: return location
 *
 * Finds its place in the recording again, after a commit has failed: what was added since
 * the one before, such as the target itself, is not there.
 *
 * Returns: whether it has a place
 */
gboolean
ht_live_target_renew (HtLiveTarget *target, GError **error)
{
  gint64 id = ht_recording_writer_add_target (target->writer, target->name, error);

  if (id <= 0)
    return FALSE;
  target->id = id;
  target->stats_capture = 0;
  target->has_program = FALSE;
  target->is_lost = FALSE;
  return TRUE;
}

/**
 * ht_live_target_set_paused:
 * @target: the target
 * @paused: whether to leave it alone
 */
void
ht_live_target_set_paused (HtLiveTarget *target, gboolean paused)
{
  target->schedule.paused = paused;
  set_state (target, paused ? HT_LIVE_PAUSED : HT_LIVE_CONNECTING, NULL);
  ht_live_target_run (target);
}

/**
 * ht_live_target_run:
 * @target: the target
 *
 * Asks for what is due, and comes back when more is.
 */
void
ht_live_target_run (HtLiveTarget *target)
{
  gint64 next_us;
  int job;

  while ((job = ht_target_schedule_take (&target->schedule, g_get_monotonic_time ())) >= 0)
    if (is_needless (target, (HtTargetJob) job))
      ht_target_schedule_done (&target->schedule, (HtTargetJob) job);
    else
      ask (target, (HtTargetJob) job);
  next_us = ht_target_schedule_next_us (&target->schedule);
  g_source_set_ready_time (target->timer, next_us == G_MAXINT64 ? -1 : next_us);
}
