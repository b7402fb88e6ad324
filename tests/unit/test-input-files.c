/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "input-files.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct
{
  char *folder;
} Fixture;

static char *
add_file (Fixture *fixture, const char *name)
{
  char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_true (g_file_set_contents (path, "x", 1, NULL));
  return path;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("input-files-XXXXXX", NULL);
  g_assert_nonnull (fixture->folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
}

static void
test_order (Fixture *fixture, gconstpointer data)
{
  /* The same moment in ms and in s, with names in the other order; one before both. */
  g_autofree char *late = add_file (fixture, "a-1795199400000.pb.gz");
  g_autofree char *also_late = add_file (fixture, "b-1795199400.pb.gz");
  g_autofree char *early = add_file (fixture, "c-20261120T182959Z.json");
  const char *const paths[] = { "-", fixture->folder, "named", NULL };
  static const struct
  {
    const char *label;
    gboolean is_listed;
  } expected[] = {
    { "standard input", FALSE },
    { "c-20261120T182959Z.json", TRUE },
    { "a-1795199400000.pb.gz", TRUE },
    { "b-1795199400.pb.gz", TRUE },
    { "named", FALSE },
  };
  g_autoptr (GPtrArray) files = ht_input_files_expand (paths, NULL);

  g_assert_cmpuint (files->len, ==, G_N_ELEMENTS (expected));
  for (guint i = 0; i < files->len; i++)
    {
      const HtInputFile *file = g_ptr_array_index (files, i);

      g_assert_cmpstr (file->label, ==, expected[i].label);
      g_assert_cmpint (file->is_listed, ==, expected[i].is_listed);
    }
  g_assert_cmpstr (((const HtInputFile *) g_ptr_array_index (files, 1))->path, ==, early);
}

static void
test_only_regular_files_of_a_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = add_file (fixture, "file");
  g_autofree char *folder = g_build_filename (fixture->folder, "folder", NULL);
  g_autofree char *pipe = g_build_filename (fixture->folder, "pipe", NULL);
  g_autofree char *dangling = g_build_filename (fixture->folder, "dangling", NULL);
  const char *const paths[] = { fixture->folder, NULL };
  g_autoptr (GPtrArray) files = NULL;

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_cmpint (mkfifo (pipe, 0600), ==, 0);
  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);
  files = ht_input_files_expand (paths, NULL);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_cmpstr (((const HtInputFile *) g_ptr_array_index (files, 0))->path, ==, file);
}

static void
test_name_of_the_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *slashes = g_strconcat (fixture->folder, "/.//", NULL);
  g_autofree char *expected = g_path_get_basename (fixture->folder);
  const char *const one[] = { slashes, NULL };
  const char *const two[] = { slashes, slashes, NULL };
  const char *const root[] = { "/", NULL };
  const char *const no_folder[] = { "-", NULL };
  g_autofree char *name = ht_input_files_common_folder (one);

  g_assert_cmpstr (name, ==, expected);
  g_assert_null (ht_input_files_common_folder (two));
  g_assert_null (ht_input_files_common_folder (root));
  g_assert_null (ht_input_files_common_folder (no_folder));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/sources/input-files/order", Fixture, NULL, set_up, test_order, tear_down);
  g_test_add ("/sources/input-files/regular", Fixture, NULL, set_up,
              test_only_regular_files_of_a_folder, tear_down);
  g_test_add ("/sources/input-files/folder-name", Fixture, NULL, set_up, test_name_of_the_folder,
              tear_down);
  return g_test_run ();
}
