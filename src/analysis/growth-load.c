/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-load.h"

#include "gc-merge.h"
#include "heap-time.h"

static gboolean
is_heap_profile (const HtProfileEntry *entry)
{
  return entry->duration_ns == 0 && entry->time_ns != HT_UNKNOWN &&
         g_strv_contains ((const char *const *) entry->types, "inuse_space");
}

static GArray *
read_cycles (HtRecording *recording, gint64 target, GError **error)
{
  g_autoptr (GArray) cycles = ht_recording_read_gc_cycles (recording, target, error);

  if (cycles == NULL)
    return NULL;
  return ht_gc_merge ((const HtGcCycle *) (gpointer) cycles->data, cycles->len);
}

static gint64
get_heap_time (const GArray *cycles, gint64 taken_ns)
{
  int cycle = ht_heap_time_find (cycles, taken_ns);

  if (cycle < 0)
    return taken_ns;
  return ht_heap_time_get_end (&g_array_index (cycles, HtGcCycle, cycle));
}

/* What the newest collection that is looked at found alive, beside the one that the newest heap is
 * of. */
static void
add_sequel (HtGrowthTable *table, const GArray *cycles, gint64 taken_ns, gint64 to_ns)
{
  int at = ht_heap_time_find (cycles, taken_ns);
  const HtGcCycle *shown = at >= 0 ? &g_array_index (cycles, HtGcCycle, at) : NULL;

  for (guint i = cycles->len; shown != NULL && i-- > (guint) at + 1;)
    {
      const HtGcCycle *newest = &g_array_index (cycles, HtGcCycle, i);
      HtGrowthSequel sequel = {
        .heap_ns = ht_heap_time_get_end (shown),
        .heap_bytes = shown->heap_live_bytes,
        .newest_ns = ht_heap_time_get_end (newest),
        .newest_bytes = newest->heap_live_bytes,
      };

      if (newest->process != shown->process || sequel.newest_ns == HT_UNKNOWN ||
          sequel.newest_ns > to_ns || sequel.heap_bytes == HT_UNKNOWN ||
          sequel.newest_bytes == HT_UNKNOWN)
        continue;
      ht_growth_table_set_sequel (table, &sequel);
      return;
    }
}

/**
 * ht_growth_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @from_ns: begin of the time to look at, ns since 1970
 * @to_ns: its end
 * @cancellable: (nullable): to give up
 * @error: return location, in %HT_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Puts the heap profiles of a time side by side. Differences between two times, which the server
 * makes on request, are none of them.
 *
 * Returns: (transfer full): the table, which refers to the catalog of @recording; or %NULL with
 *   @error set
 */
HtGrowthTable *
ht_growth_load (HtRecording *recording,
                gint64 target,
                gint64 from_ns,
                gint64 to_ns,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (GPtrArray) profiles = ht_recording_list_profiles (recording, target, error);
  g_autoptr (GArray) cycles = profiles != NULL ? read_cycles (recording, target, error) : NULL;
  const HtCatalog *catalog = cycles != NULL ? ht_recording_get_catalog (recording, error) : NULL;
  g_autoptr (HtGrowthTable) table = NULL;
  gint64 last_ns = G_MININT64;
  gint64 taken_ns = G_MININT64;

  if (catalog == NULL)
    return NULL;
  table = ht_growth_table_new (catalog);
  for (guint i = 0; i < profiles->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (profiles, i);
      g_autoptr (HtProfile) profile = NULL;

      if (!is_heap_profile (entry) || entry->time_ns < from_ns || entry->time_ns > to_ns)
        continue;
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return NULL;
      profile = ht_recording_load_profile (recording, entry->id, error);
      if (profile == NULL)
        return NULL;
      taken_ns = entry->time_ns;
      last_ns = MAX (last_ns, get_heap_time (cycles, entry->time_ns));
      ht_growth_table_add (table, profile, last_ns, entry->time_ns);
    }
  add_sequel (table, cycles, taken_ns, to_ns);
  return g_steal_pointer (&table);
}
