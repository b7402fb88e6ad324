/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-crowd.h"

/* Traffic makes goroutines come and go: so many more, and so many times as many, are a crowd. */
#define LEAST_RISE   20
#define LEAST_FACTOR 1.5

static gboolean
counts_goroutines (const HtProfileEntry *entry)
{
  return entry->duration_ns == 0 && entry->time_ns != HT_UNKNOWN &&
         g_strv_contains ((const char *const *) entry->types, "goroutine");
}

static GHashTable *
count (HtRecording *recording, const HtProfileEntry *entry, GError **error)
{
  const HtCatalog *catalog = ht_recording_get_catalog (recording, error);
  g_autoptr (HtProfile) profile =
      catalog != NULL ? ht_recording_load_profile (recording, entry->id, error) : NULL;
  g_autoptr (GHashTable) counts = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  int type;

  if (profile == NULL)
    return NULL;
  type = ht_profile_find_type (profile, catalog->strings, "goroutine");
  for (gsize row = 0; type >= 0 && row < ht_profile_n_rows (profile); row++)
    {
      gpointer node = GUINT_TO_POINTER (g_array_index (profile->nodes, guint32, row));
      gint64 *sum = g_hash_table_lookup (counts, node);

      if (sum == NULL)
        {
          sum = g_new0 (gint64, 1);
          g_hash_table_insert (counts, node, sum);
        }
      *sum += g_array_index (profile->values, gint64, row * profile->types->len + (guint) type);
    }
  return g_steal_pointer (&counts);
}

static GArray *
find_crowds (GHashTable *before, GHashTable *after)
{
  GArray *crowds = g_array_new (FALSE, FALSE, sizeof (HtGrowthCrowd));
  GHashTableIter each;
  gpointer node;
  gpointer value;

  g_hash_table_iter_init (&each, after);
  while (g_hash_table_iter_next (&each, &node, &value))
    {
      const gint64 *first = g_hash_table_lookup (before, node);
      HtGrowthCrowd crowd = {
        .node = GPOINTER_TO_UINT (node),
        .first = first != NULL ? *first : 0,
        .last = *(const gint64 *) value,
      };

      if (crowd.last - crowd.first >= LEAST_RISE &&
          (double) crowd.last >= LEAST_FACTOR * (double) crowd.first)
        g_array_append_val (crowds, crowd);
    }
  return crowds;
}

/**
 * ht_growth_crowds_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @from_ns: begin of the time to look at, ns since 1970
 * @to_ns: its end
 * @cancellable: (nullable): to give up
 * @error: return location, in %HT_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Compares the first and the last goroutine profile.
 *
 * Returns: (transfer full) (element-type HtGrowthCrowd): where goroutines gather, empty if nowhere
 *   or if there are not two profiles; or %NULL with @error set
 */
GArray *
ht_growth_crowds_load (HtRecording *recording,
                       gint64 target,
                       gint64 from_ns,
                       gint64 to_ns,
                       GCancellable *cancellable,
                       GError **error)
{
  g_autoptr (GPtrArray) profiles = ht_recording_list_profiles (recording, target, error);
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GHashTable) after = NULL;
  const HtProfileEntry *first = NULL;
  const HtProfileEntry *last = NULL;

  if (profiles == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  for (guint i = 0; i < profiles->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (profiles, i);

      if (!counts_goroutines (entry) || entry->time_ns < from_ns || entry->time_ns > to_ns)
        continue;
      if (first == NULL)
        first = entry;
      last = entry;
    }
  if (first == last)
    return g_array_new (FALSE, FALSE, sizeof (HtGrowthCrowd));
  before = count (recording, first, error);
  after = before != NULL ? count (recording, last, error) : NULL;
  return after != NULL ? find_crowds (before, after) : NULL;
}
