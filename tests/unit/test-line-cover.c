/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "time-chart-private.h"

static void
assert_column (const HtLineCover *cover, guint column, double top, double bottom)
{
  g_assert_cmpfloat_with_epsilon (cover->top[column], top, 1e-9);
  g_assert_cmpfloat_with_epsilon (cover->bottom[column], bottom, 1e-9);
}

static void
test_slope (void)
{
  g_autoptr (HtLineCover) cover = ht_line_cover_new (10, 4, 10, 0);

  ht_line_cover_line_to (cover, 14, 40);
  g_assert_cmpuint (cover->n_columns, ==, 4);
  assert_column (cover, 0, 0, 10);
  assert_column (cover, 1, 10, 20);
  assert_column (cover, 2, 20, 30);
  assert_column (cover, 3, 30, 40);
}

static void
test_upright (void)
{
  g_autoptr (HtLineCover) cover = ht_line_cover_new (0, 3, 1.5, 7);

  ht_line_cover_line_to (cover, 1.5, 2);
  ht_line_cover_line_to (cover, 1.5, 9);
  g_assert_true (isinf (cover->top[0]));
  assert_column (cover, 1, 2, 9);
  g_assert_true (isinf (cover->top[2]));
}

/* What is left out has no columns, and no column joins both sides. */
static void
test_move (void)
{
  g_autoptr (HtLineCover) cover = ht_line_cover_new (0, 6, 0, 5);

  ht_line_cover_line_to (cover, 1.5, 5);
  ht_line_cover_move_to (cover, 3, 9, 4.5);
  ht_line_cover_line_to (cover, 4.5, 9);
  ht_line_cover_move_to (cover, 4.6, 9, 4.65);
  ht_line_cover_line_to (cover, 4.65, 11);
  ht_line_cover_move_to (cover, 4.7, 2, 6);
  ht_line_cover_line_to (cover, 4.8, 2);
  ht_line_cover_line_to (cover, 6, 2);
  assert_column (cover, 1, 5, 5);
  g_assert_true (isinf (cover->top[2]));
  assert_column (cover, 3, 9, 9);
  assert_column (cover, 4, 9, 11);
  assert_column (cover, 5, 2, 2);
}

/* What lies beyond the borders bends the line, but has no columns. */
static void
test_borders (void)
{
  g_autoptr (HtLineCover) cover = ht_line_cover_new (0, 2, -8, 0);

  ht_line_cover_line_to (cover, 12, 20);
  ht_line_cover_line_to (cover, 20, 0);
  assert_column (cover, 0, 8, 9);
  assert_column (cover, 1, 9, 10);
}

static void
test_peaks (void)
{
  g_autoptr (HtLineCover) cover = ht_line_cover_new (0, 1, 0, 5);

  for (guint i = 1; i <= 100; i++)
    ht_line_cover_line_to (cover, i / 101.0, i == 50 ? 100 : 5);
  ht_line_cover_line_to (cover, 0.995, -3);
  assert_column (cover, 0, -3, 100);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/draw/line-cover/move", test_move);
  g_test_add_func ("/draw/line-cover/slope", test_slope);
  g_test_add_func ("/draw/line-cover/upright", test_upright);
  g_test_add_func ("/draw/line-cover/borders", test_borders);
  g_test_add_func ("/draw/line-cover/peaks", test_peaks);
  return g_test_run ();
}
