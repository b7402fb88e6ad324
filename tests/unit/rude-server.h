/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>
#include <gio/gunixsocketaddress.h>
#include <string.h>

/* A server that misbehaves as the path asks for, one blocking thread per connection, so that each
 * byte is under control. Its service accepts in the thread-default main context of who starts it.
 */
typedef struct
{
  /* Owned */
  GSocketService *service;
  GTlsCertificate *certificate;

  guint16 port;
  GTlsAuthenticationMode authentication;

  GMutex mutex;
  /* Heads of the requests in the order of their arrival; owned */
  GPtrArray *heads;
  guint n_connections, n_open, n_most_open, n_client_certificates;
} RudeServer;

typedef struct
{
  RudeServer *server;
  GInputStream *in;
  GOutputStream *out;
} RudeConnection;

/* FALSE: the client has gone. */
static inline gboolean
rude_send (RudeConnection *to, const void *bytes, gsize length)
{
  return g_output_stream_write_all (to->out, bytes, length, NULL, NULL, NULL);
}

static inline gboolean
rude_say (RudeConnection *to, const char *text)
{
  return rude_send (to, text, strlen (text));
}

static inline gboolean
rude_answer (RudeConnection *to, const char *status, const char *headers, const char *body)
{
  g_autofree char *text = g_strdup_printf ("HTTP/1.1 %s\r\nContent-Length: %zu\r\n%s\r\n%s", status,
                                           strlen (body), headers, body);

  return rude_say (to, text);
}

/* Until the client has gone: a server that does nothing, and not for some time only. */
static inline void
rude_wait_for_the_end (RudeConnection *to)
{
  char ignored[512];

  while (g_input_stream_read (to->in, ignored, sizeof ignored, NULL, NULL) > 0)
    ;
}

static inline void
rude_repeat (RudeConnection *to, const void *bytes, gsize length, gulong pause_us)
{
  while (rude_send (to, bytes, length))
    if (pause_us > 0)
      g_usleep (pause_us);
}

/* @n_bytes zeros as a gzip file, made piece by piece */
static inline GBytes *
rude_pack_zeros (guint64 n_bytes)
{
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GConverter) packer =
      G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 1));
  g_autoptr (GOutputStream) out = g_converter_output_stream_new (memory, packer);
  gsize piece = 1 << 20;
  g_autofree char *zeros = g_malloc0 (piece);

  for (guint64 done = 0; done < n_bytes; done += piece)
    g_assert_true (g_output_stream_write_all (out, zeros, piece, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (out, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

static inline void
rude_answer_packed (RudeConnection *to, GBytes *packed, const char *encoding, gsize leave_out)
{
  gsize length = g_bytes_get_size (packed) - leave_out;
  g_autofree char *head =
      g_strdup_printf ("HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nContent-Encoding: %s\r\n\r\n",
                       length, encoding);

  if (rude_say (to, head))
    rude_send (to, g_bytes_get_data (packed, NULL), length);
}

/* Paths after which the connection is closed; what is below one behaves as it does. */
static inline gboolean
rude_break (RudeConnection *to, const char *whole_path)
{
  static const char pages[4096] = "endless ";
  g_autofree char *path = g_strndup (whole_path, 1 + strcspn (whole_path + 1, "/"));

  if (g_str_equal (path, "/silent"))
    rude_wait_for_the_end (to);
  else if (g_str_equal (path, "/slow-head"))
    {
      if (rude_say (to, "HTTP/1.1 200 OK\r\nX-Slow: "))
        rude_repeat (to, "s", 1, 5000);
    }
  else if (g_str_equal (path, "/endless-head"))
    {
      if (rude_say (to, "HTTP/1.1 200 OK\r\n"))
        rude_repeat (to, "X-More: and more and more and more\r\n", 36, 0);
    }
  else if (g_str_equal (path, "/stalled"))
    {
      if (rude_say (to, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"))
        rude_wait_for_the_end (to);
    }
  else if (g_str_equal (path, "/trickle"))
    {
      if (rude_say (to, "HTTP/1.1 200 OK\r\n\r\n"))
        rude_repeat (to, "t", 1, 5000);
    }
  else if (g_str_equal (path, "/endless"))
    {
      if (rude_say (to, "HTTP/1.1 200 OK\r\n\r\n"))
        rude_repeat (to, pages, sizeof pages, 0);
    }
  else if (g_str_equal (path, "/endless-chunks"))
    {
      if (rude_say (to, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"))
        rude_repeat (to, "4\r\nmore\r\n", 9, 0);
    }
  else if (g_str_equal (path, "/endless-error"))
    {
      if (rude_say (to, "HTTP/1.1 500 Oops\r\n\r\n"))
        rude_repeat (to, pages, sizeof pages, 0);
    }
  else if (g_str_equal (path, "/short"))
    rude_say (to, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this");
  else if (g_str_equal (path, "/cut-chunks"))
    rude_say (to, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nmore\r\n");
  else if (g_str_equal (path, "/last-chunks"))
    rude_say (to, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
                  "4\r\nmore\r\n0\r\n\r\n");
  else if (g_str_equal (path, "/cut-in-a-chunk"))
    rude_say (to, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\nmore\r\n");
  else if (g_str_equal (path, "/huge-length"))
    {
      if (rude_say (to, "HTTP/1.1 200 OK\r\nContent-Length: 1099511627776\r\n\r\nbegin"))
        rude_wait_for_the_end (to);
    }
  else if (g_str_equal (path, "/not-http"))
    rude_say (to, "220 mail.example ESMTP\r\n");
  else if (g_str_equal (path, "/goodbye"))
    rude_answer (to, "200 OK", "", "goodbye");
  else if (g_str_equal (path, "/nothing"))
    return TRUE;
  else
    return FALSE;
  return TRUE;
}

/* FALSE: nothing known is asked for. */
static inline gboolean
rude_redirect (RudeConnection *to, const char *path)
{
  g_autofree char *headers = NULL;

  if (g_str_has_prefix (path, "/count/"))
    {
      guint64 left = g_ascii_strtoull (path + 7, NULL, 10);

      if (left == 0)
        return rude_answer (to, "200 OK", "", "arrived");
      headers = g_strdup_printf ("Location: /count/%" G_GUINT64_FORMAT "\r\n", left - 1);
    }
  else if (g_str_equal (path, "/loop"))
    headers = g_strdup ("Location: /loop\r\n");
  else if (g_str_has_prefix (path, "/to?"))
    headers = g_strdup_printf ("Location: %s\r\n", path + 4);
  else if (g_str_equal (path, "/to-nowhere"))
    headers = g_strdup ("");
  else
    return FALSE;
  return rude_answer (to, "302 Found", headers, "elsewhere");
}

/* FALSE: the connection is to be closed. */
static inline gboolean
rude_obey (RudeConnection *to, const char *path, const char *head)
{
  if (rude_break (to, path))
    return FALSE;
  if (rude_redirect (to, path))
    return TRUE;
  if (g_str_equal (path, "/long"))
    return rude_say (to, "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello, and more than that");
  if (g_str_equal (path, "/chunks"))
    return rude_say (to, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                         "4\r\nmore\r\n7;x=y\r\n chunks\r\n0\r\n\r\n");
  if (g_str_has_prefix (path, "/status/"))
    return rude_answer (to, path + 8, "Retry-After: 7\r\n", "why");
  if (g_str_has_prefix (path, "/refuses/"))
    {
      g_autofree char *words =
          g_uri_unescape_segment (path + strlen ("/refuses/"), path + strcspn (path, "?"), NULL);

      return rude_answer (to, "500 Internal Server Error",
                          "Content-Type: text/plain; charset=utf-8\r\nX-Go-Pprof: 1\r\n", words);
    }
  if (g_str_equal (path, "/echo-as-text"))
    {
      const char *own = strstr (head, "Authorization: ");
      g_autofree char *line = g_strndup (own, strcspn (own, "\r"));

      return rude_answer (to, "500 Oops", "Content-Type: text/plain\r\n", line);
    }
  if (g_str_equal (path, "/echo-in-error"))
    {
      /* What it was sent comes back wherever a server can put it. */
      const char *own = strstr (head, "Authorization: ");
      g_autofree char *line = g_strndup (own, strcspn (own, "\r"));
      g_autofree char *status = g_strconcat ("500 ", line, NULL);

      return rude_answer (to, status, "", line);
    }
  if (g_str_has_prefix (path, "/gzip"))
    {
      g_autoptr (GBytes) packed = rude_pack_zeros (1 << 20);

      rude_answer_packed (to, packed, g_str_equal (path, "/gzip-as-br") ? "br" : "gzip",
                          g_str_equal (path, "/gzip-cut") ? 100 : 0);
      return TRUE;
    }
  if (g_str_equal (path, "/bomb"))
    {
      g_autoptr (GBytes) packed = rude_pack_zeros (G_GUINT64_CONSTANT (2) << 30);

      rude_answer_packed (to, packed, "gzip", 0);
      return TRUE;
    }
  return rude_answer (to, "200 OK", "Content-Type: text/html\r\n", "<html>hello</html>");
}

static inline char *
rude_read_head (RudeConnection *from)
{
  g_autoptr (GString) head = g_string_new (NULL);
  char c;

  while (!g_str_has_suffix (head->str, "\r\n\r\n"))
    {
      if (g_input_stream_read (from->in, &c, 1, NULL, NULL) != 1)
        return NULL;
      g_string_append_c (head, c);
    }
  return g_string_free (g_steal_pointer (&head), FALSE);
}

static inline void
rude_serve (RudeServer *server, GIOStream *stream)
{
  RudeConnection connection = { server, g_io_stream_get_input_stream (stream),
                                g_io_stream_get_output_stream (stream) };
  gboolean go_on = TRUE;

  while (go_on)
    {
      char *head = rude_read_head (&connection);
      g_auto (GStrv) words = head != NULL ? g_strsplit (head, " ", 3) : NULL;

      if (head == NULL)
        return;
      g_mutex_lock (&server->mutex);
      g_ptr_array_add (server->heads, head);
      g_mutex_unlock (&server->mutex);
      go_on = rude_obey (&connection, words[1], head);
    }
}

static inline gboolean
rude_accept_certificate_cb (GTlsConnection *connection,
                            GTlsCertificate *certificate,
                            GTlsCertificateFlags errors,
                            gpointer user_data)
{
  return TRUE;
}

static inline void
rude_serve_tls (RudeServer *server, GIOStream *plain)
{
  g_autoptr (GIOStream) stream = g_tls_server_connection_new (plain, server->certificate, NULL);

  g_object_set (stream, "authentication-mode", server->authentication, NULL);
  g_signal_connect (stream, "accept-certificate", G_CALLBACK (rude_accept_certificate_cb), NULL);
  if (!g_tls_connection_handshake (G_TLS_CONNECTION (stream), NULL, NULL))
    return;
  if (g_tls_connection_get_peer_certificate (G_TLS_CONNECTION (stream)) != NULL)
    {
      g_mutex_lock (&server->mutex);
      server->n_client_certificates++;
      g_mutex_unlock (&server->mutex);
    }
  rude_serve (server, stream);
  g_io_stream_close (stream, NULL, NULL);
}

/* Before a thread takes it over, so that none is forgotten at the end. */
static inline gboolean
rude_incoming_cb (GSocketService *service,
                  GSocketConnection *connection,
                  GObject *source,
                  gpointer user_data)
{
  RudeServer *server = user_data;

  g_mutex_lock (&server->mutex);
  server->n_connections++;
  server->n_open++;
  server->n_most_open = MAX (server->n_most_open, server->n_open);
  g_mutex_unlock (&server->mutex);
  return FALSE;
}

static inline gboolean
rude_run_cb (GThreadedSocketService *service,
             GSocketConnection *connection,
             GObject *source,
             gpointer user_data)
{
  RudeServer *server = user_data;

  if (server->certificate != NULL)
    rude_serve_tls (server, G_IO_STREAM (connection));
  else
    rude_serve (server, G_IO_STREAM (connection));
  g_io_stream_close (G_IO_STREAM (connection), NULL, NULL);
  g_mutex_lock (&server->mutex);
  server->n_open--;
  g_mutex_unlock (&server->mutex);
  return TRUE;
}

/* @socket_path: NULL listens on a free port of 127.0.0.1; @certificate: of tests/data/tls, or NULL
 */
static inline RudeServer *
rude_server_new (const char *address, const char *certificate)
{
  RudeServer *server = g_new0 (RudeServer, 1);
  g_autoptr (GError) error = NULL;
  g_autoptr (GSocketAddress) wanted = *address == '/'
                                          ? g_unix_socket_address_new (address)
                                          : g_inet_socket_address_new_from_string (address, 0);
  g_autoptr (GSocketAddress) got = NULL;

  g_mutex_init (&server->mutex);
  server->heads = g_ptr_array_new_with_free_func (g_free);
  if (certificate != NULL)
    {
      const char *folder = g_getenv ("HT_TEST_DATA");
      g_autofree char *path = g_strdup_printf ("%s/tls/%s.pem", folder, certificate);
      g_autofree char *key = g_strdup_printf ("%s/tls/%s-key.pem", folder, certificate);

      server->certificate = g_tls_certificate_new_from_files (path, key, &error);
      g_assert_no_error (error);
    }
  server->service = g_threaded_socket_service_new (16);
  g_signal_connect (server->service, "incoming", G_CALLBACK (rude_incoming_cb), server);
  g_signal_connect (server->service, "run", G_CALLBACK (rude_run_cb), server);
  g_socket_listener_add_address (G_SOCKET_LISTENER (server->service), wanted, G_SOCKET_TYPE_STREAM,
                                 G_SOCKET_PROTOCOL_DEFAULT, NULL, &got, &error);
  g_assert_no_error (error);
  if (G_IS_INET_SOCKET_ADDRESS (got))
    server->port = g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (got));
  g_socket_service_start (server->service);
  return server;
}

static inline guint
rude_server_count_open (RudeServer *server)
{
  guint n_open;

  g_mutex_lock (&server->mutex);
  n_open = server->n_open;
  g_mutex_unlock (&server->mutex);
  return n_open;
}

/* To be called when the clients have gone: a connection that one of them leaves open hangs here. */
static inline void
rude_server_free (RudeServer *server)
{
  g_socket_service_stop (server->service);
  while (rude_server_count_open (server) > 0)
    {
      g_main_context_iteration (g_main_context_get_thread_default (), FALSE);
      g_usleep (500);
    }
  g_socket_listener_close (G_SOCKET_LISTENER (server->service));
  g_object_unref (server->service);
  g_clear_object (&server->certificate);
  g_ptr_array_unref (server->heads);
  g_mutex_clear (&server->mutex);
  g_free (server);
}

static inline char *
rude_server_url (RudeServer *server, const char *scheme_and_host, const char *path)
{
  return g_strdup_printf ("%s:%u%s", scheme_and_host, server->port, path);
}

static inline guint
rude_server_count_heads (RudeServer *server)
{
  guint n_heads;

  g_mutex_lock (&server->mutex);
  n_heads = server->heads->len;
  g_mutex_unlock (&server->mutex);
  return n_heads;
}

static inline const char *
rude_server_head (RudeServer *server, guint i)
{
  const char *head;

  g_mutex_lock (&server->mutex);
  g_assert_cmpuint (i, <, server->heads->len);
  head = g_ptr_array_index (server->heads, i);
  g_mutex_unlock (&server->mutex);
  return head;
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (RudeServer, rude_server_free)
