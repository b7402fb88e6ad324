/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-branches.h"

#include <math.h>

/* What parts from a chain counts from this share of the chain's growth on, where it is this many
 * standard errors from none. */
#define LEAST_SHARE        0.02
#define LEAST_SIGNIFICANCE 2.0

/* The stack of a chain, and where the stacks of all rows leave it. */
typedef struct
{
  /* Borrowed */
  const HtGrowthTable *table;
  const HtGrowthFit *span; /* the time to look at */

  /* Owned */
  GArray *path;    /* guint32: nodes, root first */
  GPtrArray *rows; /* GArray of guint by index in @path: rows that leave it there; NULL for none */
} Path;

static void
unref_rows (gpointer rows)
{
  if (rows != NULL)
    g_array_unref (rows);
}

static void
path_clear (Path *self)
{
  g_array_unref (self->path);
  g_ptr_array_unref (self->rows);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Path, path_clear)

static void
add_row (Path *self, guint index, guint row)
{
  GArray **rows = (GArray **) &self->rows->pdata[index];

  if (*rows == NULL)
    *rows = g_array_new (FALSE, FALSE, sizeof (guint));
  g_array_append_val (*rows, row);
}

static void
path_init (Path *self,
           const HtGrowthTable *table,
           const HtCatalog *catalog,
           const HtGrowthChain *chain)
{
  guint32 n_nodes = ht_call_tree_count (catalog->tree);
  g_autofree guint *place_of = g_new0 (guint, n_nodes); /* index in the path + 1 */
  guint n = 0;

  self->table = table;
  self->span = &chain->course.now;
  for (guint32 at = chain->node; at != 0; at = ht_call_tree_parent (catalog->tree, at))
    n++;
  self->path = g_array_sized_new (FALSE, TRUE, sizeof (guint32), n);
  g_array_set_size (self->path, n);
  self->rows = g_ptr_array_new_with_free_func (unref_rows);
  g_ptr_array_set_size (self->rows, (int) n);
  for (guint32 at = chain->node; at != 0; at = ht_call_tree_parent (catalog->tree, at))
    {
      g_array_index (self->path, guint32, --n) = at;
      place_of[at] = n + 1;
    }
  /* A parent comes before its children. */
  for (guint32 at = 1; at < n_nodes; at++)
    if (place_of[at] == 0)
      place_of[at] = place_of[ht_call_tree_parent (catalog->tree, at)];
  for (guint row = 0; row < ht_growth_table_get_n_rows (table); row++)
    {
      guint place = place_of[ht_growth_table_get_node (table, row)];

      if (place > 0)
        add_row (self, place - 1, row);
    }
}

static gboolean
fit_rows (const Path *self, const GArray *rows, HtGrowthFit *fit)
{
  g_autoptr (HtGrowthTrack) track =
      ht_growth_table_make_track (self->table, (const guint *) rows->data, rows->len);

  return ht_growth_track_fit (track, self->span->first, self->span->n_epochs, fit);
}

/* Whether what leaves the path at a place has growth of its own. */
static gboolean
parts (const Path *self, const GArray *leaving)
{
  HtGrowthFit fit;

  return fit_rows (self, leaving, &fit) &&
         fabs (fit.rate) >= LEAST_SHARE * fabs (self->span->rate) &&
         fabs (fit.rate) >= LEAST_SIGNIFICANCE * fit.error;
}

/**
 * ht_growth_branches_find:
 * @table: the heap profiles of a process
 * @catalog: the catalog of @table
 * @chain: a chain of its report
 *
 * Follows the stack of a chain from the root. Frames through which the same growth goes are one
 * place: the last of them, after which some of the growth goes elsewhere.
 *
 * Returns: (transfer full) (element-type HtGrowthBranch): the places, root first; the last one is
 *   where it is allocated
 */
GArray *
ht_growth_branches_find (const HtGrowthTable *table,
                         const HtCatalog *catalog,
                         const HtGrowthChain *chain)
{
  g_autoptr (GArray) branches = g_array_new (FALSE, FALSE, sizeof (HtGrowthBranch));
  g_autoptr (GArray) below = g_array_new (FALSE, FALSE, sizeof (guint));
  g_auto (Path) self = { 0 };

  path_init (&self, table, catalog, chain);
  for (guint i = self.path->len; i-- > 0;)
    {
      const GArray *leaving = g_ptr_array_index (self.rows, i);
      HtGrowthBranch branch = { .node = g_array_index (self.path, guint32, i), .n_frames = 1 };
      gboolean is_place = branches->len == 0 || (leaving != NULL && parts (&self, leaving));

      if (leaving != NULL)
        g_array_append_vals (below, leaving->data, leaving->len);
      if (!is_place)
        {
          g_array_index (branches, HtGrowthBranch, 0).n_frames++;
          continue;
        }
      fit_rows (&self, below, &branch.growth);
      g_array_prepend_val (branches, branch);
    }
  return g_steal_pointer (&branches);
}
