/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "growth-targets.h"

#include "growth-load.h"
#include "growth-process-load.h"

/* What grows in another process; nothing if it has no heap profiles. */
static gboolean
load_report (HtRecording *recording,
             gint64 target,
             gint64 from_ns,
             gint64 to_ns,
             HtGrowthReport **report,
             GError **error)
{
  g_autoptr (HtGrowthTable) table = ht_growth_load (recording, target, from_ns, to_ns, NULL, error);
  g_autoptr (HtGrowthProcess) process = NULL;
  const HtCatalog *catalog;

  *report = NULL;
  if (table == NULL)
    return FALSE;
  if (ht_growth_table_get_n_epochs (table) == 0)
    return TRUE;
  process = ht_growth_process_load (recording, target, from_ns, to_ns, NULL, error);
  catalog = process != NULL ? ht_recording_get_catalog (recording, error) : NULL;
  if (catalog == NULL)
    return FALSE;
  *report = ht_growth_report_new (table, catalog);
  ht_growth_process_judge (process, table, catalog, *report);
  return TRUE;
}

/**
 * ht_growth_targets_load:
 * @recording: a recording
 * @target: id of the process that is looked at
 * @report: what of it grows; borrowed for as long as the targets are
 * @from_ns: begin of the time to look at, ns since 1970
 * @to_ns: its end
 * @error: return location, in %HT_STORE_ERROR
 *
 * Finds what grows in the other processes of a recording.
 *
 * Returns: (transfer full): all of them, or %NULL with @error set
 */
HtGrowthTargets *
ht_growth_targets_load (HtRecording *recording,
                        gint64 target,
                        const HtGrowthReport *report,
                        gint64 from_ns,
                        gint64 to_ns,
                        GError **error)
{
  g_autoptr (HtGrowthTargets) self = g_new0 (HtGrowthTargets, 1);
  g_autoptr (GPtrArray) all = NULL;

  self->members = g_array_new (FALSE, FALSE, sizeof (HtGrowthMember));
  self->reports = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_report_free);
  self->growing = g_ptr_array_new_with_free_func (g_free);
  all = ht_recording_list_targets (recording, error);
  if (all == NULL)
    return NULL;
  for (guint i = 0; i < all->len; i++)
    {
      const HtTarget *other = g_ptr_array_index (all, i);
      HtGrowthMember member = { .report = report };
      HtGrowthReport *loaded = NULL;

      if (other->id != target)
        {
          if (!load_report (recording, other->id, from_ns, to_ns, &loaded, error))
            return NULL;
          if (loaded == NULL)
            continue;
          g_ptr_array_add (self->reports, loaded);
          member.report = loaded;
          if (loaded->verdict == HT_GROWTH_GROWING)
            g_ptr_array_add (self->growing, g_strdup (other->name));
        }
      if (!ht_growth_find_start (recording, other->id, &member.start_ns, error))
        return NULL;
      g_array_append_val (self->members, member);
    }
  return g_steal_pointer (&self);
}

/**
 * ht_growth_targets_free:
 * @targets: (transfer full) (nullable): the targets
 */
void
ht_growth_targets_free (HtGrowthTargets *targets)
{
  if (targets == NULL)
    return;
  g_clear_pointer (&targets->members, g_array_unref);
  g_clear_pointer (&targets->reports, g_ptr_array_unref);
  g_clear_pointer (&targets->growing, g_ptr_array_unref);
  g_free (targets);
}

/**
 * ht_growth_targets_find:
 * @targets: all processes
 * @catalog: the catalog of them all
 * @chain: a chain of one of them
 * @spread: (out caller-allocates): in how many it grows
 *
 * Returns: whether the chain grows and there is more than one process to compare
 */
gboolean
ht_growth_targets_find (const HtGrowthTargets *targets,
                        const HtCatalog *catalog,
                        const HtGrowthChain *chain,
                        HtGrowthSpread *spread)
{
  *spread = (HtGrowthSpread){ 0 };
  if (chain->course.verdict != HT_GROWTH_GROWING)
    return FALSE;
  ht_growth_spread_find (spread, (const HtGrowthMember *) (gpointer) targets->members->data,
                         targets->members->len, catalog, chain);
  return spread->n_compared > 1;
}
