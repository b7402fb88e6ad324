/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-report.h"
#include "growth-usage.h"

G_BEGIN_DECLS

/**
 * HtGrowthOutlook:
 * @HT_GROWTH_OUTLOOK_NO_LIMIT: nobody tells of a limit
 * @HT_GROWTH_OUTLOOK_UNKNOWN: it cannot be told
 * @HT_GROWTH_OUTLOOK_NEVER: the limit is not reached if all goes on like this
 * @HT_GROWTH_OUTLOOK_COMING: it will be
 * @HT_GROWTH_OUTLOOK_REACHED: it is reached
 *
 * What is said of a limit.
 */
typedef enum
{
  HT_GROWTH_OUTLOOK_NO_LIMIT,
  HT_GROWTH_OUTLOOK_UNKNOWN,
  HT_GROWTH_OUTLOOK_NEVER,
  HT_GROWTH_OUTLOOK_COMING,
  HT_GROWTH_OUTLOOK_REACHED,
} HtGrowthOutlook;

/**
 * HtGrowthPace:
 * @rate: bytes per second
 * @low: lower end of the interval in which it is with 95 %
 * @high: its upper end
 *
 * How fast something grows.
 */
typedef struct
{
  double rate;
  double low;
  double high;
} HtGrowthPace;

/**
 * HtGrowthEta:
 * @s: seconds until then; NaN if it never comes or cannot be told
 * @low_s: at the upper end of the rate
 * @high_s: at the lower end of the rate; NaN if that is no growth
 *
 * When something will be.
 */
typedef struct
{
  double s;
  double low_s;
  double high_s;
} HtGrowthEta;

/**
 * HtGrowthForecast:
 * @outlook: what is said
 * @limit: which limit is the nearest
 * @limit_bytes: how large it is; %HT_UNKNOWN if there is none
 * @at_ns: from when on times count, ns since 1970
 * @level_bytes: what counts against the limit, at the foot of its saw-teeth
 * @tooth_bytes: how high the teeth are, at most
 * @stray_bytes: how far their feet are from a straight line, at most
 * @pace: how fast it grows
 * @spread: how many times faster than what stays alive
 * @eta: when the limit is reached
 *
 * When a process reaches the nearest limit of its memory.
 */
typedef struct
{
  HtGrowthOutlook outlook;
  HtGrowthLimit limit;
  gint64 limit_bytes;
  gint64 at_ns;
  double level_bytes;
  double tooth_bytes;
  double stray_bytes;
  HtGrowthPace pace;
  double spread;
  HtGrowthEta eta;
} HtGrowthForecast;

/**
 * HtGrowthPart:
 * @scope: whether heap profiles show it
 * @is_outside_go: whether it is memory that GOMEMLIMIT does not limit
 * @since_ns: since when it grows as it does now, ns since 1970
 * @pace: how fast
 * @held: (element-type HtSeriesPoint): what it held, bytes by time
 *
 * A chain that grows, by itself: it refers to no profiles. See [func@growth_part_new].
 */
typedef struct
{
  HtGrowthScope scope;
  gboolean is_outside_go;
  gint64 since_ns;
  HtGrowthPace pace;

  /* Owned */
  GArray *held;
} HtGrowthPart;

void ht_growth_forecast_make (HtGrowthForecast *forecast,
                              const HtGrowthReport *report,
                              const HtGrowthUsage *usage);
gboolean ht_growth_forecast_is_limited (const HtGrowthForecast *forecast);
void ht_growth_forecast_get_chain (const HtGrowthForecast *forecast,
                                   const HtGrowthChain *chain,
                                   HtGrowthEta *eta);
gboolean ht_growth_forecast_is_outside_go (const HtGrowthChain *chain);
void ht_growth_forecast_without (HtGrowthForecast *rest,
                                 const HtGrowthForecast *forecast,
                                 const GPtrArray *parts,
                                 gint64 stopped_ns,
                                 gboolean rest_grows);

G_END_DECLS
