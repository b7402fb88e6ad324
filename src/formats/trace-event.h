/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-tables.h"

G_BEGIN_DECLS

/**
 * HT_TRACE_NONE:
 *
 * In place of a thread, processor or goroutine: there is none, or nobody knows.
 */
#define HT_TRACE_NONE G_MAXUINT64

/**
 * HT_TRACE_MAX_ARGS:
 *
 * Most arguments that an event has beside its time.
 */
#define HT_TRACE_MAX_ARGS 4

/**
 * HtTraceKind:
 * @HT_TRACE_CPU_SAMPLE: a sample of the CPU profile; no arguments
 * @HT_TRACE_PROCS_CHANGE: GOMAXPROCS is: number, stack
 * @HT_TRACE_PROC_START: a processor starts: p, sequence
 * @HT_TRACE_PROC_STOP: the processor of the thread stops
 * @HT_TRACE_PROC_STEAL: a processor is taken from a thread in a system call: p, sequence, m
 * @HT_TRACE_PROC_STATUS: what a processor does: p, #HtTraceProcState
 * @HT_TRACE_GO_CREATE: a goroutine is made: g, its stack, stack of the creator
 * @HT_TRACE_GO_CREATE_SYSCALL: a thread of C calls into Go: g
 * @HT_TRACE_GO_START: a goroutine runs: g, sequence
 * @HT_TRACE_GO_DESTROY: the goroutine ends
 * @HT_TRACE_GO_DESTROY_SYSCALL: the goroutine returns to its thread of C
 * @HT_TRACE_GO_STOP: the goroutine stops running and could go on: reason, stack
 * @HT_TRACE_GO_BLOCK: the goroutine begins to wait: reason, stack
 * @HT_TRACE_GO_UNBLOCK: a goroutine need not wait any more: g, sequence, stack of who says so
 * @HT_TRACE_GO_SYSCALL_BEGIN: a system call begins: sequence of the processor, stack
 * @HT_TRACE_GO_SYSCALL_END: it ends
 * @HT_TRACE_GO_SYSCALL_END_BLOCKED: it ends, and its processor is gone
 * @HT_TRACE_GO_STATUS: what a goroutine does: g, m, #HtTraceGoState
 * @HT_TRACE_STW_BEGIN: the world is being stopped: reason, stack
 * @HT_TRACE_STW_END: the world goes on
 * @HT_TRACE_GC_ACTIVE: marking goes on since before: sequence
 * @HT_TRACE_GC_BEGIN: a collection begins: sequence, stack
 * @HT_TRACE_GC_END: marking has ended: sequence
 * @HT_TRACE_SWEEP_ACTIVE: a processor sweeps since before: p
 * @HT_TRACE_SWEEP_BEGIN: the processor begins to sweep: stack
 * @HT_TRACE_SWEEP_END: it has: bytes swept, bytes reclaimed
 * @HT_TRACE_ASSIST_ACTIVE: a goroutine assists since before: g
 * @HT_TRACE_ASSIST_BEGIN: the goroutine begins to assist marking: stack
 * @HT_TRACE_ASSIST_END: it has
 * @HT_TRACE_HEAP_ALLOC: bytes of the heap in use: bytes
 * @HT_TRACE_HEAP_GOAL: where the next collection is to end: bytes; 0 for collector off
 * @HT_TRACE_GO_LABEL: what kind of worker of the collector the goroutine is: label
 * @HT_TRACE_TASK_BEGIN: task, task that it is part of or 0, name, stack
 * @HT_TRACE_TASK_END: task, stack
 * @HT_TRACE_REGION_BEGIN: task, name, stack
 * @HT_TRACE_REGION_END: task, name, stack
 * @HT_TRACE_LOG: task, key, value, stack
 * @HT_TRACE_GO_SWITCH: the goroutine hands over to another one and waits: g, sequence
 * @HT_TRACE_GO_SWITCH_DESTROY: it hands over and ends: g, sequence
 * @HT_TRACE_GO_CREATE_BLOCKED: as a goroutine is made, but it waits at first
 * @HT_TRACE_GO_STATUS_STACK: what a goroutine does: g, m, #HtTraceGoState, stack of g itself
 * @HT_TRACE_SPAN: there is a span: id, pages, kind and class
 * @HT_TRACE_SPAN_ALLOC: a span is taken: id, pages, kind and class
 * @HT_TRACE_SPAN_FREE: a span is given back: id
 * @HT_TRACE_OBJECT: there is an object: id, type
 * @HT_TRACE_OBJECT_ALLOC: an object is made: id, type
 * @HT_TRACE_OBJECT_FREE: an object was swept: id
 * @HT_TRACE_STACK: there is the stack of a goroutine: id, order
 * @HT_TRACE_STACK_ALLOC: a stack is taken: id, order
 * @HT_TRACE_STACK_FREE: a stack is given back: id
 * @HT_TRACE_N_KINDS: bound of the kinds
 *
 * What happened, and which arguments tell of it; reasons, labels, names, keys and values are ids of
 * strings. The numbers are those of wire format v2.
 */
typedef enum
{
  HT_TRACE_CPU_SAMPLE = 7,
  HT_TRACE_PROCS_CHANGE = 9,
  HT_TRACE_PROC_START,
  HT_TRACE_PROC_STOP,
  HT_TRACE_PROC_STEAL,
  HT_TRACE_PROC_STATUS,
  HT_TRACE_GO_CREATE,
  HT_TRACE_GO_CREATE_SYSCALL,
  HT_TRACE_GO_START,
  HT_TRACE_GO_DESTROY,
  HT_TRACE_GO_DESTROY_SYSCALL,
  HT_TRACE_GO_STOP,
  HT_TRACE_GO_BLOCK,
  HT_TRACE_GO_UNBLOCK,
  HT_TRACE_GO_SYSCALL_BEGIN,
  HT_TRACE_GO_SYSCALL_END,
  HT_TRACE_GO_SYSCALL_END_BLOCKED,
  HT_TRACE_GO_STATUS,
  HT_TRACE_STW_BEGIN,
  HT_TRACE_STW_END,
  HT_TRACE_GC_ACTIVE,
  HT_TRACE_GC_BEGIN,
  HT_TRACE_GC_END,
  HT_TRACE_SWEEP_ACTIVE,
  HT_TRACE_SWEEP_BEGIN,
  HT_TRACE_SWEEP_END,
  HT_TRACE_ASSIST_ACTIVE,
  HT_TRACE_ASSIST_BEGIN,
  HT_TRACE_ASSIST_END,
  HT_TRACE_HEAP_ALLOC,
  HT_TRACE_HEAP_GOAL,
  HT_TRACE_GO_LABEL,
  HT_TRACE_TASK_BEGIN,
  HT_TRACE_TASK_END,
  HT_TRACE_REGION_BEGIN,
  HT_TRACE_REGION_END,
  HT_TRACE_LOG,
  HT_TRACE_GO_SWITCH,
  HT_TRACE_GO_SWITCH_DESTROY,
  HT_TRACE_GO_CREATE_BLOCKED,
  HT_TRACE_GO_STATUS_STACK,
  HT_TRACE_SPAN = 128,
  HT_TRACE_SPAN_ALLOC,
  HT_TRACE_SPAN_FREE,
  HT_TRACE_OBJECT,
  HT_TRACE_OBJECT_ALLOC,
  HT_TRACE_OBJECT_FREE,
  HT_TRACE_STACK,
  HT_TRACE_STACK_ALLOC,
  HT_TRACE_STACK_FREE,
  HT_TRACE_N_KINDS,
} HtTraceKind;

/**
 * HtTraceGoState:
 * @HT_TRACE_GO_UNKNOWN: nothing was said of it yet
 * @HT_TRACE_GO_RUNNABLE: it waits for a processor
 * @HT_TRACE_GO_RUNNING: it runs
 * @HT_TRACE_GO_SYSCALL: it is in a system call, or in C
 * @HT_TRACE_GO_WAITING: it waits for something else
 * @HT_TRACE_GO_NOT_EXIST: it does not exist, not yet or not any more
 *
 * What a goroutine does.
 */
typedef enum
{
  HT_TRACE_GO_UNKNOWN,
  HT_TRACE_GO_RUNNABLE,
  HT_TRACE_GO_RUNNING,
  HT_TRACE_GO_SYSCALL,
  HT_TRACE_GO_WAITING,
  HT_TRACE_GO_NOT_EXIST,
} HtTraceGoState;

/**
 * HtTraceProcState:
 * @HT_TRACE_PROC_UNKNOWN: nothing was said of it yet
 * @HT_TRACE_PROC_RUNNING: a thread has it
 * @HT_TRACE_PROC_IDLE: no thread has it
 * @HT_TRACE_PROC_SYSCALL: its thread is in a system call and could lose it
 * @HT_TRACE_PROC_ABANDONED: its thread went away in a system call: as good as idle
 *
 * What a processor does.
 */
typedef enum
{
  HT_TRACE_PROC_UNKNOWN,
  HT_TRACE_PROC_RUNNING,
  HT_TRACE_PROC_IDLE,
  HT_TRACE_PROC_SYSCALL,
  HT_TRACE_PROC_ABANDONED,
} HtTraceProcState;

/**
 * HtTraceSubject:
 * @HT_TRACE_GOROUTINE: a goroutine
 * @HT_TRACE_PROCESSOR: a processor
 *
 * Whose state changes.
 */
typedef enum
{
  HT_TRACE_GOROUTINE,
  HT_TRACE_PROCESSOR,
} HtTraceSubject;

/**
 * HtTraceChange:
 * @subject: what changes
 * @id: its number
 * @from: #HtTraceGoState or #HtTraceProcState before
 * @to: the same afterwards; equal to @from where a status is only repeated
 *
 * What an event does to a goroutine or a processor.
 */
typedef struct
{
  HtTraceSubject subject;
  guint64 id;
  guint from;
  guint to;
} HtTraceChange;

/**
 * HtTraceEvent:
 * @kind: what happened
 * @time_ns: ns since the beginning of the trace; never less than that of the event before
 * @m: the thread on which it happened, or %HT_TRACE_NONE
 * @p: the processor that the thread had just before, or %HT_TRACE_NONE
 * @g: the goroutine that the thread ran just before, or %HT_TRACE_NONE
 * @text: id of the reason, label, name or key; 0 if the kind has none
 * @stack: id of the stack; 0 if there is none
 * @args: what #HtTraceKind lists, in that order
 * @n_changes: how many of @changes there are
 * @changes: whose state it changes and how
 * @offset: byte offset in the file
 *
 * One event. Ids of strings and stacks are those of the tables of the event's generation.
 */
typedef struct
{
  HtTraceKind kind;
  gint64 time_ns;
  guint64 m;
  guint64 p;
  guint64 g;
  guint64 text;
  guint64 stack;
  guint64 args[HT_TRACE_MAX_ARGS];
  guint n_changes;
  HtTraceChange changes[2];
  guint64 offset;
} HtTraceEvent;

/**
 * HtTraceGeneration:
 * @number: its number in the file, from 1 if the trace has its beginning
 * @tables: what its ids mean; valid while its events come
 * @layout: (nullable): how ids of the AllocFree experiment become addresses
 * @frequency_hz: ticks of the trace's clock per second
 * @start_ns: earliest time in it, in ns since the beginning of the trace
 * @wall_origin_unix_ns: the trace's beginning in ns since 1970; %HT_UNKNOWN before Go 1.25
 * @is_whole: whether it has its end
 *
 * A part of the trace, about a second, with tables of its own; before Go 1.22 all of it.
 */
typedef struct
{
  guint64 number;
  const HtTraceTables *tables;
  const HtTraceHeapLayout *layout;
  guint64 frequency_hz;
  gint64 start_ns;
  gint64 wall_origin_unix_ns;
  gboolean is_whole;
} HtTraceGeneration;

/**
 * HtTraceSink:
 * @generation: takes a part of the trace, before its events
 * @event: takes an event; in the order of cause and effect
 * @warning: takes what could not be read; @offset is the byte offset in the file
 * @user_data: handed to each
 * @generation_end: told behind the last event of a part, also where the reading fails in it: its
 *   tables go
 *
 * Where readers of traces put what they find. Everything is borrowed for the call. Each callback
 * may be %NULL.
 */
typedef struct
{
  void (*generation) (const HtTraceGeneration *generation, gpointer user_data);
  void (*event) (const HtTraceEvent *event, gpointer user_data);
  void (*warning) (guint64 offset, const char *message, gpointer user_data);
  gpointer user_data;
  void (*generation_end) (gpointer user_data);
} HtTraceSink;

/**
 * HtTraceSpec:
 * @name: what Go calls the event
 * @since: minor number of the header since which there is such an event
 * @n_args: how many arguments follow the time
 * @text: index of the argument that is #HtTraceEvent.text, or -1
 * @stack: index of the argument that is #HtTraceEvent.stack, or -1
 *
 * How an event of wire format v2 is written.
 */
typedef struct
{
  const char *name;
  guint8 since;
  guint8 n_args;
  gint8 text;
  gint8 stack;
} HtTraceSpec;

const HtTraceSpec *ht_trace_spec (guint kind);

G_END_DECLS
