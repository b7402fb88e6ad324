/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"
#include "flame-difference.h"
#include "folded-tree.h"
#include "profile.h"

G_BEGIN_DECLS

/**
 * HtFlameEnd:
 * @profile: a profile
 * @time_ns: when it was taken, ns since 1970; %HT_UNKNOWN if nobody tells
 *
 * One of two that are compared.
 */
typedef struct
{
  const HtProfile *profile;
  gint64 time_ns;
} HtFlameEnd;

/**
 * HtFlameComparison:
 * @catalog: what the ids of both profiles mean
 * @before: what is compared with
 * @after: what is looked at
 *
 * Two profiles that are compared. All members are borrowed.
 */
typedef struct
{
  const HtCatalog *catalog;
  HtFlameEnd before;
  HtFlameEnd after;
} HtFlameComparison;

/**
 * HtFlameChange:
 * @before_ns: when it was like that before, ns since 1970; %HT_UNKNOWN if nobody tells
 * @after_ns: when it was like that after
 * @more: sum of what there is more after than before, by function and stack
 * @less: sum of what there is less
 * @before: (array): for each node of the tree what it and all below it held before
 * @after: (array): likewise after
 * @before_self: (array): for each group what it itself held before
 * @after_self: (array): likewise after
 * @picture: what of it is painted; borrows from here
 *
 * What has changed between two profiles, beside the tree that has the differences.
 */
typedef struct
{
  gint64 before_ns;
  gint64 after_ns;
  guint64 more;
  guint64 less;

  /* Owned */
  gint64 *before;
  gint64 *after;
  gint64 *before_self;
  gint64 *after_self;

  HtFlameDifference picture;
} HtFlameChange;

HtFoldedTree *ht_flame_change_fold (const HtFlameComparison *comparison,
                                    const guint32 *frame_groups,
                                    guint32 n_groups,
                                    int before_type,
                                    int after_type,
                                    HtFlameChange **change);
void ht_flame_change_free (HtFlameChange *change);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtFlameChange, ht_flame_change_free)

G_END_DECLS
