/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-forecast.h"
#include "json-writer.h"

G_BEGIN_DECLS

void ht_growth_json_write_eta (HtJsonWriter *json, const HtGrowthEta *eta);
void ht_growth_json_write_forecast (HtJsonWriter *json, const HtGrowthForecast *forecast);

G_END_DECLS
