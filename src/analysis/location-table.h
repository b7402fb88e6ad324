/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "name-pattern.h"
#include "stack-source.h"

G_BEGIN_DECLS

/* What a filter has to know of a location. */
typedef enum
{
  HT_LOCATION_FOCUSED = 1 << 0,       /* matches the focus, or there is none */
  HT_LOCATION_IGNORED = 1 << 1,       /* matches what to ignore; wins over the focus */
  HT_LOCATION_DROPPED = 1 << 2,       /* it and all below it is left out */
  HT_LOCATION_DROPPED_BELOW = 1 << 3, /* all below it is left out; what of itself was to be, is */
  HT_LOCATION_HIDE_MATCHED = 1 << 4,  /* something of it matches what to hide */
  HT_LOCATION_HIDDEN = 1 << 5,        /* nothing of it is left to show */
  HT_LOCATION_SHOWN_FROM = 1 << 6,    /* stacks are to begin with it */
  HT_LOCATION_PRUNED_FROM = 1 << 7    /* stacks are to end with it */
} HtLocationFlags;

/* Marks, in HtLocationView, a location whose lines belong to several nodes. */
#define HT_LOCATION_RUN (1u << 31)

/*
 * All locations as the rows of a table see them: by the nodes that their lines
 * belong to. Narrow arrays, as they are accessed all over for every frame of every sample.
 */
typedef struct
{
  const guint32 *nodes; /* the node; or HT_LOCATION_RUN and where in runs; 0 if not described yet */
  const guint8 *flags;  /* HtLocationFlags */
  const guint32 *runs;  /* how many nodes, then these, innermost first */
  gsize n_locations;
} HtLocationView;

/**
 * HtLocationFilter:
 * @HT_LOCATION_FOCUS: `-focus` of pprof
 * @HT_LOCATION_IGNORE: `-ignore`
 * @HT_LOCATION_HIDE: `-hide`
 * @HT_LOCATION_SHOW: `-show`
 * @HT_LOCATION_SHOW_FROM: `-show_from`
 * @HT_LOCATION_PRUNE_FROM: `-prune_from`
 *
 * What patterns of the user decide about locations.
 */
typedef enum
{
  HT_LOCATION_FOCUS,
  HT_LOCATION_IGNORE,
  HT_LOCATION_HIDE,
  HT_LOCATION_SHOW,
  HT_LOCATION_SHOW_FROM,
  HT_LOCATION_PRUNE_FROM,
} HtLocationFilter;

#define HT_LOCATION_N_FILTERS (HT_LOCATION_PRUNE_FROM + 1)

/*
 * The patterns that decide about locations, each of them or NULL. Not owned.
 */
typedef struct
{
  HtNamePattern *patterns[HT_LOCATION_N_FILTERS];
  HtNamePattern *drop;
  HtNamePattern *keep;
} HtLocationFilters;

/**
 * HtLocationTable:
 *
 * Turns the locations of sources into nodes, which are the rows of a function
 * table: one per name as pprof shows it. Names are looked at once per function,
 * file and mapping, never per sample.
 *
 * Locations are either numbered as their only source numbers them, or shared
 * between sources: see [func@location_table_describe] and [func@location_table_share].
 */
typedef struct _HtLocationTable HtLocationTable;

HtLocationTable *ht_location_table_new (const HtLocationFilters *filters, gboolean is_shared);
void ht_location_table_free (HtLocationTable *table);
gboolean
ht_location_table_set_source (HtLocationTable *table, HtStackSource *source, GError **error);
gboolean
ht_location_table_describe (HtLocationTable *table, guint32 source_location, GError **error);
guint32 ht_location_table_share (HtLocationTable *table, guint32 source_location, GError **error);
HtLocationView ht_location_table_view (const HtLocationTable *table);
guint32 ht_location_table_n_nodes (const HtLocationTable *table);
char *ht_location_table_dup_shown_name (const HtLocationTable *table, guint32 node);
char *ht_location_table_dup_full_name (const HtLocationTable *table, guint32 node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtLocationTable, ht_location_table_free)

G_END_DECLS
