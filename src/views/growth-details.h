/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "goroutine-wait.h"
#include "growth-class.h"
#include "growth-holding.h"
#include "growth-lines.h"
#include "growth-what-if.h"
#include "source-snippet.h"

G_BEGIN_DECLS

/**
 * HtGrowthMark:
 * @HT_GROWTH_MARK_FOR: speaks for it
 * @HT_GROWTH_MARK_AGAINST: does not
 * @HT_GROWTH_MARK_UNKNOWN: is not known
 *
 * What a reason is worth.
 */
typedef enum
{
  HT_GROWTH_MARK_FOR,
  HT_GROWTH_MARK_AGAINST,
  HT_GROWTH_MARK_UNKNOWN,
} HtGrowthMark;

/**
 * HtGrowthReason:
 * @mark: what it is worth
 * @text: what was found, fit to be shown
 */
typedef struct
{
  HtGrowthMark mark;

  /* Owned */
  char *text;
} HtGrowthReason;

/**
 * HtGrowthCrowd:
 * @kind: what they wait for
 * @first: how many there were in the first goroutine profile
 * @last: how many in the last one
 * @grows: whether they have become more beyond chance
 * @function: full name of the function in which they wait, fit to be shown
 *
 * Goroutines that began like the stack that allocates, or that hold what grows.
 */
typedef struct
{
  HtGoroutineWaitKind kind;
  gint64 first;
  gint64 last;
  gboolean grows;

  /* Owned */
  char *function;
} HtGrowthCrowd;

/**
 * HtGrowthFrameSource:
 * @kept_line: the line in its file that puts the memory where it stays; 0 if it is elsewhere, or
 *   not known
 * @snippet: the lines around the frame
 * @figures: (element-type HtGrowthLineFigures): what the lines of its function hold
 */
typedef struct
{
  gint64 kept_line;

  /* Owned */
  HtSourceSnippet *snippet;
  GArray *figures;
} HtGrowthFrameSource;

/**
 * HtGrowthDetails:
 * @holding: what it holds at last
 * @n_goroutine_profiles: of how many goroutine profiles @crowds are
 * @part: (nullable): what is needed to tell what would be without it; %NULL if it does not grow
 * @who: (nullable): whether the stack shows who allocates or who keeps, in words
 * @reasons: (element-type HtGrowthReason): what speaks for the cause, what does not, what is
 * unknown
 * @crowds: (element-type HtGrowthCrowd): goroutines near it, those that become more first; none of
 *   what does not grow
 * @sources: (element-type HtGrowthFrameSource): by frame of the stack, root first; %NULL for frames
 *   that are not the program's own. Empty if no source is known
 *
 * What is told of a chain to who looks at it closely. Refers to no profiles.
 */
typedef struct
{
  HtGrowthHolding holding;
  guint n_goroutine_profiles;

  /* Owned */
  HtGrowthPart *part;
  char *who;
  GPtrArray *reasons;
  GPtrArray *crowds;
  GPtrArray *sources;
} HtGrowthDetails;

HtGrowthDetails *ht_growth_details_new (const HtGrowthChain *chain,
                                        const HtGrowthTable *table,
                                        const HtCatalog *catalog,
                                        const HtGrowthClues *clues);
void ht_growth_details_add_sources (HtGrowthDetails *details,
                                    const HtGrowthChain *chain,
                                    const HtCatalog *catalog,
                                    const HtSourceTree *tree,
                                    const HtGrowthLines *lines);
void ht_growth_details_free (HtGrowthDetails *details);
const char *ht_growth_mark_text (HtGrowthMark mark);
const char *ht_growth_mark_sign (HtGrowthMark mark);
char *ht_growth_crowd_text (const HtGrowthCrowd *crowd);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthDetails, ht_growth_details_free)

G_END_DECLS
