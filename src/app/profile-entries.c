/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "profile-entries.h"

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
