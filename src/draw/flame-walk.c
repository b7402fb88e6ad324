/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "flame-walk.h"

static const HtFlameBox *
find_box_of (const HtFlameGraph *graph, guint32 node)
{
  for (guint i = 0; graph->layout != NULL && i < graph->layout->boxes->len; i++)
    {
      const HtFlameBox *box = &g_array_index (graph->layout->boxes, HtFlameBox, i);

      if (box->node == node && box->n_merged == 0)
        return box;
    }
  return NULL;
}

/* The next sibling in the order of the picture; 0 at the end. */
static guint32
neighbour (const HtFlameGraph *graph, guint32 node, int direction)
{
  const HtFlameBox *box = find_box_of (graph, node);
  const HtFlameBox *boxes, *next;
  guint begin, end;

  if (box == NULL)
    return 0;
  begin = g_array_index (graph->layout->row_start, guint, box->row);
  end = g_array_index (graph->layout->row_start, guint, box->row + 1);
  boxes = (const HtFlameBox *) (gpointer) graph->layout->boxes->data;
  next = box + direction;
  if (next < boxes + begin || next >= boxes + end || next->n_merged > 0)
    return 0;
  return next->node;
}

static guint32
heaviest_child (const HtFoldedTree *tree, guint32 node)
{
  guint32 heaviest = 0;

  for (guint32 i = tree->child_start[node]; i < tree->child_start[node + 1]; i++)
    if (heaviest == 0 || tree->weight[tree->children[i]] > tree->weight[heaviest])
      heaviest = tree->children[i];
  return heaviest;
}

/**
 * ht_flame_graph_walk:
 * @graph: the graph
 * @node: a node of its tree
 * @way: where to go
 *
 * Of several callees the heaviest is next; siblings are those that are laid out.
 *
 * Returns: the node that is there, 0 if there is none
 */
guint32
ht_flame_graph_walk (const HtFlameGraph *graph, guint32 node, HtFlameWay way)
{
  switch (way)
    {
    case HT_FLAME_UP:
      return graph->upward ? heaviest_child (graph->tree, node) : graph->tree->parent[node];
    case HT_FLAME_DOWN:
      return graph->upward && node != 0 ? graph->tree->parent[node]
                                        : heaviest_child (graph->tree, node);
    case HT_FLAME_LEFT:
      return neighbour (graph, node, -1);
    case HT_FLAME_RIGHT:
    default:
      return neighbour (graph, node, 1);
    }
}

/**
 * ht_flame_graph_get_row:
 * @graph: the graph
 * @node: a node of its tree
 *
 * Returns: how many rows it is from the root
 */
guint
ht_flame_graph_get_row (const HtFlameGraph *graph, guint32 node)
{
  guint row = 0;

  for (; node != 0; node = graph->tree->parent[node])
    row++;
  return row;
}

/**
 * ht_flame_graph_get_extent:
 * @graph: the graph
 * @node: a node of its tree
 * @left: (out): where it begins, as a fraction of the root's width
 * @right: (out): where it ends
 *
 * Tells where a node lies, whether it is in view or not.
 */
void
ht_flame_graph_get_extent (const HtFlameGraph *graph, guint32 node, double *left, double *right)
{
  const HtFoldedTree *tree = graph->tree;
  double total = (double) MAX (tree->weight[0], 1);

  *left = 0;
  for (guint32 at = node; at != 0; at = tree->parent[at])
    {
      guint32 parent = tree->parent[at];

      for (guint32 i = tree->child_start[parent]; i < tree->child_start[parent + 1]; i++)
        {
          guint32 sibling = tree->children[i];
          guint32 rank = graph->names->ranks[tree->group[at]];
          guint32 sibling_rank = graph->names->ranks[tree->group[sibling]];

          if (tree->weight[sibling] > tree->weight[at] ||
              (tree->weight[sibling] == tree->weight[at] && sibling_rank < rank))
            *left += (double) tree->weight[sibling] / total;
        }
    }
  *right = *left + (double) tree->weight[node] / total;
}
