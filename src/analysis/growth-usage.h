/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"

G_BEGIN_DECLS

/**
 * HtGrowthLimit:
 * @HT_GROWTH_LIMIT_CONTAINER: the container's: beyond it the kernel kills
 * @HT_GROWTH_LIMIT_CONTAINER_HIGH: from where on the kernel slows the container down
 * @HT_GROWTH_LIMIT_MEMORY: GOMEMLIMIT, which Go keeps to by collecting more often
 * @HT_GROWTH_LIMIT_OWN: one that somebody set
 * @HT_GROWTH_N_LIMITS: how many kinds there are
 *
 * What may limit the memory of a process.
 */
typedef enum
{
  HT_GROWTH_LIMIT_CONTAINER,
  HT_GROWTH_LIMIT_CONTAINER_HIGH,
  HT_GROWTH_LIMIT_MEMORY,
  HT_GROWTH_LIMIT_OWN,
  HT_GROWTH_N_LIMITS,
} HtGrowthLimit;

/**
 * HtGrowthUsage:
 * @limits: by #HtGrowthLimit, bytes; %HT_UNKNOWN where there is none
 * @goal_factor: how many times what is alive the heap may become before it is collected
 * @process: (element-type HtSeriesPoint): what the container uses, or what of the process is in
 *   memory
 * @go_sum: (element-type HtSeriesPoint): what Go holds of the system's memory, which is what
 *   GOMEMLIMIT limits
 * @live: (element-type HtSeriesPoint): what each collection left
 *
 * How much memory a process uses, by all who tell, in bytes over time. What nobody tells is empty.
 */
typedef struct
{
  gint64 limits[HT_GROWTH_N_LIMITS];
  double goal_factor;

  /* Owned */
  GArray *process;
  GArray *go_sum;
  GArray *live;
} HtGrowthUsage;

HtGrowthUsage *ht_growth_usage_new (void);
HtGrowthUsage *ht_growth_usage_load (HtRecording *recording,
                                     gint64 target,
                                     gint64 from_ns,
                                     gint64 to_ns,
                                     GError **error);
void ht_growth_usage_free (HtGrowthUsage *usage);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthUsage, ht_growth_usage_free)

G_END_DECLS
