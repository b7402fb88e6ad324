/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "time-view.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

static void
assert_shown (HtTimeView *view, gint64 from_s, gint64 to_s)
{
  gint64 from_ns, to_ns;

  ht_time_view_get_shown (view, &from_ns, &to_ns);
  g_assert_cmpint (from_ns, ==, from_s * SECOND);
  g_assert_cmpint (to_ns, ==, to_s * SECOND);
}

static HtTimeView *
make_view (void)
{
  HtTimeView *view = ht_time_view_new ();

  ht_time_view_set_extent (view, 0, 100 * SECOND);
  return view;
}

static void
test_all_stays_all (void)
{
  g_autoptr (HtTimeView) view = make_view ();

  assert_shown (view, 0, 100);
  ht_time_view_set_extent (view, 0, 200 * SECOND);
  assert_shown (view, 0, 200);
  ht_time_view_show (view, 10 * SECOND, 20 * SECOND);
  ht_time_view_set_extent (view, 0, 300 * SECOND);
  assert_shown (view, 10, 20);
}

static void
test_zoom_keeps_the_center (void)
{
  g_autoptr (HtTimeView) view = make_view ();

  ht_time_view_zoom (view, 25 * SECOND, 0.4);
  assert_shown (view, 15, 55);
  ht_time_view_zoom (view, 25 * SECOND, 100);
  assert_shown (view, 0, 100);
}

/* From 100 s to 1 µs, about a time that stays in the middle to the ns. */
static void
test_zoom_to_a_microsecond (void)
{
  const gint64 center_ns = 50 * SECOND + 123456789;
  g_autoptr (HtTimeView) view = make_view ();
  gint64 from_ns, to_ns;

  ht_time_view_show (view, center_ns - 10 * SECOND, center_ns + 10 * SECOND);
  for (guint i = 0; i < 100; i++)
    ht_time_view_zoom (view, center_ns, 0.8);
  ht_time_view_get_shown (view, &from_ns, &to_ns);
  g_assert_cmpint (to_ns - from_ns, ==, 1000);
  g_assert_cmpint (ABS ((from_ns + to_ns) / 2 - center_ns), <=, 1);
  for (guint i = 0; i < 100; i++)
    ht_time_view_zoom (view, center_ns, 1.25);
  assert_shown (view, 0, 100);
}

static void
test_pan_stops_at_the_ends (void)
{
  g_autoptr (HtTimeView) view = make_view ();

  ht_time_view_show (view, 40 * SECOND, 60 * SECOND);
  ht_time_view_pan (view, 0.5);
  assert_shown (view, 50, 70);
  ht_time_view_pan (view, 100);
  assert_shown (view, 80, 100);
  ht_time_view_pan (view, -100);
  assert_shown (view, 0, 20);
}

static void
test_undo (void)
{
  g_autoptr (HtTimeView) view = make_view ();

  ht_time_view_show (view, 10 * SECOND, 30 * SECOND);
  ht_time_view_show (view, 12 * SECOND, 14 * SECOND);
  g_assert_true (ht_time_view_undo (view));
  assert_shown (view, 10, 30);
  g_assert_true (ht_time_view_undo (view));
  assert_shown (view, 0, 100);
  g_assert_false (ht_time_view_undo (view));
}

static void
test_burst_is_one_step (void)
{
  g_autoptr (HtTimeView) view = make_view ();

  g_assert_false (ht_time_view_can_undo (view));
  for (gint64 now_us = 0; now_us < 4000000; now_us += 400000)
    {
      ht_time_view_remember_burst (view, now_us);
      ht_time_view_zoom (view, 50 * SECOND, 0.9);
    }
  g_assert_true (ht_time_view_can_undo (view));
  /* A pause, then another burst. */
  ht_time_view_show (view, 20 * SECOND, 40 * SECOND);
  ht_time_view_remember_burst (view, 5000000);
  ht_time_view_pan (view, 0.5);
  ht_time_view_remember_burst (view, 5100000);
  ht_time_view_pan (view, 0.5);
  assert_shown (view, 40, 60);
  g_assert_true (ht_time_view_undo (view));
  assert_shown (view, 20, 40);

  /* After an undo a turn of the wheel is new, however soon it comes. */
  ht_time_view_remember_burst (view, 5200000);
  ht_time_view_pan (view, 1);
  g_assert_true (ht_time_view_undo (view));
  assert_shown (view, 20, 40);
  g_assert_true (ht_time_view_undo (view));
  g_assert_true (ht_time_view_undo (view));
  assert_shown (view, 0, 100);
  g_assert_false (ht_time_view_can_undo (view));
}

static void
test_another_recording_has_no_history (void)
{
  g_autoptr (HtTimeView) view = make_view ();

  ht_time_view_show (view, 10 * SECOND, 20 * SECOND);
  ht_time_view_show_all (view);
  g_assert_true (ht_time_view_can_undo (view));
  ht_time_view_set_extent (view, 1000 * SECOND, 1100 * SECOND);
  ht_time_view_show_all (view);
  assert_shown (view, 1000, 1100);
  g_assert_false (ht_time_view_can_undo (view));
  g_assert_false (ht_time_view_undo (view));
}

static void
test_show_marked (void)
{
  g_autoptr (HtTimeView) view = make_view ();
  gint64 from_ns, to_ns;

  g_assert_false (ht_time_view_show_marked (view));
  ht_time_view_mark (view, 30 * SECOND, 20 * SECOND);
  g_assert_true (ht_time_view_show_marked (view));
  assert_shown (view, 20, 30);
  g_assert_false (ht_time_view_get_marked (view, &from_ns, &to_ns));
  g_assert_true (ht_time_view_undo (view));
  assert_shown (view, 0, 100);
}

static void
test_reveal (void)
{
  g_autoptr (HtTimeView) view = make_view ();

  ht_time_view_show (view, 40 * SECOND, 60 * SECOND);
  ht_time_view_reveal (view, 60 * SECOND);
  assert_shown (view, 40, 60);
  ht_time_view_reveal (view, 70 * SECOND);
  assert_shown (view, 50, 70);
  ht_time_view_reveal (view, 5 * SECOND);
  assert_shown (view, 5, 25);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_tells_changes_only (void)
{
  g_autoptr (HtTimeView) view = make_view ();
  guint n_shown = 0, n_marked = 0, n_cursor = 0;

  g_signal_connect_swapped (view, "shown-changed", G_CALLBACK (count_cb), &n_shown);
  g_signal_connect_swapped (view, "mark-changed", G_CALLBACK (count_cb), &n_marked);
  g_signal_connect_swapped (view, "cursor-changed", G_CALLBACK (count_cb), &n_cursor);
  ht_time_view_show_all (view);
  ht_time_view_unmark (view);
  ht_time_view_set_cursor (view, HT_UNKNOWN);
  g_assert_cmpuint (n_shown + n_marked + n_cursor, ==, 0);

  ht_time_view_show (view, 10 * SECOND, 20 * SECOND);
  ht_time_view_mark (view, 15 * SECOND, 12 * SECOND);
  ht_time_view_mark (view, 12 * SECOND, 15 * SECOND);
  ht_time_view_set_cursor (view, SECOND);
  ht_time_view_set_cursor (view, SECOND);
  g_assert_cmpuint (n_shown, ==, 1);
  g_assert_cmpuint (n_marked, ==, 1);
  g_assert_cmpuint (n_cursor, ==, 1);
}

static void
test_mark (void)
{
  g_autoptr (HtTimeView) view = make_view ();
  gint64 from_ns, to_ns;

  g_assert_false (ht_time_view_get_marked (view, &from_ns, &to_ns));
  g_assert_cmpint (to_ns, ==, 100 * SECOND);
  ht_time_view_mark (view, 90 * SECOND, 400 * SECOND);
  g_assert_true (ht_time_view_get_marked (view, &from_ns, &to_ns));
  g_assert_cmpint (from_ns, ==, 90 * SECOND);
  g_assert_cmpint (to_ns, ==, 100 * SECOND);
}

static void
test_follow_is_steady (void)
{
  g_autoptr (HtTimeView) view = ht_time_view_new ();

  ht_time_view_set_live (view, 1000 * SECOND);
  ht_time_view_set_extent (view, 1000 * SECOND, 1001 * SECOND);
  g_assert_true (ht_time_view_is_following (view));
  assert_shown (view, 1000, 1060);
  ht_time_view_set_extent (view, 1000 * SECOND, 1059 * SECOND);
  assert_shown (view, 1000, 1060);
  ht_time_view_set_extent (view, 1000 * SECOND, 1061 * SECOND);
  assert_shown (view, 1000, 1120);
  /* Not more than a quarter of an hour; when that is full, there is room for a third of it. */
  ht_time_view_set_extent (view, 1000 * SECOND, 1900 * SECOND);
  assert_shown (view, 1000, 1900);
  ht_time_view_set_extent (view, 1000 * SECOND, 1901 * SECOND);
  assert_shown (view, 1301, 2201);
  ht_time_view_set_extent (view, 1000 * SECOND, 2201 * SECOND);
  assert_shown (view, 1301, 2201);
}

static void
test_follow_ends_and_begins (void)
{
  g_autoptr (HtTimeView) view = ht_time_view_new ();

  ht_time_view_set_live (view, 0);
  ht_time_view_set_extent (view, 0, 30 * SECOND);
  ht_time_view_mark (view, 5 * SECOND, 10 * SECOND);
  g_assert_false (ht_time_view_is_following (view));
  assert_shown (view, 0, 60);
  ht_time_view_show_marked (view);
  ht_time_view_set_extent (view, 0, 300 * SECOND);
  assert_shown (view, 5, 10);
  ht_time_view_follow (view);
  g_assert_true (ht_time_view_is_following (view));
  assert_shown (view, 0, 300);
  ht_time_view_zoom (view, 0, 0.5);
  g_assert_false (ht_time_view_is_following (view));
}

static void
test_follow_waits_for_the_pointer (void)
{
  g_autoptr (HtTimeView) view = ht_time_view_new ();

  ht_time_view_set_live (view, 0);
  ht_time_view_set_extent (view, 0, 30 * SECOND);
  ht_time_view_set_cursor (view, 10 * SECOND);
  ht_time_view_set_extent (view, 0, 40 * SECOND);
  g_assert_false (ht_time_view_is_held (view));
  ht_time_view_set_extent (view, 0, 61 * SECOND);
  assert_shown (view, 0, 60);
  g_assert_true (ht_time_view_is_held (view));
  ht_time_view_set_cursor (view, HT_UNKNOWN);
  assert_shown (view, 0, 120);
  g_assert_false (ht_time_view_is_held (view));
}

static void
count_following_cb (HtTimeView *view, guint *n)
{
  ++*n;
}

/* What was chosen by keyboard is pointed at until something else is wanted. */
static void
test_follow_leaves_what_was_chosen (void)
{
  g_autoptr (HtTimeView) view = ht_time_view_new ();
  guint n_told = 0;

  ht_time_view_set_live (view, 0);
  ht_time_view_set_extent (view, 0, 30 * SECOND);
  ht_time_view_set_cursor (view, 10 * SECOND);
  g_signal_connect (view, "follow-changed", G_CALLBACK (count_following_cb), &n_told);
  ht_time_view_set_extent (view, 0, 61 * SECOND);
  ht_time_view_set_extent (view, 0, 62 * SECOND);
  g_assert_cmpuint (n_told, ==, 1);
  ht_time_view_follow (view);
  g_assert_cmpuint (n_told, ==, 2);
  g_assert_cmpint (ht_time_view_get_cursor (view), ==, HT_UNKNOWN);
  g_assert_false (ht_time_view_is_held (view));
  assert_shown (view, 0, 120);
}

static void
test_nothing_to_follow (void)
{
  g_autoptr (HtTimeView) view = make_view ();

  ht_time_view_follow (view);
  g_assert_false (ht_time_view_is_following (view));
  ht_time_view_set_live (view, 0);
  ht_time_view_set_live (view, HT_UNKNOWN);
  g_assert_false (ht_time_view_is_following (view));
  ht_time_view_set_extent (view, 0, 70 * SECOND);
  assert_shown (view, 0, 70);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/time-view/all-stays-all", test_all_stays_all);
  g_test_add_func ("/app/time-view/zoom", test_zoom_keeps_the_center);
  g_test_add_func ("/app/time-view/zoom-to-a-microsecond", test_zoom_to_a_microsecond);
  g_test_add_func ("/app/time-view/pan", test_pan_stops_at_the_ends);
  g_test_add_func ("/app/time-view/undo", test_undo);
  g_test_add_func ("/app/time-view/burst", test_burst_is_one_step);
  g_test_add_func ("/app/time-view/another-recording", test_another_recording_has_no_history);
  g_test_add_func ("/app/time-view/show-marked", test_show_marked);
  g_test_add_func ("/app/time-view/reveal", test_reveal);
  g_test_add_func ("/app/time-view/tells-changes-only", test_tells_changes_only);
  g_test_add_func ("/app/time-view/mark", test_mark);
  g_test_add_func ("/app/time-view/follow/steady", test_follow_is_steady);
  g_test_add_func ("/app/time-view/follow/ends-and-begins", test_follow_ends_and_begins);
  g_test_add_func ("/app/time-view/follow/pointer", test_follow_waits_for_the_pointer);
  g_test_add_func ("/app/time-view/follow/chosen", test_follow_leaves_what_was_chosen);
  g_test_add_func ("/app/time-view/follow/nothing", test_nothing_to_follow);
  return g_test_run ();
}
