/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-shared-input.h"

static gboolean
go_on (HtTraceSharedInput *self, GError **error)
{
  if (!ht_work_crew_is_ending (self->crew))
    return TRUE;
  /* Nobody sees it. */
  g_set_error (error, G_THREAD_ERROR, G_THREAD_ERROR_AGAIN, "nobody waits for this any more");
  return FALSE;
}

static gboolean
read_cb (guint64 offset, gpointer buffer, gsize length, gpointer user_data, GError **error)
{
  HtTraceSharedInput *self = user_data;
  gboolean done;

  if (!go_on (self, error))
    return FALSE;
  g_mutex_lock (&self->lock);
  done = self->input->read (offset, buffer, length, self->input->user_data, error);
  g_mutex_unlock (&self->lock);
  return done;
}

static gboolean
progress_cb (guint64 n_bytes_done, gpointer user_data, GError **error)
{
  HtTraceSharedInput *self = user_data;

  if (self->input->progress == NULL || g_thread_self () != self->owner)
    return go_on (self, error);
  return self->input->progress (n_bytes_done, self->input->user_data, error);
}

/**
 * ht_trace_shared_input_init:
 * @shared: (out caller-allocates): the input for all; it must stay where it is
 * @input: the input; borrowed
 * @crew: whose threads use it; borrowed
 *
 * The thread that calls this is the one that tells progress.
 */
void
ht_trace_shared_input_init (HtTraceSharedInput *shared, const HtTraceInput *input, HtWorkCrew *crew)
{
  *shared = (HtTraceSharedInput){ .input = input, .crew = crew, .owner = g_thread_self () };
  shared->shared = (HtTraceInput){
    .size = input->size, .read = read_cb, .progress = progress_cb, .user_data = shared
  };
  g_mutex_init (&shared->lock);
}

/**
 * ht_trace_shared_input_clear:
 * @shared: the input, which no thread uses any more
 *
 * Frees what it holds.
 */
void
ht_trace_shared_input_clear (HtTraceSharedInput *shared)
{
  g_mutex_clear (&shared->lock);
}
