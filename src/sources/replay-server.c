/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "replay-server.h"

#include <libsoup/soup.h>
#include <string.h>
#include <sys/socket.h>

#include "replay-answers.h"
#include "replay-connections.h"

/* Go's own default, and the longest that a client is kept waiting for a CPU profile. */
#define DEFAULT_CPU_SECONDS 30
#define MAX_CPU_WAIT_MS     (60 * 1000)

#define TYPE_TEXT    "text/plain; charset=utf-8"
#define TYPE_HTML    "text/html; charset=utf-8"
#define TYPE_JSON    "application/json; charset=utf-8"
#define TYPE_METRICS "text/plain; version=0.0.4; charset=utf-8"
#define TYPE_BINARY  "application/octet-stream"

struct _HtReplayServer
{
  /* Owned */
  GPtrArray *targets; /* of HtReplayTarget */
  SoupServer *soup;   /* NULL before it listens */
  HtReplayConnections *connections;
  GHashTable *waits; /* set of Wait */
  char *url;

  /* Borrowed */
  HtRecording *recording;
  HtReplayTarget *root;

  HtReplayClock clock;
  gint64 started_us; /* on the monotonic clock */
};

/* A request at hand. */
typedef struct
{
  HtReplayServer *server;
  SoupServerMessage *message;
  HtReplayTarget *target;
  GHashTable *query; /* NULL if there is none */
  HtReplayMoment moment;
} Request;

/* A client that waits for its CPU profile. */
typedef struct
{
  HtReplayServer *server;
  SoupServerMessage *message; /* owned */
  HtReplayTarget *target;
  GSource *hang_up; /* owned */
  GSource *timeout; /* owned */
  gulong on_end;
} Wait;

static const struct
{
  const char *name;
  HtReplayProfile kind;
} profiles[] = {
  { "allocs", HT_REPLAY_ALLOCS },       { "block", HT_REPLAY_BLOCK },
  { "goroutine", HT_REPLAY_GOROUTINE }, { "goroutineleak", HT_REPLAY_GOROUTINELEAK },
  { "heap", HT_REPLAY_HEAP },           { "mutex", HT_REPLAY_MUTEX },
  { "profile", HT_REPLAY_CPU },         { "threadcreate", HT_REPLAY_THREADCREATE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (profiles) == HT_REPLAY_N_PROFILES);

static HtReplayMoment
get_moment (const HtReplayServer *self)
{
  gint64 passed_ns = (g_get_monotonic_time () - self->started_us) * 1000;

  return ht_replay_clock_at (&self->clock, self->clock.started_ns + passed_ns);
}

/* --- answering --- */

static void
answer_bytes (SoupServerMessage *message, guint status, const char *type, GBytes *bytes)
{
  soup_message_headers_set_content_type (soup_server_message_get_response_headers (message), type,
                                         NULL);
  soup_message_headers_replace (soup_server_message_get_response_headers (message),
                                "X-Content-Type-Options", "nosniff");
  soup_message_body_append_bytes (soup_server_message_get_response_body (message), bytes);
  soup_server_message_set_status (message, status, NULL);
}

static void
answer_line (SoupServerMessage *message, guint status, const char *line)
{
  char *text = g_strconcat (line, "\n", NULL);
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));

  answer_bytes (message, status, TYPE_TEXT, bytes);
}

static void
answer_not_found (SoupServerMessage *message)
{
  answer_line (message, SOUP_STATUS_NOT_FOUND, "404 page not found");
}

/* As net/http/pprof says what it cannot do. */
static void
answer_pprof_error (SoupServerMessage *message, guint status, const char *line)
{
  soup_message_headers_replace (soup_server_message_get_response_headers (message), "X-Go-Pprof",
                                "1");
  answer_line (message, status, line);
}

/* Takes what was written, or says why nothing was. */
static void
answer_written (SoupServerMessage *message, const char *type, GBytes *bytes, GError *error)
{
  g_autoptr (GBytes) owned = bytes;
  g_autoptr (GError) problem = error;

  if (owned != NULL)
    answer_bytes (message, SOUP_STATUS_OK, type, owned);
  else
    answer_line (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, problem->message);
}

static void
answer_vars (const Request *request)
{
  GError *error = NULL;
  GBytes *bytes = NULL;

  if (!ht_replay_has_vars (request->target))
    {
      answer_not_found (request->message);
      return;
    }
  bytes = ht_replay_write_vars (request->target, &request->moment, &error);
  answer_written (request->message, TYPE_JSON, bytes, error);
}

static void
answer_metrics (const Request *request)
{
  GError *error = NULL;
  GBytes *bytes = NULL;

  if (!ht_replay_has_metrics (request->target))
    {
      answer_not_found (request->message);
      return;
    }
  bytes = ht_replay_write_metrics (request->target, &request->moment, &error);
  answer_written (request->message, TYPE_METRICS, bytes, error);
}

static void
answer_index (const Request *request)
{
  g_autoptr (GString) html =
      g_string_new ("<html>\n<head>\n<title>/debug/pprof/</title>\n</head>\n<body>\n"
                    "/debug/pprof/<br>\n<p>Types of profiles available:</p>\n<ul>\n");
  g_autoptr (GBytes) bytes = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (profiles); i++)
    if (ht_replay_target_has_profile (request->target, profiles[i].kind))
      g_string_append_printf (html, "<li><a href=\"%s\">%s</a></li>\n", profiles[i].name,
                              profiles[i].name);
  if (request->target->command_line != NULL)
    g_string_append (html, "<li><a href=\"cmdline\">cmdline</a></li>\n");
  g_string_append (html, "</ul>\n<p>Replayed from a recording.</p>\n</body>\n</html>\n");
  bytes = g_string_free_to_bytes (g_steal_pointer (&html));
  answer_bytes (request->message, SOUP_STATUS_OK, TYPE_HTML, bytes);
}

static void
answer_command_line (const Request *request)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (request->target->command_line == NULL)
    {
      answer_pprof_error (request->message, SOUP_STATUS_NOT_FOUND,
                          "the recording does not tell the command line");
      return;
    }
  for (char **argument = request->target->command_line; *argument != NULL; argument++)
    {
      if (argument != request->target->command_line)
        g_string_append_c (text, '\0');
      g_string_append (text, *argument);
    }
  bytes = g_string_free_to_bytes (g_steal_pointer (&text));
  answer_bytes (request->message, SOUP_STATUS_OK, TYPE_TEXT, bytes);
}

static void
answer_trace (const Request *request)
{
  answer_pprof_error (request->message, SOUP_STATUS_NOT_FOUND,
                      "the recording has no execution trace");
}

/* --- profiles --- */

static void
send_profile (const Request *request, HtReplayProfile kind)
{
  GError *error = NULL;
  GBytes *bytes = ht_replay_target_get_profile (request->target, kind, &request->moment, &error);
  g_autofree char *disposition =
      g_strdup_printf ("attachment; filename=\"%s\"", profiles[kind].name);

  if (bytes != NULL)
    soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                  "Content-Disposition", disposition);
  answer_written (request->message, TYPE_BINARY, bytes, error);
}

/* Puts the position in the recording into the answer. */
static void
tell_position (const Request *request)
{
  g_autofree char *position = g_strdup_printf ("%" G_GINT64_FORMAT, request->moment.position_ns);

  soup_message_headers_replace (soup_server_message_get_response_headers (request->message),
                                "X-Heaptrail-Position", position);
}

static void
end_source (GSource *source)
{
  g_source_destroy (source);
  g_source_unref (source);
}

static void
wait_free (gpointer data)
{
  Wait *wait = data;

  g_signal_handler_disconnect (wait->message, wait->on_end);
  g_clear_pointer (&wait->timeout, end_source);
  g_clear_pointer (&wait->hang_up, end_source);
  g_object_unref (wait->message);
  g_free (wait);
}

static gboolean
wait_over_cb (gpointer data)
{
  Wait *wait = data;
  g_autoptr (SoupServerMessage) message = g_object_ref (wait->message);
  const Request request = { wait->server, message, wait->target, NULL, get_moment (wait->server) };

  tell_position (&request);
  send_profile (&request, HT_REPLAY_CPU);
  g_hash_table_remove (wait->server->waits, wait);
  soup_server_message_unpause (message);
  return G_SOURCE_REMOVE;
}

static void
wait_finished_cb (SoupServerMessage *message, Wait *wait)
{
  g_hash_table_remove (wait->server->waits, wait);
}

/* A paused message does not look at its connection: Go ends the profile when the client goes. */
static gboolean
hang_up_cb (GSocket *socket, GIOCondition condition, gpointer data)
{
  Wait *wait = data;
  char byte;

  if (recv (g_socket_get_fd (socket), &byte, 1, MSG_PEEK | MSG_DONTWAIT) != 0)
    {
      /* It sends its next request already. */
      g_clear_pointer (&wait->hang_up, end_source);
      return G_SOURCE_REMOVE;
    }

  g_autoptr (SoupServerMessage) message = g_object_ref (wait->message);

  g_hash_table_remove (wait->server->waits, wait);
  answer_pprof_error (message, SOUP_STATUS_INTERNAL_SERVER_ERROR, "the client went away");
  soup_server_message_unpause (message);
  return G_SOURCE_REMOVE;
}

static gboolean
is_waited_for (HtReplayServer *self, const HtReplayTarget *target)
{
  GHashTableIter iter;
  gpointer wait;

  g_hash_table_iter_init (&iter, self->waits);
  while (g_hash_table_iter_next (&iter, &wait, NULL))
    if (((const Wait *) wait)->target == target)
      return TRUE;
  return FALSE;
}

static const char *
query_value (const Request *request, const char *name)
{
  return request->query != NULL ? g_hash_table_lookup (request->query, name) : NULL;
}

/* What is no number of seconds is the default, as in Go. */
static guint
wait_ms (const Request *request)
{
  const char *text = query_value (request, "seconds");
  guint64 seconds;
  double ms;

  if (text == NULL || !g_ascii_string_to_unsigned (text, 10, 1, G_MAXUINT32, &seconds, NULL))
    seconds = DEFAULT_CPU_SECONDS;
  ms = (double) seconds * 1000 / request->moment.speed;
  return (guint) MIN (ms, MAX_CPU_WAIT_MS);
}

static void
answer_cpu_profile (const Request *request)
{
  Wait *wait;

  if (soup_server_message_get_method (request->message) == SOUP_METHOD_HEAD)
    {
      send_profile (request, HT_REPLAY_CPU);
      return;
    }
  if (is_waited_for (request->server, request->target))
    {
      answer_pprof_error (request->message, SOUP_STATUS_INTERNAL_SERVER_ERROR,
                          "Could not enable CPU profiling: cpu profiling already in use");
      return;
    }
  wait = g_new0 (Wait, 1);
  wait->server = request->server;
  wait->message = g_object_ref (request->message);
  wait->target = request->target;
  wait->timeout = g_timeout_source_new (wait_ms (request));
  g_source_set_callback (wait->timeout, wait_over_cb, wait, NULL);
  g_source_attach (wait->timeout, g_main_context_get_thread_default ());
  wait->hang_up =
      g_socket_create_source (soup_server_message_get_socket (wait->message), G_IO_IN, NULL);
  g_source_set_callback (wait->hang_up, G_SOURCE_FUNC (hang_up_cb), wait, NULL);
  g_source_attach (wait->hang_up, g_main_context_get_thread_default ());
  wait->on_end = g_signal_connect (wait->message, "finished", G_CALLBACK (wait_finished_cb), wait);
  g_hash_table_add (request->server->waits, wait);
  soup_server_message_pause (request->message);
}

static void
answer_profile (const Request *request, HtReplayProfile kind)
{
  const char *debug = query_value (request, "debug");

  if (!ht_replay_target_has_profile (request->target, kind))
    {
      g_autofree char *line =
          g_strdup_printf ("the recording has no profile “%s”", profiles[kind].name);

      answer_pprof_error (request->message, SOUP_STATUS_NOT_FOUND, line);
    }
  else if (kind == HT_REPLAY_CPU)
    answer_cpu_profile (request);
  else if (debug != NULL && strcmp (debug, "0") != 0)
    answer_pprof_error (request->message, SOUP_STATUS_NOT_IMPLEMENTED,
                        "a replay has no text form of profiles");
  else if (query_value (request, "seconds") != NULL)
    answer_pprof_error (request->message, SOUP_STATUS_NOT_IMPLEMENTED,
                        "a replay has no profiles of what changed in some seconds");
  else
    send_profile (request, kind);
}

/* --- paths --- */

/* Answers what a service has at @path, which begins with a slash. */
static gboolean
answer_endpoint (const Request *request, const char *path)
{
  static const struct
  {
    const char *path;
    void (*answer) (const Request *request);
  } endpoints[] = {
    { "/debug/vars", answer_vars },         { "/metrics", answer_metrics },
    { "/debug/pprof/", answer_index },      { "/debug/pprof/cmdline", answer_command_line },
    { "/debug/pprof/trace", answer_trace },
  };
  const char *name = path;

  for (gsize i = 0; i < G_N_ELEMENTS (endpoints); i++)
    if (strcmp (path, endpoints[i].path) == 0)
      {
        endpoints[i].answer (request);
        return TRUE;
      }
  if (!g_str_has_prefix (path, "/debug/pprof/"))
    return FALSE;
  name += strlen ("/debug/pprof/");
  for (gsize i = 0; i < G_N_ELEMENTS (profiles); i++)
    if (strcmp (name, profiles[i].name) == 0)
      {
        answer_profile (request, profiles[i].kind);
        return TRUE;
      }
  return FALSE;
}

/* The rest of @path behind the name of a target. */
static const char *
skip_name (const char *path, const char *name)
{
  gsize length = strlen (name);

  if (strncmp (path + 1, name, length) != 0 || path[1 + length] != '/')
    return NULL;
  return path + 1 + length;
}

/* For people: what is where. */
static void
answer_list (const Request *request)
{
  HtReplayServer *self = request->server;
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;

  for (guint i = 0; i < self->targets->len; i++)
    {
      g_autofree char *url = ht_replay_server_get_target_url (self, i);

      g_string_append_printf (text, "%s\n", url);
    }
  bytes = g_string_free_to_bytes (g_steal_pointer (&text));
  answer_bytes (request->message, SOUP_STATUS_OK, TYPE_TEXT, bytes);
}

static void
answer_path (Request *request, const char *path)
{
  HtReplayServer *self = request->server;

  if (strcmp (path, "/") == 0)
    {
      answer_list (request);
      return;
    }
  request->target = self->root;
  if (answer_endpoint (request, path))
    return;
  for (guint i = 0; i < self->targets->len; i++)
    {
      const char *rest;

      request->target = g_ptr_array_index (self->targets, i);
      rest = skip_name (path, request->target->name);
      if (rest != NULL && answer_endpoint (request, rest))
        return;
    }
  answer_not_found (request->message);
}

static gboolean
is_method_known (SoupServerMessage *message)
{
  const char *method = soup_server_message_get_method (message);

  return method == SOUP_METHOD_GET || method == SOUP_METHOD_HEAD;
}

/* Nothing that a client sends is kept. */
static void
early_cb (SoupServer *soup,
          SoupServerMessage *message,
          const char *path,
          GHashTable *query,
          gpointer user_data)
{
  soup_message_body_set_accumulate (soup_server_message_get_request_body (message), FALSE);
}

static void
request_cb (SoupServer *soup,
            SoupServerMessage *message,
            const char *path,
            GHashTable *query,
            gpointer user_data)
{
  HtReplayServer *self = user_data;
  Request request = { self, message, NULL, query, get_moment (self) };

  if (!is_method_known (message))
    {
      soup_message_headers_replace (soup_server_message_get_response_headers (message), "Allow",
                                    "GET, HEAD");
      answer_line (message, SOUP_STATUS_METHOD_NOT_ALLOWED, "only GET and HEAD are answered");
      return;
    }
  tell_position (&request);
  answer_path (&request, path != NULL && path[0] == '/' ? path : "/");
}

/* --- the server --- */

/**
 * ht_replay_server_new:
 * @recording: a recording; outlives the server
 * @speed: how much faster than it was recorded it is replayed; more than 0
 * @loop: whether to begin anew at the end, else it stands still there
 *
 * Returns: (transfer full): a server without targets that does not listen yet
 */
HtReplayServer *
ht_replay_server_new (HtRecording *recording, double speed, gboolean loop)
{
  HtReplayServer *self = g_new0 (HtReplayServer, 1);

  self->recording = recording;
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_replay_target_free);
  self->waits = g_hash_table_new_full (NULL, NULL, wait_free, NULL);
  self->clock.first_ns = self->clock.last_ns = HT_UNKNOWN;
  self->clock.speed = speed;
  self->clock.loop = loop;
  return self;
}

/**
 * ht_replay_server_free:
 * @server: (transfer full) (nullable): the server
 *
 * Ends all connections.
 */
void
ht_replay_server_free (HtReplayServer *server)
{
  if (server == NULL)
    return;
  g_hash_table_remove_all (server->waits);
  g_clear_pointer (&server->connections, ht_replay_connections_free);
  if (server->soup != NULL)
    soup_server_disconnect (server->soup);
  g_clear_object (&server->soup);
  g_hash_table_unref (server->waits);
  g_ptr_array_unref (server->targets);
  g_free (server->url);
  g_free (server);
}

/**
 * ht_replay_server_add_target:
 * @server: a server that does not listen yet
 * @target: a target of the recording
 * @cycles: (element-type HtGcCycle): its collections, each once
 * @error: return location for an error of reading
 *
 * Adds a target, which is then served under its name. The first one is served at the root as well.
 * All targets are replayed on one clock, so that they stay together as they were.
 *
 * Returns: %FALSE with @error set if the recording cannot be read
 */
gboolean
ht_replay_server_add_target (HtReplayServer *server,
                             const HtTarget *target,
                             const GArray *cycles,
                             GError **error)
{
  g_autoptr (HtReplayTarget) added =
      ht_replay_target_new (server->recording, target, cycles, error);

  if (added == NULL)
    return FALSE;
  if (server->root == NULL)
    server->root = added;
  g_ptr_array_add (server->targets, g_steal_pointer (&added));
  if (target->first_ns == HT_UNKNOWN)
    return TRUE;
  if (server->clock.first_ns == HT_UNKNOWN || target->first_ns < server->clock.first_ns)
    server->clock.first_ns = target->first_ns;
  server->clock.last_ns = MAX (server->clock.last_ns, target->last_ns);
  return TRUE;
}

/**
 * ht_replay_server_set_root:
 * @server: a server
 * @name: name of one of its targets
 *
 * Serves another target than the first one at the root.
 */
void
ht_replay_server_set_root (HtReplayServer *server, const char *name)
{
  for (guint i = 0; i < server->targets->len; i++)
    {
      HtReplayTarget *target = g_ptr_array_index (server->targets, i);

      if (strcmp (target->name, name) == 0)
        server->root = target;
    }
}

static void
start_clock (HtReplayServer *self)
{
  self->started_us = g_get_monotonic_time ();
  self->clock.started_ns = g_get_real_time () * 1000;
  if (self->clock.first_ns == HT_UNKNOWN)
    self->clock.first_ns = self->clock.last_ns = self->clock.started_ns;
}

/* All clients come at once. */
static gboolean
read_ahead (HtReplayServer *self, GError **error)
{
  if (self->clock.first_ns == HT_UNKNOWN)
    return TRUE;
  for (guint i = 0; i < self->targets->len; i++)
    if (!ht_replay_target_read_ahead (g_ptr_array_index (self->targets, i), self->clock.first_ns,
                                      error))
      return FALSE;
  return TRUE;
}

/* How many may connect at the same moment, such as the targets of one recorder. */
#define BACKLOG 128

/* A socket of our own: asking libsoup for its URLs leaks an address in some versions. */
static GSocket *
open_socket (GInetAddress *address, guint16 port, GError **error)
{
  g_autoptr (GSocketAddress) bound = g_inet_socket_address_new (address, port);
  g_autoptr (GSocket) socket = g_socket_new (g_inet_address_get_family (address),
                                             G_SOCKET_TYPE_STREAM, G_SOCKET_PROTOCOL_TCP, error);

  if (socket == NULL || !g_socket_bind (socket, bound, TRUE, error))
    return NULL;
  g_socket_set_listen_backlog (socket, BACKLOG);
  if (!g_socket_listen (socket, error))
    return NULL;
  return g_steal_pointer (&socket);
}

static char *
url_of (GSocket *socket, GError **error)
{
  g_autoptr (GSocketAddress) bound = g_socket_get_local_address (socket, error);
  g_autofree char *host = NULL;

  if (bound == NULL)
    return NULL;
  host =
      g_inet_address_to_string (g_inet_socket_address_get_address (G_INET_SOCKET_ADDRESS (bound)));
  return g_strdup_printf (strchr (host, ':') != NULL ? "http://[%s]:%u" : "http://%s:%u", host,
                          g_inet_socket_address_get_port (G_INET_SOCKET_ADDRESS (bound)));
}

/**
 * ht_replay_server_listen:
 * @server: a server with at least one target
 * @address: on which address
 * @port: on which port; 0 for a free one
 * @error: return location for an error, in %G_IO_ERROR or of reading
 *
 * Begins to replay and to answer, in the main context that is the thread's default.
 *
 * Returns: whether it listens
 */
gboolean
ht_replay_server_listen (HtReplayServer *server,
                         GInetAddress *address,
                         guint16 port,
                         GError **error)
{
  g_autoptr (GSocket) socket = NULL;

  g_return_val_if_fail (server->soup == NULL && server->root != NULL, FALSE);

  socket = open_socket (address, port, error);
  server->url = socket != NULL ? url_of (socket, error) : NULL;
  if (server->url == NULL)
    return FALSE;
  server->soup = soup_server_new ("server-header", "heaptrail/" HT_VERSION, NULL);
  server->connections = ht_replay_connections_new (server->soup);
  soup_server_add_early_handler (server->soup, NULL, early_cb, server, NULL);
  soup_server_add_handler (server->soup, NULL, request_cb, server, NULL);
  if (!read_ahead (server, error) || !soup_server_listen_socket (server->soup, socket, 0, error))
    return FALSE;
  start_clock (server);
  return TRUE;
}

/**
 * ht_replay_server_get_url:
 * @server: a server that listens
 *
 * Returns: (transfer none): the URL of the target at the root, without a slash at its end
 */
const char *
ht_replay_server_get_url (HtReplayServer *server)
{
  return server->url;
}

/**
 * ht_replay_server_get_n_targets:
 * @server: a server
 *
 * Returns: how many targets it has
 */
guint
ht_replay_server_get_n_targets (HtReplayServer *server)
{
  return server->targets->len;
}

/**
 * ht_replay_server_get_target_name:
 * @server: a server
 * @i: which target
 *
 * Returns: (transfer none): its name
 */
const char *
ht_replay_server_get_target_name (HtReplayServer *server, guint i)
{
  return ((const HtReplayTarget *) g_ptr_array_index (server->targets, i))->name;
}

/**
 * ht_replay_server_get_target_url:
 * @server: a server that listens
 * @i: which target
 *
 * Returns: (transfer full): its URL, without a slash at its end
 */
char *
ht_replay_server_get_target_url (HtReplayServer *server, guint i)
{
  g_autofree char *name =
      g_uri_escape_string (ht_replay_server_get_target_name (server, i), NULL, FALSE);

  return g_strconcat (server->url, "/", name, NULL);
}
