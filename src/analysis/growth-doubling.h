/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtMapDesign:
 * @HT_MAP_NONE: nothing looks like a map
 * @HT_MAP_BUCKETS: Go up to 1.23: one array of buckets, in whose place one of twice the size comes
 * @HT_MAP_TABLES: Go 1.24 and later: tables of 1024 places, each of which becomes two when it is
 * full
 *
 * How a map keeps its entries.
 */
typedef enum
{
  HT_MAP_NONE,
  HT_MAP_BUCKETS,
  HT_MAP_TABLES,
} HtMapDesign;

/**
 * HtGrowthDoubling:
 * @design: what kind of map it is
 * @unit_bytes: the array as it is now, or each table
 * @at_ns: when it grows next, ns since 1970; %HT_UNKNOWN if what was seen is not enough
 * @from_ns: the earliest time at which that may be
 * @to_ns: the latest one
 * @bytes: how much more it holds from then on
 * @peak_bytes: how much more it takes while it grows
 * @entries: at how many entries it grows; %HT_UNKNOWN if the size of an entry is not known
 *
 * When a map that is filled at an even pace doubles what it holds.
 */
typedef struct
{
  HtMapDesign design;
  gint64 unit_bytes;
  gint64 at_ns;
  gint64 from_ns;
  gint64 to_ns;
  gint64 bytes;
  gint64 peak_bytes;
  gint64 entries;
} HtGrowthDoubling;

/**
 * HtMapSizes:
 * @object_bytes: size of the objects
 * @held: (array): what objects of that size held in each heap, bytes
 * @errors: (array): standard error of each, bytes
 *
 * The objects of one size that a place in the program holds. All is borrowed.
 */
typedef struct
{
  gint64 object_bytes;
  const double *held;
  const double *errors;
} HtMapSizes;

void ht_growth_doubling_init (HtGrowthDoubling *doubling);
gboolean ht_growth_doubling_find (HtGrowthDoubling *doubling,
                                  const HtMapSizes *sizes,
                                  guint n_sizes,
                                  const gint64 *times_ns,
                                  guint n_times);

G_END_DECLS
