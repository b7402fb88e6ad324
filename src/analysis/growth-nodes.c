/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-nodes.h"

/* The rows below a node, as a range of @Walk.rows. */
typedef struct
{
  guint begin;
  guint end;
} Range;

/* Nodes in the order in which a walk from the root comes to them have all that is below each of
 * them in one range. */
typedef struct
{
  /* Borrowed */
  const HtGrowthTable *table;
  const HtGrowthReport *report;
  const HtFoldedTree *tree;
  HtGrowthNodes *nodes;

  /* Owned */
  guint *rows;   /* rows of the table in the order of the walk */
  Range *ranges; /* by node */

  double least_peak;
} Walk;

static void
walk_clear (Walk *self)
{
  g_free (self->rows);
  g_free (self->ranges);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Walk, walk_clear)

/* Where the walk comes to each node, and how many nodes there are at and below it. */
static guint32 *
number_nodes (const HtFoldedTree *tree, guint32 *sizes)
{
  guint32 *places = g_new0 (guint32, tree->n_nodes);

  for (guint32 node = 0; node < tree->n_nodes; node++)
    sizes[node] = 1;
  for (guint32 node = tree->n_nodes - 1; node > 0; node--)
    sizes[tree->parent[node]] += sizes[node];
  for (guint32 node = 0; node < tree->n_nodes; node++)
    {
      guint32 next = places[node] + 1;

      for (guint32 i = tree->child_start[node]; i < tree->child_start[node + 1]; i++)
        {
          places[tree->children[i]] = next;
          next += sizes[tree->children[i]];
        }
    }
  return places;
}

static void
order_rows (Walk *self, const guint32 *located)
{
  guint32 n_nodes = self->tree->n_nodes;
  guint n_rows = ht_growth_table_get_n_rows (self->table);
  g_autofree guint32 *sizes = g_new (guint32, n_nodes);
  g_autofree guint32 *places = number_nodes (self->tree, sizes);
  g_autofree guint *starts = g_new0 (guint, (gsize) n_nodes + 1);
  g_autofree guint *next = NULL;

  for (guint row = 0; row < n_rows; row++)
    starts[places[located[ht_growth_table_get_node (self->table, row)]] + 1]++;
  for (guint32 place = 0; place < n_nodes; place++)
    starts[place + 1] += starts[place];
  next = g_memdup2 (starts, sizeof *starts * n_nodes);
  self->rows = g_new (guint, MAX (n_rows, 1));
  for (guint row = 0; row < n_rows; row++)
    self->rows[next[places[located[ht_growth_table_get_node (self->table, row)]]]++] = row;
  self->ranges = g_new0 (Range, n_nodes);
  for (guint32 node = 0; node < n_nodes; node++)
    self->ranges[node] = (Range){ starts[places[node]], starts[places[node] + sizes[node]] };
}

static gint64
get_peak (const Walk *self, const guint *rows, guint n_rows)
{
  g_autofree gint64 *held = ht_growth_table_sum_inuse (self->table, rows, n_rows);
  gint64 peak = 0;

  for (guint epoch = 0; epoch < self->nodes->n_states; epoch++)
    peak = MAX (peak, held[epoch]);
  return peak;
}

static gint64
get_start (const Walk *self, const HtGrowthCourse *course)
{
  return ht_growth_table_get_time (self->table, MIN (course->start, self->nodes->n_states - 1));
}

static int
get_direction (const Walk *self, const HtGrowthCourse *course)
{
  if (course->verdict == HT_GROWTH_GROWING)
    return 1;
  if (course->verdict != HT_GROWTH_TOO_LITTLE_DATA && course->now.high < 0 &&
      course->significance <= -self->report->least_significance)
    return -1;
  return 0;
}

static guint32
add_course (Walk *self, HtGrowthNode *node)
{
  node->direction = get_direction (self, &node->course);
  g_array_append_vals (self->nodes->courses, node, 1);
  return self->nodes->courses->len;
}

/* Returns the place of the course and 1, or 0 if there is too little. */
static guint32
judge (Walk *self, const guint *rows, guint n_rows)
{
  g_autoptr (HtGrowthTrack) track = NULL;
  HtGrowthNode node;

  if (n_rows == 0 || (double) get_peak (self, rows, n_rows) < self->least_peak)
    return 0;
  track = ht_growth_table_make_track (self->table, rows, n_rows);
  ht_growth_report_judge (self->report, self->table, track, &node.course);
  node.since_ns = get_start (self, &node.course);
  return add_course (self, &node);
}

static gboolean
is_same (const Range *a, const Range *b)
{
  return a->begin == b->begin && a->end == b->end;
}

static void
judge_nodes (Walk *self)
{
  HtGrowthNode all = { .course = self->report->total, .since_ns = self->report->since_ns };

  self->nodes->of_node[0] = add_course (self, &all);
  for (guint32 node = 1; node < self->tree->n_nodes; node++)
    {
      const Range *range = &self->ranges[node];
      guint32 parent = self->tree->parent[node];

      if (self->nodes->of_node[parent] == 0)
        continue;
      self->nodes->of_node[node] =
          is_same (range, &self->ranges[parent])
              ? self->nodes->of_node[parent]
              : judge (self, self->rows + range->begin, range->end - range->begin);
    }
}

/* Those nodes of each group that are below no other node of it, by group. */
static guint32 *
list_outermost (const HtFoldedTree *tree, guint32 n_groups, guint32 *starts)
{
  g_autofree guint32 *outermost = g_new (guint32, tree->n_nodes);
  g_autofree guint32 *next = NULL;
  guint32 *nodes = g_new (guint32, tree->n_nodes);
  guint32 n = 0;

  for (guint32 node = 1; node < tree->n_nodes; node++)
    {
      guint32 caller = tree->parent[node];

      while (caller != 0 && tree->group[caller] != tree->group[node])
        caller = tree->parent[caller];
      if (caller != 0)
        continue;
      outermost[n++] = node;
      starts[tree->group[node] + 1]++;
    }
  for (guint32 group = 0; group < n_groups; group++)
    starts[group + 1] += starts[group];
  next = g_memdup2 (starts, sizeof *starts * n_groups);
  for (guint32 i = 0; i < n; i++)
    nodes[next[tree->group[outermost[i]]]++] = outermost[i];
  return nodes;
}

/* What a function holds on behalf of all its callers. */
static void
judge_groups (Walk *self)
{
  guint32 n_groups = self->nodes->n_groups;
  g_autofree guint32 *starts = g_new0 (guint32, (gsize) n_groups + 1);
  g_autofree guint32 *outermost = list_outermost (self->tree, n_groups, starts);
  g_autoptr (GArray) rows = g_array_new (FALSE, FALSE, sizeof (guint));

  self->nodes->of_group[0] = self->nodes->of_node[0];
  for (guint32 group = 1; group < n_groups; group++)
    {
      if (starts[group + 1] - starts[group] == 1)
        {
          self->nodes->of_group[group] = self->nodes->of_node[outermost[starts[group]]];
          continue;
        }
      g_array_set_size (rows, 0);
      for (guint32 i = starts[group]; i < starts[group + 1]; i++)
        {
          const Range *range = &self->ranges[outermost[i]];

          g_array_append_vals (rows, self->rows + range->begin, range->end - range->begin);
        }
      self->nodes->of_group[group] = judge (self, (const guint *) rows->data, rows->len);
    }
}

/**
 * ht_growth_nodes_new:
 * @table: the heap profiles of a process
 * @report: what grows of it
 * @tree: a profile of that process, folded
 * @located: (array): for each node of the call tree where it is in @tree, see
 *   [func@folded_tree_locate]
 * @n_groups: how many groups @tree folds by
 *
 * Judges what all stacks through a frame hold together, for each frame that ever held a hundredth
 * of the heap. Stacks that are not in @tree count to the nearest caller that is. For a worker
 * thread.
 *
 * Returns: (transfer full): the growth of each node
 */
HtGrowthNodes *
ht_growth_nodes_new (const HtGrowthTable *table,
                     const HtGrowthReport *report,
                     const HtFoldedTree *tree,
                     const guint32 *located,
                     guint32 n_groups)
{
  HtGrowthNodes *nodes = g_new0 (HtGrowthNodes, 1);
  g_auto (Walk) self = { .table = table, .report = report, .tree = tree, .nodes = nodes };

  nodes->n_nodes = tree->n_nodes;
  nodes->n_groups = n_groups;
  nodes->from_ns = report->from_ns;
  nodes->to_ns = report->to_ns;
  nodes->n_states = report->n_epochs;
  nodes->of_node = g_new0 (guint32, tree->n_nodes);
  nodes->of_group = g_new0 (guint32, n_groups);
  nodes->courses = g_array_new (FALSE, FALSE, sizeof (HtGrowthNode));
  if (report->n_epochs == 0)
    return nodes;
  order_rows (&self, located);
  self.least_peak = HT_GROWTH_JUDGED_SHARE * (double) ht_growth_table_get_peak (table);
  judge_nodes (&self);
  judge_groups (&self);
  return nodes;
}

/**
 * ht_growth_nodes_free:
 * @nodes: (transfer full) (nullable): the growth of nodes
 */
void
ht_growth_nodes_free (HtGrowthNodes *nodes)
{
  if (nodes == NULL)
    return;
  g_free (nodes->of_node);
  g_free (nodes->of_group);
  g_array_unref (nodes->courses);
  g_free (nodes);
}

static const HtGrowthNode *
get (const HtGrowthNodes *nodes, guint32 place)
{
  return place > 0 ? &g_array_index (nodes->courses, HtGrowthNode, place - 1) : NULL;
}

/**
 * ht_growth_nodes_get:
 * @nodes: the growth of nodes
 * @node: a node of the folded tree
 *
 * Returns: (transfer none) (nullable): how it grows; %NULL if it is too small to tell
 */
const HtGrowthNode *
ht_growth_nodes_get (const HtGrowthNodes *nodes, guint32 node)
{
  return get (nodes, nodes->of_node[node]);
}

/**
 * ht_growth_nodes_get_group:
 * @nodes: the growth of nodes
 * @group: a group of the folded tree
 *
 * Returns: (transfer none) (nullable): how all its nodes together grow; %NULL if they are too small
 *   to tell
 */
const HtGrowthNode *
ht_growth_nodes_get_group (const HtGrowthNodes *nodes, guint32 group)
{
  return get (nodes, nodes->of_group[group]);
}
