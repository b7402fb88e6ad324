/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "gc-cycle.h"

#include <string.h>

/**
 * ht_gc_cycle_init:
 * @cycle: (out caller-allocates): the record
 * @source: who will tell of it
 *
 * Makes every figure of @cycle unknown.
 */
void
ht_gc_cycle_init (HtGcCycle *cycle, HtGcSource source)
{
  *cycle = (HtGcCycle){
    .n = 0,
    .process = 0,
    .source = (guint8) source,
    .forced = -1,
    .start_ns = HT_UNKNOWN,
    .end_ns = HT_UNKNOWN,
    .wall_offset_ns = HT_UNKNOWN,
    .stw_sweep_term_ns = HT_UNKNOWN,
    .mark_ns = HT_UNKNOWN,
    .stw_mark_term_ns = HT_UNKNOWN,
    .pause_ns = HT_UNKNOWN,
    .assist_ns = HT_UNKNOWN,
    .background_ns = HT_UNKNOWN,
    .idle_ns = HT_UNKNOWN,
    .heap_start_bytes = HT_UNKNOWN,
    .heap_end_bytes = HT_UNKNOWN,
    .heap_live_bytes = HT_UNKNOWN,
    .goal_bytes = HT_UNKNOWN,
    .stacks_bytes = HT_UNKNOWN,
    .globals_bytes = HT_UNKNOWN,
    .gomaxprocs = HT_UNKNOWN,
    .cpu_permille = HT_UNKNOWN,
  };
}

/**
 * ht_gc_cycle_equal:
 * @a: a collection
 * @b: another one
 *
 * Returns: whether the same is told of both
 */
gboolean
ht_gc_cycle_equal (const HtGcCycle *a, const HtGcCycle *b)
{
  return a->n == b->n && a->process == b->process && a->source == b->source &&
         a->forced == b->forced &&
         /* All that follows is of one type, so there is nothing between. */
         memcmp (&a->start_ns, &b->start_ns, sizeof *a - G_STRUCT_OFFSET (HtGcCycle, start_ns)) ==
             0;
}
