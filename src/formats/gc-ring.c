/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "gc-ring.h"

/**
 * ht_gc_ring_give:
 * @ring: the ring
 * @sink: who is given the cycles, oldest first
 *
 * Cycle n is at (n + 255) mod 256 (runtime.MemStats). Its end and the sum of
 * its pauses are told, not its begin. Cycles without an end are left out, and
 * all of them if NumGC or PauseEnd is unknown; without PauseNs the pauses are unknown.
 *
 * Returns: how many cycles were given
 */
guint
ht_gc_ring_give (const HtGcRing *ring, const HtRecordSink *sink)
{
  guint64 first;
  guint n_given = 0;

  /* It is a uint32 in the runtime. */
  if (!ring->has_num_gc || !ring->has_pause_end || ring->num_gc > G_MAXUINT32)
    return 0;
  first = ring->num_gc > HT_GC_RING_LENGTH ? ring->num_gc - HT_GC_RING_LENGTH + 1 : 1;
  for (guint64 n = first; n <= ring->num_gc; n++)
    {
      gsize slot = (n + HT_GC_RING_LENGTH - 1) % HT_GC_RING_LENGTH;
      HtGcCycle cycle;

      if (ring->pause_end[slot] == 0 || ring->pause_end[slot] > G_MAXINT64)
        continue;
      ht_gc_cycle_init (&cycle, HT_GC_SOURCE_MEMSTATS);
      cycle.n = (gint64) n;
      cycle.end_ns = (gint64) ring->pause_end[slot];
      cycle.wall_offset_ns = 0;
      if (ring->has_pause_ns && ring->pause_ns[slot] <= G_MAXINT64)
        cycle.pause_ns = (gint64) ring->pause_ns[slot];
      ht_record_sink_gc_cycle (sink, &cycle);
      n_given++;
    }
  return n_given;
}
