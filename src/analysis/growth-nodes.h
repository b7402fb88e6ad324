/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "folded-tree.h"
#include "growth-report.h"

G_BEGIN_DECLS

/**
 * HtGrowthNode:
 * @course: how it grows
 * @since_ns: since when it grows as it does now, ns since 1970
 * @direction: 1 if it is growing, -1 if it surely gets less, else 0
 *
 * What all stacks through a frame, or through any frame of a function, hold over time.
 */
typedef struct
{
  HtGrowthCourse course;
  gint64 since_ns;
  int direction;
} HtGrowthNode;

/**
 * HtGrowthNodes:
 * @n_nodes: how many nodes the folded tree has
 * @n_groups: how many groups it has
 * @of_node: (array length=n_nodes): for each node its place in @courses, and 1; 0 for what is too
 *   small to be judged
 * @of_group: (array length=n_groups): likewise for all nodes of a group together
 * @courses: (element-type HtGrowthNode): each once, however many frames carry the same growth
 * @from_ns: the first heap that was looked at, ns since 1970; %HT_UNKNOWN if there is none
 * @to_ns: the last one
 * @n_states: how many different states of the heap there were
 *
 * How fast what is below each node of a folded tree grows.
 */
typedef struct
{
  guint32 n_nodes;
  guint32 n_groups;
  gint64 from_ns;
  gint64 to_ns;
  guint n_states;

  /* Owned */
  guint32 *of_node;
  guint32 *of_group;
  GArray *courses;
} HtGrowthNodes;

HtGrowthNodes *ht_growth_nodes_new (const HtGrowthTable *table,
                                    const HtGrowthReport *report,
                                    const HtFoldedTree *tree,
                                    const guint32 *located,
                                    guint32 n_groups);
void ht_growth_nodes_free (HtGrowthNodes *nodes);
const HtGrowthNode *ht_growth_nodes_get (const HtGrowthNodes *nodes, guint32 node);
const HtGrowthNode *ht_growth_nodes_get_group (const HtGrowthNodes *nodes, guint32 group);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthNodes, ht_growth_nodes_free)

G_END_DECLS
