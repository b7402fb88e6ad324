/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "base-url.h"

#include "source-error.h"

#define POD "https://10.0.0.1:6443/api/v1/namespaces/shop/pods/checkout-7d9:6060/proxy"

static void
test_bases (void)
{
  static const struct
  {
    const char *text, *base, *once;
  } cases[] = {
    /* What names a service. */
    { "localhost:6060", "http://localhost:6060", NULL },
    { " 10.0.0.7:6060/ \n", "http://10.0.0.7:6060", NULL },
    { "[::1]:6060", "http://[::1]:6060", NULL },
    { "checkout", "http://checkout", NULL },
    { "HTTPS://Checkout.example:443", "https://Checkout.example", NULL },
    { "http://host/a%2Fb//", "http://host/a%2Fb", NULL },
    { "http://host/?tenant=7", "http://host?tenant=7", NULL },
    { "http://host/x#part", "http://host/x", NULL },
    { "unix:/run/s.sock", "unix:/run/s.sock", NULL },
    { "unix:///run/s.sock:/pre/", "unix:/run/s.sock:/pre", NULL },
    { "unix:/run/s.sock:/?a=1", "unix:/run/s.sock:/?a=1", NULL },

    /* What names a page of it. */
    { "localhost:6060/debug/pprof", "http://localhost:6060", NULL },
    { "http://localhost:6060/debug/pprof/", "http://localhost:6060", NULL },
    { "http://localhost:6060//debug/pprof/?debug=1", "http://localhost:6060", NULL },
    { "http://h/debug/pprof/cmdline", "http://h", NULL },
    { "http://h/debug/pprof/symbol?0x1", "http://h?0x1", NULL },

    /* What names one capture. */
    { "http://localhost:6060/debug/pprof/heap?debug=1", "http://localhost:6060",
      "/debug/pprof/heap?debug=1" },
    { "localhost:6060/debug/pprof/profile?seconds=5", "http://localhost:6060",
      "/debug/pprof/profile?seconds=5" },
    { "localhost/debug/pprof/example.com/leases", "http://localhost",
      "/debug/pprof/example.com/leases" },
    { "localhost:6060/debug/vars", "http://localhost:6060", "/debug/vars" },
    { "localhost:6060/debug/vars/", "http://localhost:6060", "/debug/vars/" },
    { "http://localhost:9090/metrics", "http://localhost:9090", "/metrics" },
    { "http://h/metrics?name%5B%5D=go_info&token=x", "http://h?token=x",
      "/metrics?name%5B%5D=go_info" },
    { "http://h/p/debug/pprof/heap?tenant=7&gc=1&debug=0", "http://h/p?tenant=7",
      "/debug/pprof/heap?gc=1&debug=0" },
    { "unix:/run/s.sock:/debug/vars", "unix:/run/s.sock", "/debug/vars" },
    { "unix:/run/s.sock:/a/debug/pprof/heap", "unix:/run/s.sock:/a", "/debug/pprof/heap" },

    /* Proxies. */
    { POD "/", POD, NULL },
    { POD "/debug/pprof/goroutine?debug=2", POD, "/debug/pprof/goroutine?debug=2" },
    { "https://gate/svc/metrics", "https://gate/svc", "/metrics" },

    /* What only looks like one of them. */
    { "http://h/debug/pprofiles", "http://h/debug/pprofiles", NULL },
    { "http://h/debug/pprof-old/x", "http://h/debug/pprof-old/x", NULL },
    { "http://h/metrics/go", "http://h/metrics/go", NULL },
    { "http://h/mymetrics", "http://h/mymetrics", NULL },
    { "http://h/debug", "http://h/debug", NULL },
    { "http://metrics", "http://metrics", NULL },
    { "http://h/files/heap.pb.gz", "http://h/files/heap.pb.gz", NULL },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *once = NULL;
      g_autofree char *base = ht_base_url_from_text (cases[i].text, &once, &error);
      g_autofree char *again = NULL;

      g_test_message ("%s", cases[i].text);
      g_assert_no_error (error);
      g_assert_cmpstr (base, ==, cases[i].base);
      g_assert_cmpstr (once, ==, cases[i].once);
      again = ht_base_url_from_text (base, NULL, &error);
      g_assert_cmpstr (again, ==, base);
    }
}

static void
test_refused (void)
{
  static const struct
  {
    const char *text, *words;
  } cases[] = {
    { "", "one word" },
    { "two words", "one word" },
    { "http://joe:hush@host/debug/pprof/", "user name" },
    { "joe:hush@host:6060", "user name" },
    { "ftp://host/", "http:" },
    { "file:/etc/passwd", "http:" },
    { "http://", "host" },
    { "unix:s.sock", "unix:/" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *once = g_strdup ("left over");
      g_autofree char *kept = once;

      g_assert_null (ht_base_url_from_text (cases[i].text, &once, &error));
      g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].words));
      g_assert_null (strstr (error->message, "hush"));
      g_assert_null (once);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/base-url/bases", test_bases);
  g_test_add_func ("/sources/base-url/refused", test_refused);
  return g_test_run ();
}
