/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "function-name.h"

typedef struct
{
  const char *full;
  const char *package;
  const char *lengths[HT_N_NAME_LENGTHS];
} Case;

static const Case cases[] = {
  { "example.com/fleet/gateway/internal/store.(*SessionIndex).put",
    "example.com/fleet/gateway/internal/store",
    { "store.(*SessionIndex).put", "store.(*SessionIndex).put", "(*SessionIndex).put", "put" } },
  { "internal/sync.(*HashTrieMap[go.shape.interface {},go.shape.interface {}]).expand",
    "internal/sync",
    { "sync.(*HashTrieMap[go.shape.interface {},go.shape.interface {}]).expand",
      "sync.(*HashTrieMap[…]).expand", "(*HashTrieMap[…]).expand", "expand" } },
  { "example.com/a.Map[example.com/b/c.Key,[]example.com/d.Value]",
    "example.com/a",
    { "a.Map[example.com/b/c.Key,[]example.com/d.Value]", "a.Map[…]", "Map[…]", "Map[…]" } },
  { "main.main", "main", { "main.main", "main.main", "main", "main" } },
  { "net/http.HandlerFunc.ServeHTTP",
    "net/http",
    { "http.HandlerFunc.ServeHTTP", "http.HandlerFunc.ServeHTTP", "HandlerFunc.ServeHTTP",
      "ServeHTTP" } },
  { "github.com/foo/bar/v2.New", "github.com/foo/bar/v2", { "bar.New", "bar.New", "New", "New" } },
  { "gopkg.in/yaml%2ev3.Unmarshal",
    "gopkg.in/yaml%2ev3",
    { "yaml.v3.Unmarshal", "yaml.v3.Unmarshal", "Unmarshal", "Unmarshal" } },
  { "example.com/api.(*Server).Routes.recoverer.func2",
    "example.com/api",
    { "api.(*Server).Routes.recoverer.func2", "api.(*Server).Routes.recoverer.func2",
      "(*Server).Routes.recoverer.func2", "func2" } },
  { "std::vector::push_back",
    "",
    { "std::vector::push_back", "std::vector::push_back", "std::vector::push_back",
      "std::vector::push_back" } },
  { "malloc", "", { "malloc", "malloc", "malloc", "malloc" } },
  { "", "", { "", "", "", "" } },
  { "x[", "", { "x[", "x[…]", "x[…]", "x[…]" } },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *package = ht_function_name_get_package (cases[i].full);

      g_assert_cmpstr (package, ==, cases[i].package);
      for (int length = 0; length < HT_N_NAME_LENGTHS; length++)
        {
          g_autofree char *name = ht_function_name_shorten (cases[i].full, (HtNameLength) length);

          g_assert_cmpstr (name, ==, cases[i].lengths[length]);
        }
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/function-name/cases", test_cases);
  return g_test_run ();
}
