/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture-file.h"

#include <glib/gstdio.h>

#include "format-error.h"
#include "gzip.h"

static char *
write_file (const void *bytes, gsize length)
{
  char *path = NULL;
  int fd = g_file_open_tmp ("capture-file-1795199400-XXXXXX", &path, NULL);

  g_assert_cmpint (fd, >=, 0);
  g_close (fd, NULL);
  g_assert_true (g_file_set_contents (path, bytes, (gssize) length, NULL));
  return path;
}

static void
test_packed_or_not (void)
{
  static const char text[] = "goroutine profile: total 4\n";
  g_autoptr (GBytes) raw = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GBytes) packed = ht_gzip (raw);
  GBytes *const forms[] = { raw, packed };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      gsize length;
      const void *bytes = g_bytes_get_data (forms[i], &length);
      g_autofree char *path = write_file (bytes, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (HtCaptureFile) file = ht_capture_file_read (path, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (file->format, ==, HT_FORMAT_GOROUTINE_DUMP);
      g_assert_true (g_bytes_equal (file->raw, raw));
      g_assert_cmpint (file->n_bytes, ==, (gint64) length);
      /* `date -u -d 2026-11-20T18:30:00Z +%s` */
      g_assert_cmpint (ht_capture_file_get_time (file), ==,
                       G_GINT64_CONSTANT (1795199400) * 1000000000);
      g_remove (path);
    }
}

/* Who has asked a service has a limit of his own, packed or not. */
static void
test_answers_are_limited (void)
{
  static const char text[] = "goroutine profile: total 4\n";
  g_autoptr (GBytes) raw = g_bytes_new_static (text, sizeof text - 1);
  g_autoptr (GBytes) packed = ht_gzip (raw);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtCaptureFile) file =
      ht_capture_file_new_for_answer ("x", packed, 0, sizeof text - 1, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (file->raw, raw));
  g_assert_null (ht_capture_file_new_for_answer ("x", packed, 0, sizeof text - 2, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE);
}

static void
test_of_a_recording_only_the_header_is_read (void)
{
  static const char header[] = "SQLite format 3\0 and so on";
  g_autofree char *path = write_file (header, sizeof header);
  g_autoptr (HtCaptureFile) file = ht_capture_file_read (path, NULL, NULL);

  g_assert_cmpint (file->format, ==, HT_FORMAT_RECORDING);
  g_assert_null (file->raw);
  g_remove (path);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *path;
    const char *words;
  } refused[] = {
    { "/dev/zero", "is a device or a socket, not a file" },
    { "/", "is a folder" },
  };
  g_autoptr (GError) missing = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ht_capture_file_read (refused[i].path, NULL, &error));
      g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
      g_assert_cmpstr (error->message, ==, refused[i].words);
    }
  g_assert_null (ht_capture_file_read ("/nowhere/at all", NULL, &missing));
  g_assert_error (missing, G_FILE_ERROR, G_FILE_ERROR_NOENT);
}

static void
test_cancelled (void)
{
  g_autofree char *path = write_file ("x", 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (ht_capture_file_read (path, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_remove (path);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/capture-file/packed-or-not", test_packed_or_not);
  g_test_add_func ("/sources/capture-file/limited", test_answers_are_limited);
  g_test_add_func ("/sources/capture-file/recording", test_of_a_recording_only_the_header_is_read);
  g_test_add_func ("/sources/capture-file/refused", test_refused);
  g_test_add_func ("/sources/capture-file/cancelled", test_cancelled);
  return g_test_run ();
}
