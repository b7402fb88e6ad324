/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-analysis.h"

#include "trace-context.h"
#include "trace-gc.h"
#include "trace-v2.h"

/* All who make records of events, and what they share. */
typedef struct
{
  HtTraceContext *context;
  HtTraceGc *gc;
  gint64 last_ns;
} Analysis;

static void
take_generation (const HtTraceGeneration *generation, gpointer user_data)
{
  Analysis *self = user_data;

  ht_trace_context_begin_generation (self->context, generation);
  ht_trace_gc_begin_generation (self->gc, generation);
}

static void
take_event (const HtTraceEvent *event, gpointer user_data)
{
  Analysis *self = user_data;

  self->last_ns = event->time_ns;
  ht_trace_gc_add_event (self->gc, event);
}

static void
take_warning (guint64 offset, const char *message, gpointer user_data)
{
  Analysis *self = user_data;

  ht_record_sink_warning (&ht_trace_context_get_sink (self->context)->records, offset, message);
}

static void
tell_facts (const Analysis *self,
            const HtTraceInput *input,
            const HtTraceSummary *summary,
            HtTraceFacts *facts)
{
  *facts = (HtTraceFacts){
    .minor = summary->minor,
    .has_own_clock = ht_trace_context_has_own_clock (self->context),
    .is_whole = summary->is_whole,
    .start_ns = ht_trace_context_get_unix_ns (self->context, 0),
    .end_ns = ht_trace_context_get_unix_ns (self->context, self->last_ns),
    .n_bytes = (gint64) input->size,
    .n_events = (gint64) summary->n_events,
    .n_misfits = (gint64) summary->n_misfits,
    .n_lost_bytes = (gint64) summary->n_lost_bytes,
  };
}

/**
 * ht_trace_analyse:
 * @input: the trace
 * @catalog: what stacks are added to
 * @origin_unix_ns: when the trace began, in ns since 1970; counts unless the trace itself tells
 * @sink: takes what is found
 * @facts: (out): what the trace is as a whole
 * @error: return location for a #HtFormatError, or that of @input
 *
 * Reads an execution trace and makes records of it. What takes memory is a generation of the trace,
 * the goroutines that live and the catalog, whatever its size.
 *
 * Returns: %FALSE if nothing could be read, or @input said to stop; what was told by then counts
 */
gboolean
ht_trace_analyse (const HtTraceInput *input,
                  HtCatalog *catalog,
                  gint64 origin_unix_ns,
                  const HtTraceRecordSink *sink,
                  HtTraceFacts *facts,
                  GError **error)
{
  g_autoptr (HtTraceContext) context = ht_trace_context_new (sink, catalog, origin_unix_ns);
  g_autoptr (HtTraceGc) gc = ht_trace_gc_new (&sink->records, origin_unix_ns);
  Analysis self = { .context = context, .gc = gc };
  HtTraceSink events = {
    .generation = take_generation,
    .event = take_event,
    .warning = take_warning,
    .user_data = &self,
  };
  HtTraceSummary summary;

  if (!ht_trace_v2_read (input, &events, &summary, error))
    return FALSE;
  ht_trace_gc_finish (gc);
  tell_facts (&self, input, &summary, facts);
  return TRUE;
}
