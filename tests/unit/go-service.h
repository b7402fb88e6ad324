/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "stand-in.h"

/* A service that answers what a test puts at its paths, and 404 elsewhere. */
typedef struct
{
  StandIn stand_in;
  /* Path to body; owned */
  GHashTable *bodies;

  const char *fallback; /* body of all other paths; NULL for 404 */
  const char *token;    /* wanted at paths below @closed; NULL for none */
  const char *closed;
  const char *silent; /* a path that is never answered */
} Service;

/* What begins so leads elsewhere. */
static inline gboolean
service_redirect (SoupServerMessage *message, GBytes *body)
{
  static const char mark[] = "Location: ";
  SoupMessageHeaders *headers = soup_server_message_get_response_headers (message);
  gsize length;
  const char *text = g_bytes_get_data (body, &length);
  g_autofree char *location = NULL;

  if (length < strlen (mark) || memcmp (text, mark, strlen (mark)) != 0)
    return FALSE;
  location = g_strndup (text + strlen (mark), length - strlen (mark));
  soup_message_headers_replace (headers, "Location", location);
  stand_in_answer (message, 302, "");
  return TRUE;
}

static inline void
service_answer_cb (SoupServer *server,
                   SoupServerMessage *message,
                   const char *path,
                   GHashTable *query,
                   gpointer user_data)
{
  Service *service = user_data;
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const char *sent = soup_message_headers_get_one (headers, "Authorization");
  GBytes *body = g_hash_table_lookup (service->bodies, path);

  stand_in_note (&service->stand_in, message);
  if (service->token != NULL && g_str_has_prefix (path, service->closed) &&
      g_strcmp0 (sent, service->token) != 0)
    stand_in_answer (message, 401, sent != NULL ? sent : "who?");
  else if (g_strcmp0 (path, service->silent) == 0)
    soup_server_message_pause (message);
  else if (body == NULL && service->fallback == NULL)
    stand_in_answer (message, 404, "404 page not found\n");
  else if (body == NULL)
    stand_in_answer (message, 200, service->fallback);
  else if (!service_redirect (message, body))
    {
      gsize length;
      const char *bytes = g_bytes_get_data (body, &length);

      soup_server_message_set_status (message, 200, NULL);
      soup_server_message_set_response (message, "application/octet-stream", SOUP_MEMORY_COPY,
                                        bytes, length);
    }
}

static inline void
service_set_up (Service *service, gconstpointer data)
{
  service->bodies =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  service->closed = "/";
  stand_in_start (&service->stand_in, service_answer_cb, service);
}

static inline void
service_tear_down (Service *service, gconstpointer data)
{
  while (g_main_context_iteration (NULL, FALSE))
    continue;
  stand_in_stop (&service->stand_in);
  g_hash_table_unref (service->bodies);
}

static inline void
service_put (Service *service, const char *path, const char *body)
{
  g_hash_table_insert (service->bodies, g_strdup (path), g_bytes_new (body, strlen (body)));
}

static inline void
service_put_file (Service *service, const char *path, const char *name)
{
  g_autofree char *whole = g_build_filename (g_getenv ("HT_TEST_DATA"), name, NULL);
  g_autoptr (GError) error = NULL;
  char *body;
  gsize length;

  g_file_get_contents (whole, &body, &length, &error);
  g_assert_no_error (error);
  g_hash_table_insert (service->bodies, g_strdup (path), g_bytes_new_take (body, length));
}

/* Paths with queries, joined, in the order of the alphabet: two are asked at a time. */
static inline int
service_compare_texts (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static inline void
service_assert_asked (const Service *service, const char *expected)
{
  GPtrArray *asked = service->stand_in.asked;
  g_autoptr (GString) text = g_string_new (NULL);

  g_ptr_array_sort (asked, service_compare_texts);
  for (guint i = 0; i < asked->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? " " : "",
                            (const char *) g_ptr_array_index (asked, i));
  g_assert_cmpstr (text->str, ==, expected);
}
