/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "replay-connections.h"

#include <glib-unix.h>
#include <poll.h>

struct _HtReplayConnections
{
  /* Owned */
  SoupServer *soup;
  GHashTable *connections; /* GSocket, borrowed from its value -> Connection */
};

typedef struct
{
  HtReplayConnections *all;
  GSocket *socket; /* owned */
  GSource *source; /* owned; waits for the client to leave, then for libsoup to notice */
  gboolean is_busy;
  gboolean is_left;
} Connection;

static void
set_source (Connection *self, GSource *source, GSourceFunc function)
{
  if (self->source != NULL)
    {
      g_source_destroy (self->source);
      g_source_unref (self->source);
    }
  self->source = source;
  if (source == NULL)
    return;
  g_source_set_callback (source, function, self, NULL);
  g_source_attach (source, g_main_context_get_thread_default ());
}

static void
connection_free (gpointer data)
{
  Connection *self = data;

  set_source (self, NULL, NULL);
  g_object_unref (self->socket);
  g_free (self);
}

static gboolean
close_cb (gpointer data)
{
  Connection *self = data;

  g_socket_close (self->socket, NULL);
  g_hash_table_remove (self->all->connections, self->socket);
  return G_SOURCE_REMOVE;
}

/* libsoup is to read the end of the connection first. */
static void
close_later (Connection *self)
{
  set_source (self, g_idle_source_new (), close_cb);
}

static gboolean
left_cb (int fd, GIOCondition condition, gpointer data)
{
  Connection *self = data;

  self->is_left = TRUE;
  if (self->is_busy)
    set_source (self, NULL, NULL);
  else
    close_later (self);
  return G_SOURCE_REMOVE;
}

static void
request_read_cb (SoupServer *soup, SoupServerMessage *message, HtReplayConnections *self)
{
  GSocket *socket = soup_server_message_get_socket (message);
  Connection *connection = socket != NULL ? g_hash_table_lookup (self->connections, socket) : NULL;

  if (socket == NULL)
    return;
  if (connection == NULL)
    {
      connection = g_new0 (Connection, 1);
      connection->all = self;
      connection->socket = g_object_ref (socket);
      g_hash_table_insert (self->connections, socket, connection);
      /* A GIOCondition is what poll() calls an event. A client may close one direction only
       * and still want its answer, so that one waits for this as well. */
      set_source (connection,
                  g_unix_fd_source_new (g_socket_get_fd (socket), (GIOCondition) POLLRDHUP),
                  G_SOURCE_FUNC (left_cb));
    }
  connection->is_busy = TRUE;
}

static void
request_over_cb (SoupServer *soup, SoupServerMessage *message, HtReplayConnections *self)
{
  GSocket *socket = soup_server_message_get_socket (message);
  Connection *connection = socket != NULL ? g_hash_table_lookup (self->connections, socket) : NULL;

  if (connection == NULL)
    return;
  connection->is_busy = FALSE;
  if (connection->is_left)
    close_later (connection);
}

/**
 * ht_replay_connections_new:
 * @soup: a server that has no connections yet
 *
 * Returns: (transfer full): its connections
 */
HtReplayConnections *
ht_replay_connections_new (SoupServer *soup)
{
  HtReplayConnections *self = g_new0 (HtReplayConnections, 1);

  self->soup = g_object_ref (soup);
  self->connections = g_hash_table_new_full (NULL, NULL, NULL, connection_free);
  g_signal_connect (soup, "request-read", G_CALLBACK (request_read_cb), self);
  g_signal_connect (soup, "request-finished", G_CALLBACK (request_over_cb), self);
  g_signal_connect (soup, "request-aborted", G_CALLBACK (request_over_cb), self);
  return self;
}

/**
 * ht_replay_connections_free:
 * @connections: (transfer full) (nullable): the connections
 *
 * Forgets about them; the server closes those that it knows.
 */
void
ht_replay_connections_free (HtReplayConnections *connections)
{
  if (connections == NULL)
    return;
  g_signal_handlers_disconnect_by_data (connections->soup, connections);
  g_object_unref (connections->soup);
  g_hash_table_unref (connections->connections);
  g_free (connections);
}
