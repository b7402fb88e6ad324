/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-follower.h"

#include "gc-merge.h"
#include "growth-process-private.h"
#include "heap-time.h"

/* A heap profile, and when the heap was as it shows it. */
typedef struct
{
  gint64 id;
  gint64 taken_ns;
  gint64 heap_ns;
} Taken;

struct _HtGrowthFollower
{
  gint64 target;
  guint n_read; /* profiles, by the last call */

  /* Borrowed */
  const HtCatalog *catalog;

  /* Owned */
  HtGrowthTable *table;
  GArray *taken;    /* Taken: what is in @table */
  GArray *first_of; /* guint: which of @taken showed an epoch first, by its number */
};

/**
 * ht_growth_follower_new:
 *
 * Returns: (transfer full): a follower that has read nothing yet
 */
HtGrowthFollower *
ht_growth_follower_new (void)
{
  HtGrowthFollower *self = g_atomic_rc_box_new0 (HtGrowthFollower);

  self->taken = g_array_new (FALSE, FALSE, sizeof (Taken));
  self->first_of = g_array_new (FALSE, FALSE, sizeof (guint));
  return self;
}

/**
 * ht_growth_follower_ref:
 * @follower: the follower
 *
 * Returns: (transfer full): @follower
 */
HtGrowthFollower *
ht_growth_follower_ref (HtGrowthFollower *follower)
{
  return g_atomic_rc_box_acquire (follower);
}

static void
clear (gpointer data)
{
  HtGrowthFollower *self = data;

  g_clear_pointer (&self->table, ht_growth_table_free);
  g_array_unref (self->taken);
  g_array_unref (self->first_of);
}

/**
 * ht_growth_follower_unref:
 * @follower: (transfer full): the follower
 *
 * What it has read goes with the last reference; the recording may be closed by then.
 */
void
ht_growth_follower_unref (HtGrowthFollower *follower)
{
  g_atomic_rc_box_release_full (follower, clear);
}

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

/* Profiles of the range, by time, with the time of the heap. Returns the time of the newest one. */
static gint64
list_wanted (const GPtrArray *profiles,
             const GArray *cycles,
             gint64 from_ns,
             gint64 to_ns,
             GArray *wanted)
{
  gint64 last_ns = G_MININT64;
  gint64 taken_ns = G_MININT64;
  guint n_passed = 0;

  for (guint i = 0; i < profiles->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (profiles, i);
      Taken taken = { .id = entry->id, .taken_ns = entry->time_ns, .heap_ns = entry->time_ns };
      int cycle;

      if (!is_heap_profile (entry) || entry->time_ns < from_ns || entry->time_ns > to_ns)
        continue;
      cycle = ht_heap_time_find_next (cycles, entry->time_ns, &n_passed);
      if (cycle >= 0)
        taken.heap_ns = ht_heap_time_get_end (&g_array_index (cycles, HtGcCycle, (guint) cycle));
      taken_ns = entry->time_ns;
      taken.heap_ns = last_ns = MAX (last_ns, taken.heap_ns);
      g_array_append_val (wanted, taken);
    }
  return taken_ns;
}

static void
forget (HtGrowthFollower *self)
{
  g_clear_pointer (&self->table, ht_growth_table_free);
  g_array_set_size (self->taken, 0);
  g_array_set_size (self->first_of, 0);
}

/* When a collection was may become known after the profile that shows its heap. */
static gboolean
correct_times (HtGrowthFollower *self, const GArray *wanted)
{
  guint n_epochs = ht_growth_table_get_n_epochs (self->table);

  for (guint i = 0; i < n_epochs; i++)
    {
      guint first =
          g_array_index (self->first_of, guint, ht_growth_table_get_number (self->table, i));
      gint64 heap_ns = g_array_index (wanted, Taken, first).heap_ns;

      if (heap_ns == ht_growth_table_get_time (self->table, i))
        continue;
      /* All times count from that of the first one. */
      if (i == 0)
        return FALSE;
      ht_growth_table_set_time (self->table, i, heap_ns);
    }
  return TRUE;
}

/* Whether what is wanted begins with what is in the table. */
static gboolean
goes_on (HtGrowthFollower *self, const HtCatalog *catalog, gint64 target, const GArray *wanted)
{
  if (self->table == NULL || self->catalog != catalog || self->target != target ||
      wanted->len < self->taken->len)
    return FALSE;
  for (guint i = 0; i < self->taken->len; i++)
    {
      const Taken *was = &g_array_index (self->taken, Taken, i);
      const Taken *is = &g_array_index (wanted, Taken, i);

      if (was->id != is->id || was->taken_ns != is->taken_ns)
        return FALSE;
    }
  return correct_times (self, wanted);
}

static gboolean
add (HtGrowthFollower *self, HtRecording *recording, const Taken *taken, GError **error)
{
  g_autoptr (HtProfile) profile = ht_recording_load_profile (recording, taken->id, error);
  guint index = self->taken->len;
  HtGrowthAdded added;

  if (profile == NULL)
    return FALSE;
  added = ht_growth_table_add (self->table, profile, taken->heap_ns, taken->taken_ns);
  if (added == HT_GROWTH_NEXT_PROCESS)
    g_array_set_size (self->first_of, 0);
  if (added == HT_GROWTH_NEXT_HEAP || added == HT_GROWTH_NEXT_PROCESS)
    g_array_append_val (self->first_of, index);
  g_array_append_vals (self->taken, taken, 1);
  self->n_read++;
  return TRUE;
}

/**
 * ht_growth_follower_read:
 * @follower: the follower
 * @recording: a recording, the same as before or the last one is closed
 * @target: id of one of its targets
 * @from_ns: begin of the time to look at, ns since 1970
 * @to_ns: its end
 * @cancellable: (nullable): to give up
 * @error: return location, in %HT_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Puts the heap profiles of a time side by side. What was read before is read anew only if the
 * range does not begin with it: if it is of another target, if profiles before it came or went, or
 * if the first collection was at another time than was known.
 *
 * Returns: (transfer none) (nullable): the table, which refers to the catalog of @recording, until
 *   the next call; or %NULL with @error set
 */
const HtGrowthTable *
ht_growth_follower_read (HtGrowthFollower *follower,
                         HtRecording *recording,
                         gint64 target,
                         gint64 from_ns,
                         gint64 to_ns,
                         GCancellable *cancellable,
                         GError **error)
{
  g_autoptr (GPtrArray) profiles = ht_recording_list_profiles (recording, target, error);
  g_autoptr (GArray) cycles = profiles != NULL ? read_cycles (recording, target, error) : NULL;
  const HtCatalog *catalog = cycles != NULL ? ht_recording_get_catalog (recording, error) : NULL;
  g_autoptr (GArray) wanted = g_array_new (FALSE, FALSE, sizeof (Taken));
  gint64 newest_ns;

  if (catalog == NULL)
    return NULL;
  newest_ns = list_wanted (profiles, cycles, from_ns, to_ns, wanted);
  follower->n_read = 0;
  if (!goes_on (follower, catalog, target, wanted))
    {
      forget (follower);
      follower->table = ht_growth_table_new (catalog);
      follower->catalog = catalog;
      follower->target = target;
    }
  for (guint i = follower->taken->len; i < wanted->len; i++)
    if (g_cancellable_set_error_if_cancelled (cancellable, error) ||
        !add (follower, recording, &g_array_index (wanted, Taken, i), error))
      return NULL;
  ht_growth_table_set_sequel (follower->table, NULL);
  add_sequel (follower->table, cycles, newest_ns, to_ns);
  return follower->table;
}

/**
 * ht_growth_follower_count_read:
 * @follower: the follower
 *
 * Returns: how many profiles the last call of ht_growth_follower_read() read
 */
guint
ht_growth_follower_count_read (const HtGrowthFollower *follower)
{
  return follower->n_read;
}

/**
 * ht_growth_follower_steal_table:
 * @follower: a follower that has read something; forgets it
 *
 * Returns: (transfer full): the table
 */
HtGrowthTable *
ht_growth_follower_steal_table (HtGrowthFollower *follower)
{
  HtGrowthTable *table = g_steal_pointer (&follower->table);

  forget (follower);
  return table;
}
