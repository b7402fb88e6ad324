/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtReplayClock:
 * @first_ns: begin of what is replayed, ns since 1970
 * @last_ns: its end
 * @speed: how much faster than it was recorded
 * @loop: whether it begins anew at its end; otherwise it stands still there
 * @started_ns: when the replay began, ns since 1970
 *
 * Which moment of a recording a moment of the present shows.
 */
typedef struct
{
  gint64 first_ns;
  gint64 last_ns;
  double speed;
  gboolean loop;
  gint64 started_ns;
} HtReplayClock;

/**
 * HtReplayMoment:
 * @now_ns: the present, ns since 1970
 * @position_ns: the time in the recording
 * @first_ns: begin of what is replayed
 * @lap_ns: when the present lap showed @first_ns
 * @speed: as in #HtReplayClock
 *
 * A moment of the present and what it shows.
 */
typedef struct
{
  gint64 now_ns;
  gint64 position_ns;
  gint64 first_ns;
  gint64 lap_ns;
  double speed;
} HtReplayMoment;

HtReplayMoment ht_replay_clock_at (const HtReplayClock *clock, gint64 now_ns);
gint64 ht_replay_moment_shift (const HtReplayMoment *moment, gint64 time_ns);

G_END_DECLS
