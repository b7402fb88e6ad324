/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-document.h"

G_BEGIN_DECLS

/**
 * HtGrowthColumn:
 * @HT_GROWTH_COLUMN_NAME: the function, shortened
 * @HT_GROWTH_COLUMN_RATE: how fast it grows
 * @HT_GROWTH_COLUMN_ERROR: between which rates that is with 95 %
 * @HT_GROWTH_COLUMN_SHARE: of the growth of the heap
 * @HT_GROWTH_COLUMN_HELD: what it held at last
 * @HT_GROWTH_COLUMN_CAUSE: the class, or the verdict if it does not grow
 * @HT_GROWTH_COLUMN_ALONE: when it alone would reach the limit
 *
 * What a row of the table of a document says, in this order. Behind the name each second one
 * belongs to the one before it, and stands below it where there is little room.
 */
typedef enum
{
  HT_GROWTH_COLUMN_NAME,
  HT_GROWTH_COLUMN_RATE,
  HT_GROWTH_COLUMN_ERROR,
  HT_GROWTH_COLUMN_SHARE,
  HT_GROWTH_COLUMN_HELD,
  HT_GROWTH_COLUMN_CAUSE,
  HT_GROWTH_COLUMN_ALONE,
  HT_GROWTH_N_COLUMNS,
} HtGrowthColumn;

/**
 * HtGrowthSaying:
 * @label: what it is about, in the user's language
 * @text: what is said
 */
typedef struct
{
  const char *label;

  /* Owned */
  char *text;
} HtGrowthSaying;

char *ht_growth_part_title (const HtGrowthDocument *document);
char *ht_growth_part_span (const HtGrowthDocument *document);
char *ht_growth_part_lives (const HtGrowthDocument *document);
char *ht_growth_part_rest (const HtGrowthDocument *document, guint n_told);
char *ht_growth_part_more (guint n);
GPtrArray *ht_growth_part_remarks (const HtGrowthDocument *document);
GPtrArray *ht_growth_part_known (const HtGrowthDocument *document);
char *ht_growth_part_origin (const HtGrowthDocument *document);
char *ht_growth_part_scale (const HtGrowthDocument *document);
char *ht_growth_part_reason (const HtGrowthReason *reason);
GArray *ht_growth_part_sayings (const HtGrowthSite *site);
const char *ht_growth_part_sentence (const HtGrowthDocument *document);
const char *ht_growth_part_head (HtGrowthColumn column);
char *ht_growth_part_cell (const HtGrowthSite *site, HtGrowthColumn column);
gboolean ht_growth_part_is_words (HtGrowthColumn column);

G_END_DECLS
