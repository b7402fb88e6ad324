/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"

G_BEGIN_DECLS

/**
 * HtValueType:
 * @type: string id of what is counted, such as "inuse_space"
 * @unit: string id of its unit, such as "bytes"
 */
typedef struct
{
  guint32 type;
  guint32 unit;
} HtValueType;

/**
 * HtProfile:
 * @types: (element-type HtValueType): what each row has a value for
 * @comments: (element-type guint32): string ids
 * @nodes: (element-type guint32): call-tree node of each row; the root for a sample without a stack
 * @label_sets: (element-type guint32): label list of each row
 * @values: (element-type gint64): row by row, `types->len` values each
 * @period_type: what @period counts
 * @period: distance of two samples; for heap profiles bytes per sample
 * @time_ns: when it was taken, ns since 1970; 0 if unknown
 * @duration_ns: how long it took; 0 if it is a snapshot
 * @default_type: string id of the type to show first; 0 if none is named
 * @drop_frames: string id of the profile's own pattern of frames to leave out; Go writes none
 * @keep_frames: string id of the pattern of exceptions from @drop_frames
 * @doc_url: string id
 * @main_mapping: id of the first mapping, the program itself; 0 if none
 *
 * One profile as a sparse vector over the call tree of a catalog, to which all
 * ids refer. Rows are in the order of the file and are not merged: two rows
 * may have the same node and labels.
 */
typedef struct
{
  /* Owned */
  GArray *types;
  GArray *comments;
  GArray *nodes;
  GArray *label_sets;
  GArray *values;

  HtValueType period_type;
  gint64 period;
  gint64 time_ns;
  gint64 duration_ns;
  guint32 default_type;
  guint32 drop_frames;
  guint32 keep_frames;
  guint32 doc_url;
  guint32 main_mapping;
} HtProfile;

HtProfile *ht_profile_new (void);
void ht_profile_free (HtProfile *profile);
gsize ht_profile_n_rows (const HtProfile *profile);
void ht_profile_add_row (HtProfile *profile, guint32 node, guint32 label_set, const gint64 *values);
int ht_choose_sample_type (const char *const *types,
                           gsize n_types,
                           const char *default_type,
                           const char *name);
int ht_profile_find_type (const HtProfile *profile, const HtStrings *strings, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtProfile, ht_profile_free)

G_END_DECLS
