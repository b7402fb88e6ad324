/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "flame-data.h"
#include "axis-ticks.h"
#include "growth-data.h"
#include "paint.h"
#include "target-data.h"

G_BEGIN_DECLS

/**
 * HtPage:
 * @HT_PAGE_MEMORY: the heap over time
 * @HT_PAGE_GC: the collections
 * @HT_PAGE_FLAME: a profile
 * @HT_PAGE_GROWTH: what grows
 *
 * The pages that can be pictures.
 */
typedef enum
{
  HT_PAGE_MEMORY,
  HT_PAGE_GC,
  HT_PAGE_FLAME,
  HT_PAGE_GROWTH,
} HtPage;

/**
 * HtPagePicture:
 * @page: which page
 * @data: (nullable): what is known of a target; for a profile not needed
 * @flame: (nullable): a folded profile, where that is the page
 * @growth: (nullable): what grows, where that is the page
 * @display: how times are told
 * @from_ns: begin of what is shown, ns since 1970; %HT_UNKNOWN for all
 * @to_ns: its end
 * @left: begin of what is shown of a profile, as a fraction of its width
 * @right: its end
 * @upward: whether a profile's root is at the bottom
 *
 * What a picture of a page shows.
 */
typedef struct
{
  HtPage page;

  /* Owned */
  HtTargetData *data;
  HtFlameData *flame;
  HtGrowthData *growth;

  HtTimeDisplay display;
  gint64 from_ns;
  gint64 to_ns;
  double left;
  double right;
  gboolean upward;
} HtPagePicture;

gboolean ht_page_from_name (const char *name, HtPage *page);
void ht_page_picture_clear (HtPagePicture *picture);
void ht_page_picture_paint (HtPaint *paint,
                            cairo_t *cr,
                            double width,
                            double height,
                            gpointer user_data);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HtPagePicture, ht_page_picture_clear)

G_END_DECLS
