/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a live target is asked for on demand. */
#define G_LOG_DOMAIN "Ht-Sources"

#include "keep-capture.h"
#include "live-target-private.h"
#include "take-trace.h"

/* Somebody who wants more than that wants something else. */
#define MOST_WISHES 16

/* One wish, from the request to the recording. */
typedef struct
{
  /* Owned */
  GCancellable *cancellable; /* outlives the target, which must not be touched once it is set */
  char *path;

  HtLiveTarget *target;
  HtWish wish;
} Request;

static void
request_free (Request *request)
{
  g_object_unref (request->cancellable);
  g_free (request->path);
  g_free (request);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Request, request_free)

/* @reason: what was wrong with the answer; @error: what was wrong with the recording */
static void
finish (Request *request, const GError *reason, const GError *error)
{
  HtLiveTarget *self = request->target;

  self->schedule.wish_running = FALSE;
  if (error != NULL)
    ht_live_target_tell (self, HT_NEWS_CAPTURE_FAILED, &request->wish, error->message);
  else if (reason != NULL)
    {
      g_autofree char *words = ht_on_demand_explain (request->wish.what, reason);

      ht_live_target_tell (self, HT_NEWS_CAPTURE_FAILED, &request->wish, words);
    }
  else
    {
      request->wish.n_lost = ht_recording_writer_get_n_lost (self->writing.writer);
      g_array_append_val (self->uncommitted, request->wish);
    }
  ht_live_target_run (self);
}

static void
kept_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) reason = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtKeptCapture) kept = ht_keep_capture_finish (result, &reason);

  if (g_cancellable_is_cancelled (request->cancellable))
    return;
  if (kept != NULL)
    request->wish.capture =
        ht_live_writing_add_kept (&request->target->writing, kept, request->path,
                                  request->wish.begun_ns, &error);
  else
    g_prefix_error (&reason, "%s: ", request->path);
  finish (request, reason, error);
}

static void
taken_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) reason = NULL;
  g_autoptr (GError) error = NULL;
  gint64 capture = ht_take_trace_finish (result, &reason, &error);

  if (g_cancellable_is_cancelled (request->cancellable))
    return;
  request->wish.capture = capture;
  g_prefix_error (&reason, "%s: ", request->path);
  finish (request, reason, error);
}

/* Takes @request if it can be begun. */
static gboolean
take_trace (Request *request, GBytes *body, GError **error)
{
  HtLiveTarget *self = request->target;
  HtTraceOrder order = {
    .writer = self->writing.writer,
    .path = request->path,
    .body = body,
    .target = ht_live_writing_get_place (&self->writing, error),
    .begun_ns = request->wish.begun_ns,
    .keeps_file = self->keep_traces,
  };

  if (order.target <= 0)
    return FALSE;
  ht_take_trace_async (&order, request->cancellable, taken_cb, request);
  return TRUE;
}

static void
take_profile (Request *request, GBytes *body, GError **reason, GError **error)
{
  HtLiveTarget *self = request->target;
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writing.writer, error);
  HtHttpLimits limits = ht_on_demand_get_limits (request->wish.what, request->wish.seconds);
  g_autoptr (HtCaptureFile) file = NULL;
  g_autoptr (HtDecodedCapture) decoded = NULL;

  if (catalog == NULL)
    return;
  file = ht_capture_file_new_for_answer (request->path, body, ht_live_target_now_ns (self),
                                         limits.max_unpacked_bytes, reason);
  decoded = file != NULL ? ht_decode_capture (file, catalog, reason) : NULL;
  if (decoded != NULL && decoded->profile == NULL)
    g_set_error (reason, HT_SOURCE_ERROR, HT_SOURCE_ERROR_BAD_ANSWER, "is a %s and no profile",
                 ht_format_name (file->format));
  if (decoded == NULL || decoded->profile == NULL)
    {
      g_prefix_error (reason, "%s: ", request->path);
      return;
    }
  if (request->wish.what == HT_ON_DEMAND_HEAP)
    self->n_at_heap_profile = self->writing.life.n_collections;
  request->wish.capture = ht_live_writing_add_profile (&self->writing, decoded, request->path,
                                                       g_bytes_get_size (body), error);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Request) request = user_data;
  g_autoptr (GError) reason = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHttpAnswer) answer =
      ht_http_client_get_finish (HT_HTTP_CLIENT (source), result, &reason);
  HtCaptureKind kind = ht_on_demand_get_kind (request->wish.what);

  if (g_cancellable_is_cancelled (request->cancellable))
    return;
  if (answer != NULL && kind == HT_CAPTURE_TRACE && take_trace (request, answer->body, &error))
    {
      g_steal_pointer (&request);
      return;
    }
  if (answer != NULL && kind == HT_CAPTURE_GOROUTINE_DUMP)
    {
      GCancellable *cancellable = request->cancellable;
      const char *path = request->path;

      ht_keep_capture_async (path, answer->body, cancellable, kept_cb, g_steal_pointer (&request));
      return;
    }
  if (answer != NULL && kind == HT_CAPTURE_PROFILE)
    take_profile (request, answer->body, &reason, &error);
  finish (request, reason, error);
}

/**
 * ht_live_target_ask_for_wish:
 * @target: the target
 *
 * Asks for the next thing that somebody wants, unless something heavy is under way.
 */
void
ht_live_target_ask_for_wish (HtLiveTarget *target)
{
  Request *request;
  HtHttpLimits limits;

  if (!ht_target_schedule_take_wish (&target->schedule))
    return;
  request = g_new0 (Request, 1);
  request->cancellable = g_object_ref (target->cancellable);
  request->target = target;
  request->wish = g_array_index (target->wishes, HtWish, 0);
  g_array_remove_index (target->wishes, 0);
  request->wish.begun_ns = ht_live_target_now_ns (target);
  request->path = ht_on_demand_get_path (request->wish.what, request->wish.seconds);
  limits = ht_on_demand_get_limits (request->wish.what, request->wish.seconds);
  ht_live_target_tell (target, HT_NEWS_CAPTURE_BEGUN, &request->wish, NULL);
  ht_http_client_get_async (target->client, request->path, &limits, target->cancellable,
                            answered_cb, request);
}

/**
 * ht_live_target_capture:
 * @target: the target
 * @what: what to ask it for
 * @seconds: for how long, of what takes seconds; 0 for as long as Go does by itself
 *
 * Captures something on demand, also of a target that is paused or does not answer. What is
 * heavy goes one by one: it waits for what is under way, and what the schedule asks for waits for
 * it, but for the figures. What comes of it is told as news.
 */
void
ht_live_target_capture (HtLiveTarget *target, HtOnDemand what, guint seconds)
{
  const HtWish wish = { .what = what, .seconds = ht_on_demand_get_seconds (what, seconds) };

  if (target->wishes->len == MOST_WISHES)
    {
      ht_live_target_tell (target, HT_NEWS_CAPTURE_FAILED, &wish,
                           "too many captures wait for this service already; wait until some are "
                           "done");
      return;
    }
  g_array_append_val (target->wishes, wish);
  target->schedule.n_wishes++;
  ht_live_target_run (target);
}

/**
 * ht_live_target_tell_captures:
 * @target: the target
 * @is_committed: whether what was added is in the recording for good; else it never will be
 *
 * Tells of what was captured since the last commit.
 */
void
ht_live_target_tell_captures (HtLiveTarget *target, gboolean is_committed)
{
  guint n_lost = ht_recording_writer_get_n_lost (target->writing.writer);

  for (guint i = 0; i < target->uncommitted->len; i++)
    {
      const HtWish *wish = &g_array_index (target->uncommitted, HtWish, i);

      if (is_committed && wish->n_lost == n_lost)
        ht_live_target_tell (target, HT_NEWS_CAPTURE_DONE, wish, NULL);
      else
        ht_live_target_tell (target, HT_NEWS_CAPTURE_FAILED, wish,
                             "what was captured could not be written; is the disk full?");
    }
  g_array_set_size (target->uncommitted, 0);
}
