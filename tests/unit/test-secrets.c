/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "secrets.h"

#include <string.h>

static void
test_names (void)
{
  static const char *const secret[] = { "password",       "DB_PASSWD",   "userPwd",
                                        "client-secret",  "AuthToken",   "apikey",
                                        "api-key",        "API_KEY",     "tls.key",
                                        "DATABASE_DSN",   "credentials", "db-pass",
                                        "X-Amz-Signature" };
  static const char *const open[] = { "addr", "port", "bypass", "passive", "config", "", "author" };

  for (gsize i = 0; i < G_N_ELEMENTS (secret); i++)
    if (!ht_is_secret_name (secret[i], strlen (secret[i])))
      g_error ("%s is told", secret[i]);
  for (gsize i = 0; i < G_N_ELEMENTS (open); i++)
    if (ht_is_secret_name (open[i], strlen (open[i])))
      g_error ("%s is hidden", open[i]);
}

static void
test_urls (void)
{
  static const struct
  {
    const char *url;
    const char *masked;
  } cases[] = {
    { "http://host:6060/debug/pprof/", "http://host:6060/debug/pprof/" },
    { "http://user:pa:ss@host:6060/x", "http://host:6060/x" },
    { "https://user@host/a@b", "https://host/a@b" },
    { "http://host/a@b", "http://host/a@b" },
    { "http://host:6060/a@b", "http://host:6060/a@b" },
    { "http://[::1]:6060/a", "http://[::1]:6060/a" },
    /* A host may be called so, and what is behind its colon is a port. */
    { "http://keycloak:6060/debug/vars", "http://keycloak:6060/debug/vars" },
    { "http://auth:6060", "http://auth:6060" },
    { "http://auth:6060?key=1", "http://auth:6060?key=***" },
    { "https://api/api/v1/namespaces/a/pods/key-0:6060/proxy/?sig=1",
      "https://api/api/v1/namespaces/a/pods/key-0:6060/proxy/?sig=***" },
    { "http://token:abc", "http://token:***" },
    { "http://token=123:1", "http://token=***" },
    { "token:6060", "token:***" },
    { "postgres://u:p/w@db:5432/x?sslmode=off", "postgres://db:5432/x?sslmode=off" },
    { "http://h/x?seconds=5&access_token=abc&debug=1",
      "http://h/x?seconds=5&access_token=***&debug=1" },
    { "http://h/x?token=abc#part", "http://h/x?token=***#part" },
    { "amqp://a:b@h1/,amqp://c:d@h2/", "amqp://h1/,amqp://h2/" },
    { "amqp://a:b@h1/ amqp://c:d@h2/", "amqp://h1/ amqp://h2/" },
    { "", "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *masked = ht_mask_url (cases[i].url);

      g_assert_cmpstr (masked, ==, cases[i].masked);
    }
}

static void
test_command_lines (void)
{
  static const struct
  {
    const char *arguments[5];
    const char *masked;
  } cases[] = {
    { { "./gateway", "-addr", ":8080" }, "./gateway -addr :8080" },
    { { "svc", "--password", "hunter2", "-v" }, "svc --password *** -v" },
    { { "svc", "--password", "-begins-with-dash", "-v" }, "svc --password *** -v" },
    { { "svc", "--password=hunter2 and more", "-v" }, "svc --password=*** -v" },
    { { "env", "DB_PASSWORD=x", "API_KEY=y" }, "env DB_PASSWORD=*** API_KEY=***" },
    { { "svc", "-db=postgres://u:p@db/x?password=q" }, "svc -db=postgres://db/x?password=***" },
    { { "svc", "-dsn", "u:p@tcp(h:3306)/n" }, "svc -dsn ***" },
    { { "svc", "-db=u:p@tcp(h)/n" }, "svc '-db=***@tcp(h)/n'" },
    { { "svc", "host=db password=q user=u" }, "svc 'host=db password=*** user=u'" },
    { { "svc", "password='a b' user=u" }, "svc 'password=*** user=u'" },
    { { "svc", "-H", "Authorization: Bearer abc def" }, "svc -H 'Authorization: ***'" },
    { { "svc", "{\"token\": \"a\\\"b c\", \"n\": 1}" }, "svc '{\"token\": ***, \"n\": 1}'" },
    { { "svc", "two words", "" }, "svc 'two words' ''" },
    { { "svc", "--token=" }, "svc --token=" },
    { { "svc", "-addr=127.0.0.1:17202" }, "svc -addr=127.0.0.1:17202" },
    { { NULL }, "" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *masked = ht_mask_command_line (cases[i].arguments);

      g_assert_cmpstr (masked, ==, cases[i].masked);
    }
}

static void
test_wipe (void)
{
  char *text = g_strdup ("hunter2");

  ht_wipe_text (&text);
  g_assert_null (text);
  ht_wipe_text (&text);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/secrets/names", test_names);
  g_test_add_func ("/core/secrets/urls", test_urls);
  g_test_add_func ("/core/secrets/command-lines", test_command_lines);
  g_test_add_func ("/core/secrets/wipe", test_wipe);
  return g_test_run ();
}
