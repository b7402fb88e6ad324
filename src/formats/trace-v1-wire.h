/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-input.h"

G_BEGIN_DECLS

/* What there is in a trace of wire format v1, by the numbers that it has there. */
typedef enum
{
  HT_TRACE_V1_BATCH = 1,
  HT_TRACE_V1_FREQUENCY,
  HT_TRACE_V1_STACK,
  HT_TRACE_V1_GOMAXPROCS,
  HT_TRACE_V1_PROC_START,
  HT_TRACE_V1_PROC_STOP,
  HT_TRACE_V1_GC_START,
  HT_TRACE_V1_GC_DONE,
  HT_TRACE_V1_STW_START,
  HT_TRACE_V1_STW_DONE,
  HT_TRACE_V1_SWEEP_START,
  HT_TRACE_V1_SWEEP_DONE,
  HT_TRACE_V1_GO_CREATE,
  HT_TRACE_V1_GO_START,
  HT_TRACE_V1_GO_END,
  HT_TRACE_V1_GO_STOP,
  HT_TRACE_V1_GO_SCHED,
  HT_TRACE_V1_GO_PREEMPT,
  HT_TRACE_V1_GO_SLEEP,
  HT_TRACE_V1_GO_BLOCK,
  HT_TRACE_V1_GO_UNBLOCK,
  HT_TRACE_V1_GO_BLOCK_SEND,
  HT_TRACE_V1_GO_BLOCK_RECV,
  HT_TRACE_V1_GO_BLOCK_SELECT,
  HT_TRACE_V1_GO_BLOCK_SYNC,
  HT_TRACE_V1_GO_BLOCK_COND,
  HT_TRACE_V1_GO_BLOCK_NET,
  HT_TRACE_V1_GO_SYSCALL,
  HT_TRACE_V1_GO_SYS_EXIT,
  HT_TRACE_V1_GO_SYS_BLOCK,
  HT_TRACE_V1_GO_WAITING,
  HT_TRACE_V1_GO_IN_SYSCALL,
  HT_TRACE_V1_HEAP_ALLOC,
  HT_TRACE_V1_HEAP_GOAL,
  HT_TRACE_V1_TIMER_GOROUTINE,
  HT_TRACE_V1_FUTILE_WAKEUP,
  HT_TRACE_V1_STRING,
  HT_TRACE_V1_GO_START_LOCAL,
  HT_TRACE_V1_GO_UNBLOCK_LOCAL,
  HT_TRACE_V1_GO_SYS_EXIT_LOCAL,
  HT_TRACE_V1_GO_START_LABEL,
  HT_TRACE_V1_GO_BLOCK_GC,
  HT_TRACE_V1_ASSIST_START,
  HT_TRACE_V1_ASSIST_DONE,
  HT_TRACE_V1_TASK_CREATE,
  HT_TRACE_V1_TASK_END,
  HT_TRACE_V1_REGION,
  HT_TRACE_V1_LOG,
  HT_TRACE_V1_CPU_SAMPLE,
  HT_TRACE_V1_N_KINDS,
} HtTraceV1Kind;

#define HT_TRACE_V1_MAX_ARGS 4

/* No head of an item is longer: two bytes, and the numbers. */
#define HT_TRACE_V1_MAX_HEAD_BYTES (2 + 10 * (1 + HT_TRACE_V1_MAX_ARGS) + 10)

/* Texts may be long; batches of Go have 64 KiB, and stacks have to fit into them. */
#define HT_TRACE_V1_MAX_TEXT_BYTES  1000000u
#define HT_TRACE_V1_MAX_STACK_BYTES 65536u

/* An item: a kind, numbers, and what follows them. */
typedef struct
{
  guint kind;      /* HtTraceV1Kind */
  guint64 elapsed; /* ticks since the item before; 0 where the kind has no time */
  guint64 args[HT_TRACE_V1_MAX_ARGS]; /* without the time; those that there are not are 0 */
  gsize body_bytes; /* of a string, a stack or the message of a log, behind the head */
} HtTraceV1Item;

gboolean ht_trace_v1_read_item (HtWireReader *reader, guint minor, HtTraceV1Item *item);

/* Whether the first number of such an item is the time since the item before. */
static inline gboolean
ht_trace_v1_has_time (guint kind)
{
  return kind != HT_TRACE_V1_BATCH && kind != HT_TRACE_V1_FREQUENCY && kind != HT_TRACE_V1_STACK &&
         kind != HT_TRACE_V1_STRING && kind != HT_TRACE_V1_TIMER_GOROUTINE;
}

G_END_DECLS
