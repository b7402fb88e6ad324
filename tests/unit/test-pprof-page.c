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
  g_test_add_func ("/formats/pprof-page/nothing", test_nothing);
  return g_test_run ();
}
