/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-runtime.h"
#include "escape-notes.h"
#include "growth-classes.h"
#include "growth-goroutines.h"
#include "growth-report.h"
#include "growth-types.h"
#include "source-tree.h"

G_BEGIN_DECLS

/**
 * HtGrowthClues:
 * @classes: the table of classes
 * @goroutines: (nullable): the goroutine profiles of the process
 * @source: (nullable): the source of the program
 * @types: (nullable): what its traces tell of the types of objects that stay
 * @escapes: (nullable): what the compiler says of the program
 * @runtime: (nullable): what its CPU profiles tell of calls of the runtime
 *
 * What tells why something grows, beside the heap profiles. All is borrowed.
 */
typedef struct
{
  const HtGrowthClasses *classes;
  const HtGrowthGoroutines *goroutines;
  const HtSourceTree *source;
  const HtGrowthRuntime *runtime;
  const HtGrowthTypes *types;
  const HtEscapeNotes *escapes;
} HtGrowthClues;

void ht_growth_report_classify (HtGrowthReport *report,
                                const HtGrowthTable *table,
                                const HtCatalog *catalog,
                                const HtGrowthClues *clues);

G_END_DECLS
