/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "json-scanner.h"

#include <string.h>

/* The kinds of all tokens as letters, or the error's message. */
static char *
scan (const char *text, gsize length)
{
  static const char letters[] = ".{}[]ksn?tf0";
  g_autoptr (GString) kinds = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  HtJsonScanner scanner;
  HtJsonToken token;

  if (!ht_json_scanner_init (&scanner, text, length, &error))
    return g_strdup (error->message);
  do
    {
      if (!ht_json_scanner_next (&scanner, &token, &error))
        return g_strdup (error->message);
      g_assert_cmpuint (token.offset, <=, length);
      g_string_append_c (kinds, letters[token.kind]);
    }
  while (token.kind != HT_JSON_END);
  return g_strdup (kinds->str);
}

static void
test_grammar (void)
{
  static const struct
  {
    const char *text;
    const char *kinds;
  } cases[] = {
    { "{}", "{}." },
    { " [ ] \n", "[]." },
    { "{\"a\":1,\"b\":[true,false,null,\"x\",{}],\"c\":-1.5e+7}", "{knk[tf0s{}]kn}." },
    { "7", "n." },
    { "\"a\\\"b\\u00e9\\\\\"", "s." },
    { "\xef\xbb\xbf{}", "{}." },
    { "[NaN,Infinity,-Infinity,+Inf,-Inf]", "[?????]." },
    { "", "the JSON text ends too early at byte 0" },
    { "  ", "the JSON text ends too early at byte 2" },
    { "{\"a\":", "the JSON text ends too early at byte 5" },
    { "{\"a\"", "the JSON text ends too early at byte 4" },
    { "{\"a", "the JSON text ends too early at byte 3" },
    { "[1,", "the JSON text ends too early at byte 3" },
    { "[tru", "the JSON text ends too early at byte 4" },
    { "[1,]", "no JSON at byte 3" },
    { "[,1]", "no JSON at byte 1" },
    { "[-]", "no JSON at byte 1" },
    { "{\"a\":1,}", "a name in quotes is missing at byte 7" },
    { "{1:2}", "a name in quotes is missing at byte 1" },
    { "{\"a\" 1}", "“:” is missing at byte 5" },
    { "[1 2]", "“,” or “]” is missing at byte 3" },
    { "{\"a\":1]", "“,” or “}” is missing at byte 6" },
    { "[01]", "a broken number at byte 1" },
    { "[1.]", "a broken number at byte 1" },
    { "[1e]", "a broken number at byte 1" },
    { "{} {}", "something follows the JSON text at byte 3" },
    { "[\"\\q\"]", "a broken escape in a string at byte 2" },
    { "[\"\\u00\"]", "a broken escape in a string at byte 2" },
    { "[\"a\nb\"]", "a control character in a string at byte 3" },
    { "<html>", "no JSON at byte 0" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *kinds = scan (cases[i].text, strlen (cases[i].text));

      g_assert_cmpstr (kinds, ==, cases[i].kinds);
    }
}

static void
test_utf16 (void)
{
  static const char little[] = "\xff\xfe{\0}";
  static const char no_mark[] = "{\0}";
  g_autofree char *a = scan (little, sizeof little);
  g_autofree char *b = scan (no_mark, sizeof no_mark);

  g_assert_cmpstr (a, ==, "text in UTF-16 or UTF-32, where JSON has to be UTF-8, at byte 0");
  g_assert_cmpstr (b, ==, a);
}

static void
test_nul (void)
{
  g_autofree char *a = scan ("[1\0", 3);
  g_autofree char *b = scan ("[\0]", 3);

  g_assert_cmpstr (a, ==, "“,” or “]” is missing at byte 2");
  g_assert_cmpstr (b, ==, "text in UTF-16 or UTF-32, where JSON has to be UTF-8, at byte 0");
}

static void
test_depth (void)
{
  g_autofree char *open = g_strnfill (100000, '[');
  g_autofree char *text = g_strnfill (2 * HT_JSON_MAX_DEPTH, ']');
  g_autoptr (GString) objects = g_string_new (NULL);
  g_autofree char *kinds = NULL;

  memset (text, '[', HT_JSON_MAX_DEPTH);
  kinds = scan (text, 2 * HT_JSON_MAX_DEPTH);
  g_assert_cmpuint (strlen (kinds), ==, 2 * HT_JSON_MAX_DEPTH + 1);

  g_free (kinds);
  kinds = scan (open, 100000);
  g_assert_cmpstr (kinds, ==, "more than 64 arrays and objects in one another at byte 64");

  for (guint i = 0; i < 25000; i++)
    g_string_append (objects, "{\"aaaaaa\": ");
  g_free (kinds);
  kinds = scan (objects->str, objects->len);
  g_assert_cmpstr (kinds, ==, "more than 64 arrays and objects in one another at byte 704");
}

static void
assert_number (const char *text, gboolean is_integer, guint64 integer, gboolean is_finite)
{
  HtJsonScanner scanner;
  HtJsonToken token;
  guint64 value = 0;
  double real;

  g_assert_true (ht_json_scanner_init (&scanner, text, strlen (text), NULL));
  g_assert_true (ht_json_scanner_next (&scanner, &token, NULL));
  g_assert_cmpint (ht_json_token_get_uint64 (&token, &value), ==, is_integer);
  g_assert_cmpuint (value, ==, integer);
  g_assert_cmpint (ht_json_token_get_double (&token, &real), ==, is_finite);
}

static void
test_numbers (void)
{
  g_autofree char *long_number = g_strnfill (500, '1');

  assert_number ("0", TRUE, 0, TRUE);
  assert_number ("1795199407366058946", TRUE, G_GUINT64_CONSTANT (1795199407366058946), TRUE);
  assert_number ("18446744073709551615", TRUE, G_MAXUINT64, TRUE);
  assert_number ("18446744073709551616", FALSE, 0, TRUE);
  assert_number ("-1", FALSE, 0, TRUE);
  assert_number ("1.0", FALSE, 0, TRUE);
  assert_number ("1e3", FALSE, 0, TRUE);
  assert_number ("1e400", FALSE, 0, FALSE);
  assert_number ("NaN", FALSE, 0, FALSE);
  assert_number ("\"1\"", FALSE, 0, FALSE);
  assert_number (long_number, FALSE, 0, FALSE);
}

static void
test_strings (void)
{
  static const char *const cases[][2] = {
    { "\"\"", "" },
    { "\"a\\n\\u00e9\\ud83d\\ude00\"", "a\né😀" },
    { "\"\\ud800\"", "\\ud800" },
    { "\"\\u0000\"", "\\x00" },
    { "\"\xff\"", "\\xff" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *string = NULL;
      HtJsonScanner scanner;
      HtJsonToken token;

      g_assert_true (ht_json_scanner_init (&scanner, cases[i][0], strlen (cases[i][0]), NULL));
      g_assert_true (ht_json_scanner_next (&scanner, &token, NULL));
      string = ht_json_token_dup_string (&token);
      g_assert_cmpstr (string, ==, cases[i][1]);
    }
}

static void
test_skip (void)
{
  const char *text = "{\"a\": {\"b\": [1, {}]}, \"c\": 5}";
  HtJsonScanner scanner;
  HtJsonToken token;

  g_assert_true (ht_json_scanner_init (&scanner, text, strlen (text), NULL));
  for (guint i = 0; i < 3; i++)
    g_assert_true (ht_json_scanner_next (&scanner, &token, NULL));
  g_assert_true (ht_json_scanner_skip (&scanner, &token, NULL));
  g_assert_true (ht_json_scanner_next (&scanner, &token, NULL));
  g_assert_true (ht_json_token_is (&token, "c"));
  g_assert_cmpuint (token.offset, ==, 22);
  g_assert_true (ht_json_scanner_next (&scanner, &token, NULL));
  g_assert_true (ht_json_scanner_skip (&scanner, &token, NULL));
  g_assert_true (ht_json_scanner_next (&scanner, &token, NULL));
  g_assert_cmpint (token.kind, ==, HT_JSON_OBJECT_END);
}

/* Notes what it is handed; walks over what is called "in", half over "half", over nothing else. */
static gboolean
each_cb (HtJsonScanner *scanner,
         const HtJsonToken *key,
         const HtJsonToken *value,
         gpointer user_data,
         GError **error)
{
  GString *seen = user_data;
  HtJsonToken token;

  if (key != NULL)
    g_string_append_len (seen, key->text, (gssize) key->length);
  g_string_append_c (seen, value->text[0]);
  if (key != NULL && ht_json_token_is (key, "in"))
    return ht_json_scanner_each_item (scanner, value, each_cb, seen, error);
  if (key != NULL && ht_json_token_is (key, "half"))
    return ht_json_scanner_next (scanner, &token, error);
  return TRUE;
}

static void
test_each (void)
{
  static const char text[] = "{\"a\":1,\"b\":{\"in\":[2]},\"in\":[3,[4],{\"x\":5}],\"half\":[[6]],"
                             "\"in\":{\"y\":7},\"end\":8} ";
  g_autoptr (GString) seen = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  HtJsonScanner scanner;
  HtJsonToken token;

  g_assert_true (ht_json_scanner_init (&scanner, text, strlen (text), &error));
  g_assert_true (ht_json_scanner_next (&scanner, &token, &error));
  g_assert_true (ht_json_scanner_each_member (&scanner, &token, each_cb, seen, &error));
  g_assert_no_error (error);
  g_assert_cmpstr (seen->str, ==, "a1b{in[3[{half[in{end8");
  g_assert_true (ht_json_scanner_next (&scanner, &token, &error));
  g_assert_cmpint (token.kind, ==, HT_JSON_END);

  g_assert_true (ht_json_scanner_init (&scanner, text, strlen (text) - 3, &error));
  g_assert_true (ht_json_scanner_next (&scanner, &token, &error));
  g_assert_false (ht_json_scanner_each_member (&scanner, &token, each_cb, seen, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TRUNCATED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/json-scanner/grammar", test_grammar);
  g_test_add_func ("/formats/json-scanner/utf16", test_utf16);
  g_test_add_func ("/formats/json-scanner/nul", test_nul);
  g_test_add_func ("/formats/json-scanner/depth", test_depth);
  g_test_add_func ("/formats/json-scanner/numbers", test_numbers);
  g_test_add_func ("/formats/json-scanner/strings", test_strings);
  g_test_add_func ("/formats/json-scanner/skip", test_skip);
  g_test_add_func ("/formats/json-scanner/each", test_each);
  return g_test_run ();
}
