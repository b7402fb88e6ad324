/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "growth-strands.h"
#include "growth-track.h"
#include "profile.h"

G_BEGIN_DECLS

/**
 * HT_GROWTH_MAX_EPOCHS:
 *
 * How many heap profiles a table keeps. Of more it drops every second one, so that they go on to
 * cover the time evenly.
 */
#define HT_GROWTH_MAX_EPOCHS 256

/**
 * HtGrowthTable:
 *
 * The heap profiles of one process side by side: what each stack held, by size of the objects, and
 * what was allocated there.
 *
 * Of rows only changes are kept, and sums are carried along, so one profile more costs what it has
 * of other figures than the one before, and memory follows that too: 24 bytes for each, in no more
 * than %HT_GROWTH_MAX_EPOCHS epochs.
 *
 * Profiles are added by rising time. A heap profile shows the heap as of the last collection; those
 * that show the same one are one *epoch*. A process that began anew begins the table anew.
 */
typedef struct _HtGrowthTable HtGrowthTable;

/**
 * HtGrowthSequel:
 * @heap_ns: when the newest heap of the table was like that, ns since 1970
 * @newest_ns: the newest collection
 * @live: the line through what the collections found alive from the one to the other
 *
 * What the collector tells of the time behind the newest profile, which shows an older heap.
 */
typedef struct
{
  gint64 heap_ns;
  gint64 newest_ns;
  HtGrowthFit live;
} HtGrowthSequel;

/**
 * HtGrowthAdded:
 * @HT_GROWTH_NO_HEAP_PROFILE: it is no heap profile
 * @HT_GROWTH_SAME_HEAP: it shows the same heap as the one before
 * @HT_GROWTH_NEXT_HEAP: it is another epoch
 * @HT_GROWTH_NEXT_PROCESS: it is the first epoch of another process
 *
 * What became of a profile that was added.
 */
typedef enum
{
  HT_GROWTH_NO_HEAP_PROFILE,
  HT_GROWTH_SAME_HEAP,
  HT_GROWTH_NEXT_HEAP,
  HT_GROWTH_NEXT_PROCESS,
} HtGrowthAdded;

HtGrowthTable *ht_growth_table_new (const HtCatalog *catalog);
void ht_growth_table_free (HtGrowthTable *table);
HtGrowthAdded ht_growth_table_add (HtGrowthTable *table,
                                   const HtProfile *profile,
                                   gint64 heap_ns,
                                   gint64 taken_ns);
void ht_growth_table_set_sequel (HtGrowthTable *table, const HtGrowthSequel *sequel);
const HtGrowthSequel *ht_growth_table_get_sequel (const HtGrowthTable *table);
guint ht_growth_table_get_n_epochs (const HtGrowthTable *table);
guint ht_growth_table_get_n_lives (const HtGrowthTable *table);
guint ht_growth_table_get_number (const HtGrowthTable *table, guint epoch);
void ht_growth_table_set_time (HtGrowthTable *table, guint epoch, gint64 heap_ns);
gint64 ht_growth_table_get_time (const HtGrowthTable *table, guint epoch);
gint64 ht_growth_table_get_peak (const HtGrowthTable *table);
gint64 ht_growth_table_get_total (const HtGrowthTable *table, guint epoch);
gint64 *ht_growth_table_sum_inuse (const HtGrowthTable *table, const guint *rows, guint n_rows);
const HtGrowthStrands *ht_growth_table_get_strands (const HtGrowthTable *table);
gint64 *ht_growth_table_find_peaks (const HtGrowthTable *table);
gsize ht_growth_table_count_changes (const HtGrowthTable *table);
guint ht_growth_table_get_n_rows (const HtGrowthTable *table);
guint32 ht_growth_table_get_node (const HtGrowthTable *table, guint row);
gint64 ht_growth_table_get_object_bytes (const HtGrowthTable *table, guint row);
gint64 ht_growth_table_get_inuse (const HtGrowthTable *table, guint row, guint epoch);
gint64 ht_growth_table_get_allocated (const HtGrowthTable *table, guint row, guint epoch);
HtGrowthTrack *
ht_growth_table_make_track (const HtGrowthTable *table, const guint *rows, guint n_rows);
HtGrowthTrack *ht_growth_table_make_total (const HtGrowthTable *table);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthTable, ht_growth_table_free)

G_END_DECLS
