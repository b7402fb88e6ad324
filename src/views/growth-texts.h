/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-data.h"

G_BEGIN_DECLS

const char *ht_growth_verdict_text (HtGrowthVerdict verdict);
const char *ht_growth_shape_text (HtGrowthShape shape);
const char *ht_frame_origin_text (HtFrameOrigin origin);
char *ht_growth_rate_text (double bytes_per_s);
char *ht_growth_error_text (const HtGrowthFit *fit);
char *ht_growth_site_place_text (const HtGrowthSite *site);
char *ht_growth_split_sentence (const char *sentence, char **rest);
char *ht_growth_site_remarks_text (const HtGrowthSite *site, const HtGrowthData *data);

G_END_DECLS
