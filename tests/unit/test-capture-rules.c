/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "capture-rules.h"

#include <string.h>

#include "gc-cycle.h"
#include "source-error.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

static GKeyFile *
parse_keys (const char *text)
{
  g_autoptr (GError) error = NULL;
  GKeyFile *keys = g_key_file_new ();

  g_key_file_load_from_data (keys, text, strlen (text), G_KEY_FILE_NONE, &error);
  g_assert_no_error (error);
  return keys;
}

/* What the on-call engineer was promised. */
static void
test_defaults (void)
{
  HtCaptureRules rules = ht_capture_rules_default ();

  for (guint i = 0; i < HT_N_RULES; i++)
    g_assert_true (rules.rules[i].enabled);
  g_assert_cmpfloat (rules.rules[HT_RULE_HEAP_SYS].threshold, ==, 90);
  g_assert_cmpfloat (rules.rules[HT_RULE_LIMIT].threshold, ==, 80);
  g_assert_cmpfloat (rules.rules[HT_RULE_HEAP_LIVE].threshold, ==, 30);
  g_assert_cmpfloat (rules.rules[HT_RULE_RISING].threshold, ==, 5);
  g_assert_cmpfloat (rules.rules[HT_RULE_GC_RATE].threshold, ==, 100);
  g_assert_cmpfloat (rules.rules[HT_RULE_GOROUTINES].threshold, ==, 50);
  g_assert_cmpint (rules.cool_down_ns, ==, 600 * SECOND);

  rules = ht_capture_rules_none ();
  for (guint i = 0; i < HT_N_RULES; i++)
    g_assert_false (rules.rules[i].enabled);
}

static void
test_load (void)
{
  g_autoptr (GKeyFile) keys = parse_keys ("[orders]\n"
                                          "heap-live = 12.5\n"
                                          "gc-rate-enabled = false\n"
                                          "cool-down = 90s\n"
                                          "capture-gap = 5s\n"
                                          "container-limit = 512MiB\n"
                                          "from-a-newer-version = 7\n");
  HtCaptureRules rules = ht_capture_rules_default ();
  g_autoptr (GError) error = NULL;

  g_assert_true (ht_capture_rules_load (&rules, keys, "not there", &error));
  g_assert_cmpfloat (rules.rules[HT_RULE_HEAP_LIVE].threshold, ==, 30);
  g_assert_true (ht_capture_rules_load (&rules, keys, "orders", &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (rules.rules[HT_RULE_HEAP_LIVE].threshold, ==, 12.5);
  g_assert_true (rules.rules[HT_RULE_HEAP_LIVE].enabled);
  g_assert_false (rules.rules[HT_RULE_GC_RATE].enabled);
  g_assert_cmpfloat (rules.rules[HT_RULE_GC_RATE].threshold, ==, 100);
  g_assert_cmpint (rules.cool_down_ns, ==, 90 * SECOND);
  g_assert_cmpint (rules.capture_gap_ns, ==, 5 * SECOND);
  g_assert_cmpint (rules.container_limit_bytes, ==, G_GINT64_CONSTANT (512) << 20);
  g_assert_cmpint (rules.memory_limit_bytes, ==, HT_UNKNOWN);
}

static void
test_nonsense (void)
{
  static const char *const lines[] = {
    "heap-live = much",  "heap-live = 0",         "heap-live = -3",      "heap-live = nan",
    "heap-live = inf",   "limit-enabled = maybe", "cool-down = 3",       "cool-down = 0s",
    "capture-gap = -1s", "memory-limit = a lot",  "container-limit = 0",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    {
      g_autofree char *text = g_strdup_printf ("[orders]\nrising = 3\n%s\n", lines[i]);
      g_autofree char *key = g_strndup (lines[i], strcspn (lines[i], " "));
      g_autoptr (GKeyFile) keys = parse_keys (text);
      HtCaptureRules rules = ht_capture_rules_default ();
      g_autoptr (GError) error = NULL;

      g_assert_false (ht_capture_rules_load (&rules, keys, "orders", &error));
      g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, key));
      /* All or nothing. */
      g_assert_cmpfloat (rules.rules[HT_RULE_RISING].threshold, ==, 5);
    }
}

static void
test_save (void)
{
  g_autoptr (GKeyFile) keys = parse_keys ("[orders]\nsomething = else\n");
  HtCaptureRules rules = ht_capture_rules_default ();
  HtCaptureRules read = ht_capture_rules_none ();
  g_autofree char *kept = NULL;

  rules.rules[HT_RULE_GOROUTINES] = (HtCaptureRule){ FALSE, 75.5 };
  rules.cool_down_ns = 1500 * SECOND / 1000;
  rules.memory_limit_bytes = 123456789;
  ht_capture_rules_save (&rules, keys, "orders");
  g_assert_true (ht_capture_rules_load (&read, keys, "orders", NULL));
  for (guint i = 0; i < HT_N_RULES; i++)
    {
      g_assert_cmpint (read.rules[i].enabled, ==, rules.rules[i].enabled);
      g_assert_cmpfloat (read.rules[i].threshold, ==, rules.rules[i].threshold);
    }
  g_assert_cmpint (read.cool_down_ns, ==, rules.cool_down_ns);
  g_assert_cmpint (read.capture_gap_ns, ==, rules.capture_gap_ns);
  g_assert_cmpint (read.memory_limit_bytes, ==, 123456789);
  g_assert_cmpint (read.container_limit_bytes, ==, HT_UNKNOWN);
  kept = g_key_file_get_string (keys, "orders", "something", NULL);
  g_assert_cmpstr (kept, ==, "else");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/capture-rules/defaults", test_defaults);
  g_test_add_func ("/sources/capture-rules/load", test_load);
  g_test_add_func ("/sources/capture-rules/nonsense", test_nonsense);
  g_test_add_func ("/sources/capture-rules/save", test_save);
  return g_test_run ();
}
