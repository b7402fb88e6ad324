/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "symbols.h"

static void
test_each_member_counts (void)
{
  g_autoptr (HtSymbols) symbols = ht_symbols_new ();
  HtFrame frame = { .address = 0x1000, .line = 7, .function = 1, .mapping = 1 };
  guint32 first = ht_symbols_intern_frame (symbols, &frame);

  g_assert_cmpuint (first, ==, 1);
  g_assert_cmpuint (ht_symbols_intern_frame (symbols, &frame), ==, first);
  frame.line = -7;
  g_assert_cmpuint (ht_symbols_intern_frame (symbols, &frame), ==, 2);
  g_assert_cmpint (ht_symbols_get_frame (symbols, 2)->line, ==, -7);
  frame.flags = HT_FRAME_INLINED;
  g_assert_cmpuint (ht_symbols_intern_frame (symbols, &frame), ==, 3);
  g_assert_cmpuint (ht_symbols_n_frames (symbols), ==, 4);

  HtFunction function = { .name = 1, .system_name = 1, .file = 2 };
  g_assert_cmpuint (ht_symbols_intern_function (symbols, &function), ==, 1);
  function.start_line = 10;
  g_assert_cmpuint (ht_symbols_intern_function (symbols, &function), ==, 2);
}

static void
test_mapping_place_does_not_count (void)
{
  g_autoptr (HtSymbols) symbols = ht_symbols_new ();
  HtMapping here = { .start = 0x400000, .limit = 0x500000, .file = 1, .build_id = 2 };
  HtMapping there = { .start = 0x7000400000, .limit = 0x7000500000, .file = 1, .build_id = 2 };
  HtMapping other = { .start = 0x400000, .limit = 0x500000, .file = 1, .build_id = 3 };

  g_assert_cmpuint (ht_symbols_intern_mapping (symbols, &here), ==, 1);
  g_assert_cmpuint (ht_symbols_intern_mapping (symbols, &there), ==, 1);
  g_assert_cmpuint (ht_symbols_get_mapping (symbols, 1)->start, ==, 0x400000);
  g_assert_cmpuint (ht_symbols_intern_mapping (symbols, &other), ==, 2);
}

static void
test_tables_grow (void)
{
  g_autoptr (HtSymbols) symbols = ht_symbols_new ();

  for (guint round = 0; round < 2; round++)
    for (guint32 i = 1; i <= 10000; i++)
      {
        HtFunction function = { .name = i, .file = i % 10 };

        g_assert_cmpuint (ht_symbols_intern_function (symbols, &function), ==, i);
      }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/symbols/each-member-counts", test_each_member_counts);
  g_test_add_func ("/core/symbols/mapping-place", test_mapping_place_does_not_count);
  g_test_add_func ("/core/symbols/tables-grow", test_tables_grow);
  return g_test_run ();
}
