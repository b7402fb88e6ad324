/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-load.h"

#include "gc-merge.h"
#include "growth-process-private.h"
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

/* What the collections that are looked at found alive, from the one on that the newest heap is of.
 */
static void
add_sequel (HtGrowthTable *table, const GArray *cycles, gint64 taken_ns, gint64 to_ns)
{
  int at = ht_heap_time_find (cycles, taken_ns);
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));
  g_autoptr (HtGrowthTrack) track = NULL;
  HtGrowthSequel sequel;

  for (guint i = (guint) at; at >= 0 && i < cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, i);
      HtSeriesPoint point = { .time_ns = ht_heap_time_get_end (cycle),
                              .value = (double) cycle->heap_live_bytes };

      if (cycle->process == g_array_index (cycles, HtGcCycle, at).process &&
          point.time_ns != HT_UNKNOWN && point.time_ns <= to_ns &&
          cycle->heap_live_bytes != HT_UNKNOWN)
        g_array_append_val (points, point);
    }
  if (points->len < 2)
    return;
  track = ht_growth_process_make_track (points);
  sequel.heap_ns = g_array_index (points, HtSeriesPoint, 0).time_ns;
  sequel.newest_ns = g_array_index (points, HtSeriesPoint, points->len - 1).time_ns;
  if (ht_growth_track_fit (track, 0, points->len, &sequel.live))
    ht_growth_table_set_sequel (table, &sequel);
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
