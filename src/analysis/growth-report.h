/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-course.h"
#include "growth-doubling.h"
#include "growth-evidence.h"
#include "growth-table.h"
#include "known-growth.h"

G_BEGIN_DECLS

/**
 * HT_GROWTH_JUDGED_SHARE:
 *
 * What never held this share of the heap is not judged: such chains are many, and each one that is
 * looked at makes chance likelier.
 */
#define HT_GROWTH_JUDGED_SHARE 0.01

/**
 * HtGrowthScope:
 * @HT_GROWTH_SCOPE_SITE: what a place in the program holds, by heap profiles
 * @HT_GROWTH_SCOPE_PROCESS: what is in no heap profile
 *
 * Of what a chain tells.
 */
typedef enum
{
  HT_GROWTH_SCOPE_SITE,
  HT_GROWTH_SCOPE_PROCESS,
} HtGrowthScope;

/**
 * HtGrowthChain:
 * @scope: of what it tells
 * @node: node of the call tree: the stack that holds most of its growth, or in which goroutines
 *   wait; 0 if there is none
 * @function: id of the function that allocates, or waits; 0 if that is not known
 * @line: line in it that allocates most of the growth; 0 if unknown
 * @responsible: id of the nearest function above it, or itself, that is the program's own; 0 if
 *   none of the frames is
 * @course: how it grows
 * @share: of the growth of the whole heap that is of this chain, 0…1; NaN if the heap does not grow
 * @confidence: how sure it is that it grows, 0…1, with all chains looked at in mind
 * @first_bytes: what it held at first
 * @last_bytes: what it held at last
 * @since_ns: since when it grows as it does now, ns since 1970; %HT_UNKNOWN if nobody tells
 * @rows: (element-type guint): its rows of the table; none of what is in no heap profile
 * @track: (nullable): what it held over time, where that is not in @rows
 * @doubling: when it doubles next, if it is a map
 * @class_name: (nullable): why it grows, or %NULL if that is not known
 * @candidates: (element-type utf8): what else may be why, the likeliest first
 * @evidence: (element-type HtGrowthEvidence): what speaks for that
 * @title: (nullable): what the class is, for people
 * @remedy: (nullable): what usually helps against it
 * @keeper: (nullable): full name of the function that makes the memory stay, if that is known
 * @key: (nullable): its name in other recordings, too; %NULL before known growth was set aside
 * @known: (nullable): who set it aside and why, if somebody did
 * @is_set_aside: whether it grows and that is no news: @known, and not outgrown since
 *
 * All stacks that allocate in one function on behalf of one function of the program; or what holds
 * memory beside the heap.
 */
typedef struct
{
  HtGrowthScope scope;
  guint32 node;
  guint32 function;
  gint64 line;
  guint32 responsible;
  HtGrowthCourse course;
  double share;
  double confidence;
  gint64 first_bytes;
  gint64 last_bytes;
  gint64 since_ns;
  HtGrowthDoubling doubling;

  /* Owned */
  GArray *rows;
  HtGrowthTrack *track;
  char *class_name;
  GPtrArray *candidates;
  GPtrArray *evidence;
  char *title;
  char *remedy;
  char *keeper;
  char *key;
  HtKnownGrowth *known;

  gboolean is_set_aside;
} HtGrowthChain;

/**
 * HtGrowthReport:
 * @verdict: what is said of all of it
 * @total: the course of the whole heap
 * @least_significance: by how many standard errors a chain must grow to count
 * @n_judged: how many chains were judged: those that ever held a hundredth of the heap
 * @from_ns: the first heap that was looked at, ns since 1970; %HT_UNKNOWN if there is none
 * @to_ns: the last one
 * @since_ns: since when the whole heap grows as it does now; %HT_UNKNOWN if there is none
 * @n_epochs: how many different states of the heap there were
 * @n_set_aside: how many chains grow of which somebody knows; they come behind the others that grow
 * @set_aside_rate: how fast these grow together, bytes per second
 * @n_lives: how many lives of the process its profiles show; the last one was looked at
 * @chains: (element-type HtGrowthChain): those that grow first, by rate, then the others
 *
 * What of a process grows.
 */
typedef struct
{
  HtGrowthVerdict verdict;
  HtGrowthCourse total;
  double least_significance;
  guint n_judged;
  gint64 from_ns;
  gint64 to_ns;
  gint64 since_ns;
  guint n_epochs;
  guint n_lives;
  guint n_set_aside;
  double set_aside_rate;

  /* Owned */
  GPtrArray *chains;
} HtGrowthReport;

HtGrowthChain *ht_growth_chain_new (HtGrowthScope scope);
void ht_growth_chain_free (HtGrowthChain *chain);
HtGrowthReport *ht_growth_report_new (const HtGrowthTable *table, const HtCatalog *catalog);
void ht_growth_report_judge (const HtGrowthReport *report,
                             const HtGrowthTable *table,
                             const HtGrowthTrack *track,
                             HtGrowthCourse *course);
void ht_growth_report_take (HtGrowthReport *report, HtGrowthChain *chain);
double ht_growth_report_get_rate (const HtGrowthReport *report);
double ht_growth_get_least_significance (guint n_judged);
double ht_growth_get_confidence (double significance, guint n_judged);
void ht_growth_report_free (HtGrowthReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthChain, ht_growth_chain_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthReport, ht_growth_report_free)

G_END_DECLS
