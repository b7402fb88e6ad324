/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "steady-clock.h"

#include <time.h>

#include "gc-cycle.h"

struct _HtSteadyClock
{
  HtSteadyClockReadFunc read;
  gpointer user_data;

  gint64 offset_ns; /* what is added to the monotonic clock */
  gint64 last_ns;   /* the last time that was told */
};

static gint64
read_clock (clockid_t id)
{
  struct timespec now;

  clock_gettime (id, &now);
  return (gint64) now.tv_sec * 1000000000 + now.tv_nsec;
}

static void
read_system_clocks (gint64 *wall_ns, gint64 *monotonic_ns, gpointer user_data)
{
  *wall_ns = read_clock (CLOCK_REALTIME);
  *monotonic_ns = read_clock (CLOCK_MONOTONIC);
}

/**
 * ht_steady_clock_new:
 *
 * Returns: (transfer full): a clock that begins with the wall clock's time
 */
HtSteadyClock *
ht_steady_clock_new (void)
{
  return ht_steady_clock_new_with_clocks (read_system_clocks, NULL);
}

/**
 * ht_steady_clock_new_with_clocks:
 * @read: (scope notified) (closure user_data): reads the clocks below
 * @user_data: for @read
 *
 * Returns: (transfer full): a clock on other clocks than those of the system
 */
HtSteadyClock *
ht_steady_clock_new_with_clocks (HtSteadyClockReadFunc read, gpointer user_data)
{
  HtSteadyClock *self = g_new0 (HtSteadyClock, 1);
  gint64 wall_ns, monotonic_ns;

  self->read = read;
  self->user_data = user_data;
  read (&wall_ns, &monotonic_ns, user_data);
  self->offset_ns = wall_ns - monotonic_ns;
  self->last_ns = wall_ns - 1;
  return self;
}

/**
 * ht_steady_clock_free:
 * @clock: (transfer full) (nullable): the clock
 */
void
ht_steady_clock_free (HtSteadyClock *clock)
{
  g_free (clock);
}

/**
 * ht_steady_clock_now:
 * @clock: the clock
 * @gap_from_ns: (out) (optional): the last time that was told before a gap that ends
 *   now; %HT_UNKNOWN if there was none
 *
 * Tells the time, which is greater than any told before. Where the wall clock is ahead by more than
 * %HT_STEADY_CLOCK_JUMP_NS, because the machine slept (the monotonic clock does not count that)
 * or because somebody has set it right, the time is the wall clock's again, and what lies between
 * is a gap in which nothing was recorded. A wall clock that is set back changes nothing.
 *
 * Returns: ns since 1970
 */
gint64
ht_steady_clock_now (HtSteadyClock *clock, gint64 *gap_from_ns)
{
  gint64 wall_ns, monotonic_ns, now_ns;

  clock->read (&wall_ns, &monotonic_ns, clock->user_data);
  if (gap_from_ns != NULL)
    *gap_from_ns = HT_UNKNOWN;
  if (wall_ns - (monotonic_ns + clock->offset_ns) > HT_STEADY_CLOCK_JUMP_NS)
    {
      clock->offset_ns = wall_ns - monotonic_ns;
      if (gap_from_ns != NULL)
        *gap_from_ns = clock->last_ns;
    }
  now_ns = MAX (monotonic_ns + clock->offset_ns, clock->last_ns + 1);
  clock->last_ns = now_ns;
  return now_ns;
}

/**
 * ht_steady_clock_get_ahead:
 * @clock: the clock
 *
 * Tells by how much recorded times are ahead of the wall clock since that was set back. Whoever
 * shows "now" adds it.
 *
 * Returns: ns, 0 or negative where the wall clock was not set back
 */
gint64
ht_steady_clock_get_ahead (HtSteadyClock *clock)
{
  gint64 wall_ns, monotonic_ns;

  clock->read (&wall_ns, &monotonic_ns, clock->user_data);
  return monotonic_ns + clock->offset_ns - wall_ns;
}
