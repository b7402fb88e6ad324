/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pprof-encode.h"

#include "gunzip.h"
#include "pprof-decode.h"

static guint32
string (HtCatalog *catalog, const char *text)
{
  return ht_strings_intern (catalog->strings, text, strlen (text));
}

static guint32
function (HtCatalog *catalog, const char *name)
{
  const HtFunction record = { .name = string (catalog, name),
                              .system_name = string (catalog, "mangled"),
                              .file = string (catalog, "a.go"),
                              .start_line = 7 };

  return ht_symbols_intern_function (catalog->symbols, &record);
}

static guint32
frame (HtCatalog *catalog, guint32 mapping, guint64 address, const char *name, guint32 flags)
{
  const HtFrame record = { .address = address,
                           .line = name != NULL ? (gint64) address / 2 : 0,
                           .column = name != NULL ? 3 : 0,
                           .function = name != NULL ? function (catalog, name) : 0,
                           .mapping = mapping,
                           .flags = flags };

  return ht_symbols_intern_frame (catalog->symbols, &record);
}

static guint32
mapping (HtCatalog *catalog, const char *file)
{
  const HtMapping record = { .start = 0x1000,
                             .limit = 0x5000,
                             .offset = 0x40,
                             .file = string (catalog, file),
                             .build_id = string (catalog, "id"),
                             .flags = HT_MAPPING_HAS_FUNCTIONS | HT_MAPPING_HAS_INLINE_FRAMES };

  return ht_symbols_intern_mapping (catalog->symbols, &record);
}

static HtProfile *
make_profile (HtCatalog *catalog)
{
  HtProfile *profile = ht_profile_new ();
  const HtValueType types[] = { { string (catalog, "objects"), string (catalog, "count") },
                                { string (catalog, "space"), string (catalog, "bytes") } };

  g_array_append_vals (profile->types, types, 2);
  profile->period_type = types[1];
  profile->period = 524288;
  profile->time_ns = 1700000000000000001;
  profile->duration_ns = 5;
  profile->default_type = types[0].type;
  profile->drop_frames = string (catalog, "drop");
  profile->keep_frames = string (catalog, "keep");
  profile->doc_url = string (catalog, "https://example.com/");
  profile->main_mapping = mapping (catalog, "/app");

  guint32 comment = string (catalog, "a comment");
  g_array_append_val (profile->comments, comment);
  comment = 0;
  g_array_append_val (profile->comments, comment);
  return profile;
}

/* Two inlined calls and who holds them, an address without a name, and main. */
static void
add_rows (HtCatalog *catalog, HtProfile *profile)
{
  guint32 app = profile->main_mapping;
  guint32 library = mapping (catalog, "/lib");
  const guint32 stack[] = {
    frame (catalog, app, 0x1010, "innermost", HT_FRAME_INLINED | HT_FRAME_FOLDED),
    frame (catalog, app, 0x1010, "inner", HT_FRAME_INLINED | HT_FRAME_FOLDED),
    frame (catalog, app, 0x1010, "holder", HT_FRAME_FOLDED),
    frame (catalog, library, 0x1020, NULL, 0),
    frame (catalog, app, 0x1030, "main", 0),
  };
  const HtLabel labels[] = {
    { .key = string (catalog, "op"), .text = string (catalog, "read") },
    { .key = string (catalog, "bytes"), .number = -16, .unit = string (catalog, "kb") },
  };
  const gint64 values[] = { 1, -2 };
  const gint64 great[] = { G_MAXINT64, G_MININT64 };

  ht_profile_add_row (profile, ht_call_tree_intern_stack (catalog->tree, stack, 5),
                      ht_label_sets_intern (catalog->label_sets, labels, 2), values);
  ht_profile_add_row (profile, ht_call_tree_intern_stack (catalog->tree, stack + 3, 2), 0, great);
  ht_profile_add_row (profile, HT_CALL_TREE_ROOT, 0, values);
}

static void
test_round_trip (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = make_profile (catalog);
  g_autoptr (GError) error = NULL;

  add_rows (catalog, profile);

  g_autoptr (GBytes) written = ht_pprof_encode (profile, catalog);
  g_autoptr (HtPprof) pprof = ht_pprof_open (written, &error);
  g_assert_no_error (error);

  /* Over the same catalog everything must have the same ids again. */
  guint32 n_strings = ht_strings_count (catalog->strings);
  guint32 n_frames = ht_symbols_n_frames (catalog->symbols);
  g_autoptr (HtProfile) again = ht_pprof_load (pprof, catalog, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (ht_strings_count (catalog->strings), ==, n_strings);
  g_assert_cmpuint (ht_symbols_n_frames (catalog->symbols), ==, n_frames);

  g_assert_cmpmem (again->nodes->data, 3 * sizeof (guint32), profile->nodes->data,
                   3 * sizeof (guint32));
  g_assert_cmpmem (again->label_sets->data, 3 * sizeof (guint32), profile->label_sets->data,
                   3 * sizeof (guint32));
  g_assert_cmpmem (again->values->data, 6 * sizeof (gint64), profile->values->data,
                   6 * sizeof (gint64));
  g_assert_cmpmem (again->types->data, 2 * sizeof (HtValueType), profile->types->data,
                   2 * sizeof (HtValueType));
  g_assert_cmpmem (again->comments->data, 2 * sizeof (guint32), profile->comments->data,
                   2 * sizeof (guint32));
  g_assert_cmpuint (again->period_type.type, ==, profile->period_type.type);
  g_assert_cmpint (again->period, ==, 524288);
  g_assert_cmpint (again->time_ns, ==, 1700000000000000001);
  g_assert_cmpint (again->duration_ns, ==, 5);
  g_assert_cmpuint (again->default_type, ==, profile->default_type);
  g_assert_cmpuint (again->drop_frames, ==, profile->drop_frames);
  g_assert_cmpuint (again->keep_frames, ==, profile->keep_frames);
  g_assert_cmpuint (again->doc_url, ==, profile->doc_url);
  g_assert_cmpuint (again->main_mapping, ==, profile->main_mapping);
}

static void
test_only_what_is_used (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) first = make_profile (catalog);
  g_autoptr (HtProfile) second = make_profile (catalog);
  const guint32 stack[] = { frame (catalog, 0, 0, "lonely", 0) };
  const gint64 values[] = { 1, 1 };

  add_rows (catalog, first);
  ht_profile_add_row (second, ht_call_tree_intern_stack (catalog->tree, stack, 1), 0, values);

  g_autoptr (GBytes) written = ht_pprof_encode (second, catalog);
  g_autoptr (HtPprof) pprof = ht_pprof_open (written, NULL);
  const HtPprofTables *tables = ht_pprof_get_tables (pprof);

  g_assert_cmpuint (tables->n_functions, ==, 1);
  g_assert_cmpuint (tables->n_locations, ==, 1);
  /* The program itself is named even so. */
  g_assert_cmpuint (tables->n_mappings, ==, 1);
}

static void
test_inlined_calls_share_a_location (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = make_profile (catalog);

  add_rows (catalog, profile);

  g_autoptr (GBytes) written = ht_pprof_encode (profile, catalog);
  g_autoptr (HtPprof) pprof = ht_pprof_open (written, NULL);
  const HtPprofTables *tables = ht_pprof_get_tables (pprof);

  g_assert_cmpuint (tables->n_locations, ==, 3);
  g_assert_cmpuint (tables->locations[0].n_lines, ==, 3);
  g_assert_true (tables->locations[0].is_folded);
  g_assert_cmpuint (tables->locations[1].n_lines, ==, 0);
  g_assert_cmpuint (tables->longest_stack, ==, 3);
  g_assert_cmpuint (tables->mappings[0].flags, ==,
                    HT_MAPPING_HAS_FUNCTIONS | HT_MAPPING_HAS_INLINE_FRAMES);
}

static void
test_empty_profile (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = ht_profile_new ();
  g_autoptr (GBytes) written = ht_pprof_encode (profile, catalog);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtPprof) pprof = ht_pprof_open (written, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (ht_pprof_get_tables (pprof)->n_strings, ==, 1);
}

static const char *const captures[] = {
  "example/heap-1795199419776.pb.gz",  "example/goroutine-1795199420379.pb.gz",
  "example/mutex-1795199405478.pb.gz", "example/threadcreate-1795199405480.pb.gz",
  "oracle/cpu-go1.27.pb.gz",           "oracle/foreign.pb.gz",
};

static void
test_captures (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (captures); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), captures[i], NULL);
      char *contents;
      gsize length;

      g_file_get_contents (path, &contents, &length, &error);
      g_assert_no_error (error);

      g_autoptr (GBytes) packed = g_bytes_new_take (contents, length);
      g_autoptr (GBytes) raw = ht_gunzip (packed, &error);
      g_autoptr (HtPprof) pprof = ht_pprof_open (raw, &error);
      g_assert_no_error (error);

      g_autoptr (HtCatalog) catalog = ht_catalog_new ();
      g_autoptr (HtProfile) profile = ht_pprof_load (pprof, catalog, NULL);
      g_autoptr (GBytes) written = ht_pprof_encode (profile, catalog);
      g_autoptr (HtPprof) reopened = ht_pprof_open (written, &error);
      g_assert_no_error (error);

      g_autoptr (HtProfile) again = ht_pprof_load (reopened, catalog, NULL);
      gsize n_rows = ht_profile_n_rows (profile);

      g_assert_cmpuint (n_rows, >, 0);
      g_assert_cmpuint (ht_profile_n_rows (again), ==, n_rows);
      g_assert_cmpmem (again->nodes->data, n_rows * sizeof (guint32), profile->nodes->data,
                       n_rows * sizeof (guint32));
      g_assert_cmpmem (again->label_sets->data, n_rows * sizeof (guint32),
                       profile->label_sets->data, n_rows * sizeof (guint32));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/pprof-encode/round-trip", test_round_trip);
  g_test_add_func ("/formats/pprof-encode/only-what-is-used", test_only_what_is_used);
  g_test_add_func ("/formats/pprof-encode/inlined-calls-share-a-location",
                   test_inlined_calls_share_a_location);
  g_test_add_func ("/formats/pprof-encode/empty-profile", test_empty_profile);
  g_test_add_func ("/formats/pprof-encode/captures", test_captures);
  return g_test_run ();
}
