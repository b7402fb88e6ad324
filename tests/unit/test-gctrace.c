/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gctrace.h"

#include "decode-warnings.h"
#include "log-lines.h"

#include <string.h>

#define MS     G_GINT64_CONSTANT (1000000)
#define SECOND (1000 * MS)
#define MIB    (G_GINT64_CONSTANT (1) << 20)

/* 2026-11-20T18:00:00Z by `date -d 2026-11-20T18:00:00Z +%s` */
#define SIX_O_CLOCK (G_GINT64_CONSTANT (1795197600) * SECOND)

typedef struct
{
  GArray *cycles;
  guint n_warnings;
  guint64 last_warning_offset;
  char *last_warning;
  char *gomaxprocs;
} Seen;

static void
cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  g_array_append_vals (((Seen *) user_data)->cycles, cycle, 1);
}

static void
warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  Seen *seen = user_data;

  seen->n_warnings++;
  seen->last_warning_offset = offset;
  g_free (seen->last_warning);
  seen->last_warning = g_strdup (message);
}

static void
property_cb (const char *key, const char *value, gpointer user_data)
{
  Seen *seen = user_data;

  g_assert_cmpstr (key, ==, "gomaxprocs");
  g_free (seen->gomaxprocs);
  seen->gomaxprocs = g_strdup (value);
}

static gboolean
decode (const char *text, gsize length, Seen *seen, GError **error)
{
  HtRecordSink sink = {
    .gc_cycle = cycle_cb,
    .property = property_cb,
    .warning = warning_cb,
    .user_data = seen,
  };

  *seen = (Seen){ .cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle)) };
  return ht_gctrace_decode (text, length, &sink, error);
}

static void
decode_text (const char *text, Seen *seen)
{
  g_autoptr (GError) error = NULL;
  gboolean done = decode (text, strlen (text), seen, &error);

  g_assert_no_error (error);
  g_assert_true (done);
}

static void
seen_clear (Seen *seen)
{
  g_array_unref (seen->cycles);
  g_free (seen->last_warning);
  g_free (seen->gomaxprocs);
}

static const HtGcCycle *
nth (const Seen *seen, guint i)
{
  g_assert_cmpuint (i, <, seen->cycles->len);
  return &g_array_index (seen->cycles, HtGcCycle, i);
}

static void
parse (const char *line, HtGcCycle *cycle)
{
  g_test_message ("%s", line);
  g_assert_true (ht_gctrace_parse_line (line, strlen (line), cycle));
}

/* Each figure in its place; this is the form since Go 1.18. */
static void
test_fields (void)
{
  HtGcCycle cycle;

  parse ("gc 17 @3.849s 1%: 0.84+24+0.004 ms clock, 1.6+0.22/9.1/37+0.008 ms cpu, "
         "53->54->51 MB, 108 MB goal, 6 MB stacks, 7 MB globals, 2 P",
         &cycle);
  g_assert_cmpint (cycle.n, ==, 17);
  g_assert_cmpuint (cycle.process, ==, 0);
  g_assert_cmpuint (cycle.source, ==, HT_GC_SOURCE_GCTRACE);
  g_assert_true (cycle.forced == 0);
  g_assert_cmpint (cycle.start_ns, ==, 3849 * MS);
  g_assert_cmpint (cycle.end_ns, ==, 3849 * MS + 840000 + 24 * MS + 4000);
  g_assert_cmpint (cycle.wall_offset_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (cycle.stw_sweep_term_ns, ==, 840000);
  g_assert_cmpint (cycle.mark_ns, ==, 24 * MS);
  g_assert_cmpint (cycle.stw_mark_term_ns, ==, 4000);
  g_assert_cmpint (cycle.pause_ns, ==, 844000);
  g_assert_cmpint (cycle.assist_ns, ==, 220000);
  g_assert_cmpint (cycle.background_ns, ==, 9100000);
  g_assert_cmpint (cycle.idle_ns, ==, 37 * MS);
  g_assert_cmpint (cycle.heap_start_bytes, ==, 53 * MIB);
  g_assert_cmpint (cycle.heap_end_bytes, ==, 54 * MIB);
  g_assert_cmpint (cycle.heap_live_bytes, ==, 51 * MIB);
  g_assert_cmpint (cycle.goal_bytes, ==, 108 * MIB);
  g_assert_cmpint (cycle.stacks_bytes, ==, 6 * MIB);
  g_assert_cmpint (cycle.globals_bytes, ==, 7 * MIB);
  g_assert_cmpint (cycle.gomaxprocs, ==, 2);
  g_assert_cmpint (cycle.cpu_permille, ==, 10);
}

static void
test_leak_check_and_forced (void)
{
  HtGcCycle cycle;

  parse ("gc 8 @24.992s 0% (checking for goroutine leaks): 0.28+2.2+0.003 ms clock, "
         "0.57+0/1.2/1.1+0.006 ms cpu, 43->43->41 MB, 84 MB goal, 0 MB stacks, 0 MB globals, "
         "2 P (forced)",
         &cycle);
  g_assert_true (cycle.forced == 1);
  g_assert_cmpint (cycle.stacks_bytes, ==, 0);
  g_assert_cmpint (cycle.start_ns, ==, 24992 * MS);
}

/* Go 1.6 to 1.17 */
static void
test_three_phases (void)
{
  HtGcCycle cycle;

  parse ("gc 1 @0.019s 9%: 0.018+1.3+0.076 ms clock, 0.054+0.35/1.2/3.0+0.22 ms cpu, "
         "4->4->3 MB, 5 MB goal, 12 P",
         &cycle);
  g_assert_cmpint (cycle.mark_ns, ==, 1300000);
  g_assert_cmpint (cycle.stw_mark_term_ns, ==, 76000);
  g_assert_cmpint (cycle.assist_ns, ==, 350000);
  g_assert_cmpint (cycle.background_ns, ==, 1200000);
  g_assert_cmpint (cycle.idle_ns, ==, 3000000);
  g_assert_cmpint (cycle.stacks_bytes, ==, HT_UNKNOWN);
  g_assert_cmpint (cycle.globals_bytes, ==, HT_UNKNOWN);
  g_assert_cmpint (cycle.gomaxprocs, ==, 12);
  g_assert_true (cycle.forced == 0);
  parse ("gc 252 @4316.062s 0%: 0.013+2.9+0.050 ms clock, 0.10+0.23/5.4/12+0.40 ms cpu, "
         "16->17->8 MB, 17 MB goal, 8 P (forced)",
         &cycle);
  g_assert_true (cycle.forced == 1);
}

/* Go 1.5: the three middle phases of the clock are concurrent, the fourth of the CPU is split. */
static void
test_five_phases (void)
{
  HtGcCycle cycle;

  parse ("gc 9 @2.100s 3%: 0.12+0.24+0.017+69+0.37 ms clock, 0.49+0.24+0+7.5/68/117+1.4 ms cpu, "
         "74->78->65 MB, 79 MB goal, 4 P",
         &cycle);
  g_assert_cmpint (cycle.stw_sweep_term_ns, ==, 120000);
  g_assert_cmpint (cycle.mark_ns, ==, 240000 + 17000 + 69 * MS);
  g_assert_cmpint (cycle.stw_mark_term_ns, ==, 370000);
  g_assert_cmpint (cycle.end_ns, ==, 2100 * MS + 120000 + 240000 + 17000 + 69 * MS + 370000);
  g_assert_cmpint (cycle.assist_ns, ==, 7500000);
  g_assert_cmpint (cycle.background_ns, ==, 68 * MS);
  g_assert_cmpint (cycle.idle_ns, ==, 117 * MS);
  g_assert_cmpint (cycle.goal_bytes, ==, 79 * MIB);
}

#define HEAD  "gc 1 @0.001s 0%: "
#define CLOCK "0.1+2+0.1 ms clock, "
#define CPU   "0+0/0/0+0 ms cpu, "
#define HEAP  "4->4->2 MB, 4 MB goal, "

static void
test_refused (void)
{
  static const char *const lines[] = {
    "",
    "gc",
    "gc forced",
    "gc 5 of 7 tenants collected",
    "gc1(1): 0+0+0+0 us, 0 -> 0 MB, 20 (20-0) objects",
    HEAD,
    HEAD CLOCK,
    HEAD CLOCK CPU,
    HEAD CLOCK CPU HEAP,
    HEAD CLOCK CPU HEAP "2",
    HEAD CLOCK CPU HEAP "2 P ",
    HEAD CLOCK CPU HEAP "2 P (forced",
    HEAD CLOCK CPU HEAP "2 P (forced) ",
    HEAD CLOCK CPU HEAP "2 Pgc 2 @0.002s",
    HEAD CLOCK CPU HEAP "0 P",
    HEAD CLOCK CPU HEAP "0 MB stacks, 2 P",
    " " HEAD CLOCK CPU HEAP "2 P",
    "gc 0 @0.001s 0%: " CLOCK CPU HEAP "2 P",
    "gc -1 @0.001s 0%: " CLOCK CPU HEAP "2 P",
    "gc #5 @5.0s 1%: " CLOCK CPU HEAP "2 P",
    "gc 99999999999999999999 @0.001s 0%: " CLOCK CPU HEAP "2 P",
    "gc 2 @-1.0s 0%: " CLOCK CPU HEAP "2 P",
    "gc 2 @1e9s 0%: " CLOCK CPU HEAP "2 P",
    "gc 2 @1,5s 0%: " CLOCK CPU HEAP "2 P",
    "gc 2 @1.s 0%: " CLOCK CPU HEAP "2 P",
    "gc 2 @.5s 0%: " CLOCK CPU HEAP "2 P",
    "gc 2 @9223372037s 0%: " CLOCK CPU HEAP "2 P",
    "gc 2 @9223372036s 0%: " CLOCK CPU HEAP "2 P",
    "gc 2 @1s 0.5%: " CLOCK CPU HEAP "2 P",
    HEAD "0.1+NaN+0.1 ms clock, " CPU HEAP "2 P",
    HEAD "0.1+2 ms clock, " CPU HEAP "2 P",
    HEAD "0.1+2+3+0.1 ms clock, " CPU HEAP "2 P",
    HEAD "0.1+2+3+4+5+0.1 ms clock, " CPU HEAP "2 P",
    HEAD "0.1+2+3+4+5 ms clock, " CPU HEAP "2 P",
    HEAD "0.1+2+0.1234567 ms clock, " CPU HEAP "2 P",
    HEAD "9223372036854+9223372036854+1 ms clock, " CPU HEAP "2 P",
    HEAD CLOCK "0+0/0+0 ms cpu, " HEAP "2 P",
    HEAD CLOCK "0+0+0+0/0/0+0 ms cpu, " HEAP "2 P",
    HEAD CLOCK CPU "18446744073709551615->4->2 MB, 4 MB goal, 2 P",
    /* 2^43 MiB are 2^63 bytes. */
    HEAD CLOCK CPU "8796093022208->4->2 MB, 4 MB goal, 2 P",
    HEAD CLOCK CPU "4->4 MB, 4 MB goal, 2 P",
  };
  HtGcCycle cycle;

  for (guint i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_test_message ("%s", lines[i]);
      g_assert_false (ht_gctrace_parse_line (lines[i], strlen (lines[i]), &cycle));
    }
}

static void
test_limits (void)
{
  HtGcCycle cycle;

  parse ("gc 9223372036854775807 @0s 900%: 0+0+0.000001 ms clock, 0+0/0/0+0 ms cpu, "
         "8796093022207->4->2 MB, 4 MB goal, 2 P",
         &cycle);
  g_assert_cmpint (cycle.n, ==, G_MAXINT64);
  g_assert_cmpint (cycle.stw_mark_term_ns, ==, 1);
  g_assert_cmpint (cycle.heap_start_bytes, ==, G_GINT64_CONSTANT (8796093022207) * MIB);
  /* Nothing takes more than all of the CPU. */
  g_assert_cmpint (cycle.cpu_permille, ==, HT_UNKNOWN);
}

/* The cycles of each file were counted with a regular expression made from the
 * runtime's format string; the live heap of the last one was read from the file.
 */
static void
test_captures (void)
{
  static const struct
  {
    const char *file;
    guint n_cycles;
    guint n_forced;
    guint n_warnings;
    guint n_processes;
    gint64 last_live_mib;
    const char *gomaxprocs;
  } expected[] = {
    { "captures/etcd-3.4/stderr-gctrace.log", 587, 0, 0, 1, 10, "2" },
    { "captures/go1.19-map-growth/gctrace.log", 10, 0, 0, 1, 48, "2" },
    { "captures/go1.21-healthy/gctrace.log", 8, 0, 0, 1, 21, "2" },
    { "captures/go1.22-goroutine-leak/gctrace.log", 6, 0, 0, 1, 38, "2" },
    { "captures/go1.23-healthy/gctrace.log", 8, 0, 0, 1, 21, "2" },
    { "captures/go1.24-map-growth/gctrace.log", 10, 0, 0, 1, 47, "2" },
    { "captures/go1.25-map-growth/gctrace.log", 10, 0, 0, 1, 47, "2" },
    { "captures/go1.26-goroutineleak-profile/gctrace.log", 9, 3, 0, 1, 22, "2" },
    { "captures/go1.26-syncmap-growth/gctrace.log", 10, 0, 0, 1, 157, "2" },
    { "captures/go1.27-map-growth/gctrace.log", 9, 0, 0, 1, 45, "2" },
    { "captures/node-exporter-1.9/stderr-gctrace.log", 749, 0, 0, 1, 1, "1" },
    { "captures/prometheus-2.42/stderr-gctrace.log", 135, 0, 0, 1, 16, "2" },
    { "bad/gctrace-binary.log", 16, 0, 0, 1, 121, "2" },
    { "bad/gctrace-cri.log", 16, 0, 0, 1, 121, "2" },
    { "bad/gctrace-crlf.log", 16, 0, 0, 1, 121, "2" },
    { "bad/gctrace-docker.log", 16, 0, 0, 1, 121, "2" },
    { "bad/gctrace-interleaved.log", 16, 0, 0, 1, 121, "2" },
    { "bad/gctrace-journal.log", 16, 0, 0, 1, 121, "2" },
    { "bad/gctrace-long-line.log", 16, 0, 0, 1, 121, "2" },
    /* Its last line is cut. */
    { "bad/gctrace-no-final-newline.log", 15, 0, 1, 1, 107, "2" },
    /* Four lines hold numbers that are too large, or end too early. */
    { "bad/gctrace-odd-values.log", 2, 1, 4, 1, 3, "2" },
    { "bad/gctrace-restart.log", 26, 0, 0, 2, 121, "2" },
    { "bad/gctrace-torn-lines.log", 13, 0, 3, 1, 121, "2" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), expected[i].file, NULL);
      g_autofree char *text = NULL;
      g_autoptr (GError) error = NULL;
      gsize length;
      guint n_forced = 0;
      Seen seen;

      g_test_message ("%s", expected[i].file);
      g_file_get_contents (path, &text, &length, &error);
      g_assert_no_error (error);
      decode (text, length, &seen, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (seen.cycles->len, ==, expected[i].n_cycles);
      g_assert_cmpuint (seen.n_warnings, ==, expected[i].n_warnings);
      g_assert_cmpstr (seen.gomaxprocs, ==, expected[i].gomaxprocs);
      for (guint j = 0; j < seen.cycles->len; j++)
        n_forced += nth (&seen, j)->forced == 1;
      g_assert_cmpuint (n_forced, ==, expected[i].n_forced);
      g_assert_cmpuint (nth (&seen, seen.cycles->len - 1)->process + 1, ==,
                        expected[i].n_processes);
      g_assert_cmpint (nth (&seen, seen.cycles->len - 1)->heap_live_bytes, ==,
                       expected[i].last_live_mib * MIB);
      seen_clear (&seen);
    }
}

#define REST "0.1+2+0.1 ms clock, 0+0/0/0+0 ms cpu, 4->4->2 MB, 4 MB goal, 2 P"

/* The start of the process is the least of stamp - end, for all of its cycles. */
static void
test_wall_clock (void)
{
  Seen seen;

  decode_text ("2026-11-20T18:00:10.900Z gc 1 @0.500s 0%: " REST "\n"
               "2026-11-20T18:00:12.003Z gc 2 @2.000s 0%: " REST "\n"
               "2026-11-20T18:00:14.500Z gc 3 @4.000s 0%: " REST "\n",
               &seen);
  for (guint i = 0; i < 3; i++)
    g_assert_cmpint (nth (&seen, i)->wall_offset_ns, ==, SIX_O_CLOCK + 10 * SECOND + 800000);
  g_assert_cmpint (nth (&seen, 1)->start_ns, ==, 2 * SECOND);
  seen_clear (&seen);

  /* A stamp without a fraction may be a second early. */
  decode_text ("2026/11/20 18:00:12 gc 2 @2.000s 0%: " REST "\n", &seen);
  g_assert_cmpint (nth (&seen, 0)->wall_offset_ns, ==,
                   SIX_O_CLOCK + 13 * SECOND - (2 * SECOND + 2200000));
  seen_clear (&seen);

  decode_text ("gc 2 @2.000s 0%: " REST "\n", &seen);
  g_assert_cmpint (nth (&seen, 0)->wall_offset_ns, ==, HT_UNKNOWN);
  seen_clear (&seen);
}

/* Bare gctrace lines between lines that tell the time. */
static void
test_wall_clock_of_neighbours (void)
{
  Seen seen;

  decode_text ("time=2026-11-20T18:00:01.100Z level=INFO\n"
               "gc 1 @1.000s 0%: " REST "\n"
               "gc 2 @1.097s 0%: " REST "\n"
               "time=2026-11-20T18:00:01.2992Z level=INFO\n",
               &seen);
  /* Between 0.0978 (the first line and cycle 1) and 0.2 (cycle 2 and the last line). */
  g_assert_cmpint (nth (&seen, 0)->wall_offset_ns, ==, SIX_O_CLOCK + 148900000);
  g_assert_cmpint (nth (&seen, 1)->wall_offset_ns, ==, SIX_O_CLOCK + 148900000);
  seen_clear (&seen);

  /* Too far apart to tell. */
  decode_text ("time=2026-11-20T18:00:01Z level=INFO\n"
               "gc 1 @1.000s 0%: " REST "\n"
               "time=2026-11-20T18:00:09Z level=INFO\n",
               &seen);
  g_assert_cmpint (nth (&seen, 0)->wall_offset_ns, ==, HT_UNKNOWN);
  seen_clear (&seen);

  /* Contradicting each other by far. */
  decode_text ("time=2026-11-20T18:00:09.1Z level=INFO\n"
               "gc 1 @1.000s 0%: " REST "\n"
               "time=2026-11-20T18:00:08.1Z level=INFO\n",
               &seen);
  g_assert_cmpint (nth (&seen, 0)->wall_offset_ns, ==, HT_UNKNOWN);
  seen_clear (&seen);
}

static void
test_glued (void)
{
  Seen seen;

  decode_text ("no line end heregc 3 @1.000s 0%: " REST "\n"
               "gc 4 @1.100s 0%: 0.1+gc 5 @1.200s 0%: " REST "\n"
               "he said: gc 6 @1.300s 0%: " REST ".\n",
               &seen);
  g_assert_cmpuint (seen.cycles->len, ==, 2);
  g_assert_cmpint (nth (&seen, 0)->n, ==, 3);
  g_assert_cmpint (nth (&seen, 1)->n, ==, 5);
  g_assert_cmpuint (seen.n_warnings, ==, 2);
  g_assert_cmpuint (seen.last_warning_offset, ==, 98 + 103);
  seen_clear (&seen);
}

static void
test_restarts (void)
{
  static const guint processes[] = { 0, 0, 1, 2, 2, 3 };
  Seen seen;

  decode_text ("gc 1 @0.100s 0%: " REST "\n"
               "gc 2 @0.200s 0%: " REST "\n"
               "gc 1 @0.300s 0%: " REST "\n"
               /* The first of this one are not in the log, but its clock fell back. */
               "gc 5 @0.200s 0%: " REST "\n"
               "gc 7 @0.200s 0%: " REST "\n"
               "gc 7 @0.300s 0%: " REST "\n",
               &seen);
  for (guint i = 0; i < G_N_ELEMENTS (processes); i++)
    g_assert_cmpuint (nth (&seen, i)->process, ==, processes[i]);
  seen_clear (&seen);
}

/* Two pods in one log are two processes, not a restart at each line. */
static void
test_origins (void)
{
  static const guint processes[] = { 0, 1, 0, 1, 2, 0 };
  Seen seen;

  decode_text ("[pod/a/app] gc 1 @0.100s 0%: " REST "\n"
               "[pod/b/app] gc 1 @0.050s 0%: " REST "\n"
               "[pod/a/app] gc 2 @0.200s 0%: " REST "\n"
               "[pod/b/app] gc 2 @0.150s 0%: " REST "\n"
               "[pod/b/app] gc 1 @0.050s 0%: " REST "\n"
               "[pod/a/app] gc 3 @0.300s 0%: " REST "\n",
               &seen);
  for (guint i = 0; i < G_N_ELEMENTS (processes); i++)
    g_assert_cmpuint (nth (&seen, i)->process, ==, processes[i]);
  seen_clear (&seen);
}

/* A log that ends behind " P" may have been cut there. */
static void
test_cut_before_forced (void)
{
  Seen seen;

  decode_text ("gc 1 @0.100s 0%: " REST, &seen);
  g_assert_true (nth (&seen, 0)->forced == -1);
  seen_clear (&seen);
  decode_text ("gc 1 @0.100s 0%: " REST " (forced)", &seen);
  g_assert_true (nth (&seen, 0)->forced == 1);
  seen_clear (&seen);
}

static void
test_nothing_found (void)
{
  static const char other[] = "hello\n"
                              "scvg0: inuse: 1, idle: 0, sys: 1, released: 0, consumed: 1 (MB)\n"
                              "scav 0 KiB work (bg), 0 KiB work (eager), 3704 KiB now, 55% util\n"
                              "pacer: assist ratio=+1.5 (scan 1 MB in 4->8 MB) workers=1+0.25\n"
                              "scan: total 1+2+3=6 objs, 1+2=3 spans\n"
                              "gc 5 of 7 tenants collected\n";
  static const char torn[] = "hello\ngc 4 @4.0s 1%: 0.1+2+\n";
  g_autoptr (GError) error = NULL;
  Seen seen;

  g_assert_false (decode (other, strlen (other), &seen, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
  g_assert_nonnull (strstr (error->message, "6 lines (4 of"));
  g_assert_cmpuint (seen.n_warnings, ==, 0);
  seen_clear (&seen);
  g_clear_error (&error);

  g_assert_false (decode (torn, strlen (torn), &seen, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "at byte 6"));
  seen_clear (&seen);
  g_clear_error (&error);

  g_assert_false (decode (NULL, 0, &seen, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
  seen_clear (&seen);
}

static void
test_warnings_are_capped (void)
{
  g_autoptr (GString) log = g_string_new ("gc 1 @0.100s 0%: " REST "\n");
  Seen seen;

  for (guint i = 0; i < 250; i++)
    g_string_append (log, "gc 2 @0.200s torn\n");
  decode_text (log->str, &seen);
  g_assert_cmpuint (seen.cycles->len, ==, 1);
  g_assert_cmpuint (seen.n_warnings, ==, HT_DECODE_WARNINGS_MAX + 1);
  g_assert_true (g_str_has_prefix (seen.last_warning, "200 more "));
  seen_clear (&seen);
}

static void
test_long_lines (void)
{
  g_autoptr (GString) log = g_string_new ("gc 1 @0.100s 0%: " REST "\n");
  Seen seen;

  for (guint i = 0; i < HT_LOG_LINE_MAX / 16; i++)
    g_string_append (log, "gc 2 of gc 2 gc ");
  g_string_append (log, "\ngc 2 @0.200s 0%: " REST "\n");
  for (guint i = 0; i < 300000; i++)
    g_string_append (log, "0123456789");
  g_string_append (log, "\ngc 3 @0.300s 0%: " REST "\n");
  decode_text (log->str, &seen);
  g_assert_cmpuint (seen.cycles->len, ==, 3);
  g_assert_cmpuint (seen.n_warnings, ==, 1);
  g_assert_true (g_str_has_prefix (seen.last_warning, "1 lines longer than "));
  seen_clear (&seen);
}

/* --- a log that comes in pieces --- */

static void
read_lines (HtLogLines *lines, HtGctraceStream *stream, gint64 written_ns)
{
  HtLogLine line;

  while (ht_log_lines_next (lines, &line))
    ht_gctrace_stream_add_line (stream, &line, written_ns);
  ht_gctrace_stream_flush (stream);
}

static void
decode_pieces (const char *text, gsize length, gsize piece, gint64 written_ns, Seen *seen)
{
  HtRecordSink sink = {
    .gc_cycle = cycle_cb, .property = property_cb, .warning = warning_cb, .user_data = seen
  };
  g_autoptr (HtLogLines) lines = ht_log_lines_new_stream ();
  g_autoptr (HtGctraceStream) stream = ht_gctrace_stream_new (&sink);

  *seen = (Seen){ .cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle)) };
  for (gsize i = 0; i < length; i += piece)
    {
      ht_log_lines_push (lines, text + i, MIN (piece, length - i));
      read_lines (lines, stream, written_ns);
    }
  ht_log_lines_finish (lines);
  read_lines (lines, stream, written_ns);
}

/* Wherever a log is cut, the cycles in it are the same. */
static void
test_stream_of_pieces (void)
{
  static const char *const names[] = { "example/gctrace.log",
                                       "captures/prometheus-2.42/stderr-gctrace.log" };
  static const gsize pieces[] = { 1, 7, 100, 4096, G_MAXINT };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), names[i], NULL);
      g_autofree char *text = NULL;
      gsize length;
      Seen whole;

      g_assert_true (g_file_get_contents (path, &text, &length, NULL));
      decode_text (text, &whole);
      g_assert_cmpuint (whole.cycles->len, >, 10);
      for (gsize j = 0; j < G_N_ELEMENTS (pieces); j++)
        {
          Seen seen;

          decode_pieces (text, length, pieces[j], HT_UNKNOWN, &seen);
          g_assert_cmpuint (seen.cycles->len, ==, whole.cycles->len);
          g_assert_cmpstr (seen.gomaxprocs, ==, whole.gomaxprocs);
          for (guint k = 0; k < whole.cycles->len; k++)
            {
              g_assert_cmpint (nth (&seen, k)->n, ==, nth (&whole, k)->n);
              g_assert_cmpint (nth (&seen, k)->end_ns, ==, nth (&whole, k)->end_ns);
              g_assert_cmpuint (nth (&seen, k)->process, ==, nth (&whole, k)->process);
            }
          seen_clear (&seen);
        }
      seen_clear (&whole);
    }
}

/* A line without a time has that of its reading; one with a time keeps it. */
static void
test_stream_times (void)
{
  static const char plain[] = "gc 1 @0.100s 0%: " REST "\ngc 2 @0.200s 0%: " REST "\n";
  static const char stamped[] = "2026-11-20T18:00:00.500Z gc 1 @0.100s 0%: " REST "\n";
  Seen seen;

  decode_pieces (plain, strlen (plain), G_MAXINT, SIX_O_CLOCK, &seen);
  g_assert_cmpuint (seen.cycles->len, ==, 2);
  g_assert_cmpint (nth (&seen, 0)->wall_offset_ns, ==, SIX_O_CLOCK - nth (&seen, 1)->end_ns);
  g_assert_cmpint (nth (&seen, 1)->wall_offset_ns, ==, SIX_O_CLOCK - nth (&seen, 1)->end_ns);
  seen_clear (&seen);

  decode_pieces (plain, strlen (plain), G_MAXINT, HT_UNKNOWN, &seen);
  g_assert_cmpint (nth (&seen, 0)->wall_offset_ns, ==, HT_UNKNOWN);
  seen_clear (&seen);

  decode_pieces (stamped, strlen (stamped), 10, SIX_O_CLOCK + 60 * SECOND, &seen);
  g_assert_cmpint (nth (&seen, 0)->wall_offset_ns, ==,
                   SIX_O_CLOCK + 500 * MS - nth (&seen, 0)->end_ns);
  seen_clear (&seen);
}

/* Lives that ended are forgotten, their numbers are not used again. */
static void
test_stream_of_restarts (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  Seen seen;

  for (guint i = 0; i < 1000; i++)
    g_string_append_printf (log,
                            "[pod/a/c] gc 1 @0.100s 0%%: " REST "\n"
                            "[pod/b/c] gc %u @%u.100s 0%%: " REST "\n",
                            i + 1, i);
  decode_pieces (log->str, log->len, 50, HT_UNKNOWN, &seen);
  g_assert_cmpuint (seen.cycles->len, ==, 2000);
  for (guint i = 0; i < 1000; i++)
    {
      g_assert_cmpuint (nth (&seen, 2 * i)->process, ==, i == 0 ? 0 : i + 1);
      g_assert_cmpuint (nth (&seen, 2 * i + 1)->process, ==, 1);
    }
  seen_clear (&seen);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/gctrace/fields", test_fields);
  g_test_add_func ("/formats/gctrace/leak-check-and-forced", test_leak_check_and_forced);
  g_test_add_func ("/formats/gctrace/three-phases", test_three_phases);
  g_test_add_func ("/formats/gctrace/five-phases", test_five_phases);
  g_test_add_func ("/formats/gctrace/refused", test_refused);
  g_test_add_func ("/formats/gctrace/limits", test_limits);
  g_test_add_func ("/formats/gctrace/captures", test_captures);
  g_test_add_func ("/formats/gctrace/wall-clock", test_wall_clock);
  g_test_add_func ("/formats/gctrace/wall-clock-of-neighbours", test_wall_clock_of_neighbours);
  g_test_add_func ("/formats/gctrace/glued", test_glued);
  g_test_add_func ("/formats/gctrace/restarts", test_restarts);
  g_test_add_func ("/formats/gctrace/origins", test_origins);
  g_test_add_func ("/formats/gctrace/cut-before-forced", test_cut_before_forced);
  g_test_add_func ("/formats/gctrace/nothing-found", test_nothing_found);
  g_test_add_func ("/formats/gctrace/warnings-are-capped", test_warnings_are_capped);
  g_test_add_func ("/formats/gctrace/long-lines", test_long_lines);
  g_test_add_func ("/formats/gctrace/stream-of-pieces", test_stream_of_pieces);
  g_test_add_func ("/formats/gctrace/stream-times", test_stream_times);
  g_test_add_func ("/formats/gctrace/stream-of-restarts", test_stream_of_restarts);
  return g_test_run ();
}
