/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log-lines.h"

#include "gc-cycle.h"

#include <string.h>

/* 2026-11-20T18:00:00Z by `date -d 2026-11-20T18:00:00Z +%s` */
#define SIX_O_CLOCK (G_GINT64_CONSTANT (1795197600) * 1000000000)

typedef struct
{
  const char *log;
  const char *text;
  gint64 time_ns;
  const char *origin;
} Case;

static void
assert_line (const HtLogLine *line, const Case *expected)
{
  g_test_message ("%s", expected->log);
  g_assert_cmpmem (line->text, line->length, expected->text, strlen (expected->text));
  g_assert_cmpint (line->time_ns, ==, expected->time_ns);
  if (expected->origin == NULL)
    g_assert_null (line->origin);
  else
    g_assert_cmpmem (line->origin, line->origin_length, expected->origin,
                     strlen (expected->origin));
}

static void
check (const Case *cases, gsize n_cases)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autoptr (HtLogLines) lines = ht_log_lines_new (cases[i].log, strlen (cases[i].log));
      HtLogLine line;

      g_assert_true (ht_log_lines_next (lines, &line));
      assert_line (&line, &cases[i]);
      g_assert_cmpuint (line.offset, ==, 0);
      g_assert_false (ht_log_lines_next (lines, &line));
    }
}

static void
test_text (void)
{
  static const Case cases[] = {
    { "hello\n", "hello", HT_UNKNOWN, NULL },
    { "hello\r\n", "hello", HT_UNKNOWN, NULL },
    { "hello", "hello", HT_UNKNOWN, NULL },
    { "\n", "", HT_UNKNOWN, NULL },
    { "[WARNING] x\n", "[WARNING] x", HT_UNKNOWN, NULL },
    { "2026-11-20T18:00:00.5Z hello\n", "hello", SIX_O_CLOCK + 500000000, NULL },
    { "2026-11-20T18:00:00.5Z\tINFO\thello\n", "INFO\thello", SIX_O_CLOCK + 500000000, NULL },
    { "2026-11-20T18:00:00Z\n", "", SIX_O_CLOCK, NULL },
    { "2026/11/20 18:00:00 http: bad: EOF\n", "http: bad: EOF", SIX_O_CLOCK, NULL },
    { "2026-11-20 18:00:00.000001 I | etcdmain: hi\n", "I | etcdmain: hi", SIX_O_CLOCK + 1000,
      NULL },
    { "2026-11-20T18:00:00Zulu\n", "2026-11-20T18:00:00Zulu", HT_UNKNOWN, NULL },
    { "time=2026-11-20T18:00:00Z level=INFO\n", "time=2026-11-20T18:00:00Z level=INFO", SIX_O_CLOCK,
      NULL },
    { "ts=2026-11-20T18:00:00.25Z a=b\n", "ts=2026-11-20T18:00:00.25Z a=b", SIX_O_CLOCK + 250000000,
      NULL },
    { "time=\"2026-11-20T18:00:00Z\" level=info\n", "time=\"2026-11-20T18:00:00Z\" level=info",
      SIX_O_CLOCK, NULL },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_syslog_and_klog (void)
{
  static const Case cases[] = {
    { "Nov 20 18:00:00 node-1 svc[812]: gc forced\n", "gc forced", HT_UNKNOWN, "node-1 svc[812]" },
    { "Nov  2 18:00:00 node-1 kernel: oom\n", "oom", HT_UNKNOWN, "node-1 kernel" },
    { "Nov 20 18:00:00.123456 h svc[1]: x\n", "x", HT_UNKNOWN, "h svc[1]" },
    { "Nov 20 18:00:00 h svc[1]: 2026/11/20 18:00:00 x\n", "x", SIX_O_CLOCK, "h svc[1]" },
    { "2026-11-20T18:00:00+0000 h svc[1]: x\n", "x", SIX_O_CLOCK, "h svc[1]" },
    { "Nov 20 18:00:00\n", "Nov 20 18:00:00", HT_UNKNOWN, NULL },
    { "Now 20 18:00:00 h svc[1]: x\n", "Now 20 18:00:00 h svc[1]: x", HT_UNKNOWN, NULL },
    { "Nov 20 18:00:00 no process here\n", "Nov 20 18:00:00 no process here", HT_UNKNOWN, NULL },
    { "E1120 18:36:38.000001       1 reflector.go:138] watch closed\n", "watch closed", HT_UNKNOWN,
      NULL },
    { "X1120 18:36:38.000001 1 a.go:1] x\n", "X1120 18:36:38.000001 1 a.go:1] x", HT_UNKNOWN,
      NULL },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_prefixes (void)
{
  static const Case cases[] = {
    { "[pod/web-7f9c/app] hello\n", "hello", HT_UNKNOWN, "pod/web-7f9c/app" },
    { "[pod/web-7f9c/app] 2026-11-20T18:00:00Z hello\n", "hello", SIX_O_CLOCK, "pod/web-7f9c/app" },
    { "svc-1  | hello\n", "hello", HT_UNKNOWN, "svc-1" },
    { "svc-1  | 2026-11-20T18:00:00Z hello\n", "hello", SIX_O_CLOCK, "svc-1" },
    { "svc-1  |\n", "", HT_UNKNOWN, "svc-1" },
    { "a| b\n", "a| b", HT_UNKNOWN, NULL },
    { "[pod/x\n", "[pod/x", HT_UNKNOWN, NULL },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_json (void)
{
  static const Case cases[] = {
    { "{\"log\":\"hello\\n\",\"stream\":\"stderr\",\"time\":\"2026-11-20T18:00:00.000000001Z\"}\n",
      "hello", SIX_O_CLOCK + 1, NULL },
    { "{\"log\":\"say \\\"hi\\\"\\r\\n\",\"time\":\"2026-11-20T18:00:00Z\"}", "say \"hi\"",
      SIX_O_CLOCK, NULL },
    { "{\"level\":\"info\",\"ts\":1795197600.5,\"msg\":\"m\"}\n", "m", SIX_O_CLOCK + 500000000,
      NULL },
    { "{\"@timestamp\":\"2026-11-20T18:00:00Z\",\"message\":\"m\",\"k\":{\"log\":\"no\"}}\n", "m",
      SIX_O_CLOCK, NULL },
    { "{\"msg\":\"second\",\"log\":\"first\"}\n", "first", HT_UNKNOWN, NULL },
    { "{\"_PID\":\"812\",\"__REALTIME_TIMESTAMP\":\"1795197600000001\",\"MESSAGE\":\"m\"}\n", "m",
      SIX_O_CLOCK + 1000, "812" },
    { "{\"time\":\"yesterday\",\"msg\":\"m\"}\n", "m", HT_UNKNOWN, NULL },
    { "svc-1 | {\"msg\":\"m\"}\n", "m", HT_UNKNOWN, "svc-1" },
    /* What is no whole object, or has no message, is text. */
    { "{\"log\":\"torn\n", "{\"log\":\"torn", HT_UNKNOWN, NULL },
    { "{\"log\":\"bad \\x\"}\n", "{\"log\":\"bad \\x\"}", HT_UNKNOWN, NULL },
    { "{\"log\":1}\n", "{\"log\":1}", HT_UNKNOWN, NULL },
    { "{\"MESSAGE\":[103,99]}\n", "{\"MESSAGE\":[103,99]}", HT_UNKNOWN, NULL },
    { "{braces}\n", "{braces}", HT_UNKNOWN, NULL },
  };

  check (cases, G_N_ELEMENTS (cases));
}

static void
test_json_of_several_lines (void)
{
  static const char log[] = "{\"message\":\"one\\ntwo\\r\\n\\nfour\\n\",\"time\":"
                            "\"2026-11-20T18:00:00Z\"}\nfive\n";
  static const char *const expected[] = { "one", "two", "", "four" };
  g_autoptr (HtLogLines) lines = ht_log_lines_new (log, strlen (log));
  HtLogLine line;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_true (ht_log_lines_next (lines, &line));
      g_assert_cmpmem (line.text, line.length, expected[i], strlen (expected[i]));
      g_assert_cmpint (line.time_ns, ==, SIX_O_CLOCK);
    }
  g_assert_true (ht_log_lines_next (lines, &line));
  g_assert_cmpmem (line.text, line.length, "five", 4);
  g_assert_cmpint (line.time_ns, ==, HT_UNKNOWN);
  g_assert_false (ht_log_lines_next (lines, &line));
}

/* Parts of two streams lie between one another; the last one never ends. */
static void
test_container_runtime (void)
{
  static const char log[] = "2026-11-20T18:00:00Z stdout F whole\n"
                            "2026-11-20T18:00:01Z stderr P on\n"
                            "2026-11-20T18:00:02Z stdout P t\n"
                            "2026-11-20T18:00:03Z stderr P e\n"
                            "2026-11-20T18:00:04Z stdout F wo\n"
                            "2026-11-20T18:00:05Z stderr F  line\n"
                            "2026-11-20T18:00:06Z stderr F:x tagged\n"
                            "2026-11-20T18:00:07Z stderr X no flag\n"
                            "2026-11-20T18:00:08Z stdout P cut";
  static const struct
  {
    const char *text;
    guint64 offset;
    gint64 second;
    gboolean terminated;
  } expected[] = {
    { "whole", 0, 0, TRUE },
    { "two", 69, 4, TRUE },
    { "one line", 36, 5, TRUE },
    { "tagged", 202, 6, TRUE },
    { "stderr X no flag", 241, 7, TRUE },
    { "cut", 279, 8, FALSE },
  };
  g_autoptr (HtLogLines) lines = ht_log_lines_new (log, strlen (log));
  HtLogLine line;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_true (ht_log_lines_next (lines, &line));
      g_assert_cmpmem (line.text, line.length, expected[i].text, strlen (expected[i].text));
      g_assert_cmpuint (line.offset, ==, expected[i].offset);
      g_assert_cmpint (line.time_ns, ==, SIX_O_CLOCK + expected[i].second * 1000000000);
      g_assert_cmpint (line.terminated, ==, expected[i].terminated);
    }
  g_assert_false (ht_log_lines_next (lines, &line));
}

static void
test_offsets_and_ends (void)
{
  static const char log[] = "one\r\n\n\0\xff three\ncut";
  g_autoptr (HtLogLines) lines = ht_log_lines_new (log, sizeof log - 1);
  static const guint64 offsets[] = { 0, 5, 6, 15 };
  HtLogLine line;

  for (guint i = 0; i < G_N_ELEMENTS (offsets); i++)
    {
      g_assert_true (ht_log_lines_next (lines, &line));
      g_assert_cmpuint (line.offset, ==, offsets[i]);
      g_assert_cmpint (line.terminated, ==, i != 3);
    }
  g_assert_false (ht_log_lines_next (lines, &line));
}

static void
test_long_lines (void)
{
  g_autoptr (GString) log = g_string_new ("first\n");
  g_autoptr (HtLogLines) lines = NULL;
  HtLogLine line;

  for (guint i = 0; i < HT_LOG_LINE_MAX; i++)
    g_string_append_c (log, 'x');
  g_string_append_c (log, '\n');
  for (guint i = 0; i < HT_LOG_LINE_MAX + 1; i++)
    g_string_append_c (log, 'y');
  g_string_append (log, "\nlast\n");
  lines = ht_log_lines_new (log->str, log->len);

  g_assert_true (ht_log_lines_next (lines, &line));
  g_assert_true (ht_log_lines_next (lines, &line));
  g_assert_cmpuint (line.length, ==, HT_LOG_LINE_MAX);
  g_assert_cmpuint (ht_log_lines_get_skipped (lines), ==, 0);
  g_assert_true (ht_log_lines_next (lines, &line));
  g_assert_cmpmem (line.text, line.length, "last", 4);
  g_assert_cmpuint (ht_log_lines_get_skipped (lines), ==, 1);
  g_assert_false (ht_log_lines_next (lines, &line));
}

/* Parts that never end add up to more than a line may have. */
static void
test_long_joined_line (void)
{
  g_autoptr (GString) log = g_string_new (NULL);
  g_autoptr (HtLogLines) lines = NULL;
  HtLogLine line;

  for (guint i = 0; i < HT_LOG_LINE_MAX / 8; i++)
    g_string_append (log, "2026-11-20T18:00:00Z stderr P 123456789\n");
  g_string_append (log, "2026-11-20T18:00:00Z stderr F end\n"
                        "2026-11-20T18:00:00Z stderr F last\n");
  lines = ht_log_lines_new (log->str, log->len);

  g_assert_true (ht_log_lines_next (lines, &line));
  g_assert_cmpmem (line.text, line.length, "last", 4);
  g_assert_cmpuint (ht_log_lines_get_skipped (lines), ==, 1);
  g_assert_false (ht_log_lines_next (lines, &line));
}

static void
push (HtLogLines *lines, const char *text)
{
  ht_log_lines_push (lines, text, strlen (text));
}

static void
assert_next (HtLogLines *lines, const char *text, guint64 offset, gboolean terminated)
{
  HtLogLine line;

  g_assert_true (ht_log_lines_next (lines, &line));
  g_assert_cmpmem (line.text, line.length, text, strlen (text));
  g_assert_cmpuint (line.offset, ==, offset);
  g_assert_true (line.terminated == terminated);
}

/* What has no end yet is kept until it has one, or nothing follows. */
static void
test_stream (void)
{
  g_autoptr (HtLogLines) lines = ht_log_lines_new_stream ();
  HtLogLine line;

  g_assert_false (ht_log_lines_next (lines, &line));
  push (lines, "one\ntw");
  assert_next (lines, "one", 0, TRUE);
  g_assert_false (ht_log_lines_next (lines, &line));
  push (lines, "");
  g_assert_false (ht_log_lines_next (lines, &line));
  push (lines, "o\n2026-11-20T18:00:00Z stderr P par");
  assert_next (lines, "two", 4, TRUE);
  g_assert_false (ht_log_lines_next (lines, &line));
  push (lines, "t\n");
  g_assert_false (ht_log_lines_next (lines, &line));
  push (lines, "2026-11-20T18:00:01Z stderr F s\nlast");
  assert_next (lines, "parts", 8, TRUE);
  g_assert_false (ht_log_lines_next (lines, &line));
  ht_log_lines_finish (lines);
  assert_next (lines, "last", 75, FALSE);
  g_assert_false (ht_log_lines_next (lines, &line));
}

/* A line that never ends is not gathered. */
static void
test_stream_of_long_lines (void)
{
  g_autoptr (HtLogLines) lines = ht_log_lines_new_stream ();
  g_autofree char *block = g_strnfill (HT_LOG_LINE_MAX / 4, 'x');
  HtLogLine line;

  for (guint i = 0; i < 21; i++)
    {
      push (lines, block);
      g_assert_false (ht_log_lines_next (lines, &line));
    }
  g_assert_cmpuint (ht_log_lines_get_skipped (lines), ==, 1);
  push (lines, "its end\nnext\n");
  assert_next (lines, "next", 21 * (HT_LOG_LINE_MAX / 4) + 8, TRUE);
  g_assert_false (ht_log_lines_next (lines, &line));
  g_assert_cmpuint (ht_log_lines_get_skipped (lines), ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/log-lines/text", test_text);
  g_test_add_func ("/formats/log-lines/syslog-and-klog", test_syslog_and_klog);
  g_test_add_func ("/formats/log-lines/prefixes", test_prefixes);
  g_test_add_func ("/formats/log-lines/json", test_json);
  g_test_add_func ("/formats/log-lines/json-of-several-lines", test_json_of_several_lines);
  g_test_add_func ("/formats/log-lines/container-runtime", test_container_runtime);
  g_test_add_func ("/formats/log-lines/offsets-and-ends", test_offsets_and_ends);
  g_test_add_func ("/formats/log-lines/long-lines", test_long_lines);
  g_test_add_func ("/formats/log-lines/long-joined-line", test_long_joined_line);
  g_test_add_func ("/formats/log-lines/stream", test_stream);
  g_test_add_func ("/formats/log-lines/stream-of-long-lines", test_stream_of_long_lines);
  return g_test_run ();
}
