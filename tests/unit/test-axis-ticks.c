/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "axis-ticks.h"

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

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/axis-ticks/bytes", test_bytes);
  g_test_add_func ("/draw/axis-ticks/times", test_times);
  g_test_add_func ("/draw/axis-ticks/room", test_never_more_than_there_is_room_for);
  return g_test_run ();
}
