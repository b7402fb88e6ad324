/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "label-sets.h"

static void
test_order_and_content_count (void)
{
  g_autoptr (HtLabelSets) sets = ht_label_sets_new ();
  const HtLabel ab[] = { { .key = 1, .number = 16 }, { .key = 2, .text = 3 } };
  const HtLabel ba[] = { { .key = 2, .text = 3 }, { .key = 1, .number = 16 } };
  const HtLabel unit[] = { { .key = 1, .number = 16, .unit = 4 } };

  g_assert_cmpuint (ht_label_sets_intern (sets, NULL, 0), ==, 0);
  g_assert_cmpuint (ht_label_sets_intern (sets, ab, 2), ==, 1);
  g_assert_cmpuint (ht_label_sets_intern (sets, ab, 1), ==, 2);
  g_assert_cmpuint (ht_label_sets_intern (sets, ba, 2), ==, 3);
  g_assert_cmpuint (ht_label_sets_intern (sets, unit, 1), ==, 4);
  g_assert_cmpuint (ht_label_sets_intern (sets, ab, 2), ==, 1);

  gsize n;
  const HtLabel *labels = ht_label_sets_get (sets, 3, &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpuint (labels[0].text, ==, 3);
  g_assert_cmpint (labels[1].number, ==, 16);
}

static void
test_many (void)
{
  g_autoptr (HtLabelSets) sets = ht_label_sets_new ();

  for (guint round = 0; round < 2; round++)
    for (guint i = 0; i < 5000; i++)
      {
        HtLabel label = { .key = 1, .number = i };

        g_assert_cmpuint (ht_label_sets_intern (sets, &label, 1), ==, i + 1);
      }
  g_assert_cmpuint (ht_label_sets_count (sets), ==, 5001);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/label-sets/order-and-content-count", test_order_and_content_count);
  g_test_add_func ("/core/label-sets/many", test_many);
  return g_test_run ();
}
