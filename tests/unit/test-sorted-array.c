/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sorted-array.h"

typedef struct
{
  char letter;
  gint64 time;
} Item;

static const gint64 places[] = { G_MININT64, -5, 0, 0, 0, 3, 7, G_MAXINT64 };

static GArray *
make_items (guint n)
{
  GArray *items = g_array_new (FALSE, FALSE, sizeof (Item));

  for (guint i = 0; i < n; i++)
    {
      const Item item = { 'a', places[i] };

      g_array_append_val (items, item);
    }
  return items;
}

/* Against counting one by one, for arrays of each length up to that of all. */
static void
test_counts (void)
{
  static const gint64 values[] = { G_MININT64, -6, -5, -4, -1, 0, 1, 3, 6, 7, 8, G_MAXINT64 };

  for (guint n = 0; n <= G_N_ELEMENTS (places); n++)
    {
      g_autoptr (GArray) items = make_items (n);

      for (gsize i = 0; i < G_N_ELEMENTS (values); i++)
        {
          guint before = 0, until = 0;

          for (guint at = 0; at < n; at++)
            {
              before += places[at] < values[i];
              until += places[at] <= values[i];
            }
          g_assert_cmpuint (ht_sorted_count_before (items, G_STRUCT_OFFSET (Item, time), values[i]),
                            ==, before);
          g_assert_cmpuint (ht_sorted_count_until (items, G_STRUCT_OFFSET (Item, time), values[i]),
                            ==, until);
        }
    }
}

static void
test_plain (void)
{
  g_autoptr (GArray) numbers = g_array_new (FALSE, FALSE, sizeof (gint64));
  const gint64 two[] = { 10, 20 };

  g_array_append_vals (numbers, two, 2);
  g_assert_cmpuint (ht_sorted_count_before (numbers, 0, 20), ==, 1);
  g_assert_cmpuint (ht_sorted_count_until (numbers, 0, 20), ==, 2);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/sorted-array/counts", test_counts);
  g_test_add_func ("/core/sorted-array/plain", test_plain);
  return g_test_run ();
}
