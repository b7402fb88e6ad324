/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "name-pattern.h"

static gboolean
found (const char *expression, const char *bytes, gsize length)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtNamePattern) pattern = ht_name_pattern_new (expression, "focus", &error);
  gboolean matches = FALSE;

  g_assert_no_error (error);
  g_assert_true (ht_name_pattern_matches (pattern, (HtText){ bytes, length }, &matches, &error));
  g_assert_no_error (error);
  return matches;
}

static void
test_is_not_anchored (void)
{
  g_assert_true (found ("json", "encoding/json.Marshal", 21));
  g_assert_false (found ("^json", "encoding/json.Marshal", 21));
  g_assert_true (found ("(?i)JSON", "encoding/json.Marshal", 21));
  /* Only what belongs to the name. */
  g_assert_false (found ("Marshal", "encoding/json.Marshal", 20));
}

/* As in Go, $ is the end and not the line feed before it. */
static void
test_any_bytes (void)
{
  g_assert_true (found ("b$", "a\0b", 3));
  g_assert_false (found ("b$", "b\n", 2));
  g_assert_true (found ("^a.b$",
                        "a\xff"
                        "b",
                        3));
  g_assert_true (found ("\xcf\x80", "\xcf\x80\xff", 3));
}

static void
test_errors_count_from_the_begin (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_name_pattern_new ("a(", "focus", &error));
  g_assert_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_PATTERN);
  g_assert_nonnull (strstr (error->message, "focus"));
  g_assert_nonnull (strstr (error->message, "char 2"));
  g_assert_null (strstr (error->message, "LIMIT"));
}

static void
test_costs_are_limited (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtNamePattern) pattern = ht_name_pattern_new ("(a+)+$", "ignore", &error);
  char name[64];
  gboolean matches;

  memset (name, 'a', sizeof name);
  name[sizeof name - 1] = '!';
  g_assert_false (
      ht_name_pattern_matches (pattern, (HtText){ name, sizeof name }, &matches, &error));
  g_assert_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_PATTERN);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/name-pattern/is-not-anchored", test_is_not_anchored);
  g_test_add_func ("/analysis/name-pattern/any-bytes", test_any_bytes);
  g_test_add_func ("/analysis/name-pattern/errors-count-from-the-begin",
                   test_errors_count_from_the_begin);
  g_test_add_func ("/analysis/name-pattern/costs-are-limited", test_costs_are_limited);
  return g_test_run ();
}
