/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "target-glance.h"

#include "gc-cycle.h"

#define SECOND_NS G_GINT64_CONSTANT (1000000000)
#define N_BUCKETS 48

/* So much finer than what is shown that what is joined begins and ends where it should. */
#define N_READ (64 * N_BUCKETS)

/* What is in use, as the service's own statistics tell it; the first that there is. */
static const char *const heap_series[] = {
  "heap_alloc",
  "heap_inuse",
};

static gboolean
find_heap (HtRecording *recording, gint64 target, HtSeriesEntry **entry, GError **error)
{
  *entry = NULL;
  for (gsize i = 0; *entry == NULL && i < G_N_ELEMENTS (heap_series); i++)
    if (!ht_recording_find_series (recording, target, heap_series[i], entry, error))
      return FALSE;
  return TRUE;
}

/* Whole seconds that come again, so that a bucket stays the same while newer ones are added. */
static gint64
choose_slot (gint64 from_ns, gint64 to_ns)
{
  static const gint64 steps[] = { 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600 };
  double wanted = ((double) to_ns - (double) from_ns) / N_BUCKETS / (double) SECOND_NS;

  for (gsize i = 0; i < G_N_ELEMENTS (steps); i++)
    if ((double) steps[i] >= wanted)
      return steps[i] * SECOND_NS;
  return (gint64) MIN (wanted / 3600 + 1, 1e6) * 3600 * SECOND_NS;
}

static GArray *
join_slots (const GArray *read, gint64 from_ns, gint64 slot_ns)
{
  GArray *joined = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  gint64 last_slot = 0;

  for (guint i = 0; i < read->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (read, HtSeriesBucket, i);
      gint64 slot = bucket->start_ns / slot_ns;

      if (bucket->end_ns < from_ns)
        continue;
      if (joined->len > 0 && slot == last_slot)
        ht_series_bucket_add (&g_array_index (joined, HtSeriesBucket, joined->len - 1), bucket);
      else
        g_array_append_vals (joined, bucket, 1);
      last_slot = slot;
    }
  return joined;
}

static gboolean
load_heap (HtTargetGlance *self,
           HtRecording *recording,
           const HtSeriesEntry *entry,
           gint64 from_ns,
           GError **error)
{
  g_autoptr (GArray) read = NULL;
  const HtSeriesBucket *newest;

  from_ns = MAX (from_ns, entry->first_ns);
  read = ht_recording_read_series (recording, entry->id, MIN (from_ns, entry->last_ns), HT_UNKNOWN,
                                   N_READ, error);
  if (read == NULL)
    return FALSE;
  if (read->len == 0)
    return TRUE;
  newest = &g_array_index (read, HtSeriesBucket, read->len - 1);
  self->first_ns = entry->first_ns;
  self->newest_ns = newest->end_ns;
  if (newest->last >= 0 && newest->last < (double) G_MAXINT64)
    self->heap_bytes = (gint64) newest->last;
  g_array_unref (self->buckets);
  self->buckets = join_slots (read, from_ns, choose_slot (from_ns, newest->end_ns));
  return TRUE;
}

/**
 * ht_target_glance_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @from_ns: from when on to tell of the heap, ns since 1970; %HT_UNKNOWN for all of it
 * @error: return location, in %HT_STORE_ERROR
 *
 * Reads what a list shows of a target. It is cheap enough to be done for 50 targets each second, if
 * it is the same @recording each time; still, for a worker thread.
 *
 * Returns: (transfer full): the glance, or %NULL with @error set
 */
HtTargetGlance *
ht_target_glance_load (HtRecording *recording, gint64 target, gint64 from_ns, GError **error)
{
  g_autoptr (HtTargetGlance) self = g_atomic_rc_box_new0 (HtTargetGlance);
  g_autoptr (HtSeriesEntry) entry = NULL;

  self->target = target;
  self->first_ns = self->newest_ns = self->heap_bytes = HT_UNKNOWN;
  self->buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));
  if (!ht_recording_count_profiles (recording, target, &self->n_profiles, error) ||
      !find_heap (recording, target, &entry, error))
    return NULL;
  if (entry != NULL && entry->n_points > 0 && !load_heap (self, recording, entry, from_ns, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ht_target_glance_ref:
 * @glance: the glance
 *
 * Returns: (transfer full): @glance
 */
HtTargetGlance *
ht_target_glance_ref (HtTargetGlance *glance)
{
  return g_atomic_rc_box_acquire (glance);
}

static void
target_glance_clear (gpointer boxed)
{
  HtTargetGlance *glance = boxed;

  g_array_unref (glance->buckets);
}

/**
 * ht_target_glance_unref:
 * @glance: (transfer full): the glance
 */
void
ht_target_glance_unref (HtTargetGlance *glance)
{
  g_atomic_rc_box_release_full (glance, target_glance_clear);
}
