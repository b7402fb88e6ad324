/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "growth-what-if.h"

G_BEGIN_DECLS

char *ht_growth_what_if_text (const HtGrowthWhatIf *what_if,
                              const HtGrowthForecast *forecast,
                              guint n_chains,
                              gint64 stopped_ns,
                              gint64 to_ns,
                              HtTimeDisplay display,
                              gint64 start_ns);

G_END_DECLS
