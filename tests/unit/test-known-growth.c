/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "known-growth.h"

static gboolean
covers (const char *chain, const char *key)
{
  g_autoptr (HtKnownGrowth) known = ht_known_growth_new (chain, "why", NAN);

  return ht_known_growth_covers (known, key);
}

static void
test_keys (void)
{
  g_autofree char *other = ht_growth_key (NULL, "bytes.growSlice", "shop.(*Cart).Add");
  g_autofree char *same = ht_growth_key (NULL, "shop.(*Cart).Add", "shop.(*Cart).Add");
  g_autofree char *library = ht_growth_key (NULL, "net/http.(*Transport).dialConn", NULL);
  g_autofree char *stacks = ht_growth_key ("stacks", "shop.wait", "shop.wait");
  g_autofree char *beside = ht_growth_key ("offheap-mmap", NULL, NULL);
  g_autofree char *unknown = ht_growth_key (NULL, NULL, NULL);
  g_autofree char *hostile = ht_growth_key (NULL, "a\nb\x1b[1m\xff", NULL);

  g_assert_cmpstr (other, ==, "bytes.growSlice < shop.(*Cart).Add");
  g_assert_cmpstr (same, ==, "shop.(*Cart).Add");
  g_assert_cmpstr (library, ==, "net/http.(*Transport).dialConn");
  g_assert_cmpstr (stacks, ==, "(stacks) shop.wait");
  g_assert_cmpstr (beside, ==, "(offheap-mmap)");
  g_assert_cmpstr (unknown, ==, "?");
  g_assert_cmpstr (hostile, ==, "a?b?[1m\xef\xbf\xbd");
}

static void
test_covering (void)
{
  g_assert_true (covers ("shop.(*Cart).Add", "shop.(*Cart).Add"));
  g_assert_false (covers ("shop.(*Cart).Add", "bytes.growSlice < shop.(*Cart).Add"));
  g_assert_true (covers ("* < shop.(*Cart).Add", "bytes.growSlice < shop.(*Cart).Add"));
  g_assert_false (covers ("shop.(*Cart).Add", "shop.(*Cart).AddAll"));
  g_assert_true (covers ("shop.*", "shop.(*Cart).Add"));
  g_assert_true (covers ("*", ""));
  g_assert_true (covers ("**a*", "cab"));
  g_assert_false (covers ("a*b*c", "abab"));
  g_assert_true (covers ("a*b*c", "aabbcbc"));
  g_assert_false (covers ("", "a"));
  g_assert_true (covers ("main.F[...]", "main.F[...]"));
  g_assert_false (covers ("main.?", "main.F"));
}

/* Stars that fit in many ways ask for no more than the product of the lengths. */
static void
test_many_stars (void)
{
  g_autofree char *text = g_strnfill (2000, 'a');
  g_autoptr (GString) pattern = g_string_new (NULL);

  for (guint i = 0; i < 500; i++)
    g_string_append (pattern, "a*");
  g_string_append_c (pattern, 'b');
  g_assert_false (covers (pattern->str, text));
}

static void
test_outgrown (void)
{
  g_autoptr (HtKnownGrowth) known = ht_known_growth_new ("main.fill", "a cache", 1000);
  g_autoptr (HtKnownGrowth) any = ht_known_growth_new ("main.fill", "a cache", NAN);
  g_autoptr (HtKnownGrowth) copy = ht_known_growth_copy (known);

  g_assert_false (ht_known_growth_is_outgrown (known, 1500));
  g_assert_true (ht_known_growth_is_outgrown (known, 1501));
  g_assert_false (ht_known_growth_is_outgrown (known, NAN));
  g_assert_false (ht_known_growth_is_outgrown (any, 1e12));
  g_assert_true (ht_known_growth_is_outgrown (copy, 1501));
  g_assert_cmpstr (copy->reason, ==, "a cache");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/known-growth/keys", test_keys);
  g_test_add_func ("/core/known-growth/covering", test_covering);
  g_test_add_func ("/core/known-growth/many-stars", test_many_stars);
  g_test_add_func ("/core/known-growth/outgrown", test_outgrown);
  return g_test_run ();
}
