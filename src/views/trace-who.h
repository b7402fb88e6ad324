/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"

G_BEGIN_DECLS

/**
 * HtTraceAllocator:
 * @function: in which function goroutines began; "?" if nobody knows
 * @allocated_bytes: by how much they made the heap grow, to a span of pages
 * @n_allocations: how many times they did
 * @assist_ns: how long they had to assist marking
 * @n_assists: how many times
 * @n_seen: how many goroutines there were in the traces; 0 if nobody tells
 * @n_created: how many of them were created there
 *
 * Who made the heap grow.
 */
typedef struct
{
  char *function;
  gint64 allocated_bytes;
  gint64 n_allocations;
  gint64 assist_ns;
  gint64 n_assists;
  gint64 n_seen;
  gint64 n_created;
} HtTraceAllocator;

/**
 * HtTraceWho:
 * @allocators: (element-type HtTraceAllocator): by what they allocated, the most first
 * @allocated_bytes: all of it
 * @assist_ns: how long goroutines had to assist
 * @traced_ns: how much of the range traces cover
 *
 * Who made the heap grow in a range of time. Reference-counted, immutable.
 */
typedef struct
{
  /* Owned */
  GArray *allocators;

  gint64 allocated_bytes;
  gint64 assist_ns;
  gint64 traced_ns;
} HtTraceWho;

HtTraceWho *ht_trace_who_load (HtRecording *recording,
                               gint64 target,
                               gint64 from_ns,
                               gint64 to_ns,
                               GError **error);
HtTraceWho *ht_trace_who_ref (HtTraceWho *who);
void ht_trace_who_unref (HtTraceWho *who);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceWho, ht_trace_who_unref)

G_END_DECLS
