/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-v2-block.h"
#include "trace-v2-generation.h"
#include "work-crew.h"

G_BEGIN_DECLS

/*
 * Walks over the events of one thread in a generation. A crew decodes the next block of them while
 * the events of this one are used.
 */
typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  const HtTraceV2Generation *generation;
  HtWorkCrew *crew;

  /* Owned */
  HtTraceV2Block block;
  HtTraceV2Block next; /* @job fills it from @place, and nobody else looks at either then */
  HtWorkJob job;

  HtTraceV2Place place; /* behind the blocks */
  gboolean is_ahead;    /* the crew has the job */
  guint minor;
  gsize block_bytes;
  guint32 batch; /* that of @place */
  guint64 n_bytes_done;

  /* What HtTraceV2Order calls the thread. */
  guint32 thread;
  guint64 m;

  /* The event at hand. */
  guint64 ticks; /* before the first event no later than it */
  guint64 offset;
  guint64 args[HT_TRACE_MAX_ARGS]; /* 0 for those that it has not */
  guint32 head;                    /* see HT_TRACE_V2_HEAD_KIND() */
  guint8 kind;
  gboolean has_event;
  const guint32 *after; /* what follows it in @block */
  const guint32 *end;

  /* Why the thread ends early: where, and how many bytes of it are lost. */
  const char *problem;
  guint64 problem_offset;
  guint64 n_bytes_lost;
} HtTraceV2Cursor;

void ht_trace_v2_cursor_init (HtTraceV2Cursor *cursor,
                              const HtTraceInput *input,
                              const HtTraceV2Generation *generation,
                              const HtTraceV2Thread *thread,
                              guint minor,
                              HtWorkCrew *crew,
                              gsize block_bytes);
void ht_trace_v2_cursor_clear (HtTraceV2Cursor *cursor);
gboolean ht_trace_v2_cursor_next_block (HtTraceV2Cursor *cursor, GError **error);

extern const guint64 ht_trace_v2_wanted_args[HT_TRACE_MAX_ARGS + 1][HT_TRACE_MAX_ARGS];

/* The event that begins at @after is at hand. Arguments are read without a branch for each, which
 * would be guessed wrong half of the time: blocks have room behind their end. */
static inline void
ht_trace_v2_cursor_take (HtTraceV2Cursor *cursor)
{
  const guint32 *words = cursor->after;
  guint32 head = words[1];
  guint n_args = HT_TRACE_V2_HEAD_N_ARGS (head);
  const guint64 *wanted = ht_trace_v2_wanted_args[n_args];

  cursor->ticks += words[0];
  cursor->offset += HT_TRACE_V2_HEAD_BYTES (cursor->head);
  cursor->head = head;
  cursor->kind = HT_TRACE_V2_HEAD_KIND (head);
  words += HT_TRACE_V2_HEAD_WORDS;
  if (G_LIKELY (!HT_TRACE_V2_HEAD_IS_WIDE (head)))
    {
      for (guint i = 0; i < HT_TRACE_MAX_ARGS; i++)
        cursor->args[i] = words[i] & wanted[i];
      cursor->after = words + n_args;
      return;
    }
  cursor->ticks += (guint64) *words++ << 32;
  memset (cursor->args, 0, sizeof cursor->args);
  memcpy (cursor->args, words, n_args * sizeof *cursor->args);
  cursor->after = words + 2 * n_args;
}

/**
 * ht_trace_v2_cursor_next:
 * @cursor: the cursor
 * @error: return location
 *
 * Goes to the next event. There is none if has_event is %FALSE afterwards: at the end of the
 * thread's events, and where they break off, which problem tells.
 *
 * Returns: %FALSE if the input could not be read
 */
static inline gboolean
ht_trace_v2_cursor_next (HtTraceV2Cursor *cursor, GError **error)
{
  if (G_UNLIKELY (cursor->after == cursor->end))
    return ht_trace_v2_cursor_next_block (cursor, error);
  ht_trace_v2_cursor_take (cursor);
  return TRUE;
}

G_END_DECLS
