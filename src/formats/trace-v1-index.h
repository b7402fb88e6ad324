/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-id-map.h"
#include "trace-tables.h"

G_BEGIN_DECLS

/*
 * Where in a trace of wire format v1 the events of each processor are, and what its ids mean.
 * Events stay in the file.
 */

#define HT_TRACE_V1_NO_RUN G_MAXUINT32

/* Events of one processor in a row, without anything else between them. */
typedef struct
{
  guint64 offset;
  guint64 size;
  guint64 ticks; /* what the times of its events count from */
  guint32 next;  /* of the same processor, or HT_TRACE_V1_NO_RUN */
} HtTraceV1Run;

/* The runs of a processor; in a map, found by its number. */
typedef struct
{
  guint64 p; /* %HT_TRACE_NONE for the events of no processor */
  guint32 first;
  guint32 last;
} HtTraceV1Proc;

typedef struct
{
  guint64 ticks;
  guint64 p;
  guint64 g;
  guint64 stack;
  guint64 offset;
} HtTraceV1Sample;

typedef struct
{
  /* Owned */
  HtTraceTables *tables;
  GArray *runs;    /* of HtTraceV1Run */
  GArray *samples; /* of HtTraceV1Sample, in order of time once all are there */
  HtTraceIdMap procs;

  gsize n_messages;
  gsize n_message_bytes;
  guint64 frequency_hz; /* 0 where the trace does not say it */
  guint64 min_ticks;    /* of all events, and the greatest */
  guint64 max_ticks;
  /* How long after the end of a system call it is told at most. */
  guint64 max_lateness_ticks;
} HtTraceV1Index;

HtTraceV1Index *ht_trace_v1_index_new (void);
void ht_trace_v1_index_free (HtTraceV1Index *index);
gboolean ht_trace_v1_index_add_run (HtTraceV1Index *index, guint64 p, const HtTraceV1Run *run);
HtTraceAdded ht_trace_v1_index_add_sample (HtTraceV1Index *index, const HtTraceV1Sample *sample);
HtTraceAdded
ht_trace_v1_index_add_message (HtTraceV1Index *index, const guint8 *bytes, gsize n_bytes);
guint64 ht_trace_v1_index_message (const HtTraceV1Index *index, const guint8 *bytes, gsize n_bytes);
void ht_trace_v1_index_sort (HtTraceV1Index *index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceV1Index, ht_trace_v1_index_free)

G_END_DECLS
