/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recording-fixture.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1790000000) * SECOND)

static gint64
add_capture (HtRecordingWriter *writer, gint64 target, HtCaptureKind kind, gint64 time_ns)
{
  g_autoptr (GError) error = NULL;
  const HtCapture capture = {
    .target = target, .kind = kind, .time_ns = time_ns, .n_bytes = 321, .source = (char *) "a.pb.gz"
  };
  gint64 id = ht_recording_writer_add_capture (writer, &capture, &error);

  g_assert_no_error (error);
  g_assert_cmpint (id, >, 0);
  return id;
}

static void
commit (HtRecordingWriter *writer)
{
  g_autoptr (GError) error = NULL;

  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

static HtRecording *
open_recording (RecordingFixture *fixture)
{
  g_autoptr (GError) error = NULL;
  HtRecording *recording = ht_recording_open (fixture->path, &error);

  g_assert_no_error (error);
  return recording;
}

static void
test_targets (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 one = ht_recording_writer_add_target (writer, "checkout", &error);
  gint64 two = ht_recording_writer_add_target (writer, "payments", &error);
  g_autoptr (HtNote) deployed = ht_note_new (one, START, NULL, "deployed");

  g_assert_no_error (error);
  g_assert_cmpint (one, >, 0);
  g_assert_cmpint (two, !=, one);
  g_assert_cmpint (ht_recording_writer_add_target (writer, "checkout", &error), ==, one);
  add_capture (writer, one, HT_CAPTURE_PROFILE, START);
  g_assert_true (ht_recording_writer_set_property (writer, one, "go_version", "go1.1", &error));
  g_assert_true (ht_recording_writer_set_property (writer, one, "go_version", "go1.26", &error));
  g_assert_cmpint (ht_recording_writer_write_note (writer, deployed, &error), >, 0);
  commit (writer);

  g_autoptr (HtRecording) recording = open_recording (fixture);
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);
  g_assert_cmpuint (targets->len, ==, 2);
  const HtTarget *target = g_ptr_array_index (targets, 0);
  g_assert_cmpstr (target->name, ==, "checkout");
  g_assert_cmpint (target->first_ns, ==, START);
  g_assert_cmpint (target->last_ns, ==, START);
  target = g_ptr_array_index (targets, 1);
  g_assert_cmpint (target->first_ns, ==, HT_UNKNOWN);

  g_autoptr (GHashTable) properties = ht_recording_get_properties (recording, one, &error);
  g_assert_cmpuint (g_hash_table_size (properties), ==, 1);
  g_assert_cmpstr (g_hash_table_lookup (properties, "go_version"), ==, "go1.26");

  g_autoptr (GPtrArray) notes = ht_recording_list_notes (recording, 0, &error);
  g_assert_cmpuint (notes->len, ==, 1);
  g_assert_cmpstr (((HtNote *) g_ptr_array_index (notes, 0))->text, ==, "deployed");
}

static void
test_marks (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 one = ht_recording_writer_add_target (writer, "checkout", &error);
  gint64 two = ht_recording_writer_add_target (writer, "payments", &error);
  HtMark marks[] = {
    { .target = one, .kind = HT_MARK_GAP, .time_ns = START + 5, .end_ns = START + 9 },
    { .target = one, .kind = HT_MARK_EPOCH, .time_ns = START, .end_ns = HT_UNKNOWN },
    { .target = two, .kind = HT_MARK_FLAG, .time_ns = START + 7, .end_ns = HT_UNKNOWN },
  };
  const HtMark without_time = {
    .target = one, .kind = HT_MARK_NOTE, .time_ns = HT_UNKNOWN, .end_ns = HT_UNKNOWN
  };
  const HtMark backwards = {
    .target = one, .kind = HT_MARK_GAP, .time_ns = START, .end_ns = START - 1
  };

  marks[1].text = (char *) "started anew\xff";
  marks[2].rule = (char *) "goroutines";
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    g_assert_cmpint (ht_recording_writer_add_mark (writer, &marks[i], &error), >, 0);
  g_assert_no_error (error);
  g_assert_cmpint (ht_recording_writer_add_mark (writer, &without_time, &error), ==, -1);
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_FAILED);
  g_clear_error (&error);
  g_assert_cmpint (ht_recording_writer_add_mark (writer, &backwards, &error), ==, -1);
  g_clear_error (&error);
  commit (writer);

  g_autoptr (HtRecording) recording = open_recording (fixture);
  g_autoptr (GPtrArray) of_one = ht_recording_list_marks (recording, one, &error);
  g_autoptr (GPtrArray) all = ht_recording_list_marks (recording, 0, &error);
  const HtMark *mark;

  g_assert_cmpuint (of_one->len, ==, 2);
  mark = g_ptr_array_index (of_one, 0);
  g_assert_cmpint (mark->kind, ==, HT_MARK_EPOCH);
  g_assert_cmpint (mark->end_ns, ==, HT_UNKNOWN);
  g_assert_cmpstr (mark->text, ==, "started anew\xef\xbf\xbd");
  g_assert_null (mark->rule);
  mark = g_ptr_array_index (of_one, 1);
  g_assert_cmpint (mark->time_ns, ==, START + 5);
  g_assert_cmpint (mark->end_ns, ==, START + 9);
  g_assert_cmpstr (mark->text, ==, "");
  g_assert_cmpuint (all->len, ==, 3);
  mark = g_ptr_array_index (all, 2);
  g_assert_cmpint (mark->target, ==, two);
  g_assert_cmpstr (mark->rule, ==, "goroutines");
}

static void
test_captures (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "checkout", &error);
  gint64 count;

  g_assert_no_error (error);
  add_capture (writer, target, HT_CAPTURE_PROFILE, START);
  add_capture (writer, target, HT_CAPTURE_PROFILE, START);
  add_capture (writer, target, HT_CAPTURE_GC_LOG, HT_UNKNOWN);
  commit (writer);

  g_autoptr (HtRecording) recording = open_recording (fixture);
  g_assert_true (ht_recording_count_captures (recording, HT_CAPTURE_PROFILE, &count, &error));
  g_assert_cmpint (count, ==, 2);
  g_assert_true (ht_recording_count_captures (recording, HT_CAPTURE_TRACE, &count, &error));
  g_assert_cmpint (count, ==, 0);

  g_autoptr (GPtrArray) captures = ht_recording_list_captures (recording, target, &error);
  g_assert_cmpuint (captures->len, ==, 3);
  const HtCapture *capture = g_ptr_array_index (captures, 2);
  g_assert_cmpint (capture->kind, ==, HT_CAPTURE_GC_LOG);
  g_assert_cmpint (capture->time_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (capture->n_bytes, ==, 321);
  g_assert_cmpstr (capture->source, ==, "a.pb.gz");
}

/* What is known of a stack, in words. */
static char *
describe_node (const HtCatalog *catalog, guint32 node)
{
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  GString *text = g_string_new (NULL);

  ht_call_tree_get_stack (catalog->tree, node, stack);
  for (guint i = 0; i < stack->len; i++)
    {
      const HtFrame *frame =
          ht_symbols_get_frame (catalog->symbols, g_array_index (stack, guint32, i));
      const HtFunction *function = ht_symbols_get_function (catalog->symbols, frame->function);
      const HtMapping *mapping = ht_symbols_get_mapping (catalog->symbols, frame->mapping);

      g_string_append_printf (text, "%s %s:%" G_GINT64_FORMAT " %" G_GINT64_MODIFIER "x in %s;",
                              ht_strings_get (catalog->strings, function->name),
                              ht_strings_get (catalog->strings, function->file), frame->line,
                              frame->address, ht_strings_get (catalog->strings, mapping->file));
    }
  return g_string_free (text, FALSE);
}

/* Every row as a line, sorted: the same for equal profiles of two catalogs. */
static char *
describe_profile (const HtCatalog *catalog, const HtProfile *profile)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);

  for (guint i = 0; i < profile->nodes->len; i++)
    {
      g_autofree char *stack = describe_node (catalog, g_array_index (profile->nodes, guint32, i));
      GString *line = g_string_new (stack);
      gsize n_labels;
      const HtLabel *labels =
          ht_label_sets_get (catalog->label_sets, g_array_index (profile->label_sets, guint32, i),
                             &n_labels);

      for (gsize k = 0; k < n_labels; k++)
        g_string_append_printf (line, " %s=%s%" G_GINT64_FORMAT "%s",
                                ht_strings_get (catalog->strings, labels[k].key),
                                ht_strings_get (catalog->strings, labels[k].text), labels[k].number,
                                ht_strings_get (catalog->strings, labels[k].unit));
      for (guint type = 0; type < profile->types->len; type++)
        g_string_append_printf (line, " %" G_GINT64_FORMAT,
                                g_array_index (profile->values, gint64,
                                               i * profile->types->len + type));
      g_ptr_array_add (lines, g_string_free (line, FALSE));
    }
  g_ptr_array_sort (lines, compare_names);
  g_ptr_array_add (lines, NULL);
  return g_strjoinv ("\n", (char **) lines->pdata);
}

static void
assert_profile_equals (RecordingFixture *fixture,
                       HtRecording *recording,
                       gint64 id,
                       const HtCatalog *catalog,
                       const HtProfile *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtProfile) profile = ht_recording_load_profile (recording, id, &error);

  g_assert_no_error (error);

  const HtCatalog *read_catalog = ht_recording_get_catalog (recording, &error);
  g_autofree char *was = describe_profile (catalog, expected);
  g_autofree char *is = describe_profile (read_catalog, profile);

  g_assert_cmpstr (is, ==, was);
  g_assert_cmpint (profile->time_ns, ==, expected->time_ns);
  g_assert_cmpint (profile->duration_ns, ==, expected->duration_ns);
  g_assert_cmpint (profile->period, ==, expected->period);
  g_assert_cmpstr (ht_strings_get (read_catalog->strings, profile->period_type.type), ==,
                   ht_strings_get (catalog->strings, expected->period_type.type));
  g_assert_cmpstr (ht_strings_get (read_catalog->strings, profile->default_type), ==,
                   ht_strings_get (catalog->strings, expected->default_type));
  g_assert_cmpuint (profile->main_mapping, ==, expected->main_mapping);
  g_assert_cmpuint (profile->comments->len, ==, expected->comments->len);
  for (guint i = 0; i < expected->comments->len; i++)
    g_assert_cmpstr (
        ht_strings_get (read_catalog->strings, g_array_index (profile->comments, guint32, i)), ==,
        ht_strings_get (catalog->strings, g_array_index (expected->comments, guint32, i)));
}

static void
test_profiles_come_back (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) profiles =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_profile_free);
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
  gint64 ids[80];

  /* Enough of them for several that others build on. */
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      HtProfile *profile = make_heap_profile (catalog, i * 3, START + i * SECOND);
      gint64 capture = add_capture (writer, target, HT_CAPTURE_PROFILE, START);

      /* Rows that come, go and are there twice. */
      if (i % 7 == 3)
        {
          const gint64 values[] = { 1, -2, G_MAXINT64, G_MININT64 };

          ht_profile_add_row (profile, HT_CALL_TREE_ROOT, 0, values);
          ht_profile_add_row (profile, HT_CALL_TREE_ROOT, 0, values);
          ht_profile_add_row (profile, HT_CALL_TREE_ROOT, 0, (gint64[]){ i, 0, 0, 0 });
        }
      if (i == 5)
        {
          guint32 comment = intern_text (catalog, "taken by hand");

          g_array_append_val (profile->comments, comment);
          profile->duration_ns = 30 * SECOND;
        }
      if (i == 40)
        {
          g_array_set_size (profile->nodes, 0);
          g_array_set_size (profile->label_sets, 0);
          g_array_set_size (profile->values, 0);
        }
      ids[i] = ht_recording_writer_add_profile (writer, target, capture, profile, &error);
      g_assert_no_error (error);
      g_ptr_array_add (profiles, profile);
      if (i % 30 == 29)
        commit (writer);
    }
  commit (writer);

  g_autoptr (HtRecording) recording = open_recording (fixture);
  g_autoptr (GPtrArray) entries = ht_recording_list_profiles (recording, target, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (entries->len, ==, G_N_ELEMENTS (ids));
  const HtProfileEntry *entry = g_ptr_array_index (entries, 1);
  g_assert_cmpint (entry->time_ns, ==, START + SECOND);
  g_assert_cmpint (entry->n_rows, ==, 40);
  g_assert_cmpstr (entry->types[3], ==, "inuse_space");
  g_assert_cmpstr (entry->units[3], ==, "bytes");
  g_assert_null (entry->types[4]);
  /* 16 x (50 x (1 + … + 40) + 3 x (10 + 20 + 30 + 40)) */
  g_assert_cmpint (entry->totals[3], ==, 16 * (50 * 820 + 3 * 100));
  g_assert_cmpstr (entry->default_type, ==, "inuse_space");
  g_assert_cmpstr (entry->source, ==, "a.pb.gz");

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    assert_profile_equals (fixture, recording, ids[i], catalog, g_ptr_array_index (profiles, i));
  /* Backwards, so that what is kept of the last one is of no use. */
  for (guint i = G_N_ELEMENTS (ids); i-- > 0;)
    assert_profile_equals (fixture, recording, ids[i], catalog, g_ptr_array_index (profiles, i));
  g_assert_true (ht_recording_check (recording, &error));
}

static void
assert_found (HtRecording *recording, const char *type, gint64 at_ns, gint64 expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtProfileEntry) entry = ht_recording_find_profile (recording, 0, type, at_ns, &error);

  g_assert_no_error (error);
  g_assert_cmpint (entry->id, ==, expected);
}

static void
test_profiles_are_found (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
  gint64 capture = add_capture (writer, target, HT_CAPTURE_PROFILE, HT_UNKNOWN);
  const gint64 times[] = { START + 20 * SECOND, START, START + 10 * SECOND, 0 };
  const HtValueType cpu = { intern_text (catalog, "cpu"), intern_text (catalog, "nanoseconds") };
  g_autoptr (HtProfile) other = ht_profile_new ();
  gint64 ids[4], cpu_id;

  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      g_autoptr (HtProfile) profile = make_heap_profile (catalog, i, times[i]);

      ids[i] = ht_recording_writer_add_profile (writer, target, capture, profile, &error);
    }
  other->time_ns = START + 30 * SECOND;
  g_array_append_val (other->types, cpu);
  cpu_id = ht_recording_writer_add_profile (writer, target, capture, other, &error);
  commit (writer);

  g_autoptr (HtRecording) recording = open_recording (fixture);
  assert_found (recording, NULL, HT_UNKNOWN, cpu_id);
  assert_found (recording, "inuse_space", HT_UNKNOWN, ids[0]);
  assert_found (recording, "space", HT_UNKNOWN, ids[0]);
  assert_found (recording, "inuse_space", START + 19 * SECOND, ids[2]);
  assert_found (recording, "inuse_space", START + 10 * SECOND, ids[2]);
  assert_found (recording, "inuse_space", START + 10 * SECOND - 1, ids[1]);
  assert_found (recording, "inuse_space", START - 1, ids[1]);
  assert_found (recording, "cpu", START, cpu_id);

  g_assert_null (ht_recording_find_profile (recording, 0, "goroutine", HT_UNKNOWN, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND);
  g_assert_nonnull (strstr (error->message, "goroutine"));
  g_assert_nonnull (strstr (error->message, "alloc_space"));
  g_assert_nonnull (strstr (error->message, "cpu"));
  g_clear_error (&error);
  g_assert_null (ht_recording_find_profile (recording, target + 1, NULL, HT_UNKNOWN, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND);
  g_clear_error (&error);
  g_assert_null (ht_recording_load_profile (recording, 4711, &error));
  g_assert_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND);
}

static void
test_profile_without_time_has_that_of_its_capture (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
  gint64 capture = add_capture (writer, target, HT_CAPTURE_PROFILE, START + 5);
  g_autoptr (HtProfile) profile = make_heap_profile (catalog, 1, 0);
  gint64 id = ht_recording_writer_add_profile (writer, target, capture, profile, &error);

  commit (writer);

  g_autoptr (HtRecording) recording = open_recording (fixture);
  g_autoptr (HtProfileEntry) entry =
      ht_recording_find_profile (recording, target, NULL, HT_UNKNOWN, &error);
  g_autoptr (HtProfile) loaded = ht_recording_load_profile (recording, id, &error);

  g_assert_cmpint (entry->time_ns, ==, START + 5);
  g_assert_cmpint (loaded->time_ns, ==, 0);
}

static void
test_extending (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  gint64 last = 0;

  for (guint round = 0; round < 4; round++)
    {
      g_autoptr (HtRecordingWriter) writer =
          round == 0 ? ht_recording_writer_create (fixture->path, &error)
                     : ht_recording_writer_open (fixture->path, &error);

      g_assert_no_error (error);

      gint64 target = ht_recording_writer_add_target (writer, "service", &error);
      HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
      guint32 n_nodes = ht_call_tree_count (catalog->tree);
      g_autoptr (HtProfile) profile = make_heap_profile (catalog, round, START + round * SECOND);
      gint64 capture = add_capture (writer, target, HT_CAPTURE_PROFILE, START);

      g_assert_no_error (error);
      g_assert_cmpint (target, ==, 1);
      /* The stacks are all known after the first round. */
      g_assert_cmpuint (ht_call_tree_count (catalog->tree), ==, 1 + 41);
      g_assert_cmpuint (n_nodes, ==, round == 0 ? 1 : 1 + 41);
      last = ht_recording_writer_add_profile (writer, target, capture, profile, &error);
      commit (writer);
    }
  folder = recording_fixture_list_folder (fixture);
  g_assert_cmpstr (folder, ==, "test.heaptrail ");

  g_autoptr (HtRecording) recording = open_recording (fixture);
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = make_heap_profile (catalog, 3, START + 3 * SECOND);
  assert_profile_equals (fixture, recording, last, catalog, profile);
}

static void
test_strings_of_any_bytes (RecordingFixture *fixture, gconstpointer data)
{
  static const char odd[] = "a\0b\xff";
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
  g_autofree char *long_name = g_strnfill (2 * 1024 * 1024, 'x');
  guint32 odd_id = ht_strings_intern (catalog->strings, odd, sizeof odd - 1);
  guint32 long_id = intern_text (catalog, long_name);

  commit (writer);

  g_autoptr (HtRecording) recording = open_recording (fixture);
  const HtCatalog *read_catalog = ht_recording_get_catalog (recording, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ht_strings_count (read_catalog->strings), ==, 3);
  g_assert_cmpmem (ht_strings_get (read_catalog->strings, odd_id),
                   ht_strings_length (read_catalog->strings, odd_id), odd, sizeof odd - 1);
  g_assert_cmpstr (ht_strings_get (read_catalog->strings, long_id), ==, long_name);
}

/* Several chunks of nodes, saved in pieces that do not end where chunks do. */
static void
test_large_tree (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  HtCatalog *catalog = ht_recording_writer_get_catalog (writer, &error);
  guint32 frames[50];

  commit (writer);

  g_autoptr (HtRecording) recording = open_recording (fixture);

  for (gint64 i = 0; i < (gint64) G_N_ELEMENTS (frames); i++)
    frames[i] = intern_test_frame (catalog, "main.f", i);
  for (guint round = 0; round < 5; round++)
    {
      for (guint i = 0; i < 3000; i++)
        ht_call_tree_intern (
            catalog->tree,
            (guint32) g_rand_int_range (rand, 0, (gint32) ht_call_tree_count (catalog->tree)),
            frames[g_rand_int_range (rand, 0, G_N_ELEMENTS (frames))]);
      commit (writer);

      /* One that was open all the time sees what is new as well. */
      const HtCatalog *read_catalog = ht_recording_get_catalog (recording, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (ht_call_tree_count (read_catalog->tree), ==,
                        ht_call_tree_count (catalog->tree));
      for (guint32 node = 1; node < ht_call_tree_count (catalog->tree); node++)
        {
          g_assert_cmpuint (ht_call_tree_parent (read_catalog->tree, node), ==,
                            ht_call_tree_parent (catalog->tree, node));
          g_assert_cmpuint (ht_call_tree_frame (read_catalog->tree, node), ==,
                            ht_call_tree_frame (catalog->tree, node));
        }
    }
  g_assert_cmpuint (ht_call_tree_count (catalog->tree), >, 3 * 4096);
}

static HtGcCycle
make_cycle (HtGcSource source, guint32 process, gint64 n)
{
  HtGcCycle cycle;

  ht_gc_cycle_init (&cycle, source);
  cycle.process = process;
  cycle.n = n;
  cycle.start_ns = n * SECOND;
  cycle.end_ns = n * SECOND + 1000;
  return cycle;
}

static void
add_cycle (HtRecordingWriter *writer, gint64 target, gint64 capture, const HtGcCycle *cycle)
{
  g_autoptr (GError) error = NULL;

  ht_recording_writer_add_gc_cycle (writer, target, capture, cycle, &error);
  g_assert_no_error (error);
}

static void
test_gc_cycles (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  gint64 target = ht_recording_writer_add_target (writer, "service", &error);
  gint64 log = add_capture (writer, target, HT_CAPTURE_GC_LOG, HT_UNKNOWN);
  gint64 other_log = add_capture (writer, target, HT_CAPTURE_GC_LOG, HT_UNKNOWN);
  HtGcCycle cycle = make_cycle (HT_GC_SOURCE_GCTRACE, 0, 1);

  add_cycle (writer, target, log, &cycle);
  cycle = make_cycle (HT_GC_SOURCE_GCTRACE, 1, 1);
  cycle.forced = 1;
  cycle.wall_offset_ns = START;
  cycle.cpu_permille = 0;
  add_cycle (writer, target, log, &cycle);
  cycle = make_cycle (HT_GC_SOURCE_GCTRACE, 0, 1);
  cycle.heap_live_bytes = G_GINT64_CONSTANT (1) << 60;
  add_cycle (writer, target, log, &cycle);
  cycle = make_cycle (HT_GC_SOURCE_GCTRACE, 0, 1);
  add_cycle (writer, target, other_log, &cycle);

  /* Rings of snapshots that overlap: 1–6, 4–9. */
  for (gint64 first = 1; first <= 4; first += 3)
    {
      gint64 snapshot = add_capture (writer, target, HT_CAPTURE_HEAP_STATS, HT_UNKNOWN);

      for (gint64 n = first; n < first + 6; n++)
        {
          cycle = make_cycle (HT_GC_SOURCE_MEMSTATS, 0, n);
          cycle.wall_offset_ns = 0;
          cycle.start_ns = HT_UNKNOWN;
          cycle.end_ns = START + n * SECOND;
          add_cycle (writer, target, snapshot, &cycle);
        }
    }
  commit (writer);

  g_autoptr (HtRecording) recording = open_recording (fixture);
  g_autoptr (GArray) cycles = ht_recording_read_gc_cycles (recording, target, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (cycles->len, ==, 9 + 3);
  for (gint64 n = 1; n <= 9; n++)
    {
      const HtGcCycle *ring = &g_array_index (cycles, HtGcCycle, n - 1);

      g_assert_cmpuint (ring->source, ==, HT_GC_SOURCE_MEMSTATS);
      g_assert_cmpint (ring->n, ==, n);
      g_assert_cmpint (ring->start_ns, ==, HT_UNKNOWN);
      g_assert_cmpint (ring->end_ns, ==, START + n * SECOND);
    }

  const HtGcCycle *traced = &g_array_index (cycles, HtGcCycle, 9);
  g_assert_cmpuint (traced[0].process, ==, 0);
  g_assert_cmpint (traced[0].heap_live_bytes, ==, G_GINT64_CONSTANT (1) << 60);
  g_assert_true (traced[0].forced == -1);
  g_assert_cmpuint (traced[1].process, ==, 1);
  g_assert_true (traced[1].forced == 1);
  g_assert_cmpint (traced[1].cpu_permille, ==, 0);
  g_assert_cmpint (traced[1].heap_live_bytes, ==, HT_UNKNOWN);
  g_assert_cmpuint (traced[2].process, ==, 2);

  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);
  const HtTarget *entry = g_ptr_array_index (targets, 0);
  g_assert_cmpint (entry->first_ns, ==, START + SECOND);
  g_assert_cmpint (entry->last_ns, ==, START + 9 * SECOND);
}

static void
test_what_is_not_committed_is_dropped (RecordingFixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  HtRecordingWriter *writer = ht_recording_writer_create (fixture->path, &error);

  ht_recording_writer_add_target (writer, "kept", &error);
  commit (writer);
  ht_recording_writer_add_target (writer, "dropped", &error);
  ht_recording_writer_close (writer);

  g_autoptr (HtRecording) recording = open_recording (fixture);
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);
  g_assert_cmpuint (targets->len, ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(PATH, FUNCTION)                                                               \
  g_test_add ("/store/recording/" PATH, RecordingFixture, NULL, recording_fixture_set_up, \
              FUNCTION, recording_fixture_tear_down)
  ADD ("targets", test_targets);
  ADD ("marks", test_marks);
  ADD ("captures", test_captures);
  ADD ("profiles-come-back", test_profiles_come_back);
  ADD ("profiles-are-found", test_profiles_are_found);
  ADD ("profile-time-from-capture", test_profile_without_time_has_that_of_its_capture);
  ADD ("extending", test_extending);
  ADD ("strings-of-any-bytes", test_strings_of_any_bytes);
  ADD ("large-tree", test_large_tree);
  ADD ("gc-cycles", test_gc_cycles);
  ADD ("uncommitted-is-dropped", test_what_is_not_committed_is_dropped);
  return g_test_run ();
}
