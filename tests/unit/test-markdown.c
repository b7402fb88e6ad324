/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "markdown.h"

/* By CommonMark: a backslash before ASCII punctuation makes it itself. */
static void
test_plain (void)
{
  static const char *const cases[][2] = {
    { "", "" },
    { "plain words, 1.", "plain words, 1." },
    { "*a* _b_ `c`", "\\*a\\* \\_b\\_ \\`c\\`" },
    { "[x](y) ![z]", "\\[x\\](y) \\!\\[z\\]" },
    { "<b>&amp;|#~", "\\<b\\>\\&amp;\\|\\#\\~" },
    { "\\", "\\\\" },
    { "größer", "größer" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *plain = ht_markdown_plain (cases[i][0]);

      g_assert_cmpstr (plain, ==, cases[i][1]);
    }
}

/* Nothing in it ends the code, or the cell of a table. */
static void
test_code (void)
{
  g_autofree char *code = ht_markdown_code ("a`b|c*d\\");

  g_assert_cmpstr (code, ==, "`a'b'c*d\\`");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/markdown/plain", test_plain);
  g_test_add_func ("/views/markdown/code", test_code);
  return g_test_run ();
}
