/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "sniff.h"

#include <string.h>

#define BYTES(literal) (literal), sizeof (literal) - 1

/* Two value types, a sample; what a Go heap profile begins with. */
#define PROFILE                                                                                  \
  "\x0a\x04\x08\x01\x10\x02\x0a\x04\x08\x03\x10\x04\x12\x0c\x0a\x02\x02\x01\x12\x06\x0a\xe8\x07" \
  "\x05\xf4\x03"
#define GC_LINE                                                                            \
  "gc 1 @0.005s 2%: 0.19+2.0+0.004 ms clock, 0.39+0.19/0.002/0+0.008 ms cpu, 3->4->3 MB, " \
  "4 MB goal, 0 MB stacks, 0 MB globals, 2 P\n"

static const struct
{
  const char *bytes;
  gsize length;
  HtFormat format;
} inputs[] = {
  { BYTES (PROFILE), HT_FORMAT_PPROF },
  /* A CPU profile begins with its time. */
  { BYTES (
        "\x48\x80\x80\x90\xa8\xd5\xd3\xe4\xf4\x18\x50\x80\xa8\xd6\xb9\x07\x5a\x04\x08\x03\x10\x04"),
    HT_FORMAT_PPROF },
  /* Damaged behind a good begin: its decoder shall say where. */
  { BYTES (PROFILE "\x0c\x0c"), HT_FORMAT_PPROF },
  { BYTES (PROFILE "\x12\xff\xff\xff\x7f"), HT_FORMAT_PPROF },
  { BYTES ("\x5e\xe0\x92\x60\xc4\xa6\x6b\x31\x7a\x9a\x95\x43\xdd\x49\xb2\x69"), HT_FORMAT_UNKNOWN },
  { BYTES ("\x0a\x04\x08\x01\x18\x02"), HT_FORMAT_UNKNOWN },
  { BYTES ("\x1f\x8b\x08\0\0\0\0\0"), HT_FORMAT_UNKNOWN },
  { BYTES (""), HT_FORMAT_UNKNOWN },
  { BYTES ("\0\0\0\0\0\0\0\0"), HT_FORMAT_UNKNOWN },
  { BYTES ("404 page not found\n"), HT_FORMAT_UNKNOWN },
  { BYTES ("Unknown profile\n"), HT_FORMAT_UNKNOWN },
  { BYTES ("<!DOCTYPE html>\n<title>404</title>\n"), HT_FORMAT_UNKNOWN },
  { BYTES ("\nfoo bar\n"), HT_FORMAT_UNKNOWN },
  { BYTES ("SQLite format 3\0\x10\0\1\1"), HT_FORMAT_RECORDING },
  { BYTES ("SQLite format 3"), HT_FORMAT_UNKNOWN },
  { BYTES ("go 1.22 trace\0\0\0\1\2"), HT_FORMAT_EXECUTION_TRACE },
  { BYTES ("go 1.5 trace\0\0\0\0"), HT_FORMAT_EXECUTION_TRACE },
  { BYTES ("go 1.22 t"), HT_FORMAT_EXECUTION_TRACE },
  { BYTES ("go 1.22 is out"), HT_FORMAT_UNKNOWN },
  { BYTES ("heap profile: 1: 2 [3: 4] @ heap/1048576\n"), HT_FORMAT_HEAP_TEXT },
  { BYTES ("\xef\xbb\xbfheap profile: 1: 2 [3: 4] @ heap/1048576\n"), HT_FORMAT_HEAP_TEXT },
  { BYTES ("goroutine profile: total 4\n1 @ 0x1\n"), HT_FORMAT_GOROUTINE_DUMP },
  { BYTES ("goroutine 1 [chan receive, 2 minutes]:\nmain.main()\n"), HT_FORMAT_GOROUTINE_DUMP },
  { BYTES ("panic: boom\n\ngoroutine 1 gp=0xc000 m=0 mp=0x12 [running]:\n"),
    HT_FORMAT_GOROUTINE_DUMP },
  { BYTES ("goroutine leaks are bad:\n"), HT_FORMAT_UNKNOWN },
  { BYTES ("threadcreate profile: total 5\n"), HT_FORMAT_OTHER_PROFILE_TEXT },
  { BYTES ("--- contention:\ncycles/second=1\n"), HT_FORMAT_OTHER_PROFILE_TEXT },
  { BYTES ("--- mutex:\n"), HT_FORMAT_OTHER_PROFILE_TEXT },
  { BYTES (GC_LINE), HT_FORMAT_GCTRACE },
  { BYTES ("{\"log\": \"" GC_LINE "\"}"), HT_FORMAT_GCTRACE },
  { BYTES ("panic: boom\n\ngoroutine 1 [running]:\n" GC_LINE), HT_FORMAT_GCTRACE },
  { BYTES ("it took 5 ms clock, 3 ms cpu, for nothing\n"), HT_FORMAT_UNKNOWN },
  { BYTES ("{\"cmdline\":[\"a\"],\"memstats\":{}}"), HT_FORMAT_EXPVAR },
  { BYTES ("\xef\xbb\xbf{\n\"memstats\":{\"HeapAlloc\" : 1,\"HeapSys\":2}}"), HT_FORMAT_EXPVAR },
  /* Somebody's notes about MemStats. */
  { BYTES ("{\"memstats\":{\"HeapAlloc\":{\"first\":1},\"HeapSys\":{}}}"), HT_FORMAT_UNKNOWN },
  { BYTES ("{\"HeapAlloc\":1,\"HeapSys\":2}"), HT_FORMAT_EXPVAR },
  { BYTES ("{\"heap\":{\"HeapAlloc\":1}}"), HT_FORMAT_UNKNOWN },
  { BYTES ("# HELP go_goroutines x\n# TYPE go_goroutines gauge\ngo_goroutines 7\n"),
    HT_FORMAT_PROMETHEUS },
  { BYTES ("go_goroutines 7\ngo_threads 1.5e+01\n"), HT_FORMAT_PROMETHEUS },
  { BYTES ("requests{path=\"/\"} 7 1790000000000\n"), HT_FORMAT_PROMETHEUS },
  { BYTES ("apples 7\npears 8\n"), HT_FORMAT_UNKNOWN },
  { BYTES ("unix_ms,vm_rss_kb,rss_anon_kb,threads,fds\n1,2,3,4,5\n"), HT_FORMAT_PROCESS_CSV },
  { BYTES ("name,age\nx,1\n"), HT_FORMAT_UNKNOWN },
  { BYTES ("Name:\tsvc\nUmask:\t0022\nPid:\t7\nVmRSS:\t 10 kB\n"), HT_FORMAT_PROC_STATUS },
  { BYTES ("00400000-7ffe rw-p 00000000 00:00 0    [rollup]\nRss:  10 kB\n"),
    HT_FORMAT_SMAPS_ROLLUP },
  { BYTES ("134217728\n"), HT_FORMAT_CGROUP },
  { BYTES ("max\n"), HT_FORMAT_CGROUP },
  { BYTES ("anon 123\nfile 456\n"), HT_FORMAT_CGROUP },
  { BYTES ("low 0\nhigh 0\nmax 0\noom 1\noom_kill 1\n"), HT_FORMAT_CGROUP },
  { BYTES ("anonymous 123\n"), HT_FORMAT_UNKNOWN },
};

static void
test_kinds (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (inputs); i++)
    {
      /* In a block of its own size, so that a read beyond it is seen. */
      g_autofree guint8 *copy = g_memdup2 (inputs[i].bytes, inputs[i].length);

      g_test_message ("input %" G_GSIZE_FORMAT, i);
      g_assert_cmpint (ht_sniff (copy, inputs[i].length), ==, inputs[i].format);
    }
}

static void
test_gc_line_far_into_a_log (void)
{
  g_autoptr (GString) log = g_string_new (NULL);

  while (log->len < 2000000)
    g_string_append (log, "2026-11-20T18:30:00Z INFO served a request\n");
  g_assert_cmpint (ht_sniff ((const guint8 *) log->str, log->len), ==, HT_FORMAT_UNKNOWN);
  g_string_append (log, GC_LINE);
  g_assert_cmpint (ht_sniff ((const guint8 *) log->str, log->len), ==, HT_FORMAT_GCTRACE);
}

static void
test_unknown_is_described (void)
{
  static const struct
  {
    const char *bytes;
    gsize length;
    const char *words;
  } unknown[] = {
    { BYTES (""), "is empty" },
    { BYTES ("\x1f\x8b\x08"), "is compressed twice" },
    { BYTES ("<html>"), "is a page of HTML or XML, not a capture" },
    { BYTES ("\xff\xfe{\0"), "is text in UTF-16; save it as UTF-8" },
    { BYTES ("404 page not found\n"), "is no capture; it only says “404 page not found”" },
    { BYTES ("\033[2J\n"), "is no capture; it only says “\\x1b[2J”" },
    { BYTES ("\1\2\3\4"), "is no capture of a known kind" },
    { BYTES ("{\"a\":1}"), "is text, but no capture of a known kind" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (unknown); i++)
    {
      g_autofree char *words =
          ht_describe_unknown ((const guint8 *) unknown[i].bytes, unknown[i].length);

      g_assert_cmpstr (words, ==, unknown[i].words);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/sniff/kinds", test_kinds);
  g_test_add_func ("/formats/sniff/late-gc-line", test_gc_line_far_into_a_log);
  g_test_add_func ("/formats/sniff/unknown", test_unknown_is_described);
  return g_test_run ();
}
