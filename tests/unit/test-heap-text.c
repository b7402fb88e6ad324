/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "heap-text.h"

#include "gunzip.h"
#include "pprof-decode.h"
#include "record-log.h"

typedef struct
{
  HtCatalog *catalog;
  RecordLog *log;
  HtProfile *profile;
  GError *error;
} Decoded;

static Decoded *
decode_bytes (const char *text, gsize length)
{
  Decoded *decoded = g_new0 (Decoded, 1);

  decoded->catalog = ht_catalog_new ();
  decoded->log = record_log_new ();
  decoded->profile =
      ht_heap_text_decode (text, length, decoded->catalog, &decoded->log->sink, &decoded->error);
  g_assert_true ((decoded->profile == NULL) == (decoded->error != NULL));
  return decoded;
}

static Decoded *
decode (const char *text)
{
  return decode_bytes (text, strlen (text));
}

static Decoded *
decode_file (const char *name)
{
  gsize length;
  g_autofree char *text = read_test_data (name, &length);

  return decode_bytes (text, length);
}

static void
decoded_free (Decoded *decoded)
{
  g_clear_pointer (&decoded->profile, ht_profile_free);
  ht_catalog_free (decoded->catalog);
  record_log_free (decoded->log);
  g_clear_error (&decoded->error);
  g_free (decoded);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Decoded, decoded_free)

static gint64
value (const Decoded *decoded, guint row, guint type)
{
  return g_array_index (decoded->profile->values, gint64, row * 4 + type);
}

/* Frames of a row, leaf first: "name:line@address", "+" in front of inlined ones. */
static char *
stack (const Decoded *decoded, guint row)
{
  const HtCatalog *catalog = decoded->catalog;
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GString) text = g_string_new (NULL);

  ht_call_tree_get_stack (catalog->tree, g_array_index (decoded->profile->nodes, guint32, row),
                          frames);
  for (guint i = 0; i < frames->len; i++)
    {
      const HtFrame *frame =
          ht_symbols_get_frame (catalog->symbols, g_array_index (frames, guint32, i));
      const HtFunction *function = ht_symbols_get_function (catalog->symbols, frame->function);

      g_string_append_printf (text, "%s%s%s:%" G_GINT64_FORMAT "@%" G_GINT64_MODIFIER "x",
                              i > 0 ? " " : "", frame->flags & HT_FRAME_INLINED ? "+" : "",
                              frame->function != 0
                                  ? ht_strings_get (catalog->strings, function->name)
                                  : "?",
                              frame->line, frame->address);
    }
  return g_strdup (text->str);
}

static void
assert_stack (const Decoded *decoded, guint row, const char *expected)
{
  g_autofree char *text = stack (decoded, row);

  g_assert_cmpstr (text, ==, expected);
}

static gint64
bytes_label (const Decoded *decoded, guint row)
{
  gsize n;
  const HtLabel *labels =
      ht_label_sets_get (decoded->catalog->label_sets,
                         g_array_index (decoded->profile->label_sets, guint32, row), &n);

  if (n == 0)
    return -1;
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpstr (ht_strings_get (decoded->catalog->strings, labels[0].key), ==, "bytes");
  return labels[0].number;
}

/* Totals of `go tool pprof` for the same texts (tests/data/oracle/heap-text-totals.json). */
static void
test_totals_of_pprof (void)
{
  static const struct
  {
    const char *file;
    gint64 totals[4];
  } cases[] = {
    { "captures/go1.19-map-growth/heap-debug1-1795200860274.txt",
      { 1523002, 144604025, 365903, 49316800 } },
    { "captures/go1.27-map-growth/heap-debug1-1795201112723.txt",
      { 1047784, 121902327, 342910, 43342416 } },
    { "captures/node-exporter-1.9/heap-debug1-1795200379188.txt",
      { 1629413, 158308041, 3363, 2498184 } },
    { "bad/heap-debug1-truncated.txt", { 869245, 166979494, 0, 0 } },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (Decoded) decoded = decode_file (cases[i].file);
      gint64 totals[4] = { 0, 0, 0, 0 };

      g_assert_no_error (decoded->error);
      for (guint row = 0; row < ht_profile_n_rows (decoded->profile); row++)
        for (guint type = 0; type < 4; type++)
          totals[type] += value (decoded, row, type);
      for (guint type = 0; type < 4; type++)
        g_assert_cmpint (totals[type], ==, cases[i].totals[type]);
      g_assert_cmpint (decoded->profile->period, ==, 524288);
    }
}

static void
test_first_record (void)
{
  g_autoptr (Decoded) decoded =
      decode_file ("captures/go1.19-map-growth/heap-debug1-1795200860274.txt");
  g_autofree char *text = stack (decoded, 0);

  /* 1: 2367488 [1: 2367488] and e^(-2367488/524288) = 0.010938: 1.01106 samples each. */
  g_assert_cmpint (value (decoded, 0, 0), ==, 1);
  g_assert_cmpint (value (decoded, 0, 3), >=, 2393600);
  g_assert_cmpint (value (decoded, 0, 3), <=, 2393700);
  g_assert_cmpint (bytes_label (decoded, 0), ==, 2367488);
  g_assert_true (
      g_str_has_prefix (text,
                        "example.com/fleet/gateway/internal/store.(*SessionIndex).put:31@6c00f3 "));
  g_assert_true (g_str_has_suffix (text, " net/http.(*conn).serve:1991@63dac6"));
}

/* The runtime scales the binary form itself: both of one moment agree to the unit and in the
 * number of rows. */
static void
test_equals_binary (void)
{
  g_autoptr (Decoded) decoded =
      decode_file ("captures/go1.27-map-growth/heap-debug1-1795201112723.txt");
  gsize length;
  char *packed = read_test_data ("captures/go1.27-map-growth/allocs-1795201112823.pb.gz", &length);
  g_autoptr (GBytes) bytes = g_bytes_new_take (packed, length);
  g_autoptr (GBytes) raw = ht_gunzip (bytes, NULL);
  g_autoptr (HtPprof) pprof = ht_pprof_open (raw, NULL);
  g_autoptr (HtProfile) binary = ht_pprof_load (pprof, decoded->catalog, NULL);
  gint64 of_text[4] = { 0 }, of_binary[4] = { 0 };

  g_assert_true (binary != NULL);
  g_assert_cmpuint (ht_profile_n_rows (decoded->profile), ==, ht_profile_n_rows (binary));
  for (guint i = 0; i < binary->values->len; i++)
    {
      of_text[i % 4] += g_array_index (decoded->profile->values, gint64, i);
      of_binary[i % 4] += g_array_index (binary->values, gint64, i);
    }
  for (guint type = 0; type < 4; type++)
    g_assert_cmpint (of_text[type], ==, of_binary[type]);
}

static void
test_mem_stats (void)
{
  g_autoptr (Decoded) decoded =
      decode_file ("captures/go1.27-map-growth/heap-debug1-1795201112723.txt");
  const RecordLog *log = decoded->log;
  g_autoptr (Decoded) old =
      decode_file ("captures/go1.19-map-growth/heap-debug1-1795200860274.txt");

  g_assert_cmpuint (log->warnings->len, ==, 0);
  g_assert_cmpfloat (record_log_get (log, "heap_sys"), ==,
                     record_log_get (log, "heap_inuse") + record_log_get (log, "heap_idle"));
  g_assert_cmpfloat (record_log_get (log, "sys"), ==,
                     record_log_get (log, "heap_sys") + record_log_get (log, "stack_sys") +
                         record_log_get (log, "mspan_sys") + record_log_get (log, "mcache_sys") +
                         record_log_get (log, "buck_hash_sys") + record_log_get (log, "gc_sys") +
                         record_log_get (log, "other_sys"));
  g_assert_cmpfloat (record_log_get (log, "heap_objects"), ==,
                     record_log_get (log, "mallocs") - record_log_get (log, "frees"));

  record_log_assert_value (old->log, "heap_alloc", 85332192);
  record_log_assert_value (old->log, "stack_inuse", 425984);
  record_log_assert_value (old->log, "mspan_inuse", 1025712);
  record_log_assert_value (old->log, "mspan_sys", 1041408);
  record_log_assert_value (old->log, "mcache_sys", 15600);
  record_log_assert_value (old->log, "next_gc", 90704280);
  record_log_assert_value (old->log, "gc_cpu_fraction", 0.0019788965073012548);
  record_log_assert_value (old->log, "max_rss", 85221376);
  g_assert_cmpuint (old->log->cycles->len, ==, 9);
  g_assert_cmpint (record_log_cycle (old->log, 0)->pause_ns, ==, 19704);
  g_assert_cmpint (record_log_cycle (old->log, 8)->end_ns, ==,
                   G_GINT64_CONSTANT (1795200855981366729));
}

#define HEADER "heap profile: 1: 16 [2: 32] @ heap/1048576\n"

/* 1/(1-e^(-16/524288)) = 32768.500005…: the example of runtime/pprof. */
static void
test_scaling (void)
{
  g_autoptr (Decoded) go = decode (HEADER "1: 16 [2: 32] @ 0x11\n\n");
  g_autoptr (Decoded) v2 = decode ("heap profile: 1: 16 [2: 32] @ heap_v2/524288\n"
                                   "1: 16 [2: 32] @ 0x11\n");
  g_autoptr (Decoded) all = decode ("heap profile: 1: 16 [2: 32] @ heap/2\n"
                                    "1: 16 [2: 32] @ 0x11\n\n");
  g_autoptr (Decoded) plain = decode ("heap profile: 1: 16 [2: 32] @ heapprofile\n"
                                      "1: 16 [2: 32] @ 0x11\n\n");

  g_assert_cmpint (value (go, 0, 0), ==, 65537);
  g_assert_cmpint (value (go, 0, 1), ==, 1048592);
  g_assert_cmpint (value (go, 0, 2), ==, 32768);
  g_assert_cmpint (value (go, 0, 3), ==, 524296);
  g_assert_cmpint (bytes_label (go, 0), ==, 16);
  g_assert_cmpint (go->profile->period, ==, 524288);
  for (guint type = 0; type < 4; type++)
    g_assert_cmpint (value (v2, 0, type), ==, value (go, 0, type));
  g_assert_cmpint (value (all, 0, 1), ==, 32);
  g_assert_cmpint (all->profile->period, ==, 1);
  g_assert_cmpint (value (plain, 0, 2), ==, 1);
  g_assert_cmpint (plain->profile->period, ==, 1);
}

/* The second and third call were compiled into the fourth: they share its entry, 0x1000.
 * What the same function does further up, called by another one, is a call of its own.
 */
static void
test_inlined (void)
{
  g_autoptr (Decoded) decoded = decode (HEADER "1: 16 [2: 32] @ 0x1011 0x1009 0x1009\n"
                                               "#\t0x2000\tleaf+0x0\t\ta.go:1\n"
                                               "#\t0x1010\tb+0x10\t\ta.go:2\n"
                                               "#\t0x100c\tc+0xc\t\ta.go:3\n"
                                               "#\t0x1008\td+0x8\t\ta.go:4\n"
                                               "#\t0x1010\tb+0x10\t\ta.go:2\n"
                                               "#\t0x1008\td+0x8\t\ta.go:4\n"
                                               "#\t0x3008\trecurse+0x8\tc d.go:5\n"
                                               "#\t0x3004\trecurse+0x4\tc d.go:6\n"
                                               "\n# runtime.MemStats\n");

  assert_stack (decoded, 0,
                "leaf:1@2000 +b:2@1010 +c:3@1010 d:4@1010 +b:2@1010 d:4@1010 recurse:5@3008 "
                "recurse:6@3004");
  g_assert_cmpuint (decoded->log->warnings->len, ==, 0);
}

/* Other languages have addresses only; so has a text that was cut, where the names end. */
static void
test_addresses (void)
{
  g_autoptr (Decoded) foreign = decode ("heap profile: 1: 16 [1: 16] @ heap_v2/1\n"
                                        "1: 16 [1: 16] @ 0x11 0x21\n"
                                        "2: 32 [2: 32] @\n"
                                        "MAPPED_LIBRARIES:\n"
                                        "3: 48 [3: 48] @ 0x11\n");
  g_autoptr (Decoded) cut = decode (HEADER "1: 16 [2: 32] @ 0x11 0x21 0x31 0x41\n"
                                           "#\t0x20\tf+0x1\ta.go:1\n"
                                           "#\t0x30\tg+0x1\ta.go");
  g_autoptr (Decoded) cut_record = decode (HEADER "1: 16 [2: 32] @ 0x11\n\n1: 16 [2: 32] @ 0x1");

  assert_stack (foreign, 0, "?:0@10 ?:0@20");
  assert_stack (foreign, 1, "");
  g_assert_cmpuint (ht_profile_n_rows (foreign->profile), ==, 2);
  g_assert_cmpuint (foreign->log->warnings->len, ==, 0);

  assert_stack (cut, 0, "f:1@20 ?:0@30 ?:0@40");
  g_assert_cmpstr (record_log_warning (cut->log, 0), ==,
                   "the text ends within this record; what is missing of its stack has no names");
  g_assert_cmpuint (g_array_index (cut->log->offsets, guint64, 0), ==, strlen (HEADER));
  g_assert_cmpstr (record_log_warning (cut->log, 1), ==, "the text ends before runtime.MemStats");

  g_assert_cmpuint (ht_profile_n_rows (cut_record->profile), ==, 1);
  g_assert_cmpstr (record_log_warning (cut_record->log, 0), ==, "a broken record; it is left out");
}

/* Wherever a text is cut, what is given of it is right. */
static void
test_cut_anywhere (void)
{
  static const char head[] = "heap profile: 3: 196608 [5: 196624] @ heap/1048576\n";
  static const char text[] = "heap profile: 3: 196608 [5: 196624] @ heap/1048576\n"
                             "3: 196608 [4: 262144] @ 0x1001 0x2001\n"
                             "#\t0x1000\tmain.leaf[...]+0x10\t\tmain/leaf.go:7\n"
                             "#\t0x2000\tmain.main+0x20\t\tmain/main.go:3\n"
                             "\n"
                             "# runtime.MemStats\n"
                             "# HeapAlloc = 4096\n";

  for (gsize length = 0; length < strlen (text); length++)
    {
      g_autofree char *copy = g_memdup2 (text, length);
      g_autoptr (Decoded) decoded = decode_bytes (copy, length);

      g_assert_null (record_log_find (decoded->log, "heap_alloc"));
      if (decoded->profile == NULL)
        {
          g_assert_cmpuint (length, <, strlen (head) + 38);
          continue;
        }
      g_assert_cmpuint (ht_profile_n_rows (decoded->profile), ==, 1);
      /* Objects of 64 KiB at a rate of 512 KiB: 1/(1-e^(-1/8)) = 8.510414 each. */
      g_assert_cmpint (value (decoded, 0, 0), ==, 34);
      g_assert_cmpint (value (decoded, 0, 1), ==, 2230953);
      g_assert_cmpint (value (decoded, 0, 2), ==, 25);
      g_assert_cmpint (value (decoded, 0, 3), ==, 1673215);
      g_assert_cmpint (bytes_label (decoded, 0), ==, 65536);
      /* Between two lines of the statistics nobody can tell. */
      if (length < strlen (text) - strlen ("\n# HeapAlloc = 4096\n"))
        g_assert_cmpuint (decoded->log->warnings->len, >, 0);
    }
}

static void
test_broken_records (void)
{
  static const char *const records[] = {
    "-3: -400 [1: 99999999999999999999999] @ 0x 0xzz",
    "1: 16 [2: 32]",
    "1: 16 @ 0x1",
    "0: 16 [2: 32] @ 0x1",
    "1: 16 [0: 32] @ 0x1",
    "1: 16 [2: 9223372036854775808] @ 0x1",
    "1: 16 [9223372036854775807: 9223372036854775807] @ 0x1",
    "1: 16 [2: 32] @ 0x11223344556677889",
    "1: 16 [2: 32] @ 0x1,",
    "what",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (records); i++)
    {
      g_autofree char *text =
          g_strdup_printf (HEADER "%s\n#\t0x1\tf+0x1\ta.go:1\n\n1: 16 [2: 32] @ 0x11\n\n",
                           records[i]);
      g_autoptr (Decoded) decoded = decode (text);

      if (ht_profile_n_rows (decoded->profile) != 1)
        g_error ("“%s” passes", records[i]);
      assert_stack (decoded, 0, "?:0@10");
      g_assert_cmpstr (record_log_warning (decoded->log, 0), ==, "a broken record; it is left out");
      g_assert_cmpuint (g_array_index (decoded->log->offsets, guint64, 0), ==, strlen (HEADER));
    }
}

static void
test_broken_frames (void)
{
  g_autoptr (Decoded) decoded = decode (HEADER "1: 16 [2: 32] @ 0x11\n"
                                               "#\t0xzz\tf+0x1\ta.go:1\n"
                                               "#\t0x1\tmain.f+0x1\tno line\n"
                                               "#\t0x2\n"
                                               "#\t0x3\tmain.g\ta.go:1\n"
                                               "#\t0x4\tmain.h+0x1\ta.go:99999999999\n"
                                               "#\t0x5\tmain.i+0x6\ta.go:0\n"
                                               "\n# runtime.MemStats\n");

  assert_stack (decoded, 0, "?:0@1 ?:0@2 ?:0@3 ?:0@4 main.i:0@5");
  g_assert_cmpuint (decoded->log->warnings->len, ==, 4);
}

static void
test_broken_mem_stats (void)
{
  g_autoptr (Decoded) decoded = decode (HEADER "\n# runtime.MemStats\n"
                                               "# HeapAlloc = -5\n"
                                               "# HeapSys = 7\n"
                                               "# Stack = 3 , 4\n"
                                               "# MSpan = 5 / x\n"
                                               "# NextGC = 18446744073709551615\n"
                                               "# PauseNs = [1 2]\n"
                                               "# PauseEnd = 5\n"
                                               "# GCCPUFraction = NaN\n"
                                               "# NumGC = 2\n"
                                               "# Frees = 12");

  g_assert_cmpuint (decoded->log->points->len, ==, 4);
  record_log_assert_value (decoded->log, "heap_sys", 7);
  record_log_assert_value (decoded->log, "stack_inuse", 3);
  record_log_assert_value (decoded->log, "mspan_inuse", 5);
  record_log_assert_value (decoded->log, "num_gc", 2);
  g_assert_cmpuint (decoded->log->warnings->len, ==, 7);
  g_assert_cmpuint (decoded->log->cycles->len, ==, 0);
}

static void
test_refused (void)
{
  static const char only_junk[] = HEADER "what\n";
  static const char *const texts[] = {
    "",
    "heap profile: 1: 16 [2: 32] @ growth\n1: 16 [2: 32] @ 0x11\n\n",
    "heap profile: 1: 16 [2: 32] @ heap/99999999999999999999\n1: 16 [2: 32] @ 0x11\n\n",
    "heap profile: x\n1: 16 [2: 32] @ 0x11\n\n",
    HEADER,
    only_junk,
  };
  g_autoptr (Decoded) odd = decode_file ("bad/heap-debug1-odd.txt");

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (Decoded) decoded = decode (texts[i]);

      g_assert_null (decoded->profile);
      g_assert_cmpint (decoded->error->domain, ==, HT_FORMAT_ERROR);
    }
  /* Its first line is no longer what pprof takes for a heap profile's. */
  g_assert_error (odd->error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/heap-text/totals-of-pprof", test_totals_of_pprof);
  g_test_add_func ("/formats/heap-text/first-record", test_first_record);
  g_test_add_func ("/formats/heap-text/equals-binary", test_equals_binary);
  g_test_add_func ("/formats/heap-text/mem-stats", test_mem_stats);
  g_test_add_func ("/formats/heap-text/scaling", test_scaling);
  g_test_add_func ("/formats/heap-text/inlined", test_inlined);
  g_test_add_func ("/formats/heap-text/addresses", test_addresses);
  g_test_add_func ("/formats/heap-text/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/formats/heap-text/broken-records", test_broken_records);
  g_test_add_func ("/formats/heap-text/broken-frames", test_broken_frames);
  g_test_add_func ("/formats/heap-text/broken-mem-stats", test_broken_mem_stats);
  g_test_add_func ("/formats/heap-text/refused", test_refused);
  return g_test_run ();
}
