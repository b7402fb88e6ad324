/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "growth-data.h"

G_BEGIN_DECLS

/**
 * HtGrowthUnit:
 * @name: what it is called, "MiB"
 * @bytes: how many bytes that is
 *
 * The unit of a column: its head tells it, its cells do not.
 */
typedef struct
{
  const char *name;
  double bytes;
} HtGrowthUnit;

HtGrowthUnit ht_growth_row_rate_unit (const HtGrowthData *data);
char *ht_growth_row_held_title (const HtGrowthData *data);
char *ht_growth_row_rate_text (double bytes_per_s, const HtGrowthUnit *unit);
char *ht_growth_row_error_text (const HtGrowthFit *fit, const HtGrowthUnit *unit);
char *ht_growth_row_interval_text (const HtGrowthFit *fit);
char *ht_growth_row_share_text (double share);
char *ht_growth_row_cause_text (const HtGrowthSite *site);
char *ht_growth_row_age_text (const HtGrowthSite *site, char **why);
char *ht_growth_row_alone_text (const HtGrowthSite *site, const HtGrowthData *data, char **why);
char *ht_growth_row_step_text (const HtGrowthData *data, guint site, guint step);
char *ht_growth_row_parting_text (const HtGrowthData *data,
                                  guint site,
                                  guint step,
                                  const HtGrowthUnit *unit);
char *ht_growth_row_parting_rows_text (const HtGrowthData *data, guint site, guint step);
char *ht_growth_row_rest_text (const HtGrowthData *data);
char *ht_growth_row_known_text (const HtGrowthData *data);
char *ht_growth_row_summary_text (const HtGrowthData *data, HtTimeDisplay display, gint64 start_ns);

G_END_DECLS
