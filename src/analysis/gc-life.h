/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"

G_BEGIN_DECLS

/* What the parts of ht_gc_merge() share. */

/* Of two clocks that run side by side: gctrace truncates to a few ms; wall clocks are
 * slewed by up to 500 ppm against the clock that a process counts on.
 */
#define HT_GC_CLOCK_DRIFT_FRACTION 2000

/* Pauses that two sources tell of are equal to the two digits of gctrace and what the runtime
 * counts differently.
 */
#define HT_GC_PAUSE_TOLERANCE_NS       5000
#define HT_GC_PAUSE_TOLERANCE_FRACTION 5

/* Comparing each life of a process in one source with each in the other is
 * quadratic in restarts. Beyond this nobody's log but a hostile one gets; what was not
 * compared is then shown side by side.
 */
#define HT_GC_MAX_COMPARISONS 10000000

/* One life of one process, as one source or several tell of it. */
typedef struct
{
  /* Owned */
  GArray *cycles; /* of HtGcCycle, by number */

  gint64 wall_offset_ns;
  gboolean has_wall; /* some of it is on the system's own clock */
} HtGcLife;

static inline HtGcCycle *
ht_gc_life_nth (const HtGcLife *life, guint i)
{
  return &g_array_index (life->cycles, HtGcCycle, i);
}

void ht_gc_life_free (HtGcLife *life);
HtGcLife *ht_gc_life_new (void);
gboolean ht_gc_pauses_agree (const HtGcCycle *better, const HtGcCycle *worse);
void ht_gc_merge_traces (GPtrArray *lives, const HtGcCycle *cycles, gsize n_cycles);

G_END_DECLS
