/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "frame-origin.h"

typedef struct
{
  const char *function;
  const char *file;
  HtFrameOrigin origin;
} Case;

/* Names and files as Go 1.19 to 1.27 write them, with and without -trimpath, with modules, vendored
 * and from GOPATH. */
static const Case cases[] = {
  { "runtime.mallocgc", "/usr/local/go/src/runtime/malloc.go", HT_FRAME_RUNTIME },
  { "runtime.gopark", "runtime/proc.go", HT_FRAME_RUNTIME },
  { "internal/runtime/maps.newTable", "internal/runtime/maps/table.go", HT_FRAME_RUNTIME },
  { "runtime/pprof.writeHeap", "runtime/pprof/pprof.go", HT_FRAME_RUNTIME },
  { "net/http.(*conn).serve", "/usr/lib/go-1.19/src/net/http/server.go", HT_FRAME_STANDARD },
  { "sync.(*Map).Store", "sync/map.go", HT_FRAME_STANDARD },
  { "encoding/json.Marshal", "", HT_FRAME_STANDARD },
  { "vendor/golang.org/x/net/http2/hpack.NewEncoder",
    "vendor/golang.org/x/net/http2/hpack/encode.go", HT_FRAME_LIBRARY },
  { "github.com/x/y.Do", "/build/go/pkg/mod/github.com/x/y@v1.2.3/y.go", HT_FRAME_LIBRARY },
  { "github.com/x/y/v2.Do", "github.com/x/y/v2@v2.0.0/y.go", HT_FRAME_LIBRARY },
  { "github.com/x/y.Do", "/src/app/vendor/github.com/x/y/y.go", HT_FRAME_LIBRARY },
  { "example.com/fleet/store.(*Index).put", "example.com/fleet/store/index.go", HT_FRAME_OWN },
  { "example.com/fleet/store.(*Index).put", "/build/fleet/store/index.go", HT_FRAME_OWN },
  { "main.main", "/build/fleet/main.go", HT_FRAME_OWN },
  { "main.main.func1", "./main.go", HT_FRAME_OWN },
  { "log.Write", "/build/log/write.go", HT_FRAME_OWN },
  { "log.Print", "/usr/local/go/src/log/log.go", HT_FRAME_STANDARD },
  { "shop/orders.New", "shop/orders/orders.go", HT_FRAME_OWN },
  { "malloc", "", HT_FRAME_STANDARD },
};

static void
test_cases (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s in %s", cases[i].function, cases[i].file);
      g_assert_cmpint (ht_frame_origin (cases[i].function, cases[i].file), ==, cases[i].origin);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/frame-origin/cases", test_cases);
  return g_test_run ();
}
