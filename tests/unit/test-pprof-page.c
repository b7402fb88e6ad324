/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pprof-page.h"

#include <string.h>

#include "gc-cycle.h"

/* As Go 1.19 and later write it. */
static const char page[] =
    "<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n<body>\n<table>\n"
    "<thead><td>Count</td><td>Profile</td></thead>\n"
    "<tr><td>113</td><td><a href='allocs?debug=1'>allocs</a></td></tr>\n"
    "<tr><td>1908</td><td><a href='goroutine?debug=1'>goroutine</a></td></tr>\n"
    "<tr><td>113</td><td><a href='heap?debug=1'>heap</a></td></tr>\n"
    "</table>\n<a href=\"goroutine?debug=2\">full goroutine stack dump</a>\n";

static void
test_count (void)
{
  g_assert_cmpint (ht_pprof_page_count_goroutines (page, strlen (page)), ==, 1908);
}

static void
assert_profiles (const char *text, const char *expected)
{
  g_autoptr (GPtrArray) profiles = ht_pprof_page_list_profiles (text, strlen (text));
  g_autoptr (GString) found = g_string_new (NULL);

  for (guint i = 0; profiles != NULL && i < profiles->len; i++)
    {
      const HtPprofPageProfile *profile = g_ptr_array_index (profiles, i);

      g_string_append_printf (found, "%s%s", i > 0 ? " " : "", profile->name);
      if (profile->count != HT_UNKNOWN)
        g_string_append_printf (found, "=%" G_GINT64_FORMAT, profile->count);
    }
  g_assert_cmpstr (found->str, ==, expected);
}

/* What Go 1.19 and 1.26 answer, what Go 1.10 did, and links as other programs write them. */
static void
test_profiles (void)
{
  assert_profiles (page, "allocs=113 goroutine=1908 heap=113");
  assert_profiles ("<tr><td>0</td><td><a href='example.com/leases:open?debug=1'>x</a></td></tr>\n"
                   "<tr><td>2</td><td><a href='./a:b?debug=1'>a:b</a></td></tr>\n"
                   "<tr><td>1</td><td><a href='my%20own?debug=1'>my own</a></td></tr>\n"
                   "<tr><td>0</td><td><a href='trace?debug=1'>trace</a></td></tr>\n",
                   "example.com/leases:open=0 a:b=2 my own=1 trace=0");
  assert_profiles (
      "<table>\n<tr><td align=right>15<td><a href=\"heap?debug=1\">heap</a>\n"
      "<tr><td align=right>4<td><a href=\"goroutine?debug=1\">goroutine</a>\n</table>\n"
      "<a href=\"goroutine?debug=2\">full goroutine stack dump</a><br>\n",
      "heap=15 goroutine=4");
  assert_profiles (
      "<li><a href=\"heap\">heap</a></li><li><a href=/x/debug/pprof/profile>CPU</a></li>"
      "<a href='/'>home</a><a href='https://go.dev/heap'>help</a><a href='../vars'>x</a>",
      "heap profile");
  assert_profiles ("<html><a href='/login'>Log in</a> <a href='forgot'>Forgot?</a></html>", "");
  assert_profiles ("", "");
}

static void
test_many_profiles (void)
{
  g_autoptr (GString) text = g_string_new ("<a href='heap'>heap</a>");
  g_autoptr (GPtrArray) profiles = NULL;

  for (guint i = 0; i < 5000; i++)
    g_string_append_printf (text, "<tr><td>1</td><td><a href='p%u'>p</a></td></tr>", i);
  profiles = ht_pprof_page_list_profiles (text->str, text->len);
  g_assert_cmpuint (profiles->len, ==, 256);
}

static void
test_command_line (void)
{
  static const struct
  {
    const char *text;
    gsize length;
    const char *expected;
  } cases[] = {
#define CASE(text, expected) { text, sizeof text - 1, expected }
    CASE ("./orders\0-addr\0"
          "127.0.0.1:6060",
          "./orders -addr 127.0.0.1:6060"),
    CASE ("/srv/api\0--token\0hush\0--dsn=postgres://joe:hush@db/x",
          "/srv/api --token *** --dsn=***"),
    CASE ("./a\0two words\0", "./a 'two words'"),
    CASE ("./\xff", "'./\\xff'"),
#undef CASE
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *line = ht_pprof_page_read_command_line (cases[i].text, cases[i].length);

      g_assert_cmpstr (line, ==, cases[i].expected);
    }
  g_assert_null (ht_pprof_page_read_command_line ("", 0));
  g_assert_null (ht_pprof_page_read_command_line (NULL, 0));
}

/* Every beginning of the page, and what is no such page. */
static void
test_nothing (void)
{
  static const char *const others[] = {
    "",
    "404 page not found\n",
    "<td>7</td><td><a href='goroutines'>x</a></td>",
    "<td></td><td><a href='goroutine?debug=1'>goroutine</a></td>",
    "<td>99999999999999999999</td><td><a href='goroutine?debug=1'>goroutine</a></td>",
    "<td>7</td><td><a href='goroutine?debug=1'>\xff",
  };
  const char *link = strstr (page, "goroutine?debug=1") + strlen ("goroutine?");

  g_assert_cmpint (ht_pprof_page_count_goroutines (NULL, 0), ==, HT_UNKNOWN);
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    g_assert_cmpint (ht_pprof_page_count_goroutines (others[i], strlen (others[i])), ==,
                     HT_UNKNOWN);
  for (gsize length = 0; length < strlen (page); length++)
    {
      g_autofree char *begin = g_strndup (page, length);
      gint64 expected = page + length < link ? HT_UNKNOWN : 1908;

      g_assert_cmpint (ht_pprof_page_count_goroutines (begin, length), ==, expected);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/pprof-page/count", test_count);
  g_test_add_func ("/formats/pprof-page/profiles", test_profiles);
  g_test_add_func ("/formats/pprof-page/many-profiles", test_many_profiles);
  g_test_add_func ("/formats/pprof-page/command-line", test_command_line);
  g_test_add_func ("/formats/pprof-page/nothing", test_nothing);
  return g_test_run ();
}
