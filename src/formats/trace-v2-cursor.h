/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-v2-generation.h"

G_BEGIN_DECLS

/*
 * Walks over the events of one thread in a generation.
 */
typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  const HtTraceV2Generation *generation;

  /* Owned */
  guint8 *window; /* %NULL before the first event and behind the last one */

  gsize window_bytes;
  const guint8 *at;
  const guint8 *end;
  guint minor;
  guint32 batch;      /* the current one, or the one to begin with */
  guint32 rest_bytes; /* of the batch, behind the window */
  guint64 window_offset;
  guint64 n_bytes_read;

  /* What HtTraceV2Order calls the thread. */
  guint32 thread;
  guint64 m;

  /* The event at hand. */
  guint64 ticks; /* before the first event no later than it */
  guint64 offset;
  guint kind;
  gboolean has_event;
  guint64 args[HT_TRACE_MAX_ARGS];

  /* Why the thread ends early: where, and how many bytes of it are lost. */
  const char *problem;
  guint64 problem_offset;
  guint64 n_bytes_lost;
} HtTraceV2Cursor;

#define HT_TRACE_V2_MIN_WINDOW_BYTES 64

void ht_trace_v2_cursor_init (HtTraceV2Cursor *cursor,
                              const HtTraceInput *input,
                              const HtTraceV2Generation *generation,
                              const HtTraceV2Thread *thread,
                              guint minor,
                              gsize window_bytes);
void ht_trace_v2_cursor_clear (HtTraceV2Cursor *cursor);
gboolean ht_trace_v2_cursor_next (HtTraceV2Cursor *cursor, GError **error);

G_END_DECLS
