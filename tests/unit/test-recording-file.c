/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The recording as a file: whose it is, who may use it at once, what survives. */
#include <signal.h>
#include <sqlite3.h>
#include <sys/wait.h>

#include "recording-fixture.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)

/* See https://www.sqlite.org/fileformat2.html#the_database_header */
#define WRITE_FORMAT_AT    18
#define FORMAT_WITHOUT_LOG 1
#define USER_VERSION_AT    60
#define APPLICATION_ID_AT  68

static HtRecordingWriter *
create (RecordingFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = ht_recording_writer_create (fixture->path, &error);

  g_assert_no_error (error);
  return writer;
}

static void
add_target (HtRecordingWriter *writer, const char *name)
{
  g_autoptr (GError) error = NULL;

  ht_recording_writer_add_target (writer, name, &error);
  g_assert_no_error (error);
  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

static void
assert_n_targets (RecordingFixture *fixture, guint n_targets)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);

  g_assert_no_error (error);

  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (targets->len, ==, n_targets);
}

static void
assert_refused (RecordingFixture *fixture, HtStoreError code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_recording_open (fixture->path, &error));
  g_assert_error (error, HT_STORE_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, fixture->path));
  g_clear_error (&error);
  g_assert_null (ht_recording_writer_open (fixture->path, &error));
  g_assert_error (error, HT_STORE_ERROR, (int) code);
}

/* Refused by the reader and the writer, and neither it nor its folder changed. */
static void
assert_refused_and_untouched (RecordingFixture *fixture, HtStoreError code)
{
  g_autofree char *folder_before = recording_fixture_list_folder (fixture);
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  gsize length_before, length_after;

  g_assert_true (g_file_get_contents (fixture->path, &before, &length_before, NULL));
  assert_refused (fixture, code);
  g_assert_true (g_file_get_contents (fixture->path, &after, &length_after, NULL));
  g_assert_cmpmem (before, length_before, after, length_after);

  g_autofree char *folder_after = recording_fixture_list_folder (fixture);
  g_assert_cmpstr (folder_after, ==, folder_before);
}

static void
execute (RecordingFixture *fixture, const char *sql)
{
  sqlite3 *connection;

  g_assert_cmpint (sqlite3_open (fixture->path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
}

static void
test_foreign_files (RecordingFixture *fixture, gconstpointer data)
{
  static const char *const contents[] = { "", "x", "SQLite format 3", "<html>not found</html>" };
  g_autofree char *long_text = g_strnfill (10000, 'a');

  for (guint i = 0; i < G_N_ELEMENTS (contents); i++)
    {
      g_assert_true (g_file_set_contents (fixture->path, contents[i], -1, NULL));
      assert_refused_and_untouched (fixture, HT_STORE_ERROR_FOREIGN);
    }
  g_assert_true (g_file_set_contents (fixture->path, long_text, -1, NULL));
  assert_refused_and_untouched (fixture, HT_STORE_ERROR_FOREIGN);
}

static void
test_foreign_databases (RecordingFixture *fixture, gconstpointer data)
{
  execute (fixture, "CREATE TABLE t (a); INSERT INTO t VALUES (1)");
  assert_refused_and_untouched (fixture, HT_STORE_ERROR_FOREIGN);
  execute (fixture, "PRAGMA journal_mode = WAL; INSERT INTO t VALUES (2)");
  assert_refused_and_untouched (fixture, HT_STORE_ERROR_FOREIGN);

  /* And one that somebody is using. */
  sqlite3 *connection;
  g_assert_cmpint (sqlite3_open (fixture->path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, "BEGIN; INSERT INTO t VALUES (3)", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  assert_refused (fixture, HT_STORE_ERROR_FOREIGN);
  g_assert_cmpint (sqlite3_exec (connection, "COMMIT", NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
}

static void
test_no_files (RecordingFixture *fixture, gconstpointer data)
{
  assert_refused (fixture, HT_STORE_ERROR_NOT_FOUND);
  g_assert_false (g_file_test (fixture->path, G_FILE_TEST_EXISTS));

  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  assert_refused (fixture, HT_STORE_ERROR_FOREIGN);
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);

  /* Would wait for ever if it was opened. */
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  assert_refused (fixture, HT_STORE_ERROR_FOREIGN);
}

static void
patch (RecordingFixture *fixture, gsize offset, guint32 value)
{
  g_autofree char *content = NULL;
  guint32 big_endian = GUINT32_TO_BE (value);
  gsize length;

  g_assert_true (g_file_get_contents (fixture->path, &content, &length, NULL));
  memcpy (content + offset, &big_endian, sizeof big_endian);
  g_assert_true (g_file_set_contents (fixture->path, content, (gssize) length, NULL));
}

static void
test_newer_version (RecordingFixture *fixture, gconstpointer data)
{
  HtRecordingWriter *writer = create (fixture);

  add_target (writer, "a");
  ht_recording_writer_close (writer);
  patch (fixture, USER_VERSION_AT, 6);
  assert_refused_and_untouched (fixture, HT_STORE_ERROR_NEWER);
  patch (fixture, USER_VERSION_AT, 5);
  assert_n_targets (fixture, 1);
  patch (fixture, APPLICATION_ID_AT, 0x48745264);
  assert_refused_and_untouched (fixture, HT_STORE_ERROR_FOREIGN);
}

/* Version 0 is a file that bears the mark and has no tables yet. */
static void
test_older_version (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  execute (fixture, "PRAGMA application_id = 0x48745263; PRAGMA user_version = 0; VACUUM");
  assert_n_targets (fixture, 0);
  g_unlink (fixture->path);

  execute (fixture, "PRAGMA application_id = 0x48745263; PRAGMA user_version = 0; VACUUM");
  HtRecordingWriter *writer = ht_recording_writer_open (fixture->path, &error);
  g_assert_no_error (error);
  add_target (writer, "a");
  ht_recording_writer_close (writer);
  assert_n_targets (fixture, 1);
}

/* The first number of a query. */
static gint64
query (RecordingFixture *fixture, const char *sql)
{
  sqlite3 *connection;
  sqlite3_stmt *statement;
  gint64 number;

  g_assert_cmpint (sqlite3_open (fixture->path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
  return number;
}

/* Runs in a child, without the privileges that no file is read-only for; 0 if it succeeded. */
static int
read_as_nobody (RecordingFixture *fixture)
{
  pid_t child = fork ();
  int status;

  if (child == 0)
    {
      g_autoptr (HtRecording) recording = NULL;
      g_autoptr (GPtrArray) targets = NULL;
      g_autoptr (GError) error = NULL;

      if (geteuid () == 0 && setuid (65534) != 0)
        _exit (2);
      recording = ht_recording_open (fixture->path, &error);
      if (recording == NULL)
        {
          g_printerr ("%s\n", error->message);
          _exit (3);
        }
      targets = ht_recording_list_targets (recording, &error);
      _exit (targets != NULL && targets->len == 1 ? 0 : 4);
    }
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  return WIFEXITED (status) ? WEXITSTATUS (status) : -1;
}

static guint32
read_version (RecordingFixture *fixture)
{
  g_autofree char *content = NULL;
  guint32 big_endian;

  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  memcpy (&big_endian, content + USER_VERSION_AT, sizeof big_endian);
  return GUINT32_FROM_BE (big_endian);
}

/* What the files say of which it was made: two profiles, 16 cycles in the log; of version 1 76 rows
 * in the table of /proc. */
static void
assert_old_content (RecordingFixture *fixture, guint n_marks, gint64 n_points_of_rss)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);

  g_assert_no_error (error);
  g_assert_true (ht_recording_check (recording, &error));

  g_autoptr (GPtrArray) profiles = ht_recording_list_profiles (recording, 0, &error);
  g_autoptr (GPtrArray) series = ht_recording_list_series (recording, 1, &error);
  g_autoptr (GArray) cycles = ht_recording_read_gc_cycles (recording, 1, &error);
  g_autoptr (GPtrArray) marks = ht_recording_list_marks (recording, 0, &error);
  gint64 n_rss = 0;

  g_assert_no_error (error);
  g_assert_cmpuint (profiles->len, ==, 2);
  g_assert_cmpuint (cycles->len, ==, 16);
  g_assert_cmpuint (marks->len, ==, n_marks);
  for (guint i = 0; i < series->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (series, i);

      if (g_strcmp0 (entry->name, "rss") == 0)
        n_rss = entry->n_points;
    }
  g_assert_cmpint (n_rss, ==, n_points_of_rss);
}

/* Readers leave it as it is, also where it cannot be written. */
static void
assert_old_can_be_read (RecordingFixture *fixture,
                        const char *name,
                        guint n_marks,
                        gint64 n_points_of_rss)
{
  g_autofree char *old = g_build_filename (g_getenv ("HT_TEST_DATA"), name, NULL);
  g_autofree char *content = NULL;
  g_autofree char *after = NULL;
  gsize length, length_after;

  g_assert_true (g_file_get_contents (old, &content, &length, NULL));
  g_assert_true (g_file_set_contents (fixture->path, content, (gssize) length, NULL));
  assert_old_content (fixture, n_marks, n_points_of_rss);
  g_assert_cmpint (g_chmod (fixture->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  g_assert_cmpint (read_as_nobody (fixture), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  g_assert_true (g_file_get_contents (fixture->path, &after, &length_after, NULL));
  g_assert_cmpmem (content, length, after, length_after);
}

/* A writer converts it. */
static void
test_version_1 (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  assert_old_can_be_read (fixture, "version-1.heaptrail", 0, 76);

  g_autoptr (HtRecording) reader = ht_recording_open (fixture->path, &error);
  HtRecordingWriter *writer = ht_recording_writer_open (fixture->path, &error);
  const HtMark mark = { .target = 1,
                        .kind = HT_MARK_NOTE,
                        .time_ns = START,
                        .end_ns = HT_UNKNOWN,
                        .text = (char *) "now of version 2" };

  g_assert_no_error (error);
  g_assert_cmpint (ht_recording_writer_add_mark (writer, &mark, &error), >, 0);
  g_assert_true (ht_recording_writer_commit (writer, &error));

  /* Who has it open sees that there are marks now. */
  g_autoptr (GPtrArray) marks = ht_recording_list_marks (reader, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (marks->len, ==, 1);
  g_clear_pointer (&reader, ht_recording_close);
  ht_recording_writer_close (writer);
  g_assert_cmpuint (read_version (fixture), ==, 5);
  assert_old_content (fixture, 1, 76);

  /* And knows how large things are. */
  g_assert_cmpint (query (fixture,
                          "SELECT count (*) FROM profile JOIN profile_data ON profile_id = id "
                          "WHERE n_bytes = length (data)"),
                   ==, 2);
  g_assert_cmpint (query (fixture, "SELECT count (*) FROM series AS s WHERE n_bytes != (SELECT "
                                   "ifnull (sum (length (data)), 0) FROM series_block "
                                   "WHERE series_id = s.id)"),
                   ==, 0);
}

/* It keeps nothing as it came; once it is converted it does. */
static void
test_version_2 (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_static ("go 1.25 trace", 13);
  const HtCapture capture = { .target = 1, .kind = HT_CAPTURE_TRACE, .time_ns = START };
  HtRecordingWriter *writer;
  gint64 id;

  assert_old_can_be_read (fixture, "version-2.heaptrail", 1, 0);

  g_autoptr (HtRecording) reader = ht_recording_open (fixture->path, &error);
  g_autoptr (GPtrArray) before = ht_recording_list_attachments (reader, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (before->len, ==, 0);
  g_assert_null (ht_recording_load_attachment (reader, 1, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);

  writer = ht_recording_writer_open (fixture->path, &error);
  g_assert_no_error (error);
  id = ht_recording_writer_add_capture (writer, &capture, &error);
  g_assert_true (ht_recording_writer_add_attachment (writer, id, bytes, NULL, &error));
  g_assert_true (ht_recording_writer_commit (writer, &error));

  g_autoptr (GBytes) after = ht_recording_load_attachment (reader, id, &error);
  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, after));
  g_clear_pointer (&reader, ht_recording_close);
  ht_recording_writer_close (writer);
  g_assert_cmpuint (read_version (fixture), ==, 5);
  assert_old_content (fixture, 1, 0);
}

static gboolean
count_goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  (*(guint *) user_data)++;
  return TRUE;
}

/* It knows no traces, and says so; once it is converted it does. */
static void
test_version_3 (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  const HtCapture capture = { .target = 1, .kind = HT_CAPTURE_TRACE, .time_ns = START };
  const HtTraceSpan span = {
    .kind = HT_TRACE_SPAN_STW, .start_ns = START, .end_ns = START, .function = "?", .name = ""
  };
  HtRecordingWriter *writer;
  guint n_goroutines = 0;
  gint64 id;

  assert_old_can_be_read (fixture, "version-3.heaptrail", 0, 0);

  g_autoptr (HtRecording) reader = ht_recording_open (fixture->path, &error);
  g_autoptr (GPtrArray) traces = ht_recording_list_traces (reader, 0, &error);
  g_autoptr (GPtrArray) groups = ht_recording_list_groups (reader, 1, &error);
  g_autoptr (HtTraceSpans) before =
      ht_recording_read_spans (reader, 1, G_MAXUINT, NULL, HT_UNKNOWN, HT_UNKNOWN, 10, &error);

  g_assert_true (
      ht_recording_read_goroutines (reader, 1, count_goroutine_cb, &n_goroutines, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (traces->len, ==, 0);
  g_assert_cmpuint (groups->len, ==, 0);
  g_assert_cmpuint (before->spans->len, ==, 0);
  g_assert_cmpuint (n_goroutines, ==, 0);

  writer = ht_recording_writer_open (fixture->path, &error);
  g_assert_no_error (error);
  id = ht_recording_writer_add_capture (writer, &capture, &error);
  g_assert_true (ht_recording_writer_add_span (writer, 1, id, &span, &error));
  g_assert_true (ht_recording_writer_commit (writer, &error));

  g_autoptr (HtTraceSpans) after =
      ht_recording_read_spans (reader, 1, G_MAXUINT, NULL, HT_UNKNOWN, HT_UNKNOWN, 10, &error);
  g_autoptr (GPtrArray) kept = ht_recording_list_attachments (reader, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (after->spans->len, ==, 1);
  g_assert_cmpuint (kept->len, ==, 1);
  g_clear_pointer (&reader, ht_recording_close);
  ht_recording_writer_close (writer);
  g_assert_cmpuint (read_version (fixture), ==, 5);
  assert_old_content (fixture, 0, 0);
}

static void
assert_noted (const GPtrArray *notes)
{
  const HtNote *note = g_ptr_array_index (notes, 0);

  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_cmpint (note->id, ==, 7);
  g_assert_cmpint (note->time_ns, ==, 5);
  g_assert_cmpstr (note->text, ==, "deployed");
  g_assert_null (note->chain);
  g_assert_cmpint (note->made_ns, ==, HT_UNKNOWN);
}

/* What somebody noted in it stays as it was, and can be changed then. */
static void
test_version_4 (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *old = g_build_filename (g_getenv ("HT_TEST_DATA"), "version-4.heaptrail", NULL);
  g_autofree char *content = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (old, &content, &length, NULL));
  g_assert_true (g_file_set_contents (fixture->path, content, (gssize) length, NULL));
  execute (fixture, "INSERT INTO note (id, target_id, time_ns, text) VALUES (7, 1, 5, 'deployed')");

  g_autoptr (HtRecording) reader = ht_recording_open (fixture->path, &error);
  g_autoptr (GPtrArray) before = ht_recording_list_notes (reader, 0, &error);
  g_autoptr (GPtrArray) old_before = ht_recording_list_old_notes (reader, 0, &error);
  g_autoptr (GPtrArray) known_before = ht_recording_list_known_growth (reader, 0, &error);

  g_assert_no_error (error);
  assert_noted (before);
  g_assert_cmpuint (old_before->len, ==, 0);
  g_assert_cmpuint (known_before->len, ==, 0);

  HtRecordingWriter *writer = ht_recording_writer_open (fixture->path, &error);
  g_autoptr (HtNote) added = ht_note_new (1, START, "main.fill", "the cache");

  g_assert_no_error (error);
  g_assert_cmpint (ht_recording_writer_write_note (writer, added, &error), ==, 8);
  g_assert_true (ht_recording_writer_remove_note (writer, 7, START, &error));
  g_assert_true (ht_recording_writer_commit (writer, &error));

  g_autoptr (GPtrArray) after = ht_recording_list_notes (reader, 0, &error);
  g_autoptr (GPtrArray) old_after = ht_recording_list_old_notes (reader, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (after->len, ==, 1);
  g_assert_cmpstr (((const HtNote *) g_ptr_array_index (after, 0))->chain, ==, "main.fill");
  g_assert_cmpuint (old_after->len, ==, 1);
  g_assert_cmpstr (((const HtNote *) g_ptr_array_index (old_after, 0))->text, ==, "deployed");
  g_clear_pointer (&reader, ht_recording_close);
  ht_recording_writer_close (writer);
  g_assert_cmpuint (read_version (fixture), ==, 5);

  reader = ht_recording_open (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_true (ht_recording_check (reader, &error));
}

static void
test_creating (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = create (fixture);
  GStatBuf info;

  add_target (writer, "a");
  g_assert_cmpint (g_stat (fixture->path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);

  g_autofree char *log = g_strconcat (fixture->path, "-wal", NULL);
  g_assert_cmpint (g_stat (log, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);

  g_assert_null (ht_recording_writer_create (fixture->path, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED);
  g_clear_error (&error);
  ht_recording_writer_close (writer);
  assert_n_targets (fixture, 1);

  g_autofree char *folder = recording_fixture_list_folder (fixture);
  g_assert_cmpstr (folder, ==, "test.heaptrail ");

  /* Whoever copies it to a folder where nothing can be created needs no log. */
  g_autofree char *content = NULL;
  g_assert_true (g_file_get_contents (fixture->path, &content, NULL, NULL));
  g_assert_true (content[WRITE_FORMAT_AT] == FORMAT_WITHOUT_LOG);

  g_autofree char *elsewhere = g_build_filename (fixture->folder, "missing", "x.heaptrail", NULL);
  g_assert_null (ht_recording_writer_create (elsewhere, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED);
}

static void
test_names_that_mean_something_to_sqlite (RecordingFixture *fixture, gconstpointer data)
{
  static const char *const names[] = { ":memory:", "file:x", "a?mode=memory", "50% #1", "a\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_free (fixture->path);
      fixture->path = g_build_filename (fixture->folder, names[i], NULL);

      HtRecordingWriter *writer = create (fixture);

      add_target (writer, "a");
      ht_recording_writer_close (writer);
      g_assert_true (g_file_test (fixture->path, G_FILE_TEST_IS_REGULAR));
      assert_n_targets (fixture, 1);
    }
}

static void
test_one_writer (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = create (fixture);

  add_target (writer, "a");
  g_assert_null (ht_recording_writer_open (fixture->path, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_BUSY);
  g_clear_error (&error);

  /* The one that was refused did no harm. */
  add_target (writer, "b");
  ht_recording_writer_close (writer);
  writer = ht_recording_writer_open (fixture->path, &error);
  g_assert_no_error (error);
  ht_recording_writer_close (writer);
  assert_n_targets (fixture, 2);
}

/* The last one to close tidies up. */
static void
test_reader_outlives_writer (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = create (fixture);
  HtRecording *recording;

  add_target (writer, "a");
  recording = ht_recording_open (fixture->path, &error);
  g_assert_no_error (error);
  add_target (writer, "b");

  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);
  g_assert_cmpuint (targets->len, ==, 2);
  ht_recording_writer_close (writer);

  g_autoptr (GPtrArray) targets_again = ht_recording_list_targets (recording, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (targets_again->len, ==, 2);
  ht_recording_close (recording);

  g_autofree char *folder = recording_fixture_list_folder (fixture);
  g_assert_cmpstr (folder, ==, "test.heaptrail ");
  assert_n_targets (fixture, 2);
}

static void
test_read_only_folder (RecordingFixture *fixture, gconstpointer data)
{
  HtRecordingWriter *writer = create (fixture);

  add_target (writer, "a");
  ht_recording_writer_close (writer);
  g_assert_cmpint (g_chmod (fixture->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  g_assert_cmpint (read_as_nobody (fixture), ==, 0);

  /* As a writer leaves it that was killed, but for the log, which held nothing. */
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
  g_assert_cmpint (g_chmod (fixture->path, 0644), ==, 0);
  execute (fixture, "PRAGMA journal_mode = WAL");
  g_assert_cmpint (g_chmod (fixture->path, 0444), ==, 0);
  g_assert_cmpint (g_chmod (fixture->folder, 0555), ==, 0);
  g_assert_cmpint (read_as_nobody (fixture), ==, 0);

  g_autofree char *folder = recording_fixture_list_folder (fixture);
  g_assert_cmpstr (folder, ==, "test.heaptrail ");
  g_assert_cmpint (g_chmod (fixture->folder, 0755), ==, 0);
}

#define POINTS_PER_COMMIT 3000

/* Commits a target and some points, again and again, and tells after each. */
static void
write_until_killed (RecordingFixture *fixture, int pipe_end)
{
  HtRecordingWriter *writer = create (fixture);

  for (guint8 i = 1; i < 250; i++)
    {
      g_autofree char *name = g_strdup_printf ("target%u", i);
      gint64 first = ht_recording_writer_add_target (writer, "target1", NULL);

      for (gint64 k = 0; k < POINTS_PER_COMMIT; k++)
        {
          const HtPoint point = {
            .name = "a", .unit = "", .time_ns = START + i * SECOND + k, .value = (double) k
          };

          ht_recording_writer_add_point (writer, first, &point, NULL);
        }
      add_target (writer, name);
      if (write (pipe_end, &i, 1) != 1)
        _exit (1);
    }
}

static guint8
kill_while_it_writes (RecordingFixture *fixture)
{
  guint8 n_committed = 0;
  int ends[2];
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  if (child == 0)
    {
      write_until_killed (fixture, ends[1]);
      _exit (1);
    }
  while (n_committed < 50)
    g_assert_cmpint (read (ends[0], &n_committed, 1), ==, 1);
  kill (child, SIGKILL);
  waitpid (child, NULL, 0);
  close (ends[1]);
  while (read (ends[0], &n_committed, 1) == 1)
    ;
  close (ends[0]);
  return n_committed;
}

static void
test_killed_writer (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint8 n_committed = kill_while_it_writes (fixture);
  HtRecording *recording = ht_recording_open (fixture->path, &error);

  g_assert_no_error (error);
  g_assert_true (ht_recording_check (recording, &error));

  /* What it told is there, and perhaps one more that it did not come to tell; all or nothing. */
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);
  g_assert_cmpuint (targets->len, >=, n_committed);
  g_assert_cmpuint (targets->len, <=, n_committed + 1);
  g_autoptr (GPtrArray) series = ht_recording_list_series (recording, 0, &error);
  g_assert_cmpint (((HtSeriesEntry *) g_ptr_array_index (series, 0))->n_points, ==,
                   (gint64) targets->len * POINTS_PER_COMMIT);
  ht_recording_close (recording);

  /* Nobody has to unlock it. */
  HtRecordingWriter *writer = ht_recording_writer_open (fixture->path, &error);
  g_assert_no_error (error);
  add_target (writer, "after");
  ht_recording_writer_close (writer);

  g_autofree char *folder = recording_fixture_list_folder (fixture);
  g_assert_cmpstr (folder, ==, "test.heaptrail ");
}

#define N_ROUNDS 60

/* Each commit adds one target, one profile with as many rows and one point: whatever a
 * reader sees has to agree. */
static gpointer
read_all_the_time (gpointer data)
{
  RecordingFixture *fixture = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  guint n_seen = 0;
  guint n_reads = 0;

  g_assert_no_error (error);
  while (n_seen < N_ROUNDS)
    {
      g_autoptr (GPtrArray) profiles = ht_recording_list_profiles (recording, 0, &error);
      g_assert_no_error (error);
      if (profiles->len == 0)
        continue;
      g_assert_cmpuint (profiles->len, >=, n_seen);
      n_seen = profiles->len;

      const HtProfileEntry *entry = g_ptr_array_index (profiles, n_seen - 1);
      g_autoptr (HtProfile) profile = ht_recording_load_profile (recording, entry->id, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (profile->nodes->len, ==, entry->n_rows);
      g_assert_cmpuint (profile->nodes->len, ==, 40 + n_seen - 1);

      g_autoptr (GPtrArray) series = ht_recording_list_series (recording, 0, &error);
      const HtSeriesEntry *points = g_ptr_array_index (series, 0);
      g_assert_cmpint (points->n_points, >=, n_seen);
      g_autoptr (GArray) buckets =
          ht_recording_read_series (recording, points->id, HT_UNKNOWN, HT_UNKNOWN, 0, &error);
      g_assert_cmpuint (buckets->len, >=, points->n_points);
      n_reads++;
    }
  return GUINT_TO_POINTER (n_reads);
}

static void
test_readers_beside_a_writer (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = create (fixture);
  GThread *threads[3];
  gint64 target = ht_recording_writer_add_target (writer, "a", &error);

  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("reader", read_all_the_time, fixture);

  for (guint i = 0; i < N_ROUNDS; i++)
    {
      HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
      g_autoptr (HtProfile) profile = make_heap_profile (catalog, i, START + i * SECOND);
      const HtPoint point = { .name = "a", .unit = "", .time_ns = START + i, .value = i };
      const gint64 values[] = { 1, 2, 3, 4 };

      for (guint k = 0; k < i; k++)
        {
          g_autofree char *name = g_strdup_printf ("main.extra%u", k);
          const guint32 frame = intern_test_frame (catalog, name, k + 1);

          ht_profile_add_row (profile, ht_call_tree_intern_stack (catalog->tree, &frame, 1), 0,
                              values);
        }
      ht_recording_writer_add_profile (writer, target, HT_UNKNOWN, profile, &error);
      g_assert_no_error (error);
      g_assert_true (ht_recording_writer_add_point (writer, target, &point, &error));
      ht_recording_writer_commit (writer, &error);
      g_assert_no_error (error);
      g_usleep (2000);
    }
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_assert_cmpuint (GPOINTER_TO_UINT (g_thread_join (threads[i])), >, 0);
  ht_recording_writer_close (writer);
}

/* After one failure there is no second guess about what is in the file. */
static void
test_writer_that_failed_stays_failed (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = create (fixture);
  const HtCapture of_nobody = { .target = 4711, .kind = HT_CAPTURE_PROFILE };

  add_target (writer, "a");
  g_assert_cmpint (ht_recording_writer_add_target (writer, "b", &error), >, 0);
  g_assert_cmpint (ht_recording_writer_add_capture (writer, &of_nobody, &error), ==, -1);
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_false (ht_recording_writer_commit (writer, &error));
  g_assert_nonnull (error);
  ht_recording_writer_close (writer);
  assert_n_targets (fixture, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(PATH, FUNCTION)                                                                    \
  g_test_add ("/store/file/" PATH, RecordingFixture, NULL, recording_fixture_set_up, FUNCTION, \
              recording_fixture_tear_down)
  ADD ("foreign-files", test_foreign_files);
  ADD ("foreign-databases", test_foreign_databases);
  ADD ("no-files", test_no_files);
  ADD ("newer-version", test_newer_version);
  ADD ("older-version", test_older_version);
  ADD ("version-1", test_version_1);
  ADD ("version-2", test_version_2);
  ADD ("version-3", test_version_3);
  ADD ("version-4", test_version_4);
  ADD ("creating", test_creating);
  ADD ("names", test_names_that_mean_something_to_sqlite);
  ADD ("one-writer", test_one_writer);
  ADD ("reader-outlives-writer", test_reader_outlives_writer);
  ADD ("read-only-folder", test_read_only_folder);
  ADD ("killed-writer", test_killed_writer);
  ADD ("readers-beside-a-writer", test_readers_beside_a_writer);
  ADD ("failed-writer", test_writer_that_failed_stays_failed);
  return g_test_run ();
}
