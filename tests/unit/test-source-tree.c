/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "source-tree.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* A pipe that nobody writes to and a file larger than any of Go's lie beside a good one. */
static void
test_what_is_no_source (void)
{
  g_autofree char *root = g_dir_make_tmp ("ht-source-XXXXXX", NULL);
  g_autofree char *good = g_build_filename (root, "good.go", NULL);
  g_autofree char *test = g_build_filename (root, "good_test.go", NULL);
  g_autofree char *pipe = g_build_filename (root, "pipe.go", NULL);
  g_autofree char *huge = g_build_filename (root, "huge.go", NULL);
  g_autoptr (HtSourceTree) tree = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (good, "package p\n", -1, NULL));
  g_assert_true (g_file_set_contents (test, "package p\n", -1, NULL));
  g_assert_true (g_file_set_contents (huge, "package p\n", -1, NULL));
  g_assert_cmpint (truncate (huge, (off_t) 1 << 40), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  tree = ht_source_tree_load (root, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ht_source_tree_get_n_files (tree), ==, 1);
  g_assert_nonnull (ht_source_tree_find_file (tree, "good.go"));
  g_remove (good);
  g_remove (test);
  g_remove (pipe);
  g_remove (huge);
  g_rmdir (root);
}

static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_source_tree_load ("/nowhere/at/all", NULL, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/source-tree/what-is-no-source", test_what_is_no_source);
  g_test_add_func ("/source-tree/no-folder", test_no_folder);
  return g_test_run ();
}
