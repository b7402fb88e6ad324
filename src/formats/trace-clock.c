/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-clock.h"

/**
 * ht_trace_clock_set_frequency:
 * @clock: the clock
 * @frequency_hz: ticks per second, not 0
 *
 * Says how fast the clock is.
 */
void
ht_trace_clock_set_frequency (HtTraceClock *clock, guint64 frequency_hz)
{
  clock->frequency_hz = frequency_hz;
  clock->ns_per_tick = 1000000000 % frequency_hz == 0 ? 1000000000 / frequency_hz : 0;
  clock->max_ticks = HT_TRACE_CLOCK_MAX_NS / MAX (clock->ns_per_tick, 1);
}
