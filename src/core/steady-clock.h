/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtSteadyClock:
 *
 * The time at which something was recorded: the wall clock as it was when the clock was
 * made, and from there on the monotonic clock. It never goes back and never stands still, whatever
 * people and time servers do to the wall clock, so that points come in the order in which they
 * were taken and rates are right.
 *
 * One thread at a time.
 */
typedef struct _HtSteadyClock HtSteadyClock;

/**
 * HtSteadyClockReadFunc:
 * @wall_ns: (out): the wall clock, ns since 1970
 * @monotonic_ns: (out): a clock that nobody sets, ns since whenever
 * @user_data: what was given to ht_steady_clock_new_with_clocks()
 *
 * Reads two clocks at one moment.
 */
typedef void (*HtSteadyClockReadFunc) (gint64 *wall_ns, gint64 *monotonic_ns, gpointer user_data);

/* How far the wall clock must be ahead for the time to be taken from it anew. Less than that is
 * not worth a gap: time servers set clocks by less. */
#define HT_STEADY_CLOCK_JUMP_NS (G_GINT64_CONSTANT (5) * 1000000000)

HtSteadyClock *ht_steady_clock_new (void);
HtSteadyClock *ht_steady_clock_new_with_clocks (HtSteadyClockReadFunc read, gpointer user_data);
void ht_steady_clock_free (HtSteadyClock *clock);
gint64 ht_steady_clock_now (HtSteadyClock *clock, gint64 *gap_from_ns);
gint64 ht_steady_clock_get_ahead (HtSteadyClock *clock);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtSteadyClock, ht_steady_clock_free)

G_END_DECLS
