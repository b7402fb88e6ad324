/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <string.h>

#include "listed-targets.h"

static HtListedTargets *
decode (const char *text)
{
  g_autoptr (GError) error = NULL;
  HtListedTargets *list = ht_listed_targets_decode (text, strlen (text), &error);

  g_assert_no_error (error);
  return list;
}

static void
assert_target (const HtListedTargets *list,
               guint index,
               guint64 line,
               const char *name,
               const char *group,
               const char *url)
{
  const HtListedTarget *target;

  g_assert_cmpuint (index, <, list->targets->len);
  target = g_ptr_array_index (list->targets, index);
  g_assert_cmpuint (target->line, ==, line);
  g_assert_cmpstr (target->name, ==, name);
  g_assert_cmpstr (target->group, ==, group);
  g_assert_cmpstr (target->url, ==, url);
}

static void
assert_problem (const HtListedTargets *list, guint index, guint64 line, const char *part)
{
  const HtListProblem *problem;

  g_assert_cmpuint (index, <, list->problems->len);
  problem = g_ptr_array_index (list->problems, index);
  g_assert_cmpuint (problem->line, ==, line);
  g_assert_nonnull (strstr (problem->reason, part));
}

static void
test_lines (void)
{
  g_autoptr (HtListedTargets) list = decode ("# of the night shift\n"
                                             "\n"
                                             "http://10.0.0.7:6060\r\n"
                                             "  checkout = https://checkout.example/x?a=b  # new\n"
                                             "http://host/?team=pay\n"
                                             "localhost:6060");

  g_assert_cmpuint (list->problems->len, ==, 0);
  g_assert_cmpuint (list->targets->len, ==, 4);
  assert_target (list, 0, 3, NULL, NULL, "http://10.0.0.7:6060");
  assert_target (list, 1, 4, "checkout", NULL, "https://checkout.example/x?a=b");
  assert_target (list, 2, 5, NULL, NULL, "http://host/?team=pay");
  assert_target (list, 3, 6, NULL, NULL, "localhost:6060");
}

static void
test_groups (void)
{
  g_autoptr (HtListedTargets) list =
      decode ("a=http://a\n[ pay ments ]\nb=http://b\nhttp://[::1]:1\n"
              "[]\nc=http://c\n");

  g_assert_cmpuint (list->problems->len, ==, 0);
  assert_target (list, 0, 1, "a", NULL, "http://a");
  assert_target (list, 1, 3, "b", "pay ments", "http://b");
  assert_target (list, 2, 4, NULL, "pay ments", "http://[::1]:1");
  assert_target (list, 3, 6, "c", NULL, "http://c");
}

/* Nothing of a line is repeated: it may have a password. */
static void
test_wrong_lines (void)
{
  g_autofree char *long_name = g_strnfill (300, 'n');
  g_autofree char *text = g_strdup_printf ("http://a\nhttp://two words\nx=\n%s=http://b\n"
                                           "y\001=http://c\nhttp://d\n",
                                           long_name);
  g_autoptr (HtListedTargets) list = decode (text);

  g_assert_cmpuint (list->targets->len, ==, 2);
  assert_target (list, 1, 6, NULL, NULL, "http://d");
  g_assert_cmpuint (list->problems->len, ==, 4);
  assert_problem (list, 0, 2, "blank");
  assert_problem (list, 1, 3, "no URL");
  assert_problem (list, 2, 4, "256");
  assert_problem (list, 3, 5, "control");
  for (guint i = 0; i < list->problems->len; i++)
    g_assert_null (
        strstr (((HtListProblem *) g_ptr_array_index (list->problems, i))->reason, "two"));
}

/* As in the documentation of file_sd_config and http_sd_config. */
static void
test_json (void)
{
  g_autoptr (HtListedTargets) list = decode (
      " [\n"
      "  {\"targets\": [\"10.0.10.2:9100\", \"10.0.10.3:9100\"],\n"
      "   \"labels\": {\"__meta_datacenter\": \"london\", \"job\": \"node\"}},\n"
      "  {\"labels\": {\"__scheme__\": \"https\", \"__metrics_path__\": \"/api/metrics\"},\n"
      "   \"targets\": [\"a.example\"]},\n"
      "  {\"labels\": {\"__metrics_path__\": \"/probe\"}, \"targets\": [\"b:1\"]}\n"
      "]\n");

  g_assert_cmpuint (list->problems->len, ==, 0);
  g_assert_cmpuint (list->targets->len, ==, 4);
  assert_target (list, 0, 2, NULL, "node", "http://10.0.10.2:9100");
  assert_target (list, 1, 2, NULL, "node", "http://10.0.10.3:9100");
  assert_target (list, 2, 5, NULL, NULL, "https://a.example/api");
  assert_target (list, 3, 6, NULL, NULL, "http://b:1");
}

static void
test_wrong_json (void)
{
  g_autoptr (HtListedTargets) list = decode ("[{\"targets\": [7,\n\"a:1\", \"http://b/x\"]},\n"
                                             "{\"targets\": \"c:1\"},\n[1], {}]");
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (list->targets->len, ==, 1);
  assert_target (list, 0, 2, NULL, NULL, "http://a:1");
  assert_problem (list, 0, 1, "string");
  assert_problem (list, 1, 2, "HOST:PORT");
  assert_problem (list, 2, 3, "no list");
  assert_problem (list, 3, 4, "no “targets”");
  g_assert_cmpuint (list->problems->len, ==, 4);

  g_assert_null (ht_listed_targets_decode ("[{\"targets\":[", 13, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TRUNCATED);
}

static void
test_not_a_list (void)
{
  g_autoptr (HtListedTargets) empty = decode ("\n# nothing\n");
  g_autoptr (HtListedTargets) empty_json = decode ("[ ]");
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (empty->targets->len + empty->problems->len, ==, 0);
  g_assert_cmpuint (empty_json->targets->len + empty_json->problems->len, ==, 0);
  g_assert_null (ht_listed_targets_decode ("\x1f\x8b\x08\x00", 4, &error));
  g_assert_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED);
}

static void
test_limit (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (HtListedTargets) list = NULL;

  for (guint i = 0; i < HT_LISTED_TARGETS_MAX + 2; i++)
    g_string_append (text, "h:1\n");
  list = decode (text->str);
  g_assert_cmpuint (list->targets->len, ==, HT_LISTED_TARGETS_MAX);
  g_assert_cmpuint (list->problems->len, ==, 1);
  assert_problem (list, 0, HT_LISTED_TARGETS_MAX + 1, "1,000");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/listed-targets/lines", test_lines);
  g_test_add_func ("/formats/listed-targets/groups", test_groups);
  g_test_add_func ("/formats/listed-targets/wrong-lines", test_wrong_lines);
  g_test_add_func ("/formats/listed-targets/json", test_json);
  g_test_add_func ("/formats/listed-targets/wrong-json", test_wrong_json);
  g_test_add_func ("/formats/listed-targets/not-a-list", test_not_a_list);
  g_test_add_func ("/formats/listed-targets/limit", test_limit);
  return g_test_run ();
}
