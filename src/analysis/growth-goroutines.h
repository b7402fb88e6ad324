/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "goroutine-wait.h"
#include "profile.h"

G_BEGIN_DECLS

/**
 * HtGrowthWaiters:
 * @wait: where they wait, and for what
 * @node: node of the call tree: the stack that most of them have
 * @first: how many there were in the first profile
 * @last: how many in the last one
 * @most: how many in the profile that has most of them
 *
 * Goroutines that wait in one function for one thing, in some goroutine profiles.
 */
typedef struct
{
  HtGoroutineWait wait;
  guint32 node;
  gint64 first;
  gint64 last;
  gint64 most;

  /*< private >*/
  gint64 current;
  gint64 at_node;
} HtGrowthWaiters;

/**
 * HtGrowthGoroutines:
 *
 * The goroutine profiles of one process side by side: how many goroutines wait where.
 */
typedef struct _HtGrowthGoroutines HtGrowthGoroutines;

HtGrowthGoroutines *ht_growth_goroutines_new (const HtCatalog *catalog);
void ht_growth_goroutines_free (HtGrowthGoroutines *goroutines);
gboolean ht_growth_goroutines_add (HtGrowthGoroutines *goroutines, const HtProfile *profile);
guint ht_growth_goroutines_get_n_profiles (const HtGrowthGoroutines *goroutines);
guint ht_growth_goroutines_get_n_groups (const HtGrowthGoroutines *goroutines);
const HtGrowthWaiters *ht_growth_goroutines_get_group (const HtGrowthGoroutines *goroutines,
                                                       guint group);
gint64 ht_growth_waiters_get_growth (const HtGrowthWaiters *waiters);
guint32 ht_growth_goroutines_find_recursion (const HtGrowthGoroutines *goroutines, guint32 *node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthGoroutines, ht_growth_goroutines_free)

G_END_DECLS
