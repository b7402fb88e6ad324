/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-classes.h"
#include "growth-crowd.h"
#include "growth-report.h"
#include "source-tree.h"

G_BEGIN_DECLS

/**
 * HtGrowthClues:
 * @classes: the table of classes
 * @crowds: (nullable) (element-type HtGrowthCrowd): goroutines that become more and more
 * @source: (nullable): the source of the program
 *
 * What tells why something grows, beside the heap profiles. All is borrowed.
 */
typedef struct
{
  const HtGrowthClasses *classes;
  const GArray *crowds;
  const HtSourceTree *source;
} HtGrowthClues;

void ht_growth_report_classify (HtGrowthReport *report,
                                const HtGrowthTable *table,
                                const HtCatalog *catalog,
                                const HtGrowthClues *clues);

G_END_DECLS
