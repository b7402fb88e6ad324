/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source-snippet.h"

#include <glib/gstdio.h>

static const char text[] = "package store\n"
                           "\n"
                           "var table = func() map[string]int {\n"
                           "\treturn make(map[string]int)\n"
                           "}()\n"
                           "\n"
                           "func (x *Index[K]) put(key K) {\n"
                           "\trec := clone(key)\n"
                           "\tgo func() {\n"
                           "\t\tx.log(rec)\n"
                           "\t}()\n"
                           "\tx.all[key] = rec\x1b[31m\n"
                           "}\n"
                           "\n"
                           "func drop() {\n"
                           "}\n";

typedef struct
{
  HtSourceTree *tree;
  char *folder;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("heaptrail-XXXXXX", &error);
  g_assert_no_error (error);
  path = g_build_filename (fixture->folder, "store.go", NULL);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
  fixture->tree = ht_source_tree_load (fixture->folder, NULL, &error);
  g_assert_no_error (error);
  g_unlink (path);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ht_source_tree_unref (fixture->tree);
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
}

static void
assert_state (Fixture *fixture,
              const char *function,
              const char *file,
              gint64 line,
              HtSnippetState state)
{
  g_autoptr (HtSourceSnippet) snippet =
      ht_source_snippet_new (fixture->tree, function, file, line, line, line);

  g_assert_cmpint (snippet->state, ==, state);
  g_assert_cmpint (snippet->lines->len > 0, ==, state == HT_SNIPPET_FOUND);
  g_assert_cmpint (snippet->path != NULL, ==, state != HT_SNIPPET_NO_FILE);
}

static void
test_lines (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HtSourceSnippet) snippet =
      ht_source_snippet_new (fixture->tree, "shop/store.(*Index[...]).put",
                             "/build/shop/store/store.go", 8, 8, 12);

  g_assert_cmpint (snippet->state, ==, HT_SNIPPET_FOUND);
  g_assert_cmpstr (snippet->path, ==, "store.go");
  g_assert_cmpint (snippet->first_line, ==, 6);
  g_assert_cmpuint (snippet->lines->len, ==, 9);
  g_assert_cmpstr (g_ptr_array_index (snippet->lines, 0), ==, "");
  g_assert_cmpstr (g_ptr_array_index (snippet->lines, 2), ==, "    rec := clone(key)");
  g_assert_cmpstr (g_ptr_array_index (snippet->lines, 4), ==, "        x.log(rec)");
  /* Nothing in it reaches a terminal, or the screen, as more than text. */
  g_assert_null (strchr (g_ptr_array_index (snippet->lines, 6), '\x1b'));
}

static void
test_edges (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HtSourceSnippet) last =
      ht_source_snippet_new (fixture->tree, "store.drop", "store.go", 16, 0, G_MAXINT64);
  g_autoptr (HtSourceSnippet) first =
      ht_source_snippet_new (fixture->tree, "store.init", "store.go", 3, G_MININT64, 3);

  g_assert_cmpint (last->state, ==, HT_SNIPPET_FOUND);
  g_assert_cmpint (last->first_line + last->lines->len - 1, ==, 16);
  g_assert_cmpuint (last->lines->len, <=, 16);
  g_assert_cmpint (first->first_line, ==, 1);
  g_assert_cmpuint (first->lines->len, ==, 5);
}

static void
test_fits (Fixture *fixture, gconstpointer data)
{
  assert_state (fixture, "shop/store.(*Index[go.shape.string]).put.func1", "store.go", 10,
                HT_SNIPPET_FOUND);
  assert_state (fixture, "shop/store.(*Index[...]).put-fm", "store.go", 12, HT_SNIPPET_FOUND);
  assert_state (fixture, "shop/store.glob..func1", "store.go", 4, HT_SNIPPET_FOUND);
  assert_state (fixture, "shop/store.init", "store.go", 4, HT_SNIPPET_FOUND);
  assert_state (fixture, "shop/store.drop", "store.go", 16, HT_SNIPPET_FOUND);
}

/* What is of another version is not shown as if it were of this one. */
static void
test_does_not_fit (Fixture *fixture, gconstpointer data)
{
  assert_state (fixture, "shop/store.drop", "store.go", 8, HT_SNIPPET_OTHER_FUNCTION);
  assert_state (fixture, "shop/store.(*Index[...]).put", "store.go", 14, HT_SNIPPET_OTHER_FUNCTION);
  assert_state (fixture, "shop/store.(*Index[...]).put", "store.go", 1, HT_SNIPPET_OTHER_FUNCTION);
  assert_state (fixture, "shop/store.init", "store.go", 8, HT_SNIPPET_OTHER_FUNCTION);
  assert_state (fixture, "shop/store.drop", "store.go", 17, HT_SNIPPET_NO_LINE);
  assert_state (fixture, "shop/store.drop", "store.go", 0, HT_SNIPPET_NO_LINE);
  assert_state (fixture, "shop/store.drop", "other.go", 8, HT_SNIPPET_NO_FILE);
  assert_state (fixture, "shop/store.drop", "", 8, HT_SNIPPET_NO_FILE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/source-snippet/lines", Fixture, NULL, set_up, test_lines, tear_down);
  g_test_add ("/source-snippet/edges", Fixture, NULL, set_up, test_edges, tear_down);
  g_test_add ("/source-snippet/fits", Fixture, NULL, set_up, test_fits, tear_down);
  g_test_add ("/source-snippet/does-not-fit", Fixture, NULL, set_up, test_does_not_fit, tear_down);
  return g_test_run ();
}
