/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "flame-loader.h"

/* A drag changes the range with each frame; what is read may come a moment later. */
#define DELAY_MS 120

/* Of a live recording growth is read less often, so that it costs a tenth of a core at most. */
#define REST_FACTOR 9

struct _HtFlameLoader
{
  GObject parent_instance;

  /* Owned */
  HtTimeView *time_view;
  HtDocument *document;
  HtFlameRequest *wanted;
  HtFlameData *data;
  GCancellable *loading;
  char *error;

  gint64 begun_us;    /* when the read under way began, on the monotonic clock */
  gint64 earliest_us; /* when the next one of growth may */
  guint timeout;
  gboolean is_active;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtFlameLoader, ht_flame_loader, G_TYPE_OBJECT)

static gboolean
needs_range (const HtFlameRequest *request)
{
  return request->weighting == HT_FLAME_GROWTH || request->weighting == HT_FLAME_AGE;
}

static void
get_range (HtFlameLoader *self, gint64 *from_ns, gint64 *to_ns)
{
  *from_ns = G_MININT64;
  *to_ns = G_MAXINT64;
  if (self->time_view != NULL && !ht_time_view_get_marked (self->time_view, from_ns, to_ns))
    ht_time_view_get_shown (self->time_view, from_ns, to_ns);
}

static gpointer
read_flame (HtRecording *recording, gpointer data, GError **error)
{
  return ht_flame_load (recording, data, NULL, error);
}

static void
request_free (gpointer data)
{
  ht_flame_request_free (data);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtFlameLoader) self = user_data;
  g_autoptr (GError) error = NULL;
  HtFlameData *data = ht_document_read_finish (HT_DOCUMENT (source), result, &error);
  gint64 now_us = g_get_monotonic_time ();

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  self->earliest_us = now_us + (now_us - self->begun_us) * REST_FACTOR;
  g_clear_pointer (&self->data, ht_flame_data_unref);
  self->data = data;
  g_free (self->error);
  self->error = error != NULL ? g_strdup (error->message) : NULL;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
begin (HtFlameLoader *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->begun_us = g_get_monotonic_time ();
  self->loading = g_cancellable_new ();
  if (needs_range (self->wanted))
    get_range (self, &self->wanted->from_ns, &self->wanted->to_ns);
  ht_document_read_async (self->document, read_flame, ht_flame_request_copy (self->wanted),
                          request_free, (GDestroyNotify) ht_flame_data_unref, self->loading,
                          read_cb, g_object_ref (self));
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
timeout_cb (gpointer user_data)
{
  HtFlameLoader *self = user_data;

  self->timeout = 0;
  begin (self);
  return G_SOURCE_REMOVE;
}

static void
begin_later (HtFlameLoader *self)
{
  gint64 wait_ms = (self->earliest_us - g_get_monotonic_time ()) / 1000;

  if (self->timeout == 0)
    self->timeout = g_timeout_add ((guint) CLAMP (wait_ms, DELAY_MS, G_MAXINT), timeout_cb, self);
}

static void
range_changed_cb (HtFlameLoader *self)
{
  gint64 from_ns, to_ns;

  if (!self->is_active || self->wanted == NULL || !needs_range (self->wanted))
    return;
  get_range (self, &from_ns, &to_ns);
  if (from_ns != self->wanted->from_ns || to_ns != self->wanted->to_ns)
    begin_later (self);
}

static void
ht_flame_loader_dispose (GObject *object)
{
  HtFlameLoader *self = HT_FLAME_LOADER (object);

  ht_flame_loader_stop (self);
  g_clear_object (&self->time_view);
  G_OBJECT_CLASS (ht_flame_loader_parent_class)->dispose (object);
}

static void
ht_flame_loader_class_init (HtFlameLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ht_flame_loader_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ht_flame_loader_init (HtFlameLoader *self)
{
}

/**
 * ht_flame_loader_new:
 *
 * Returns: (transfer full): a loader of nothing yet
 */
HtFlameLoader *
ht_flame_loader_new (void)
{
  return g_object_new (HT_TYPE_FLAME_LOADER, NULL);
}

/**
 * ht_flame_loader_set_time_view:
 * @self: the loader
 * @time_view: says of which range growth is wanted; call it once
 */
void
ht_flame_loader_set_time_view (HtFlameLoader *self, HtTimeView *time_view)
{
  g_set_object (&self->time_view, time_view);
  g_signal_connect_object (time_view, "shown-changed", G_CALLBACK (range_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (time_view, "mark-changed", G_CALLBACK (range_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/* Whether only another profile is wanted than last time, as live recordings bring them. */
static gboolean
is_next (HtFlameLoader *self, HtDocument *document, const HtFlameRequest *request)
{
  return document == self->document && self->wanted != NULL &&
         request->weighting == self->wanted->weighting && request->target == self->wanted->target &&
         g_strcmp0 (request->sample_type, self->wanted->sample_type) == 0;
}

/**
 * ht_flame_loader_read:
 * @self: the loader
 * @document: where to read
 * @request: what to read; the range of time that it has is not used
 *
 * Reads something else. What was read before stays until it is there.
 */
void
ht_flame_loader_read (HtFlameLoader *self, HtDocument *document, const HtFlameRequest *request)
{
  gboolean may_wait = needs_range (request) && self->time_view != NULL &&
                      ht_time_view_is_live (self->time_view) && is_next (self, document, request);

  g_set_object (&self->document, document);
  ht_flame_request_free (self->wanted);
  self->wanted = ht_flame_request_copy (request);
  if (may_wait)
    begin_later (self);
  else
    begin (self);
}

/**
 * ht_flame_loader_set_active:
 * @self: the loader
 * @active: whether somebody looks
 *
 * While nobody looks, another range of time does not count.
 */
void
ht_flame_loader_set_active (HtFlameLoader *self, gboolean active)
{
  self->is_active = active;
  range_changed_cb (self);
}

/**
 * ht_flame_loader_stop:
 * @self: the loader
 *
 * Gives up what is being read, and forgets what was.
 */
void
ht_flame_loader_stop (HtFlameLoader *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_clear_object (&self->document);
  g_clear_pointer (&self->wanted, ht_flame_request_free);
  g_clear_pointer (&self->data, ht_flame_data_unref);
  g_clear_pointer (&self->error, g_free);
  self->earliest_us = 0;
}

/**
 * ht_flame_loader_get_data:
 * @self: the loader
 *
 * Returns: (transfer none) (nullable): what was read last; %NULL if that failed
 */
HtFlameData *
ht_flame_loader_get_data (HtFlameLoader *self)
{
  return self->data;
}

/**
 * ht_flame_loader_is_loading:
 * @self: the loader
 *
 * Returns: whether something is being read
 */
gboolean
ht_flame_loader_is_loading (HtFlameLoader *self)
{
  return self->loading != NULL;
}

/**
 * ht_flame_loader_get_error:
 * @self: the loader
 *
 * Returns: (transfer none) (nullable): why the last one could not be read
 */
const char *
ht_flame_loader_get_error (HtFlameLoader *self)
{
  return self->error;
}
