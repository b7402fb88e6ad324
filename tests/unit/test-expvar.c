/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "expvar.h"

#include "record-log.h"

static gboolean
decode (RecordLog *log, const char *text, GError **error)
{
  return ht_expvar_decode (text, strlen (text), &log->sink, error);
}

static RecordLog *
decode_file (const char *name, GError **error)
{
  g_autofree char *text = NULL;
  RecordLog *log = record_log_new ();
  gsize length;

  text = read_test_data (name, &length);
  ht_expvar_decode (text, length, &log->sink, error);
  return log;
}

static RecordLog *
decode_good_file (const char *name)
{
  g_autoptr (GError) error = NULL;
  RecordLog *log = decode_file (name, &error);

  g_assert_no_error (error);
  return log;
}

/* What the runtime itself guarantees of its figures. */
static void
assert_identities (const RecordLog *log)
{
  g_assert_cmpfloat (record_log_get (log, "heap_sys"), ==,
                     record_log_get (log, "heap_inuse") + record_log_get (log, "heap_idle"));
  g_assert_cmpfloat (record_log_get (log, "sys"), ==,
                     record_log_get (log, "heap_sys") + record_log_get (log, "stack_sys") +
                         record_log_get (log, "mspan_sys") + record_log_get (log, "mcache_sys") +
                         record_log_get (log, "buck_hash_sys") + record_log_get (log, "gc_sys") +
                         record_log_get (log, "other_sys"));
  g_assert_cmpfloat (record_log_get (log, "heap_objects"), ==,
                     record_log_get (log, "mallocs") - record_log_get (log, "frees"));
}

static void
test_go_1_27 (void)
{
  g_autoptr (RecordLog) log =
      decode_good_file ("captures/go1.27-map-growth/vars-1795201112423.json");
  const LoggedPoint *point = record_log_find (log, "total_alloc");

  assert_identities (log);
  g_assert_true (point != NULL);
  g_assert_cmpfloat (point->value, ==, 178604672);
  g_assert_cmpstr (point->unit, ==, "bytes");
  g_assert_cmpint (point->kind, ==, HT_POINT_COUNTER);
  g_assert_cmpint (point->time_ns, ==, HT_UNKNOWN);
  record_log_assert_value (log, "heap_alloc", 71860520);
  record_log_assert_value (log, "next_gc", 94746474);
  record_log_assert_value (log, "pause_total", 2118225);
  record_log_assert_value (log, "num_gc", 9);
  record_log_assert_value (log, "num_forced_gc", 0);
  record_log_assert_value (log, "gc_cpu_fraction", 0.0009382790067583676);
  record_log_assert_value (log, "by_size/16/mallocs", 733847);
  record_log_assert_value (log, "by_size/16/frees", 373780);
  record_log_assert_value (log, "vars/gateway.requests", 3236);
  record_log_assert_value (log, "vars/gateway.requests_by_path//v1/devices", 1011);
  /* 24 of MemStats, 55 classes in use, 4 of the program. */
  g_assert_cmpuint (log->points->len, ==, 24 + 2 * 55 + 4);
  g_assert_cmpstr (record_log_property (log, "command_line"), ==,
                   "./leaklab-dev -scenario map-growth -addr 127.0.0.1:17437");
  g_assert_cmpuint (log->warnings->len, ==, 0);

  g_assert_cmpuint (log->cycles->len, ==, 9);
  g_assert_cmpint (record_log_cycle (log, 0)->n, ==, 1);
  g_assert_cmpint (record_log_cycle (log, 0)->pause_ns, ==, 258857);
  g_assert_cmpint (record_log_cycle (log, 0)->end_ns, ==, G_GINT64_CONSTANT (1795201092160594804));
  g_assert_cmpint (record_log_cycle (log, 0)->start_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (record_log_cycle (log, 0)->wall_offset_ns, ==, 0);
  g_assert_cmpint (record_log_cycle (log, 0)->source, ==, HT_GC_SOURCE_MEMSTATS);
  /* LastGC */
  g_assert_cmpint (record_log_cycle (log, 8)->end_ns, ==, G_GINT64_CONSTANT (1795201108943493521));
}

/* 581 cycles: the ring has wrapped, the latest is at (581 + 255) mod 256 = 68. */
static void
test_wrapped_ring (void)
{
  g_autoptr (RecordLog) log = decode_good_file ("captures/etcd-3.4/vars-1795199936043.json");

  assert_identities (log);
  g_assert_cmpuint (log->cycles->len, ==, 256);
  g_assert_cmpint (record_log_cycle (log, 0)->n, ==, 326);
  g_assert_cmpint (record_log_cycle (log, 0)->pause_ns, ==, 149441);
  g_assert_cmpint (record_log_cycle (log, 0)->end_ns, ==, G_GINT64_CONSTANT (1795199904091749769));
  g_assert_cmpint (record_log_cycle (log, 255)->n, ==, 581);
  g_assert_cmpint (record_log_cycle (log, 255)->pause_ns, ==, 177984);
  g_assert_cmpint (record_log_cycle (log, 255)->end_ns, ==,
                   G_GINT64_CONSTANT (1795199936024894366));
  for (guint i = 1; i < 256; i++)
    g_assert_cmpint (record_log_cycle (log, i)->end_ns, >, record_log_cycle (log, i - 1)->end_ns);
  record_log_assert_value (log, "vars/file_descriptor_limit", 20000);
}

static void
test_bare_mem_stats (void)
{
  g_autoptr (RecordLog) log = record_log_new ();
  g_autoptr (GError) error = NULL;

  decode (log,
          "{\"Alloc\":7,\"HeapAlloc\":7,\"HeapSys\":9,\"NumGC\":0,\"NextGC\":18446744073709551615}",
          &error);
  g_assert_no_error (error);
  record_log_assert_value (log, "heap_alloc", 7);
  record_log_assert_value (log, "heap_sys", 9);
  record_log_assert_value (log, "num_gc", 0);
  /* No goal is no value and no fault. */
  g_assert_cmpuint (log->points->len, ==, 3);
  g_assert_cmpuint (log->warnings->len, ==, 0);
}

static void
test_own_variables (void)
{
  g_autoptr (RecordLog) log = record_log_new ();
  g_autoptr (GError) error = NULL;

  decode (log,
          "{\"cmdline\":[\"a b\",\"--token\",\"x\"],\"memstats\":{},\"n\":-1.5,\"ok\":true,"
          "\"text\":\"5\",\"none\":null,\"list\":[1,{\"x\":2}],"
          "\"nest\":{\"a\":{\"b\":1},\"memstats\":4,\"cmdline\":3},\"bad\":NaN,\"n\":2}",
          &error);
  g_assert_no_error (error);
  record_log_assert_value (log, "vars/n", 2);
  record_log_assert_value (log, "vars/nest/a/b", 1);
  record_log_assert_value (log, "vars/nest/memstats", 4);
  record_log_assert_value (log, "vars/nest/cmdline", 3);
  g_assert_cmpuint (log->points->len, ==, 4);
  g_assert_cmpuint (log->warnings->len, ==, 1);
  g_assert_cmpstr (record_log_warning (log, 0), ==,
                   "vars/bad is NaN, not a finite number; it is left out");
  g_assert_cmpstr (record_log_property (log, "command_line"), ==, "'a b' --token ***");
}

static void
test_many_variables (void)
{
  g_autoptr (GString) text = g_string_new ("{\"memstats\":{}");
  g_autoptr (RecordLog) log = record_log_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 12000; i++)
    g_string_append_printf (text, ",\"v%u\":%u", i, i);
  g_string_append_c (text, '}');
  decode (log, text->str, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (log->points->len, ==, 10000);
  g_assert_cmpuint (log->warnings->len, ==, 1);
  record_log_assert_value (log, "vars/v9999", 9999);
}

/* Files of which all but one figure, or all but the runtime's, is good. */
static void
test_partly_good (void)
{
  static const struct
  {
    const char *file;
    guint n_warnings;
    const char *first_warning;
    const char *missing;
    guint n_cycles;
  } cases[] = {
    { "bad/vars-nan.json", 1, "HeapAlloc is NaN, not a size or count; it is left out", "heap_alloc",
      15 },
    { "bad/vars-infinity.json", 1, "Sys is -Infinity, not a size or count; it is left out", "sys",
      15 },
    { "bad/vars-no-memstats.json", 1,
      "there is no memstats: the figures of the Go runtime are unknown", "heap_sys", 0 },
    { "bad/vars-memstats-null.json", 1,
      "memstats is null, not an object: the figures of the Go runtime are unknown", "heap_sys", 0 },
    { "bad/vars-memstats-wrong-type.json", 1,
      "memstats is a string, not an object: the figures of the Go runtime are unknown", "heap_sys",
      0 },
    { "bad/vars-odd.json", 4, "HeapAlloc is -5, not a size or count; it is left out", "heap_inuse",
      15 },
    { "bad/vars-bom.json", 0, NULL, "nothing", 15 },
    { "bad/vars-duplicate-keys.json", 0, NULL, "heap_sys", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (RecordLog) log = decode_good_file (cases[i].file);

      g_assert_cmpuint (log->warnings->len, ==, cases[i].n_warnings);
      if (cases[i].first_warning != NULL)
        g_assert_cmpstr (record_log_warning (log, 0), ==, cases[i].first_warning);
      g_assert_null (record_log_find (log, cases[i].missing));
      g_assert_cmpuint (log->cycles->len, ==, cases[i].n_cycles);
      record_log_assert_value (log, "vars/gateway.requests", 12039);
    }
}

static void
test_odd (void)
{
  g_autoptr (RecordLog) log = decode_good_file ("bad/vars-odd.json");

  g_assert_null (record_log_find (log, "heap_alloc"));
  record_log_assert_value (log, "heap_sys", 217513984);
  g_assert_cmpstr (record_log_warning (log, 1), ==,
                   "HeapInuse is 1.5, not a size or count; it is left out");
  g_assert_cmpstr (record_log_warning (log, 2), ==,
                   "PauseNs has 0 elements, not 256; it is left out");
  g_assert_cmpstr (record_log_warning (log, 3), ==,
                   "BySize is an object, not an array; it is left out");
  g_assert_cmpint (record_log_cycle (log, 14)->pause_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (record_log_cycle (log, 14)->end_ns, ==, G_GINT64_CONSTANT (1795199407366058946));
}

static void
test_huge_and_strings (void)
{
  g_autoptr (RecordLog) huge = decode_good_file ("bad/vars-1e400.json");
  g_autoptr (RecordLog) strings = decode_good_file ("bad/vars-strings.json");
  g_autoptr (RecordLog) last_wins = decode_good_file ("bad/vars-duplicate-keys.json");

  g_assert_null (record_log_find (huge, "heap_alloc"));
  record_log_assert_value (huge, "heap_idle", 2252800);
  g_assert_cmpuint (huge->warnings->len, >=, 1);

  g_assert_null (record_log_find (strings, "heap_alloc"));
  g_assert_cmpuint (strings->cycles->len, ==, 0);
  record_log_assert_value (strings, "vars/gateway.requests", 12039);
  g_assert_cmpuint (strings->warnings->len, >, 20);

  record_log_assert_value (last_wins, "heap_alloc", 1);
}

static void
test_refused (void)
{
  static const struct
  {
    const char *file;
    HtFormatError code;
    const char *message;
  } cases[] = {
    { "bad/vars-truncated.json", HT_FORMAT_ERROR_TRUNCATED,
      "the JSON text ends too early at byte 3108" },
    { "bad/vars-utf16.json", HT_FORMAT_ERROR_UNSUPPORTED,
      "text in UTF-16 or UTF-32, where JSON has to be UTF-8, at byte 0" },
    { "bad/vars-bad-escapes.json", HT_FORMAT_ERROR_CORRUPT,
      "a broken escape in a string at byte 22" },
    { "bad/nested-260.json", HT_FORMAT_ERROR_TOO_LARGE,
      "more than 64 arrays and objects in one another at byte 320" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (RecordLog) log = decode_file (cases[i].file, &error);

      g_assert_error (error, HT_FORMAT_ERROR, (int) cases[i].code);
      g_assert_cmpstr (error->message, ==, cases[i].message);
      g_assert_cmpuint (log->points->len, ==, 0);
    }
}

static void
test_nothing_in_it (void)
{
  static const char *const texts[] = { "[]", "{}", "{\"memstats\":{}}", "{\"a\":\"b\"}", "5" };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autoptr (RecordLog) log = record_log_new ();
      g_autoptr (GError) error = NULL;

      g_assert_false (decode (log, texts[i], &error));
      g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/expvar/go-1.27", test_go_1_27);
  g_test_add_func ("/formats/expvar/wrapped-ring", test_wrapped_ring);
  g_test_add_func ("/formats/expvar/bare-mem-stats", test_bare_mem_stats);
  g_test_add_func ("/formats/expvar/own-variables", test_own_variables);
  g_test_add_func ("/formats/expvar/many-variables", test_many_variables);
  g_test_add_func ("/formats/expvar/partly-good", test_partly_good);
  g_test_add_func ("/formats/expvar/odd", test_odd);
  g_test_add_func ("/formats/expvar/huge-and-strings", test_huge_and_strings);
  g_test_add_func ("/formats/expvar/refused", test_refused);
  g_test_add_func ("/formats/expvar/nothing-in-it", test_nothing_in_it);
  return g_test_run ();
}
