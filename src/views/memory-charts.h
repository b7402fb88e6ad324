/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "target-data.h"
#include "time-chart.h"

G_BEGIN_DECLS

/**
 * HtMemoryLimits:
 * @memory_limit_bytes: GOMEMLIMIT
 * @container_bytes: what the container may use
 * @own_bytes: what the user wants it to keep to
 *
 * Limits as the user tells them; %HT_UNKNOWN for what the recording says.
 */
typedef struct
{
  gint64 memory_limit_bytes;
  gint64 container_bytes;
  gint64 own_bytes;
} HtMemoryLimits;

HtTimeChart *ht_heap_chart_new (const HtTargetData *data);
HtTimeChart *ht_memory_classes_chart_new (const HtTargetData *data);
void ht_set_memory_limits (HtTimeChart *chart, const HtTargetData *data, const HtMemoryLimits *own);

G_END_DECLS
