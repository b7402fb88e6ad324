/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-census.h"

#include "saturated.h"

#define SLOT_NS 100000

/* A generation is about a second; of a longer one the rest is told as it comes. */
#define MAX_HELD 65536

#define N_STATES HT_TRACE_GO_NOT_EXIST

/* How many there are of each state at the end of a slot. */
typedef struct
{
  gint64 slot;
  gint64 n[N_STATES];
} Count;

/* What was told of a state last. */
typedef struct
{
  gint64 time_ns;
  gint64 n;
} Told;

struct _HtTraceCensus
{
  /* Borrowed */
  HtTraceContext *context;

  Count count; /* but for those that were there from the beginning */
  gint64 n_from_beginning[N_STATES];
  gint64 start_ns;
  gboolean has_changed;
  gboolean has_begun;
  Told told[N_STATES];

  /* Owned */
  GArray *held; /* of Count; %NULL once it is known who was there from the beginning */
};

static const char *const series[N_STATES] = {
  [HT_TRACE_GO_RUNNABLE] = HT_TRACE_SERIES_PREFIX "goroutines/runnable",
  [HT_TRACE_GO_RUNNING] = HT_TRACE_SERIES_PREFIX "goroutines/running",
  [HT_TRACE_GO_SYSCALL] = HT_TRACE_SERIES_PREFIX "goroutines/syscall",
  [HT_TRACE_GO_WAITING] = HT_TRACE_SERIES_PREFIX "goroutines/waiting",
};

/**
 * ht_trace_census_new:
 * @context: where points go; borrowed
 *
 * Returns: (transfer full): a census of nobody; one thread at a time
 */
HtTraceCensus *
ht_trace_census_new (HtTraceContext *context)
{
  HtTraceCensus *self = g_new0 (HtTraceCensus, 1);

  self->context = context;
  self->held = g_array_new (FALSE, FALSE, sizeof (Count));
  return self;
}

/**
 * ht_trace_census_free:
 * @census: (transfer full) (nullable): the census
 */
void
ht_trace_census_free (HtTraceCensus *census)
{
  if (census == NULL)
    return;
  g_clear_pointer (&census->held, g_array_unref);
  g_free (census);
}

static void
tell_state (HtTraceCensus *self, guint state, gint64 time_ns, gint64 n)
{
  HtPoint point = {
    .name = series[state],
    .unit = "count",
    .kind = HT_POINT_GAUGE,
    .time_ns = ht_trace_context_get_unix_ns (self->context, time_ns),
    .value = (double) n,
  };

  self->told[state] = (Told){ time_ns, n };
  ht_record_sink_point (&ht_trace_context_get_sink (self->context)->records, &point);
}

static void
tell_count (HtTraceCensus *self, const Count *count, gint64 last_ns)
{
  gint64 end_ns = ht_saturated_add (count->slot * SLOT_NS, SLOT_NS);

  for (guint i = HT_TRACE_GO_RUNNABLE; i < N_STATES; i++)
    {
      gint64 n = self->n_from_beginning[i] + count->n[i];

      if (n != self->told[i].n)
        tell_state (self, i, MIN (end_ns, last_ns), n);
    }
}

/* Tells what was counted so far: who was there from the beginning is known now. */
static void
tell_held (HtTraceCensus *self, gint64 last_ns)
{
  g_autoptr (GArray) held = g_steal_pointer (&self->held);

  for (guint i = HT_TRACE_GO_RUNNABLE; i < N_STATES; i++)
    tell_state (self, i, self->start_ns, self->n_from_beginning[i]);
  for (guint i = 0; i < held->len; i++)
    tell_count (self, &g_array_index (held, Count, i), last_ns);
}

static void
end_slot (HtTraceCensus *self, gint64 last_ns)
{
  if (!self->has_changed)
    return;
  self->has_changed = FALSE;
  if (self->held == NULL)
    {
      tell_count (self, &self->count, last_ns);
      return;
    }
  g_array_append_val (self->held, self->count);
  if (self->held->len >= MAX_HELD)
    tell_held (self, last_ns);
}

/**
 * ht_trace_census_begin_generation:
 * @census: the census; its context has begun the generation
 * @generation: whose events follow
 */
void
ht_trace_census_begin_generation (HtTraceCensus *census, const HtTraceGeneration *generation)
{
  if (!census->has_begun)
    census->start_ns = generation->start_ns;
  else if (census->held != NULL)
    tell_held (census, G_MAXINT64);
  census->has_begun = TRUE;
}

/**
 * ht_trace_census_change:
 * @census: the census
 * @time_ns: when, ns since the beginning of the trace; not before the last time
 * @from: what a goroutine did before; %HT_TRACE_GO_UNKNOWN if it was not heard of yet
 * @to: what it does now
 *
 * Counts a goroutine as one of the others.
 */
void
ht_trace_census_change (HtTraceCensus *census,
                        gint64 time_ns,
                        HtTraceGoState from,
                        HtTraceGoState to)
{
  gint64 slot = time_ns / SLOT_NS;

  if (from == HT_TRACE_GO_UNKNOWN && census->held != NULL && to < N_STATES)
    {
      census->n_from_beginning[to]++;
      return;
    }
  if (slot != census->count.slot)
    end_slot (census, G_MAXINT64);
  census->count.slot = slot;
  census->has_changed = TRUE;
  if (from < N_STATES)
    census->count.n[from]--;
  if (to < N_STATES)
    census->count.n[to]++;
}

/**
 * ht_trace_census_finish:
 * @census: the census
 * @end_ns: end of the trace, ns since its beginning
 *
 * Tells what is left; needed at the end of the trace.
 */
void
ht_trace_census_finish (HtTraceCensus *census, gint64 end_ns)
{
  end_slot (census, end_ns);
  if (census->held != NULL)
    tell_held (census, end_ns);
  for (guint i = HT_TRACE_GO_RUNNABLE; i < N_STATES; i++)
    if (census->told[i].time_ns < end_ns)
      tell_state (census, i, end_ns, census->told[i].n);
}
