/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gc-cycle.h"
#include "steady-clock.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)

typedef struct
{
  gint64 wall_ns;
  gint64 monotonic_ns;
} Clocks;

static void
read_fake_clocks (gint64 *wall_ns, gint64 *monotonic_ns, gpointer user_data)
{
  const Clocks *clocks = user_data;

  *wall_ns = clocks->wall_ns;
  *monotonic_ns = clocks->monotonic_ns;
}

static void
pass (Clocks *clocks, gint64 ns)
{
  clocks->wall_ns += ns;
  clocks->monotonic_ns += ns;
}

static void
test_undisturbed (void)
{
  Clocks clocks = { .wall_ns = START, .monotonic_ns = 77 };
  g_autoptr (HtSteadyClock) clock = ht_steady_clock_new_with_clocks (read_fake_clocks, &clocks);
  gint64 gap_from_ns = 0;

  g_assert_cmpint (ht_steady_clock_now (clock, &gap_from_ns), ==, START);
  g_assert_cmpint (gap_from_ns, ==, HT_UNKNOWN);
  /* Two readings at one moment are still one after the other. */
  g_assert_cmpint (ht_steady_clock_now (clock, NULL), ==, START + 1);
  pass (&clocks, SECOND);
  g_assert_cmpint (ht_steady_clock_now (clock, NULL), ==, START + SECOND);
  g_assert_cmpint (ht_steady_clock_get_ahead (clock), ==, 0);
}

static void
test_set_back (void)
{
  Clocks clocks = { .wall_ns = START, .monotonic_ns = 0 };
  g_autoptr (HtSteadyClock) clock = ht_steady_clock_new_with_clocks (read_fake_clocks, &clocks);
  gint64 gap_from_ns;

  clocks.wall_ns -= 3600 * SECOND;
  for (gint64 i = 1; i <= 10; i++)
    {
      pass (&clocks, SECOND);
      g_assert_cmpint (ht_steady_clock_now (clock, &gap_from_ns), ==, START + i * SECOND);
      g_assert_cmpint (gap_from_ns, ==, HT_UNKNOWN);
    }
  g_assert_cmpint (ht_steady_clock_get_ahead (clock), ==, 3600 * SECOND);

  /* And right again: that is no jump for whoever did not follow. */
  clocks.wall_ns += 3600 * SECOND;
  g_assert_cmpint (ht_steady_clock_now (clock, &gap_from_ns), ==, START + 10 * SECOND + 1);
  g_assert_cmpint (gap_from_ns, ==, HT_UNKNOWN);
}

static void
test_jump_ahead (void)
{
  Clocks clocks = { .wall_ns = START, .monotonic_ns = 0 };
  g_autoptr (HtSteadyClock) clock = ht_steady_clock_new_with_clocks (read_fake_clocks, &clocks);
  gint64 gap_from_ns;

  pass (&clocks, SECOND);
  g_assert_cmpint (ht_steady_clock_now (clock, NULL), ==, START + SECOND);

  /* As much as is not followed. */
  clocks.wall_ns += HT_STEADY_CLOCK_JUMP_NS;
  pass (&clocks, SECOND);
  g_assert_cmpint (ht_steady_clock_now (clock, &gap_from_ns), ==, START + 2 * SECOND);
  g_assert_cmpint (gap_from_ns, ==, HT_UNKNOWN);

  /* An hour of sleep, which the monotonic clock knows nothing of. */
  clocks.wall_ns += 3600 * SECOND;
  pass (&clocks, SECOND);
  g_assert_cmpint (ht_steady_clock_now (clock, &gap_from_ns), ==, clocks.wall_ns);
  g_assert_cmpint (gap_from_ns, ==, START + 2 * SECOND);

  /* The gap is told once. */
  pass (&clocks, SECOND);
  g_assert_cmpint (ht_steady_clock_now (clock, &gap_from_ns), ==, clocks.wall_ns);
  g_assert_cmpint (gap_from_ns, ==, HT_UNKNOWN);
}

/* Whatever is done to the wall clock: times grow, by as much as went by or with a gap. */
static void
test_random_changes (void)
{
  Clocks clocks = { .wall_ns = START, .monotonic_ns = 5 };
  g_autoptr (HtSteadyClock) clock = ht_steady_clock_new_with_clocks (read_fake_clocks, &clocks);
  gint64 last_ns = ht_steady_clock_now (clock, NULL);
  guint n_gaps = 0;

  for (guint i = 0; i < 20000; i++)
    {
      gint64 went_by_ns = g_test_rand_int_range (1, 2000000000);
      gint64 gap_from_ns, now_ns;

      pass (&clocks, went_by_ns);
      if (g_test_rand_int_range (0, 10) == 0)
        clocks.wall_ns += g_test_rand_int_range (-60, 60) * SECOND;
      now_ns = ht_steady_clock_now (clock, &gap_from_ns);
      if (gap_from_ns == HT_UNKNOWN)
        g_assert_cmpint (now_ns, ==, last_ns + went_by_ns);
      else
        {
          g_assert_cmpint (gap_from_ns, ==, last_ns);
          g_assert_cmpint (now_ns, ==, clocks.wall_ns);
          g_assert_cmpint (now_ns - last_ns, >, HT_STEADY_CLOCK_JUMP_NS);
          n_gaps++;
        }
      g_assert_cmpint (clocks.wall_ns - now_ns, <=, HT_STEADY_CLOCK_JUMP_NS);
      last_ns = now_ns;
    }
  g_assert_cmpuint (n_gaps, >, 0);
}

static void
test_system_clocks (void)
{
  gint64 before_ns = g_get_real_time () * 1000;
  g_autoptr (HtSteadyClock) clock = ht_steady_clock_new ();
  gint64 first_ns = ht_steady_clock_now (clock, NULL);

  g_assert_cmpint (first_ns, >=, before_ns);
  for (guint i = 0; i < 1000; i++)
    {
      gint64 now_ns = ht_steady_clock_now (clock, NULL);

      g_assert_cmpint (now_ns, >, first_ns);
      first_ns = now_ns;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/steady-clock/undisturbed", test_undisturbed);
  g_test_add_func ("/core/steady-clock/set-back", test_set_back);
  g_test_add_func ("/core/steady-clock/jump-ahead", test_jump_ahead);
  g_test_add_func ("/core/steady-clock/random-changes", test_random_changes);
  g_test_add_func ("/core/steady-clock/system-clocks", test_system_clocks);
  return g_test_run ();
}
