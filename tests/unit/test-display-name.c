/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "display-name.h"

/* What `go tool pprof -top` of Go 1.27 writes for a function of that name. */
static const struct
{
  const char *full;
  const char *shown;
} names[] = {
  { "", "" },
  { "main.main", "main.main" },
  { "net/http.(*conn).serve", "net/http.(*conn).serve" },
  { "sync.OnceValue[go.shape.func(*x) y]", "sync.OnceValue[go.shape.func y]" },
  { "slices.SortFunc[...]", "slices.SortFunc[...]" },
  /* "])." and ".<" tell Go and Java from C++. */
  { "pkg.(*Bar[...]).Method(x)", "pkg.(*Bar[...]).Method(x)" },
  { "java.lang.Object.<init>(int)", "java.lang.Object.<init>(int)" },
  { "std::vector<int>::push(int)", "std::vector::push" },
  { "std::map<int, x(y)>::z", "std::map::z" },
  { "foo<a<b>>(c)", "foo" },
  { "(anonymous namespace)::f(int)", "::f" },
  /* A closing bracket too many ends the cutting of that kind, an opening one is left alone. */
  { "x)(y::", "x)(y::" },
  { "(a)b)c(d)::", "b)c(d)::" },
  { "a::b(c", "a::b(c" },
  { "operator()(x)", "operator()(x)" },
  /* Only for what looks like C++. */
  { "main.f(int)", "main.f(int)" },
};

static void
test_names (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *shown = ht_display_name (names[i].full);

      g_assert_cmpstr (shown, ==, names[i].shown);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/display-name/names", test_names);
  return g_test_run ();
}
