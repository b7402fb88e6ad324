/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "growth-forecast.h"
#include "growth-spread.h"

G_BEGIN_DECLS

char *ht_growth_time_text (gint64 since_ns, gint64 to_ns, HtTimeDisplay display, gint64 start_ns);
char *ht_growth_eta_text (double seconds);
char *ht_growth_limit_text (const HtGrowthForecast *forecast);
char *ht_growth_forecast_text (const HtGrowthForecast *forecast);
char *ht_growth_spread_text (const HtGrowthSpread *spread);
char *ht_growth_sentence (const HtGrowthReport *report,
                          const HtGrowthForecast *forecast,
                          const HtCatalog *catalog,
                          HtTimeDisplay display,
                          gint64 start_ns);

G_END_DECLS
