/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-runtime.h"

struct _HtGrowthRuntime
{
  const HtCatalog *catalog;

  /* Owned */
  GHashTable *lines; /* guint64 of a name and a line: GArray of HtGrowthCalled */
};

/**
 * ht_growth_runtime_new:
 * @catalog: the catalog of the profiles; borrowed
 *
 * Returns: (transfer full): no calls as yet; one thread at a time
 */
HtGrowthRuntime *
ht_growth_runtime_new (const HtCatalog *catalog)
{
  HtGrowthRuntime *self = g_new0 (HtGrowthRuntime, 1);

  self->catalog = catalog;
  self->lines =
      g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, (GDestroyNotify) g_array_unref);
  return self;
}

/**
 * ht_growth_runtime_free:
 * @calls: (transfer full) (nullable): calls
 */
void
ht_growth_runtime_free (HtGrowthRuntime *calls)
{
  if (calls == NULL)
    return;
  g_hash_table_unref (calls->lines);
  g_free (calls);
}

static const HtFrame *
get_frame (const HtGrowthRuntime *self, guint32 node)
{
  return ht_symbols_get_frame (self->catalog->symbols,
                               ht_call_tree_frame (self->catalog->tree, node));
}

static guint32
get_name (const HtGrowthRuntime *self, guint32 function)
{
  return ht_symbols_get_function (self->catalog->symbols, function)->name;
}

static gboolean
is_of_runtime (const HtGrowthRuntime *self, guint32 function)
{
  const char *name = ht_strings_get (self->catalog->strings, get_name (self, function));

  return g_str_has_prefix (name, "runtime.") || g_str_has_prefix (name, "internal/runtime/");
}

/* Ids of functions differ where one kind of profile knows more of them than another. */
static guint64
make_key (const HtGrowthRuntime *self, const HtFrame *frame)
{
  return (guint64) get_name (self, frame->function) << 32 | (guint32) frame->line;
}

static void
add_call (HtGrowthRuntime *self, const HtFrame *caller, guint32 function, gint64 n_samples)
{
  guint64 key = make_key (self, caller);
  GArray *line = g_hash_table_lookup (self->lines, &key);
  HtGrowthCalled called = { function, n_samples };

  if (line == NULL)
    {
      line = g_array_new (FALSE, FALSE, sizeof (HtGrowthCalled));
      g_hash_table_insert (self->lines, g_memdup2 (&key, sizeof key), line);
    }
  for (guint i = 0; i < line->len; i++)
    if (g_array_index (line, HtGrowthCalled, i).function == function)
      {
        g_array_index (line, HtGrowthCalled, i).n_samples += n_samples;
        return;
      }
  g_array_append_val (line, called);
}

/**
 * ht_growth_runtime_add:
 * @calls: calls
 * @profile: a profile in terms of the catalog
 *
 * Adds what the samples of a CPU profile or of a trace show.
 *
 * Returns: whether it is one
 */
gboolean
ht_growth_runtime_add (HtGrowthRuntime *calls, const HtProfile *profile)
{
  const HtCatalog *catalog = calls->catalog;
  int type = ht_profile_find_type (profile, catalog->strings, "samples");

  if (type < 0)
    return FALSE;
  for (gsize row = 0; row < ht_profile_n_rows (profile); row++)
    {
      guint32 node = g_array_index (profile->nodes, guint32, row);
      guint32 function = 0;

      for (; node != HT_CALL_TREE_ROOT; node = ht_call_tree_parent (catalog->tree, node))
        {
          const HtFrame *frame = get_frame (calls, node);

          if (!is_of_runtime (calls, frame->function))
            break;
          function = frame->function;
        }
      if (node != HT_CALL_TREE_ROOT && function != 0)
        add_call (calls, get_frame (calls, node), function,
                  g_array_index (profile->values, gint64,
                                 row * profile->types->len + (guint) type));
    }
  return TRUE;
}

/**
 * ht_growth_runtime_find:
 * @calls: calls
 * @node: node of the call tree: a stack that allocates
 *
 * Returns: (nullable) (element-type HtGrowthCalled): what its innermost line calls; %NULL if that
 *   is not known
 */
const GArray *
ht_growth_runtime_find (const HtGrowthRuntime *calls, guint32 node)
{
  guint64 key;

  if (node == HT_CALL_TREE_ROOT)
    return NULL;
  key = make_key (calls, get_frame (calls, node));
  return g_hash_table_lookup (calls->lines, &key);
}
