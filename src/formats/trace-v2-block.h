/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-event.h"
#include "trace-input.h"

G_BEGIN_DECLS

/* Where the events of a thread go on: in which rest of a batch, and what its next event's time
 * counts from. */
typedef struct
{
  guint64 offset;
  guint64 ticks;
  guint32 n_bytes;
} HtTraceV2Place;

/*
 * Some events of one thread in a row, decoded: to be passed over without another look at a byte,
 * and small, since another thread's memory is slow.
 *
 * An event is a row of words: how many ticks after the one before it, its head, and its arguments.
 * If one of these numbers needs it, the event is wide: the upper half of the ticks follows the
 * head, and each argument has two words.
 */
typedef struct
{
  /* Owned */
  guint32 *words;
  guint8 *bytes;
  GError *error; /* why they could not be read */

  gsize n_words;
  guint64 ticks;  /* what the time of the first event counts from */
  guint64 offset; /* of the first event */
  guint32 n_allocated_bytes;
  guint32 n_bytes; /* that the events took */

  /* What is wrong with the event behind them. */
  const char *problem;
} HtTraceV2Block;

/* All of an event in one place; what is left of them begins with a time. */
#define HT_TRACE_V2_MAX_EVENT_BYTES (1 + 10 * (1 + HT_TRACE_MAX_ARGS))

/* Words of an event before its arguments, unless it is wide. */
#define HT_TRACE_V2_HEAD_WORDS 2

/* The head of an event, from the lowest bits to the highest: kind, bytes that it took, number of
 * arguments, one more than the index of text and stack, and whether it is wide. */
#define HT_TRACE_V2_HEAD_KIND(head)    ((head) &0xff)
#define HT_TRACE_V2_HEAD_BYTES(head)   (((head) >> 8) & 0x3f)
#define HT_TRACE_V2_HEAD_N_ARGS(head)  (((head) >> 14) & 7)
#define HT_TRACE_V2_HEAD_TEXT(head)    (((head) >> 17) & 7)
#define HT_TRACE_V2_HEAD_STACK(head)   (((head) >> 20) & 7)
#define HT_TRACE_V2_HEAD_IS_WIDE(head) ((head) >> 23)

void ht_trace_v2_block_clear (HtTraceV2Block *block);
void ht_trace_v2_block_fill (HtTraceV2Block *block,
                             const HtTraceInput *input,
                             guint minor,
                             gsize max_bytes,
                             HtTraceV2Place *place);

G_END_DECLS
