/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-what-if.h"
#include "json-writer.h"

G_BEGIN_DECLS

/**
 * HtGrowthWithout:
 * @ranks: (element-type guint): which chains, from 1
 * @stopped_ns: when they are to have stopped growing, ns since 1970; %HT_UNKNOWN for each when it
 *   began
 * @what_if: what would be
 * @text: that in words
 *
 * What `growth --without` tells.
 */
typedef struct
{
  gint64 stopped_ns;
  HtGrowthWhatIf what_if;

  /* Owned */
  GArray *ranks;
  char *text;
} HtGrowthWithout;

gboolean ht_growth_without_init (HtGrowthWithout *without,
                                 const char *ranks,
                                 gint64 stopped_ns,
                                 const HtGrowthReport *report,
                                 const HtGrowthTable *table,
                                 const HtGrowthForecast *forecast,
                                 GError **error);
void ht_growth_without_clear (HtGrowthWithout *without);
void ht_growth_without_write (const HtGrowthWithout *without, HtJsonWriter *json);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HtGrowthWithout, ht_growth_without_clear)

G_END_DECLS
