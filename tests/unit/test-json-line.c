/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json-line.h"

#include <string.h>

static gboolean
walk (const char *text, GString *seen)
{
  HtJsonMembers members;
  HtJsonMember member;

  ht_json_members_init (&members, text, strlen (text));
  while (ht_json_members_next (&members, &member))
    {
      g_string_append_len (seen, member.key, (gssize) member.key_length);
      g_string_append (seen, member.is_string ? "=\"" : "=");
      g_string_append_len (seen, member.value, (gssize) member.value_length);
      g_string_append_c (seen, ';');
    }
  return ht_json_members_are_whole (&members);
}

static void
test_members (void)
{
  static const char *const cases[][2] = {
    { "{}", "" },
    { " { } ", "" },
    { "{\"a\":1}", "a=1;" },
    { "{\"a\" : \"x\" , \"b\":-1.5e+3 ,\"c\":null}", "a=\"x;b=-1.5e+3;c=null;" },
    { "{\"a\":\"say \\\"x\\\" \\\\\",\"b\":true}", "a=\"say \\\"x\\\" \\\\;b=true;" },
    { "{\"a\":{\"b\":[1,{\"c\":\"}]\"}]},\"d\":[]}", "a={\"b\":[1,{\"c\":\"}]\"}]};d=[];" },
    { "{\"\":\"\"}", "=\";" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) seen = g_string_new (NULL);

      g_test_message ("%s", cases[i][0]);
      g_assert_true (walk (cases[i][0], seen));
      g_assert_cmpstr (seen->str, ==, cases[i][1]);
    }
}

static void
test_broken (void)
{
  static const char *const cases[] = {
    "",
    "{",
    "[1]",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "{\"a\":1,}",
    "{,}",
    "{\"a\":\"x}",
    "{\"a\":\"x\\\"}",
    "{\"a\":[1}",
    "{\"a\":1}x",
    "{\"a\":1}{\"a\":2}",
    "{a:1}",
    "{\"a\":}",
    "{\"a\" 1}",
    "{\"a\":1 \"b\":2}",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) seen = g_string_new (NULL);

      g_test_message ("%s", cases[i]);
      g_assert_false (walk (cases[i], seen));
    }
}

static void
test_depth (void)
{
  for (guint depth = 63; depth <= 66; depth++)
    {
      g_autoptr (GString) text = g_string_new ("{\"a\":");
      g_autoptr (GString) seen = g_string_new (NULL);

      for (guint i = 0; i < depth; i++)
        g_string_append_c (text, '[');
      for (guint i = 0; i < depth; i++)
        g_string_append_c (text, ']');
      g_string_append_c (text, '}');
      g_assert_cmpint (walk (text->str, seen), ==, depth <= 64);
    }
}

static void
test_unescape (void)
{
  static const char *const cases[][2] = {
    { "plain", "plain" },
    { "", "" },
    { "a\\n\\t\\r\\b\\f\\/\\\\\\\"", "a\n\t\r\b\f/\\\"" },
    { "\\u0067c \\u00e9\\u20ac", "gc é€" },
    { "\\ud83d\\ude00!", "😀!" },
    { "bytes \xff\xfe pass", "bytes \xff\xfe pass" },
  };
  static const char *const refused[] = {
    "\\",       "\\x",        "\\u12",          "\\u12g4", "\\ud83d",
    "\\ud83dx", "\\ud83d\\n", "\\ud83d\\u0041", "\\ude00",
  };
  g_autoptr (GString) text = g_string_new ("left over");

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (ht_json_unescape (cases[i][0], strlen (cases[i][0]), text));
      g_assert_cmpstr (text->str, ==, cases[i][1]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      g_assert_false (ht_json_unescape (refused[i], strlen (refused[i]), text));
    }

  g_assert_true (ht_json_unescape ("a\\u0000b", 8, text));
  g_assert_cmpmem (text->str, text->len, "a\0b", 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/json-line/members", test_members);
  g_test_add_func ("/formats/json-line/broken", test_broken);
  g_test_add_func ("/formats/json-line/depth", test_depth);
  g_test_add_func ("/formats/json-line/unescape", test_unescape);
  return g_test_run ();
}
