/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-spread.h"

#include "gc-cycle.h"

#define START_SERIES "metric/process_start_time_seconds"

/* The last second of which ns can be told. */
#define LATEST_S 9.2e9

/**
 * ht_growth_find_start:
 * @recording: a recording
 * @target: id of one of its targets
 * @start_ns: (out): when its process began, ns since 1970; %HT_UNKNOWN if nobody tells
 * @error: return location, in %HT_STORE_ERROR
 *
 * Tells when a process began, the last one if there were several: by its metrics, or by gctrace,
 * which counts from there.
 *
 * Returns: whether the recording could be read
 */
gboolean
ht_growth_find_start (HtRecording *recording, gint64 target, gint64 *start_ns, GError **error)
{
  g_autoptr (HtSeriesEntry) entry = NULL;
  g_autoptr (GArray) cycles = NULL;

  *start_ns = HT_UNKNOWN;
  if (!ht_recording_find_series (recording, target, START_SERIES, &entry, error))
    return FALSE;
  if (entry != NULL)
    {
      g_autoptr (GArray) buckets =
          ht_recording_read_series (recording, entry->id, HT_UNKNOWN, HT_UNKNOWN, 1, error);

      if (buckets == NULL)
        return FALSE;
      for (guint i = 0; i < buckets->len; i++)
        {
          double start_s = g_array_index (buckets, HtSeriesBucket, i).last;

          if (start_s >= 0 && start_s < LATEST_S)
            *start_ns = (gint64) (start_s * 1e9);
        }
      return TRUE;
    }
  cycles = ht_recording_read_gc_cycles (recording, target, error);
  if (cycles == NULL)
    return FALSE;
  for (guint i = 0; i < cycles->len; i++)
    {
      const HtGcCycle *cycle = &g_array_index (cycles, HtGcCycle, i);

      if (cycle->source == HT_GC_SOURCE_GCTRACE && cycle->wall_offset_ns != HT_UNKNOWN)
        *start_ns = MAX (*start_ns, cycle->wall_offset_ns);
    }
  return TRUE;
}

/* A function is known by several ids if it is said to be in several files. */
static guint32
get_name (const HtCatalog *catalog, guint32 function)
{
  return function != 0 ? ht_symbols_get_function (catalog->symbols, function)->name : 0;
}

static gboolean
is_same (const HtCatalog *catalog, const HtGrowthChain *a, const HtGrowthChain *b)
{
  return a->scope == b->scope &&
         get_name (catalog, a->function) == get_name (catalog, b->function) &&
         get_name (catalog, a->responsible) == get_name (catalog, b->responsible) &&
         (a->scope == HT_GROWTH_SCOPE_SITE || g_strcmp0 (a->class_name, b->class_name) == 0);
}

static const HtGrowthChain *
find_growing (const HtGrowthReport *report, const HtCatalog *catalog, const HtGrowthChain *chain)
{
  for (guint i = 0; i < report->chains->len; i++)
    {
      const HtGrowthChain *other = g_ptr_array_index (report->chains, i);

      if (other->course.verdict == HT_GROWTH_GROWING && is_same (catalog, chain, other))
        return other;
    }
  return NULL;
}

/* Without a start, a process is as old as it was looked at. */
static gint64
get_age (const HtGrowthMember *member, gint64 time_ns)
{
  return time_ns - (member->start_ns != HT_UNKNOWN ? member->start_ns : member->report->from_ns);
}

/**
 * ht_growth_spread_find:
 * @spread: (out caller-allocates): where the chain grows
 * @members: (array length=n_members): the processes
 * @n_members: how many there are
 * @catalog: the catalog of them all
 * @chain: a chain of one of them
 *
 * Looks for a chain in all processes of a service. Where it does not grow counts only from the age
 * on at which it began to grow where it does: what a young process does not do yet says nothing.
 */
void
ht_growth_spread_find (HtGrowthSpread *spread,
                       const HtGrowthMember *members,
                       guint n_members,
                       const HtCatalog *catalog,
                       const HtGrowthChain *chain)
{
  gint64 least_age_ns = G_MAXINT64;

  *spread = (HtGrowthSpread){ 0 };
  for (guint i = 0; i < n_members; i++)
    {
      const HtGrowthChain *other = find_growing (members[i].report, catalog, chain);

      if (other == NULL)
        continue;
      spread->n_growing++;
      spread->n_compared++;
      if (other->since_ns != HT_UNKNOWN)
        least_age_ns = MIN (least_age_ns, get_age (&members[i], other->since_ns));
    }
  for (guint i = 0; i < n_members; i++)
    {
      const HtGrowthReport *report = members[i].report;

      if (report->n_epochs >= HT_GROWTH_MIN_EPOCHS &&
          report->verdict != HT_GROWTH_TOO_LITTLE_DATA &&
          get_age (&members[i], report->to_ns) > least_age_ns &&
          find_growing (report, catalog, chain) == NULL)
        spread->n_compared++;
    }
}
