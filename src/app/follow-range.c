/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "follow-range.h"

#define MINUTE_NS G_GINT64_CONSTANT (60000000000)

/* Lengths in minutes that a range with room grows through. */
static const gint64 lengths[] = { 1, 2, 5, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480 };

/* What is followed has at most this length. */
#define LONGEST_MINUTES 15

/**
 * ht_follow_range_room:
 * @length_ns: for how long something has grown, ns
 *
 * Finds a length that has room for growth, so that an axis stands still for a while: at least
 * a minute, and at most twice what is there; a day or more is given an hour at most.
 *
 * Returns: a length not below @length_ns
 */
gint64
ht_follow_range_room (gint64 length_ns)
{
  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    if (lengths[i] * MINUTE_NS >= length_ns)
      return lengths[i] * MINUTE_NS;
  return (length_ns / (60 * MINUTE_NS) + 1) * 60 * MINUTE_NS;
}

/**
 * ht_follow_range_next:
 * @since_ns: when what is followed began, ns since 1970
 * @now_ns: the newest that is known
 * @from_ns: (inout): begin of what is shown
 * @to_ns: (inout): its end
 *
 * Finds what to show to somebody who follows. As long as the newest is in view nothing
 * moves; then there is room again for a third of the view.
 */
void
ht_follow_range_next (gint64 since_ns, gint64 now_ns, gint64 *from_ns, gint64 *to_ns)
{
  gint64 room_ns = ht_follow_range_room (MAX (now_ns - since_ns, 0));
  gint64 longest_ns = LONGEST_MINUTES * MINUTE_NS;

  if (room_ns <= longest_ns)
    {
      *from_ns = since_ns;
      *to_ns = since_ns + room_ns;
    }
  else if (*to_ns - *from_ns != longest_ns || now_ns < *from_ns || now_ns > *to_ns)
    {
      *from_ns = now_ns - longest_ns / 3 * 2;
      *to_ns = *from_ns + longest_ns;
    }
}
