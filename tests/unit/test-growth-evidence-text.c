/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-evidence-text.h"

#include <string.h>

/* What is added to the kinds has a code of its own and something to say. */
static void
test_all_kinds (void)
{
  g_autoptr (GHashTable) codes = g_hash_table_new (g_str_hash, g_str_equal);

  for (guint i = 0; i < HT_N_GROWTH_EVIDENCE; i++)
    {
      HtGrowthEvidence evidence = { (HtGrowthEvidenceKind) i,
                                    .names = { "some.name", "another.name" },
                                    .values = { 3, 4, 5 } };
      g_autofree char *text = ht_growth_evidence_text (&evidence);

      g_assert_cmpstr (text, !=, "");
      g_assert_true (
          g_hash_table_add (codes, (gpointer) ht_growth_evidence_get_code (evidence.kind)));
    }
}

static void
test_figures (void)
{
  HtGrowthEvidence evidence = { .kind = HT_GROWTH_EVIDENCE_WAITING,
                                .names = { "lock" },
                                .values = { 4000, 12, 8192 } };
  g_autofree char *text = ht_growth_evidence_text (&evidence);

  g_assert_cmpstr (text, ==,
                   "Goroutines that wait for a mutex: 4,000, before it were 12; each has some "
                   "8.0 KiB of stack.");
}

static void
test_list (void)
{
  g_autoptr (GPtrArray) list = ht_growth_evidence_list_new ();
  char name[] = "main.keep";
  HtGrowthEvidence evidence = { .kind = HT_GROWTH_EVIDENCE_FRAME, .names = { name } };

  ht_growth_evidence_add (list, evidence);
  ht_growth_evidence_add (list, evidence);
  g_assert_cmpuint (list->len, ==, 1);
  /* A list has names of its own. */
  name[0] = 'M';
  g_assert_cmpstr (((HtGrowthEvidence *) g_ptr_array_index (list, 0))->names[0], ==, "main.keep");
  ht_growth_evidence_add (list, evidence);
  g_assert_cmpuint (list->len, ==, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/growth-evidence-text/all-kinds", test_all_kinds);
  g_test_add_func ("/views/growth-evidence-text/figures", test_figures);
  g_test_add_func ("/views/growth-evidence-text/list", test_list);
  return g_test_run ();
}
