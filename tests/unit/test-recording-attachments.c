/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Captures that a recording keeps as they came. */
#include <signal.h>
#include <sqlite3.h>

#include "file-room.h"
#include "gc-cycle.h"
#include "gzip.h"
#include "recording-fixture.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)
#define MINUTE (60 * SECOND)
#define KIB    1024
#define MIB    (1024 * 1024)

typedef struct
{
  /* Owned */
  RecordingFixture fixture;
  HtRecordingWriter *writer;

  gint64 target;
} Keeper;

static void
keeper_set_up (Keeper *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  recording_fixture_set_up (&self->fixture, data);
  self->writer = ht_recording_writer_create (self->fixture.path, &error);
  g_assert_no_error (error);
  self->target = ht_recording_writer_add_target (self->writer, "gateway", &error);
  g_assert_no_error (error);
}

static void
keeper_tear_down (Keeper *self, gconstpointer data)
{
  g_clear_pointer (&self->writer, ht_recording_writer_close);
  recording_fixture_tear_down (&self->fixture, data);
}

static void
commit (Keeper *self)
{
  g_autoptr (GError) error = NULL;

  ht_recording_writer_commit (self->writer, &error);
  g_assert_no_error (error);
}

/* Bytes that nothing can make shorter, others for each seed. */
static GBytes *
make_noise (guint32 seed, gsize length)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint32 *words = g_malloc (length);

  g_assert_cmpuint (length % sizeof *words, ==, 0);
  for (gsize i = 0; i < length / sizeof *words; i++)
    words[i] = g_rand_int (rand);
  return g_bytes_new_take (words, length);
}

static GBytes *
make_text (gsize length)
{
  return g_bytes_new_take (g_strnfill (length, 'g'), length);
}

static gint64
add_capture (Keeper *self, HtCaptureKind kind, gint64 second)
{
  g_autoptr (GError) error = NULL;
  const HtCapture capture = { .target = self->target,
                              .kind = kind,
                              .time_ns = START + second * SECOND,
                              .n_bytes = 1,
                              .source = (char *) "/debug/pprof/trace?seconds=3" };
  gint64 id = ht_recording_writer_add_capture (self->writer, &capture, &error);

  g_assert_no_error (error);
  return id;
}

static gint64
keep (Keeper *self, gint64 second, GBytes *bytes, GBytes *packed)
{
  g_autoptr (GError) error = NULL;
  gint64 capture = add_capture (self, HT_CAPTURE_TRACE, second);

  ht_recording_writer_add_attachment (self->writer, capture, bytes, packed, &error);
  g_assert_no_error (error);
  return capture;
}

/* Takes @bytes. */
static gint64
keep_new (Keeper *self, gint64 second, GBytes *bytes)
{
  g_autoptr (GBytes) owned = bytes;

  return keep (self, second, owned, NULL);
}

static HtRecording *
open_recording (Keeper *self)
{
  g_autoptr (GError) error = NULL;
  HtRecording *recording = ht_recording_open (self->fixture.path, &error);

  g_assert_no_error (error);
  return recording;
}

static void
execute (Keeper *self, const char *sql)
{
  sqlite3 *connection;

  g_assert_cmpint (sqlite3_open (self->fixture.path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (connection, sql, NULL, NULL, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
}

static gint64
query (Keeper *self, const char *sql)
{
  sqlite3 *connection;
  sqlite3_stmt *statement;
  gint64 number;

  g_assert_cmpint (sqlite3_open (self->fixture.path, &connection), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_prepare_v2 (connection, sql, -1, &statement, NULL), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_step (statement), ==, SQLITE_ROW);
  number = sqlite3_column_int64 (statement, 0);
  sqlite3_finalize (statement);
  g_assert_cmpint (sqlite3_close (connection), ==, SQLITE_OK);
  return number;
}

static void
assert_kept (Keeper *self, gint64 capture, GBytes *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = open_recording (self);
  g_autoptr (GBytes) bytes = ht_recording_load_attachment (recording, capture, &error);

  g_assert_no_error (error);
  g_assert_true (g_bytes_equal (bytes, expected));
}

static void
assert_not_kept (Keeper *self, gint64 capture)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = open_recording (self);

  g_assert_null (ht_recording_load_attachment (recording, capture, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, self->fixture.path));
}

static void
test_as_it_came (Keeper *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) noise = make_noise (1, 7 * MIB / 2);
  g_autoptr (GBytes) packed_noise = ht_gzip (noise);
  g_autoptr (GBytes) text = make_text (5 * MIB);
  g_autoptr (GBytes) packed_text = ht_gzip (text);
  g_autoptr (GBytes) nothing = g_bytes_new (NULL, 0);
  gint64 of_noise = keep (self, 30, noise, packed_noise);
  gint64 of_text = keep (self, 10, text, packed_text);
  /* What was sent as a gzip file is given back as one. */
  gint64 of_file = keep (self, 20, packed_text, NULL);
  gint64 of_nothing = keep (self, 40, nothing, NULL);
  gint64 other = add_capture (self, HT_CAPTURE_GOROUTINE_DUMP, 50);

  commit (self);
  assert_kept (self, of_noise, noise);
  assert_kept (self, of_text, text);
  assert_kept (self, of_file, packed_text);
  assert_kept (self, of_nothing, nothing);
  assert_not_kept (self, other);
  assert_not_kept (self, 12345);
  g_assert_cmpint (query (self, "SELECT max (length (data)) FROM attachment_chunk"), ==, MIB);

  g_autoptr (HtRecording) recording = open_recording (self);
  g_autoptr (GPtrArray) list = ht_recording_list_attachments (recording, self->target, &error);
  const HtAttachment *first, *second, *third;

  g_assert_true (ht_recording_check (recording, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (list->len, ==, 4);
  first = g_ptr_array_index (list, 0);
  second = g_ptr_array_index (list, 1);
  third = g_ptr_array_index (list, 2);
  g_assert_cmpint (first->capture, ==, of_text);
  g_assert_cmpint (first->target, ==, self->target);
  g_assert_cmpint (first->kind, ==, HT_CAPTURE_TRACE);
  g_assert_cmpint (first->time_ns, ==, START + 10 * SECOND);
  g_assert_cmpstr (first->source, ==, "/debug/pprof/trace?seconds=3");
  g_assert_cmpint (first->n_bytes, ==, 5 * MIB);
  g_assert_cmpint (first->n_stored_bytes, ==, (gint64) g_bytes_get_size (packed_text));
  g_assert_cmpint (second->capture, ==, of_file);
  g_assert_cmpint (second->n_bytes, ==, second->n_stored_bytes);
  /* Noise packed is longer than noise. */
  g_assert_cmpint (third->n_stored_bytes, ==, 7 * MIB / 2);
}

static void
test_damaged (Keeper *self, gconstpointer data)
{
  static const char *const damages[] = {
    "DELETE FROM attachment_chunk WHERE position = 1",
    "UPDATE attachment_chunk SET data = substr (data, 2) WHERE position = 0",
    "INSERT INTO attachment_chunk (capture_id, position, data) VALUES (1, 9, x'00')",
    "UPDATE attachment_chunk SET data = zeroblob (length (data)) WHERE position = 2",
    "UPDATE attachment SET n_bytes = n_bytes + 1",
    "UPDATE attachment SET n_bytes = n_bytes - 1",
    "UPDATE attachment SET n_bytes = -1",
    "UPDATE attachment SET n_bytes = 1 << 62",
    "UPDATE attachment SET n_stored_bytes = 1 << 62",
    "UPDATE attachment SET n_stored_bytes = -5",
    "UPDATE attachment SET packing = 0",
    "UPDATE attachment SET packing = 7",
  };
  g_autoptr (GBytes) noise = make_noise (2, 3 * MIB);
  g_autoptr (GBytes) zeros = g_bytes_new_take (g_malloc0 (4 * MIB), 4 * MIB);
  g_autoptr (GByteArray) both = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autofree char *whole = NULL;
  gsize length;

  g_byte_array_append (both, g_bytes_get_data (noise, NULL), 3 * MIB);
  g_byte_array_append (both, g_bytes_get_data (zeros, NULL), 4 * MIB);
  bytes = g_byte_array_free_to_bytes (g_steal_pointer (&both));
  packed = ht_gzip (bytes);
  g_assert_cmpint (keep (self, 0, bytes, packed), ==, 1);
  commit (self);
  g_clear_pointer (&self->writer, ht_recording_writer_close);
  g_assert_true (g_file_get_contents (self->fixture.path, &whole, &length, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HtRecording) recording = NULL;

      g_assert_true (g_file_set_contents (self->fixture.path, whole, (gssize) length, NULL));
      execute (self, damages[i]);
      recording = open_recording (self);
      g_assert_null (ht_recording_load_attachment (recording, 1, &error));
      g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_CORRUPT);
      g_clear_error (&error);
      g_assert_false (ht_recording_check (recording, &error));
      g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_CORRUPT);
    }
}

/* What there is no room for leaves nothing, not even its capture. */
static void
test_full (Keeper *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) little = make_noise (3, KIB);
  g_autoptr (GBytes) much = make_noise (4, 20 * MIB);
  gint64 first = keep (self, 0, little, NULL);
  gint64 second;

  signal (SIGXFSZ, SIG_IGN);
  commit (self);
  set_room (3 * MIB);
  second = add_capture (self, HT_CAPTURE_TRACE, 1);
  if (ht_recording_writer_add_attachment (self->writer, second, much, NULL, &error))
    g_assert_false (ht_recording_writer_commit (self->writer, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FULL);
  g_clear_error (&error);
  set_room (RLIM_INFINITY);
  assert_kept (self, first, little);
  assert_not_kept (self, second);
  g_assert_cmpint (query (self, "SELECT count (*) FROM capture"), ==, 1);

  second = keep (self, 2, much, NULL);
  commit (self);
  assert_kept (self, second, much);
}

/* Step by step, as a recorder does; returns how many steps it took. */
static guint
prune (Keeper *self, const HtRetention *retention, gint64 now_second)
{
  g_autoptr (GError) error = NULL;
  gboolean has_more = TRUE;
  guint n_steps = 0;

  while (has_more)
    {
      ht_recording_writer_prune (self->writer, self->target, retention, START + now_second * SECOND,
                                 &has_more, &error);
      g_assert_no_error (error);
      commit (self);
      g_assert_cmpuint (n_steps++, <, 10000);
    }
  return n_steps;
}

/* With their captures; one whose capture told of collections that are younger leaves that. */
static void
test_age (Keeper *self, gconstpointer data)
{
  const HtRetention retention = { .max_age_ns = 100 * SECOND };
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) young = make_noise (5, KIB);
  HtGcCycle cycle;
  gint64 old = keep_new (self, 10, make_noise (6, KIB));
  gint64 of_cycles = keep_new (self, 20, make_noise (7, KIB));
  gint64 kept = keep (self, 150, young, NULL);

  ht_gc_cycle_init (&cycle, HT_GC_SOURCE_TRACE);
  cycle.n = 1;
  cycle.start_ns = 180 * SECOND;
  cycle.wall_offset_ns = START;
  ht_recording_writer_add_gc_cycle (self->writer, self->target, of_cycles, &cycle, &error);
  g_assert_no_error (error);
  commit (self);
  prune (self, &retention, 200);
  assert_not_kept (self, old);
  assert_not_kept (self, of_cycles);
  assert_kept (self, kept, young);
  g_assert_cmpint (query (self, "SELECT count (*) FROM capture"), ==, 2);
  g_assert_cmpint (query (self, "SELECT count (*) FROM gc_cycle"), ==, 1);
  g_assert_cmpint (query (self, "SELECT count (*) FROM attachment_chunk"), ==, 1);
}

static void
add_mark (Keeper *self, gint64 second)
{
  g_autoptr (GError) error = NULL;
  const HtMark mark = { .target = self->target,
                        .kind = HT_MARK_FLAG,
                        .time_ns = START + second * SECOND,
                        .end_ns = HT_UNKNOWN };

  ht_recording_writer_add_mark (self->writer, &mark, &error);
  g_assert_no_error (error);
}

static gint64
count_kept_bytes (Keeper *self)
{
  return query (self, "SELECT ifnull (sum (length (data)), 0) FROM attachment_chunk");
}

/* They go down to a quarter of the limit, the oldest first and those around marks last, before
 * anything else does. */
static void
test_size (Keeper *self, gconstpointer data)
{
  HtRetention retention = { .max_bytes = 8 * MIB, .around_marks_ns = MINUTE };
  gint64 captures[10];
  g_autoptr (GError) error = NULL;
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writer, &error);

  g_assert_no_error (error);
  add_mark (self, 1000);
  add_mark (self, 4000);
  for (guint i = 0; i < G_N_ELEMENTS (captures); i++)
    captures[i] = keep_new (self, 1000 * (i + 1) + 10, make_noise (10 + i, MIB));
  for (gint64 i = 0; i < 20; i++)
    {
      g_autoptr (HtProfile) profile = make_heap_profile (catalog, i, START + i * SECOND);

      g_assert_cmpint (ht_recording_writer_add_profile (self->writer, self->target, HT_UNKNOWN,
                                                        profile, &error),
                       >, 0);
    }
  commit (self);

  /* It fits. */
  retention.max_bytes = 12 * MIB;
  prune (self, &retention, 20000);
  g_assert_cmpint (count_kept_bytes (self), ==, 10 * MIB);

  retention.max_bytes = 10 * MIB;
  prune (self, &retention, 20000);
  g_assert_cmpint (count_kept_bytes (self), ==, 9 * MIB);
  assert_not_kept (self, captures[1]);

  retention.max_bytes = 2 * MIB;
  prune (self, &retention, 20000);
  g_assert_cmpint (count_kept_bytes (self), ==, MIB);
  assert_not_kept (self, captures[9]);
  assert_not_kept (self, captures[0]);
  g_autoptr (GBytes) last = make_noise (13, MIB);
  assert_kept (self, captures[3], last);
  g_assert_cmpint (query (self, "SELECT count (*) FROM capture"), ==, 1);
  g_assert_cmpint (query (self, "SELECT count (*) FROM profile"), ==, 20);

  /* What no profile or point can make up for. */
  retention.max_bytes = MIB;
  prune (self, &retention, 20000);
  g_assert_cmpint (count_kept_bytes (self), ==, 0);
  assert_not_kept (self, captures[3]);
}

/* Large ones go one by one, so that a commit stays short. */
static void
test_small_steps (Keeper *self, gconstpointer data)
{
  const HtRetention retention = { .max_age_ns = SECOND };
  guint n_steps;

  for (guint i = 0; i < 4; i++)
    keep_new (self, i, make_text (17 * MIB));
  commit (self);
  n_steps = prune (self, &retention, 1000);
  g_assert_cmpuint (n_steps, >=, 4);
  g_assert_cmpint (count_kept_bytes (self), ==, 0);
}

#define ADD(name, function)                                                                \
  g_test_add ("/store/recording-attachments/" name, Keeper, NULL, keeper_set_up, function, \
              keeper_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("as-it-came", test_as_it_came);
  ADD ("damaged", test_damaged);
  ADD ("full", test_full);
  ADD ("age", test_age);
  ADD ("size", test_size);
  ADD ("small-steps", test_small_steps);
  return g_test_run ();
}
