/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "range-reader.h"

/* A drag changes the range with each frame; what is read may come a moment later. */
#define DELAY_MS 80

struct _HtRangeReader
{
  GObject parent_instance;

  /* Borrowed */
  GtkWidget *widget; /* NULL once it is gone */

  /* Owned */
  HtTimeView *time_view;
  HtDocument *document;
  GCancellable *reading;
  char *detail;

  HtRangeRead read;
  GDestroyNotify free_result;
  HtRangeDone done;
  gint64 target;
  guint timeout;
  gboolean is_stale;
  gboolean ignores_mark;
};

G_DEFINE_FINAL_TYPE (HtRangeReader, ht_range_reader, G_TYPE_OBJECT)

/* What the worker is told. */
typedef struct
{
  HtRangeRequest request;
  HtRangeRead read;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  g_free (job->request.detail);
  g_free (job);
}

static gpointer
read_job (HtRecording *recording, gpointer data, GError **error)
{
  const Job *job = data;

  return job->read (recording, &job->request, error);
}

static void begin (HtRangeReader *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtRangeReader) self = user_data;
  g_autoptr (GError) error = NULL;
  gpointer found = ht_document_read_finish (HT_DOCUMENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->reading);
  if (found == NULL)
    g_warning ("Cannot read a part of the recording: %s", error->message);
  else if (self->widget != NULL)
    self->done (self->widget, found);
  else
    self->free_result (found);
  if (self->is_stale)
    begin (self);
}

static gboolean
begin_cb (gpointer user_data)
{
  HtRangeReader *self = user_data;
  Job *job;

  self->timeout = 0;
  if (self->widget == NULL || self->document == NULL || self->time_view == NULL ||
      self->reading != NULL || !gtk_widget_get_mapped (self->widget))
    return G_SOURCE_REMOVE;
  job = g_new0 (Job, 1);
  job->read = self->read;
  job->request.target = self->target;
  job->request.detail = g_strdup (self->detail);
  if (self->ignores_mark ||
      !ht_time_view_get_marked (self->time_view, &job->request.from_ns, &job->request.to_ns))
    ht_time_view_get_shown (self->time_view, &job->request.from_ns, &job->request.to_ns);
  self->is_stale = FALSE;
  self->reading = g_cancellable_new ();
  ht_document_read_async (self->document, read_job, job, job_free, self->free_result, self->reading,
                          read_cb, g_object_ref (self));
  return G_SOURCE_REMOVE;
}

static void
begin (HtRangeReader *self)
{
  if (self->timeout == 0)
    self->timeout = g_timeout_add (DELAY_MS, begin_cb, self);
}

static void
changed_cb (HtRangeReader *self)
{
  self->is_stale = TRUE;
  begin (self);
}

static void
mapped_cb (HtRangeReader *self)
{
  if (self->is_stale)
    begin (self);
}

/**
 * ht_range_reader_stop:
 * @self: the reader
 *
 * Reads nothing any more. Whoever owns it calls this when it is disposed of.
 */
void
ht_range_reader_stop (HtRangeReader *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->document);
  if (self->widget != NULL)
    g_object_remove_weak_pointer (G_OBJECT (self->widget), (gpointer *) &self->widget);
  self->widget = NULL;
}

static void
ht_range_reader_dispose (GObject *object)
{
  HtRangeReader *self = HT_RANGE_READER (object);

  ht_range_reader_stop (self);
  g_clear_object (&self->time_view);
  g_clear_pointer (&self->detail, g_free);
  G_OBJECT_CLASS (ht_range_reader_parent_class)->dispose (object);
}

static void
ht_range_reader_class_init (HtRangeReaderClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ht_range_reader_dispose;
}

static void
ht_range_reader_init (HtRangeReader *self)
{
}

/**
 * ht_range_reader_new:
 * @widget: for whom to read
 * @read: reads
 * @free_result: frees what nobody takes
 * @done: takes what was read
 *
 * Returns: (transfer full): a reader of nothing yet
 */
HtRangeReader *
ht_range_reader_new (GtkWidget *widget,
                     HtRangeRead read,
                     GDestroyNotify free_result,
                     HtRangeDone done)
{
  HtRangeReader *self = g_object_new (HT_TYPE_RANGE_READER, NULL);

  self->widget = widget;
  g_object_add_weak_pointer (G_OBJECT (widget), (gpointer *) &self->widget);
  self->read = read;
  self->free_result = free_result;
  self->done = done;
  g_signal_connect_object (widget, "map", G_CALLBACK (mapped_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/**
 * ht_range_reader_ignore_mark:
 * @self: the reader
 *
 * Has what is shown be read also where a range is marked.
 */
void
ht_range_reader_ignore_mark (HtRangeReader *self)
{
  self->ignores_mark = TRUE;
}

/**
 * ht_range_reader_set_time_view:
 * @self: the reader
 * @time_view: says which range
 */
void
ht_range_reader_set_time_view (HtRangeReader *self, HtTimeView *time_view)
{
  g_set_object (&self->time_view, time_view);
  g_signal_connect_object (time_view, "shown-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (time_view, "mark-changed", G_CALLBACK (changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * ht_range_reader_set_source:
 * @self: the reader
 * @document: (nullable): where to read; %NULL to stop
 * @target: id of one of its targets
 *
 * Reads of another target, or of the same after it has grown.
 */
void
ht_range_reader_set_source (HtRangeReader *self, HtDocument *document, gint64 target)
{
  if (document != self->document || target != self->target)
    {
      g_cancellable_cancel (self->reading);
      g_clear_object (&self->reading);
    }
  g_set_object (&self->document, document);
  self->target = target;
  changed_cb (self);
}

/**
 * ht_range_reader_set_detail:
 * @self: the reader
 * @detail: (nullable): what in particular to read
 */
void
ht_range_reader_set_detail (HtRangeReader *self, const char *detail)
{
  g_free (self->detail);
  self->detail = g_strdup (detail);
  changed_cb (self);
}
