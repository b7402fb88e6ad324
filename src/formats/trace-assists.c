/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-assists.h"

#include "trace-id-map.h"
#include "trace-lane-set.h"

/* More goroutines at a time than any program has. */
#define MAX_ASSISTS (1u << 22)

typedef struct
{
  guint64 goroutine;
  guint64 processor; /* on which it runs, if it does */
  gint64 since_ns;
  gint64 cpu_ns;       /* of the times that it ran before */
  gint64 run_since_ns; /* HT_UNKNOWN if it does not run */
  guint32 node;
  gboolean is_open; /* else it is over */
  gboolean is_cut;  /* it began before the trace */
} Assist;

struct _HtTraceAssists
{
  guint32 n_open;

  /* Borrowed */
  HtTraceContext *context;
  const HtTraceEntries *entries;
  HtTraceShare *share;
  HtTraceGcCpu *cpu;

  /* Owned */
  HtTraceIdMap map;
  HtTraceLaneSet *lanes;
};

/**
 * ht_trace_assists_new:
 * @context: where spans and points go; borrowed
 * @entries: where goroutines began; borrowed
 * @share: is told which processors assist; borrowed
 * @cpu: gets the time of assists; borrowed
 *
 * Returns: (transfer full): no assists; one thread at a time
 */
HtTraceAssists *
ht_trace_assists_new (HtTraceContext *context,
                      const HtTraceEntries *entries,
                      HtTraceShare *share,
                      HtTraceGcCpu *cpu)
{
  HtTraceAssists *self = g_new0 (HtTraceAssists, 1);

  self->context = context;
  self->entries = entries;
  self->share = share;
  self->cpu = cpu;
  self->lanes = ht_trace_lane_set_new (context, HT_TRACE_SERIES_PREFIX "assist/", "ns");
  ht_trace_id_map_init (&self->map, sizeof (Assist));
  return self;
}

/**
 * ht_trace_assists_free:
 * @assists: (transfer full) (nullable): the assists
 */
void
ht_trace_assists_free (HtTraceAssists *assists)
{
  if (assists == NULL)
    return;
  ht_trace_id_map_clear (&assists->map);
  ht_trace_lane_set_free (assists->lanes);
  g_free (assists);
}

static gboolean
is_open (gconstpointer record)
{
  return ((const Assist *) record)->is_open;
}

/**
 * ht_trace_assists_begin_generation:
 * @assists: the assists
 *
 * Forgets those that are over.
 */
void
ht_trace_assists_begin_generation (HtTraceAssists *assists)
{
  ht_trace_id_map_tidy (&assists->map, is_open);
}

static Assist *
find_open (HtTraceAssists *self, guint64 goroutine)
{
  Assist *assist = self->n_open > 0 ? ht_trace_id_map_find (&self->map, goroutine) : NULL;

  return assist != NULL && assist->is_open ? assist : NULL;
}

static void
begin_run (HtTraceAssists *self, Assist *assist, guint64 processor, gint64 time_ns)
{
  assist->processor = processor;
  assist->run_since_ns = time_ns;
  ht_trace_share_take (self->share, processor);
  ht_trace_stopwatch_start (&self->cpu->assist, time_ns);
}

static void
end_run (HtTraceAssists *self, Assist *assist, gint64 time_ns)
{
  if (assist->run_since_ns == HT_UNKNOWN)
    return;
  assist->cpu_ns += time_ns - assist->run_since_ns;
  assist->run_since_ns = HT_UNKNOWN;
  ht_trace_share_give_back (self->share, assist->processor);
  ht_trace_stopwatch_stop (&self->cpu->assist, time_ns);
}

/* %NULL if it assists already. */
static Assist *
open_assist (HtTraceAssists *self, guint64 goroutine, gint64 since_ns)
{
  Assist *assist = ht_trace_id_map_find (&self->map, goroutine);

  if (assist != NULL && assist->is_open)
    return NULL;
  if (assist == NULL && self->map.n >= MAX_ASSISTS)
    return NULL;
  if (assist == NULL)
    assist = ht_trace_id_map_add (&self->map, goroutine);
  *assist = (Assist){
    .goroutine = goroutine,
    .since_ns = since_ns,
    .run_since_ns = HT_UNKNOWN,
    .is_open = TRUE,
  };
  self->n_open++;
  return assist;
}

static void
tell (HtTraceAssists *self, const Assist *assist, gint64 end_ns, gboolean goes_on)
{
  const HtTraceRecordSink *sink = ht_trace_context_get_sink (self->context);
  const char *function = ht_trace_entries_get (self->entries, assist->goroutine);
  HtTraceSpan span = {
    .kind = HT_TRACE_SPAN_ASSIST,
    .is_cut_before = assist->is_cut,
    .is_cut_after = goes_on,
    .node = assist->node,
    .start_ns = ht_trace_context_get_unix_ns (self->context, assist->since_ns),
    .end_ns = ht_trace_context_get_unix_ns (self->context, end_ns),
    .cpu_ns = assist->cpu_ns,
    .goroutine = assist->goroutine,
    .function = function,
    .name = "",
  };

  ht_trace_lane_set_add (self->lanes, function, end_ns, end_ns - assist->since_ns);
  if (sink->span != NULL)
    sink->span (&span, sink->user_data);
}

/**
 * ht_trace_assists_begin:
 * @assists: the assists
 * @event: the begin of an assist
 *
 * Says that the goroutine of the event, which runs, begins to assist.
 */
void
ht_trace_assists_begin (HtTraceAssists *assists, const HtTraceEvent *event)
{
  Assist *assist =
      event->g != HT_TRACE_NONE ? open_assist (assists, event->g, event->time_ns) : NULL;

  if (assist == NULL)
    return;
  assist->node = ht_trace_context_get_node (assists->context, event->stack);
  begin_run (assists, assist, event->p, event->time_ns);
}

/**
 * ht_trace_assists_go_on:
 * @assists: the assists
 * @goroutine: a goroutine
 * @processor: on which processor it runs, or %HT_TRACE_NONE
 * @since_ns: since when it is known to assist, ns since the beginning of the trace
 *
 * Says that a goroutine assists since before the trace; without effect if that is known.
 */
void
ht_trace_assists_go_on (HtTraceAssists *assists,
                        guint64 goroutine,
                        guint64 processor,
                        gint64 since_ns)
{
  Assist *assist = open_assist (assists, goroutine, since_ns);

  if (assist == NULL)
    return;
  assist->is_cut = TRUE;
  if (processor != HT_TRACE_NONE)
    begin_run (assists, assist, processor, since_ns);
}

/**
 * ht_trace_assists_end:
 * @assists: the assists
 * @goroutine: a goroutine
 * @time_ns: when, ns since the beginning of the trace
 *
 * Says that a goroutine has assisted; without effect if it did not.
 */
void
ht_trace_assists_end (HtTraceAssists *assists, guint64 goroutine, gint64 time_ns)
{
  Assist *assist = find_open (assists, goroutine);

  if (assist == NULL)
    return;
  end_run (assists, assist, time_ns);
  assist->is_open = FALSE;
  assists->n_open--;
  tell (assists, assist, time_ns, FALSE);
}

/**
 * ht_trace_assists_is_any_open:
 * @assists: the assists
 *
 * Returns: whether anybody assists, so that it matters who runs
 */
gboolean
ht_trace_assists_is_any_open (const HtTraceAssists *assists)
{
  return assists->n_open > 0;
}

/**
 * ht_trace_assists_begin_run:
 * @assists: the assists
 * @goroutine: a goroutine, whether it assists or not
 * @processor: on which processor it runs, or %HT_TRACE_NONE
 * @time_ns: since when, ns since the beginning of the trace
 *
 * Says that a goroutine runs.
 */
void
ht_trace_assists_begin_run (HtTraceAssists *assists,
                            guint64 goroutine,
                            guint64 processor,
                            gint64 time_ns)
{
  Assist *assist = find_open (assists, goroutine);

  if (assist != NULL && assist->run_since_ns == HT_UNKNOWN && processor != HT_TRACE_NONE)
    begin_run (assists, assist, processor, time_ns);
}

/**
 * ht_trace_assists_end_run:
 * @assists: the assists
 * @goroutine: a goroutine, whether it assists or not
 * @time_ns: when, ns since the beginning of the trace
 *
 * Says that a goroutine does not run any more.
 */
void
ht_trace_assists_end_run (HtTraceAssists *assists, guint64 goroutine, gint64 time_ns)
{
  Assist *assist = find_open (assists, goroutine);

  if (assist != NULL)
    end_run (assists, assist, time_ns);
}

/**
 * ht_trace_assists_finish:
 * @assists: the assists
 * @end_ns: end of the trace, ns since its beginning
 *
 * Tells those that go on behind the end, cut there.
 */
void
ht_trace_assists_finish (HtTraceAssists *assists, gint64 end_ns)
{
  for (guint32 i = 0; i < assists->map.n; i++)
    {
      Assist *assist = ht_trace_id_map_at (&assists->map, i);

      if (!assist->is_open)
        continue;
      end_run (assists, assist, end_ns);
      tell (assists, assist, end_ns, TRUE);
    }
  ht_trace_lane_set_finish (assists->lanes);
}
