/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A disk that is full while somebody records, and has room again later. */
#include <signal.h>
#include <sys/resource.h>

#include "file-room.h"
#include "recording-fixture.h"

#define SECOND      G_GINT64_CONSTANT (1000000000)
#define START       (G_GINT64_CONSTANT (1790000000) * SECOND)
#define MIB         (1024 * 1024)
#define N_SERIES    20
#define LITTLE_ROOM (100 * 1024)

typedef struct
{
  /* Owned */
  RecordingFixture fixture;
  HtRecordingWriter *writer;
  GArray *committed; /* gint64: rounds */

  gint64 target;
  gint64 round;
} Recorder;

static void
recorder_set_up (Recorder *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  signal (SIGXFSZ, SIG_IGN);
  recording_fixture_set_up (&self->fixture, data);
  self->writer = ht_recording_writer_create (self->fixture.path, &error);
  g_assert_no_error (error);
  self->committed = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->target = ht_recording_writer_add_target (self->writer, "gateway", &error);
  g_assert_true (ht_recording_writer_commit (self->writer, &error));
  g_assert_no_error (error);
}

static void
recorder_tear_down (Recorder *self, gconstpointer data)
{
  set_room (RLIM_INFINITY);
  g_clear_pointer (&self->writer, ht_recording_writer_close);
  g_array_unref (self->committed);
  recording_fixture_tear_down (&self->fixture, data);
}

/* Each round has a function of its own, so that the catalog grows too. */
static char *
function_of_round (gint64 round)
{
  return g_strdup_printf ("main.round%" G_GINT64_FORMAT, round);
}

static gboolean
add_profile (Recorder *self, gint64 round, GError **error)
{
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writer, error);
  g_autoptr (HtProfile) profile = NULL;
  g_autofree char *name = function_of_round (round);
  const gint64 values[] = { round, round, round, round };

  if (catalog == NULL)
    return FALSE;
  profile = make_heap_profile (catalog, round, START + round * SECOND);

  const guint32 frames[] = { intern_test_frame (catalog, name, round + 1) };

  ht_profile_add_row (profile, ht_call_tree_intern_stack (catalog->tree, frames, 1), 0, values);
  return ht_recording_writer_add_profile (self->writer, self->target, HT_UNKNOWN, profile, error) >
         0;
}

static gboolean
add_round (Recorder *self, gint64 round, GError **error)
{
  const HtMark mark = { .target = self->target,
                        .kind = HT_MARK_NOTE,
                        .time_ns = START + round * SECOND,
                        .end_ns = HT_UNKNOWN };

  for (guint i = 0; i < N_SERIES; i++)
    {
      g_autofree char *name = g_strdup_printf ("series%u", i);
      const HtPoint point = {
        .name = name, .unit = "", .time_ns = START + round * SECOND, .value = (double) round
      };

      if (!ht_recording_writer_add_point (self->writer, self->target, &point, error))
        return FALSE;
    }
  return ht_recording_writer_add_mark (self->writer, &mark, error) > 0 &&
         add_profile (self, round, error) && ht_recording_writer_commit (self->writer, error);
}

static gboolean
record_round (Recorder *self, GError **error)
{
  gint64 round = self->round++;

  if (!add_round (self, round, error))
    return FALSE;
  g_array_append_val (self->committed, round);
  return TRUE;
}

static void
assert_full (Recorder *self, GError **error)
{
  g_assert_error (*error, HT_STORE_ERROR, HT_STORE_ERROR_FULL);
  g_assert_nonnull (strstr ((*error)->message, self->fixture.path));
  g_assert_nonnull (strstr ((*error)->message, "the disk is full"));
  g_clear_error (error);
}

static void
record_until_full (Recorder *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *log = g_strconcat (self->fixture.path, "-wal", NULL);
  GStatBuf info;

  g_assert_cmpint (g_stat (log, &info), ==, 0);
  set_room ((rlim_t) info.st_size + LITTLE_ROOM);
  while (record_round (self, &error))
    g_assert_cmpint (self->round, <, 10000);
  assert_full (self, &error);
}

static void
assert_profile (HtRecording *recording, const HtProfileEntry *entry, gint64 round)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtProfile) profile = ht_recording_load_profile (recording, entry->id, &error);
  const HtCatalog *catalog = ht_recording_get_catalog (recording, &error);
  g_autofree char *expected = function_of_round (round);
  gboolean is_there = FALSE;

  g_assert_no_error (error);
  g_assert_cmpint (entry->time_ns, ==, START + round * SECOND);
  for (guint i = 0; i < profile->nodes->len; i++)
    {
      guint32 node = g_array_index (profile->nodes, guint32, i);
      guint32 frame = ht_call_tree_frame (catalog->tree, node);
      const HtFrame *of_node = ht_symbols_get_frame (catalog->symbols, frame);
      const HtFunction *function = ht_symbols_get_function (catalog->symbols, of_node->function);

      if (g_strcmp0 (ht_strings_get (catalog->strings, function->name), expected) == 0)
        {
          is_there = TRUE;
          g_assert_cmpint (g_array_index (profile->values, gint64, (gsize) i * 4), ==, round);
        }
    }
  g_assert_true (is_there);
}

/* All of what was committed, and nothing else. */
static void
assert_content (Recorder *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (self->fixture.path, &error);

  g_assert_no_error (error);
  g_assert_true (ht_recording_check (recording, &error));
  g_assert_no_error (error);

  g_autoptr (GPtrArray) profiles = ht_recording_list_profiles (recording, 0, &error);
  g_autoptr (GPtrArray) marks = ht_recording_list_marks (recording, 0, &error);
  g_autoptr (GPtrArray) series = ht_recording_list_series (recording, 0, &error);

  g_assert_cmpuint (profiles->len, ==, self->committed->len);
  g_assert_cmpuint (marks->len, ==, self->committed->len);
  g_assert_cmpuint (series->len, ==, N_SERIES);
  for (guint i = 0; i < profiles->len; i++)
    assert_profile (recording, g_ptr_array_index (profiles, i),
                    g_array_index (self->committed, gint64, i));
  for (guint k = 0; k < series->len; k++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (series, k);
      g_autoptr (GArray) points =
          ht_recording_read_series (recording, entry->id, HT_UNKNOWN, HT_UNKNOWN, 0, &error);

      g_assert_cmpuint (points->len, ==, self->committed->len);
      g_assert_cmpint (entry->n_points, ==, self->committed->len);
      for (guint i = 0; i < points->len; i++)
        {
          gint64 round = g_array_index (self->committed, gint64, i);
          const HtSeriesBucket *point = &g_array_index (points, HtSeriesBucket, i);

          g_assert_cmpint (point->start_ns, ==, START + round * SECOND);
          g_assert_true (point->first == (double) round);
        }
    }
}

static void
test_full_and_room_again (Recorder *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  guint n_before;

  for (guint i = 0; i < 3; i++)
    g_assert_true (record_round (self, &error));
  for (guint times = 0; times < 3; times++)
    {
      record_until_full (self);
      n_before = self->committed->len;
      assert_content (self);

      /* As long as there is no room it says so, and does no harm. */
      for (guint i = 0; i < 5; i++)
        {
          g_assert_false (record_round (self, &error));
          assert_full (self, &error);
        }
      assert_content (self);

      set_room (RLIM_INFINITY);
      for (guint i = 0; i < 10; i++)
        {
          g_assert_true (record_round (self, &error));
          g_assert_no_error (error);
        }
      g_assert_cmpuint (self->committed->len, ==, n_before + 10);
      assert_content (self);
    }
  g_clear_pointer (&self->writer, ht_recording_writer_close);
  assert_content (self);
}

/* A transaction that is larger than the memory that SQLite keeps it in. */
static void
test_full_in_the_middle (Recorder *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = g_strnfill (MIB / 16, 'x');
  g_autoptr (HtNote) note = ht_note_new (self->target, START, NULL, text);
  guint n_notes = 0;

  for (guint i = 0; i < 3; i++)
    g_assert_true (record_round (self, &error));
  set_room (2 * MIB);
  while (ht_recording_writer_write_note (self->writer, note, &error) > 0)
    g_assert_cmpuint (n_notes++, <, 16000);
  assert_full (self, &error);
  assert_content (self);

  set_room (RLIM_INFINITY);
  record_round (self, &error);
  g_assert_no_error (error);
  assert_content (self);

  g_autoptr (HtRecording) recording = ht_recording_open (self->fixture.path, &error);
  g_autoptr (GPtrArray) notes = ht_recording_list_notes (recording, 0, &error);
  g_assert_cmpuint (notes->len, ==, 0);
}

/* A recorder that gives up: the file is whole, and the next one goes on. */
static void
test_closed_while_full (Recorder *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3; i++)
    g_assert_true (record_round (self, &error));
  record_until_full (self);
  g_clear_pointer (&self->writer, ht_recording_writer_close);
  assert_content (self);
  set_room (RLIM_INFINITY);
  self->writer = ht_recording_writer_open (self->fixture.path, &error);
  g_assert_no_error (error);
  g_assert_true (record_round (self, &error));
  assert_content (self);
}

#define ADD(name, function)                                                             \
  g_test_add ("/store/recording-full/" name, Recorder, NULL, recorder_set_up, function, \
              recorder_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("room-again", test_full_and_room_again);
  ADD ("in-the-middle", test_full_in_the_middle);
  ADD ("closed", test_closed_while_full);
  return g_test_run ();
}
