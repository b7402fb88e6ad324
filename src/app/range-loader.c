/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "range-loader.h"

/* Closer than this the points of the whole are fewer than the pixels of a wide window. */
#define LEAST_ZOOM 2

/* A part that spans more than this many times what is shown is too coarse. */
#define MOST_ROOM 6

struct _HtRangeLoader
{
  GObject parent_instance;

  /* Owned */
  HtTimeView *time_view;
  HtDocument *document;
  HtTargetData *whole;
  HtTargetData *part; /* nullable */
  GCancellable *loading;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtRangeLoader, ht_range_loader, G_TYPE_OBJECT)

static void
set_part (HtRangeLoader *self, HtTargetData *part)
{
  if (self->part == part)
    return;
  g_clear_pointer (&self->part, ht_target_data_unref);
  self->part = part != NULL ? ht_target_data_ref (part) : NULL;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/* Whether a part has all that @whole knows of a range. */
static gboolean
covers (const HtTargetData *part, const HtTargetData *whole, gint64 from_ns, gint64 to_ns)
{
  return part->series_from_ns <= MAX (from_ns, whole->from_ns) &&
         part->series_to_ns >= MIN (to_ns, whole->to_ns);
}

static gboolean
is_close_enough (const HtTargetData *part, gint64 from_ns, gint64 to_ns)
{
  return (part->series_to_ns - part->series_from_ns) / MOST_ROOM <= to_ns - from_ns;
}

static void shown_changed_cb (HtRangeLoader *self);

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtRangeLoader) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtTargetData) part =
      ht_document_load_part_finish (HT_DOCUMENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->time_view == NULL)
    return;
  g_clear_object (&self->loading);
  if (part == NULL)
    {
      g_warning ("Cannot read a part of the recording: %s", error->message);
      return;
    }
  set_part (self, part);
  shown_changed_cb (self);
}

static void
load (HtRangeLoader *self, gint64 from_ns, gint64 to_ns)
{
  gint64 room_ns = to_ns - from_ns;
  gint64 first_ns = MAX (from_ns - room_ns, self->whole->from_ns);
  gint64 last_ns = MIN (to_ns + room_ns, self->whole->to_ns);

  /* What is in view may be of another recording for a moment, or after the end of a live one. */
  if (first_ns >= last_ns)
    return;
  self->loading = g_cancellable_new ();
  ht_document_load_part_async (self->document, self->whole, first_ns, last_ns, self->loading,
                               loaded_cb, g_object_ref (self));
}

static void
shown_changed_cb (HtRangeLoader *self)
{
  gint64 from_ns, to_ns;

  if (self->whole == NULL)
    return;
  ht_time_view_get_shown (self->time_view, &from_ns, &to_ns);
  if ((self->whole->to_ns - self->whole->from_ns) / LEAST_ZOOM < to_ns - from_ns)
    {
      set_part (self, NULL);
      return;
    }
  if (self->part != NULL && covers (self->part, self->whole, from_ns, to_ns) &&
      is_close_enough (self->part, from_ns, to_ns))
    return;
  /* What was all there was when it was read is shown until there is more. */
  if (self->part != NULL && !covers (self->part, self->part->whole, from_ns, to_ns))
    set_part (self, NULL);
  /* The one that runs looks again when it is done. */
  if (self->loading == NULL)
    load (self, from_ns, to_ns);
}

static void
forget_source (HtRangeLoader *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->document);
  g_clear_pointer (&self->whole, ht_target_data_unref);
}

static void
ht_range_loader_dispose (GObject *object)
{
  HtRangeLoader *self = HT_RANGE_LOADER (object);

  forget_source (self);
  g_clear_pointer (&self->part, ht_target_data_unref);
  g_clear_object (&self->time_view);
  G_OBJECT_CLASS (ht_range_loader_parent_class)->dispose (object);
}

static void
ht_range_loader_class_init (HtRangeLoaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ht_range_loader_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ht_range_loader_init (HtRangeLoader *self)
{
}

/**
 * ht_range_loader_new:
 * @time_view: says what is shown
 *
 * Returns: (transfer full): a loader with nothing to read
 */
HtRangeLoader *
ht_range_loader_new (HtTimeView *time_view)
{
  HtRangeLoader *self = g_object_new (HT_TYPE_RANGE_LOADER, NULL);

  self->time_view = g_object_ref (time_view);
  g_signal_connect_object (time_view, "shown-changed", G_CALLBACK (shown_changed_cb), self,
                           G_CONNECT_SWAPPED);
  return self;
}

/**
 * ht_range_loader_set_source:
 * @self: the loader
 * @document: (nullable): where to read; %NULL to follow nothing
 * @whole: (nullable): what was read of one of its targets
 *
 * Begins to follow another target, or the same one after it has grown: then what was read of it
 * closer is kept. Does not emit `changed`.
 */
void
ht_range_loader_set_source (HtRangeLoader *self, HtDocument *document, HtTargetData *whole)
{
  gboolean has_grown = document != NULL && document == self->document && whole != NULL &&
                       self->whole != NULL && whole->target == self->whole->target;

  forget_source (self);
  if (!has_grown)
    g_clear_pointer (&self->part, ht_target_data_unref);
  if (document == NULL || whole == NULL)
    return;
  self->document = g_object_ref (document);
  self->whole = ht_target_data_ref (whole);
  shown_changed_cb (self);
}

/**
 * ht_range_loader_get_data:
 * @self: the loader
 *
 * Returns: (transfer none) (nullable): the best there is of what is shown
 */
HtTargetData *
ht_range_loader_get_data (HtRangeLoader *self)
{
  return self->part != NULL ? self->part : self->whole;
}
