/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v1-wire.h"

/* How the numbers of an item are written: three at most one after the other, more with their length
 * in bytes before them. */
#define MANY_NUMBERS 3

typedef struct
{
  guint8 since;  /* minor number of the header; 0 where there is no such kind */
  guint8 n_args; /* beside the time */
} Spec;

static const Spec specs[HT_TRACE_V1_N_KINDS] = {
  [HT_TRACE_V1_BATCH] = { 5, 2 },
  [HT_TRACE_V1_FREQUENCY] = { 5, 1 },
  [HT_TRACE_V1_STACK] = { 5, 0 },
  [HT_TRACE_V1_GOMAXPROCS] = { 5, 2 },
  [HT_TRACE_V1_PROC_START] = { 5, 1 },
  [HT_TRACE_V1_PROC_STOP] = { 5, 0 },
  [HT_TRACE_V1_GC_START] = { 5, 2 },
  [HT_TRACE_V1_GC_DONE] = { 5, 0 },
  [HT_TRACE_V1_STW_START] = { 5, 1 },
  [HT_TRACE_V1_STW_DONE] = { 5, 0 },
  [HT_TRACE_V1_SWEEP_START] = { 5, 1 },
  [HT_TRACE_V1_SWEEP_DONE] = { 5, 2 },
  [HT_TRACE_V1_GO_CREATE] = { 5, 3 },
  [HT_TRACE_V1_GO_START] = { 5, 2 },
  [HT_TRACE_V1_GO_END] = { 5, 0 },
  [HT_TRACE_V1_GO_STOP] = { 5, 1 },
  [HT_TRACE_V1_GO_SCHED] = { 5, 1 },
  [HT_TRACE_V1_GO_PREEMPT] = { 5, 1 },
  [HT_TRACE_V1_GO_SLEEP] = { 5, 1 },
  [HT_TRACE_V1_GO_BLOCK] = { 5, 1 },
  [HT_TRACE_V1_GO_UNBLOCK] = { 5, 3 },
  [HT_TRACE_V1_GO_BLOCK_SEND] = { 5, 1 },
  [HT_TRACE_V1_GO_BLOCK_RECV] = { 5, 1 },
  [HT_TRACE_V1_GO_BLOCK_SELECT] = { 5, 1 },
  [HT_TRACE_V1_GO_BLOCK_SYNC] = { 5, 1 },
  [HT_TRACE_V1_GO_BLOCK_COND] = { 5, 1 },
  [HT_TRACE_V1_GO_BLOCK_NET] = { 5, 1 },
  [HT_TRACE_V1_GO_SYSCALL] = { 5, 1 },
  [HT_TRACE_V1_GO_SYS_EXIT] = { 5, 3 },
  [HT_TRACE_V1_GO_SYS_BLOCK] = { 5, 0 },
  [HT_TRACE_V1_GO_WAITING] = { 5, 1 },
  [HT_TRACE_V1_GO_IN_SYSCALL] = { 5, 1 },
  [HT_TRACE_V1_HEAP_ALLOC] = { 5, 1 },
  [HT_TRACE_V1_HEAP_GOAL] = { 5, 1 },
  [HT_TRACE_V1_TIMER_GOROUTINE] = { 5, 1 },
  [HT_TRACE_V1_FUTILE_WAKEUP] = { 5, 0 },
  [HT_TRACE_V1_STRING] = { 7, 1 },
  [HT_TRACE_V1_GO_START_LOCAL] = { 7, 1 },
  [HT_TRACE_V1_GO_UNBLOCK_LOCAL] = { 7, 2 },
  [HT_TRACE_V1_GO_SYS_EXIT_LOCAL] = { 7, 2 },
  [HT_TRACE_V1_GO_START_LABEL] = { 8, 3 },
  [HT_TRACE_V1_GO_BLOCK_GC] = { 8, 1 },
  [HT_TRACE_V1_ASSIST_START] = { 9, 1 },
  [HT_TRACE_V1_ASSIST_DONE] = { 9, 0 },
  [HT_TRACE_V1_TASK_CREATE] = { 11, 4 },
  [HT_TRACE_V1_TASK_END] = { 11, 2 },
  [HT_TRACE_V1_REGION] = { 11, 4 },
  [HT_TRACE_V1_LOG] = { 11, 3 },
  [HT_TRACE_V1_CPU_SAMPLE] = { 19, 4 },
};

static guint
count_args (guint kind, guint minor)
{
  if ((kind == HT_TRACE_V1_STW_START && minor < 10) ||
      (kind == HT_TRACE_V1_SWEEP_DONE && minor < 9))
    return 0;
  return specs[kind].n_args;
}

static gboolean
read_number (HtWireReader *reader, guint64 *value)
{
  return ht_wire_read_short_varint (reader, value) || ht_trace_read_number (reader, value);
}

static gboolean
read_length (HtWireReader *reader, guint64 max_bytes, const char *problem, gsize *n_bytes)
{
  guint64 value;

  if (!read_number (reader, &value))
    return FALSE;
  if (value > max_bytes)
    return ht_wire_reader_fail (reader, problem, FALSE);
  *n_bytes = (gsize) value;
  return TRUE;
}

static gboolean
read_numbers (HtWireReader *reader, HtTraceV1Item *item, guint n_args)
{
  if (ht_trace_v1_has_time (item->kind) && !read_number (reader, &item->elapsed))
    return FALSE;
  for (guint i = 0; i < n_args; i++)
    if (!read_number (reader, &item->args[i]))
      return FALSE;
  return TRUE;
}

/* Numbers that have their length before them. */
static gboolean
read_many_numbers (HtWireReader *reader, HtTraceV1Item *item, guint n_args)
{
  HtWireReader numbers;
  gsize n_bytes;

  if (!read_length (reader, 10 * (1 + HT_TRACE_V1_MAX_ARGS), "an event is too long", &n_bytes))
    return FALSE;
  ht_wire_reader_init (&numbers, reader->at, reader->at + n_bytes);
  if (!ht_wire_skip_bytes (reader, n_bytes))
    return FALSE;
  if (!read_numbers (&numbers, item, n_args))
    return ht_wire_reader_fail (reader, numbers.problem, FALSE);
  return numbers.at == numbers.end ||
         ht_wire_reader_fail (reader, "an event has too many numbers", FALSE);
}

static gboolean
read_string (HtWireReader *reader, HtTraceV1Item *item)
{
  if (!read_number (reader, &item->args[0]) ||
      !read_length (reader, HT_TRACE_V1_MAX_TEXT_BYTES, "a string is too long", &item->body_bytes))
    return FALSE;
  if (item->args[0] == 0 || item->args[0] > G_MAXUINT32)
    return ht_wire_reader_fail (reader, "a string has an impossible id", FALSE);
  return item->body_bytes > 0 || ht_wire_reader_fail (reader, "a string is empty", FALSE);
}

static gboolean
read_event (HtWireReader *reader, guint minor, guint form, HtTraceV1Item *item)
{
  guint n_args = count_args (item->kind, minor);
  guint n_numbers = n_args + (ht_trace_v1_has_time (item->kind) ? 1 : 0);

  if (form == MANY_NUMBERS)
    {
      if (!read_many_numbers (reader, item, n_args))
        return FALSE;
    }
  else if (form + 1 != n_numbers)
    return ht_wire_reader_fail (reader, "an event has the wrong number of arguments", FALSE);
  else if (!read_numbers (reader, item, n_args))
    return FALSE;
  return item->kind != HT_TRACE_V1_LOG || read_length (reader, HT_TRACE_V1_MAX_TEXT_BYTES,
                                                       "a message is too long", &item->body_bytes);
}

/**
 * ht_trace_v1_read_item:
 * @reader: stands before an item
 * @minor: number of the header
 * @item: (out caller-allocates): the item
 *
 * Reads an item but its body, which comes next.
 *
 * The number of arguments is checked: where bytes are lost, most items have a wrong one.
 *
 * Returns: %FALSE if it is broken or cut off, which the reader's problem tells
 */
gboolean
ht_trace_v1_read_item (HtWireReader *reader, guint minor, HtTraceV1Item *item)
{
  guint form;

  *item = (HtTraceV1Item){ .kind = 0 };
  if (reader->at == reader->end)
    return ht_wire_reader_fail (reader, "an event is cut off", TRUE);
  item->kind = *reader->at & 0x3f;
  form = *reader->at++ >> 6;
  if (item->kind >= HT_TRACE_V1_N_KINDS || specs[item->kind].since == 0 ||
      specs[item->kind].since > minor)
    return ht_wire_reader_fail (reader, "an event is of an unknown kind", FALSE);
  if (item->kind == HT_TRACE_V1_STRING)
    return read_string (reader, item);
  if (item->kind != HT_TRACE_V1_STACK)
    return read_event (reader, minor, form, item);
  if (form != MANY_NUMBERS)
    return ht_wire_reader_fail (reader, "a stack has no length", FALSE);
  return read_length (reader, HT_TRACE_V1_MAX_STACK_BYTES, "a stack is too long",
                      &item->body_bytes);
}
