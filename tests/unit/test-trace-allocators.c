/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gunzip.h"
#include "pprof-decode.h"
#include "trace-analysis.h"

/*
 * What a trace says of who made the heap grow, held against what the program itself counted of each
 * allocation: heap profiles of before and after with a sample for each, by the function at the root
 * of the stack. The program is tests/workload/allocators.
 */

/* What each processor has begun and not used up, and the rest of spans that is too small, are told
 * by the trace as well. */
#define MOST_APART 0.1

/* So much that this does not count. */
#define LEAST_BYTES (1 << 20)

/* The folder of what the program wrote; the test of live programs has one of its own. */
static char *
find_file (const char *name)
{
  const char *folder = g_getenv ("HT_ALLOCATORS");

  return folder != NULL ? g_build_filename (folder, name, NULL)
                        : g_build_filename (g_getenv ("HT_TEST_DATA"), "allocators", name, NULL);
}

static GBytes *
read_file (const char *name)
{
  g_autofree char *path = find_file (name);
  g_autofree char *contents = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) packed = NULL;
  GBytes *bytes;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  packed = g_bytes_new_take (g_steal_pointer (&contents), length);
  bytes = ht_gunzip (packed, &error);
  g_assert_no_error (error);
  return bytes;
}

static void
add (GHashTable *bytes_of, const char *function, gint64 bytes)
{
  const gint64 *before = g_hash_table_lookup (bytes_of, function);
  gint64 sum = bytes + (before != NULL ? *before : 0);

  g_hash_table_replace (bytes_of, g_strdup (function), g_memdup2 (&sum, sizeof sum));
}

static gint64
get (GHashTable *bytes_of, const char *function)
{
  const gint64 *bytes = g_hash_table_lookup (bytes_of, function);

  return bytes != NULL ? *bytes : 0;
}

static const char *
root_of (const HtCatalog *catalog, guint32 node)
{
  for (guint32 parent = node; parent != 0; parent = ht_call_tree_parent (catalog->tree, parent))
    node = parent;

  const HtFrame *frame =
      ht_symbols_get_frame (catalog->symbols, ht_call_tree_frame (catalog->tree, node));

  return ht_strings_get (catalog->strings,
                         ht_symbols_get_function (catalog->symbols, frame->function)->name);
}

static void
add_profile (GHashTable *bytes_of, const char *name, gint64 factor)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (GBytes) raw = read_file (name);
  g_autoptr (GError) error = NULL;
  g_autoptr (HtPprof) pprof = ht_pprof_open (raw, &error);
  g_autoptr (HtProfile) profile = NULL;
  gsize type;

  g_assert_no_error (error);
  profile = ht_pprof_load (pprof, catalog, &error);
  g_assert_no_error (error);
  type = (gsize) ht_profile_find_type (profile, catalog->strings, "alloc_space");
  for (gsize row = 0; row < ht_profile_n_rows (profile); row++)
    add (bytes_of, root_of (catalog, g_array_index (profile->nodes, guint32, row)),
         factor * g_array_index (profile->values, gint64, row * profile->types->len + type));
}

static void
take_group_cb (const HtTraceGroup *group, gpointer user_data)
{
  add (user_data, group->function, group->times.allocated_bytes);
}

static void
add_trace (GHashTable *bytes_of)
{
  HtTraceRecordSink sink = { .group = take_group_cb, .user_data = bytes_of };
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (GBytes) bytes = read_file ("trace.out.gz");
  g_autoptr (GError) error = NULL;
  HtTraceFacts facts;
  HtTraceInput input;

  ht_trace_input_init_bytes (&input, bytes);
  ht_trace_analyse (&input, catalog, 0, &sink, &facts, &error);
  g_assert_no_error (error);
  g_assert_true (facts.is_whole);
  g_assert_cmpint (facts.n_unattributed_bytes, <, LEAST_BYTES);
}

static void
test_allocators (void)
{
  static const char *const functions[] = { "main.growTrees",   "main.joinWords",
                                           "main.fillBuffers", "main.appendNumbers",
                                           "main.fillMaps",    "main.serveOne" };
  g_autoptr (GHashTable) made = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GHashTable) told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  gint64 others = 0;
  GHashTableIter iter;
  gpointer value;

  add_profile (made, "after.pb.gz", 1);
  add_profile (made, "before.pb.gz", -1);
  add_trace (told);
  for (gsize i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      gint64 expected = get (made, functions[i]);
      gint64 found = get (told, functions[i]);

      g_test_message ("%s: %" G_GINT64_FORMAT " bytes, the trace says %" G_GINT64_FORMAT,
                      functions[i], expected, found);
      g_assert_cmpint (expected, >, LEAST_BYTES);
      g_assert_cmpfloat (ABS (found - expected), <, MOST_APART * (double) expected);
      others -= found;
    }

  g_hash_table_iter_init (&iter, told);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    others += *(const gint64 *) value;
  g_assert_cmpint (others, <, LEAST_BYTES);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-allocators", test_allocators);
  return g_test_run ();
}
