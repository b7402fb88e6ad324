/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"
#include "paint.h"

G_BEGIN_DECLS

/**
 * HT_N_GC_PHASES:
 *
 * Sweep termination, mark, mark termination.
 */
#define HT_N_GC_PHASES 3

/**
 * HtGcPhase:
 * @from_ns: its begin, since the begin of the collection
 * @length_ns: how long it took; %HT_UNKNOWN if nobody tells
 * @role: its colour
 */
typedef struct
{
  gint64 from_ns;
  gint64 length_ns;
  HtColorRole role;
} HtGcPhase;

/**
 * HtGcCloseUp:
 * @cycle: the collection
 * @names: (array fixed-size=4): the phases and, between mark and mark termination, assists, in the
 *   user's language
 * @assist_note: (nullable): what is said of assists, whose times within mark nobody tells
 *
 * One collection, phase by phase. All members are borrowed.
 */
typedef struct
{
  const HtGcCycle *cycle;
  const char *names[HT_N_GC_PHASES + 1];
  const char *assist_note;
} HtGcCloseUp;

gint64 ht_gc_cycle_get_phases (const HtGcCycle *cycle, HtGcPhase phases[HT_N_GC_PHASES]);
void ht_gc_close_up_paint (const HtGcCloseUp *close_up,
                           HtPaint *paint,
                           cairo_t *cr,
                           double width,
                           double height);

G_END_DECLS
