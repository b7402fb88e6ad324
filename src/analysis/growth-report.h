/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-course.h"
#include "growth-table.h"

G_BEGIN_DECLS

/**
 * HtGrowthChain:
 * @node: node of the call tree: the stack that holds most of its growth
 * @function: id of the function that allocates
 * @line: line in it that allocates most of the growth; 0 if unknown
 * @responsible: id of the nearest function above it, or itself, that is the program's own; 0 if
 *   none of the frames is
 * @course: how it grows
 * @share: of the growth of the whole heap that is of this chain, 0…1; NaN if the heap does not grow
 * @confidence: how sure it is that it grows, 0…1, with all chains looked at in mind
 * @first_bytes: what it held at first
 * @last_bytes: what it held at last
 * @rows: (element-type guint): its rows of the table
 *
 * All stacks that allocate in one function on behalf of one function of the program.
 */
typedef struct
{
  guint32 node;
  guint32 function;
  gint64 line;
  guint32 responsible;
  HtGrowthCourse course;
  double share;
  double confidence;
  gint64 first_bytes;
  gint64 last_bytes;

  /* Owned */
  GArray *rows;
} HtGrowthChain;

/**
 * HtGrowthReport:
 * @verdict: what is said of the whole heap
 * @total: the course of the whole heap
 * @least_significance: by how many standard errors a chain must grow to count
 * @n_judged: how many chains were judged: those that ever held a hundredth of the heap
 * @from_ns: the first heap that was looked at, ns since 1970; %HT_UNKNOWN if there is none
 * @to_ns: the last one
 * @n_epochs: how many different states of the heap there were
 * @chains: (element-type HtGrowthChain): those that grow first, by rate, then the others
 *
 * Which call chains of a process grow.
 */
typedef struct
{
  HtGrowthVerdict verdict;
  HtGrowthCourse total;
  double least_significance;
  guint n_judged;
  gint64 from_ns;
  gint64 to_ns;
  guint n_epochs;

  /* Owned */
  GPtrArray *chains;
} HtGrowthReport;

HtGrowthReport *ht_growth_report_new (const HtGrowthTable *table, const HtCatalog *catalog);
void ht_growth_report_free (HtGrowthReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthReport, ht_growth_report_free)

G_END_DECLS
