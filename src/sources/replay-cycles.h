/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"
#include "replay-clock.h"

G_BEGIN_DECLS

/**
 * HT_REPLAY_RING_LENGTH:
 *
 * How many collections runtime.MemStats remember.
 */
#define HT_REPLAY_RING_LENGTH 256

/**
 * HtReplayRing:
 * @has_num_gc: whether anything is known
 * @num_gc: number of the last collection
 * @last_gc_ns: when it ended, shifted to the present; 0 if unknown
 * @pause_ns: as MemStats have it; 0 for what is unknown
 * @pause_end: when the collections ended, shifted to the present
 *
 * What MemStats say of collections at a moment.
 */
typedef struct
{
  gboolean has_num_gc;
  gint64 num_gc;
  gint64 last_gc_ns;
  gint64 pause_ns[HT_REPLAY_RING_LENGTH];
  gint64 pause_end[HT_REPLAY_RING_LENGTH];
} HtReplayRing;

/* The collections of a target. */
typedef struct _HtReplayCycles HtReplayCycles;

HtReplayCycles *ht_replay_cycles_new (const HtGcCycle *cycles, gsize n_cycles);
void ht_replay_cycles_free (HtReplayCycles *cycles);
gboolean ht_replay_cycles_are_empty (const HtReplayCycles *cycles);
void ht_replay_cycles_fill_ring (const HtReplayCycles *cycles,
                                 const HtReplayMoment *moment,
                                 gint64 told_ns,
                                 gint64 told_num_gc,
                                 HtReplayRing *ring);
gint64 ht_replay_cycles_get_process_start (const HtReplayCycles *cycles,
                                           const HtReplayMoment *moment);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtReplayCycles, ht_replay_cycles_free)

G_END_DECLS
