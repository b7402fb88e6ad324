/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-data.h"

G_BEGIN_DECLS

char *ht_growth_site_cause_text (const HtGrowthSite *site);
char *ht_growth_site_text (const HtGrowthSite *site, const char *what_if);

G_END_DECLS
