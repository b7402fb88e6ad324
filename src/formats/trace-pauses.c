/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-pauses.h"

#include "trace-lane-set.h"

struct _HtTracePauses
{
  /* The pause at hand: only one at a time can stop the world. */
  gint64 since_ns; /* HT_UNKNOWN if there is none */
  guint64 goroutine;
  guint32 node;
  const char *reason;

  gint64 mark_since_ns; /* HT_UNKNOWN if nobody marks */

  /* Borrowed */
  HtTraceContext *context;
  const HtTraceEntries *entries;
  HtTraceShare *share;

  /* Owned */
  HtTraceLaneSet *lanes;
  HtTraceLane *mark;
};

/**
 * ht_trace_pauses_new:
 * @context: where spans and points go; borrowed
 * @entries: where goroutines began; borrowed
 * @share: is told when the collector stops the world; borrowed
 *
 * Returns: (transfer full): no pauses; one thread at a time
 */
HtTracePauses *
ht_trace_pauses_new (HtTraceContext *context, const HtTraceEntries *entries, HtTraceShare *share)
{
  HtTracePauses *self = g_new0 (HtTracePauses, 1);

  self->since_ns = HT_UNKNOWN;
  self->mark_since_ns = HT_UNKNOWN;
  self->context = context;
  self->entries = entries;
  self->share = share;
  self->lanes = ht_trace_lane_set_new (context, HT_TRACE_SERIES_PREFIX "stw/", "ns");
  self->mark = ht_trace_lane_new (HT_TRACE_SERIES_PREFIX "mark", "ns");
  return self;
}

/**
 * ht_trace_pauses_free:
 * @pauses: (transfer full) (nullable): the pauses
 */
void
ht_trace_pauses_free (HtTracePauses *pauses)
{
  if (pauses == NULL)
    return;
  ht_trace_lane_set_free (pauses->lanes);
  ht_trace_lane_free (pauses->mark);
  g_free (pauses);
}

/**
 * ht_trace_pauses_begin:
 * @pauses: the pauses
 * @event: the begin of a pause
 *
 * Says that the world is being stopped. What is known of a pause that did not end is dropped: when
 * it did nobody tells.
 */
void
ht_trace_pauses_begin (HtTracePauses *pauses, const HtTraceEvent *event)
{
  pauses->since_ns = event->time_ns;
  pauses->goroutine = event->g;
  pauses->node = ht_trace_context_get_node (pauses->context, event->stack);
  pauses->reason = ht_trace_context_get_name (pauses->context, event->text);
  /* Others stop the world, too: for statistics, profiles, traces. */
  ht_trace_share_set_stopped (pauses->share, g_str_has_prefix (pauses->reason, "GC "));
}

static void
tell (HtTracePauses *self, gint64 end_ns, gboolean goes_on)
{
  const HtTraceRecordSink *sink = ht_trace_context_get_sink (self->context);
  gboolean has_goroutine = self->goroutine != HT_TRACE_NONE;
  HtTraceSpan span = {
    .kind = HT_TRACE_SPAN_STW,
    .is_cut_after = goes_on,
    .node = self->node,
    .start_ns = ht_trace_context_get_unix_ns (self->context, self->since_ns),
    .end_ns = ht_trace_context_get_unix_ns (self->context, end_ns),
    .cpu_ns = HT_UNKNOWN,
    .goroutine = has_goroutine ? self->goroutine : 0,
    .function = ht_trace_entries_get (self->entries, self->goroutine),
    .name = self->reason,
  };

  if (self->since_ns == HT_UNKNOWN)
    return;
  ht_trace_lane_set_add (self->lanes, self->reason, end_ns, end_ns - self->since_ns);
  if (sink->span != NULL)
    sink->span (&span, sink->user_data);
  self->since_ns = HT_UNKNOWN;
}

/**
 * ht_trace_pauses_end:
 * @pauses: the pauses
 * @time_ns: when, ns since the beginning of the trace
 *
 * Says that the world goes on.
 */
void
ht_trace_pauses_end (HtTracePauses *pauses, gint64 time_ns)
{
  ht_trace_share_set_stopped (pauses->share, FALSE);
  tell (pauses, time_ns, FALSE);
}

/**
 * ht_trace_pauses_begin_mark:
 * @pauses: the pauses
 * @since_ns: since when, ns since the beginning of the trace
 *
 * Says that the collector marks; without effect if that is known.
 */
void
ht_trace_pauses_begin_mark (HtTracePauses *pauses, gint64 since_ns)
{
  if (pauses->mark_since_ns == HT_UNKNOWN)
    pauses->mark_since_ns = since_ns;
}

/**
 * ht_trace_pauses_end_mark:
 * @pauses: the pauses
 * @time_ns: when, ns since the beginning of the trace
 *
 * Says that the collector has marked.
 */
void
ht_trace_pauses_end_mark (HtTracePauses *pauses, gint64 time_ns)
{
  if (pauses->mark_since_ns == HT_UNKNOWN)
    return;
  ht_trace_lane_add (pauses->mark, pauses->context, time_ns, time_ns - pauses->mark_since_ns);
  pauses->mark_since_ns = HT_UNKNOWN;
}

/**
 * ht_trace_pauses_finish:
 * @pauses: the pauses
 * @end_ns: end of the trace, ns since its beginning
 *
 * Tells what goes on behind the end, cut there.
 */
void
ht_trace_pauses_finish (HtTracePauses *pauses, gint64 end_ns)
{
  tell (pauses, end_ns, TRUE);
  ht_trace_pauses_end_mark (pauses, end_ns);
  ht_trace_lane_set_finish (pauses->lanes);
  ht_trace_lane_finish (pauses->mark, pauses->context);
}
