/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-event.h"
#include "trace-v1-index.h"
#include "trace-v1-wire.h"

G_BEGIN_DECLS

/* An event as it is in the file. */
typedef struct
{
  guint kind; /* HtTraceV1Kind; 0 for none */
  guint64 ticks;
  guint64 offset;
  guint64 message; /* id of the message of a log */
  guint64 args[HT_TRACE_V1_MAX_ARGS];
} HtTraceV1Event;

/*
 * Walks over the events of one processor, and knows what it does.
 */
typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  const HtTraceV1Index *index;

  /* Owned */
  guint8 *window; /* %NULL before the first event and behind the last one */

  gsize window_bytes;
  HtWireReader reader; /* in the window */
  guint64 window_offset;
  guint64 rest_bytes; /* of the run, behind the window */
  guint64 ticks;      /* of the last event that was read */
  guint64 n_bytes_read;
  guint32 run;
  guint minor;

  /* The event at hand and the one behind it: what a system call is, only the latter tells. */
  HtTraceV1Event events[2];
  guint current;

  /* Why the events end early: where, and how many bytes of them are lost. */
  const char *problem;
  guint64 problem_offset;
  guint64 n_bytes_lost;

  /* The processor, what runs on it, and what it does. */
  guint64 p;
  guint64 m;
  guint64 g;
  HtTraceProcState state;
} HtTraceV1Cursor;

#define HT_TRACE_V1_MIN_WINDOW_BYTES 128

void ht_trace_v1_cursor_init (HtTraceV1Cursor *cursor,
                              const HtTraceInput *input,
                              const HtTraceV1Index *index,
                              const HtTraceV1Proc *proc,
                              guint minor,
                              gsize window_bytes);
void ht_trace_v1_cursor_clear (HtTraceV1Cursor *cursor);
gboolean ht_trace_v1_cursor_next (HtTraceV1Cursor *cursor, GError **error);

static inline const HtTraceV1Event *
ht_trace_v1_cursor_event (const HtTraceV1Cursor *cursor)
{
  return &cursor->events[cursor->current];
}

/* The one behind the event at hand. */
static inline const HtTraceV1Event *
ht_trace_v1_cursor_following (const HtTraceV1Cursor *cursor)
{
  return &cursor->events[1 - cursor->current];
}

G_END_DECLS
