/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "live-target-private.h"

#include "alarm.h"
#include "format-error.h"

#define SECOND_US G_GINT64_CONSTANT (1000000)

/* How long the trace is that a rule takes. */
#define RULE_TRACE_S 3

/* Those of a program with 10,000 figures of its own are below 1 MB. */
#define MOST_FIGURES ((gsize) 16 << 20)

/* Where the figures of the heap may be, the cheapest for the service first: /debug/vars stops the
 * world for some 10 µs to read MemStats, /metrics may gather much else, and a heap profile as
 * text walks all buckets of the profiler besides. */
static const char *const stats_paths[] = {
  "/debug/vars",
  "/metrics",
  "/debug/pprof/heap?debug=1",
};

/**
 * ht_live_target_tell:
 * @target: the target
 * @kind: what it is about
 * @wish: (nullable): what was captured, of the kinds about that
 * @reason: (nullable): see #HtRecorderNews
 *
 * Tells who listens.
 */
void
ht_live_target_tell (HtLiveTarget *target, HtNewsKind kind, const HtWish *wish, const char *reason)
{
  HtRecorderNews news = { .kind = kind,
                          .target = target->writing.target,
                          .name = target->name,
                          .state = target->state,
                          .reason = (char *) reason,
                          .retry_us = target->retry_us };

  if (wish != NULL)
    {
      news.what = wish->what;
      news.capture = kind == HT_NEWS_CAPTURE_DONE ? wish->capture : 0;
    }
  if (target->news != NULL)
    target->news (&news, target->news_data);
}

static void
set_state (HtLiveTarget *self, HtLiveState state, const char *reason)
{
  gboolean is_put_off = state == HT_LIVE_RETRYING || state == HT_LIVE_UNAUTHORIZED;
  gint64 retry_us = is_put_off && self->schedule.n_failures > 0 ? self->schedule.retry_us : 0;

  if (self->state == state && self->retry_us == retry_us && g_strcmp0 (self->reason, reason) == 0)
    return;
  self->state = state;
  self->retry_us = retry_us;
  g_free (self->reason);
  self->reason = g_strdup (reason);
  ht_live_target_tell (self, HT_NEWS_STATE, NULL, self->reason);
}

/* What was asked for before a pause is answered in it. */
static void
show_state (HtLiveTarget *self, HtLiveState state, const char *reason)
{
  if (!self->schedule.paused)
    set_state (self, state, reason);
}

/**
 * ht_live_target_now_ns:
 * @target: the target
 *
 * Returns: the time of what is recorded now, ns since 1970
 */
gint64
ht_live_target_now_ns (HtLiveTarget *target)
{
  gint64 gap_from_ns;

  return ht_steady_clock_now (target->clock, &gap_from_ns);
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

/* All answers are read on one thread: what comes each second has to be small. */
static const HtHttpLimits *
get_limits (HtTargetJob job)
{
  static const HtHttpLimits figures = { .max_bytes = MOST_FIGURES,
                                        .max_unpacked_bytes = MOST_FIGURES };
  static const HtHttpLimits profiles = { .max_bytes = HT_HTTP_MAX_BYTES,
                                         .max_unpacked_bytes = HT_HTTP_MAX_UNPACKED_BYTES };

  return job == HT_JOB_STATS || job == HT_JOB_GOROUTINE_COUNT ? &figures : &profiles;
}

static void
capture_for_rule (HtLiveTarget *self)
{
  ht_live_target_capture (self, HT_ON_DEMAND_HEAP, 0);
  ht_live_target_capture (self, HT_ON_DEMAND_GOROUTINES, 0);
  ht_live_target_capture (self, HT_ON_DEMAND_TRACE, RULE_TRACE_S);
}

static gboolean
hold_against_rules (HtLiveTarget *self, const HtRuleFigures *figures, GError **error)
{
  g_autoptr (GPtrArray) firings = ht_rule_watch_tell (self->watch, figures);

  for (guint i = 0; i < firings->len; i++)
    {
      const HtFiring *firing = g_ptr_array_index (firings, i);

      if (!ht_live_writing_add_flag (&self->writing, figures->time_ns,
                                     ht_rule_kind_get_id (firing->rule), firing->evidence, error))
        return FALSE;
      ht_live_target_tell (self, HT_NEWS_FLAG, NULL, firing->evidence);
      if (firing->captures)
        capture_for_rule (self);
    }
  return TRUE;
}

static gboolean
take_goroutine_count (HtLiveTarget *self, GBytes *index_page, GError **error)
{
  HtRuleFigures figures;

  ht_rule_figures_init (&figures, ht_live_target_now_ns (self));
  return ht_live_writing_add_goroutine_count (&self->writing, index_page, figures.time_ns,
                                              &figures.n_goroutines, error) &&
         hold_against_rules (self, &figures, error);
}

static gboolean
take_stats (HtLiveTarget *self, HtDecodedCapture *decoded, gsize n_bytes, GError **error)
{
  const GArray *points = decoded->records->points;
  guint32 epoch = self->writing.life.epoch;
  guint n_gaps = self->writing.life.n_gaps;
  HtRuleFigures figures;
  gint64 every_ns = self->beat_us * 1000;

  self->beat_us = self->schedule.intervals.every_us[HT_JOB_STATS];
  if (!ht_live_writing_add_stats (&self->writing, decoded, stats_paths[self->stats_path], n_bytes,
                                  every_ns, error))
    return FALSE;
  if (self->writing.life.n_gaps != n_gaps)
    ht_rule_watch_interrupt (self->watch);
  if (self->writing.life.epoch != epoch)
    {
      self->n_at_heap_profile = -1;
      ht_rule_watch_restart (self->watch);
    }
  ht_rule_figures_init (&figures, decoded->time_ns);
  for (guint i = 0; i < points->len; i++)
    {
      const HtPoint *point = &g_array_index (points, HtPoint, i);

      ht_rule_figures_set (&figures, point->name, point->value);
    }
  return hold_against_rules (self, &figures, error);
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
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writing.writer, error);
  gsize n_bytes = g_bytes_get_size (answer->body);

  if (catalog == NULL)
    return FALSE;
  if (job == HT_JOB_GOROUTINE_COUNT)
    return take_goroutine_count (self, answer->body, error);
  file = ht_capture_file_new_for_answer (path_of (self, job), answer->body,
                                         ht_live_target_now_ns (self),
                                         get_limits (job)->max_unpacked_bytes, reason);
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
  if (decoded->profile == NULL)
    return TRUE;
  if (job == HT_JOB_HEAP)
    self->n_at_heap_profile = self->writing.life.n_collections;
  return ht_live_writing_add_profile (&self->writing, decoded, path_of (self, job), n_bytes,
                                      error) > 0;
}

static gboolean
is_elsewhere (const GError *reason)
{
  return g_error_matches (reason, HT_SOURCE_ERROR, HT_SOURCE_ERROR_NOT_FOUND) ||
         reason->domain == HT_FORMAT_ERROR;
}

/* How long the service wants to be left alone; who does not answer wants nothing. */
static gint64
get_alone_us (const HtLiveTarget *self, const GError *reason)
{
  if (!g_error_matches (reason, HT_SOURCE_ERROR, HT_SOURCE_ERROR_STATUS))
    return 0;
  return MAX (ht_http_client_get_retry_after_s (self->client), 0) * SECOND_US;
}

static void
fail_stats (HtLiveTarget *self, const GError *reason)
{
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
  /* What was deployed anew may have them elsewhere. */
  if (is_elsewhere (reason))
    self->has_stats_path = FALSE;
  if (!self->has_stats_path)
    self->stats_path = 0;
  ht_target_schedule_failed (&self->schedule, HT_JOB_STATS, g_get_monotonic_time (),
                             get_alone_us (self, reason), g_rand_double (self->rand));
  show_state (self,
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
      ht_target_schedule_done (&self->schedule, request->job);
      show_state (self, HT_LIVE_RETRYING, error->message);
    }
  else if (request->job == HT_JOB_STATS && reason != NULL)
    fail_stats (self, reason);
  else
    {
      ht_target_schedule_done (&self->schedule, request->job);
      if (request->job == HT_JOB_STATS)
        show_state (self, HT_LIVE_RECORDING, NULL);
      else if (reason != NULL)
        g_debug ("%s: %s", self->name, reason->message);
    }
  ht_live_target_run (self);
}

/* Between two collections a heap profile is the same as the one before. */
static gboolean
is_needless (const HtLiveTarget *self, HtTargetJob job)
{
  double n_collections = self->writing.life.n_collections;

  return job == HT_JOB_HEAP && n_collections >= 0 && n_collections == self->n_at_heap_profile;
}

static void
ask (HtLiveTarget *self, HtTargetJob job)
{
  Request *request = g_new0 (Request, 1);

  request->cancellable = g_object_ref (self->cancellable);
  request->target = self;
  request->job = job;
  ht_http_client_get_async (self->client, path_of (self, job), get_limits (job), self->cancellable,
                            answered_cb, request);
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
 * Returns: (transfer full): a target that begins with [method@LiveTarget.run] and has the default
 *   rules, or %NULL with @error set
 */
HtLiveTarget *
ht_live_target_new (HtRecordingWriter *writer,
                    HtSteadyClock *clock,
                    const char *name,
                    HtHttpClient *client,
                    const HtTargetIntervals *intervals,
                    GError **error)
{
  const HtCaptureRules rules = ht_capture_rules_default ();
  g_auto (HtLiveWriting) writing = { 0 };
  HtLiveTarget *self;

  if (!ht_live_writing_init (&writing, writer, name, error))
    return NULL;
  self = g_new0 (HtLiveTarget, 1);
  self->writing = writing;
  writing = (HtLiveWriting){ 0 };
  self->name = g_strdup (name);
  self->clock = clock;
  self->client = g_object_ref (client);
  self->cancellable = g_cancellable_new ();
  self->rand = g_rand_new ();
  self->watch = ht_rule_watch_new (&rules);
  self->wishes = g_array_new (FALSE, FALSE, sizeof (HtWish));
  self->uncommitted = g_array_new (FALSE, FALSE, sizeof (HtWish));
  self->n_at_heap_profile = -1;
  self->beat_us = intervals->every_us[HT_JOB_STATS];
  ht_target_schedule_init (&self->schedule, intervals, g_get_monotonic_time (),
                           g_rand_double (self->rand));
  self->timer = ht_alarm_new ();
  g_source_set_callback (self->timer, timer_cb, self, NULL);
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
  ht_rule_watch_free (target->watch);
  g_array_unref (target->wishes);
  g_array_unref (target->uncommitted);
  ht_live_writing_clear (&target->writing);
  g_free (target->reason);
  g_free (target->name);
  g_free (target);
}

/**
 * ht_live_target_set_news:
 * @target: the target
 * @news: (nullable): who wants to know of its state and of what is captured on demand
 * @user_data: handed to @news
 */
void
ht_live_target_set_news (HtLiveTarget *target, HtLiveTargetNewsFunc news, gpointer user_data)
{
  target->news = news;
  target->news_data = user_data;
}

/**
 * ht_live_target_get_id:
 * @target: the target
 *
 * Returns: its id in the recording; 0 as long as there is no room for it
 */
gint64
ht_live_target_get_id (const HtLiveTarget *target)
{
  return target->writing.target;
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
 * ht_live_target_get_life:
 * @target: the target
 * @epoch: (out): how many lives of the service were seen to end
 * @last_ns: (out): time of its newest figures; 0 before them
 */
void
ht_live_target_get_life (const HtLiveTarget *target, guint32 *epoch, gint64 *last_ns)
{
  *epoch = target->writing.life.epoch;
  *last_ns = target->writing.life.last_ns;
}

/**
 * ht_live_target_follow:
 * @target: a target that was not run yet
 * @epoch: as [method@LiveTarget.get_life] told of the target before it
 * @last_ns: as told with it
 *
 * Says that the service takes the place of another of its name, which is marked as a restart.
 */
void
ht_live_target_follow (HtLiveTarget *target, guint32 epoch, gint64 last_ns)
{
  ht_live_writing_follow (&target->writing, epoch, last_ns);
}

/**
 * ht_live_target_set_group:
 * @target: the target
 * @group: what people call the group that it came with
 */
void
ht_live_target_set_group (HtLiveTarget *target, const char *group)
{
  ht_live_writing_set_group (&target->writing, group);
}

/**
 * ht_live_target_end_second:
 * @target: the target
 * @is_committed: whether what was added is in the recording for good; else it never will be
 *
 * Ends what is between two commits: tells of what was captured, and remembers what was lost.
 */
void
ht_live_target_end_second (HtLiveTarget *target, gboolean is_committed)
{
  ht_live_target_tell_captures (target, is_committed);
  /* The profile of a heap that stays as it is would never be asked for again. */
  if (!is_committed || !ht_live_writing_keep (&target->writing))
    target->n_at_heap_profile = -1;
}

/**
 * ht_live_target_set_client:
 * @target: the target
 * @client: how to reach it from now on
 *
 * Takes another client, such as one with other credentials; what did not answer is asked at once.
 */
void
ht_live_target_set_client (HtLiveTarget *target, HtHttpClient *client)
{
  g_set_object (&target->client, client);
  target->schedule.n_failures = 0;
  target->schedule.retry_us = 0;
  ht_live_target_run (target);
}

/**
 * ht_live_target_set_paused:
 * @target: the target
 * @paused: whether to leave it alone, but for what is wanted on demand
 *
 * One that did not answer is asked at once when the pause is over.
 */
void
ht_live_target_set_paused (HtLiveTarget *target, gboolean paused)
{
  target->schedule.paused = paused;
  target->schedule.retry_us = 0;
  /* What fell into the pause was not missed. */
  ht_target_schedule_set_intervals (&target->schedule, &target->schedule.intervals,
                                    g_get_monotonic_time ());
  set_state (target, paused ? HT_LIVE_PAUSED : HT_LIVE_CONNECTING, NULL);
  ht_live_target_run (target);
}

/**
 * ht_live_target_set_intervals:
 * @target: the target
 * @intervals: how often it is asked for what from now on
 */
void
ht_live_target_set_intervals (HtLiveTarget *target, const HtTargetIntervals *intervals)
{
  target->beat_us = MAX (target->beat_us, intervals->every_us[HT_JOB_STATS]);
  ht_target_schedule_set_intervals (&target->schedule, intervals, g_get_monotonic_time ());
  ht_live_target_run (target);
}

/**
 * ht_live_target_set_rules:
 * @target: the target
 * @rules: when it is captured on its own from now on
 */
void
ht_live_target_set_rules (HtLiveTarget *target, const HtCaptureRules *rules)
{
  ht_rule_watch_set_rules (target->watch, rules);
  target->keep_traces = rules->keep_traces;
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

  ht_live_target_ask_for_wish (target);
  while ((job = ht_target_schedule_take (&target->schedule, g_get_monotonic_time ())) >= 0)
    if (is_needless (target, (HtTargetJob) job))
      ht_target_schedule_done (&target->schedule, (HtTargetJob) job);
    else
      ask (target, (HtTargetJob) job);
  next_us = ht_target_schedule_next_us (&target->schedule);
  g_source_set_ready_time (target->timer, next_us == G_MAXINT64 ? -1 : next_us);
}
