/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"

G_BEGIN_DECLS

/**
 * HtGoroutineGroup:
 * @function: in which function they began, or %HT_TRACE_FUNCTION_UNKNOWN
 * @state: what they did in the end: "running", "runnable", "syscall", "ended", or what they waited
 *   for
 * @is_waiting: whether they waited
 * @node: where they stood when they last stopped: node of the call tree; 0 for unknown
 * @creator_node: where they were created; 0 for unknown
 * @count: how many there are
 * @longest_ns: for how long one of them had been in @state; %HT_UNKNOWN if they ended
 * @times: what they did in the trace, in all
 *
 * Goroutines of a trace that are alike.
 */
typedef struct
{
  const char *function;
  const char *state;
  gboolean is_waiting;
  guint32 node;
  guint32 creator_node;
  gint64 count;
  gint64 longest_ns;
  HtTraceTimes times;
} HtGoroutineGroup;

/**
 * HtGoroutineGroups:
 * @groups: (element-type HtGoroutineGroup): the groups, the largest first; those that ended last
 * @total: how many goroutines there were
 * @n_alive: how many of them there were at the end
 *
 * The goroutines of a trace, those together that are alike.
 */
typedef struct
{
  /* Owned */
  GArray *groups;

  gint64 total;
  gint64 n_alive;

  /*< private >*/
  GStringChunk *strings;
} HtGoroutineGroups;

HtGoroutineGroups *
ht_goroutine_groups_new (HtRecording *recording, const HtTraceEntry *trace, GError **error);
void ht_goroutine_groups_free (HtGoroutineGroups *groups);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGoroutineGroups, ht_goroutine_groups_free)

G_END_DECLS
