/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-cause.h"

#include <string.h>

#define TABLE                                       \
  "[x-map]\nFlow=6 x-map\nFrame=2 x.put;3 x.grow\n" \
  "[x-slice]\nFlow=6 x-slice\nSize=1 x-equal\n[x-view]\nFlow=9 x-view\n"

/* What is said of it matters only as far as it is told apart. */
static void
add (GArray *facts, HtGrowthSign sign, const char *name, const char *said)
{
  ht_growth_facts_add (facts, sign, name,
                       (HtGrowthEvidence){ .kind = HT_GROWTH_EVIDENCE_FRAME, .names = { said } });
}

static HtGrowthClasses *
make_classes (void)
{
  HtGrowthClasses *classes = ht_growth_classes_new ();

  g_assert_true (ht_growth_classes_add (classes, TABLE, strlen (TABLE), "table", NULL));
  return classes;
}

static void
test_enough (void)
{
  g_autoptr (HtGrowthClasses) classes = make_classes ();
  g_autoptr (GArray) facts = ht_growth_facts_new ();
  g_autoptr (HtGrowthCause) cause = NULL;

  add (facts, HT_GROWTH_SIGN_FLOW, "x-map", "m[k] = v");
  add (facts, HT_GROWTH_SIGN_SIZE, "x-equal", "many");
  cause = ht_growth_cause_new (classes, facts);
  g_assert_cmpstr (cause->class_name, ==, "x-map");
  g_assert_null (cause->keeper);
  g_assert_cmpuint (cause->candidates->len, ==, 2);
  g_assert_cmpstr (g_ptr_array_index (cause->candidates, 1), ==, "x-slice");
  g_assert_cmpuint (cause->evidence->len, ==, 1);
  g_assert_cmpstr (((HtGrowthEvidence *) g_ptr_array_index (cause->evidence, 0))->names[0], ==,
                   "m[k] = v");
}

/* Two frames of one library are one piece of evidence, and not enough. */
static void
test_too_little (void)
{
  g_autoptr (HtGrowthClasses) classes = make_classes ();
  g_autoptr (GArray) facts = ht_growth_facts_new ();
  g_autoptr (HtGrowthCause) cause = NULL;

  add (facts, HT_GROWTH_SIGN_FRAME, "x.put", "put");
  add (facts, HT_GROWTH_SIGN_FRAME, "x.put", "put again");
  add (facts, HT_GROWTH_SIGN_FRAME, "x.grow[go.shape.[]int]", "grow");
  cause = ht_growth_cause_new (classes, facts);
  g_assert_null (cause->class_name);
  g_assert_cmpstr (g_ptr_array_index (cause->candidates, 0), ==, "x-map");
  g_assert_cmpuint (cause->evidence->len, ==, 2);
}

static void
test_contradiction (void)
{
  g_autoptr (HtGrowthClasses) classes = make_classes ();
  g_autoptr (GArray) facts = ht_growth_facts_new ();
  g_autoptr (HtGrowthCause) two = NULL;
  g_autoptr (HtGrowthCause) clear = NULL;

  add (facts, HT_GROWTH_SIGN_FLOW, "x-map", "a map");
  add (facts, HT_GROWTH_SIGN_FLOW, "x-slice", "a slice");
  two = ht_growth_cause_new (classes, facts);
  g_assert_null (two->class_name);
  add (facts, HT_GROWTH_SIGN_FLOW, "x-view", "a piece");
  clear = ht_growth_cause_new (classes, facts);
  g_assert_cmpstr (clear->class_name, ==, "x-view");
}

/* How the memory is made counts as long as nobody knows who keeps it. */
static void
test_making (void)
{
  static const char table[] = "[x-box]\nMaking=true\nCpu=8 x.box*\n";
  g_autoptr (HtGrowthClasses) classes = make_classes ();
  g_autoptr (GArray) facts = ht_growth_facts_new ();
  g_autoptr (HtGrowthCause) made = NULL;
  g_autoptr (HtGrowthCause) kept = NULL;

  g_assert_true (ht_growth_classes_add (classes, table, strlen (table), "table", NULL));
  add (facts, HT_GROWTH_SIGN_CPU, "x.box16", "boxed");
  made = ht_growth_cause_new (classes, facts);
  g_assert_cmpstr (made->class_name, ==, "x-box");
  add (facts, HT_GROWTH_SIGN_FLOW, "x-slice", "a slice");
  kept = ht_growth_cause_new (classes, facts);
  g_assert_cmpstr (kept->class_name, ==, "x-slice");
  g_assert_cmpstr (g_ptr_array_index (kept->candidates, 1), ==, "x-box");
}

static void
test_nothing (void)
{
  g_autoptr (HtGrowthClasses) classes = make_classes ();
  g_autoptr (GArray) facts = ht_growth_facts_new ();
  g_autoptr (HtGrowthCause) cause = ht_growth_cause_new (classes, facts);

  g_assert_null (cause->class_name);
  g_assert_cmpuint (cause->candidates->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/growth-cause/enough", test_enough);
  g_test_add_func ("/analysis/growth-cause/too-little", test_too_little);
  g_test_add_func ("/analysis/growth-cause/contradiction", test_contradiction);
  g_test_add_func ("/analysis/growth-cause/making", test_making);
  g_test_add_func ("/analysis/growth-cause/nothing", test_nothing);
  return g_test_run ();
}
