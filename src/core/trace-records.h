/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile.h"
#include "record-sink.h"

G_BEGIN_DECLS

/**
 * HT_TRACE_SERIES_PREFIX:
 *
 * What the names of all series begin with that only execution traces have.
 *
 * Those of kind %HT_POINT_EVENT have a point for each thing that happened, at the time when it had
 * ended; the value says how long it took in ns, or how many bytes it was about. So a bucket of
 * them tells how many there were, their sum and the greatest, and where the first one began.
 *
 * - `trace/stw/REASON` (ns): the world was stopped
 * - `trace/mark` (ns): the collector marked
 * - `trace/sweep/P` (ns): processor P swept
 * - `trace/dedicated/P`, `trace/fractional/P`, `trace/idle/P` (ns): processor P ran a worker of the
 *   collector
 * - `trace/assist/FUNCTION` (ns): goroutines that began in FUNCTION had to assist marking
 * - `trace/alloc/FUNCTION` (bytes): they made the heap grow
 *
 * Of kind %HT_POINT_GAUGE are:
 *
 * - `trace/gc_share` (ratio): share of the processors that dedicated and fractional workers and
 *   assists have, 0…1; 1 while the collector stops the world; at each change
 * - `trace/procs_running` (count): processors that threads have, mean of 100 µs; at the beginning
 *   of each 100 µs whose mean is not that of those before and behind
 * - `trace/goroutines/STATE` (count): goroutines `running`, `runnable`, `waiting`, `syscall`; at
 *   the end of each 100 µs in which it changed, and at both ends of the trace
 * - `trace/live/TYPE` (bytes), `trace/live_objects/TYPE` (count), `trace/live_class/SIZE` (bytes):
 *   what is alive by type and by size class (`large` for large objects), with the AllocFree
 *   experiment, at the end of each 10 ms in which it changed
 */
#define HT_TRACE_SERIES_PREFIX "trace/"

/**
 * HT_TRACE_FUNCTION_UNKNOWN:
 *
 * In place of the function in which a goroutine began: nobody knows it, or there was no goroutine.
 */
#define HT_TRACE_FUNCTION_UNKNOWN "?"

/**
 * HT_TRACE_TYPE_UNTYPED:
 *
 * In place of the type of objects that Go makes without one, such as strings.
 */
#define HT_TRACE_TYPE_UNTYPED "(untyped)"

/**
 * HT_TRACE_TYPE_UNKNOWN:
 *
 * In place of a type whose name the trace has lost.
 */
#define HT_TRACE_TYPE_UNKNOWN "?"

/**
 * HT_TRACE_REST:
 *
 * In place of functions, reasons, types and other names that are too many to be told apart.
 */
#define HT_TRACE_REST "…"

/**
 * HtTraceSpanKind:
 * @HT_TRACE_SPAN_STW: the world was stopped; the name is the reason
 * @HT_TRACE_SPAN_ASSIST: a goroutine assisted marking
 * @HT_TRACE_SPAN_REGION: a region of runtime/trace
 * @HT_TRACE_SPAN_TASK: a task of runtime/trace
 * @HT_TRACE_SPAN_LOG: a message of runtime/trace: the name is its category, the text what it says
 *
 * What took the time. The numbers are those of the recording format.
 */
typedef enum
{
  HT_TRACE_SPAN_STW = 1,
  HT_TRACE_SPAN_ASSIST = 2,
  HT_TRACE_SPAN_REGION = 3,
  HT_TRACE_SPAN_TASK = 4,
  HT_TRACE_SPAN_LOG = 5,
} HtTraceSpanKind;

/**
 * HtTraceSpan:
 * @kind: #HtTraceSpanKind
 * @start_ns: its begin, ns since 1970; that of the trace if it began before
 * @end_ns: its end; that of the trace if it went on; @start_ns for a message
 * @cpu_ns: for how much of it the goroutine ran; %HT_UNKNOWN if nobody tells
 * @goroutine: its goroutine; 0 for none
 * @function: in which function that goroutine began, or %HT_TRACE_FUNCTION_UNKNOWN
 * @name: reason, name of the region or task, category; valid UTF-8; "" for none
 * @text: (nullable): the message; valid UTF-8
 * @task: the task that it belongs to, or is; 0 for none
 * @node: where it began: node of the call tree; 0 for unknown
 * @is_cut_before: whether it began before the trace
 * @is_cut_after: whether it went on after the trace
 *
 * Something in a trace that has a beginning and an end and of which one wants to know each.
 */
typedef struct
{
  guint8 kind;
  guint8 is_cut_before;
  guint8 is_cut_after;
  guint32 node;
  gint64 start_ns;
  gint64 end_ns;
  gint64 cpu_ns;
  guint64 goroutine;
  guint64 task;
  const char *function;
  const char *name;
  const char *text;
} HtTraceSpan;

/**
 * HtTraceTimes:
 * @running_ns: it ran
 * @runnable_ns: it waited for a processor
 * @syscall_ns: it was in a system call, or in C
 * @waiting_ns: it waited for something else
 * @assist_ns: it assisted marking (a part of the others: it may wait meanwhile)
 * @allocated_bytes: by how much it made the heap grow, to a span of pages
 * @n_allocations: how many times it did
 *
 * What a goroutine, or several, did with their time, and what they took of the heap.
 */
typedef struct
{
  gint64 running_ns;
  gint64 runnable_ns;
  gint64 syscall_ns;
  gint64 waiting_ns;
  gint64 assist_ns;
  gint64 allocated_bytes;
  gint64 n_allocations;
} HtTraceTimes;

/**
 * HtTraceGoroutineState:
 * @HT_TRACE_GOROUTINE_ENDED: it ended
 * @HT_TRACE_GOROUTINE_RUNNABLE: it waited for a processor
 * @HT_TRACE_GOROUTINE_RUNNING: it ran
 * @HT_TRACE_GOROUTINE_SYSCALL: it was in a system call, or in C
 * @HT_TRACE_GOROUTINE_WAITING: it waited for something else
 *
 * What had become of a goroutine at the end of the trace. The numbers are those of the recording
 * format.
 */
typedef enum
{
  HT_TRACE_GOROUTINE_ENDED = 0,
  HT_TRACE_GOROUTINE_RUNNABLE = 1,
  HT_TRACE_GOROUTINE_RUNNING = 2,
  HT_TRACE_GOROUTINE_SYSCALL = 3,
  HT_TRACE_GOROUTINE_WAITING = 4,
} HtTraceGoroutineState;

/**
 * HtTraceGoroutine:
 * @id: its number; numbers of callbacks from C are used again
 * @parent: the goroutine that created it; 0 if unknown
 * @state: #HtTraceGoroutineState
 * @node: where it stood when it last stopped: node of the call tree; 0 for unknown
 * @creator_node: where it was created; 0 for unknown
 * @created_ns: when it was created, ns since 1970; %HT_UNKNOWN if that was before the trace
 * @ended_ns: when it ended; %HT_UNKNOWN if it did not
 * @since_ns: since when it was in @state
 * @function: in which function it began, or %HT_TRACE_FUNCTION_UNKNOWN
 * @reason: what it waited for; "" if it did not
 * @times: what it did in the trace
 *
 * The life of a goroutine.
 */
typedef struct
{
  guint64 id;
  guint64 parent;
  guint8 state;
  guint32 node;
  guint32 creator_node;
  gint64 created_ns;
  gint64 ended_ns;
  gint64 since_ns;
  const char *function;
  const char *reason;
  HtTraceTimes times;
} HtTraceGoroutine;

/**
 * HtTraceWait:
 * @reason: what was waited for; "" if nobody tells
 * @n: how many times
 * @total_ns: how long in all
 */
typedef struct
{
  const char *reason;
  gint64 n;
  gint64 total_ns;
} HtTraceWait;

/**
 * HtTraceGroup:
 * @function: in which function the goroutines began
 * @n_seen: how many there were
 * @n_created: how many of them were created in the trace
 * @n_ended: how many ended
 * @times: what they did, in all
 * @waits: (array length=n_waits): what they waited for, by reason
 * @n_waits: how many reasons there are
 *
 * All goroutines of a trace that began in one function. Growth of the heap where no goroutine ran
 * is that of %HT_TRACE_FUNCTION_UNKNOWN.
 */
typedef struct
{
  const char *function;
  gint64 n_seen;
  gint64 n_created;
  gint64 n_ended;
  HtTraceTimes times;
  const HtTraceWait *waits;
  guint n_waits;
} HtTraceGroup;

/**
 * HtTraceHeap:
 * @n: how many times the trace says how large the heap is
 * @first_bytes: what it says first
 * @last_bytes: what it says last
 * @max_bytes: the greatest
 * @goal_max_bytes: the greatest goal
 *
 * The heap, in sum over all that a trace says of it. The series have one value for a time, so they
 * can be short of a few. All but @n may be %HT_UNKNOWN.
 */
typedef struct
{
  gint64 n;
  gint64 first_bytes;
  gint64 last_bytes;
  gint64 max_bytes;
  gint64 goal_max_bytes;
} HtTraceHeap;

/**
 * HtTraceFacts:
 * @minor: number of the header: "go 1.22 trace" has 22
 * @has_own_clock: whether the trace itself says when it was
 * @is_whole: whether nothing is missing
 * @start_ns: begin of the trace, ns since 1970
 * @end_ns: its last event
 * @n_bytes: its size
 * @n_events: how many events were read
 * @n_misfits: how many of them do not fit what came before
 * @n_lost_bytes: how much of it could not be read
 * @n_goroutines: how many goroutines there were
 * @n_unattributed_bytes: growth of the heap where no goroutine ran; that is part of the group
 *   %HT_TRACE_FUNCTION_UNKNOWN as well
 * @heap: the heap in sum
 *
 * What is said of a trace as a whole.
 */
typedef struct
{
  guint minor;
  gboolean has_own_clock;
  gboolean is_whole;
  gint64 start_ns;
  gint64 end_ns;
  gint64 n_bytes;
  gint64 n_events;
  gint64 n_misfits;
  gint64 n_lost_bytes;
  gint64 n_goroutines;
  gint64 n_unattributed_bytes;
  HtTraceHeap heap;
} HtTraceFacts;

/**
 * HtTraceRecordSink:
 * @records: takes points, collections, properties and warnings
 * @span: takes a pause, an assist, a region, a task or a message, in order of their ends
 * @goroutine: takes a goroutine when it has ended, or the trace
 * @group: takes goroutines by function, at the end
 * @profile: takes a profile that was made of the trace, at the end
 * @user_data: handed to @span, @goroutine, @group and @profile
 *
 * Where what is found in an execution trace goes. Everything is borrowed for the call; nodes are
 * those of the catalog that the reader was given. Each callback may be %NULL.
 */
typedef struct
{
  HtRecordSink records;
  void (*span) (const HtTraceSpan *span, gpointer user_data);
  void (*goroutine) (const HtTraceGoroutine *goroutine, gpointer user_data);
  void (*group) (const HtTraceGroup *group, gpointer user_data);
  void (*profile) (const HtProfile *profile, gpointer user_data);
  gpointer user_data;
} HtTraceRecordSink;

G_END_DECLS
