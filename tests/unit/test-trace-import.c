/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of the import of a trace that takes its time. */
#include <unistd.h>

#include "import.h"
#include "recording-fixture.h"
#include "save-recording.h"
#include "trace-builder.h"
#include "trace-event.h"

#define N_GENERATIONS 6
#define N_BATCHES     60
#define N_EVENTS      1000
#define N_ALL         (N_GENERATIONS * N_BATCHES * N_EVENTS)

typedef struct
{
  /* Owned */
  RecordingFixture fixture;
  char *trace;
  HtRecordingWriter *writer;
  HtImport *import;
  GCancellable *cancellable;

  void (*act) (gpointer session); /* at the first stage */
  guint n_stages;
  gint64 n_points;
  double last_done;
} Session;

/* A heap that grows by a KiB each tick. */
static void
write_trace (const char *path)
{
  GByteArray *trace = trace_new (25);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  guint64 n = 0;

  for (guint64 generation = 1; generation <= N_GENERATIONS; generation++)
    {
      for (guint i = 0; i < N_BATCHES; i++)
        {
          g_autoptr (GByteArray) data = g_byte_array_new ();
          guint64 begin = 1000 + n;

          for (guint k = 0; k < N_EVENTS; k++)
            trace_numbers (data, NUMBERS (HT_TRACE_HEAP_ALLOC, 1, ++n * 1024));
          trace_batch_bytes (trace, generation, 1, begin, data);
        }
      trace_frequency (trace, generation);
    }
  bytes = g_byte_array_free_to_bytes (trace);
  g_file_set_contents (path, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes),
                       &error);
  g_assert_no_error (error);
}

/* What everybody may read: `heap_live`. */
static gint64
count_points (Session *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (self->fixture.path, &error);
  g_autoptr (GPtrArray) series = NULL;

  g_assert_no_error (error);
  series = ht_recording_list_series (recording, 0, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < series->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (series, i);

      if (g_str_equal (entry->name, "heap_live"))
        return entry->n_points;
    }
  return 0;
}

static void
stage_cb (gpointer user_data)
{
  Session *self = user_data;
  gint64 n_points = count_points (self);

  g_assert_cmpint (n_points, >=, self->n_points);
  self->n_points = n_points;
  if (self->n_stages++ == 0 && self->act != NULL)
    self->act (self);
}

static void
progress_cb (double n_done, guint n_files, const char *file, gpointer user_data)
{
  Session *self = user_data;

  g_assert_cmpuint (n_files, ==, 1);
  g_assert_cmpfloat (n_done, >=, self->last_done);
  g_assert_cmpfloat (n_done, <=, 1);
  self->last_done = n_done;
}

static void
set_up (Session *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  recording_fixture_set_up (&self->fixture, data);
  self->trace = g_strconcat (self->fixture.path, ".trace", NULL);
  write_trace (self->trace);
  self->writer = ht_recording_writer_create (self->fixture.path, &error);
  g_assert_no_error (error);
  self->cancellable = g_cancellable_new ();
  self->import = ht_import_new (self->writer);
  ht_import_set_stages (self->import, 0, stage_cb, self);
  ht_import_set_progress (self->import, progress_cb, self);
}

static void
tear_down (Session *self, gconstpointer data)
{
  ht_import_free (self->import);
  g_clear_pointer (&self->writer, ht_recording_writer_close);
  g_object_unref (self->cancellable);
  g_assert_cmpint (unlink (self->trace), ==, 0);
  g_free (self->trace);
  recording_fixture_tear_down (&self->fixture, data);
}

static gboolean
import_trace (Session *self, GError **error)
{
  const char *const paths[] = { self->trace, NULL };

  return ht_import_paths (self->import, paths, self->cancellable, error);
}

static void
test_shown_while_it_is_read (Session *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (import_trace (self, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (self->n_stages, >=, 3);
  g_assert_cmpint (self->n_points, ==, N_ALL);
  g_assert_cmpuint (ht_import_get_warnings (self->import)->len, ==, 0);
}

static void
cancel (gpointer session)
{
  g_cancellable_cancel (((Session *) session)->cancellable);
}

static void
test_cancelled (Session *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->act = cancel;
  g_assert_false (import_trace (self, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (self->n_stages, ==, 1);
  g_clear_pointer (&self->writer, ht_recording_writer_close);
  g_assert_cmpint (count_points (self), ==, self->n_points);
  g_assert_cmpint (self->n_points, <, N_ALL);
}

static void
cut_file (gpointer session)
{
  g_assert_cmpint (truncate (((Session *) session)->trace, 200000), ==, 0);
}

/* Somebody cuts the file: what was read by then stays, with a word on it. */
static void
test_file_that_is_cut (Session *self, gconstpointer data)
{
  const GPtrArray *warnings;
  g_autoptr (GError) error = NULL;

  self->act = cut_file;
  g_assert_true (import_trace (self, &error));
  g_assert_no_error (error);
  warnings = ht_import_get_warnings (self->import);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_nonnull (
      strstr (((const HtImportNote *) g_ptr_array_index (warnings, 0))->message, "was cut"));
  g_assert_cmpint (count_points (self), >, 0);
  g_assert_cmpint (count_points (self), <, N_ALL);
}

static void
check_saved (Session *self, const char *to, const char *const *captures, guint n_kept)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) saved = NULL;
  g_autoptr (GPtrArray) traces = NULL;
  g_autoptr (GPtrArray) attachments = NULL;

  g_assert_true (ht_save_recording (self->fixture.path, to, captures, NULL, &error));
  g_assert_no_error (error);
  saved = ht_recording_open (to, &error);
  g_assert_no_error (error);
  traces = ht_recording_list_traces (saved, 0, &error);
  attachments = ht_recording_list_attachments (saved, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (traces->len, ==, 1);
  g_assert_cmpint (((HtTraceEntry *) g_ptr_array_index (traces, 0))->facts.n_events, ==, N_ALL);
  g_assert_cmpuint (attachments->len, ==, n_kept);
}

/* The trace is kept if that is asked for; what is there stays as it is. */
static void
test_saved (Session *self, gconstpointer data)
{
  const char *const captures[] = { self->trace, NULL };
  g_autofree char *without = g_strconcat (self->fixture.path, ".without", NULL);
  g_autofree char *with = g_strconcat (self->fixture.path, ".with", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (import_trace (self, &error));
  g_assert_no_error (error);
  check_saved (self, without, NULL, 0);
  check_saved (self, with, captures, 1);
  g_assert_false (ht_save_recording (self->fixture.path, without, captures, NULL, &error));
  g_assert_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST);
  g_assert_cmpint (unlink (without), ==, 0);
  g_assert_cmpint (unlink (with), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/sources/trace-import/" name, Session, NULL, set_up, function, tear_down)
  ADD ("shown-while-it-is-read", test_shown_while_it_is_read);
  ADD ("cancelled", test_cancelled);
  ADD ("saved", test_saved);
  ADD ("file-that-is-cut", test_file_that_is_cut);
#undef ADD
  return g_test_run ();
}
