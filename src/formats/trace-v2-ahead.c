/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v2-ahead.h"

/* How often who waits asks whether to go on waiting. */
#define PATIENCE_US 20000

/* What is larger is not kept in memory beside another one. */
#define MAX_BYTES_BESIDE (64u << 20)

typedef struct
{
  guint64 offset;
  char *message;
} Warning;

static void
free_warning (gpointer data)
{
  Warning *warning = data;

  g_free (warning->message);
  g_free (warning);
}

static void
keep_warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  Warning *warning = g_new (Warning, 1);

  *warning = (Warning){ offset, g_strdup (message) };
  g_ptr_array_add (user_data, warning);
}

static void
tell_warnings (HtTraceV2Ahead *self)
{
  for (guint i = 0; i < self->warnings->len; i++)
    {
      const Warning *warning = g_ptr_array_index (self->warnings, i);

      ht_decode_warnings_add (self->told, warning->offset, "%s", warning->message);
    }
  ht_decode_warnings_add_untold (self->told, &self->counted);
  g_ptr_array_set_size (self->warnings, 0);
  self->counted = (HtDecodeWarnings){ .sink = &self->sink };
}

static void
find_cb (gpointer data)
{
  HtTraceV2Ahead *self = data;

  ht_trace_v2_scanner_next (&self->scanner, &self->found, &self->error);
}

/**
 * ht_trace_v2_ahead_init:
 * @ahead: (out caller-allocates): who finds generations; it must stay where it is
 * @input: the trace; borrowed, and read by one thread at a time, whichever it is
 * @warnings: takes what is wrong with tables; borrowed
 * @crew: looks ahead; borrowed
 * @error: return location
 *
 * Reads the header. To be cleared in any case, when the crew is gone.
 *
 * Returns: whether it is a trace of wire format v2
 */
gboolean
ht_trace_v2_ahead_init (HtTraceV2Ahead *ahead,
                        const HtTraceInput *input,
                        HtDecodeWarnings *warnings,
                        HtWorkCrew *crew,
                        GError **error)
{
  gboolean done;

  *ahead = (HtTraceV2Ahead){ .input = input, .told = warnings, .crew = crew };
  ahead->warnings = g_ptr_array_new_with_free_func (free_warning);
  ahead->sink = (HtRecordSink){ .warning = keep_warning_cb, .user_data = ahead->warnings };
  ahead->counted = (HtDecodeWarnings){ .sink = &ahead->sink };
  ht_work_job_init (&ahead->job, find_cb, ahead);
  done = ht_trace_v2_scanner_init (&ahead->scanner, input, &ahead->counted, error);
  tell_warnings (ahead);
  return done;
}

/**
 * ht_trace_v2_ahead_clear:
 * @ahead: who finds generations
 *
 * Frees what it holds.
 */
void
ht_trace_v2_ahead_clear (HtTraceV2Ahead *ahead)
{
  ht_trace_v2_scanner_clear (&ahead->scanner);
  g_clear_pointer (&ahead->found, ht_trace_v2_generation_free);
  g_clear_error (&ahead->error);
  g_clear_pointer (&ahead->warnings, g_ptr_array_unref);
}

/* Finding takes long where the disk is slow. */
static gboolean
wait_for_crew (HtTraceV2Ahead *self, GError **error)
{
  while (!ht_work_crew_finish (self->crew, &self->job, PATIENCE_US))
    if (!self->input->progress (self->begin_next, self->input->user_data, error))
      return FALSE;
  self->is_ahead = FALSE;
  return TRUE;
}

static void
look_ahead (HtTraceV2Ahead *self, const HtTraceV2Generation *generation)
{
  if (ht_work_crew_get_n_threads (self->crew) == 0 || self->scanner.damage != NULL ||
      ht_trace_v2_generation_get_n_bytes (generation) > MAX_BYTES_BESIDE)
    return;
  self->begin_next = self->scanner.at;
  self->is_ahead = TRUE;
  ht_work_crew_add (self->crew, &self->job);
}

/**
 * ht_trace_v2_ahead_next:
 * @ahead: who finds generations
 * @generation: (out) (transfer full) (nullable): the next generation; %NULL at the end and where
 * the damage begins
 * @error: return location
 *
 * Tells what is wrong with the tables of the next generation, and has the crew look for the one
 * behind it. Only when there is none the scanner may be looked at.
 *
 * Returns: %FALSE if the input could not be read or the reading was ended
 */
gboolean
ht_trace_v2_ahead_next (HtTraceV2Ahead *ahead, HtTraceV2Generation **generation, GError **error)
{
  *generation = NULL;
  if (ahead->is_ahead)
    {
      if (!wait_for_crew (ahead, error))
        return FALSE;
    }
  else
    find_cb (ahead);
  tell_warnings (ahead);
  if (ahead->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&ahead->error));
      return FALSE;
    }
  *generation = g_steal_pointer (&ahead->found);
  if (*generation != NULL)
    look_ahead (ahead, *generation);
  return TRUE;
}
