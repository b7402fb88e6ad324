/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-groups.h"

#include "saturated.h"
#include "trace-id-map.h"
#include "trace-lane.h"
#include "trace-waits.h"

/* More than programs have; the series are fewer, since each takes room in the recording. */
#define MAX_GROUPS 4096
#define MAX_LANES  512

#define LANE_PREFIX HT_TRACE_SERIES_PREFIX "alloc/"

/* Found by the address of the name, of which the context has only one. */
typedef struct
{
  guint64 address;
  guint32 group;
} Name;

typedef struct
{
  HtTraceGroup sums;

  /* Owned */
  HtTraceWaits waits;
  HtTraceLane *lane; /* %NULL as long as the heap did not grow */
} Group;

struct _HtTraceGroups
{
  /* Borrowed */
  HtTraceContext *context;

  /* Owned */
  GArray *groups; /* of Group */
  HtTraceIdMap names;
  HtTraceLane *rest; /* growth by those that have no lane of their own */

  guint n_lanes;
};

static void
clear_group (gpointer data)
{
  Group *group = data;

  ht_trace_waits_clear (&group->waits);
  g_clear_pointer (&group->lane, ht_trace_lane_free);
}

/**
 * ht_trace_groups_new:
 * @context: whose names are handed in, and where groups and points go; borrowed
 *
 * Returns: (transfer full): no groups; one thread at a time
 */
HtTraceGroups *
ht_trace_groups_new (HtTraceContext *context)
{
  HtTraceGroups *self = g_new0 (HtTraceGroups, 1);

  self->context = context;
  self->groups = g_array_new (FALSE, FALSE, sizeof (Group));
  g_array_set_clear_func (self->groups, clear_group);
  ht_trace_id_map_init (&self->names, sizeof (Name));
  return self;
}

/**
 * ht_trace_groups_free:
 * @groups: (transfer full) (nullable): the groups
 */
void
ht_trace_groups_free (HtTraceGroups *groups)
{
  if (groups == NULL)
    return;
  g_array_unref (groups->groups);
  ht_trace_id_map_clear (&groups->names);
  g_clear_pointer (&groups->rest, ht_trace_lane_free);
  g_free (groups);
}

static Group *
group_at (HtTraceGroups *self, guint32 group)
{
  return &g_array_index (self->groups, Group, group);
}

/**
 * ht_trace_groups_find:
 * @groups: the groups
 * @function: function in which goroutines began, as the context names it
 *
 * Returns: the number of its group, which is made if there is none; or that of the rest
 */
guint32
ht_trace_groups_find (HtTraceGroups *groups, const char *function)
{
  Name *name = ht_trace_id_map_find (&groups->names, GPOINTER_TO_SIZE (function));
  Group group = { .sums.function = function };

  if (name != NULL)
    return name->group;
  if (groups->groups->len >= MAX_GROUPS && !g_str_equal (function, HT_TRACE_REST))
    return ht_trace_groups_find (groups, ht_trace_context_keep_name (groups->context, HT_TRACE_REST,
                                                                     strlen (HT_TRACE_REST)));
  name = ht_trace_id_map_add (&groups->names, GPOINTER_TO_SIZE (function));
  name->group = groups->groups->len;
  g_array_append_val (groups->groups, group);
  return name->group;
}

/**
 * ht_trace_groups_add_goroutine:
 * @groups: the groups
 * @group: number of a group
 * @goroutine: a goroutine of it about which all is known
 *
 * Adds what it did, but for its waits and the growth of the heap.
 */
void
ht_trace_groups_add_goroutine (HtTraceGroups *groups,
                               guint32 group,
                               const HtTraceGoroutine *goroutine)
{
  HtTraceGroup *sums = &group_at (groups, group)->sums;
  const HtTraceTimes *times = &goroutine->times;

  sums->n_seen++;
  sums->n_created += goroutine->created_ns != HT_UNKNOWN;
  sums->n_ended += goroutine->ended_ns != HT_UNKNOWN;
  sums->times.running_ns = ht_saturated_add (sums->times.running_ns, times->running_ns);
  sums->times.runnable_ns = ht_saturated_add (sums->times.runnable_ns, times->runnable_ns);
  sums->times.syscall_ns = ht_saturated_add (sums->times.syscall_ns, times->syscall_ns);
  sums->times.waiting_ns = ht_saturated_add (sums->times.waiting_ns, times->waiting_ns);
  sums->times.assist_ns = ht_saturated_add (sums->times.assist_ns, times->assist_ns);
}

/**
 * ht_trace_groups_add_wait:
 * @groups: the groups
 * @group: number of a group
 * @wait: what one of it has waited for; the context has the reason
 *
 * Adds to the waits by reason.
 */
void
ht_trace_groups_add_wait (HtTraceGroups *groups, guint32 group, const HtTraceWait *wait)
{
  ht_trace_waits_add (&group_at (groups, group)->waits, groups->context, wait);
}

static HtTraceLane *
get_lane (HtTraceGroups *self, Group *group)
{
  if (group->lane != NULL)
    return group->lane;
  if (self->n_lanes < MAX_LANES && !g_str_equal (group->sums.function, HT_TRACE_REST))
    {
      g_autofree char *name = g_strconcat (LANE_PREFIX, group->sums.function, NULL);

      self->n_lanes++;
      return group->lane = ht_trace_lane_new (name, "bytes");
    }
  if (self->rest == NULL)
    self->rest = ht_trace_lane_new (LANE_PREFIX HT_TRACE_REST, "bytes");
  return self->rest;
}

/**
 * ht_trace_groups_add_growth:
 * @groups: the groups
 * @group: number of a group
 * @end_ns: when, ns since the beginning of the trace; not before the last time
 * @bytes: by how much one of it made the heap grow
 * @n: how many times it did since the last time
 *
 * Adds growth of the heap to the group and to its series.
 */
void
ht_trace_groups_add_growth (HtTraceGroups *groups,
                            guint32 group,
                            gint64 end_ns,
                            gint64 bytes,
                            gint64 n)
{
  Group *self = group_at (groups, group);

  self->sums.times.allocated_bytes = ht_saturated_add (self->sums.times.allocated_bytes, bytes);
  self->sums.times.n_allocations += n;
  ht_trace_lane_add (get_lane (groups, self), groups->context, end_ns, bytes);
}

/**
 * ht_trace_groups_finish:
 * @groups: the groups
 *
 * Tells the groups and what is left of the series; needed at the end of the trace.
 */
void
ht_trace_groups_finish (HtTraceGroups *groups)
{
  const HtTraceRecordSink *sink = ht_trace_context_get_sink (groups->context);

  for (guint32 i = 0; i < groups->groups->len; i++)
    {
      Group *group = group_at (groups, i);

      group->sums.waits = group->waits.all;
      group->sums.n_waits = group->waits.n;
      if (group->lane != NULL)
        ht_trace_lane_finish (group->lane, groups->context);
      if (sink->group != NULL)
        sink->group (&group->sums, sink->user_data);
    }
  if (groups->rest != NULL)
    ht_trace_lane_finish (groups->rest, groups->context);
}
