/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "escape-file.h"

#include <glib/gstdio.h>
#include <unistd.h>

#include "format-error.h"

static void
test_read (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ht-escape-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "notes.txt", NULL);
  g_autoptr (GError) error = NULL;
  HtEscapeNotes *notes;

  g_assert_true (g_file_set_contents (path,
                                      "# example.com/shop\n./shop.go:12:9: moved to heap: order\n",
                                      -1, NULL));
  notes = ht_escape_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ht_escape_notes_get_n (notes), ==, 1);
  ht_escape_notes_unref (notes);
  g_remove (path);
  g_rmdir (folder);
}

/* Neither what never ends nor what would fill the memory is read. */
static void
test_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp ("ht-escape-XXXXXX", NULL);
  g_autofree char *huge = g_build_filename (folder, "huge.txt", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (huge, "", -1, NULL));
  g_assert_cmpint (truncate (huge, (off_t) 1 << 40), ==, 0);
  g_assert_null (ht_escape_file_load (huge, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE);
  g_assert_nonnull (strstr (error->message, "huge.txt"));
  g_clear_error (&error);

  g_assert_null (ht_escape_file_load ("/dev/zero", &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
  g_clear_error (&error);

  g_remove (huge);
  g_assert_null (ht_escape_file_load (huge, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_NOENT);
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/escape-file/read", test_read);
  g_test_add_func ("/escape-file/refused", test_refused);
  return g_test_run ();
}
