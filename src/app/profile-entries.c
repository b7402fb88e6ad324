/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "profile-entries.h"

#include <glib/gi18n.h>

#define SECOND_NS G_GINT64_CONSTANT (1000000000)

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

/**
 * ht_profiles_describe:
 * @profiles: (element-type HtProfileEntry): profiles
 * @index: index of one of them
 * @of_how_many: whether to say how many there are
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Returns: (transfer full): its number and when it was taken, in the user's language
 */
char *
ht_profiles_describe (const GPtrArray *profiles,
                      guint index,
                      gboolean of_how_many,
                      HtTimeDisplay display,
                      gint64 start_ns)
{
  const HtProfileEntry *entry = g_ptr_array_index (profiles, index);
  g_autofree char *time = entry->time_ns == HT_UNKNOWN
                              ? g_strdup (_ ("at an unknown time"))
                              : ht_axis_time_label (entry->time_ns, SECOND_NS, display, start_ns);

  if (of_how_many)
    /* Translators: number of the profile, how many there are, when it was taken */
    return g_strdup_printf (_ ("Profile %u of %u  %s"), index + 1, profiles->len, time);
  /* Translators: number of the profile, when it was taken */
  return g_strdup_printf (_ ("Profile %u  %s"), index + 1, time);
}
