/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <sys/resource.h>

#include "http-asker.h"

static const char html[] = "<html>hello</html>";

static void
test_answer (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtHttpClient) client = new_client_of (server, NULL);
  g_autoptr (GError) error = NULL;
  gint64 before = g_get_real_time () * 1000;
  g_autoptr (HtHttpAnswer) answer = ask (client, "debug/vars", NULL, &error);

  g_assert_no_error (error);
  /* A page that says 200 is passed on, whatever it is. */
  g_assert_cmpuint (answer->status, ==, 200);
  g_assert_cmpstr (answer->content_type, ==, "text/html");
  g_assert_cmpmem (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body), html,
                   strlen (html));
  g_assert_cmpint (before, <=, answer->asked_ns);
  g_assert_cmpint (answer->asked_ns, <=, answer->first_byte_ns);
  g_assert_cmpint (answer->first_byte_ns, <=, answer->done_ns);
  g_assert_cmpint (answer->done_ns, <=, g_get_real_time () * 1000);
  g_assert_true (g_str_has_prefix (rude_server_head (server, 0), "GET /debug/vars HTTP/1.1\r\n"));
  assert_contains (rude_server_head (server, 0), "Accept-Encoding: identity\r\n");
  assert_lacks (rude_server_head (server, 0), "Authorization");
  g_assert_cmpint (ht_http_client_get_retry_after_s (client), ==, -1);
  drop_client (g_steal_pointer (&client));
}

static void
test_paths (void)
{
  static const struct
  {
    const char *base, *path, *line;
  } cases[] = {
    { "", "", "GET / " },
    { "/", "/debug/vars", "GET /debug/vars " },
    { "", "metrics?a=1&b=%2F", "GET /metrics?a=1&b=%2F " },
    { "/api/v1/namespaces/x/pods/y:6060/proxy", "debug/pprof/heap?debug=1",
      "GET /api/v1/namespaces/x/pods/y:6060/proxy/debug/pprof/heap?debug=1 " },
    { "/a%2Fb/", "c", "GET /a%2Fb/c " },
    { "/p?tenant=7", "x?debug=1", "GET /p/x?tenant=7&debug=1 " },
    { "/p?tenant=7", "x", "GET /p/x?tenant=7 " },
  };
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *url = rude_server_url (server, "http://127.0.0.1", cases[i].base);
      g_autoptr (HtHttpClient) client = new_client (url, NULL);

      assert_body (client, cases[i].path, html);
      if (!g_str_has_prefix (rude_server_head (server, i), cases[i].line))
        g_error ("%s + %s asked %s", cases[i].base, cases[i].path, rude_server_head (server, i));
    }

  g_autoptr (HtHttpClient) client = new_client_of (server, NULL);
  assert_fails (client, "x\r\nEvil: 1", NULL, HT_SOURCE_ERROR_INVALID, "blanks");
  assert_fails (client, "a b", NULL, HT_SOURCE_ERROR_INVALID, "blanks");
}

static void
test_base_urls (void)
{
  static const struct
  {
    const char *url, *shown;
  } good[] = {
    { "http://localhost:6060", "http://localhost:6060" },
    { " localhost:6060\n", "http://localhost:6060" },
    { "checkout", "http://checkout" },
    { "10.0.0.7:80/debug/pprof", "http://10.0.0.7/debug/pprof" },
    { "[::1]:6060", "http://[::1]:6060" },
    { "HTTPS://api/p?access_token=hush", "https://api/p?access_token=***" },
    { "unix:/run/s.sock", "unix:/run/s.sock" },
    { "unix:///run/s.sock:/pre", "unix:/run/s.sock:/pre" },
  };
  static const char *const bad[] = {
    "",
    "http://",
    "ftp://host/",
    "file:///etc/passwd",
    "file:/etc/passwd",
    "javascript:alert(1)",
    "data:text/html,x",
    "http://a b/",
    "http://host/\r\nX: y",
    "http://host:port/",
    "http://user:hush@host/",
    "http://hush@host/",
    "https://user:hu/sh@host/",
    "user:hush@host:6060",
    "http://user:hush%zz@host/",
    "unix:relative/s.sock",
    "unix:",
  };

  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (HtHttpClient) client = new_client (good[i].url, NULL);

      g_assert_cmpstr (ht_http_client_get_display_url (client), ==, good[i].shown);
      g_assert_false (ht_http_client_is_unverified (client));
    }
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HtHttpClient) client = ht_http_client_new (bad[i], NULL, &error);

      if (client != NULL)
        g_error ("%s is taken", bad[i]);
      g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
      assert_lacks (error->message, "hu");
    }
}

static void
test_unix_socket (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("heaptrail-test-XXXXXX", &error);
  g_autofree char *path = g_build_filename (folder, "s.sock", NULL);
  g_autofree char *url = g_strconcat ("unix:", path, ":/prefix", NULL);
  g_autoptr (RudeServer) server = rude_server_new (path, NULL);
  HtHttpClient *client = new_client (url, NULL);

  assert_body (client, "debug/vars", html);
  g_assert_true (g_str_has_prefix (rude_server_head (server, 0), "GET /prefix/debug/vars "));
  assert_contains (rude_server_head (server, 0), "Host: localhost\r\n");
  g_assert_cmpstr (ht_http_client_get_display_url (client), ==, url);
  drop_client (client);

  g_autofree char *missing = g_strconcat ("unix:", path, ".not", NULL);
  client = new_client (missing, NULL);
  assert_fails (client, "x", NULL, HT_SOURCE_ERROR_REFUSED, missing);
  drop_client (client);

  /* Out of the socket into the network. */
  g_autofree char *bare = g_strconcat ("unix:", path, NULL);
  client = new_client (bare, NULL);
  assert_fails (client, "to?http://127.0.0.1:1/", NULL, HT_SOURCE_ERROR_REDIRECT, "socket");
  assert_body (client, "count/2", "arrived");
  drop_client (client);
  g_clear_pointer (&server, rude_server_free);
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
test_ipv6 (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) probe =
      g_socket_new (G_SOCKET_FAMILY_IPV6, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_autoptr (GSocketAddress) loopback = g_inet_socket_address_new_from_string ("::1", 0);

  if (probe == NULL || !g_socket_bind (probe, loopback, FALSE, NULL))
    {
      g_test_skip ("this machine has no IPv6");
      return;
    }
  g_autoptr (RudeServer) server = rude_server_new ("::1", NULL);
  g_autofree char *url = rude_server_url (server, "http://[::1]", "");
  g_autofree char *host = g_strdup_printf ("Host: [::1]:%u\r\n", server->port);
  g_autoptr (HtHttpClient) client = new_client (url, NULL);

  assert_body (client, "x", html);
  assert_contains (rude_server_head (server, 0), host);
  drop_client (g_steal_pointer (&client));
}

/* Each of these would go on for ever. */
static void
test_what_never_ends (void)
{
  static const struct
  {
    const char *path;
    HtHttpLimits limits;
    HtSourceError code;
    const char *words;
  } cases[] = {
    { "silent", { 60000, 200, 60000, 0, 0 }, HT_SOURCE_ERROR_TIMED_OUT, "/silent|no answer" },
    { "slow-head", { 60000, 200, 60000, 0, 0 }, HT_SOURCE_ERROR_TIMED_OUT, "no answer" },
    { "slow-head", { 60000, 60000, 200, 0, 0 }, HT_SOURCE_ERROR_TIMED_OUT, "not complete" },
    { "stalled", { 60000, 60000, 300, 0, 0 }, HT_SOURCE_ERROR_TIMED_OUT, "not complete" },
    { "trickle", { 60000, 60000, 300, 0, 0 }, HT_SOURCE_ERROR_TIMED_OUT, "not complete" },
    { "endless", { 60000, 60000, 60000, 1 << 20, 0 }, HT_SOURCE_ERROR_TOO_LARGE, "1.0|MiB" },
    { "endless-chunks", { 60000, 60000, 60000, 1000, 0 }, HT_SOURCE_ERROR_TOO_LARGE, "limit" },
    { "endless-error", { 60000, 60000, 60000, 0, 0 }, HT_SOURCE_ERROR_STATUS, "500" },
    { "endless-head", { 60000, 60000, 60000, 0, 0 }, HT_SOURCE_ERROR_BAD_ANSWER, "not complete" },
    { "huge-length", { 60000, 60000, 60000, 0, 0 }, HT_SOURCE_ERROR_TOO_LARGE, "64.0|MiB" },
  };
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtHttpClient) client = new_client_of (server, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].path);
      assert_fails (client, cases[i].path, &cases[i].limits, cases[i].code, cases[i].words);
      /* Neither of the two connections is lost. */
      assert_body (client, "good", html);
    }
  drop_client (g_steal_pointer (&client));
}

/* A listener that nobody accepts from, with a full backlog, is the nearest to a firewall. */
static void
test_no_connection_in_time (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocket) listener =
      g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_DEFAULT, &error);
  g_autoptr (GSocketAddress) any = g_inet_socket_address_new_from_string ("127.0.0.1", 0);
  g_autoptr (GPtrArray) fillers = g_ptr_array_new_with_free_func (g_object_unref);
  HtHttpLimits limits = { 200, 60000, 60000, 0, 0 };

  g_socket_set_listen_backlog (listener, 0);
  g_assert_true (g_socket_bind (listener, any, FALSE, NULL));
  g_assert_true (g_socket_listen (listener, NULL));

  g_autoptr (GSocketAddress) address = g_socket_get_local_address (listener, NULL);
  for (guint i = 0; i < 4; i++)
    {
      GSocket *filler = g_socket_new (G_SOCKET_FAMILY_IPV4, G_SOCKET_TYPE_STREAM,
                                      G_SOCKET_PROTOCOL_DEFAULT, NULL);

      g_socket_set_blocking (filler, FALSE);
      g_socket_connect (filler, address, NULL, NULL);
      g_ptr_array_add (fillers, filler);
    }
  g_autofree char *url =
      g_strdup_printf ("http://127.0.0.1:%u",
                       g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (address)));
  HtHttpClient *client = new_client (url, NULL);
  assert_fails (client, "x", &limits, HT_SOURCE_ERROR_TIMED_OUT, "no connection in time");
  drop_client (client);
}

static void
test_cut_and_wrong_lengths (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtHttpClient) client = new_client_of (server, NULL);

  assert_fails (client, "short", NULL, HT_SOURCE_ERROR_BAD_ANSWER, "not complete");
  assert_fails (client, "cut-chunks", NULL, HT_SOURCE_ERROR_BAD_ANSWER, "");
  assert_fails (client, "cut-in-a-chunk", NULL, HT_SOURCE_ERROR_BAD_ANSWER, "");
  assert_fails (client, "not-http", NULL, HT_SOURCE_ERROR_BAD_ANSWER, "");
  assert_fails (client, "nothing", NULL, HT_SOURCE_ERROR_BAD_ANSWER, "");
  /* What comes after the length is no part of this answer, nor of the next. */
  for (guint i = 0; i < 3; i++)
    {
      assert_body (client, "long", "hello");
      assert_body (client, "good", html);
      assert_body (client, "chunks", "more chunks");
      assert_body (client, "last-chunks", "more");
    }
  drop_client (g_steal_pointer (&client));
}

static long
get_peak_kib (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

static void
test_gzip (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtHttpClient) client = new_client_of (server, NULL);
  HtHttpLimits limits = patient;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHttpAnswer) answer = ask (client, "gzip", NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (answer->body), ==, 1 << 20);
  assert_fails (client, "gzip-cut", NULL, HT_SOURCE_ERROR_BAD_ANSWER, "ends too early");
  assert_fails (client, "gzip-as-br", NULL, HT_SOURCE_ERROR_BAD_ANSWER, "Content-Encoding");
  limits.max_unpacked_bytes = (1 << 20) - 1;
  assert_fails (client, "gzip", &limits, HT_SOURCE_ERROR_TOO_LARGE, "unpacks to more than");
  limits.max_unpacked_bytes = 10;
  assert_fails (client, "gzip", &limits, HT_SOURCE_ERROR_TOO_LARGE, "unpacks to more than");
  limits.max_bytes = 100;
  assert_fails (client, "gzip", &limits, HT_SOURCE_ERROR_TOO_LARGE, "100|bytes");

  long before = get_peak_kib ();
  limits = patient;
  limits.max_unpacked_bytes = 32 << 20;
  assert_fails (client, "bomb", &limits, HT_SOURCE_ERROR_TOO_LARGE, "32.0|MiB");
  /* The bomb itself, which the server keeps, is 9 MB. */
  g_assert_cmpint (get_peak_kib () - before, <, 128 * 1024);
  drop_client (g_steal_pointer (&client));
}

static void
test_statuses (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtHttpClient) client = new_client_of (server, NULL);

  assert_fails (client, "status/404", NULL, HT_SOURCE_ERROR_NOT_FOUND, "/status/404|404");
  assert_fails (client, "status/500", NULL, HT_SOURCE_ERROR_STATUS, "500 Internal Server Error");
  assert_fails (client, "status/503", NULL, HT_SOURCE_ERROR_STATUS, "503|7 s");
  g_assert_cmpint (ht_http_client_get_retry_after_s (client), ==, 7);
  assert_body (client, "good", html);
  g_assert_cmpint (ht_http_client_get_retry_after_s (client), ==, -1);
  assert_fails (client, "status/401", NULL, HT_SOURCE_ERROR_UNAUTHORIZED, "401|no credential");
  assert_fails (client, "status/403", NULL, HT_SOURCE_ERROR_UNAUTHORIZED, "403|no credential");
  /* Errors are answers too: they all came over one connection. */
  g_assert_cmpuint (server->n_connections, ==, 1);
  drop_client (g_steal_pointer (&client));
}

/* Go's handlers say in words why they refuse; the rest of what they say is no line for people. */
static void
test_complaints (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtCredentials) basic = ht_credentials_new_basic ("joe", "Opensesame");
  g_autoptr (HtCredentials) bearer = ht_credentials_new_bearer ("t0k.En-0123456789");
  HtCredentials *const all[] = { NULL, basic, bearer };
  const struct
  {
    const char *path, *said;
    gboolean is_said[G_N_ELEMENTS (all)];
  } cases[] = {
    { "refuses/"
      "Could%20not%20enable%20CPU%20profiling:%20cpu%20profiling%20already%20in%20use%0Amore",
      "Error: “Could not enable CPU profiling: cpu profiling already in use”",
      { TRUE, TRUE, TRUE } },
    { "refuses/not%20with%20opensesame", "“not with opensesame”", { TRUE, FALSE, TRUE } },
    { "refuses/PENSES", "“PENSES”", { TRUE, FALSE, TRUE } },
    { "refuses/am9lOk9wZW5zZXNhbWU", "“am9lOk9wZW5zZXNhbWU”", { TRUE, FALSE, TRUE } },
    { "refuses/you%20sent%2023456", "“you sent 23456”", { TRUE, TRUE, FALSE } },
    { "refuses/ESC%1B%5B31m", "“ESC\\x1b[31m”", { TRUE, TRUE, TRUE } },
    { "refuses/%3Chtml%3E", "<html>", { FALSE, FALSE, FALSE } },
    { "refuses/", "“", { FALSE, FALSE, FALSE } },
    { "refuses/-?key=sesame-street", "“-”", { TRUE, TRUE, TRUE } },
    { "refuses/no%20p%C3%A9ch%C3%A9?key=p%C3%A9ch%C3%A9", "“", { FALSE, FALSE, FALSE } },
    { "status/500", "why", { FALSE, FALSE, FALSE } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (all); i++)
    {
      g_autoptr (HtHttpClient) client = new_client_of (server, all[i]);

      for (guint j = 0; j < G_N_ELEMENTS (cases); j++)
        {
          g_autoptr (GError) error = NULL;
          g_autoptr (HtHttpAnswer) answer = ask (client, cases[j].path, NULL, &error);

          g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_STATUS);
          if (cases[j].is_said[i])
            assert_contains (error->message, cases[j].said);
          else
            assert_lacks (error->message, cases[j].said);
        }
      drop_client (g_steal_pointer (&client));
    }
}

static void
test_credentials_are_sent (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtCredentials) basic = ht_credentials_new_basic ("Aladdin", "open sesame");
  g_autoptr (HtCredentials) bearer = ht_credentials_new_bearer ("t0ken\n");
  g_autoptr (HtCredentials) header = ht_credentials_new_header ("X-Scope-OrgID", "t0ken");
  const struct
  {
    HtCredentials *credentials;
    const char *line, *tried;
  } cases[] = {
    /* The example of RFC 7617 */
    { basic, "Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n", "a user name and password" },
    { bearer, "Authorization: Bearer t0ken\r\n", "a bearer token" },
    { header, "X-Scope-OrgID: t0ken\r\n", "the header X-Scope-OrgID" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HtHttpClient) client = new_client_of (server, cases[i].credentials);

      assert_fails (client, "status/401", NULL, HT_SOURCE_ERROR_UNAUTHORIZED, cases[i].tried);
      assert_contains (rude_server_head (server, i), cases[i].line);
      drop_client (g_steal_pointer (&client));
    }
}

static void
test_what_cannot_be_sent (void)
{
  const struct
  {
    const char *name, *value;
  } cases[] = {
    { "X-A", "hush\r\nX-B: 1" },    { "X-A", "hush\nX-B: 1" }, { "X A", "hush" }, { "", "hush" },
    { "X-A: hush\r\nX-B", "hush" }, { "content-length", "7" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (HtCredentials) header = ht_credentials_new_header (cases[i].name, cases[i].value);
      g_autoptr (HtHttpClient) client = ht_http_client_new ("http://localhost", header, &error);

      g_assert_null (client);
      g_assert_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID);
      assert_lacks (error->message, "hush");
    }
}

static void
test_redirects (void)
{
  static const char *const out[] = {
    "to?file:///etc/passwd",
    "to?unix:/run/s.sock",
    "to?data:text/plain,x",
    "to?ftp://127.0.0.1/",
    "to?http://",
    "to?http://user:hush@127.0.0.1/",
    "to-nowhere",
  };
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtHttpClient) client = new_client_of (server, NULL);

  assert_body (client, "count/5", "arrived");
  assert_fails (client, "count/6", NULL, HT_SOURCE_ERROR_REDIRECT, "5 times");
  guint n_before = server->heads->len;
  assert_fails (client, "loop", NULL, HT_SOURCE_ERROR_REDIRECT, "circle");
  g_assert_cmpuint (server->heads->len - n_before, ==, 6);
  for (guint i = 0; i < G_N_ELEMENTS (out); i++)
    assert_fails (client, out[i], NULL, HT_SOURCE_ERROR_REDIRECT, "redirects to");
  g_assert_cmpuint (server->n_connections, ==, 1);
  drop_client (g_steal_pointer (&client));
}

static void
test_credentials_stay_with_their_origin (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (RudeServer) other = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtCredentials) bearer = ht_credentials_new_bearer ("hush");
  g_autoptr (HtCredentials) header = ht_credentials_new_header ("X-Key", "hush");
  HtCredentials *const both[] = { bearer, header };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autoptr (HtHttpClient) client = new_client_of (server, both[i]);
      g_autofree char *away = rude_server_url (other, "to?http://127.0.0.1", "/there");
      g_autofree char *back = rude_server_url (server, "http://127.0.0.1", "/here");
      g_autofree char *round = g_strdup_printf ("to?http://127.0.0.1:%u/to?%s", other->port, back);
      g_autofree char *denied = rude_server_url (other, "to?http://127.0.0.1", "/status/403");
      /* Another name of the same machine is another origin. */
      g_autofree char *named = rude_server_url (server, "to?http://localhost", "/named");
      guint n = server->heads->len, n_other = other->heads->len;

      assert_body (client, away, html);
      assert_contains (rude_server_head (server, n), "hush");
      assert_lacks (rude_server_head (other, n_other), "hush");
      assert_body (client, round, html);
      assert_lacks (rude_server_head (other, n_other + 1), "hush");
      g_assert_true (g_str_has_prefix (rude_server_head (server, n + 2), "GET /here "));
      assert_lacks (rude_server_head (server, n + 2), "hush");
      assert_body (client, named, html);
      assert_lacks (rude_server_head (server, n + 4), "hush");
      assert_fails (client, denied, NULL, HT_SOURCE_ERROR_UNAUTHORIZED, "nothing was tried");
      /* Within the origin they are. */
      assert_body (client, "count/1", "arrived");
      assert_contains (rude_server_head (server, server->heads->len - 1), "hush");
      drop_client (g_steal_pointer (&client));
    }
}

static void
test_connections_are_shared_and_few (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtHttpClient) client = new_client_of (server, NULL);
  Asking asking = { 0 };

  for (guint i = 0; i < 5; i++)
    assert_body (client, "one", html);
  g_assert_cmpuint (server->n_connections, ==, 1);
  asking.n_pending = 50;
  for (guint i = 0; i < 50; i++)
    ht_http_client_get_async (client, "many", &patient, NULL, asked_cb, &asking);
  wait_for (&asking);
  g_assert_no_error (asking.error);
  g_assert_cmpuint (server->heads->len, ==, 55);
  g_assert_cmpuint (server->n_connections, ==, 2);
  g_assert_cmpuint (server->n_most_open, ==, 2);
  ht_http_answer_free (asking.answer);
  drop_client (g_steal_pointer (&client));
}

/* A service that restarts closes what was kept open, without a word. */
static void
test_kept_connections_that_end (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtHttpClient) client = new_client_of (server, NULL);

  for (guint i = 0; i < 50; i++)
    assert_body (client, "goodbye", "goodbye");
  g_assert_cmpuint (server->n_connections, >=, 50);
  drop_client (g_steal_pointer (&client));
}

static void
cancelled_asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;

  asked_cb (source, result, user_data);
  g_assert_error (asking->error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

static void
test_cancelling (void)
{
  static const char *const paths[] = { "silent", "slow-head", "stalled", "trickle", "stalled" };
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autoptr (HtHttpClient) client = new_client_of (server, NULL);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Asking asking = { .n_pending = G_N_ELEMENTS (paths) };

  /* Two of them run, three wait; with each round another one is cut off in the middle. */
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    ht_http_client_get_async (client, paths[i], &patient, cancellable, cancelled_asked_cb, &asking);
  while (rude_server_count_heads (server) < 2)
    g_main_context_iteration (NULL, FALSE);
  g_cancellable_cancel (cancellable);
  wait_for (&asking);

  /* Before anything has happened. */
  asking.n_pending = 1;
  ht_http_client_get_async (client, "silent", &patient, cancellable, cancelled_asked_cb, &asking);
  wait_for (&asking);
  g_clear_error (&asking.error);
  assert_body (client, "good", html);
  drop_client (g_steal_pointer (&client));
}

static void
refused_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;

  asked_cb (source, result, user_data);
  g_assert_error (asking->error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_REFUSED);
}

static void
test_three_hundred_refused (void)
{
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autofree char *url = rude_server_url (server, "http://127.0.0.1", "");
  Asking asking = { .n_pending = 300 };

  /* The port was free a moment ago and is again. */
  g_clear_pointer (&server, rude_server_free);
  for (guint i = 0; i < 300; i++)
    {
      g_autoptr (HtHttpClient) client = new_client (url, NULL);

      ht_http_client_get_async (client, "x", &patient, NULL, refused_cb, &asking);
    }
  wait_for (&asking);
  assert_contains (asking.error->message, url);
  g_clear_error (&asking.error);
}

static gpointer
ask_in_thread (gpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();

  g_main_context_push_thread_default (context);
  {
    g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
    g_autoptr (HtHttpClient) client = new_client_of (server, NULL);
    HtHttpLimits limits = { 60000, 200, 60000, 0, 0 };

    for (guint i = 0; i < 20; i++)
      assert_body (client, "x", html);
    assert_fails (client, "silent", &limits, HT_SOURCE_ERROR_TIMED_OUT, "");
    drop_client (g_steal_pointer (&client));
  }
  g_main_context_pop_thread_default (context);
  return NULL;
}

static void
test_contexts_of_threads (void)
{
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("asker", ask_in_thread, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
}

static void
print_failure (HtHttpClient *client, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHttpAnswer) answer = ask (client, path, NULL, &error);

  g_print ("%s: %s\n", ht_http_client_get_display_url (client),
           error != NULL ? error->message : "fine");
}

/* What is done here, the test below reads; 'hushpw' and its basic form are the secrets. */
static void
say_all_there_is_to_say (void)
{
  static const char *const paths[] = {
    "good",
    "status/401",
    "status/403",
    "status/404",
    "echo-in-error",
    "echo-as-text",
    "short",
    "not-http",
    "endless-error",
    "to?file:///hushpw",
    "to?http://hushpw@x/",
    "loop",
    "bad path",
    "gzip-as-br",
    "x?api_token=hushpw",
    "status/500?token=hushpw",
  };
  g_autoptr (RudeServer) server = rude_server_new ("127.0.0.1", NULL);
  g_autofree char *url = rude_server_url (server, "http://127.0.0.1", "?access_token=hushpw");
  g_autoptr (HtCredentials) basic = ht_credentials_new_basic ("me", "hushpw");
  g_autoptr (HtCredentials) bearer = ht_credentials_new_bearer ("hushpw");
  HtCredentials *const both[] = { basic, bearer };

  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    {
      g_autofree char *described = ht_credentials_describe (both[i]);
      g_autoptr (HtHttpClient) client = new_client (url, both[i]);

      g_print ("%s\n", described);
      for (guint j = 0; j < G_N_ELEMENTS (paths); j++)
        print_failure (client, paths[j]);
    }
}

static void
test_secrets_are_never_said (void)
{
  if (g_test_subprocess ())
    {
      /* Everything that anybody logs. */
      g_log_set_debug_enabled (TRUE);
      say_all_there_is_to_say ();
      return;
    }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stdout ("*GSocketClient*");
  g_test_trap_assert_stdout ("*a bearer token was tried*");
  g_test_trap_assert_stdout ("*access_token=***");
  g_test_trap_assert_stdout_unmatched ("*hushpw*");
  g_test_trap_assert_stderr_unmatched ("*hushpw*");
  /* me:hushpw */
  g_test_trap_assert_stdout_unmatched ("*bWU6aHVzaHB3*");
  g_test_trap_assert_stderr_unmatched ("*bWU6aHVzaHB3*");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/http-client/answer", test_answer);
  g_test_add_func ("/sources/http-client/paths", test_paths);
  g_test_add_func ("/sources/http-client/base-urls", test_base_urls);
  g_test_add_func ("/sources/http-client/unix-socket", test_unix_socket);
  g_test_add_func ("/sources/http-client/ipv6", test_ipv6);
  g_test_add_func ("/sources/http-client/what-never-ends", test_what_never_ends);
  g_test_add_func ("/sources/http-client/no-connection-in-time", test_no_connection_in_time);
  g_test_add_func ("/sources/http-client/cut-and-wrong-lengths", test_cut_and_wrong_lengths);
  g_test_add_func ("/sources/http-client/gzip", test_gzip);
  g_test_add_func ("/sources/http-client/statuses", test_statuses);
  g_test_add_func ("/sources/http-client/complaints", test_complaints);
  g_test_add_func ("/sources/http-client/credentials-are-sent", test_credentials_are_sent);
  g_test_add_func ("/sources/http-client/what-cannot-be-sent", test_what_cannot_be_sent);
  g_test_add_func ("/sources/http-client/redirects", test_redirects);
  g_test_add_func ("/sources/http-client/credentials-stay-with-their-origin",
                   test_credentials_stay_with_their_origin);
  g_test_add_func ("/sources/http-client/connections-are-shared-and-few",
                   test_connections_are_shared_and_few);
  g_test_add_func ("/sources/http-client/kept-connections-that-end",
                   test_kept_connections_that_end);
  g_test_add_func ("/sources/http-client/cancelling", test_cancelling);
  g_test_add_func ("/sources/http-client/three-hundred-refused", test_three_hundred_refused);
  g_test_add_func ("/sources/http-client/contexts-of-threads", test_contexts_of_threads);
  g_test_add_func ("/sources/http-client/secrets-are-never-said", test_secrets_are_never_said);
  return g_test_run ();
}
