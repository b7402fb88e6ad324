/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-sink.h"

G_BEGIN_DECLS

/**
 * HT_GC_RING_LENGTH:
 *
 * How many cycles MemStats remember.
 */
#define HT_GC_RING_LENGTH 256

/**
 * HtGcRing:
 * @num_gc: MemStats.NumGC: cycles since the process started
 * @pause_ns: MemStats.PauseNs
 * @pause_end: MemStats.PauseEnd, ns since 1970
 * @has_num_gc: whether @num_gc is known
 * @has_pause_ns: whether @pause_ns is known
 * @has_pause_end: whether @pause_end is known
 *
 * The latest cycles, as runtime.MemStats tell of them.
 */
typedef struct
{
  guint64 num_gc;
  guint64 pause_ns[HT_GC_RING_LENGTH];
  guint64 pause_end[HT_GC_RING_LENGTH];
  gboolean has_num_gc;
  gboolean has_pause_ns;
  gboolean has_pause_end;
} HtGcRing;

guint ht_gc_ring_give (const HtGcRing *ring, const HtRecordSink *sink);

G_END_DECLS
