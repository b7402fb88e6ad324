/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-goroutines.h"

#include "saturated.h"
#include "trace-census.h"
#include "trace-groups.h"
#include "trace-growth.h"
#include "trace-id-map.h"
#include "trace-waits.h"

/* More living goroutines than any program has. */
#define MAX_GOROUTINES (1u << 22)

/* Those that have ended are dropped when they are as many as those that live, but not sooner. */
#define LEAST_DROPPED 1024

#define NO_GROUP G_MAXUINT32

/* What one did before its group was known. */
typedef struct
{
  HtTraceWaits waits;
  gboolean has_growth; /* as the record says */
} Held;

/* In the record, until it is told, times are those since the beginning of the trace. */
typedef struct
{
  guint64 id;
  HtTraceGoroutine record;
  gint64 assist_since_ns; /* %HT_UNKNOWN if it does not */
  guint32 group;
  HtTraceGoState state;
  gboolean has_ended;

  /* Owned */
  Held *held;
} Goroutine;

struct _HtTraceGoroutines
{
  /* Borrowed */
  HtTraceContext *context;
  const HtTraceEntries *entries;
  const char *no_reason; /* of the context */

  /* Owned */
  HtTraceCensus *census;
  HtTraceGroups *groups;
  HtTraceIdMap map; /* of Goroutine */

  HtTraceGrowth growth;
  guint n_generations;
  gint64 start_ns;
  guint32 n_ended; /* in @map */
  gint64 n_goroutines;
  gint64 n_unattributed_bytes;
};

/**
 * ht_trace_goroutines_new:
 * @context: what ids mean, and where goroutines, groups and points go; borrowed
 * @entries: in which functions they began; takes each event first; borrowed
 *
 * Returns: (transfer full): no goroutines; one thread at a time
 */
HtTraceGoroutines *
ht_trace_goroutines_new (HtTraceContext *context, const HtTraceEntries *entries)
{
  HtTraceGoroutines *self = g_new0 (HtTraceGoroutines, 1);

  self->context = context;
  self->entries = entries;
  self->no_reason = ht_trace_context_keep_name (context, "", 0);
  self->census = ht_trace_census_new (context);
  self->groups = ht_trace_groups_new (context);
  ht_trace_id_map_init (&self->map, sizeof (Goroutine));
  ht_trace_growth_init (&self->growth, context);
  return self;
}

static void
free_held (Goroutine *goroutine)
{
  if (goroutine->held == NULL)
    return;
  ht_trace_waits_clear (&goroutine->held->waits);
  g_clear_pointer (&goroutine->held, g_free);
}

/**
 * ht_trace_goroutines_free:
 * @goroutines: (transfer full) (nullable): the goroutines
 */
void
ht_trace_goroutines_free (HtTraceGoroutines *goroutines)
{
  if (goroutines == NULL)
    return;
  for (guint32 i = 0; i < goroutines->map.n; i++)
    free_held (ht_trace_id_map_at (&goroutines->map, i));
  ht_trace_id_map_clear (&goroutines->map);
  g_clear_pointer (&goroutines->census, ht_trace_census_free);
  g_clear_pointer (&goroutines->groups, ht_trace_groups_free);
  g_free (goroutines);
}

/**
 * ht_trace_goroutines_begin_generation:
 * @goroutines: the goroutines; their context and entries have begun the generation
 * @generation: whose events follow
 */
void
ht_trace_goroutines_begin_generation (HtTraceGoroutines *goroutines,
                                      const HtTraceGeneration *generation)
{
  if (goroutines->n_generations++ == 0)
    goroutines->start_ns = generation->start_ns;
  ht_trace_census_begin_generation (goroutines->census, generation);
}

static gboolean
is_alive (gconstpointer record)
{
  return !((const Goroutine *) record)->has_ended;
}

static void
drop_ended (HtTraceGoroutines *self)
{
  if (self->n_ended < MAX (LEAST_DROPPED, self->map.n / 2))
    return;
  ht_trace_id_map_keep (&self->map, is_alive);
  self->n_ended = 0;
}

/* Sets the group once it is known, or at the latest when nothing more will be. */
static void
find_group (HtTraceGoroutines *self, Goroutine *goroutine, gint64 time_ns, gboolean is_last)
{
  const HtTraceTimes *times = &goroutine->record.times;
  Held *held = goroutine->held;
  const char *function;

  if (goroutine->group != NO_GROUP)
    return;
  if (!is_last && !ht_trace_entries_is_known (self->entries, goroutine->id))
    return;
  function = ht_trace_entries_get (self->entries, goroutine->id);
  goroutine->record.function = function;
  goroutine->group = ht_trace_groups_find (self->groups, function);
  if (held == NULL)
    return;
  for (guint i = 0; i < held->waits.n; i++)
    ht_trace_groups_add_wait (self->groups, goroutine->group, &held->waits.all[i]);
  if (held->has_growth)
    ht_trace_groups_add_growth (self->groups, goroutine->group, time_ns, times->allocated_bytes,
                                times->n_allocations);
  free_held (goroutine);
}

static Held *
get_held (Goroutine *goroutine)
{
  if (goroutine->held == NULL)
    goroutine->held = g_new0 (Held, 1);
  return goroutine->held;
}

static void
add_wait (HtTraceGoroutines *self, Goroutine *goroutine, gint64 length_ns)
{
  HtTraceWait wait = { .reason = goroutine->record.reason, .n = 1, .total_ns = length_ns };

  if (goroutine->group != NO_GROUP)
    ht_trace_groups_add_wait (self->groups, goroutine->group, &wait);
  else
    ht_trace_waits_add (&get_held (goroutine)->waits, self->context, &wait);
}

/* Adds up the time since the last change. */
static void
add_time (HtTraceGoroutines *self, Goroutine *goroutine, gint64 time_ns)
{
  HtTraceTimes *times = &goroutine->record.times;
  gint64 length_ns = time_ns - goroutine->record.since_ns;

  switch (goroutine->state)
    {
    case HT_TRACE_GO_RUNNABLE:
      times->runnable_ns += length_ns;
      break;
    case HT_TRACE_GO_RUNNING:
      times->running_ns += length_ns;
      break;
    case HT_TRACE_GO_SYSCALL:
      times->syscall_ns += length_ns;
      break;
    case HT_TRACE_GO_WAITING:
      times->waiting_ns += length_ns;
      add_wait (self, goroutine, length_ns);
      break;
    default:
      break;
    }
}

static void
end_assist (Goroutine *goroutine, gint64 time_ns)
{
  if (goroutine->assist_since_ns == HT_UNKNOWN)
    return;
  goroutine->record.times.assist_ns += time_ns - goroutine->assist_since_ns;
  goroutine->assist_since_ns = HT_UNKNOWN;
}

static gint64
get_unix_ns (const HtTraceGoroutines *self, gint64 time_ns)
{
  return time_ns != HT_UNKNOWN ? ht_trace_context_get_unix_ns (self->context, time_ns) : HT_UNKNOWN;
}

/* Tells what a goroutine did up to a time after which nothing more is known of it. */
static void
tell (HtTraceGoroutines *self, Goroutine *goroutine, gint64 time_ns)
{
  const HtTraceRecordSink *sink = ht_trace_context_get_sink (self->context);
  HtTraceGoroutine *record = &goroutine->record;

  end_assist (goroutine, time_ns);
  find_group (self, goroutine, time_ns, TRUE);
  record->created_ns = get_unix_ns (self, record->created_ns);
  record->ended_ns = get_unix_ns (self, record->ended_ns);
  record->since_ns = get_unix_ns (self, record->since_ns);
  if (goroutine->state != HT_TRACE_GO_WAITING)
    record->reason = "";
  ht_trace_groups_add_goroutine (self->groups, goroutine->group, record);
  if (sink->goroutine != NULL)
    sink->goroutine (record, sink->user_data);
}

static Goroutine *
find_living (const HtTraceGoroutines *self, guint64 id)
{
  Goroutine *goroutine = ht_trace_id_map_find_again (&self->map, id);

  return goroutine != NULL && !goroutine->has_ended ? goroutine : NULL;
}

static void
set_creator (HtTraceGoroutines *self, Goroutine *goroutine, const HtTraceEvent *event)
{
  HtTraceGoroutine *record = &goroutine->record;

  record->created_ns = event->time_ns;
  if (event->kind == HT_TRACE_GO_CREATE_SYSCALL)
    return;
  record->parent = event->g != HT_TRACE_NONE ? event->g : 0;
  record->creator_node = ht_trace_context_get_node (self->context, event->stack);
}

/* The trace tells of a goroutine for the first time. The number may be that of one that is gone. */
static Goroutine *
begin (HtTraceGoroutines *self, const HtTraceEvent *event, const HtTraceChange *change)
{
  Goroutine *goroutine = ht_trace_id_map_find_again (&self->map, change->id);
  gboolean is_new = change->from == HT_TRACE_GO_NOT_EXIST;

  self->n_goroutines++;
  if (goroutine != NULL)
    self->n_ended--;
  else if (self->map.n < MAX_GOROUTINES)
    goroutine = ht_trace_id_map_add (&self->map, change->id);
  else
    return NULL;
  *goroutine = (Goroutine){
    .id = change->id,
    .record = {
      .id = change->id,
      .created_ns = HT_UNKNOWN,
      .ended_ns = HT_UNKNOWN,
      .since_ns = event->time_ns,
      .reason = self->no_reason,
    },
    .assist_since_ns = HT_UNKNOWN,
    .group = NO_GROUP,
  };
  if (is_new)
    set_creator (self, goroutine, event);
  /* One that is told of late has been like this from the beginning. */
  else if (self->n_generations == 1 && change->to != HT_TRACE_GO_RUNNING)
    goroutine->record.since_ns = self->start_ns;
  goroutine->state = change->to;
  ht_trace_census_change (self->census, event->time_ns, change->from, change->to);
  return goroutine;
}

static void
end (HtTraceGoroutines *self, Goroutine *goroutine)
{
  goroutine->record.state = HT_TRACE_GOROUTINE_ENDED;
  goroutine->record.ended_ns = goroutine->record.since_ns;
  tell (self, goroutine, goroutine->record.since_ns);
  goroutine->has_ended = TRUE;
  self->n_ended++;
}

/* Whether the stack of an event is that of the goroutine which it changes. */
static gboolean
has_own_stack (const HtTraceEvent *event, const HtTraceChange *change)
{
  switch (event->kind)
    {
    case HT_TRACE_GO_STOP:
    case HT_TRACE_GO_BLOCK:
    case HT_TRACE_GO_SYSCALL_BEGIN:
      return change->id == event->g;
    case HT_TRACE_GO_STATUS_STACK:
      return TRUE;
    default:
      return FALSE;
    }
}

/* What a change tells beside the state itself. */
static void
note_place (HtTraceGoroutines *self,
            Goroutine *goroutine,
            const HtTraceEvent *event,
            const HtTraceChange *change)
{
  if (has_own_stack (event, change))
    goroutine->record.node = ht_trace_context_get_node (self->context, event->stack);
  if (event->kind == HT_TRACE_GO_BLOCK && change->id == event->g)
    goroutine->record.reason = ht_trace_context_get_name (self->context, event->text);
  else
    goroutine->record.reason = self->no_reason;
}

static void
leave_state (HtTraceGoroutines *self, Goroutine *goroutine, gint64 time_ns, HtTraceGoState to)
{
  ht_trace_census_change (self->census, time_ns, goroutine->state, to);
  add_time (self, goroutine, time_ns);
  goroutine->record.since_ns = time_ns;
  goroutine->state = to;
  if (to == HT_TRACE_GO_NOT_EXIST)
    end (self, goroutine);
}

static void
note_change (HtTraceGoroutines *self, const HtTraceEvent *event, const HtTraceChange *change)
{
  Goroutine *goroutine = find_living (self, change->id);

  /* Its end is missing. */
  if (goroutine != NULL && change->from == HT_TRACE_GO_NOT_EXIST)
    {
      leave_state (self, goroutine, event->time_ns, HT_TRACE_GO_NOT_EXIST);
      goroutine = NULL;
    }
  if (goroutine == NULL && change->to != HT_TRACE_GO_NOT_EXIST)
    goroutine = begin (self, event, change);
  else if (goroutine != NULL && goroutine->state != change->to)
    leave_state (self, goroutine, event->time_ns, change->to);
  else
    return;
  if (goroutine == NULL || goroutine->has_ended)
    return;
  note_place (self, goroutine, event, change);
  find_group (self, goroutine, event->time_ns, FALSE);
}

static void
note_changes (HtTraceGoroutines *self, const HtTraceEvent *event)
{
  for (guint i = 0; i < event->n_changes; i++)
    if (event->changes[i].subject == HT_TRACE_GOROUTINE)
      note_change (self, event, &event->changes[i]);
  drop_ended (self);
}

/* Counts what an event made the heap grow. */
static void
note_growth (HtTraceGoroutines *self, const HtTraceEvent *event, gint64 bytes)
{
  Goroutine *goroutine = event->g != HT_TRACE_NONE ? find_living (self, event->g) : NULL;
  HtTraceTimes *times;

  if (goroutine == NULL)
    {
      self->n_unattributed_bytes = ht_saturated_add (self->n_unattributed_bytes, bytes);
      ht_trace_groups_add_growth (
          self->groups,
          ht_trace_groups_find (self->groups, ht_trace_entries_get (self->entries, HT_TRACE_NONE)),
          event->time_ns, bytes, 1);
      return;
    }
  times = &goroutine->record.times;
  times->allocated_bytes = ht_saturated_add (times->allocated_bytes, bytes);
  times->n_allocations++;
  find_group (self, goroutine, event->time_ns, FALSE);
  if (goroutine->group != NO_GROUP)
    ht_trace_groups_add_growth (self->groups, goroutine->group, event->time_ns, bytes, 1);
  else
    get_held (goroutine)->has_growth = TRUE;
}

static void
note_assist (HtTraceGoroutines *self, const HtTraceEvent *event)
{
  guint64 id = event->kind == HT_TRACE_ASSIST_ACTIVE ? event->args[0] : event->g;
  Goroutine *goroutine = id != HT_TRACE_NONE ? find_living (self, id) : NULL;

  if (goroutine == NULL)
    return;
  if (event->kind == HT_TRACE_ASSIST_END)
    end_assist (goroutine, event->time_ns);
  /* Each generation says again that an assist goes on. */
  else if (goroutine->assist_since_ns == HT_UNKNOWN)
    goroutine->assist_since_ns = event->time_ns;
}

/**
 * ht_trace_goroutines_add_event:
 * @goroutines: the goroutines
 * @event: the next event of the trace, of any kind
 *
 * Takes note of what concerns goroutines and the size of the heap. Tells each goroutine that ends.
 */
void
ht_trace_goroutines_add_event (HtTraceGoroutines *goroutines, const HtTraceEvent *event)
{
  gint64 bytes;

  switch (event->kind)
    {
    case HT_TRACE_HEAP_ALLOC:
    case HT_TRACE_STW_BEGIN:
    case HT_TRACE_STW_END:
      bytes = ht_trace_growth_add_event (&goroutines->growth, event);
      if (bytes > 0)
        note_growth (goroutines, event, bytes);
      break;
    case HT_TRACE_ASSIST_ACTIVE:
    case HT_TRACE_ASSIST_BEGIN:
    case HT_TRACE_ASSIST_END:
      note_assist (goroutines, event);
      break;
    default:
      if (event->n_changes > 0)
        note_changes (goroutines, event);
      break;
    }
}

/**
 * ht_trace_goroutines_finish:
 * @goroutines: the goroutines
 * @end_ns: end of the trace, ns since its beginning
 *
 * Tells the goroutines that live, the groups, and what is left of the series; needed at the end of
 * the trace.
 */
void
ht_trace_goroutines_finish (HtTraceGoroutines *goroutines, gint64 end_ns)
{
  for (guint32 i = 0; i < goroutines->map.n; i++)
    {
      Goroutine *goroutine = ht_trace_id_map_at (&goroutines->map, i);

      if (goroutine->has_ended)
        continue;
      add_time (goroutines, goroutine, end_ns);
      goroutine->record.state = (guint8) goroutine->state;
      tell (goroutines, goroutine, end_ns);
    }
  ht_trace_census_finish (goroutines->census, end_ns);
  ht_trace_groups_finish (goroutines->groups);
}

/**
 * ht_trace_goroutines_get_n:
 * @goroutines: the goroutines
 *
 * Returns: how many there were
 */
gint64
ht_trace_goroutines_get_n (const HtTraceGoroutines *goroutines)
{
  return goroutines->n_goroutines;
}

/**
 * ht_trace_goroutines_get_unattributed:
 * @goroutines: the goroutines
 *
 * Returns: by how many bytes the heap grew where no goroutine ran
 */
gint64
ht_trace_goroutines_get_unattributed (const HtTraceGoroutines *goroutines)
{
  return goroutines->n_unattributed_bytes;
}
