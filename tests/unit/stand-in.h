/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <libsoup/soup.h>

#include "http-client.h"

/* A server that stands in for the API of another, in this process and main context. */
typedef struct
{
  SoupServer *server;
  char *url;
  /* Paths with queries, as they were asked for */
  GPtrArray *asked;
} StandIn;

static inline void
stand_in_start (StandIn *self, SoupServerCallback handler, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  GSList *uris;

  self->asked = g_ptr_array_new_with_free_func (g_free);
  self->server = soup_server_new (NULL, NULL);
  soup_server_add_handler (self->server, NULL, handler, user_data, NULL);
  soup_server_listen_local (self->server, 0, SOUP_SERVER_LISTEN_IPV4_ONLY, &error);
  g_assert_no_error (error);
  uris = soup_server_get_uris (self->server);
  self->url = g_uri_to_string (uris->data);
  g_slist_free_full (uris, (GDestroyNotify) g_uri_unref);
}

static inline void
stand_in_stop (StandIn *self)
{
  soup_server_disconnect (self->server);
  g_object_unref (self->server);
  g_ptr_array_unref (self->asked);
  g_free (self->url);
}

static inline void
stand_in_note (StandIn *self, SoupServerMessage *message)
{
  GUri *uri = soup_server_message_get_uri (message);

  g_ptr_array_add (self->asked,
                   g_strdup_printf ("%s?%s", g_uri_get_path (uri),
                                    g_uri_get_query (uri) != NULL ? g_uri_get_query (uri) : ""));
}

static inline void
stand_in_answer (SoupServerMessage *message, guint status, const char *body)
{
  soup_server_message_set_status (message, status, NULL);
  soup_server_message_set_response (message, "application/json", SOUP_MEMORY_COPY, body,
                                    strlen (body));
}

static inline HtHttpClient *
stand_in_client (const StandIn *self, HtCredentials *credentials)
{
  g_autoptr (GError) error = NULL;
  HtHttpClient *client = ht_http_client_new (self->url, credentials, &error);

  g_assert_no_error (error);
  return client;
}
