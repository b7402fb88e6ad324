/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "axis-ticks.h"

#include <math.h>

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MIB    (G_GINT64_CONSTANT (1) << 20)

static char *
join (GArray *ticks)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < ticks->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "", g_array_index (ticks, HtTick, i).label);
  return g_string_free (text, FALSE);
}

static void
assert_bytes (gint64 least, gint64 greatest, guint most, const char *labels, const char *unit)
{
  const char *got;
  g_autoptr (GArray) ticks = ht_axis_byte_ticks (least, greatest, most, &got);
  g_autofree char *text = join (ticks);

  g_assert_cmpstr (text, ==, labels);
  g_assert_cmpstr (got, ==, unit);
}

static void
test_bytes (void)
{
  assert_bytes (0, 256 * MIB, 6, "0 50 100 150 200 250", "MiB");
  assert_bytes (0, 256 * MIB, 4, "0 100 200", "MiB");
  assert_bytes (0, 3 * MIB, 4, "0 1 2 3", "MiB");
  assert_bytes (0, 1, 5, "0 1", "B");
  assert_bytes (0, 0, 5, "0", "B");
  assert_bytes (0, 1536, 4, "0 500 1000 1500", "B");
  assert_bytes (1000 * MIB, 1020 * MIB, 5, "1000 1005 1010 1015 1020", "MiB");
}

static void
assert_times (gint64 from, gint64 to, guint most, HtTimeDisplay display, const char *labels)
{
  g_autoptr (GArray) ticks = ht_axis_time_ticks (from, to, most, display, from);
  g_autofree char *text = join (ticks);

  g_assert_cmpstr (text, ==, labels);
}

static void
test_times (void)
{
  /* 2026-11-20T18:29:05Z */
  gint64 from = G_GINT64_CONSTANT (1795199345) * SECOND;

  assert_times (from, from + 75 * SECOND, 6, HT_TIME_DISPLAY_UTC,
                "18:29:15 18:29:30 18:29:45 18:30:00 18:30:15");
  assert_times (from, from + 3600 * SECOND, 7, HT_TIME_DISPLAY_UTC,
                "18:30 18:40 18:50 19:00 19:10 19:20");
  assert_times (from, from + 5 * SECOND / 10, 6, HT_TIME_DISPLAY_UTC,
                "18:29:05.000 18:29:05.100 18:29:05.200 18:29:05.300 18:29:05.400 18:29:05.500");
  assert_times (from, from + 30 * 86400 * SECOND, 6, HT_TIME_DISPLAY_UTC,
                "Nov 26 Dec 3 Dec 10 Dec 17");
  assert_times (from, from + SECOND / 1000, 6, HT_TIME_DISPLAY_UTC,
                "18:29:05.000000 18:29:05.000500 18:29:05.001000");
  assert_times (from, from + SECOND / 1000, 9, HT_TIME_DISPLAY_SINCE_START,
                "0.000000 s 0.000200 s 0.000400 s 0.000600 s 0.000800 s 0.001000 s");
  assert_times (from, from + 75 * SECOND, 6, HT_TIME_DISPLAY_SINCE_START,
                "0 s 15 s 30 s 45 s 1:00 1:15");
}

static void
test_never_more_than_there_is_room_for (void)
{
  gint64 from = G_GINT64_CONSTANT (1795199345) * SECOND;
  const char *unit;

  for (gint64 range = 1; range < G_GINT64_CONSTANT (4000) * 86400 * SECOND; range *= 3)
    {
      g_autoptr (GArray) ticks =
          ht_axis_time_ticks (from, from + range, 8, HT_TIME_DISPLAY_LOCAL, from);

      g_assert_cmpuint (ticks->len, <=, 8);
    }
  for (gint64 greatest = 1; greatest < G_MAXINT64 / 8; greatest = greatest * 3 + 1)
    {
      g_autoptr (GArray) ticks = ht_axis_byte_ticks (0, greatest, 6, &unit);

      g_assert_cmpuint (ticks->len, <=, 6);
      g_assert_cmpuint (ticks->len, >=, 2);
    }
}

/* 1, 2 or 5, and zeros. */
static gboolean
is_round (gint64 step)
{
  while (step >= 10 && step % 10 == 0)
    step /= 10;
  return step == 1 || step == 2 || step == 5;
}

static void
assert_even (const GArray *ticks, gint64 least, gint64 greatest)
{
  for (guint i = 0; i < ticks->len; i++)
    {
      const HtTick *tick = &g_array_index (ticks, HtTick, i);

      g_assert_cmpint (tick->position, >=, least);
      g_assert_cmpint (tick->position, <=, greatest);
      if (i == 0)
        continue;
      g_assert_cmpint (tick->position, >, (tick - 1)->position);
      g_assert_cmpint (tick->position - (tick - 1)->position, ==,
                       (ticks->len > 1 ? g_array_index (ticks, HtTick, 1).position -
                                             g_array_index (ticks, HtTick, 0).position
                                       : 0));
    }
}

/* Whatever the range, steps are even and round, and labels say where the ticks are. */
static void
test_random_bytes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (int round = 0; round < 5000; round++)
    {
      gint64 least = (gint64) pow (10, g_rand_double_range (rand, 0, 17)) - 1;
      gint64 range = 1 + (gint64) pow (10, g_rand_double_range (rand, 0, 17));
      guint most = (guint) g_rand_int_range (rand, 2, 12);
      const char *unit;
      g_autoptr (GArray) ticks =
          ht_axis_byte_ticks (round % 2 == 0 ? 0 : least, least + range, most, &unit);
      gint64 unit_bytes = 1;

      for (const char *const *name =
               (const char *const[]){ "B", "KiB", "MiB", "GiB", "TiB", "PiB" };
           !g_str_equal (*name, unit); name++)
        unit_bytes <<= 10;
      g_assert_cmpuint (ticks->len, <=, most);
      assert_even (ticks, round % 2 == 0 ? 0 : least, least + range);
      for (guint i = 0; i < ticks->len; i++)
        {
          const HtTick *tick = &g_array_index (ticks, HtTick, i);

          g_assert_cmpint (g_ascii_strtoll (tick->label, NULL, 10) * unit_bytes, ==,
                           tick->position);
          if (i > 0)
            g_assert_true (is_round ((tick->position - (tick - 1)->position) / unit_bytes));
        }
    }
}

static void
test_random_times (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (int round = 0; round < 5000; round++)
    {
      gint64 from = (gint64) (g_rand_double_range (rand, 0.5, 2) * 1e18);
      /* Up to eleven days: from there on the labels are days. */
      gint64 range = (gint64) pow (10, g_rand_double_range (rand, 3, 15));
      guint most = (guint) g_rand_int_range (rand, 4, 12);
      HtTimeDisplay display = round % 2 == 0 ? HT_TIME_DISPLAY_UTC : HT_TIME_DISPLAY_SINCE_START;
      g_autoptr (GArray) ticks = ht_axis_time_ticks (from, from + range, most, display, from);

      g_assert_cmpuint (ticks->len, <=, most);
      g_assert_cmpuint (ticks->len, >=, 1);
      assert_even (ticks, from, from + range);
      for (guint i = 1; i < ticks->len; i++)
        {
          const HtTick *tick = &g_array_index (ticks, HtTick, i);
          gint64 step = tick->position - (tick - 1)->position;

          g_assert_cmpint ((display == HT_TIME_DISPLAY_UTC ? tick->position
                                                           : tick->position - from) %
                               step,
                           ==, 0);
          g_assert_cmpstr (tick->label, !=, (tick - 1)->label);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/axis-ticks/bytes", test_bytes);
  g_test_add_func ("/draw/axis-ticks/times", test_times);
  g_test_add_func ("/draw/axis-ticks/room", test_never_more_than_there_is_room_for);
  g_test_add_func ("/draw/axis-ticks/random-bytes", test_random_bytes);
  g_test_add_func ("/draw/axis-ticks/random-times", test_random_times);
  return g_test_run ();
}
