/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "go-source.h"

#include <string.h>

static HtGoSource *
read_go (const char *text)
{
  return ht_go_source_new (text, strlen (text));
}

/* All tokens with spaces between them; what stands for a semicolon as ";". */
static char *
join (const HtGoSource *source)
{
  GString *text = g_string_new (NULL);

  for (guint32 i = 0; i < source->tokens->len; i++)
    {
      g_autofree char *token = ht_go_source_copy (source, i);

      g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                              ht_go_source_get (source, i)->kind == HT_GO_END ? ";" : token);
    }
  return g_string_free (text, FALSE);
}

/* What is in each brace of a text, as one letter. */
static char *
judge_braces (const char *text)
{
  g_autoptr (HtGoSource) source = read_go (text);
  GString *braces = g_string_new (NULL);

  for (guint32 i = 0; i < source->tokens->len; i++)
    if (ht_go_source_is (source, i, "{"))
      g_string_append_c (braces, "BLT"[ht_go_source_get (source, i)->brace]);
  return g_string_free (braces, FALSE);
}

/* The Go specification, "Tokens" and "Semicolons". */
static void
test_tokens (void)
{
  g_autoptr (HtGoSource) source = read_go ("a<-b // c\nx &^= 0x1F + .5 /* d\n */ y++\n"
                                           "return\nf(`r\n\"`, '\\'', \"\\\"{\")\nif a {\nb }");
  g_autofree char *tokens = join (source);

  g_assert_cmpstr (tokens, ==,
                   "a <- b ; x &^= 0x1F + .5 ; y ++ ; return ; f ( `r\n\"` , '\\'' , \"\\\"{\" ) ; "
                   "if a { b ; } ;");
  g_assert_true (ht_go_source_is (source, ht_go_source_find_line (source, 2), "x"));
  g_assert_cmpuint (ht_go_source_find_line (source, 5), !=, HT_GO_NONE);
  g_assert_cmpuint (ht_go_source_find_line (source, 99), ==, HT_GO_NONE);
}

static void
test_braces (void)
{
  static const struct
  {
    const char *text;
    const char *braces;
  } cases[] = {
    { "type t struct { a int }", "T" },
    { "x := t{1}", "L" },
    { "x := []p.t{{1}, {2}}", "LLL" },
    { "x := map[string]t{\"a\": {1}}", "LL" },
    { "for _, v := range vs { f(v) }", "B" },
    { "for i := 0; i < n; i++ { x = t{} }", "BL" },
    { "if v, ok := m[t{1}]; ok { } else { }", "LBB" },
    { "func f() map[string]interface{} { return map[string]interface{}{} }", "TBTL" },
    { "go func() { x() }()", "B" },
    { "switch x := v.(type) { case a: y = &t{} }", "BL" },
    { "x := struct{ a int }{1}", "TL" },
    { "select { case <-c: }", "B" },
    { "type f func(int) error\nvar x = t{}", "L" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *braces = judge_braces (cases[i].text);

      g_assert_cmpstr (braces, ==, cases[i].braces);
    }
}

static void
test_functions (void)
{
  g_autoptr (HtGoSource) source =
      read_go ("func a(b int) (c, d error) { return func() { e() } }\n"
               "func (s *t[K, V]) m() {}\nfunc g[T any](x T) func(int) { return nil }\n"
               "type h func(int)\n");
  static const char *const names[] = { "a", NULL, "m", "g" };

  g_assert_cmpuint (source->functions->len, ==, G_N_ELEMENTS (names));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      const HtGoFunction *function = &g_array_index (source->functions, HtGoFunction, i);

      g_assert_true (names[i] == NULL ? function->name == HT_GO_NONE
                                      : ht_go_source_is (source, function->name, names[i]));
      g_assert_cmpint (function->receiver != HT_GO_NONE, ==, g_strcmp0 (names[i], "m") == 0);
    }
  for (guint32 i = 0; i < source->tokens->len; i++)
    if (ht_go_source_is (source, i, "e"))
      g_assert_cmpuint (ht_go_source_find_function (source, i), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/go-source/tokens", test_tokens);
  g_test_add_func ("/formats/go-source/braces", test_braces);
  g_test_add_func ("/formats/go-source/functions", test_functions);
  return g_test_run ();
}
