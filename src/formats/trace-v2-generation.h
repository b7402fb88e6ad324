/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "decode-warnings.h"
#include "trace-event.h"
#include "trace-id-map.h"
#include "trace-input.h"

G_BEGIN_DECLS

/*
 * A generation of a trace of wire format v2: where its events are and what its ids mean. Events
 * stay in the file: what is kept of them is an index of their batches.
 */

#define HT_TRACE_V2_NO_BATCH G_MAXUINT32

/* Events of one thread in a row. */
typedef struct
{
  guint64 offset; /* of the data */
  guint64 ticks;  /* what the times of its events count from */
  guint32 size;
  guint32 next; /* of the same thread, or HT_TRACE_V2_NO_BATCH */
} HtTraceV2Batch;

/* The batches of a thread; in a map, found by its number. */
typedef struct
{
  guint64 m;
  guint32 first;
  guint32 last;
} HtTraceV2Thread;

typedef struct
{
  guint64 ticks;
  guint64 m;
  guint64 p;
  guint64 g;
  guint64 stack;
  guint64 offset;
} HtTraceV2Sample;

typedef struct
{
  /* Owned */
  HtTraceTables *tables;
  GArray *batches; /* of HtTraceV2Batch */
  GArray *samples; /* of HtTraceV2Sample, in order of time */
  HtTraceIdMap threads;

  guint64 number;
  guint64 offset;
  guint64 frequency_hz; /* 0 where the trace lost it */
  guint64 min_ticks;
  gboolean is_whole; /* it has its end */

  /* Of tables; the index knows nothing of damage within events. */
  gboolean is_damaged;
  guint64 n_bytes_lost;

  /* What the wall clock said at a time of the trace's clock. */
  gboolean has_snapshot;
  guint64 snapshot_ticks;
  guint64 snapshot_unix_s;
  guint64 snapshot_ns;

  /* Only in the first generation. */
  gboolean has_layout;
  HtTraceHeapLayout layout;
} HtTraceV2Generation;

HtTraceV2Generation *ht_trace_v2_generation_new (void);
gsize ht_trace_v2_generation_get_n_bytes (const HtTraceV2Generation *generation);
void ht_trace_v2_generation_free (HtTraceV2Generation *generation);
gboolean ht_trace_v2_generation_add_batch (HtTraceV2Generation *generation,
                                           guint64 m,
                                           const HtTraceV2Batch *batch);
void ht_trace_v2_generation_add_data (HtTraceV2Generation *generation,
                                      const guint8 *data,
                                      gsize size,
                                      guint64 ticks,
                                      guint64 offset,
                                      HtDecodeWarnings *warnings);
void ht_trace_v2_generation_add_experiment (HtTraceV2Generation *generation,
                                            const guint8 *data,
                                            gsize size,
                                            guint64 offset,
                                            HtDecodeWarnings *warnings);

/* What the wall clock said, in ns since 1970; only if there is a snapshot. */
static inline gint64
ht_trace_v2_generation_get_wall (const HtTraceV2Generation *generation)
{
  return (gint64) (generation->snapshot_unix_s * 1000000000 + generation->snapshot_ns);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceV2Generation, ht_trace_v2_generation_free)

G_END_DECLS
