/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "target-data.h"
#include "time-chart.h"

G_BEGIN_DECLS

void ht_add_memory_classes (HtTimeChart *chart, const HtTargetData *data);

G_END_DECLS
