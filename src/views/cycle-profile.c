/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "cycle-profile.h"

#include "heap-time.h"

/* A profile shows none that ended longer ago than this many others did. */
#define MOST_LATER 3

/**
 * ht_cycle_find_heap_profile:
 * @data: what is known of a target
 * @index: one of its collections
 *
 * Looks for a heap profile that shows the heap as that collection left it.
 *
 * Returns: (transfer none) (nullable): the first such profile, %NULL if there is none
 */
const HtProfileEntry *
ht_cycle_find_heap_profile (const HtTargetData *data, guint index)
{
  guint later = MIN (index + MOST_LATER, data->cycles->len - 1);
  gint64 from_ns = g_array_index (data->cycles, HtGcCycle, index).start_ns;
  gint64 to_ns = later < index + MOST_LATER ? G_MAXINT64
                                            : g_array_index (data->cycles, HtGcCycle, later).end_ns;

  for (guint i = 0; i < data->profiles->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (data->profiles, i);

      if (entry->time_ns == HT_UNKNOWN || entry->time_ns < from_ns || entry->time_ns > to_ns ||
          !g_strv_contains ((const char *const *) entry->types, "inuse_space"))
        continue;
      if (ht_heap_time_find (data->cycles, entry->time_ns) == (int) index)
        return entry;
    }
  return NULL;
}
