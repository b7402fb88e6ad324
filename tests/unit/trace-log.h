/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"
#include "trace-decode.h"

#include <string.h>

G_BEGIN_DECLS

/* All that a reading gives: an event a line, and the warnings. */
typedef struct
{
  const HtTraceTables *tables;
  GString *events;
  GString *warnings;
  HtTraceSummary summary;
  gsize size;
  guint64 n_events;
  gint64 last_ns;
  gint64 wall_origin_unix_ns;
  HtTraceHeapLayout layout;
} TraceLog;

static inline void
trace_log_append_id (GString *text, char letter, guint64 id)
{
  if (id != HT_TRACE_NONE)
    g_string_append_printf (text, " %c%" G_GUINT64_FORMAT, letter, id);
}

static inline void
trace_log_event_cb (const HtTraceEvent *event, gpointer user_data)
{
  TraceLog *log = user_data;
  const HtTraceSpec *spec = ht_trace_spec (event->kind);
  HtTraceType type;
  guint n_frames;
  const HtTraceFrame *frames = ht_trace_tables_get_stack (log->tables, event->stack, &n_frames);

  g_assert_cmpint (event->time_ns, >=, log->last_ns);
  g_assert_cmpuint (event->offset, <, log->size);
  log->last_ns = event->time_ns;
  log->n_events++;
  g_string_append_printf (log->events, "%" G_GINT64_FORMAT " %s", event->time_ns,
                          spec != NULL ? spec->name : "CPUSample");
  trace_log_append_id (log->events, 'm', event->m);
  trace_log_append_id (log->events, 'p', event->p);
  trace_log_append_id (log->events, 'g', event->g);
  for (guint i = 0; i < event->n_changes; i++)
    {
      const HtTraceChange *change = &event->changes[i];

      trace_log_append_id (log->events, change->subject == HT_TRACE_GOROUTINE ? 'G' : 'P',
                           change->id);
      g_string_append_printf (log->events, ":%u>%u", change->from, change->to);
    }
  if (event->text != 0)
    {
      const char *text = ht_trace_tables_get_string (log->tables, event->text, NULL);

      g_string_append_printf (log->events, " “%s”", text != NULL ? text : "?");
    }
  if (event->kind == HT_TRACE_OBJECT_ALLOC &&
      ht_trace_tables_get_type (log->tables, event->args[1], &type))
    g_string_append_printf (log->events, " %s of %" G_GUINT64_FORMAT, type.name, type.size_bytes);
  for (guint i = 0; i < n_frames; i++)
    {
      const char *function = ht_trace_tables_get_string (log->tables, frames[i].function, NULL);

      g_string_append_printf (log->events, " %s:%u", function != NULL ? function : "?",
                              frames[i].line);
    }
  g_string_append_c (log->events, '\n');
}

static inline void
trace_log_generation_cb (const HtTraceGeneration *generation, gpointer user_data)
{
  TraceLog *log = user_data;

  log->tables = generation->tables;
  log->wall_origin_unix_ns = generation->wall_origin_unix_ns;
  if (generation->layout != NULL)
    log->layout = *generation->layout;
  g_assert_cmpuint (generation->frequency_hz, >, 0);
}

static inline void
trace_log_warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  TraceLog *log = user_data;

  g_assert_cmpuint (offset, <=, log->size);
  g_string_append_printf (log->warnings, "%" G_GUINT64_FORMAT ": %s\n", offset, message);
}

static inline TraceLog
trace_log_new (void)
{
  return (TraceLog){ .events = g_string_new (NULL),
                     .warnings = g_string_new (NULL),
                     .last_ns = G_MININT64,
                     .wall_origin_unix_ns = HT_UNKNOWN };
}

static inline void
trace_log_clear (TraceLog *log)
{
  g_string_free (log->events, TRUE);
  g_string_free (log->warnings, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TraceLog, trace_log_clear)

static inline gboolean
trace_log_read (TraceLog *log, gconstpointer data, gsize size, GError **error)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  HtTraceSink sink = { trace_log_generation_cb, trace_log_event_cb, trace_log_warning_cb, log,
                       NULL };
  HtTraceInput input;
  gboolean done;

  log->size = size;
  ht_trace_input_init_bytes (&input, bytes);
  done = ht_trace_read (&input, &sink, &log->summary, error);
  g_assert_cmpuint (log->summary.lost_from, <=, size);
  g_assert_cmpuint (log->summary.n_lost_bytes, <=, size);
  return done;
}

static inline void
trace_log_check (GByteArray *trace, const char *events, const char *warnings)
{
  g_auto (TraceLog) log = trace_log_new ();
  g_autoptr (GError) error = NULL;

  trace_log_read (&log, trace->data, trace->len, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (log.events->str, ==, events);
  g_assert_cmpstr (log.warnings->str, ==, warnings);
  g_assert_cmpuint (log.summary.n_events, ==, log.n_events);
}

G_END_DECLS
