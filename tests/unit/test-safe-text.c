/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "safe-text.h"

#define assert_text(call, expected)        \
  G_STMT_START                             \
  {                                        \
    g_autofree char *text_ = (call);       \
    g_assert_cmpstr (text_, ==, expected); \
  }                                        \
  G_STMT_END

static void
test_terminal (void)
{
  assert_text (ht_safe_text_for_terminal ("main.(*T).f", -1), "main.(*T).f");
  assert_text (ht_safe_text_for_terminal ("größe.测量", -1), "größe.测量");
  assert_text (ht_safe_text_for_terminal ("a\033[31mb\n\tc", -1), "a\\x1b[31mb\\x0a\\x09c");
  assert_text (ht_safe_text_for_terminal ("a\0b", 3), "a\\x00b");
  assert_text (ht_safe_text_for_terminal ("\x7f\xc2\x9b"
                                          "5m",
                                          -1),
               "\\x7f\\u009b5m");
  /* Broken UTF-8: lone bytes, an overlong NUL, a surrogate, a cut sequence. */
  assert_text (ht_safe_text_for_terminal ("\xff\xc0\x80", -1), "\\xff\\xc0\\x80");
  assert_text (ht_safe_text_for_terminal ("\xed\xa0\x80", -1), "\\xed\\xa0\\x80");
  assert_text (ht_safe_text_for_terminal ("x\xe2\x82", -1), "x\\xe2\\x82");
  /* Right-to-left override, isolate, zero width space, tag character. */
  assert_text (ht_safe_text_for_terminal ("a\u202eb\u2066c\u200bd\U000e0041", -1),
               "a\\u202eb\\u2066c\\u200bd\\U000e0041");
}

static void
test_utf8 (void)
{
  assert_text (ht_safe_text_to_utf8 ("a\n\u202e\xff", -1), "a\n\u202e\\xff");
  assert_text (ht_safe_text_to_utf8 ("a\0b", 3), "a\\x00b");
}

static void
test_csv (void)
{
  assert_text (ht_safe_text_for_csv ("main.f", -1), "main.f");
  assert_text (ht_safe_text_for_csv ("", -1), "");
  assert_text (ht_safe_text_for_csv ("a,b", -1), "\"a,b\"");
  assert_text (ht_safe_text_for_csv ("say \"x\"", -1), "\"say \"\"x\"\"\"");
  assert_text (ht_safe_text_for_csv ("=1+2", -1), "\"'=1+2\"");
  assert_text (ht_safe_text_for_csv ("@x", -1), "\"'@x\"");
  assert_text (ht_safe_text_for_csv ("-x", -1), "\"'-x\"");
  assert_text (ht_safe_text_for_csv ("+x", -1), "\"'+x\"");
  assert_text (ht_safe_text_for_csv ("\t=x", -1), "\"'\t=x\"");
  assert_text (ht_safe_text_for_csv ("\r=x", -1), "\"'\r=x\"");
  assert_text (ht_safe_text_for_csv ("a-b=c", -1), "a-b=c");
  assert_text (ht_safe_text_for_csv ("a\nb", -1), "\"a\nb\"");
}

static void
test_json (void)
{
  g_autoptr (GString) json = g_string_new ("x");

  ht_safe_text_append_json (json, "a\"b\\c\n\xff\xc3\xa4");
  g_assert_cmpstr (json->str, ==, "x\"a\\\"b\\\\c\\u000a\\\\xff\xc3\xa4\"");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/safe-text/terminal", test_terminal);
  g_test_add_func ("/core/safe-text/utf8", test_utf8);
  g_test_add_func ("/core/safe-text/csv", test_csv);
  g_test_add_func ("/core/safe-text/json", test_json);
  return g_test_run ();
}
