/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-loader.h"

#include <string.h>

/* A drag changes the range with each frame; what is read may come a moment later. */
#define DELAY_MS 80

/* A long recording is read less often, so that looking at it costs a tenth of a core at most. */
#define REST_FACTOR 9

/* How often to look again where there are only figures. */
#define FIGURES_NS G_GINT64_CONSTANT (10000000000)

/* What there is in a range. */
typedef struct
{
  gint64 target;
  gint64 first; /* id of a profile, 0 for none */
  gint64 last;  /* likewise; without profiles, when figures are read */
  guint n_profiles;
  guint n_known;
  gint64 last_known; /* id */
  gint64 noted_ns;   /* when a note was last written */
  guint n_notes;
} Content;

struct _HtGrowthLoader
{
  GObject parent_instance;

  /* Owned */
  HtTimeView *time_view;
  HtDocument *document;
  HtTargetData *whole;
  HtGrowthData *data;
  GCancellable *loading;
  char *error;
  char *source_root;
  HtSourceTree *source; /* what is in @source_root, once it was read */
  char *escape_file;
  HtEscapeNotes *escapes;     /* what is in @escape_file, once it was read */
  HtGrowthFollower *follower; /* what was read of heap profiles, for when more have come */

  gint64 limits[HT_GROWTH_N_LIMITS];
  Content content;    /* of @data, or of what is being read */
  gint64 begun_us;    /* when the read under way began, on the monotonic clock */
  gint64 earliest_us; /* when the next one may */
  guint timeout;
  gboolean is_active;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtGrowthLoader, ht_growth_loader, G_TYPE_OBJECT)

static void
drop_worker (GTask *task, gpointer source, gpointer follower, GCancellable *cancellable)
{
  ht_growth_follower_unref (follower);
  g_task_return_boolean (task, TRUE);
}

/* To free what was read of a thousand profiles takes the main thread too long. */
static void
drop_follower (HtGrowthFollower *follower)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);

  g_task_set_source_tag (task, drop_follower);
  g_task_set_task_data (task, follower, NULL);
  g_task_run_in_thread (task, drop_worker);
}

typedef struct
{
  HtGrowthQuestion question;

  /* Owned */
  GCancellable *cancellable;
  char *source_root;
  HtSourceTree *source;
  char *escape_file;
  HtEscapeNotes *escapes;
  HtGrowthFollower *follower;
} Request;

static void
request_free (gpointer data)
{
  Request *request = data;

  g_object_unref (request->cancellable);
  g_free (request->source_root);
  g_clear_pointer (&request->source, ht_source_tree_unref);
  g_free (request->escape_file);
  g_clear_pointer (&request->escapes, ht_escape_notes_unref);
  drop_follower (request->follower);
  g_free (request);
}

static void
get_range (HtGrowthLoader *self, gint64 *from_ns, gint64 *to_ns)
{
  if (!ht_time_view_get_marked (self->time_view, from_ns, to_ns))
    ht_time_view_get_shown (self->time_view, from_ns, to_ns);
}

static gboolean
is_heap_profile (const HtProfileEntry *entry)
{
  return entry->duration_ns == 0 &&
         g_strv_contains ((const char *const *) entry->types, "inuse_space");
}

/* What people write is told with the growth, and may set some of it aside. */
static void
add_written (const HtTargetData *whole, Content *content)
{
  content->n_known = whole->known->len;
  content->n_notes = whole->notes->len;
  for (guint i = 0; i < whole->known->len; i++)
    content->last_known = MAX (content->last_known,
                               ((const HtKnownGrowth *) g_ptr_array_index (whole->known, i))->id);
  for (guint i = 0; i < whole->notes->len; i++)
    content->noted_ns =
        MAX (content->noted_ns, ((const HtNote *) g_ptr_array_index (whole->notes, i))->changed_ns);
}

static Content
find_content (HtGrowthLoader *self)
{
  Content content = { .target = self->whole->target };
  gint64 from_ns, to_ns;

  get_range (self, &from_ns, &to_ns);
  for (guint i = 0; i < self->whole->profiles->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (self->whole->profiles, i);

      if (entry->time_ns < from_ns || entry->time_ns > to_ns || !is_heap_profile (entry))
        continue;
      if (content.n_profiles++ == 0)
        content.first = entry->id;
      content.last = entry->id;
    }
  add_written (self->whole, &content);
  /* What grows beside the heap is told by figures, of which more come all the time. */
  if (content.n_profiles == 0)
    content.last = to_ns / FIGURES_NS;
  return content;
}

static gboolean
is_same (const Content *a, const Content *b)
{
  return a->target == b->target && a->first == b->first && a->last == b->last &&
         a->n_profiles == b->n_profiles && a->n_known == b->n_known &&
         a->last_known == b->last_known && a->noted_ns == b->noted_ns && a->n_notes == b->n_notes;
}

static void
set_data (HtGrowthLoader *self, HtGrowthData *data, const char *error)
{
  g_clear_pointer (&self->data, ht_growth_data_unref);
  self->data = data != NULL ? ht_growth_data_ref (data) : NULL;
  g_free (self->error);
  self->error = g_strdup (error);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gpointer
read_growth (HtRecording *recording, gpointer data, GError **error)
{
  const Request *request = data;

  return ht_growth_data_load (recording, &request->question, request->cancellable, error);
}

static void update (HtGrowthLoader *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtGrowthLoader) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtGrowthData) data = ht_document_read_finish (HT_DOCUMENT (source), result, &error);
  gint64 now_us = g_get_monotonic_time ();

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->loading);
  if (self->source == NULL && data != NULL && data->source != NULL)
    self->source = ht_source_tree_ref (data->source);
  if (self->escapes == NULL && data != NULL && data->escapes != NULL)
    self->escapes = ht_escape_notes_ref (data->escapes);
  self->earliest_us = now_us + (now_us - self->begun_us) * REST_FACTOR;
  set_data (self, data, data == NULL ? error->message : NULL);
  update (self);
}

static void
begin (HtGrowthLoader *self, const Content *content)
{
  Request *request = g_new0 (Request, 1);
  HtGrowthQuestion *question = &request->question;

  self->content = *content;
  self->begun_us = g_get_monotonic_time ();
  self->loading = g_cancellable_new ();
  request->cancellable = g_object_ref (self->loading);
  ht_growth_question_init (question, self->whole->target);
  question->start_ns = self->whole->from_ns;
  get_range (self, &question->from_ns, &question->to_ns);
  memcpy (question->limits, self->limits, sizeof self->limits);
  question->source_root = request->source_root = g_strdup (self->source_root);
  if (self->source != NULL)
    question->source = request->source = ht_source_tree_ref (self->source);
  question->escape_file = request->escape_file = g_strdup (self->escape_file);
  if (self->escapes != NULL)
    question->escapes = request->escapes = ht_escape_notes_ref (self->escapes);
  if (self->follower == NULL)
    self->follower = ht_growth_follower_new ();
  question->follower = request->follower = ht_growth_follower_ref (self->follower);
  ht_document_read_async (self->document, read_growth, request, request_free,
                          (GDestroyNotify) ht_growth_data_unref, self->loading, read_cb,
                          g_object_ref (self));
  if (self->data == NULL)
    g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static gboolean
timeout_cb (gpointer user_data)
{
  HtGrowthLoader *self = user_data;
  Content content;

  self->timeout = 0;
  if (self->whole == NULL || self->time_view == NULL || !self->is_active || self->loading != NULL)
    return G_SOURCE_REMOVE;
  content = find_content (self);
  if (is_same (&content, &self->content))
    return G_SOURCE_REMOVE;
  begin (self, &content);
  return G_SOURCE_REMOVE;
}

static void
update (HtGrowthLoader *self)
{
  gint64 wait_ms = (self->earliest_us - g_get_monotonic_time ()) / 1000;

  if (self->timeout == 0 && self->is_active)
    self->timeout = g_timeout_add ((guint) MAX (wait_ms, DELAY_MS), timeout_cb, self);
}

static void
stop (HtGrowthLoader *self)
{
  g_cancellable_cancel (self->loading);
  /* A worker that was told to give up may use it still. */
  if (self->loading != NULL)
    g_clear_pointer (&self->follower, drop_follower);
  g_clear_object (&self->loading);
  g_clear_handle_id (&self->timeout, g_source_remove);
  self->content = (Content){ 0 };
  self->earliest_us = 0;
}

static void
ht_growth_loader_dispose (GObject *object)
{
  HtGrowthLoader *self = HT_GROWTH_LOADER (object);

  stop (self);
  g_clear_pointer (&self->follower, drop_follower);
  g_clear_object (&self->time_view);
  g_clear_object (&self->document);
  g_clear_pointer (&self->whole, ht_target_data_unref);
  g_clear_pointer (&self->data, ht_growth_data_unref);
  g_clear_pointer (&self->error, g_free);
  g_clear_pointer (&self->source_root, g_free);
  g_clear_pointer (&self->source, ht_source_tree_unref);
  g_clear_pointer (&self->escape_file, g_free);
  g_clear_pointer (&self->escapes, ht_escape_notes_unref);
  G_OBJECT_CLASS (ht_growth_loader_parent_class)->dispose (object);
}

static void
ht_growth_loader_class_init (HtGrowthLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ht_growth_loader_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ht_growth_loader_init (HtGrowthLoader *self)
{
  for (guint i = 0; i < HT_GROWTH_N_LIMITS; i++)
    self->limits[i] = HT_UNKNOWN;
}

/**
 * ht_growth_loader_new:
 *
 * Returns: (transfer full): a loader of nothing yet
 */
HtGrowthLoader *
ht_growth_loader_new (void)
{
  return g_object_new (HT_TYPE_GROWTH_LOADER, NULL);
}

/**
 * ht_growth_loader_set_time_view:
 * @self: the loader
 * @time_view: says which range; call it once
 */
void
ht_growth_loader_set_time_view (HtGrowthLoader *self, HtTimeView *time_view)
{
  g_set_object (&self->time_view, time_view);
  g_signal_connect_object (time_view, "shown-changed", G_CALLBACK (update), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (time_view, "mark-changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
}

/**
 * ht_growth_loader_set_source:
 * @self: the loader
 * @document: (nullable): where to read; %NULL to forget all
 * @whole: (nullable): what is known of one of its targets
 *
 * Reads of another target, or of the same after it has grown.
 */
void
ht_growth_loader_set_source (HtGrowthLoader *self, HtDocument *document, HtTargetData *whole)
{
  gboolean is_other = document != self->document || self->whole == NULL || whole == NULL ||
                      whole->target != self->whole->target;

  if (is_other)
    stop (self);
  /* What it has refers to the recording. */
  if (g_set_object (&self->document, document))
    g_clear_pointer (&self->follower, drop_follower);
  g_clear_pointer (&self->whole, ht_target_data_unref);
  self->whole = whole != NULL ? ht_target_data_ref (whole) : NULL;
  if (is_other)
    set_data (self, NULL, NULL);
  if (whole != NULL)
    update (self);
}

/* What is shown stays until the answer is there; that does not have to wait. */
static void
ask_again (HtGrowthLoader *self)
{
  stop (self);
  if (self->whole != NULL)
    update (self);
}

/**
 * ht_growth_loader_set_limits:
 * @self: the loader
 * @limits: (array): by #HtGrowthLimit, what the user knows better, bytes; %HT_UNKNOWN for what the
 *   recording says
 *
 * Reads anew if they are others than before.
 */
void
ht_growth_loader_set_limits (HtGrowthLoader *self, const gint64 *limits)
{
  if (memcmp (self->limits, limits, sizeof self->limits) == 0)
    return;
  memcpy (self->limits, limits, sizeof self->limits);
  ask_again (self);
}

/**
 * ht_growth_loader_set_source_root:
 * @self: the loader
 * @folder: (nullable): the folder with the source of the program
 * @has_changed: whether it has to be read even if it is the same folder as before
 *
 * Reads anew if it is another one than before.
 */
void
ht_growth_loader_set_source_root (HtGrowthLoader *self, const char *folder, gboolean has_changed)
{
  if (!has_changed && g_strcmp0 (self->source_root, folder) == 0)
    return;
  g_free (self->source_root);
  self->source_root = g_strdup (folder);
  g_clear_pointer (&self->source, ht_source_tree_unref);
  ask_again (self);
}

/**
 * ht_growth_loader_set_escape_file:
 * @self: the loader
 * @path: (nullable): the file with what the compiler says of the program
 * @has_changed: whether it has to be read even if it is the same file as before
 *
 * Reads anew if it is another one than before.
 */
void
ht_growth_loader_set_escape_file (HtGrowthLoader *self, const char *path, gboolean has_changed)
{
  if (!has_changed && g_strcmp0 (self->escape_file, path) == 0)
    return;
  g_free (self->escape_file);
  self->escape_file = g_strdup (path);
  g_clear_pointer (&self->escapes, ht_escape_notes_unref);
  ask_again (self);
}

/**
 * ht_growth_loader_set_active:
 * @self: the loader
 * @active: whether somebody looks
 */
void
ht_growth_loader_set_active (HtGrowthLoader *self, gboolean active)
{
  self->is_active = active;
  if (active)
    update (self);
}

/**
 * ht_growth_loader_get_data:
 * @self: the loader
 *
 * Returns: (transfer none) (nullable): what was read last
 */
HtGrowthData *
ht_growth_loader_get_data (HtGrowthLoader *self)
{
  return self->data;
}

/**
 * ht_growth_loader_is_loading:
 * @self: the loader
 *
 * Returns: whether something is being read
 */
gboolean
ht_growth_loader_is_loading (HtGrowthLoader *self)
{
  return self->loading != NULL;
}

/**
 * ht_growth_loader_get_error:
 * @self: the loader
 *
 * Returns: (transfer none) (nullable): why nothing could be read
 */
const char *
ht_growth_loader_get_error (HtGrowthLoader *self)
{
  return self->error;
}
