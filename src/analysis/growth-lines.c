/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-lines.h"

/* A function that calls itself this often is known by its nearest calls. */
#define MAX_DEPTH 512

struct _HtGrowthLines
{
  /* Borrowed */
  const HtGrowthTable *table;
  const HtCatalog *catalog;

  /* Owned */
  GHashTable *functions; /* name of the function -> GArray of HtGrowthLineFigures, by line */
};

/* A function can be known by several ids, one for each file that it is said to be in. */
static guint32
get_name (const HtCatalog *catalog, guint32 function)
{
  return function != 0 ? ht_symbols_get_function (catalog->symbols, function)->name : 0;
}

static const HtFrame *
get_frame (const HtCatalog *catalog, guint32 node)
{
  return ht_symbols_get_frame (catalog->symbols, ht_call_tree_frame (catalog->tree, node));
}

static HtGrowthLineFigures *
find_line (GArray *figures, gint64 line)
{
  HtGrowthLineFigures added = { .line = line };
  guint i = 0;

  while (i < figures->len && g_array_index (figures, HtGrowthLineFigures, i).line < line)
    i++;
  if (i == figures->len || g_array_index (figures, HtGrowthLineFigures, i).line != line)
    g_array_insert_val (figures, i, added);
  return &g_array_index (figures, HtGrowthLineFigures, i);
}

/* Where a function calls itself, all below it is below the outer call already. */
static gboolean
is_below_itself (const HtCatalog *catalog, guint32 node, guint32 name, gint64 line)
{
  guint depth = 0;

  for (node = ht_call_tree_parent (catalog->tree, node); node != 0 && depth < MAX_DEPTH;
       node = ht_call_tree_parent (catalog->tree, node), depth++)
    {
      const HtFrame *frame = get_frame (catalog, node);

      if (frame->line == line && get_name (catalog, frame->function) == name)
        return TRUE;
    }
  return FALSE;
}

/* What comes from a capture may be any number. */
static void
add (gint64 *sum, gint64 value)
{
  if (__builtin_add_overflow (*sum, value, sum))
    *sum = G_MAXINT64;
}

static void
add_node (HtGrowthLines *self, guint32 node, gint64 bytes)
{
  const HtFrame *frame = get_frame (self->catalog, node);
  guint32 name = get_name (self->catalog, frame->function);
  GArray *figures = g_hash_table_lookup (self->functions, GUINT_TO_POINTER (name));

  if (name == 0 || frame->line <= 0 || is_below_itself (self->catalog, node, name, frame->line))
    return;
  if (figures == NULL)
    {
      figures = g_array_new (FALSE, FALSE, sizeof (HtGrowthLineFigures));
      g_hash_table_insert (self->functions, GUINT_TO_POINTER (name), figures);
    }
  add (&find_line (figures, frame->line)->held_bytes, bytes);
}

/**
 * ht_growth_lines_new:
 * @table: the heap profiles of a process
 * @catalog: their catalog; both must outlive the lines
 *
 * Adds up what the stacks through each line hold in the newest heap, in one pass over the call
 * tree.
 *
 * Returns: (transfer full): the lines
 */
HtGrowthLines *
ht_growth_lines_new (const HtGrowthTable *table, const HtCatalog *catalog)
{
  HtGrowthLines *self = g_new0 (HtGrowthLines, 1);
  guint n_epochs = ht_growth_table_get_n_epochs (table);
  guint32 n_nodes = ht_call_tree_count (catalog->tree);
  g_autofree gint64 *totals = g_new0 (gint64, n_nodes);

  self->table = table;
  self->catalog = catalog;
  self->functions = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_array_unref);
  for (guint row = 0; n_epochs > 0 && row < ht_growth_table_get_n_rows (table); row++)
    add (&totals[ht_growth_table_get_node (table, row)],
         ht_growth_table_get_inuse (table, row, n_epochs - 1));
  ht_call_tree_add_totals (catalog->tree, totals);
  for (guint32 node = 1; node < n_nodes; node++)
    if (totals[node] > 0)
      add_node (self, node, totals[node]);
  return self;
}

/**
 * ht_growth_lines_free:
 * @lines: (transfer full) (nullable): the lines
 */
void
ht_growth_lines_free (HtGrowthLines *lines)
{
  if (lines == NULL)
    return;
  g_hash_table_unref (lines->functions);
  g_free (lines);
}

/**
 * ht_growth_lines_find:
 * @lines: the lines
 * @chain: a chain of the report of the same profiles
 * @function: id of a function
 *
 * Returns: (transfer full) (element-type HtGrowthLineFigures): the lines of the function that hold
 *   anything, and those that stacks of the chain go through, by line
 */
GArray *
ht_growth_lines_find (const HtGrowthLines *lines, const HtGrowthChain *chain, guint32 function)
{
  const HtCatalog *catalog = lines->catalog;
  guint32 name = get_name (catalog, function);
  const GArray *known = g_hash_table_lookup (lines->functions, GUINT_TO_POINTER (name));
  GArray *found = g_array_new (FALSE, FALSE, sizeof (HtGrowthLineFigures));

  if (known != NULL)
    g_array_append_vals (found, known->data, known->len);
  for (guint i = 0; name != 0 && i < chain->rows->len; i++)
    {
      guint32 node = ht_growth_table_get_node (lines->table, g_array_index (chain->rows, guint, i));

      for (; node != 0; node = ht_call_tree_parent (catalog->tree, node))
        {
          const HtFrame *frame = get_frame (catalog, node);

          if (frame->line > 0 && get_name (catalog, frame->function) == name)
            find_line (found, frame->line)->is_of_chain = TRUE;
        }
    }
  return found;
}
