/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-analysis.h"

#include "trace-alloc-free.h"
#include "trace-annotations.h"
#include "trace-context.h"
#include "trace-entries.h"
#include "trace-gc.h"
#include "trace-goroutines.h"
#include "trace-profiles.h"
#include "trace-relay.h"
#include "trace-work.h"

/* All who make records of events, and what they share. */
typedef struct
{
  /* Borrowed */
  const HtTraceRecordSink *sink;

  /* Owned */
  HtTraceContext *context;
  HtTraceEntries *entries;
  HtTraceWork *work;
  HtTraceGc *gc;
  HtTraceGoroutines *goroutines;
  HtTraceAllocFree *alloc_free;
  HtTraceAnnotations *annotations;
  HtTraceProfiles *profiles;

  HtTraceHeap heap;
  gint64 last_ns;
  gboolean has_begun;
} Analysis;

static void
take_generation (const HtTraceGeneration *generation, gpointer user_data)
{
  Analysis *self = user_data;

  self->has_begun = TRUE;
  ht_trace_context_begin_generation (self->context, generation);
  ht_trace_entries_begin_generation (self->entries);
  ht_trace_work_begin_generation (self->work);
  ht_trace_gc_begin_generation (self->gc, generation);
  ht_trace_goroutines_begin_generation (self->goroutines, generation);
  ht_trace_alloc_free_begin_generation (self->alloc_free, generation);
  ht_trace_annotations_begin_generation (self->annotations);
  ht_trace_profiles_begin_generation (self->profiles);
}

static void
note_heap (HtTraceHeap *heap, gint64 bytes)
{
  if (heap->n++ == 0)
    heap->first_bytes = bytes;
  heap->last_bytes = bytes;
  heap->max_bytes = MAX (heap->max_bytes, bytes);
}

static void
take_event (const HtTraceEvent *event, gpointer user_data)
{
  Analysis *self = user_data;

  self->last_ns = event->time_ns;
  if (event->kind == HT_TRACE_HEAP_ALLOC)
    note_heap (&self->heap, (gint64) MIN (event->args[0], G_MAXINT64));
  /* 0: the collector is off. */
  else if (event->kind == HT_TRACE_HEAP_GOAL && event->args[0] > 0)
    self->heap.goal_max_bytes =
        MAX (self->heap.goal_max_bytes, (gint64) MIN (event->args[0], G_MAXINT64));
  ht_trace_entries_add_event (self->entries, event);
  ht_trace_work_add_event (self->work, event);
  ht_trace_gc_add_event (self->gc, event);
  ht_trace_goroutines_add_event (self->goroutines, event);
  ht_trace_alloc_free_add_event (self->alloc_free, event);
  ht_trace_annotations_add_event (self->annotations, event);
  ht_trace_profiles_add_event (self->profiles, event);
}

/* What one finds, another may want to know. */
static void
take_span (const HtTraceSpan *span, gpointer user_data)
{
  Analysis *self = user_data;

  ht_trace_profiles_add_span (self->profiles, span);
  if (self->sink->span != NULL)
    self->sink->span (span, self->sink->user_data);
}

static void
take_goroutine (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  Analysis *self = user_data;

  if (self->sink->goroutine != NULL)
    self->sink->goroutine (goroutine, self->sink->user_data);
}

static void
take_group (const HtTraceGroup *group, gpointer user_data)
{
  Analysis *self = user_data;

  if (self->sink->group != NULL)
    self->sink->group (group, self->sink->user_data);
}

static void
take_profile (const HtProfile *profile, gpointer user_data)
{
  Analysis *self = user_data;

  if (self->sink->profile != NULL)
    self->sink->profile (profile, self->sink->user_data);
}

static void
analysis_init (Analysis *self, HtCatalog *catalog, gint64 origin_unix_ns)
{
  HtTraceRecordSink shared = {
    .records = self->sink->records,
    .span = take_span,
    .goroutine = take_goroutine,
    .group = take_group,
    .profile = take_profile,
    .user_data = self,
  };

  self->context = ht_trace_context_new (&shared, catalog, origin_unix_ns);
  self->entries = ht_trace_entries_new (self->context);
  self->work = ht_trace_work_new (self->context, self->entries);
  self->gc = ht_trace_gc_new (&shared.records, origin_unix_ns);
  ht_trace_gc_set_cpu (self->gc, ht_trace_work_get_cpu (self->work));
  self->goroutines = ht_trace_goroutines_new (self->context, self->entries);
  self->alloc_free = ht_trace_alloc_free_new (self->context);
  self->annotations = ht_trace_annotations_new (self->context, self->entries);
  self->profiles = ht_trace_profiles_new (self->context);
}

static void
analysis_clear (Analysis *self)
{
  ht_trace_profiles_free (self->profiles);
  ht_trace_annotations_free (self->annotations);
  ht_trace_alloc_free_free (self->alloc_free);
  ht_trace_goroutines_free (self->goroutines);
  ht_trace_gc_free (self->gc);
  ht_trace_work_free (self->work);
  ht_trace_entries_free (self->entries);
  ht_trace_context_free (self->context);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Analysis, analysis_clear)

static void
finish (Analysis *self)
{
  ht_trace_work_finish (self->work, self->last_ns);
  ht_trace_gc_finish (self->gc);
  ht_trace_goroutines_finish (self->goroutines, self->last_ns);
  ht_trace_alloc_free_finish (self->alloc_free, self->last_ns);
  ht_trace_annotations_finish (self->annotations, self->last_ns);
  ht_trace_profiles_finish (self->profiles, self->last_ns);
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
    .n_goroutines = ht_trace_goroutines_get_n (self->goroutines),
    .n_unattributed_bytes = ht_trace_goroutines_get_unattributed (self->goroutines),
    .heap = self->heap,
  };
}

/**
 * ht_trace_analyse:
 * @input: the trace
 * @catalog: what stacks are added to
 * @origin_unix_ns: when the trace began, in ns since 1970; counts unless the trace itself tells
 * @sink: takes what is found
 * @facts: (out): what the trace is as a whole; on failure, as far as it got
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
  g_auto (Analysis) self = {
    .sink = sink,
    .heap = { 0, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN },
  };
  HtTraceSink events = {
    .generation = take_generation,
    .event = take_event,
    .warning = take_warning,
    .user_data = &self,
  };
  HtTraceSummary summary;
  gboolean done;

  analysis_init (&self, catalog, origin_unix_ns);
  done = ht_trace_relay (input, &events, &summary, error);
  /* Of one that cannot be read on, what is known so far counts, too. */
  if (self.has_begun)
    finish (&self);
  tell_facts (&self, input, &summary, facts);
  return done;
}
