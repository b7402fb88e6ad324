/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "profile-entries.h"

/**
 * ht_profiles_first_to_show:
 * @profiles: (element-type HtProfileEntry): profiles, by time
 *
 * Finds what to show to somebody who has chosen nothing: the newest profile of what is in use; one
 * of what was ever allocated tells that, too, but opens with something else. Other profiles are
 * asked for when the heap is understood.
 *
 * Returns: its index, -1 if there are none
 */
int
ht_profiles_first_to_show (const GPtrArray *profiles)
{
  int with_heap = -1;

  for (guint i = profiles->len; i > 0; i--)
    {
      const HtProfileEntry *entry = g_ptr_array_index (profiles, i - 1);

      if (g_strcmp0 (entry->default_type, "inuse_space") == 0)
        return (int) i - 1;
      if (with_heap < 0 && g_strv_contains ((const char *const *) entry->types, "inuse_space"))
        with_heap = (int) i - 1;
    }
  return with_heap >= 0 ? with_heap : (int) profiles->len - 1;
}

/**
 * ht_profiles_find:
 * @profiles: (element-type HtProfileEntry): profiles
 * @id: id of a profile
 *
 * Returns: its index, -1 if it is not there
 */
int
ht_profiles_find (const GPtrArray *profiles, gint64 id)
{
  for (guint i = 0; i < profiles->len; i++)
    if (((const HtProfileEntry *) g_ptr_array_index (profiles, i))->id == id)
      return (int) i;
  return -1;
}

/**
 * ht_profiles_find_capture:
 * @profiles: (element-type HtProfileEntry): profiles
 * @capture: id of a capture
 *
 * Returns: index of the last profile that was in it, -1 if there is none
 */
int
ht_profiles_find_capture (const GPtrArray *profiles, gint64 capture)
{
  for (guint i = profiles->len; i > 0; i--)
    if (((const HtProfileEntry *) g_ptr_array_index (profiles, i - 1))->capture == capture)
      return (int) i - 1;
  return -1;
}
