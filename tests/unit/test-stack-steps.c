/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "stack-steps.h"

#include "analysis-error.h"
#include "display-name.h"
#include "folded-tree.h"
#include "gunzip.h"
#include "top.h"

/* A heap profile of a real service. */
typedef struct
{
  HtCatalog *catalog;
  HtProfile *profile;
} Heap;

static void
heap_set_up (Heap *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), "captures", data, NULL);
  g_autoptr (GDir) folder = g_dir_open (path, 0, &error);
  g_autofree char *file = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) raw = NULL;
  g_autoptr (HtPprof) pprof = NULL;
  const char *name;
  char *contents;
  gsize length;

  g_assert_no_error (error);
  while ((name = g_dir_read_name (folder)) != NULL)
    if (g_str_has_prefix (name, "heap-") && g_str_has_suffix (name, ".pb.gz") &&
        (file == NULL || strcmp (name, strrchr (file, '/') + 1) > 0))
      {
        g_free (file);
        file = g_build_filename (path, name, NULL);
      }
  g_assert_true (g_file_get_contents (file, &contents, &length, &error));
  packed = g_bytes_new_take (contents, length);
  raw = ht_gunzip (packed, &error);
  g_assert_no_error (error);
  pprof = ht_pprof_open (raw, &error);
  g_assert_no_error (error);
  self->catalog = ht_catalog_new ();
  self->profile = ht_pprof_load (pprof, self->catalog, &error);
  g_assert_no_error (error);
}

static void
heap_tear_down (Heap *self, gconstpointer data)
{
  ht_profile_free (self->profile);
  ht_catalog_free (self->catalog);
}

/* Folds by what pprof writes of a name; @group_of numbers the names. */
static HtFoldedTree *
fold_by_shown_name (const Heap *self, const HtStackShape *shape, int type, GHashTable *group_of)
{
  const HtCatalog *catalog = self->catalog;
  guint32 n_frames = ht_symbols_n_frames (catalog->symbols);
  g_autofree guint32 *groups = g_new0 (guint32, n_frames);

  for (guint32 frame = 1; frame < n_frames; frame++)
    {
      guint32 function = ht_symbols_get_frame (catalog->symbols, frame)->function;
      guint32 name = ht_symbols_get_function (catalog->symbols, function)->name;
      char *shown = ht_display_name (ht_strings_get (catalog->strings, name));
      gpointer group = g_hash_table_lookup (group_of, shown);

      if (group == NULL)
        {
          group = GUINT_TO_POINTER (g_hash_table_size (group_of) + 1);
          g_hash_table_insert (group_of, g_strdup (shown), group);
        }
      groups[frame] = GPOINTER_TO_UINT (group);
      g_free (shown);
    }
  return ht_folded_tree_new_shaped (catalog->tree, groups, shape,
                                    (const guint32 *) (gpointer) self->profile->nodes->data,
                                    (const gint64 *) (gpointer) self->profile->values->data + type,
                                    self->profile->nodes->len, self->profile->types->len);
}

/* What a group holds itself and with all below it, recursion counted once. */
static void
sum_group (const HtFoldedTree *tree, guint32 group, gint64 *flat, gint64 *cumulative)
{
  g_autofree guint8 *is_below = g_new0 (guint8, tree->n_nodes);

  *flat = *cumulative = 0;
  for (guint32 node = 1; node < tree->n_nodes; node++)
    {
      is_below[node] = is_below[tree->parent[node]];
      if (tree->group[node] != group)
        continue;
      *flat += tree->self[node];
      if (!is_below[node])
        *cumulative += tree->total[node];
      is_below[node] = TRUE;
    }
}

static guint
compare_with_top (Heap *self, const HtTopOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_stack_step_free);
  g_autoptr (GHashTable) group_of = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (HtTop) top = ht_top_from_profile (self->profile, self->catalog, options, &error);
  g_autoptr (HtStackShape) shape = NULL;
  g_autoptr (HtFoldedTree) tree = NULL;
  const struct
  {
    HtStackStepKind kind;
    const char *expression;
  } given[] = {
    { HT_STACK_STEP_FOCUS, options->focus },
    { HT_STACK_STEP_IGNORE, options->ignore },
    { HT_STACK_STEP_HIDE, options->hide },
    { HT_STACK_STEP_SHOW, options->show },
    { HT_STACK_STEP_SHOW_FROM, options->show_from },
    { HT_STACK_STEP_PRUNE_FROM, options->prune_from },
  };
  gint64 held = 0;

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (given); i++)
    if (given[i].expression != NULL)
      g_ptr_array_add (steps, ht_stack_step_new (given[i].kind, given[i].expression, FALSE));
  g_assert_true (ht_stack_steps_shape (steps, self->catalog, &shape, &error));
  tree = fold_by_shown_name (self, shape,
                             ht_profile_find_type (self->profile, self->catalog->strings,
                                                   "alloc_space"),
                             group_of);
  for (guint i = 0; i < top->rows->len; i++)
    {
      const HtTopRow *row = &g_array_index (top->rows, HtTopRow, i);
      gint64 flat;
      gint64 cumulative;

      sum_group (tree, GPOINTER_TO_UINT (g_hash_table_lookup (group_of, row->shown_name)), &flat,
                 &cumulative);
      g_assert_cmpint (flat, ==, row->flat);
      g_assert_cmpint (cumulative, ==, row->cumulative);
      held += row->flat;
    }
  g_assert_cmpint (tree->total[0], ==, held);
  return top->rows->len;
}

/* The table is equal to that of go tool pprof, see test-top; so the flame graph is, too. */
static void
test_like_pprof (Heap *self, gconstpointer data)
{
  static const HtTopOptions cases[] = {
    { .focus = "json" },
    { .ignore = "json|runtime" },
    { .hide = "^net/http|^runtime" },
    { .show = "json|gateway" },
    { .show_from = "gateway" },
    { .prune_from = "^encoding/json" },
    { .focus = "\\.go$", .hide = "server\\.go" },
    { .focus = "http",
      .ignore = "pprof",
      .hide = "net/http",
      .show_from = "api",
      .prune_from = "put" },
    { 0 },
  };
  guint n_rows = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HtTopOptions options = cases[i];

      options.sample_type = "alloc_space";
      n_rows += compare_with_top (self, &options);
    }
  g_assert_cmpuint (n_rows, >, 100);
}

static guint32
count_visible (const HtStackShape *shape)
{
  guint32 n_visible = 0;

  for (guint32 node = 1; node < shape->n_nodes; node++)
    n_visible += shape->visible[node] == node;
  return n_visible;
}

static void
test_own_and_exact (Heap *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_stack_step_free);
  g_autoptr (HtStackShape) own = NULL;
  g_autoptr (HtStackShape) exact = NULL;
  g_autoptr (HtStackShape) none = NULL;
  HtStackStep *step = ht_stack_step_new (HT_STACK_STEP_ONLY_OWN, NULL, FALSE);

  g_ptr_array_add (steps, step);
  g_assert_true (ht_stack_steps_shape (steps, self->catalog, &own, &error));
  g_assert_cmpuint (count_visible (own), >, 0);
  for (guint32 node = 1; node < own->n_nodes; node++)
    {
      guint32 frame = ht_call_tree_frame (self->catalog->tree, node);
      guint32 function = ht_symbols_get_frame (self->catalog->symbols, frame)->function;
      const char *name =
          ht_strings_get (self->catalog->strings,
                          ht_symbols_get_function (self->catalog->symbols, function)->name);

      g_assert_cmpint (own->visible[node] == node, ==,
                       g_str_has_prefix (name, "example.com/") || g_str_has_prefix (name, "main."));
    }

  g_ptr_array_add (steps, ht_stack_step_new (HT_STACK_STEP_HIDE, "main.main", TRUE));
  g_assert_true (ht_stack_steps_shape (steps, self->catalog, &exact, &error));
  g_assert_cmpuint (count_visible (exact), <, count_visible (own));

  for (guint i = 0; i < steps->len; i++)
    ((HtStackStep *) g_ptr_array_index (steps, i))->is_enabled = FALSE;
  g_assert_true (ht_stack_steps_shape (steps, self->catalog, &none, &error));
  g_assert_null (none);
}

static void
test_refused (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) steps =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_stack_step_free);
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  HtStackShape *shape;

  g_ptr_array_add (steps, ht_stack_step_new (HT_STACK_STEP_FOCUS, "a", FALSE));
  g_assert_true (ht_stack_steps_check (steps, &error));
  g_ptr_array_add (steps, ht_stack_step_new (HT_STACK_STEP_HIDE, "(", FALSE));
  g_assert_false (ht_stack_steps_check (steps, &error));
  g_assert_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_PATTERN);
  g_clear_error (&error);
  g_assert_false (ht_stack_steps_shape (steps, catalog, &shape, &error));
  g_assert_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_PATTERN);
  g_clear_error (&error);

  g_ptr_array_set_size (steps, 1);
  for (guint i = 1; i <= HT_SHAPE_MAX_STEPS; i++)
    g_ptr_array_add (steps, ht_stack_step_new (HT_STACK_STEP_FOCUS, "a", FALSE));
  g_assert_false (ht_stack_steps_shape (steps, catalog, &shape, &error));
  g_assert_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_PATTERN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/analysis/stack-steps/like-pprof", Heap, "go1.27-map-growth", heap_set_up,
              test_like_pprof, heap_tear_down);
  g_test_add ("/analysis/stack-steps/like-pprof/old", Heap, "go1.19-map-growth", heap_set_up,
              test_like_pprof, heap_tear_down);
  g_test_add ("/analysis/stack-steps/own-and-exact", Heap, "go1.27-map-growth", heap_set_up,
              test_own_and_exact, heap_tear_down);
  g_test_add_func ("/analysis/stack-steps/refused", test_refused);
  return g_test_run ();
}
