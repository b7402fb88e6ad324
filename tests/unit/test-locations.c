/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "locations.h"

static guint32
frame (HtSymbols *symbols, guint64 address, guint32 function, guint32 flags)
{
  const HtFrame record = { .address = address, .function = function, .flags = flags };

  return ht_symbols_intern_frame (symbols, &record);
}

static void
test_inlined_calls_join_their_caller (void)
{
  g_autoptr (HtSymbols) symbols = ht_symbols_new ();
  g_autoptr (HtLocations) locations = ht_locations_new (symbols);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint32 stack[] = {
    frame (symbols, 10, 1, HT_FRAME_INLINED),
    frame (symbols, 10, 2, HT_FRAME_INLINED),
    frame (symbols, 10, 3, 0),
    frame (symbols, 20, 4, 0),
  };

  ht_locations_split (locations, stack, 4, found);
  g_assert_cmpuint (found->len, ==, 2);
  g_assert_cmpuint (ht_locations_get_frames (locations, g_array_index (found, guint32, 0), frames),
                    ==, 3);
  g_assert_cmpmem (frames->data, 3 * sizeof (guint32), stack, 3 * sizeof (guint32));
  g_assert_cmpuint (ht_locations_get_frames (locations, g_array_index (found, guint32, 1), frames),
                    ==, 1);
  g_assert_cmpuint (g_array_index (frames, guint32, 0), ==, stack[3]);

  /* A part of a run is another location, the same run the same one. */
  guint32 whole = g_array_index (found, guint32, 0);
  ht_locations_split (locations, stack + 1, 2, found);
  g_assert_cmpuint (g_array_index (found, guint32, 0), !=, whole);
  ht_locations_split (locations, stack, 3, found);
  g_assert_cmpuint (g_array_index (found, guint32, 0), ==, whole);
  g_assert_cmpuint (whole, <, ht_locations_limit (locations));
}

/* Frames that only claim to be inlined: at another address, or into nothing. */
static void
test_addresses_part (void)
{
  g_autoptr (HtSymbols) symbols = ht_symbols_new ();
  g_autoptr (HtLocations) locations = ht_locations_new (symbols);
  g_autoptr (GArray) found = g_array_new (FALSE, FALSE, sizeof (guint32));
  const guint32 stack[] = {
    frame (symbols, 10, 1, HT_FRAME_INLINED),
    frame (symbols, 11, 2, 0),
    frame (symbols, 12, 3, HT_FRAME_INLINED),
  };

  ht_locations_split (locations, stack, 3, found);
  g_assert_cmpuint (found->len, ==, 3);
  ht_locations_split (locations, NULL, 0, found);
  g_assert_cmpuint (found->len, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/locations/inlined-calls-join-their-caller",
                   test_inlined_calls_join_their_caller);
  g_test_add_func ("/core/locations/addresses-part", test_addresses_part);
  return g_test_run ();
}
