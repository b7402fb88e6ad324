/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-event.h"

static const HtTraceSpec specs[HT_TRACE_N_KINDS] = {
  [HT_TRACE_PROCS_CHANGE] = { "ProcsChange", 22, 2, -1, 1 },
  [HT_TRACE_PROC_START] = { "ProcStart", 22, 2, -1, -1 },
  [HT_TRACE_PROC_STOP] = { "ProcStop", 22, 0, -1, -1 },
  [HT_TRACE_PROC_STEAL] = { "ProcSteal", 22, 3, -1, -1 },
  [HT_TRACE_PROC_STATUS] = { "ProcStatus", 22, 2, -1, -1 },
  [HT_TRACE_GO_CREATE] = { "GoCreate", 22, 3, -1, 2 },
  [HT_TRACE_GO_CREATE_SYSCALL] = { "GoCreateSyscall", 22, 1, -1, -1 },
  [HT_TRACE_GO_START] = { "GoStart", 22, 2, -1, -1 },
  [HT_TRACE_GO_DESTROY] = { "GoDestroy", 22, 0, -1, -1 },
  [HT_TRACE_GO_DESTROY_SYSCALL] = { "GoDestroySyscall", 22, 0, -1, -1 },
  [HT_TRACE_GO_STOP] = { "GoStop", 22, 2, 0, 1 },
  [HT_TRACE_GO_BLOCK] = { "GoBlock", 22, 2, 0, 1 },
  [HT_TRACE_GO_UNBLOCK] = { "GoUnblock", 22, 3, -1, 2 },
  [HT_TRACE_GO_SYSCALL_BEGIN] = { "GoSyscallBegin", 22, 2, -1, 1 },
  [HT_TRACE_GO_SYSCALL_END] = { "GoSyscallEnd", 22, 0, -1, -1 },
  [HT_TRACE_GO_SYSCALL_END_BLOCKED] = { "GoSyscallEndBlocked", 22, 0, -1, -1 },
  [HT_TRACE_GO_STATUS] = { "GoStatus", 22, 3, -1, -1 },
  [HT_TRACE_STW_BEGIN] = { "STWBegin", 22, 2, 0, 1 },
  [HT_TRACE_STW_END] = { "STWEnd", 22, 0, -1, -1 },
  [HT_TRACE_GC_ACTIVE] = { "GCActive", 22, 1, -1, -1 },
  [HT_TRACE_GC_BEGIN] = { "GCBegin", 22, 2, -1, 1 },
  [HT_TRACE_GC_END] = { "GCEnd", 22, 1, -1, -1 },
  [HT_TRACE_SWEEP_ACTIVE] = { "GCSweepActive", 22, 1, -1, -1 },
  [HT_TRACE_SWEEP_BEGIN] = { "GCSweepBegin", 22, 1, -1, 0 },
  [HT_TRACE_SWEEP_END] = { "GCSweepEnd", 22, 2, -1, -1 },
  [HT_TRACE_ASSIST_ACTIVE] = { "GCMarkAssistActive", 22, 1, -1, -1 },
  [HT_TRACE_ASSIST_BEGIN] = { "GCMarkAssistBegin", 22, 1, -1, 0 },
  [HT_TRACE_ASSIST_END] = { "GCMarkAssistEnd", 22, 0, -1, -1 },
  [HT_TRACE_HEAP_ALLOC] = { "HeapAlloc", 22, 1, -1, -1 },
  [HT_TRACE_HEAP_GOAL] = { "HeapGoal", 22, 1, -1, -1 },
  [HT_TRACE_GO_LABEL] = { "GoLabel", 22, 1, 0, -1 },
  [HT_TRACE_TASK_BEGIN] = { "UserTaskBegin", 22, 4, 2, 3 },
  [HT_TRACE_TASK_END] = { "UserTaskEnd", 22, 2, -1, 1 },
  [HT_TRACE_REGION_BEGIN] = { "UserRegionBegin", 22, 3, 1, 2 },
  [HT_TRACE_REGION_END] = { "UserRegionEnd", 22, 3, 1, 2 },
  [HT_TRACE_LOG] = { "UserLog", 22, 4, 1, 3 },
  [HT_TRACE_GO_SWITCH] = { "GoSwitch", 23, 2, -1, -1 },
  [HT_TRACE_GO_SWITCH_DESTROY] = { "GoSwitchDestroy", 23, 2, -1, -1 },
  [HT_TRACE_GO_CREATE_BLOCKED] = { "GoCreateBlocked", 23, 3, -1, 2 },
  [HT_TRACE_GO_STATUS_STACK] = { "GoStatusStack", 23, 4, -1, 3 },
  [HT_TRACE_SPAN] = { "Span", 23, 3, -1, -1 },
  [HT_TRACE_SPAN_ALLOC] = { "SpanAlloc", 23, 3, -1, -1 },
  [HT_TRACE_SPAN_FREE] = { "SpanFree", 23, 1, -1, -1 },
  [HT_TRACE_OBJECT] = { "HeapObject", 23, 2, -1, -1 },
  [HT_TRACE_OBJECT_ALLOC] = { "HeapObjectAlloc", 23, 2, -1, -1 },
  [HT_TRACE_OBJECT_FREE] = { "HeapObjectFree", 23, 1, -1, -1 },
  [HT_TRACE_STACK] = { "GoroutineStack", 23, 2, -1, -1 },
  [HT_TRACE_STACK_ALLOC] = { "GoroutineStackAlloc", 23, 2, -1, -1 },
  [HT_TRACE_STACK_FREE] = { "GoroutineStackFree", 23, 1, -1, -1 },
};

/**
 * ht_trace_spec:
 * @kind: any number
 *
 * Returns: (nullable): how events of that kind are written; %NULL if no event of a thread has that
 * number
 */
const HtTraceSpec *
ht_trace_spec (guint kind)
{
  return kind < HT_TRACE_N_KINDS && specs[kind].name != NULL ? &specs[kind] : NULL;
}
