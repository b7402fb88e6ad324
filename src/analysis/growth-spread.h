/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-report.h"
#include "recording.h"

G_BEGIN_DECLS

/**
 * HtGrowthMember:
 * @report: what of it grows
 * @start_ns: when it began, ns since 1970; %HT_UNKNOWN if nobody tells
 *
 * One of several processes of a service. All are of one catalog.
 */
typedef struct
{
  const HtGrowthReport *report;
  gint64 start_ns;
} HtGrowthMember;

/**
 * HtGrowthSpread:
 * @n_growing: in how many processes a chain grows
 * @n_compared: how many are old enough, and known well enough, to tell
 *
 * Where a chain grows: everywhere, as code does, or where a key or a tenant is.
 */
typedef struct
{
  guint n_growing;
  guint n_compared;
} HtGrowthSpread;

gboolean
ht_growth_find_start (HtRecording *recording, gint64 target, gint64 *start_ns, GError **error);
void ht_growth_spread_find (HtGrowthSpread *spread,
                            const HtGrowthMember *members,
                            guint n_members,
                            const HtCatalog *catalog,
                            const HtGrowthChain *chain);

G_END_DECLS
