/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdint.h>

#include "record-checks.h"
#include "trace-gc.h"
#include "trace-input.h"
#include "trace-summary.h"

/* Holds a reader of traces to what others rely on. */
typedef struct
{
  gsize size;
  HtTraceGc *gc;
  const HtTraceTables *tables;
  gint64 last_ns;
  guint64 n_events;
} SeenTrace;

static inline void
check_trace_generation_cb (const HtTraceGeneration *generation, gpointer user_data)
{
  SeenTrace *seen = user_data;

  g_assert_cmpuint (generation->number, >, 0);
  g_assert_cmpuint (generation->frequency_hz, >, 0);
  seen->tables = generation->tables;
  ht_trace_gc_begin_generation (seen->gc, generation);
}

/* What others rely on: order of time, names of kinds, and that any id may be looked up. */
static inline void
check_trace_event_cb (const HtTraceEvent *event, gpointer user_data)
{
  SeenTrace *seen = user_data;
  gsize length;
  guint n_frames;

  g_assert_true (event->kind == HT_TRACE_CPU_SAMPLE || ht_trace_spec (event->kind) != NULL);
  g_assert_cmpint (event->time_ns, >=, seen->last_ns);
  g_assert_cmpuint (event->offset, <, seen->size);
  g_assert_cmpuint (event->n_changes, <=, G_N_ELEMENTS (event->changes));
  ht_trace_tables_get_string (seen->tables, event->text, &length);
  ht_trace_tables_get_stack (seen->tables, event->stack, &n_frames);
  g_assert_cmpuint (n_frames, <=, 1000);
  seen->last_ns = event->time_ns;
  ht_trace_gc_add_event (seen->gc, event);
  seen->n_events++;
}

/* Reads whatever it is with one of the readers of traces. */
static inline void
check_trace (const uint8_t *data,
             size_t size,
             gboolean (*read) (const HtTraceInput *input,
                               const HtTraceSink *sink,
                               HtTraceSummary *summary,
                               GError **error))
{
  HtRecordSink records = checking_sink (&size);
  g_autoptr (HtTraceGc) gc = ht_trace_gc_new (&records, 0);
  SeenTrace seen = { .size = size, .gc = gc, .last_ns = G_MININT64 };
  HtTraceSink sink = { check_trace_generation_cb, check_trace_event_cb, check_warning_cb, &seen,
                       NULL };
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  HtTraceSummary summary;
  HtTraceInput input;
  gboolean done;

  ht_trace_input_init_bytes (&input, bytes);
  /* Another thread works ahead for some, and for each always the same ones. */
  input.n_threads = 1 + size % 2;
  done = read (&input, &sink, &summary, &error);
  ht_trace_gc_finish (gc);
  g_assert_true (done == (error == NULL));
  g_assert_cmpuint (summary.n_events, ==, done ? seen.n_events : 0);
  g_assert_cmpuint (summary.lost_from, <=, size);
  g_assert_cmpuint (summary.n_lost_bytes, <=, size);
}
