/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "replay-clock.h"

#include <math.h>

/**
 * ht_replay_clock_at:
 * @clock: the clock
 * @now_ns: a moment of the present, ns since 1970, not before the replay began
 *
 * Returns: what it shows
 */
HtReplayMoment
ht_replay_clock_at (const HtReplayClock *clock, gint64 now_ns)
{
  HtReplayMoment moment = { now_ns, clock->first_ns, clock->first_ns, clock->started_ns,
                            clock->speed };
  double length = (double) clock->last_ns - (double) clock->first_ns;
  double passed = (double) (now_ns - clock->started_ns) * clock->speed;

  if (length <= 0 || passed <= 0)
    return moment;
  if (passed >= length)
    {
      double laps = floor (passed / length);

      if (!clock->loop)
        {
          moment.position_ns = clock->last_ns;
          return moment;
        }
      passed -= laps * length;
      moment.lap_ns += (gint64) (laps * length / clock->speed);
    }
  moment.position_ns = MIN (clock->first_ns + (gint64) passed, clock->last_ns);
  return moment;
}

/**
 * ht_replay_moment_shift:
 * @moment: a moment
 * @time_ns: a time in the recording, ns since 1970
 *
 * Returns: when the present lap showed it; what is yet to come counts as shown now
 */
gint64
ht_replay_moment_shift (const HtReplayMoment *moment, gint64 time_ns)
{
  double since = ((double) time_ns - (double) moment->first_ns) / moment->speed;

  if (time_ns > moment->position_ns)
    return moment->now_ns;
  /* Times in a file may be anything. */
  if (since < -(double) moment->lap_ns)
    return 0;
  return MIN (moment->lap_ns + (gint64) since, moment->now_ns);
}
