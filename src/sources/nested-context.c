/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "nested-context.h"

#include <errno.h>
#include <sys/epoll.h>
#include <unistd.h>

/* Others have their turn, too. */
#define MOST_ITERATIONS 64

/* What stands for the inner context in the outer one. */
typedef struct
{
  GSource source;

  /* Owned */
  GMainContext *inner;
  GArray *watched;  /* GPollFD, in the set */
  GArray *wanted;   /* GPollFD, room for a query */
  gpointer set_tag; /* what the outer context has of set_fd; NULL at rest */

  int set_fd; /* of epoll: it changes without the outer context having to look */
  gboolean may_rest;
} Gate;

struct _HtNestedContext
{
  /* Owned */
  Gate *gate;
};

static gboolean
is_wanted (const GArray *fds, guint n_fds, int fd)
{
  for (guint i = 0; i < n_fds; i++)
    if (g_array_index (fds, GPollFD, i).fd == fd)
      return TRUE;
  return FALSE;
}

/* A descriptor may have been closed and be another file by now, so that all are told each time. */
static void
watch (Gate *gate, guint n_wanted)
{
  for (guint i = 0; i < gate->watched->len; i++)
    {
      const GPollFD *old = &g_array_index (gate->watched, GPollFD, i);

      if (!is_wanted (gate->wanted, n_wanted, old->fd))
        epoll_ctl (gate->set_fd, EPOLL_CTL_DEL, old->fd, NULL);
    }
  for (guint i = 0; i < n_wanted; i++)
    {
      const GPollFD *fd = &g_array_index (gate->wanted, GPollFD, i);
      struct epoll_event event = { .events = fd->events };

      if (epoll_ctl (gate->set_fd, EPOLL_CTL_ADD, fd->fd, &event) != 0 && errno == EEXIST)
        epoll_ctl (gate->set_fd, EPOLL_CTL_MOD, fd->fd, &event);
    }
  g_array_set_size (gate->watched, 0);
  g_array_append_vals (gate->watched, gate->wanted->data, n_wanted);
}

/* Does what can be done at once. Returns whether all is done; then @gate has in @wanted what to
 * wait for, @n_wanted descriptors and @timeout_ms. */
static gboolean
iterate (Gate *gate, guint *n_wanted, int *timeout_ms)
{
  GPollFD *fds;
  int priority, n_fds;

  for (guint i = 0; i < MOST_ITERATIONS && !g_source_is_destroyed (&gate->source); i++)
    {
      g_main_context_prepare (gate->inner, &priority);
      while ((n_fds = g_main_context_query (gate->inner, priority, timeout_ms,
                                            (GPollFD *) (gpointer) gate->wanted->data,
                                            (int) gate->wanted->len)) > (int) gate->wanted->len)
        g_array_set_size (gate->wanted, (guint) n_fds);
      fds = (GPollFD *) (gpointer) gate->wanted->data;
      g_poll (fds, (guint) n_fds, 0);
      *n_wanted = (guint) n_fds;
      if (!g_main_context_check (gate->inner, priority, fds, n_fds))
        return TRUE;
      g_main_context_dispatch (gate->inner);
    }
  return FALSE;
}

static void
rest (Gate *gate)
{
  if (gate->set_tag == NULL)
    return;
  g_source_remove_unix_fd (&gate->source, gate->set_tag);
  gate->set_tag = NULL;
}

static void
rouse (Gate *gate)
{
  gate->may_rest = FALSE;
  if (gate->set_tag == NULL)
    gate->set_tag = g_source_add_unix_fd (&gate->source, gate->set_fd, G_IO_IN);
  g_source_set_ready_time (&gate->source, 0);
}

static gboolean
gate_dispatch (GSource *source, GSourceFunc callback, gpointer user_data)
{
  Gate *gate = (Gate *) (gpointer) source;
  guint n_wanted = 0;
  int timeout_ms = 0;
  gboolean is_idle;

  g_main_context_push_thread_default (gate->inner);
  is_idle = iterate (gate, &n_wanted, &timeout_ms);
  g_main_context_pop_thread_default (gate->inner);
  if (g_source_is_destroyed (source))
    return G_SOURCE_REMOVE;
  if (is_idle && gate->may_rest)
    rest (gate);
  else if (is_idle)
    watch (gate, n_wanted);
  if (is_idle && timeout_ms < 0)
    g_source_set_ready_time (source, -1);
  else
    g_source_set_ready_time (source,
                             g_get_monotonic_time () + timeout_ms * G_GINT64_CONSTANT (1000));
  return G_SOURCE_CONTINUE;
}

static void
gate_finalize (GSource *source)
{
  Gate *gate = (Gate *) (gpointer) source;

  g_main_context_unref (gate->inner);
  g_array_unref (gate->watched);
  g_array_unref (gate->wanted);
  close (gate->set_fd);
}

/**
 * ht_nested_context_new:
 *
 * Makes a context that runs while the thread-default one of the caller does.
 *
 * Returns: (transfer full): the context
 */
HtNestedContext *
ht_nested_context_new (void)
{
  static GSourceFuncs functions = { .dispatch = gate_dispatch, .finalize = gate_finalize };
  HtNestedContext *self = g_new0 (HtNestedContext, 1);
  GSource *source = g_source_new (&functions, sizeof (Gate));

  self->gate = (Gate *) (gpointer) source;
  /* It stays ours, so that other threads wake it and this one does not. */
  self->gate->inner = g_main_context_new ();
  g_main_context_acquire (self->gate->inner);
  self->gate->watched = g_array_new (FALSE, FALSE, sizeof (GPollFD));
  self->gate->wanted = g_array_new (FALSE, FALSE, sizeof (GPollFD));
  self->gate->set_fd = epoll_create1 (EPOLL_CLOEXEC);
  if (self->gate->set_fd < 0)
    g_error ("epoll_create1: %s", g_strerror (errno));
  rouse (self->gate);
  g_source_attach (source, g_main_context_get_thread_default ());
  return self;
}

/**
 * ht_nested_context_free:
 * @nested: (transfer full) (nullable): the context
 *
 * What it still has is dropped. On the thread that made it; may be called from within it.
 */
void
ht_nested_context_free (HtNestedContext *nested)
{
  if (nested == NULL)
    return;
  g_source_destroy (&nested->gate->source);
  g_main_context_release (nested->gate->inner);
  g_source_unref (&nested->gate->source);
  g_free (nested);
}

/**
 * ht_nested_context_enter:
 * @nested: the context
 *
 * Makes it the thread-default one: what is begun until [method@NestedContext.leave] runs in it.
 */
void
ht_nested_context_enter (HtNestedContext *nested)
{
  g_main_context_push_thread_default (nested->gate->inner);
}

/**
 * ht_nested_context_leave:
 * @nested: the context
 */
void
ht_nested_context_leave (HtNestedContext *nested)
{
  g_main_context_pop_thread_default (nested->gate->inner);
  rouse (nested->gate);
}

/**
 * ht_nested_context_rest:
 * @nested: the context
 *
 * Tells that nothing in it is waited for. As soon as all is done that can be done at once, it is
 * looked at only when time has come for something, and no more for descriptors and other
 * threads, until it is entered again.
 */
void
ht_nested_context_rest (HtNestedContext *nested)
{
  nested->gate->may_rest = TRUE;
}
