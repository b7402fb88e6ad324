/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "problem.h"

static GPtrArray *
some_problems (guint n_problems)
{
  GPtrArray *problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_problem_free);

  for (guint i = 0; i < n_problems; i++)
    {
      g_autofree char *file = g_strdup_printf ("%u: a.log", i);

      g_ptr_array_add (problems, ht_problem_new (file, "is empty"));
    }
  return problems;
}

static void
test_summary (void)
{
  static const struct
  {
    guint n_problems;
    guint n_unread;
    guint n_files;
    const char *text;
  } cases[] = {
    { 0, 0, 14, NULL },
    { 1, 1, 14, "0: a.log: is empty" },
    { 1, 0, 14, "0: a.log: is empty" },
    { 3, 3, 14, "3 of 14 files could not be read" },
    { 5, 1, 14, "1 of 14 files could not be read" },
    { 4, 0, 14, "4 notes about the captures" },
    { 2, 2, 0, "2 of 2 files could not be read" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GPtrArray) problems = some_problems (cases[i].n_problems);
      g_autofree char *text = ht_problems_summarize (problems, cases[i].n_unread, cases[i].n_files);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_text (void)
{
  g_autoptr (GPtrArray) problems = some_problems (2);
  g_autofree char *text = NULL;

  g_ptr_array_add (problems, ht_problem_new (NULL, "nothing was found"));
  text = ht_problems_to_text (problems);
  g_assert_cmpstr (text, ==, "0: a.log: is empty\n1: a.log: is empty\nnothing was found\n");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/app/problem/summary", test_summary);
  g_test_add_func ("/app/problem/text", test_text);
  return g_test_run ();
}
