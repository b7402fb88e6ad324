/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "import.h"

#include <glib/gstdio.h>
#include <utime.h>

#include "recording.h"

typedef struct
{
  char *folder;
  char *recording;
  HtRecordingWriter *writer;
  HtImport *import;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("import-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->recording = g_build_filename (fixture->folder, "recording", NULL);
  fixture->writer = ht_recording_writer_create (fixture->recording, &error);
  g_assert_no_error (error);
  fixture->import = ht_import_new (fixture->writer);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = NULL;
  const char *name;

  ht_import_free (fixture->import);
  g_clear_pointer (&fixture->writer, ht_recording_writer_close);
  dir = g_dir_open (fixture->folder, 0, NULL);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->recording);
  g_free (fixture->folder);
}

static char *
test_data (const char *name)
{
  return g_build_filename (g_getenv ("HT_TEST_DATA"), name, NULL);
}

static HtRecording *
open_result (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HtRecording *recording;

  g_clear_pointer (&fixture->writer, ht_recording_writer_close);
  recording = ht_recording_open (fixture->recording, &error);
  g_assert_no_error (error);
  return recording;
}

static void
import_one (Fixture *fixture, const char *path)
{
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;

  ht_import_paths (fixture->import, paths, NULL, &error);
  g_assert_no_error (error);
}

static gint64
count (HtRecording *recording, HtCaptureKind kind)
{
  gint64 n = -1;

  g_assert_true (ht_recording_count_captures (recording, kind, &n, NULL));
  return n;
}

static void
test_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *example = test_data ("example");
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (GPtrArray) targets = NULL;

  import_one (fixture, example);
  /* goroutine?debug=1 once and goroutine?debug=2 twice */
  g_assert_cmpuint (ht_import_get_skipped (fixture->import)->len, ==, 3);
  g_assert_cmpuint (ht_import_get_warnings (fixture->import)->len, ==, 0);

  recording = open_result (fixture);
  targets = ht_recording_list_targets (recording, NULL);
  g_assert_cmpuint (targets->len, ==, 1);
  g_assert_cmpstr (((const HtTarget *) g_ptr_array_index (targets, 0))->name, ==, "example");
  g_assert_cmpint (count (recording, HT_CAPTURE_PROFILE), ==, 19);
  g_assert_cmpint (count (recording, HT_CAPTURE_HEAP_STATS), ==, 8);
  g_assert_cmpint (count (recording, HT_CAPTURE_GC_LOG), ==, 1);
  g_assert_cmpint (count (recording, HT_CAPTURE_PROCESS), ==, 1);
}

static void
progress_cb (double n_done, guint n_files, const char *file, gpointer user_data)
{
  g_assert_cmpfloat (n_done, <, n_files);
  g_assert_nonnull (file);
  if (n_done >= 5)
    g_cancellable_cancel (user_data);
  g_assert_cmpfloat (n_done, <=, 5);
}

static void
test_cancelled_imports_leave_nothing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *example = test_data ("example");
  const char *const paths[] = { example, NULL };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = NULL;

  ht_import_set_progress (fixture->import, progress_cb, cancellable);
  g_assert_false (ht_import_paths (fixture->import, paths, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);

  recording = open_result (fixture);
  g_assert_cmpint (count (recording, HT_CAPTURE_PROFILE), ==, 0);
}

/* A capture that tells no time and is called nothing special. */
static void
test_time_of_modification (Fixture *fixture, gconstpointer data)
{
  static const char vars[] = "{\"cmdline\":[\"/srv/bin/checkout\"],\"memstats\":{\"HeapAlloc\":"
                             "4096,\"HeapSys\":8192}}";
  g_autofree char *path = g_build_filename (fixture->folder, "vars.json", NULL);
  struct utimbuf times = { .actime = 1795199400, .modtime = 1795199400 };
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  const HtTarget *target;

  g_assert_true (g_file_set_contents (path, vars, -1, NULL));
  g_assert_cmpint (g_utime (path, &times), ==, 0);
  import_one (fixture, path);

  recording = open_result (fixture);
  targets = ht_recording_list_targets (recording, NULL);
  target = g_ptr_array_index (targets, 0);
  g_assert_cmpstr (target->name, ==, "checkout");
  g_assert_cmpint (target->first_ns, ==, G_GINT64_CONSTANT (1795199400) * 1000000000);
  g_assert_cmpint (target->last_ns, ==, target->first_ns);
}

/* The name that only the second file tells is the name for both. */
static void
test_captures_wait_for_the_name (Fixture *fixture, gconstpointer data)
{
  g_autofree char *table = test_data ("example/rss.csv");
  g_autofree char *profile = test_data ("example/heap-1795199347276.pb.gz");
  const char *const paths[] = { table, profile, NULL };
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GError) error = NULL;

  ht_import_paths (fixture->import, paths, NULL, &error);
  g_assert_no_error (error);
  recording = open_result (fixture);
  targets = ht_recording_list_targets (recording, NULL);
  g_assert_cmpuint (targets->len, ==, 1);
  g_assert_cmpstr (((const HtTarget *) g_ptr_array_index (targets, 0))->name, ==, "leaklab-dev");
  g_assert_cmpint (count (recording, HT_CAPTURE_PROCESS), ==, 1);
  g_assert_cmpint (count (recording, HT_CAPTURE_PROFILE), ==, 1);
}

static void
test_single_files_that_cannot_be_read (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "error.html", NULL);
  g_autofree char *expected = g_strconcat (path, ": is a page of HTML or XML, not a capture", NULL);
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "<html>", -1, NULL));
  g_assert_false (ht_import_paths (fixture->import, paths, NULL, &error));
  g_assert_cmpstr (error->message, ==, expected);
}

typedef struct
{
  HtRecording *recording;
  const char *path;
  guint n_stages;
  guint n_profiles;
} Watcher;

/* Reads beside the import, as a window does. */
static void
stage_cb (gpointer user_data)
{
  Watcher *watcher = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  g_autoptr (GPtrArray) profiles = NULL;

  if (watcher->recording == NULL)
    watcher->recording = ht_recording_open (watcher->path, &error);
  g_assert_no_error (error);
  targets = ht_recording_list_targets (watcher->recording, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (targets->len, ==, 1);
  profiles =
      ht_recording_list_profiles (watcher->recording,
                                  ((const HtTarget *) g_ptr_array_index (targets, 0))->id, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (profiles->len, >=, watcher->n_profiles);
  watcher->n_profiles = profiles->len;
  watcher->n_stages++;
}

static void
test_stages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = test_data ("example");
  Watcher watcher = { .path = fixture->recording };

  ht_import_set_stages (fixture->import, 0, stage_cb, &watcher);
  import_one (fixture, folder);
  /* The folder has 19 profiles; the last of them may come after the last stage. */
  g_assert_cmpuint (watcher.n_stages, >=, 10);
  g_assert_cmpuint (watcher.n_profiles, >=, 18);
  g_clear_pointer (&watcher.recording, ht_recording_close);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
#define add(name, function) \
  g_test_add ("/sources/import/" name, Fixture, NULL, set_up, function, tear_down)
  add ("folder", test_folder);
  add ("cancelled", test_cancelled_imports_leave_nothing);
  add ("modified", test_time_of_modification);
  add ("name", test_captures_wait_for_the_name);
  add ("unreadable", test_single_files_that_cannot_be_read);
#undef add
  g_test_add ("/sources/import/stages", Fixture, NULL, set_up, test_stages, tear_down);
  return g_test_run ();
}
