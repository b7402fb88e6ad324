/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-spread.h"

G_BEGIN_DECLS

/**
 * HtGrowthTargets:
 * @members: (element-type HtGrowthMember): all processes that have heap profiles
 * @reports: (element-type HtGrowthReport): reports that @members refer to
 * @growing: (element-type utf8): names of those that grow, but for the one that is looked at
 *
 * What of all processes of a recording grows, to compare with.
 */
typedef struct
{
  /* Owned */
  GArray *members;
  GPtrArray *reports;
  GPtrArray *growing;
} HtGrowthTargets;

HtGrowthTargets *ht_growth_targets_load (HtRecording *recording,
                                         gint64 target,
                                         const HtGrowthReport *report,
                                         gint64 from_ns,
                                         gint64 to_ns,
                                         GError **error);
void ht_growth_targets_free (HtGrowthTargets *targets);
gboolean ht_growth_targets_find (const HtGrowthTargets *targets,
                                 const HtCatalog *catalog,
                                 const HtGrowthChain *chain,
                                 HtGrowthSpread *spread);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthTargets, ht_growth_targets_free)

G_END_DECLS
