/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-sink.h"

G_BEGIN_DECLS

/**
 * HT_KNOWN_SERIES_METRICS:
 *
 * Most names that one figure has in Prometheus expositions.
 */
#define HT_KNOWN_SERIES_METRICS 3

/**
 * HtKnownSeries:
 * @name: name of the series, as [struct@Point] lists them
 * @unit: its unit, in the words of [struct@Point]
 * @kind: gauge or counter
 * @huge_means_none: whether a figure near 2^63 or above says that there is no limit or goal
 * @field: (nullable): what runtime.MemStats call it
 * @metrics: what Prometheus expositions call it, the best known first; the rest are %NULL
 *
 * A figure that the runtime, the kernel or the container tells of each Go
 * process, and who calls it what. Metrics give times in seconds.
 */
typedef struct
{
  const char *name;
  const char *unit;
  HtPointKind kind;
  gboolean huge_means_none;
  const char *field;
  const char *metrics[HT_KNOWN_SERIES_METRICS];
} HtKnownSeries;

/**
 * HT_KNOWN_SERIES_HUGE:
 *
 * From here on (2^62) a number is no size and no count. Runtime and kernel write "none" as 2^63-1,
 * 2^64-1 or 2^63 less a page, and such numbers arrive rounded when they went through a double.
 */
#define HT_KNOWN_SERIES_HUGE (G_GUINT64_CONSTANT (1) << 62)

const HtKnownSeries *ht_known_series_by_name (const char *name);
const HtKnownSeries *ht_known_series_by_field (const char *field, gsize length);
const HtKnownSeries *ht_known_series_by_metric (const char *metric, gsize length, guint *rank);

G_END_DECLS
