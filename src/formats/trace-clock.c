/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-clock.h"

/* So that nobody who adds a time since 1970 has to look. */
#define MAX_TIME_NS G_GUINT64_CONSTANT (1000000000000000000)

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
}

/**
 * ht_trace_clock_time:
 * @clock: the clock, with its frequency set
 * @ticks: a time of it
 *
 * Returns: the same in ns since the beginning of the trace; 31 years away from it at most
 */
gint64
ht_trace_clock_time (const HtTraceClock *clock, guint64 ticks)
{
  gboolean is_before = ticks < clock->origin_ticks;
  guint64 distance = is_before ? clock->origin_ticks - ticks : ticks - clock->origin_ticks;
  guint64 ns;

  if (clock->ns_per_tick != 0)
    ns = distance < MAX_TIME_NS / clock->ns_per_tick ? distance * clock->ns_per_tick : MAX_TIME_NS;
  else
    ns = (guint64) MIN ((double) distance * 1e9 / (double) clock->frequency_hz,
                        (double) MAX_TIME_NS);
  return is_before ? -(gint64) ns : (gint64) ns;
}
