/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-strands.h"

#include "frame-origin.h"

struct _HtGrowthStrands
{
  /* Borrowed */
  const HtCatalog *catalog;

  /* Owned */
  GArray *strands; /* HtGrowthStrand */
  GHashTable *index_of_place;
  GArray *origins; /* guint8 by function: HtFrameOrigin + 1; 0 if not known yet */
};

static void
clear_strand (gpointer data)
{
  g_array_unref (((HtGrowthStrand *) data)->rows);
}

/**
 * ht_growth_strands_new:
 * @catalog: whose nodes are handed in; must outlive the strands, and may grow
 *
 * Returns: (transfer full): no strands yet; one thread at a time
 */
HtGrowthStrands *
ht_growth_strands_new (const HtCatalog *catalog)
{
  HtGrowthStrands *self = g_new0 (HtGrowthStrands, 1);

  self->catalog = catalog;
  self->strands = g_array_new (FALSE, FALSE, sizeof (HtGrowthStrand));
  g_array_set_clear_func (self->strands, clear_strand);
  self->index_of_place = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self->origins = g_array_new (FALSE, TRUE, sizeof (guint8));
  return self;
}

/**
 * ht_growth_strands_free:
 * @strands: (transfer full) (nullable): the strands
 */
void
ht_growth_strands_free (HtGrowthStrands *strands)
{
  if (strands == NULL)
    return;
  g_array_unref (strands->strands);
  g_hash_table_unref (strands->index_of_place);
  g_array_unref (strands->origins);
  g_free (strands);
}

static gboolean
is_own (HtGrowthStrands *self, guint32 function)
{
  guint8 *origin;

  if (function == 0)
    return FALSE;
  if (function >= self->origins->len)
    g_array_set_size (self->origins, function + 1);
  origin = &g_array_index (self->origins, guint8, function);
  if (*origin == 0)
    {
      const HtFunction *known = ht_symbols_get_function (self->catalog->symbols, function);

      *origin =
          (guint8) (1 + ht_frame_origin (ht_strings_get (self->catalog->strings, known->name),
                                         ht_strings_get (self->catalog->strings, known->file)));
    }
  return *origin == HT_FRAME_OWN + 1;
}

static guint32
get_function (const HtGrowthStrands *self, guint32 node)
{
  guint32 frame = ht_call_tree_frame (self->catalog->tree, node);

  return frame != 0 ? ht_symbols_get_frame (self->catalog->symbols, frame)->function : 0;
}

static guint32
find_responsible (HtGrowthStrands *self, guint32 node)
{
  for (; node != 0; node = ht_call_tree_parent (self->catalog->tree, node))
    {
      guint32 function = get_function (self, node);

      if (is_own (self, function))
        return function;
    }
  return 0;
}

/* A function can be known by several ids, one for each file that it is said to be in. */
static guint32
get_name (const HtGrowthStrands *self, guint32 function)
{
  return function != 0 ? ht_symbols_get_function (self->catalog->symbols, function)->name : 0;
}

/**
 * ht_growth_strands_add_row:
 * @strands: the strands
 * @row: index of a row, greater than any before
 * @node: its node of the call tree
 *
 * Returns: index of the strand that it belongs to from now on
 */
guint
ht_growth_strands_add_row (HtGrowthStrands *strands, guint row, guint32 node)
{
  guint32 function = get_function (strands, node);
  guint32 responsible = find_responsible (strands, node);
  gint64 place =
      (gint64) ((guint64) get_name (strands, function) << 32 | get_name (strands, responsible));
  gpointer found;
  guint index;

  if (g_hash_table_lookup_extended (strands->index_of_place, &place, NULL, &found))
    index = GPOINTER_TO_UINT (found);
  else
    {
      HtGrowthStrand added = {
        .function = function,
        .responsible = responsible,
        .rows = g_array_new (FALSE, FALSE, sizeof (guint)),
      };

      index = strands->strands->len;
      g_array_append_val (strands->strands, added);
      g_hash_table_insert (strands->index_of_place, g_memdup2 (&place, sizeof place),
                           GUINT_TO_POINTER (index));
    }
  g_array_append_val (ht_growth_strands_get (strands, index)->rows, row);
  return index;
}

/**
 * ht_growth_strands_get_n:
 * @strands: the strands
 *
 * Returns: how many there are
 */
guint
ht_growth_strands_get_n (const HtGrowthStrands *strands)
{
  return strands->strands->len;
}

/**
 * ht_growth_strands_get:
 * @strands: the strands
 * @index: index of one
 *
 * Returns: (transfer none): it, until another row is added
 */
HtGrowthStrand *
ht_growth_strands_get (const HtGrowthStrands *strands, guint index)
{
  return &g_array_index (strands->strands, HtGrowthStrand, index);
}
