/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "growth-forecast.h"

G_BEGIN_DECLS

/**
 * HtGrowthDocument:
 * @target: name of the process
 * @report: what of it grows
 * @forecast: when that reaches a limit
 * @catalog: the catalog of @report
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * What a page on the growth of a process is made of. All of it is borrowed.
 */
typedef struct
{
  const char *target;
  const HtGrowthReport *report;
  const HtGrowthForecast *forecast;
  const HtCatalog *catalog;
  HtTimeDisplay display;
  gint64 start_ns;
} HtGrowthDocument;

char *ht_growth_document_markdown (const HtGrowthDocument *document);
char *ht_growth_document_html (const HtGrowthDocument *document, GBytes *picture);

G_END_DECLS
