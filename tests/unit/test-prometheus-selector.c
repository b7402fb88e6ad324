/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "prometheus-selector.h"

#include <string.h>

/* Each label as "name op value", one after the other. */
static char *
describe (const GArray *matchers)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < matchers->len; i++)
    {
      const HtPrometheusMatcher *matcher = &g_array_index (matchers, HtPrometheusMatcher, i);

      g_string_append_printf (text, "%s%s %s%s %s", i > 0 ? "; " : "", matcher->name,
                              matcher->is_negative ? "!" : "=", matcher->is_pattern ? "~" : "",
                              matcher->value);
    }
  return g_string_free (text, FALSE);
}

static void
test_read (void)
{
  static const char *const cases[][2] = {
    { "", "" },
    { "{}", "" },
    { "{job=\"api\"}", "job = api" },
    { "job=\"api\"", "job = api" },
    { "up", "__name__ = up" },
    { "node:cpu{}", "__name__ = node:cpu" },
    { " go_goroutines { job !~ \"a|b\" , pod=~`c\\d`, } ",
      "__name__ = go_goroutines; job !~ a|b; pod =~ c\\d" },
    { "{a!='x\\'y',_b=\"\\\\d\\n\\\"\"}", "a ! x'y; _b = \\d\n\"" },
    { "{job=\"}\"}", "job = }" },
    { "{job=\"grün\"}", "job = grün" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GArray) matchers =
          ht_prometheus_selector_parse (cases[i][0], strlen (cases[i][0]), &error);
      g_autofree char *description = NULL;

      g_assert_no_error (error);
      description = describe (matchers);
      g_assert_cmpstr (description, ==, cases[i][1]);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text;
    const char *words;
  } cases[] = {
    { "{job=\"api\"", "} is missing at byte 10" },
    { "{job=api}", "quotes is missing at byte 5" },
    { "{job=\"api}", "not closed at byte 10" },
    { "{job<\"api\"}", "=, !=, =~ or !~ is missing at byte 4" },
    { "{job!\"api\"}", "=, !=, =~ or !~ is missing" },
    { "{=\"api\"}", "name of a label is missing at byte 1" },
    { "{1a=\"api\"}", "name of a label is missing" },
    { "{job=\"\\q\"}", "escape" },
    { "{job=\"\xff\"}", "UTF-8" },
    { "rate(up[5m])", "=, !=, =~ or !~ is missing at byte 4" },
    { "up{job=\"a\"}[5m]", "more than labels" },
    { "up{job=\"a\"} offset 1h", "more than labels" },
    { "1up", "digit" },
    { "job=\"a\"}", "more than labels" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (ht_prometheus_selector_parse (cases[i].text, strlen (cases[i].text), &error));
      g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT);
      if (strstr (error->message, cases[i].words) == NULL)
        g_error ("“%s” is not said of %s, but: %s", cases[i].words, cases[i].text, error->message);
    }
}

static void
test_limits (void)
{
  g_autofree char *long_text = g_strnfill (5000, 'a');
  g_autoptr (GString) many = g_string_new ("{");
  g_autoptr (GError) error = NULL;

  g_assert_null (ht_prometheus_selector_parse (long_text, 5000, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE);
  g_clear_error (&error);
  for (guint i = 0; i < 65; i++)
    g_string_append (many, "a=\"b\",");
  g_string_append_c (many, '}');
  g_assert_null (ht_prometheus_selector_parse (many->str, many->len, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT);
}

/* A text that ends in the middle is met at its end, not behind it. */
static void
test_cut_off (void)
{
  static const char text[] = "m{a=\"b\\n\",c!~`d`}";

  for (gsize i = 0; i + 1 < sizeof text; i++)
    {
      g_autofree char *part = g_memdup2 (text, i);
      g_autoptr (GArray) matchers = ht_prometheus_selector_parse (part, i, NULL);

      g_assert_true ((matchers != NULL) == (i <= 1));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/prometheus-selector/read", test_read);
  g_test_add_func ("/formats/prometheus-selector/refused", test_refused);
  g_test_add_func ("/formats/prometheus-selector/limits", test_limits);
  g_test_add_func ("/formats/prometheus-selector/cut-off", test_cut_off);
  return g_test_run ();
}
