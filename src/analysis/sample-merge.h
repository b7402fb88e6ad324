/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stack-source.h"

G_BEGIN_DECLS

/* Samples of two profiles under one stack and one set of labels. */
typedef struct
{
  gint64 value;
  guint32 stack;
  guint32 label_set;
  gboolean is_base;
  gboolean is_left_out; /* by its labels */
} HtMergedSample;

/**
 * HtSampleMerge:
 *
 * Adds up samples that have the same stack and the same labels. Stacks are
 * given in shared numbers of locations, which are not 0.
 */
typedef struct _HtSampleMerge HtSampleMerge;

HtSampleMerge *ht_sample_merge_new (void);
void ht_sample_merge_free (HtSampleMerge *merge);
void ht_sample_merge_add (HtSampleMerge *merge,
                          const guint32 *locations,
                          gsize n_locations,
                          HtStackSource *source,
                          gboolean is_base,
                          gboolean is_left_out,
                          gint64 value);
const HtMergedSample *ht_sample_merge_get (const HtSampleMerge *merge, gsize *n_samples);
gsize ht_sample_merge_get_stack (const HtSampleMerge *merge, guint32 stack, GArray *locations);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtSampleMerge, ht_sample_merge_free)

G_END_DECLS
