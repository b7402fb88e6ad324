/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "http-client.h"
#include "rude-server.h"

/* Patient enough for a machine under load; what is to run out has its own. */
static const HtHttpLimits patient = { 60000, 60000, 60000, 0, 0 };

typedef struct
{
  guint n_pending;
  HtHttpAnswer *answer;
  GError *error;
} Asking;

static inline void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Asking *asking = user_data;

  g_clear_pointer (&asking->answer, ht_http_answer_free);
  g_clear_error (&asking->error);
  asking->answer = ht_http_client_get_finish (HT_HTTP_CLIENT (source), result, &asking->error);
  g_assert_true ((asking->answer == NULL) == (asking->error != NULL));
  asking->n_pending--;
}

static inline void
wait_for (Asking *asking)
{
  while (asking->n_pending > 0)
    g_main_context_iteration (g_main_context_get_thread_default (), TRUE);
}

static inline HtHttpAnswer *
ask (HtHttpClient *client, const char *path, const HtHttpLimits *limits, GError **error)
{
  Asking asking = { .n_pending = 1 };

  ht_http_client_get_async (client, path, limits != NULL ? limits : &patient, NULL, asked_cb,
                            &asking);
  wait_for (&asking);
  if (asking.error != NULL)
    g_propagate_error (error, asking.error);
  return asking.answer;
}

static inline HtHttpClient *
new_client (const char *url, HtCredentials *credentials)
{
  g_autoptr (GError) error = NULL;
  HtHttpClient *client = ht_http_client_new (url, credentials, &error);

  g_assert_no_error (error);
  return client;
}

static inline HtHttpClient *
new_client_of (RudeServer *server, HtCredentials *credentials)
{
  g_autofree char *url =
      rude_server_url (server,
                       server->certificate != NULL ? "https://localhost" : "http://127.0.0.1", "");

  return new_client (url, credentials);
}

static inline void
assert_contains (const char *text, const char *part)
{
  if (strstr (text, part) == NULL)
    g_error ("\"%s\" is not in \"%s\"", part, text);
}

static inline void
assert_lacks (const char *text, const char *part)
{
  if (strstr (text, part) != NULL)
    g_error ("\"%s\" is in \"%s\"", part, text);
}

static inline void
assert_body (HtHttpClient *client, const char *path, const char *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHttpAnswer) answer = ask (client, path, NULL, &error);
  g_autofree char *body = NULL;

  g_assert_no_error (error);
  body = g_strndup (g_bytes_get_data (answer->body, NULL), g_bytes_get_size (answer->body));
  g_assert_cmpstr (body, ==, expected);
}

/* Asks and expects to fail with @code and a message that has @words, several ones split by "|". */
static inline void
assert_fails (HtHttpClient *client,
              const char *path,
              const HtHttpLimits *limits,
              HtSourceError code,
              const char *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtHttpAnswer) answer = ask (client, path, limits, &error);
  g_auto (GStrv) parts = g_strsplit (words, "|", -1);

  if (error == NULL)
    g_error ("%s is answered", path);
  g_assert_error (error, HT_SOURCE_ERROR, (int) code);
  for (guint i = 0; parts[i] != NULL; i++)
    assert_contains (error->message, parts[i]);
}

/* The last reference, and nothing else of it is left. */
static inline void
drop_client (HtHttpClient *client)
{
  gpointer gone = client;

  g_object_add_weak_pointer (G_OBJECT (client), &gone);
  g_object_unref (client);
  g_assert_null (gone);
}
