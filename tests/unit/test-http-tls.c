/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>

#include "http-asker.h"

static const char html[] = "<html>hello</html>";

static char *
find_file (const char *name)
{
  return g_strdup_printf ("%s/tls/%s", g_getenv ("HT_TEST_DATA"), name);
}

/* Trusts the CA of the tests. */
static HtCredentials *
trusting (HtCredentials *credentials)
{
  g_autofree char *ca = find_file ("ca.pem");

  return ht_credentials_with_ca_file (credentials, ca);
}

static HtCredentials *
new_trusting (void)
{
  g_autoptr (HtCredentials) none = ht_credentials_new ();

  return trusting (none);
}

static HtCredentials *
with_client_certificate (HtCredentials *credentials)
{
  g_autofree char *certificate = find_file ("client.pem");
  g_autofree char *key = find_file ("client-key.pem");

  return ht_credentials_with_client_certificate (credentials, certificate, key);
}

static void
test_private_ca (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", "server");
  g_autoptr (HtCredentials) by_file = new_trusting ();
  g_autoptr (HtCredentials) none = ht_credentials_new ();
  g_autofree char *path = find_file ("ca.pem");
  g_autofree char *pem = NULL;

  g_assert_true (g_file_get_contents (path, &pem, NULL, NULL));
  g_autoptr (HtCredentials) by_pem = ht_credentials_with_ca_pem (none, pem);
  /* A path as one types it */
  g_autofree char *here = g_get_current_dir ();
  g_autofree char *folder = find_file ("");
  g_assert_cmpint (g_chdir (folder), ==, 0);
  g_autoptr (HtCredentials) by_name = ht_credentials_with_ca_file (none, "./ca.pem");
  g_assert_cmpint (g_chdir (here), ==, 0);
  HtCredentials *const ways[] = { by_file, by_pem, by_name };

  for (guint i = 0; i < G_N_ELEMENTS (ways); i++)
    {
      g_autoptr (HtHttpClient) client = new_client_of (server, ways[i]);
      guint n_connections = server->n_connections;

      g_assert_false (ht_http_client_is_unverified (client));
      assert_body (client, "x", html);
      assert_body (client, "chunks", "more chunks");
      assert_body (client, "x", html);
      g_assert_cmpuint (server->n_connections, ==, n_connections + 1);
      assert_fails (client, "cut-chunks", NULL, HT_SOURCE_ERROR_BAD_ANSWER, "");
      assert_fails (client, "short", NULL, HT_SOURCE_ERROR_BAD_ANSWER, "");
      drop_client (g_steal_pointer (&client));
    }
}

/* What is wrong is said, and nothing was asked of whoever that was. */
static void
assert_distrusted (const char *certificate, HtCredentials *credentials, const char *words)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", certificate);
  g_autoptr (HtHttpClient) client = new_client_of (server, credentials);

  assert_fails (client, "x", NULL, HT_SOURCE_ERROR_TLS, words);
  g_assert_cmpuint (rude_server_count_heads (server), ==, 0);
  drop_client (g_steal_pointer (&client));
}

static void
test_who_is_not_trusted (void)
{
  g_autoptr (HtCredentials) trusts = new_trusting ();

  assert_distrusted ("server", NULL, "unknown CA|give the file of its CA");
  assert_distrusted ("other", trusts, "name mismatch");
  assert_distrusted ("expired", trusts, "has expired");
  /* Both at once */
  assert_distrusted ("expired", NULL, "unknown CA|has expired");
}

static void
test_not_verifying_is_explicit (void)
{
  static const char *const certificates[] = { "server", "other", "expired" };
  g_autoptr (HtCredentials) trusts = new_trusting ();
  g_autoptr (HtCredentials) blind = ht_credentials_with_unverified (trusts);

  g_assert_false (ht_credentials_is_unverified (trusts));
  g_assert_true (ht_credentials_is_unverified (blind));
  for (guint i = 0; i < G_N_ELEMENTS (certificates); i++)
    {
      g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", certificates[i]);
      g_autoptr (RudeServer) elsewhere = rude_server_new ("127.0.0.1", certificates[i]);
      g_autoptr (HtHttpClient) client = new_client_of (server, blind);
      g_autofree char *away = rude_server_url (elsewhere, "to?https://127.0.0.1", "/x");

      g_assert_true (ht_http_client_is_unverified (client));
      assert_body (client, "x", html);
      /* Nobody said that of another origin. */
      if (i > 0)
        assert_fails (client, away, NULL, HT_SOURCE_ERROR_TLS, "certificate");
      drop_client (g_steal_pointer (&client));
    }
}

static void
test_client_certificate (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", "server");
  g_autoptr (RudeServer) elsewhere = rude_server_new ("127.0.0.1", "server");
  g_autoptr (HtCredentials) trusts = new_trusting ();
  g_autoptr (HtCredentials) shows = with_client_certificate (trusts);
  g_autoptr (HtHttpClient) stranger = new_client_of (server, trusts);
  g_autoptr (HtHttpClient) client = new_client_of (server, shows);
  g_autofree char *away = rude_server_url (elsewhere, "to?https://localhost", "/x");
  g_autofree char *back = rude_server_url (server, "https://localhost", "/status/403");
  g_autofree char *round = g_strdup_printf ("to?https://localhost:%u/to?%s", elsewhere->port, back);

  server->authentication = G_TLS_AUTHENTICATION_REQUIRED;
  elsewhere->authentication = G_TLS_AUTHENTICATION_REQUESTED;
  assert_fails (stranger, "x", NULL, HT_SOURCE_ERROR_TLS, "asks for a client certificate");
  assert_body (client, "x", html);
  g_assert_cmpuint (server->n_client_certificates, ==, 1);
  assert_fails (client, "status/403", NULL, HT_SOURCE_ERROR_UNAUTHORIZED,
                "a client certificate was");
  assert_body (client, away, html);
  g_assert_cmpuint (elsewhere->heads->len, ==, 1);
  g_assert_cmpuint (elsewhere->n_client_certificates, ==, 0);
  /* Who sends back does not get it shown either. */
  assert_fails (client, round, NULL, HT_SOURCE_ERROR_TLS, "");
  g_assert_cmpuint (server->n_client_certificates, ==, 1);
  drop_client (g_steal_pointer (&stranger));
  drop_client (g_steal_pointer (&client));
}

static void
test_certificates_that_cannot_be_read (void)
{
  g_autofree char *certificate = find_file ("client.pem");
  g_autoptr (HtCredentials) none = ht_credentials_new ();
  g_autoptr (HtCredentials) no_ca = ht_credentials_with_ca_file (none, "/nowhere/ca.pem");
  g_autoptr (HtCredentials) no_pem = ht_credentials_with_ca_pem (none, "hush");
  g_autoptr (HtCredentials) no_file =
      ht_credentials_with_client_certificate (none, "/nowhere/c.pem", NULL);
  g_autoptr (HtCredentials) no_key =
      ht_credentials_with_client_certificate (none, certificate, NULL);
  g_autoptr (HtCredentials) bad_key =
      ht_credentials_with_client_certificate_pem (none, "hush", "hush");
  const struct
  {
    HtCredentials *credentials;
    const char *word;
  } cases[] = {
    { no_ca, "/nowhere/ca.pem" }, { no_pem, "CA" },      { no_file, "/nowhere/c.pem" },
    { no_key, "client.pem" },     { bad_key, "client" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HtHttpClient) client =
          ht_http_client_new ("https://localhost", cases[i].credentials, &error);

      if (client != NULL)
        g_error ("case %u is taken", i);
      g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
      assert_contains (error->message, cases[i].word);
      assert_lacks (error->message, "hush");
    }
}

static void
test_downgrade (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", "server");
  g_autoptr (RudeServer) plain = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtCredentials) bearer = ht_credentials_new_bearer ("hush");
  g_autoptr (HtCredentials) with_bearer = trusting (bearer);
  g_autoptr (HtCredentials) without = new_trusting ();
  g_autoptr (HtCredentials) shows = with_client_certificate (without);
  HtCredentials *const secrets[] = { with_bearer, shows };
  g_autofree char *down = rude_server_url (plain, "to?http://localhost", "/x");
  g_autofree char *up = rude_server_url (server, "to?https://localhost", "/x");

  for (guint i = 0; i < G_N_ELEMENTS (secrets); i++)
    {
      g_autoptr (HtHttpClient) client = new_client_of (server, secrets[i]);

      assert_fails (client, down, NULL, HT_SOURCE_ERROR_REDIRECT, "from https to http");
      drop_client (g_steal_pointer (&client));
    }
  g_assert_cmpuint (rude_server_count_heads (plain), ==, 0);

  g_autoptr (HtHttpClient) client = new_client_of (server, without);
  assert_body (client, down, html);
  drop_client (g_steal_pointer (&client));

  /* Up is fine, but another origin. */
  g_autofree char *url = rude_server_url (plain, "http://localhost", "");
  guint n = rude_server_count_heads (server);
  client = new_client (url, with_bearer);
  assert_body (client, up, html);
  assert_lacks (rude_server_head (server, n), "hush");
  drop_client (g_steal_pointer (&client));
}

static void
test_no_tls_there (void)
{
  g_autoptr (RudeServer) plain = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", "server");
  g_autofree char *to_plain = rude_server_url (plain, "https://localhost", "");
  g_autofree char *to_tls = rude_server_url (server, "http://localhost", "");
  g_autoptr (HtHttpClient) client = new_client (to_tls, NULL);

  assert_fails (client, "x", NULL, HT_SOURCE_ERROR_BAD_ANSWER, "");
  drop_client (g_steal_pointer (&client));

  /* It waits for a request that never comes, the client for a hello. */
  HtHttpLimits limits = { 300, 60000, 60000, 0, 0 };
  client = new_client (to_plain, NULL);
  assert_fails (client, "x", &limits, HT_SOURCE_ERROR_TIMED_OUT, "no connection in time");
  drop_client (g_steal_pointer (&client));
}

static void
test_what_never_ends (void)
{
  static const char *const paths[] = { "silent", "slow-head", "stalled", "trickle" };
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", "server");
  g_autoptr (HtCredentials) trusts = new_trusting ();
  g_autoptr (HtHttpClient) client = new_client_of (server, trusts);
  HtHttpLimits limits = { 60000, 60000, 300, 1 << 20, 0 };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    assert_fails (client, paths[i], &limits, HT_SOURCE_ERROR_TIMED_OUT, "in time");
  limits.total_ms = 60000;
  assert_fails (client, "endless", &limits, HT_SOURCE_ERROR_TOO_LARGE, "limit");
  assert_body (client, "x", html);
  drop_client (g_steal_pointer (&client));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/http-tls/private-ca", test_private_ca);
  g_test_add_func ("/sources/http-tls/who-is-not-trusted", test_who_is_not_trusted);
  g_test_add_func ("/sources/http-tls/not-verifying-is-explicit", test_not_verifying_is_explicit);
  g_test_add_func ("/sources/http-tls/client-certificate", test_client_certificate);
  g_test_add_func ("/sources/http-tls/certificates-that-cannot-be-read",
                   test_certificates_that_cannot_be_read);
  g_test_add_func ("/sources/http-tls/downgrade", test_downgrade);
  g_test_add_func ("/sources/http-tls/no-tls-there", test_no_tls_there);
  g_test_add_func ("/sources/http-tls/what-never-ends", test_what_never_ends);
  return g_test_run ();
}
