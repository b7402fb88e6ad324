/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "fetch-once.h"

#include <string.h>

#include "base-url.h"
#include "http-address.h"
#include "safe-text.h"

#define PPROF "/debug/pprof"
#define HEAP  PPROF "/heap"

#define DAY_S     86400
#define SECOND_MS 1000

/* A service may collect garbage first, and somebody waits with a button to cancel it. */
#define FIRST_BYTE_MS 30000
#define TOTAL_MS      600000
#define MAX_BYTES     ((gsize) 1 << 30)

typedef struct
{
  /* Owned */
  HtHttpAddress *address;
  HtHttpClient *client;
  char *path; /* what is asked for, relative to @address */
  GUri *uri;  /* the same, whole */
  HtHttpAnswer *answer;

  HtHttpLimits limits;
} Fetching;

static void
fetching_free (Fetching *fetching)
{
  g_clear_object (&fetching->client);
  g_clear_pointer (&fetching->address, ht_http_address_free);
  g_clear_pointer (&fetching->uri, g_uri_unref);
  g_free (fetching->path);
  ht_http_answer_free (fetching->answer);
  g_free (fetching);
}

/**
 * ht_is_capture_url:
 * @text: what a user gave where a file or a URL may stand
 *
 * Returns: whether it is a URL: one of `http:`, `https:` or `unix:`, or `HOST:PORT` with what is
 * below it, unless a file is called so
 */
gboolean
ht_is_capture_url (const char *text)
{
  gsize length = strcspn (text, ":/?#");

  if (g_ascii_strncasecmp (text, "http://", 7) == 0 ||
      g_ascii_strncasecmp (text, "https://", 8) == 0 || g_ascii_strncasecmp (text, "unix:", 5) == 0)
    return TRUE;
  return (*text == '[' ||
          (length > 0 && text[length] == ':' && g_ascii_isdigit (text[length + 1]))) &&
         !g_file_test (text, G_FILE_TEST_EXISTS);
}

/**
 * ht_is_profile_url:
 * @text: a URL, as people paste it
 *
 * Returns: whether it is of one profile or trace, asked of a service or saved in a file, so that
 *   there is nothing to watch; `/debug/vars` and `/metrics` always say something new
 */
gboolean
ht_is_profile_url (const char *text)
{
  static const char *const endings[] = { ".gz", ".pb", ".prof", ".pprof", ".out", ".trace" };
  g_autofree char *once = NULL;
  g_autofree char *base = ht_base_url_from_text (text, &once, NULL);
  gsize length = base != NULL ? strcspn (base, "?") : 0;

  if (once != NULL)
    return g_str_has_prefix (once, PPROF "/");
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    {
      gsize n = strlen (endings[i]);

      if (length > n && strncmp (base + length - n, endings[i], n) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Whether a service is meant and none of its captures. */
static gboolean
is_service (const HtHttpAddress *address)
{
  const char *path = g_uri_get_path (address->base);

  return *path == '\0' || g_str_has_suffix (path, "/") || g_str_has_suffix (path, PPROF);
}

/* How long the service is asked to watch itself before it answers. */
static double
find_seconds (GUri *uri)
{
  const char *query = g_uri_get_query (uri);
  g_autoptr (GHashTable) parameters =
      query != NULL ? g_uri_parse_params (query, -1, "&", G_URI_PARAMS_NONE, NULL) : NULL;
  const char *text = parameters != NULL ? g_hash_table_lookup (parameters, "seconds") : NULL;
  double seconds = 0;

  if (text != NULL)
    seconds = g_ascii_strtod (text, NULL);
  else if (g_str_has_suffix (g_uri_get_path (uri), PPROF "/profile"))
    seconds = 30;
  return seconds > 0 ? MIN (seconds, DAY_S) : 0;
}

static void
choose_limits (Fetching *fetching, const HtHttpLimits *given)
{
  guint watch_ms = (guint) (find_seconds (fetching->uri) * SECOND_MS);

  if (given != NULL)
    {
      fetching->limits = *given;
      return;
    }
  fetching->limits.first_byte_ms = FIRST_BYTE_MS + watch_ms;
  fetching->limits.total_ms = TOTAL_MS + watch_ms;
  fetching->limits.max_bytes = MAX_BYTES;
}

static gboolean
prepare (Fetching *fetching, const char *url, HtCredentials *credentials, GError **error)
{
  g_autofree char *base = ht_base_url_from_text (url, &fetching->path, error);
  g_autoptr (HtHttpAddress) whole = base != NULL ? ht_http_address_parse (url, error) : NULL;
  const char *from = base;

  if (whole == NULL)
    return FALSE;
  if (fetching->path == NULL && is_service (whole))
    fetching->path = g_strdup (HEAP);
  else if (fetching->path == NULL)
    {
      from = url;
      fetching->path = g_strdup ("");
    }
  fetching->address = ht_http_address_parse (from, error);
  if (fetching->address == NULL)
    return FALSE;
  fetching->uri = ht_http_address_resolve (fetching->address, fetching->path, error);
  if (fetching->uri == NULL)
    return FALSE;
  fetching->client = ht_http_client_new (from, credentials, error);
  return fetching->client != NULL;
}

/* The end of the path: the name of a profile, or of a file that was saved. */
static char *
name_of (GUri *uri)
{
  g_autofree char *base = g_path_get_basename (g_uri_get_path (uri));
  g_autofree char *name = g_uri_unescape_string (base, "/");

  return ht_safe_text_to_utf8 (name != NULL ? name : base, -1);
}

static void
take_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Fetching *fetching = data;
  gsize given = fetching->limits.max_unpacked_bytes;
  gsize most_bytes = given > 0 ? given : G_MAXSIZE;
  g_autofree char *place = ht_http_address_describe (fetching->address, fetching->uri);
  g_autoptr (GError) error = NULL;
  HtCaptureFile *file =
      ht_capture_file_new_for_answer (place, fetching->answer->body, fetching->answer->done_ns,
                                      most_bytes, &error);

  if (file == NULL)
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  g_free (file->name);
  file->name = name_of (fetching->uri);
  g_task_return_pointer (task, file, (GDestroyNotify) ht_capture_file_free);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Fetching *fetching = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;

  fetching->answer = ht_http_client_get_finish (HT_HTTP_CLIENT (source), result, &error);
  /* Here, since a thread may drop the task, and the client belongs to this one. */
  g_clear_object (&fetching->client);
  if (fetching->answer == NULL && error->domain == HT_SOURCE_ERROR)
    g_task_return_new_error (task, HT_SOURCE_ERROR, error->code, "%s",
                             ht_http_address_skip_place (fetching->address, fetching->uri,
                                                         error->message));
  else if (fetching->answer == NULL)
    g_task_return_error (task, g_steal_pointer (&error));
  else
    /* There may be a gigabyte to unpack. */
    g_task_run_in_thread (task, take_thread);
}

/**
 * ht_fetch_once_async:
 * @url: of a capture, such as `http://HOST:PORT/debug/pprof/profile?seconds=5` or that of a file
 * that was saved; of a service, then its heap profile is meant. As for ht_base_url_from_text().
 * @credentials: (nullable): how to prove who asks
 * @limits: (nullable): what it may cost; without it a service has the time that the URL asks it to
 *   watch itself, and 30 s more
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Fetches one capture. A URL that ends with a slash is that of a service below a prefix. On
 * the thread of the caller, whose default main context runs.
 */
void
ht_fetch_once_async (const char *url,
                     HtCredentials *credentials,
                     const HtHttpLimits *limits,
                     GCancellable *cancellable,
                     GAsyncReadyCallback callback,
                     gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Fetching *fetching = g_new0 (Fetching, 1);
  g_autoptr (GError) error = NULL;

  g_task_set_source_tag (task, ht_fetch_once_async);
  g_task_set_task_data (task, fetching, (GDestroyNotify) fetching_free);
  if (g_task_return_error_if_cancelled (task))
    return;
  if (!prepare (fetching, url, credentials, &error))
    {
      g_task_return_error (task, g_steal_pointer (&error));
      return;
    }
  choose_limits (fetching, limits);
  ht_http_client_get_async (fetching->client, fetching->path, &fetching->limits, cancellable,
                            answered_cb, g_steal_pointer (&task));
}

/**
 * ht_fetch_once_finish:
 * @result: what the callback got
 * @error: return location, in %HT_SOURCE_ERROR, %HT_FORMAT_ERROR (it is no capture) or %G_IO_ERROR
 *   (cancelled); the message does not say which URL
 *
 * Returns: (transfer full): the capture, its path the URL without secrets
 */
HtCaptureFile *
ht_fetch_once_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}

typedef struct
{
  gboolean is_done;
  HtCaptureFile *file;
  GError *error;
} Waiting;

static void
fetched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Waiting *waiting = user_data;

  waiting->file = ht_fetch_once_finish (result, &waiting->error);
  waiting->is_done = TRUE;
}

/**
 * ht_fetch_once:
 * @url: as for ht_fetch_once_async()
 * @credentials: (nullable): how to prove who asks
 * @cancellable: (nullable): ends it
 * @error: return location, as for ht_fetch_once_finish()
 *
 * Fetches one capture. Blocks; may be called by any thread.
 *
 * Returns: (transfer full): the capture, its path the URL without secrets
 */
HtCaptureFile *
ht_fetch_once (const char *url,
               HtCredentials *credentials,
               GCancellable *cancellable,
               GError **error)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  Waiting waiting = { 0 };

  g_main_context_push_thread_default (context);
  ht_fetch_once_async (url, credentials, NULL, cancellable, fetched_cb, &waiting);
  while (!waiting.is_done)
    g_main_context_iteration (context, TRUE);
  /* What closing the connection left to do. */
  while (g_main_context_iteration (context, FALSE))
    continue;
  g_main_context_pop_thread_default (context);
  if (waiting.error != NULL)
    g_propagate_error (error, waiting.error);
  return waiting.file;
}
