/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "flame-layouter.h"

/* Up to this size a layout takes a small part of a frame's time. */
#define SMALL_TREE 5000

typedef struct
{
  double from;
  double to;
  double width; /* px */
} Request;

struct _HtFlameLayouter
{
  GObject parent_instance;

  /* Owned */
  HtFlameData *data;
  HtFlameLayout *layout;
  GCancellable *running;

  Request wanted;
  Request there; /* what @layout was made for */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtFlameLayouter, ht_flame_layouter, G_TYPE_OBJECT)

typedef struct
{
  /* Owned */
  HtFlameData *data;

  Request request;
} Job;

static void
job_free (gpointer data)
{
  Job *job = data;

  ht_flame_data_unref (job->data);
  g_free (job);
}

static HtFlameLayout *
lay_out (const HtFlameData *data, const Request *request)
{
  return ht_flame_layout_new (data->tree, 0, data->names->ranks, request->from, request->to,
                              (request->to - request->from) / request->width);
}

static gboolean
is_same (const Request *a, const Request *b)
{
  return a->from == b->from && a->to == b->to && a->width == b->width;
}

static void
lay_out_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Job *job = task_data;

  g_task_return_pointer (task, lay_out (job->data, &job->request),
                         (GDestroyNotify) ht_flame_layout_free);
}

static void start (HtFlameLayouter *self);

static void
laid_out_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtFlameLayouter) self = user_data;
  const Job *job = g_task_get_task_data (G_TASK (result));
  HtFlameLayout *layout = g_task_propagate_pointer (G_TASK (result), NULL);

  if (layout == NULL)
    return;
  g_clear_object (&self->running);
  g_clear_pointer (&self->layout, ht_flame_layout_free);
  self->layout = layout;
  self->there = job->request;
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (self->running == NULL && self->data != NULL && !is_same (&self->there, &self->wanted))
    start (self);
}

static void
start (HtFlameLayouter *self)
{
  g_autoptr (GTask) task = NULL;
  Job *job = g_new0 (Job, 1);

  job->data = ht_flame_data_ref (self->data);
  job->request = self->wanted;
  self->running = g_cancellable_new ();
  task = g_task_new (NULL, self->running, laid_out_cb, g_object_ref (self));
  g_task_set_source_tag (task, start);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, lay_out_worker);
}

static void
forget_data (HtFlameLayouter *self)
{
  g_cancellable_cancel (self->running);
  g_clear_object (&self->running);
  g_clear_pointer (&self->layout, ht_flame_layout_free);
  g_clear_pointer (&self->data, ht_flame_data_unref);
}

static void
ht_flame_layouter_dispose (GObject *object)
{
  forget_data (HT_FLAME_LAYOUTER (object));
  G_OBJECT_CLASS (ht_flame_layouter_parent_class)->dispose (object);
}

static void
ht_flame_layouter_class_init (HtFlameLayouterClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ht_flame_layouter_dispose;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ht_flame_layouter_init (HtFlameLayouter *self)
{
}

/**
 * ht_flame_layouter_new:
 *
 * Returns: (transfer full): a layouter with nothing to lay out
 */
HtFlameLayouter *
ht_flame_layouter_new (void)
{
  return g_object_new (HT_TYPE_FLAME_LAYOUTER, NULL);
}

/**
 * ht_flame_layouter_set_data:
 * @self: the layouter
 * @data: (nullable): what to lay out
 *
 * Drops the layout; the next request makes one.
 */
void
ht_flame_layouter_set_data (HtFlameLayouter *self, HtFlameData *data)
{
  forget_data (self);
  self->data = data != NULL ? ht_flame_data_ref (data) : NULL;
}

/**
 * ht_flame_layouter_request:
 * @self: the layouter
 * @from: left border of what is in view, as a fraction of the root's width
 * @to: right border, greater than @from
 * @width: how many px it is wide
 *
 * Says what is in view. Does nothing if there is a layout for that.
 */
void
ht_flame_layouter_request (HtFlameLayouter *self, double from, double to, double width)
{
  self->wanted = (Request){ from, to, width };
  if (self->data == NULL || (self->layout != NULL && is_same (&self->wanted, &self->there)))
    return;
  if (self->data->tree->n_nodes > SMALL_TREE)
    {
      if (self->running == NULL)
        start (self);
      return;
    }
  g_clear_pointer (&self->layout, ht_flame_layout_free);
  self->layout = lay_out (self->data, &self->wanted);
  self->there = self->wanted;
}

/**
 * ht_flame_layouter_get_layout:
 * @self: the layouter
 *
 * Returns: (transfer none) (nullable): the newest layout
 */
const HtFlameLayout *
ht_flame_layouter_get_layout (HtFlameLayouter *self)
{
  return self->layout;
}
