/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"

G_BEGIN_DECLS

/**
 * HtPauseKind:
 * @HT_PAUSE_SWEEP_TERM: at the begin of a cycle
 * @HT_PAUSE_MARK_TERM: at its end
 * @HT_PAUSE_WHOLE: both as one sum, where the source tells no more
 * @HT_N_PAUSE_KINDS: how many kinds there are
 */
typedef enum
{
  HT_PAUSE_SWEEP_TERM,
  HT_PAUSE_MARK_TERM,
  HT_PAUSE_WHOLE,
  HT_N_PAUSE_KINDS,
} HtPauseKind;

/**
 * HT_N_PAUSE_BUCKETS:
 *
 * The first bucket ends at 16 µs, each further one at twice that; the last has no end.
 */
#define HT_N_PAUSE_BUCKETS 18

/**
 * HtPauseHistogram:
 * @counts: how many pauses of each kind lie in each bucket
 * @n: how many there are in all
 * @first: the first bucket with a pause
 * @last: the last one, 0 with @n of 0
 *
 * How often the world was stopped for how long.
 */
typedef struct
{
  guint counts[HT_N_PAUSE_BUCKETS][HT_N_PAUSE_KINDS];
  guint n;
  guint first;
  guint last;
} HtPauseHistogram;

void
ht_pause_histogram_count (HtPauseHistogram *histogram, const HtGcCycle *cycles, gsize n_cycles);
guint ht_pause_histogram_get_total (const HtPauseHistogram *histogram, guint bucket);
guint ht_pause_bucket_of (gint64 pause_ns);
void ht_pause_bucket_get_bounds (guint bucket, gint64 *from_ns, gint64 *to_ns);
gint64 ht_gc_cycle_get_pause (const HtGcCycle *cycle, HtPauseKind kind);
gboolean ht_gc_cycle_has_pause_in (const HtGcCycle *cycle, guint bucket);

G_END_DECLS
