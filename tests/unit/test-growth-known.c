/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-known.h"

#include <math.h>
#include <string.h>

typedef struct
{
  HtCatalog *catalog;
  HtGrowthReport *report;
  GPtrArray *known;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->catalog = ht_catalog_new ();
  self->report = g_new0 (HtGrowthReport, 1);
  self->report->verdict = HT_GROWTH_GROWING;
  self->report->chains = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_chain_free);
  self->known = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_known_growth_free);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  ht_growth_report_free (self->report);
  ht_catalog_free (self->catalog);
  g_ptr_array_unref (self->known);
}

static guint32
intern (Fixture *self, const char *name)
{
  HtFunction function = { .name = ht_strings_intern (self->catalog->strings, name, strlen (name)) };

  return name[0] != '\0' ? ht_symbols_intern_function (self->catalog->symbols, &function) : 0;
}

static HtGrowthChain *
add_chain (Fixture *self, HtGrowthVerdict verdict, const char *function, double low)
{
  HtGrowthChain *chain = ht_growth_chain_new (HT_GROWTH_SCOPE_SITE);

  chain->function = intern (self, function);
  chain->course.verdict = verdict;
  chain->course.now.low = low;
  chain->course.now.rate = low + 10;
  g_ptr_array_add (self->report->chains, chain);
  return chain;
}

static void
know (Fixture *self, const char *chain, double rate)
{
  g_ptr_array_add (self->known, ht_known_growth_new (chain, "why", rate));
}

/* The first letters of the functions of the chains, in their order. */
static void
assert_order (Fixture *self, const char *expected)
{
  g_autoptr (GString) order = g_string_new (NULL);

  for (guint i = 0; i < self->report->chains->len; i++)
    g_string_append_c (
        order, ((const HtGrowthChain *) g_ptr_array_index (self->report->chains, i))->key[0]);
  g_assert_cmpstr (order->str, ==, expected);
}

static void
test_order (Fixture *self, gconstpointer data)
{
  const HtGrowthChain *a = add_chain (self, HT_GROWTH_GROWING, "a", 100);
  const HtGrowthChain *b = add_chain (self, HT_GROWTH_GROWING, "b", 50);
  const HtGrowthChain *c = add_chain (self, HT_GROWTH_GROWING, "c", 20);
  const HtGrowthChain *d = add_chain (self, HT_GROWTH_STEADY, "d", 0);

  ht_growth_report_set_aside (self->report, self->catalog, self->known);
  assert_order (self, "abcd");
  g_assert_cmpuint (self->report->n_set_aside, ==, 0);

  know (self, "b", 60);
  know (self, "d", 60);
  ht_growth_report_set_aside (self->report, self->catalog, self->known);
  assert_order (self, "acbd");
  g_assert_true (ht_growth_chain_is_leak (a));
  g_assert_false (ht_growth_chain_is_leak (b));
  g_assert_cmpstr (b->known->reason, ==, "why");
  g_assert_true (ht_growth_chain_is_leak (c));
  g_assert_false (ht_growth_chain_is_leak (d));
  g_assert_cmpuint (self->report->n_set_aside, ==, 1);
  g_assert_cmpfloat (self->report->set_aside_rate, ==, 60);
  g_assert_cmpint (self->report->verdict, ==, HT_GROWTH_GROWING);

  know (self, "*", NAN);
  ht_growth_report_set_aside (self->report, self->catalog, self->known);
  g_assert_cmpuint (self->report->n_set_aside, ==, 3);
  g_assert_cmpint (self->report->verdict, ==, HT_GROWTH_STEADY);
}

/* It is news again when it is surely half as fast again, until somebody says otherwise. */
static void
test_outgrown (Fixture *self, gconstpointer data)
{
  HtGrowthChain *chain = add_chain (self, HT_GROWTH_GROWING, "a", 149);

  know (self, "a", 100);
  ht_growth_report_set_aside (self->report, self->catalog, self->known);
  g_assert_false (ht_growth_chain_is_leak (chain));

  self->report->verdict = HT_GROWTH_GROWING;
  chain->course.now.low = 151;
  ht_growth_report_set_aside (self->report, self->catalog, self->known);
  g_assert_true (ht_growth_chain_is_leak (chain));
  g_assert_nonnull (chain->known);
  g_assert_cmpint (self->report->verdict, ==, HT_GROWTH_GROWING);

  know (self, "a", 160);
  ht_growth_report_set_aside (self->report, self->catalog, self->known);
  g_assert_false (ht_growth_chain_is_leak (chain));
}

static void
assert_key (Fixture *self,
            HtGrowthScope scope,
            const char *function,
            const char *responsible,
            const char *class_name,
            const char *expected)
{
  HtGrowthChain *chain = ht_growth_chain_new (scope);
  g_autofree char *key = NULL;

  chain->function = intern (self, function);
  chain->responsible = intern (self, responsible);
  chain->class_name = g_strdup (class_name);
  key = ht_growth_chain_get_key (chain, self->catalog);
  g_assert_cmpstr (key, ==, expected);
  ht_growth_chain_free (chain);
}

/* Why something grows is told differently by who has the source, and is no part of its name. */
static void
test_keys (Fixture *self, gconstpointer data)
{
  assert_key (self, HT_GROWTH_SCOPE_SITE, "bytes.growSlice", "main.add", "buffer-growth",
              "bytes.growSlice < main.add");
  assert_key (self, HT_GROWTH_SCOPE_SITE, "bytes.growSlice", "main.add", NULL,
              "bytes.growSlice < main.add");
  assert_key (self, HT_GROWTH_SCOPE_PROCESS, "main.wait", "main.wait", "goroutine-leak-timer",
              "(stacks) main.wait");
  assert_key (self, HT_GROWTH_SCOPE_PROCESS, "main.wait", "main.wait", NULL, "(stacks) main.wait");
  assert_key (self, HT_GROWTH_SCOPE_PROCESS, "", "", "offheap-mmap", "(offheap-mmap)");
  assert_key (self, HT_GROWTH_SCOPE_PROCESS, "", "", NULL, "(stacks)");
}

#define ADD(name, func) \
  g_test_add ("/analysis/growth-known/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("order", test_order);
  ADD ("outgrown", test_outgrown);
  ADD ("keys", test_keys);
  return g_test_run ();
}
