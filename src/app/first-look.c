/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "first-look.h"

static gboolean
tells_what_is_in_use (const HtProfileEntry *entry)
{
  return g_strv_contains ((const char *const *) entry->types, "inuse_space");
}

static gboolean
is_of_trace (const HtTargetData *data, const HtProfileEntry *entry)
{
  return data->trace != NULL && ht_trace_data_has_capture (data->trace, entry->capture);
}

/* Traces tell how large the heap is and what the collector does, but not where the memory is. */
static gboolean
is_trace_alone (const HtTargetData *data)
{
  if (data->trace == NULL || g_hash_table_contains (data->series, "heap_sys"))
    return FALSE;
  for (guint i = 0; i < data->profiles->len; i++)
    if (!is_of_trace (data, g_ptr_array_index (data->profiles, i)))
      return FALSE;
  return TRUE;
}

/**
 * ht_first_page_to_show:
 * @data: what is known of a target
 *
 * Finds which page to open with: who opens nothing but a trace, or nothing but profiles, wants to
 * see that.
 *
 * Returns: (transfer none) (nullable): name of the page, %NULL for the one that is shown
 */
const char *
ht_first_page_to_show (const HtTargetData *data)
{
  if (is_trace_alone (data))
    return "gc";
  if (g_hash_table_size (data->series) == 0 && data->cycles->len == 0 && data->profiles->len > 0)
    return "flame";
  return NULL;
}

/**
 * ht_first_profile_to_show:
 * @data: what is known of a target
 *
 * Finds what to show to somebody who has chosen nothing: the newest profile of what is in use; one
 * of what was ever allocated tells that, too, but opens with something else. Other profiles are
 * asked for when the heap is understood, and those that were made of a trace last of all.
 *
 * Returns: index in the profiles of @data, -1 if there are none
 */
int
ht_first_profile_to_show (const HtTargetData *data)
{
  int with_heap = -1;
  int captured = -1;

  for (guint i = data->profiles->len; i > 0; i--)
    {
      const HtProfileEntry *entry = g_ptr_array_index (data->profiles, i - 1);

      if (g_strcmp0 (entry->default_type, "inuse_space") == 0)
        return (int) i - 1;
      if (with_heap < 0 && tells_what_is_in_use (entry))
        with_heap = (int) i - 1;
      if (captured < 0 && !is_of_trace (data, entry))
        captured = (int) i - 1;
    }
  if (with_heap < 0)
    with_heap = captured;
  return with_heap >= 0 ? with_heap : (int) data->profiles->len - 1;
}

/**
 * ht_profile_to_show_since:
 * @data: what is known of a target
 * @shown: index of the profile that is shown, -1 for none
 * @since_ns: when something began, ns since 1970; %HT_UNKNOWN if that does not matter
 *
 * Finds what to show to somebody who wants to see what became of it: the profile that is shown, if
 * it is of a heap after that, else the newest.
 *
 * Returns: index in the profiles of @data, -1 if there are none
 */
int
ht_profile_to_show_since (const HtTargetData *data, int shown, gint64 since_ns)
{
  const HtProfileEntry *entry =
      shown >= 0 ? g_ptr_array_index (data->profiles, (guint) shown) : NULL;

  if (since_ns == HT_UNKNOWN || entry == NULL || entry->time_ns == HT_UNKNOWN ||
      entry->time_ns <= since_ns || !tells_what_is_in_use (entry))
    return ht_first_profile_to_show (data);
  return shown;
}
