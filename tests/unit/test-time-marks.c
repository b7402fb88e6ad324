/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "time-marks.h"

#include "gc-cycle.h"

static GPtrArray *
make_marks (void)
{
  GPtrArray *marks = ht_time_marks_new ();

  ht_time_marks_add (marks, HT_TIME_MARK_GAP, 100, 200, "gap");
  ht_time_marks_add (marks, HT_TIME_MARK_RESTART, 200, 200, "restart");
  ht_time_marks_add (marks, HT_TIME_MARK_FLAG, 200, 200, "flag");
  ht_time_marks_add (marks, HT_TIME_MARK_NOTE, 500, 500, "note");
  return marks;
}

static void
test_next (void)
{
  g_autoptr (GPtrArray) marks = make_marks ();
  g_autoptr (GPtrArray) none = ht_time_marks_new ();

  g_assert_cmpint (ht_time_marks_next (marks, 0, 1), ==, 100);
  g_assert_cmpint (ht_time_marks_next (marks, 100, 1), ==, 200);
  g_assert_cmpint (ht_time_marks_next (marks, 200, 1), ==, 500);
  g_assert_cmpint (ht_time_marks_next (marks, 500, 1), ==, HT_UNKNOWN);
  g_assert_cmpint (ht_time_marks_next (marks, 501, -1), ==, 500);
  g_assert_cmpint (ht_time_marks_next (marks, 500, -1), ==, 200);
  g_assert_cmpint (ht_time_marks_next (marks, 100, -1), ==, HT_UNKNOWN);
  g_assert_cmpint (ht_time_marks_next (none, 0, 1), ==, HT_UNKNOWN);
}

static void
test_at (void)
{
  g_autoptr (GPtrArray) marks = make_marks ();

  g_assert_null (ht_time_marks_at (marks, 89, 10));
  g_assert_cmpstr (ht_time_marks_at (marks, 90, 10)->text, ==, "gap");
  g_assert_cmpstr (ht_time_marks_at (marks, 150, 10)->text, ==, "gap");
  /* All three are there; the flag tells most. */
  g_assert_cmpstr (ht_time_marks_at (marks, 200, 10)->text, ==, "flag");
  g_assert_cmpstr (ht_time_marks_at (marks, 205, 10)->text, ==, "flag");
  g_assert_null (ht_time_marks_at (marks, 300, 10));
  g_assert_cmpstr (ht_time_marks_at (marks, 495, 10)->text, ==, "note");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/time-marks/next", test_next);
  g_test_add_func ("/draw/time-marks/at", test_at);
  return g_test_run ();
}
