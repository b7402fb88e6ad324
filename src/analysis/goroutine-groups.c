/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "goroutine-groups.h"

#include <string.h>

#include "gc-cycle.h"
#include "known-arithmetic.h"

/* More kinds of goroutines than any program has; what is more is put together. */
#define MAX_GROUPS 100000

#define OTHERS "…"

typedef struct
{
  /* Owned */
  GHashTable *places; /* Key to index + 1 */

  /* Borrowed */
  HtGoroutineGroups *result;
  const HtTraceEntry *trace;
} Grouping;

/* What goroutines of a group have in common; strings are those of the result. */
typedef struct
{
  const char *function;
  const char *state;
  guint32 node;
  guint32 creator_node;
} Key;

static guint
hash_key (gconstpointer key)
{
  const Key *self = key;
  guint hash = g_direct_hash (self->function) * 31 + g_direct_hash (self->state);

  return (hash * 31 + self->node) * 31 + self->creator_node;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  const Key *one = a;
  const Key *other = b;

  return one->function == other->function && one->state == other->state &&
         one->node == other->node && one->creator_node == other->creator_node;
}

static const char *
name_of_state (const HtTraceGoroutine *goroutine)
{
  switch (goroutine->state)
    {
    case HT_TRACE_GOROUTINE_ENDED:
      return "ended";
    case HT_TRACE_GOROUTINE_RUNNABLE:
      return "runnable";
    case HT_TRACE_GOROUTINE_RUNNING:
      return "running";
    case HT_TRACE_GOROUTINE_SYSCALL:
      return "syscall";
    default:
      return *goroutine->reason != '\0' ? goroutine->reason : "waiting";
    }
}

static HtGoroutineGroup *
find_group (Grouping *self, const HtTraceGoroutine *goroutine)
{
  HtGoroutineGroups *result = self->result;
  Key key = {
    .function = g_string_chunk_insert_const (result->strings, goroutine->function),
    .state = g_string_chunk_insert_const (result->strings, name_of_state (goroutine)),
    .node = goroutine->node,
    .creator_node = goroutine->creator_node,
  };
  guint place;

  if (result->groups->len >= MAX_GROUPS)
    key = (Key){ g_string_chunk_insert_const (result->strings, OTHERS), key.state, 0, 0 };
  place = GPOINTER_TO_UINT (g_hash_table_lookup (self->places, &key));
  if (place == 0)
    {
      HtGoroutineGroup group = {
        .function = key.function,
        .state = key.state,
        .is_waiting = goroutine->state == HT_TRACE_GOROUTINE_WAITING,
        .node = key.node,
        .creator_node = key.creator_node,
        .longest_ns = HT_UNKNOWN,
      };

      g_array_append_val (result->groups, group);
      place = result->groups->len;
      g_hash_table_insert (self->places, g_memdup2 (&key, sizeof key), GUINT_TO_POINTER (place));
    }
  return &g_array_index (result->groups, HtGoroutineGroup, place - 1);
}

static void
add_times (HtTraceTimes *times, const HtTraceTimes *more)
{
  times->running_ns = ht_known_add (times->running_ns, more->running_ns);
  times->runnable_ns = ht_known_add (times->runnable_ns, more->runnable_ns);
  times->syscall_ns = ht_known_add (times->syscall_ns, more->syscall_ns);
  times->waiting_ns = ht_known_add (times->waiting_ns, more->waiting_ns);
  times->assist_ns = ht_known_add (times->assist_ns, more->assist_ns);
  times->allocated_bytes = ht_known_add (times->allocated_bytes, more->allocated_bytes);
  times->n_allocations = ht_known_add (times->n_allocations, more->n_allocations);
}

static gboolean
goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  Grouping *self = user_data;
  HtGoroutineGroup *group = find_group (self, goroutine);

  self->result->total++;
  group->count++;
  add_times (&group->times, &goroutine->times);
  if (goroutine->state == HT_TRACE_GOROUTINE_ENDED)
    return TRUE;
  self->result->n_alive++;
  /* HT_UNKNOWN is the least of all numbers. */
  group->longest_ns =
      MAX (group->longest_ns, ht_known_subtract (self->trace->facts.end_ns, goroutine->since_ns));
  return TRUE;
}

/* Stable: of equal ones the order of the trace is kept. */
static int
compare_groups_cb (gconstpointer a, gconstpointer b)
{
  const HtGoroutineGroup *one = a;
  const HtGoroutineGroup *other = b;
  gboolean has_ended = strcmp (one->state, "ended") == 0;

  if (has_ended != (strcmp (other->state, "ended") == 0))
    return has_ended ? 1 : -1;
  return (one->count < other->count) - (one->count > other->count);
}

/**
 * ht_goroutine_groups_new:
 * @recording: a recording
 * @trace: one of its traces
 * @error: return location, in %HT_STORE_ERROR
 *
 * Puts those goroutines of a trace together that began in one function, were created at one place
 * and were found at one place in one state, at its end or when they ended. For a worker thread: it
 * goes through all of them, however many there are.
 *
 * Returns: (transfer full): the groups, or %NULL with @error set
 */
HtGoroutineGroups *
ht_goroutine_groups_new (HtRecording *recording, const HtTraceEntry *trace, GError **error)
{
  g_autoptr (HtGoroutineGroups) self = g_new0 (HtGoroutineGroups, 1);
  g_autoptr (GHashTable) places = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL);
  Grouping grouping = { .places = places, .result = self, .trace = trace };

  self->strings = g_string_chunk_new (4096);
  self->groups = g_array_new (FALSE, FALSE, sizeof (HtGoroutineGroup));
  if (!ht_recording_read_goroutines (recording, trace->capture, goroutine_cb, &grouping, error))
    return NULL;
  g_array_sort (self->groups, compare_groups_cb);
  return g_steal_pointer (&self);
}

/**
 * ht_goroutine_groups_free:
 * @groups: (transfer full) (nullable): the groups
 */
void
ht_goroutine_groups_free (HtGoroutineGroups *groups)
{
  if (groups == NULL)
    return;
  g_array_unref (groups->groups);
  g_string_chunk_free (groups->strings);
  g_free (groups);
}
