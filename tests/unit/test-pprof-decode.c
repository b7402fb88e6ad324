/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pprof-decode.h"

#include "pprof-builder.h"

/* A program of three functions, main calling middle calling leaf. */
static const char *const names[] = { "",         "alloc_space", "bytes",  "inuse_space",
                                     "leaf",     "middle",      "main",   "a.go",
                                     "/bin/app", "build",       "op",     "read",
                                     "request",  "kilobytes",   "a note", NULL };

enum
{
  EMPTY,
  ALLOC_SPACE,
  BYTES,
  INUSE_SPACE,
  LEAF,
  MIDDLE,
  MAIN,
  A_GO,
  APP,
  BUILD,
  OP,
  READ,
  REQUEST,
  KILOBYTES,
  NOTE,
};

static void
tables (Message *profile)
{
  Message *mapping = message_new ();

  number (number (number (number (mapping, 1, 1), 2, 0x1000), 3, 0x9000), 4, 0x100);
  number (number (number (mapping, 5, APP), 6, BUILD), 7, 1);
  message (profile, 3, mapping);
  function (profile, 1, LEAF, A_GO);
  function (profile, 2, MIDDLE, A_GO);
  function (profile, 3, MAIN, A_GO);
  location (profile, 1, 1, 0x1100, 1);
  location (profile, 2, 1, 0x1200, 2);
  location (profile, 3, 1, 0x1300, 3);
  strings (profile, names);
}

static void
types (Message *profile)
{
  value_type (profile, 1, ALLOC_SPACE, BYTES);
  value_type (profile, 1, INUSE_SPACE, BYTES);
}

static Message *
sample (const guint64 *stack, gsize depth, guint64 alloc, guint64 inuse)
{
  const guint64 values[] = { alloc, inuse };
  Message *record = packed (message_new (), 1, stack, depth);

  return packed (record, 2, values, 2);
}

static Message *
whole_profile (void)
{
  const guint64 stack[] = { 1, 2, 3 };
  Message *profile = message_new ();

  types (profile);
  message (profile, 2, sample (stack, 3, 700, 30));
  message (profile, 2, sample (stack + 1, 2, 5, (guint64) -4));
  tables (profile);
  return profile;
}

static HtPprof *
open_profile (Message *profile, GError **error)
{
  g_autoptr (GBytes) raw = profile_bytes (profile);

  return ht_pprof_open (raw, error);
}

static void
assert_refused (Message *profile, HtFormatError code, const char *why)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtPprof) pprof = open_profile (profile, &error);

  g_assert_null (pprof);
  g_assert_error (error, HT_FORMAT_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, why));
}

static void
assert_text (const HtCatalog *catalog, guint32 id, const char *expected)
{
  g_assert_cmpstr (ht_strings_get (catalog->strings, id), ==, expected);
}

static void
test_samples_before_tables (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtPprof) pprof = open_profile (whole_profile (), &error);
  g_auto (HtPprofCursor) cursor;

  g_assert_no_error (error);
  g_assert_cmpuint (ht_pprof_get_tables (pprof)->n_samples, ==, 2);
  ht_pprof_cursor_init (&cursor, pprof);

  g_assert_true (ht_pprof_cursor_next (&cursor));
  g_assert_cmpuint (cursor.n_locations, ==, 3);
  g_assert_cmpuint (cursor.locations[0], ==, 0);
  g_assert_cmpuint (cursor.locations[2], ==, 2);
  g_assert_cmpint (cursor.values[0], ==, 700);
  g_assert_cmpint (cursor.values[1], ==, 30);

  g_assert_true (ht_pprof_cursor_next (&cursor));
  g_assert_cmpuint (cursor.n_locations, ==, 2);
  g_assert_cmpint (cursor.values[1], ==, -4);
  g_assert_false (ht_pprof_cursor_next (&cursor));
}

static void
test_loads_into_the_tree (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtPprof) pprof = open_profile (whole_profile (), &error);
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = ht_pprof_load (pprof, catalog, &error);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));

  g_assert_no_error (error);
  g_assert_cmpuint (ht_profile_n_rows (profile), ==, 2);
  g_assert_cmpuint (profile->types->len, ==, 2);
  assert_text (catalog, g_array_index (profile->types, HtValueType, 1).type, "inuse_space");
  g_assert_cmpint (g_array_index (profile->values, gint64, 3), ==, -4);

  /* main, middle, leaf: the second sample ends in the middle of the first. */
  g_assert_cmpuint (ht_call_tree_count (catalog->tree), ==, 4);
  guint32 node = g_array_index (profile->nodes, guint32, 0);
  g_assert_cmpuint (ht_call_tree_parent (catalog->tree, node), ==,
                    g_array_index (profile->nodes, guint32, 1));

  g_assert_cmpuint (ht_call_tree_get_stack (catalog->tree, node, stack), ==, 3);
  const HtFrame *leaf = ht_symbols_get_frame (catalog->symbols, g_array_index (stack, guint32, 0));
  g_assert_cmpint (leaf->line, ==, 10);
  g_assert_cmpuint (leaf->address, ==, 0x1100);
  g_assert_cmpuint (leaf->flags, ==, 0);
  g_assert_cmpuint (leaf->mapping, ==, profile->main_mapping);
  assert_text (catalog, ht_symbols_get_function (catalog->symbols, leaf->function)->name, "leaf");
  assert_text (catalog, ht_symbols_get_function (catalog->symbols, leaf->function)->file, "a.go");

  const HtMapping *mapping = ht_symbols_get_mapping (catalog->symbols, profile->main_mapping);
  assert_text (catalog, mapping->file, "/bin/app");
  assert_text (catalog, mapping->build_id, "build");
  g_assert_cmpuint (mapping->offset, ==, 0x100);
  g_assert_cmpuint (mapping->flags, ==, HT_MAPPING_HAS_FUNCTIONS);
}

static void
test_the_same_profile_twice_adds_nothing (void)
{
  g_autoptr (HtPprof) pprof = open_profile (whole_profile (), NULL);
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) first = ht_pprof_load (pprof, catalog, NULL);
  guint32 n_nodes = ht_call_tree_count (catalog->tree);
  guint32 n_frames = ht_symbols_n_frames (catalog->symbols);
  g_autoptr (HtProfile) second = ht_pprof_load (pprof, catalog, NULL);

  g_assert_cmpuint (ht_call_tree_count (catalog->tree), ==, n_nodes);
  g_assert_cmpuint (ht_symbols_n_frames (catalog->symbols), ==, n_frames);
  g_assert_cmpuint (g_array_index (first->nodes, guint32, 0), ==,
                    g_array_index (second->nodes, guint32, 0));
}

/* The same program, loaded elsewhere: its frames are the same ones. */
static void
test_addresses_are_relocated (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  guint32 nodes[2];

  for (guint64 base = 0; base < 2; base++)
    {
      const guint64 start = 0x1000 + base * 0x50000;
      const guint64 stack[] = { 1 };
      Message *profile = message_new ();
      Message *mapping = message_new ();

      types (profile);
      message (profile, 2, sample (stack, 1, 1, 1));
      number (number (number (number (mapping, 1, 7), 2, start), 3, start + 0x1800), 5, APP);
      message (profile, 3, mapping);
      function (profile, 1, LEAF, A_GO);
      location (profile, 1, 7, start + 0x24, 1);
      strings (profile, names);

      g_autoptr (HtPprof) pprof = open_profile (profile, NULL);
      g_autoptr (HtProfile) loaded = ht_pprof_load (pprof, catalog, NULL);

      nodes[base] = g_array_index (loaded->nodes, guint32, 0);
    }
  g_assert_cmpuint (nodes[0], ==, nodes[1]);
  g_assert_cmpuint (ht_symbols_get_frame (catalog->symbols,
                                          ht_call_tree_frame (catalog->tree, nodes[1]))
                        ->address,
                    ==, 0x1024);
}

static void
test_inlined_lines (void)
{
  const guint64 stack[] = { 1 };
  Message *profile = message_new ();
  Message *record = number (number (message_new (), 1, 1), 5, 1);

  types (profile);
  message (profile, 2, sample (stack, 1, 1, 1));
  message (record, 4, number (line (1, 5), 3, 9));
  message (record, 4, line (2, (guint64) -6));
  message (profile, 4, record);
  function (profile, 1, LEAF, A_GO);
  function (profile, 2, MIDDLE, A_GO);
  strings (profile, names);

  g_autoptr (HtPprof) pprof = open_profile (profile, NULL);
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) loaded = ht_pprof_load (pprof, catalog, NULL);
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint32));

  ht_call_tree_get_stack (catalog->tree, g_array_index (loaded->nodes, guint32, 0), frames);
  g_assert_cmpuint (frames->len, ==, 2);

  const HtFrame *inner =
      ht_symbols_get_frame (catalog->symbols, g_array_index (frames, guint32, 0));
  const HtFrame *outer =
      ht_symbols_get_frame (catalog->symbols, g_array_index (frames, guint32, 1));
  g_assert_cmpuint (inner->flags, ==, HT_FRAME_INLINED | HT_FRAME_FOLDED);
  g_assert_cmpint (inner->line, ==, 5);
  g_assert_cmpint (inner->column, ==, 9);
  g_assert_cmpuint (outer->flags, ==, HT_FRAME_FOLDED);
  g_assert_cmpint (outer->line, ==, -6);
}

static void
test_labels (void)
{
  const guint64 stack[] = { 1 };
  Message *profile = message_new ();
  Message *labelled = sample (stack, 1, 1, 1);

  types (profile);
  message (labelled, 3, number (number (message_new (), 1, OP), 2, READ));
  message (labelled, 3,
           number (number (number (message_new (), 1, REQUEST), 3, (guint64) -5), 4, KILOBYTES));
  /* A text wins over a number, and its unit may be anything. */
  message (labelled, 3,
           number (number (number (number (message_new (), 1, OP), 2, READ), 3, 8), 4, 999));
  message (profile, 2, labelled);
  message (profile, 2, sample (stack, 1, 2, 2));
  tables (profile);

  g_autoptr (GError) error = NULL;
  g_autoptr (HtPprof) pprof = open_profile (profile, &error);
  g_assert_no_error (error);

  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) loaded = ht_pprof_load (pprof, catalog, NULL);
  gsize n_labels;
  const HtLabel *labels =
      ht_label_sets_get (catalog->label_sets, g_array_index (loaded->label_sets, guint32, 0),
                         &n_labels);

  g_assert_cmpuint (n_labels, ==, 3);
  assert_text (catalog, labels[0].key, "op");
  assert_text (catalog, labels[0].text, "read");
  assert_text (catalog, labels[1].key, "request");
  assert_text (catalog, labels[1].unit, "kilobytes");
  g_assert_cmpint (labels[1].number, ==, -5);
  g_assert_cmpuint (labels[1].text, ==, 0);
  g_assert_cmpint (labels[2].number, ==, 0);
  g_assert_cmpuint (labels[2].unit, ==, 0);
  g_assert_cmpuint (g_array_index (loaded->label_sets, guint32, 1), ==, 0);
}

static void
test_header (void)
{
  Message *profile = whole_profile ();
  const guint64 comments[] = { NOTE, OP };

  number (profile, 7, LEAF);
  number (profile, 8, MAIN);
  number (profile, 9, 1700000000000000000);
  number (profile, 10, 30000000000);
  value_type (profile, 11, INUSE_SPACE, BYTES);
  number (profile, 12, 524288);
  number (profile, 13, READ);
  packed (profile, 13, comments, 2);
  number (profile, 14, ALLOC_SPACE);
  number (profile, 15, APP);

  g_autoptr (GError) error = NULL;
  g_autoptr (HtPprof) pprof = open_profile (profile, &error);
  g_assert_no_error (error);

  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) loaded = ht_pprof_load (pprof, catalog, NULL);

  assert_text (catalog, loaded->drop_frames, "leaf");
  assert_text (catalog, loaded->keep_frames, "main");
  g_assert_cmpint (loaded->time_ns, ==, 1700000000000000000);
  g_assert_cmpint (loaded->duration_ns, ==, 30000000000);
  assert_text (catalog, loaded->period_type.type, "inuse_space");
  g_assert_cmpint (loaded->period, ==, 524288);
  g_assert_cmpuint (loaded->comments->len, ==, 3);
  assert_text (catalog, g_array_index (loaded->comments, guint32, 1), "a note");
  assert_text (catalog, loaded->default_type, "alloc_space");
  assert_text (catalog, loaded->doc_url, "/bin/app");

  g_assert_cmpint (ht_pprof_find_type (pprof, NULL), ==, 0);
  g_assert_cmpint (ht_pprof_find_type (pprof, "inuse_space"), ==, 1);
  g_assert_cmpint (ht_pprof_find_type (pprof, "space"), ==, 1);
  g_assert_cmpint (ht_pprof_find_type (pprof, "1"), ==, 1);
  g_assert_cmpint (ht_pprof_find_type (pprof, "2"), ==, -1);
  g_assert_cmpint (ht_pprof_find_type (pprof, "goroutine"), ==, -1);
}

/* Unpacked lists, fields that nobody knows, ids with gaps, records in any order. */
static void
test_foreign_spelling (void)
{
  for (guint64 stride = 1; stride < G_GUINT64_CONSTANT (1) << 62; stride *= 1000)
    {
      Message *profile = message_new ();
      Message *record = message_new ();

      strings (profile, names);
      function (profile, 2 * stride, MAIN, A_GO);
      function (profile, stride, LEAF, A_GO);
      location (profile, 9 * stride, 0, 0, 2 * stride);
      location (profile, 4 * stride, 0, 0, stride);
      number (number (record, 1, 4 * stride), 1, 9 * stride);
      text (record, 77, "unknown");
      number (number (record, 2, 11), 2, 12);
      message (profile, 2, record);
      text (profile, 16, "unknown");
      number (profile, 1000000, 1);
      types (profile);

      g_autoptr (GError) error = NULL;
      g_autoptr (HtPprof) pprof = open_profile (profile, &error);
      g_auto (HtPprofCursor) cursor;

      g_assert_no_error (error);
      ht_pprof_cursor_init (&cursor, pprof);
      g_assert_true (ht_pprof_cursor_next (&cursor));
      g_assert_cmpuint (cursor.n_locations, ==, 2);
      g_assert_cmpuint (cursor.locations[0], ==, 1);
      g_assert_cmpuint (cursor.locations[1], ==, 0);
      g_assert_cmpint (cursor.values[1], ==, 12);
    }
}

static void
test_missing_things (void)
{
  const guint64 stack[] = { 1, 44 };
  Message *profile = message_new ();

  assert_refused (message_new (), HT_FORMAT_ERROR_TRUNCATED, "empty");

  types (profile);
  message (profile, 2, sample (stack, 2, 1, 1));
  tables (profile);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "location that is not there at byte");

  profile = whole_profile ();
  location (profile, 4, 1, 0, 88);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "function 88");

  profile = whole_profile ();
  function (profile, 4, 999, A_GO);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "string");

  profile = whole_profile ();
  function (profile, 4, (guint64) -3, A_GO);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "string");

  /* No string table at all. */
  profile = number (message_new (), 12, 5);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "string");
}

static void
test_ids (void)
{
  Message *profile = whole_profile ();

  location (profile, 2, 1, 0, 1);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "second location with id 2");

  profile = whole_profile ();
  function (profile, 3, LEAF, A_GO);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "second function with id 3");

  profile = whole_profile ();
  function (profile, 0, LEAF, A_GO);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "id 0");

  /* A mapping that is not there is none: so it is in Go. */
  profile = whole_profile ();
  location (profile, 4, 77, 0x10, 1);
  g_autoptr (HtPprof) pprof = open_profile (profile, NULL);
  g_assert_nonnull (pprof);
  g_assert_cmpuint (ht_pprof_get_tables (pprof)->locations[3].mapping, ==, HT_PPROF_NONE);
}

static void
test_values_and_types (void)
{
  const guint64 stack[] = { 1 };
  const guint64 three[] = { 1, 2, 3 };
  Message *profile = message_new ();

  types (profile);
  message (profile, 2, packed (packed (message_new (), 1, stack, 1), 2, three, 3));
  tables (profile);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "3 values for 2 types");

  profile = message_new ();
  message (profile, 2, packed (message_new (), 1, stack, 1));
  tables (profile);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "no sample types");

  /* Nothing at all is something. */
  profile = message_new ();
  strings (profile, names);
  g_autoptr (HtPprof) pprof = open_profile (profile, NULL);
  g_assert_nonnull (pprof);
  g_assert_cmpint (ht_pprof_find_type (pprof, NULL), ==, -1);
}

static void
test_broken_wire (void)
{
  const guint8 eleven[] = { 0x60, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0 };
  const guint8 group[] = { 0x63 };
  const guint8 too_long[] = { 0x12, 0x7f, 0x00 };
  Message *profile = whole_profile ();

  g_byte_array_append (profile, eleven, sizeof eleven);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "more than ten bytes");

  profile = whole_profile ();
  g_byte_array_append (profile, group, sizeof group);
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "wire type");

  profile = whole_profile ();
  g_byte_array_append (profile, too_long, sizeof too_long);
  assert_refused (profile, HT_FORMAT_ERROR_TRUNCATED, "beyond");

  /* A known field of another type is not skipped but refused. */
  profile = text (whole_profile (), 12, "five");
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "wrong wire type");

  profile = number (number (whole_profile (), 9, 1), 9, 2);
  assert_refused (profile, HT_FORMAT_ERROR_UNSUPPORTED, "second profile");

  profile = message_new ();
  text (profile, 6, "not empty");
  assert_refused (profile, HT_FORMAT_ERROR_CORRUPT, "first string");
}

/* Every cut of a good profile is refused or is a shorter good profile; none crashes. */
static void
test_every_cut (void)
{
  g_autoptr (GBytes) whole = profile_bytes (whole_profile ());

  for (gsize length = 0; length < g_bytes_get_size (whole); length++)
    {
      /* A copy, so that reading beyond its end is seen by the sanitizers. */
      g_autoptr (GBytes) cut = g_bytes_new (g_bytes_get_data (whole, NULL), length);
      g_autoptr (GError) error = NULL;
      g_autoptr (HtPprof) pprof = ht_pprof_open (cut, &error);

      g_assert_true ((pprof != NULL) == (error == NULL));
    }
}

/* Few bytes that ask for very many frames. */
static void
test_too_many_frames (void)
{
  Message *profile = message_new ();
  Message *record = number (message_new (), 1, 1);
  g_autofree guint64 *stack = g_new (guint64, 50000);

  for (gsize i = 0; i < 50000; i++)
    {
      stack[i] = 1;
      message (record, 4, number (message_new (), 1, 1));
    }
  types (profile);
  message (profile, 2, sample (stack, 50000, 1, 1));
  message (profile, 4, record);
  function (profile, 1, LEAF, A_GO);
  strings (profile, names);
  assert_refused (profile, HT_FORMAT_ERROR_TOO_LARGE, "2500000000 frames");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/pprof-decode/samples-before-tables", test_samples_before_tables);
  g_test_add_func ("/formats/pprof-decode/loads-into-the-tree", test_loads_into_the_tree);
  g_test_add_func ("/formats/pprof-decode/the-same-profile-twice-adds-nothing",
                   test_the_same_profile_twice_adds_nothing);
  g_test_add_func ("/formats/pprof-decode/addresses-are-relocated", test_addresses_are_relocated);
  g_test_add_func ("/formats/pprof-decode/inlined-lines", test_inlined_lines);
  g_test_add_func ("/formats/pprof-decode/labels", test_labels);
  g_test_add_func ("/formats/pprof-decode/header", test_header);
  g_test_add_func ("/formats/pprof-decode/foreign-spelling", test_foreign_spelling);
  g_test_add_func ("/formats/pprof-decode/missing-things", test_missing_things);
  g_test_add_func ("/formats/pprof-decode/ids", test_ids);
  g_test_add_func ("/formats/pprof-decode/values-and-types", test_values_and_types);
  g_test_add_func ("/formats/pprof-decode/broken-wire", test_broken_wire);
  g_test_add_func ("/formats/pprof-decode/every-cut", test_every_cut);
  g_test_add_func ("/formats/pprof-decode/too-many-frames", test_too_many_frames);
  return g_test_run ();
}
