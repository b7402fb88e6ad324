/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis-error.h"
#include "growth-classes.h"

#include <string.h>

static void
test_built_in (void)
{
  g_autoptr (HtGrowthClasses) classes = ht_growth_classes_new ();

  g_assert_cmpuint (ht_growth_classes_get_n (classes), >, 15);
  for (guint i = 0; i < ht_growth_classes_get_n (classes); i++)
    {
      g_assert_cmpstr (ht_growth_classes_get (classes, i)->title, !=, "");
      g_assert_cmpstr (ht_growth_classes_get (classes, i)->remedy, !=, "");
    }
  g_assert_cmpuint (ht_growth_class_weigh (ht_growth_classes_find (classes, "goroutine-leak-http"),
                                           HT_GROWTH_SIGN_FRAME,
                                           "net/http.(*Transport).dialConnFor"),
                    >, 0);
}

static void
test_additions (void)
{
  static const char text[] = "# mine\n[map-growth]\nFlow=20 attic\nTitle=Attic\n"
                             "[mine]\nFrame = 3 my.(*T).* ; 5 my.(*T).grow;\n";
  g_autoptr (HtGrowthClasses) classes = ht_growth_classes_new ();
  guint n = ht_growth_classes_get_n (classes);
  g_autoptr (GError) error = NULL;

  g_assert_true (ht_growth_classes_add (classes, text, strlen (text), "mine", &error));
  g_assert_no_error (error);
  g_assert_cmpuint (ht_growth_classes_get_n (classes), ==, n + 1);
  g_assert_cmpstr (ht_growth_classes_find (classes, "map-growth")->title, ==, "Attic");
  g_assert_cmpuint (ht_growth_class_weigh (ht_growth_classes_find (classes, "map-growth"),
                                           HT_GROWTH_SIGN_FLOW, "attic"),
                    ==, 20);
  g_assert_cmpuint (ht_growth_class_weigh (ht_growth_classes_find (classes, "map-growth"),
                                           HT_GROWTH_SIGN_FLOW, "map"),
                    >, 0);
  g_assert_cmpuint (ht_growth_class_weigh (ht_growth_classes_find (classes, "mine"),
                                           HT_GROWTH_SIGN_FRAME, "my.(*T).grow"),
                    ==, 5);
  g_assert_cmpuint (ht_growth_class_weigh (ht_growth_classes_find (classes, "mine"),
                                           HT_GROWTH_SIGN_FRAME, "my.(*T).get"),
                    ==, 3);
  g_assert_cmpuint (ht_growth_class_weigh (ht_growth_classes_find (classes, "mine"),
                                           HT_GROWTH_SIGN_BESIDE, "my.(*T).get"),
                    ==, 0);
}

static void
test_errors (void)
{
  static const struct
  {
    const char *text;
    const char *begin;
  } cases[] = {
    { "[a]\nTitle=x\n[b]\n\nFrame=1 x;y\n", "f:5: [b]: " },
    { "[a]\nFrame=0 x\n", "f:2: [a]: " },
    { "[a]\nFrame=21 x\n", "f:2: [a]: " },
    { "[a]\nFrame=5\n", "f:2: [a]: " },
    { "[a]\nNonsense=1\n", "f:2: [a]: " },
    { "Title=1\n", "f:1: " },
    { "[a]\nTitle=1\nno key\n", "f:3: " },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HtGrowthClasses) classes = ht_growth_classes_new ();
      g_autoptr (GError) error = NULL;

      g_assert_false (
          ht_growth_classes_add (classes, cases[i].text, strlen (cases[i].text), "f", &error));
      g_assert_error (error, HT_ANALYSIS_ERROR, HT_ANALYSIS_ERROR_TABLE);
      if (!g_str_has_prefix (error->message, cases[i].begin))
        g_error ("“%s” should begin with “%s”", error->message, cases[i].begin);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/analysis/growth-classes/built-in", test_built_in);
  g_test_add_func ("/analysis/growth-classes/additions", test_additions);
  g_test_add_func ("/analysis/growth-classes/errors", test_errors);
  return g_test_run ();
}
