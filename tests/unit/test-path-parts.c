/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "path-parts.h"

static void
test_count (void)
{
  static const struct
  {
    const char *a;
    const char *b;
    guint n;
  } cases[] = {
    { "shop/cart.go", "shop/cart.go", 2 },
    { "/build/shop/cart.go", "example.com/shop/cart.go", 2 },
    { "/src/shop/cart.go", "shop/cart.go", 2 },
    { "cart.go", "/src/shop/cart.go", 1 },
    { "/src/workshop/cart.go", "shop/cart.go", 1 },
    { "shop/cart.go", "shop/smartcart.go", 0 },
    { "", "cart.go", 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_cmpuint (ht_count_common_parts (cases[i].a, cases[i].b), ==, cases[i].n);
      g_assert_cmpuint (ht_count_common_parts (cases[i].b, cases[i].a), ==, cases[i].n);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/path-parts/count", test_count);
  return g_test_run ();
}
