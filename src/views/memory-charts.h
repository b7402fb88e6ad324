/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "target-data.h"
#include "time-chart.h"

G_BEGIN_DECLS

HtTimeChart *ht_heap_chart_new (const HtTargetData *data);
HtTimeChart *ht_memory_classes_chart_new (const HtTargetData *data);

G_END_DECLS
