/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "replay-clock.h"
#include "replay-cycles.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define T0     (G_GINT64_CONSTANT (1700000000) * SECOND)
#define NOW    (G_GINT64_CONSTANT (1800000000) * SECOND)

static const HtReplayClock minute = { T0, T0 + 60 * SECOND, 2, FALSE, NOW };

static void
test_runs_and_stands_still (void)
{
  HtReplayMoment moment = ht_replay_clock_at (&minute, NOW);

  g_assert_cmpint (moment.position_ns, ==, T0);
  moment = ht_replay_clock_at (&minute, NOW + 10 * SECOND);
  g_assert_cmpint (moment.position_ns, ==, T0 + 20 * SECOND);
  moment = ht_replay_clock_at (&minute, NOW + 1000 * SECOND);
  g_assert_cmpint (moment.position_ns, ==, T0 + 60 * SECOND);
}

static void
test_begins_anew (void)
{
  HtReplayClock clock = minute;
  HtReplayMoment moment;

  clock.loop = TRUE;
  /* Three laps of 30 s, and 10 s. */
  moment = ht_replay_clock_at (&clock, NOW + 100 * SECOND);
  g_assert_cmpint (moment.position_ns, ==, T0 + 20 * SECOND);
  g_assert_cmpint (moment.lap_ns, ==, NOW + 90 * SECOND);
  g_assert_cmpint (ht_replay_moment_shift (&moment, T0 + 10 * SECOND), ==, NOW + 95 * SECOND);
}

static void
test_nothing_to_run_through (void)
{
  const HtReplayClock clock = { T0, T0, 1, TRUE, NOW };

  g_assert_cmpint (ht_replay_clock_at (&clock, NOW + SECOND).position_ns, ==, T0);
}

static void
test_shift (void)
{
  HtReplayMoment moment = ht_replay_clock_at (&minute, NOW + 10 * SECOND);

  g_assert_cmpint (ht_replay_moment_shift (&moment, T0 + 4 * SECOND), ==, NOW + 2 * SECOND);
  g_assert_cmpint (ht_replay_moment_shift (&moment, T0 - 4 * SECOND), ==, NOW - 2 * SECOND);
  g_assert_cmpint (ht_replay_moment_shift (&moment, T0 + 50 * SECOND), ==, NOW + 10 * SECOND);
  /* What was last does not come again with each look at the end. */
  moment = ht_replay_clock_at (&minute, NOW + 1000 * SECOND);
  g_assert_cmpint (ht_replay_moment_shift (&moment, T0 + 60 * SECOND), ==, NOW + 30 * SECOND);
  moment = ht_replay_clock_at (&minute, NOW + 10 * SECOND);
  /* What only a damaged file has */
  g_assert_cmpint (ht_replay_moment_shift (&moment, G_MININT64), ==, 0);
  g_assert_cmpint (ht_replay_moment_shift (&moment, G_MAXINT64), ==, NOW + 10 * SECOND);
}

/* A collection each second: 300 of one process, then 10 of the next one. */
static HtReplayCycles *
make_cycles (HtGcSource source)
{
  HtGcCycle cycles[310];

  for (int i = 0; i < 310; i++)
    {
      gboolean second = i >= 300;

      ht_gc_cycle_init (&cycles[i], source);
      cycles[i].n = second ? i - 299 : i + 1;
      cycles[i].process = second;
      cycles[i].wall_offset_ns =
          source == HT_GC_SOURCE_MEMSTATS ? 0 : T0 + (second ? 299 : -1) * SECOND + SECOND / 2;
      cycles[i].end_ns = T0 + i * SECOND - cycles[i].wall_offset_ns;
      cycles[i].pause_ns = 1000 + i;
    }
  return ht_replay_cycles_new (cycles, 310);
}

static HtReplayMoment
moment_at (gint64 position_ns)
{
  const HtReplayClock clock = { T0, T0 + 1000 * SECOND, 1, FALSE, NOW };

  return ht_replay_clock_at (&clock, NOW + position_ns - T0);
}

static void
test_ring_is_full (void)
{
  g_autoptr (HtReplayCycles) cycles = make_cycles (HT_GC_SOURCE_MEMSTATS);
  HtReplayMoment moment = moment_at (T0 + 299 * SECOND + 1);
  HtReplayRing ring;

  ht_replay_cycles_fill_ring (cycles, &moment, HT_UNKNOWN, 0, &ring);
  g_assert_true (ring.has_num_gc);
  g_assert_cmpint (ring.num_gc, ==, 300);
  g_assert_cmpint (ring.last_gc_ns, ==, NOW + 299 * SECOND);
  /* Collection n is at (n + 255) mod 256, so that 300 is at 43 and 45, the oldest, at 44. */
  g_assert_cmpint (ring.pause_ns[43], ==, 1299);
  g_assert_cmpint (ring.pause_end[43], ==, NOW + 299 * SECOND);
  g_assert_cmpint (ring.pause_ns[44], ==, 1044);
  for (int i = 0; i < HT_REPLAY_RING_LENGTH; i++)
    g_assert_cmpint (ring.pause_end[i], >=, NOW + 44 * SECOND);
}

static void
test_ring_after_restart (void)
{
  g_autoptr (HtReplayCycles) cycles = make_cycles (HT_GC_SOURCE_MEMSTATS);
  HtReplayMoment moment = moment_at (T0 + 302 * SECOND);
  HtReplayRing ring;

  /* The figure is of the process before. */
  ht_replay_cycles_fill_ring (cycles, &moment, T0 + 299 * SECOND, 300, &ring);
  g_assert_cmpint (ring.num_gc, ==, 3);
  g_assert_cmpint (ring.pause_ns[2], ==, 1302);
  for (int i = 3; i < HT_REPLAY_RING_LENGTH; i++)
    g_assert_cmpint (ring.pause_end[i], ==, 0);
}

static void
test_later_one_tells_the_number (void)
{
  g_autoptr (HtReplayCycles) cycles = make_cycles (HT_GC_SOURCE_MEMSTATS);
  g_autoptr (HtReplayCycles) none = ht_replay_cycles_new (NULL, 0);
  HtReplayMoment moment = moment_at (T0 + 400 * SECOND);
  HtReplayRing ring;

  ht_replay_cycles_fill_ring (cycles, &moment, T0 + 390 * SECOND, 12, &ring);
  g_assert_cmpint (ring.num_gc, ==, 12);
  g_assert_cmpint (ring.pause_end[9], ==, NOW + 309 * SECOND);
  g_assert_cmpint (ring.pause_end[10], ==, 0);
  ht_replay_cycles_fill_ring (none, &moment, T0 + 390 * SECOND, 12, &ring);
  g_assert_cmpint (ring.num_gc, ==, 12);
  g_assert_cmpint (ring.last_gc_ns, ==, 0);
  ht_replay_cycles_fill_ring (none, &moment, HT_UNKNOWN, 0, &ring);
  g_assert_false (ring.has_num_gc);
}

static void
test_process_start (void)
{
  g_autoptr (HtReplayCycles) log = make_cycles (HT_GC_SOURCE_GCTRACE);
  g_autoptr (HtReplayCycles) stats = make_cycles (HT_GC_SOURCE_MEMSTATS);
  HtReplayMoment early = moment_at (T0 + 10 * SECOND);
  HtReplayMoment late = moment_at (T0 + 305 * SECOND);

  /* A log counts from there; of MemStats one knows that a restart was before its first cycle. */
  g_assert_cmpint (ht_replay_cycles_get_process_start (log, &early), ==, NOW - SECOND / 2);
  g_assert_cmpint (ht_replay_cycles_get_process_start (log, &late), ==,
                   NOW + 299 * SECOND + SECOND / 2);
  g_assert_cmpint (ht_replay_cycles_get_process_start (stats, &early), ==, NOW);
  g_assert_cmpint (ht_replay_cycles_get_process_start (stats, &late), ==, NOW + 300 * SECOND);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/replay-clock/runs-and-stands-still", test_runs_and_stands_still);
  g_test_add_func ("/sources/replay-clock/begins-anew", test_begins_anew);
  g_test_add_func ("/sources/replay-clock/nothing-to-run-through", test_nothing_to_run_through);
  g_test_add_func ("/sources/replay-clock/shift", test_shift);
  g_test_add_func ("/sources/replay-cycles/ring-is-full", test_ring_is_full);
  g_test_add_func ("/sources/replay-cycles/ring-after-restart", test_ring_after_restart);
  g_test_add_func ("/sources/replay-cycles/later-one-tells-the-number",
                   test_later_one_tells_the_number);
  g_test_add_func ("/sources/replay-cycles/process-start", test_process_start);
  return g_test_run ();
}
