/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "heap-text.h"

#include "gunzip.h"
#include "pprof-decode.h"
#include "record-log.h"

static const char small[] = "heap profile: 3: 196608 [5: 196624] @ heap/1048576\n"
                            "3: 196608 [4: 262144] @ 0x1001 0x2001 0x2002 0x3001\n"
                            "#\t0x1000\tmain.leaf[...]+0x10\t\tmain/leaf.go:7\n"
                            "#\t0x2000\tmain.inner+0x20\t\t\tmain/outer.go:3\n"
                            "#\t0x2001\tmain.outer+0x21\t\t\tmain/outer.go:9\n"
                            "#\t0x3000\tmain.main+0x1\t\t\tmain/main.go:1\n"
                            "\n"
                            "0: 0 [1: 16] @ 0x9001\n"
                            "\n"
                            "\n"
                            "# runtime.MemStats\n"
                            "# HeapAlloc = 4096\n"
                            "# Stack = 100 / 200\n"
                            "# NextGC = 18446744073709551615\n"
                            "# GCCPUFraction = 0.25\n"
                            "# NumGC = 0\n";

static gint64
value_at (const HtProfile *profile, guint row, guint type)
{
  return g_array_index (profile->values, gint64, row * 4 + type);
}

static double
point_value (RecordLog *log, const char *name)
{
  for (guint i = 0; i < log->points->len; i++)
    if (g_str_equal (g_array_index (log->points, LoggedPoint, i).name, name))
      return g_array_index (log->points, LoggedPoint, i).value;
  return -1;
}

static void
test_small (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (RecordLog) log = record_log_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (HtProfile) profile =
      ht_heap_text_decode (small, strlen (small), catalog, &log->sink, &error);
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));
  gsize n_labels;

  g_assert_no_error (error);
  g_assert_cmpuint (ht_profile_n_rows (profile), ==, 2);
  g_assert_cmpint (profile->period, ==, 524288);

  /* Objects of 64 KiB at a rate of 512 KiB: 1 / (1 - exp (-1/8)) = 8.510414…; times 3, 196608, 4,
   * 262144. */
  g_assert_cmpint (value_at (profile, 0, 0), ==, 34);
  g_assert_cmpint (value_at (profile, 0, 1), ==, 2230953);
  g_assert_cmpint (value_at (profile, 0, 2), ==, 25);
  g_assert_cmpint (value_at (profile, 0, 3), ==, 1673215);
  /* 16 bytes: 1 / (1 - exp (-1/32768)) = 32768.5000025… */
  g_assert_cmpint (value_at (profile, 1, 0), ==, 32768);
  g_assert_cmpint (value_at (profile, 1, 1), ==, 524296);
  g_assert_cmpint (value_at (profile, 1, 3), ==, 0);

  const HtLabel *labels =
      ht_label_sets_get (catalog->label_sets, g_array_index (profile->label_sets, guint32, 0),
                         &n_labels);
  g_assert_cmpuint (n_labels, ==, 1);
  g_assert_cmpint (labels[0].number, ==, 65536);

  ht_call_tree_get_stack (catalog->tree, g_array_index (profile->nodes, guint32, 0), stack);
  g_assert_cmpuint (stack->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    {
      static const char *const names[] = { "main.leaf[...]", "main.inner", "main.outer",
                                           "main.main" };
      static const gint64 lines[] = { 7, 3, 9, 1 };
      const HtFrame *frame =
          ht_symbols_get_frame (catalog->symbols, g_array_index (stack, guint32, i));
      guint32 name = ht_symbols_get_function (catalog->symbols, frame->function)->name;

      g_assert_cmpstr (ht_strings_get (catalog->strings, name), ==, names[i]);
      g_assert_cmpint (frame->line, ==, lines[i]);
      g_assert_cmpuint (frame->flags, ==, i == 1 ? HT_FRAME_INLINED : 0);
    }
  /* Without lines of names the addresses are all there is. */
  g_assert_cmpuint (ht_call_tree_get_stack (catalog->tree,
                                            g_array_index (profile->nodes, guint32, 1), stack),
                    ==, 1);

  g_assert_cmpfloat (point_value (log, "heap_alloc"), ==, 4096);
  g_assert_cmpfloat (point_value (log, "stack_inuse"), ==, 100);
  g_assert_cmpfloat (point_value (log, "stack_sys"), ==, 200);
  g_assert_cmpfloat (point_value (log, "gc_cpu_fraction"), ==, 0.25);
  g_assert_cmpfloat (point_value (log, "next_gc"), ==, -1);
  g_assert_cmpuint (log->warnings->len, ==, 0);
}

static void
sum_columns (const HtProfile *profile, gint64 sums[4])
{
  for (guint i = 0; i < profile->values->len; i++)
    sums[i % 4] += g_array_index (profile->values, gint64, i);
}

static char *
read_data (const char *name, gsize *length)
{
  g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), name, NULL);
  char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, length, NULL));
  return text;
}

/* The runtime scales the protobuf form itself: both of one moment must agree to the unit. */
static void
test_equals_protobuf (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (RecordLog) log = record_log_new ();
  gsize length;
  g_autofree char *text =
      read_data ("captures/go1.27-map-growth/heap-debug1-1795201112723.txt", &length);
  g_autoptr (HtProfile) from_text = ht_heap_text_decode (text, length, catalog, &log->sink, NULL);
  gint64 of_text[4] = { 0 };

  sum_columns (from_text, of_text);
  g_assert_cmpuint (log->warnings->len, ==, 0);
  g_assert_cmpfloat (point_value (log, "heap_sys"), ==,
                     point_value (log, "heap_inuse") + point_value (log, "heap_idle"));
  g_assert_cmpfloat (point_value (log, "heap_objects"), ==,
                     point_value (log, "mallocs") - point_value (log, "frees"));
  g_assert_cmpuint (log->cycles->len, >, 0);

  gsize n_packed;
  g_autofree char *packed =
      read_data ("captures/go1.27-map-growth/allocs-1795201112823.pb.gz", &n_packed);
  g_autoptr (GBytes) bytes = g_bytes_new (packed, n_packed);
  g_autoptr (GBytes) raw = ht_gunzip (bytes, NULL);
  g_autoptr (HtPprof) pprof = ht_pprof_open (raw, NULL);
  g_autoptr (HtProfile) from_protobuf = ht_pprof_load (pprof, catalog, NULL);
  gint64 of_protobuf[4] = { 0 };

  sum_columns (from_protobuf, of_protobuf);
  g_assert_cmpuint (ht_profile_n_rows (from_text), ==, ht_profile_n_rows (from_protobuf));
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (of_text[i], ==, of_protobuf[i]);
}

static void
test_cut_off (void)
{
  for (gsize length = 0; length < strlen (small); length++)
    {
      g_autoptr (HtCatalog) catalog = ht_catalog_new ();
      g_autoptr (RecordLog) log = record_log_new ();
      g_autoptr (GError) error = NULL;
      g_autofree char *copy = g_strndup (small, length);
      g_autoptr (HtProfile) profile =
          ht_heap_text_decode (copy, length, catalog, &log->sink, &error);

      g_assert_true ((profile == NULL) == (error != NULL));
      if (profile == NULL)
        g_assert_cmpuint (length, <, strlen ("heap profile: 3: 196608 [5: 196624] @ heap/1048576"));
      else if (ht_profile_n_rows (profile) > 0)
        g_assert_cmpint (value_at (profile, 0, 3), ==, 1673215);
    }
}

static void
test_wrong_lines (void)
{
  static const char text[] = "heap profile: 1: 2 [3: 4] @ heap/2\n"
                             "-1: 5 [1: 5] @ 0x1\n\n"
                             "0: 5 [1: 5] @ 0x1\n\n"
                             "99999999999999999999: 5 [1: 5] @ 0x1\n\n"
                             "1: 5 [1: 5] @ 0xzz\n\n"
                             "1: 5 [1: 5] @ 0x1\n"
                             "#\t0x1\tno file\n\n"
                             "# runtime.MemStats\n"
                             "# HeapAlloc = -5\n"
                             "# Stack = 5\n";
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (RecordLog) log = record_log_new ();
  g_autoptr (HtProfile) profile =
      ht_heap_text_decode (text, strlen (text), catalog, &log->sink, NULL);

  g_assert_cmpuint (ht_profile_n_rows (profile), ==, 1);
  g_assert_cmpint (value_at (profile, 0, 3), ==, 5);
  g_assert_cmpuint (log->points->len, ==, 0);
  g_assert_cmpuint (log->warnings->len, ==, 7);
}

static void
test_no_head (void)
{
  static const char *const texts[] = { "", "\n", "heap profle: 1: 2 [3: 4] @ heap/2\n",
                                       "heap profile: 1: 2 [3: 4] @ growthz/2\n" };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (HtCatalog) catalog = ht_catalog_new ();
      g_autoptr (RecordLog) log = record_log_new ();
      g_autoptr (GError) error = NULL;

      g_assert_null (
          ht_heap_text_decode (texts[i], strlen (texts[i]), catalog, &log->sink, &error));
      g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/heap-text/small", test_small);
  g_test_add_func ("/formats/heap-text/equals-protobuf", test_equals_protobuf);
  g_test_add_func ("/formats/heap-text/cut-off", test_cut_off);
  g_test_add_func ("/formats/heap-text/wrong-lines", test_wrong_lines);
  g_test_add_func ("/formats/heap-text/no-head", test_no_head);
  return g_test_run ();
}
