/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture-file.h"

#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

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

static GBytes *
trace_of (gsize n_bytes)
{
  guint8 *bytes = g_malloc (n_bytes);
  static const char header[] = "go 1.25 trace\0\0";

  for (gsize i = 0; i < n_bytes; i++)
    bytes[i] = i < sizeof header ? (guint8) header[i] : (guint8) (i * 31 + (i >> 8) * 7);
  return g_bytes_new_take (bytes, n_bytes);
}

static void
assert_trace (const HtCaptureFile *file, GBytes *trace)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) whole = ht_trace_file_load (file->trace, G_MAXSIZE, &error);
  gsize length = g_bytes_get_size (trace);
  guint8 part[1000];

  g_assert_no_error (error);
  g_assert_cmpint (file->format, ==, HT_FORMAT_EXECUTION_TRACE);
  g_assert_null (file->raw);
  g_assert_true (g_bytes_equal (whole, trace));
  g_assert_null (ht_trace_file_get_damage (file->trace));
  g_assert_true (ht_trace_file_read (file->trace, length - sizeof part, part, sizeof part, &error));
  g_assert_cmpmem (part, sizeof part,
                   (const guint8 *) g_bytes_get_data (trace, NULL) + length - sizeof part,
                   sizeof part);
  g_assert_false (ht_trace_file_read (file->trace, length - 1, part, 2, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_INVAL);
}

/* It is not read: it stays in the file, or in a temporary one if it is packed. */
static void
test_traces_are_opened (void)
{
  g_autoptr (GBytes) trace = trace_of (1000000);
  g_autoptr (GBytes) packed = ht_gzip (trace);
  GBytes *const forms[] = { trace, packed };

  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      gsize length;
      const void *bytes = g_bytes_get_data (forms[i], &length);
      g_autofree char *path = write_file (bytes, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (HtCaptureFile) file = ht_capture_file_read (path, NULL, &error);

      g_assert_no_error (error);
      g_assert_cmpint (file->n_bytes, ==, (gint64) length);
      assert_trace (file, trace);
      g_remove (path);
    }
}

static gpointer
write_pipe_thread (gpointer data)
{
  gpointer *both = data;
  gsize length;
  const char *bytes = g_bytes_get_data (both[1], &length);

  g_assert_true (g_file_set_contents_full (both[0], bytes, (gssize) length,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return NULL;
}

static void
test_trace_through_a_pipe (void)
{
  g_autoptr (GBytes) trace = trace_of (1000000);
  g_autofree char *folder = g_dir_make_tmp ("capture-file-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "pipe", NULL);
  gpointer both[] = { path, trace };
  g_autoptr (HtCaptureFile) file = NULL;
  g_autoptr (GError) error = NULL;
  GThread *writer;

  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  writer = g_thread_new ("writer", write_pipe_thread, both);
  file = ht_capture_file_read (path, NULL, &error);
  g_thread_join (writer);
  g_assert_no_error (error);
  assert_trace (file, trace);
  g_remove (path);
  g_rmdir (folder);
  /* cppcheck-suppress memleak ; g_thread_join() takes the thread */
}

/* Half of a packed trace is as good as half of a trace. */
static void
test_packed_trace_that_is_cut (void)
{
  g_autoptr (GBytes) trace = trace_of (1000000);
  g_autoptr (GBytes) packed = ht_gzip (trace);
  g_autofree char *path =
      write_file (g_bytes_get_data (packed, NULL), g_bytes_get_size (packed) / 2);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtCaptureFile) file = ht_capture_file_read (path, NULL, &error);
  g_autoptr (GBytes) half = NULL;

  g_assert_no_error (error);
  g_assert_nonnull (ht_trace_file_get_damage (file->trace));
  half = ht_trace_file_load (file->trace, G_MAXSIZE, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (half), >, 1000);
  g_assert_cmpmem (g_bytes_get_data (half, NULL), g_bytes_get_size (half),
                   g_bytes_get_data (trace, NULL), g_bytes_get_size (half));
  g_remove (path);
}

/* Somebody writes the file anew while it is read. */
static void
test_trace_that_shrinks (void)
{
  g_autoptr (GBytes) trace = trace_of (100000);
  g_autofree char *path = write_file (g_bytes_get_data (trace, NULL), 100000);
  g_autoptr (HtCaptureFile) file = ht_capture_file_read (path, NULL, NULL);
  g_autoptr (GError) error = NULL;
  guint8 part[10];

  g_assert_cmpint (truncate (path, 50000), ==, 0);
  g_assert_true (ht_trace_file_read (file->trace, 49990, part, sizeof part, &error));
  g_assert_false (ht_trace_file_read (file->trace, 49991, part, sizeof part, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_IO);
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
  g_test_add_func ("/sources/capture-file/trace/opened", test_traces_are_opened);
  g_test_add_func ("/sources/capture-file/trace/pipe", test_trace_through_a_pipe);
  g_test_add_func ("/sources/capture-file/trace/cut", test_packed_trace_that_is_cut);
  g_test_add_func ("/sources/capture-file/trace/shrinks", test_trace_that_shrinks);
  return g_test_run ();
}
