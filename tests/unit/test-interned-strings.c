/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "interned-strings.h"

static void
test_ids_are_stable (void)
{
  g_autoptr (HtStrings) strings = ht_strings_new ();

  g_assert_cmpuint (ht_strings_intern (strings, "", 0), ==, 0);
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = g_strdup_printf ("string %u", i);

      g_assert_cmpuint (ht_strings_intern (strings, text, strlen (text)), ==, i + 1);
    }
  for (guint i = 0; i < 20000; i++)
    {
      g_autofree char *text = g_strdup_printf ("string %u", i);

      g_assert_cmpuint (ht_strings_intern (strings, text, strlen (text)), ==, i + 1);
      g_assert_cmpstr (ht_strings_get (strings, i + 1), ==, text);
      g_assert_cmpuint (ht_strings_length (strings, i + 1), ==, strlen (text));
    }
  g_assert_cmpuint (ht_strings_count (strings), ==, 20001);
}

static void
test_bytes_are_kept_as_they_are (void)
{
  g_autoptr (HtStrings) strings = ht_strings_new ();
  const char bytes[] = { 'a', '\0', '\xff', 'b' };
  guint32 id = ht_strings_intern (strings, bytes, sizeof bytes);

  g_assert_cmpuint (ht_strings_intern (strings, "a", 1), !=, id);
  g_assert_cmpmem (ht_strings_get (strings, id), ht_strings_length (strings, id), bytes,
                   sizeof bytes);
  g_assert_true (ht_strings_get (strings, id)[sizeof bytes] == '\0');
}

static void
test_long_strings (void)
{
  g_autoptr (HtStrings) strings = ht_strings_new ();
  g_autofree char *text = g_strnfill (1 << 20, 'x');
  guint32 before = ht_strings_intern (strings, "before", 6);
  guint32 id = ht_strings_intern (strings, text, 1 << 20);
  guint32 after = ht_strings_intern (strings, "after", 5);

  g_assert_cmpstr (ht_strings_get (strings, before), ==, "before");
  g_assert_cmpstr (ht_strings_get (strings, after), ==, "after");
  g_assert_cmpuint (ht_strings_length (strings, id), ==, 1 << 20);
  g_assert_cmpuint (ht_strings_intern (strings, text, 1 << 20), ==, id);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/interned-strings/ids-are-stable", test_ids_are_stable);
  g_test_add_func ("/core/interned-strings/bytes-are-kept", test_bytes_are_kept_as_they_are);
  g_test_add_func ("/core/interned-strings/long-strings", test_long_strings);
  return g_test_run ();
}
