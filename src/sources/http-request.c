/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "http-request.h"

#include "format-error.h"
#include "gunzip.h"
#include "http-complaint.h"
#include "http-fault.h"

#define MOST_REDIRECTS 5
#define PIECE_BYTES    (64 * 1024)
/* What is read of a body that nobody wants, so that its connection can be used again. */
#define MOST_DRAINED (64 * 1024)
/* Nobody waits longer than a day because a server says so. */
#define MOST_RETRY_AFTER_S (24 * 60 * 60)

typedef enum
{
  PHASE_CONNECT,
  PHASE_HEAD,
  PHASE_BODY,
} Phase;

/* One request, through all its redirects. */
typedef struct
{
  HtHttpTarget *target;
  HtHttpLimits limits;

  /* Of this hop */
  GUri *uri;
  SoupMessage *message;
  GInputStream *stream;
  Phase phase;
  GTlsCertificateFlags certificate_errors;

  guint n_redirects;
  /* Was on another origin: what comes back from there gets no credentials either. */
  gboolean left;

  /* Set before @stop is cancelled; NULL: the caller did it. */
  const char *timed_out;
  GCancellable *stop;
  GSource *phase_timer;
  GSource *total_timer;
  GSource *cancel_watch;

  GByteArray *received;
  HtHttpAnswer *answer;
} Request;

static void send_hop (GTask *task);
static void read_piece (GTask *task);

static gint64
now_ns (void)
{
  return g_get_real_time () * 1000;
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
clear_hop (Request *request)
{
  clear_source (&request->phase_timer);
  if (request->message != NULL)
    g_signal_handlers_disconnect_by_data (request->message, request);
  /* Closes the connection where the body was not read to its end. */
  g_clear_object (&request->stream);
  g_clear_object (&request->message);
}

static void
request_free (Request *request)
{
  clear_hop (request);
  clear_source (&request->total_timer);
  clear_source (&request->cancel_watch);
  g_clear_pointer (&request->uri, g_uri_unref);
  g_clear_object (&request->stop);
  g_clear_pointer (&request->received, g_byte_array_unref);
  ht_http_answer_free (request->answer);
  g_free (request);
}

/* Where the request is now, for people: what a server says of a place is left out. */
static char *
describe (Request *request)
{
  const HtHttpAddress *address = request->target->address;
  g_autofree char *origin = NULL;

  if (!request->left && request->n_redirects == 0)
    return ht_http_address_describe (address, request->uri);
  origin =
      address->socket_path != NULL ? g_strdup ("itself") : ht_http_describe_origin (request->uri);
  return g_strdup_printf ("%s, which redirects to %s", address->display, origin);
}

/* Ends the request; (transfer full): @error. */
static void
fail (GTask *task, GError *error)
{
  Request *request = g_task_get_task_data (task);

  clear_hop (request);
  clear_source (&request->total_timer);
  clear_source (&request->cancel_watch);
  g_task_return_error (task, error);
}

static void fail_with (GTask *task, HtSourceError code, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

static void
fail_with (GTask *task, HtSourceError code, const char *format, ...)
{
  g_autofree char *where = describe (g_task_get_task_data (task));
  g_autofree char *what = NULL;
  va_list arguments;

  va_start (arguments, format);
  what = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fail (task, g_error_new (HT_SOURCE_ERROR, code, "%s: %s", where, what));
}

static void
fail_from (GTask *task, const GError *fault)
{
  Request *request = g_task_get_task_data (task);
  g_autofree char *where = NULL;

  if (g_error_matches (fault, G_IO_ERROR, G_IO_ERROR_CANCELLED) && request->timed_out != NULL)
    {
      fail_with (task, HT_SOURCE_ERROR_TIMED_OUT, "%s", request->timed_out);
      return;
    }
  where = describe (request);
  fail (task, ht_http_explain_fault (fault, where, request->certificate_errors,
                                     !request->left && request->target->certificate != NULL));
}

static gboolean
phase_over_cb (gpointer user_data)
{
  Request *request = user_data;

  request->timed_out = request->phase == PHASE_CONNECT
                           ? "no connection in time; is the host there, and not behind a firewall?"
                           : "connected, but no answer in time";
  g_cancellable_cancel (request->stop);
  return G_SOURCE_REMOVE;
}

static gboolean
total_over_cb (gpointer user_data)
{
  Request *request = user_data;

  request->timed_out = "the answer was not complete in time";
  g_cancellable_cancel (request->stop);
  return G_SOURCE_REMOVE;
}

static gboolean
cancelled_cb (GCancellable *cancellable, gpointer user_data)
{
  Request *request = user_data;

  g_cancellable_cancel (request->stop);
  return G_SOURCE_REMOVE;
}

static GSource *
start_timer (guint ms, GSourceFunc callback, Request *request)
{
  GSource *timer = g_timeout_source_new (ms);

  g_source_set_callback (timer, callback, request, NULL);
  g_source_attach (timer, g_main_context_get_thread_default ());
  return timer;
}

static void
enter_phase (Request *request, Phase phase)
{
  clear_source (&request->phase_timer);
  request->phase = phase;
  if (phase == PHASE_CONNECT)
    request->phase_timer = start_timer (request->limits.connect_ms, phase_over_cb, request);
  else if (phase == PHASE_HEAD)
    request->phase_timer = start_timer (request->limits.first_byte_ms, phase_over_cb, request);
}

/* HTTP/1.1 everywhere: a target is asked by two connections and little else, and what a
 * misbehaving server can do to HTTP/2 is another list.
 */
static void
network_event_cb (SoupMessage *message,
                  GSocketClientEvent event,
                  GIOStream *connection,
                  gpointer user_data)
{
  static const char *const protocols[] = { "http/1.1", NULL };

  if (event == G_SOCKET_CLIENT_TLS_HANDSHAKING && G_IS_TLS_CONNECTION (connection))
    g_tls_connection_set_advertised_protocols (G_TLS_CONNECTION (connection), protocols);
}

static void
starting_cb (SoupMessage *message, gpointer user_data)
{
  Request *request = user_data;

  request->answer->asked_ns = now_ns ();
  enter_phase (request, PHASE_HEAD);
}

static void
got_headers_cb (SoupMessage *message, gpointer user_data)
{
  Request *request = user_data;

  request->answer->first_byte_ns = now_ns ();
  enter_phase (request, PHASE_BODY);
}

static gboolean
accept_certificate_cb (SoupMessage *message,
                       GTlsCertificate *certificate,
                       GTlsCertificateFlags errors,
                       gpointer user_data)
{
  Request *request = user_data;

  request->certificate_errors = errors;
  return !request->left && ht_credentials_is_unverified (request->target->credentials);
}

static int
parse_retry_after (SoupMessageHeaders *headers)
{
  const char *text = soup_message_headers_get_one (headers, "Retry-After");
  g_autoptr (GDateTime) date = NULL;
  g_autoptr (GDateTime) now = NULL;
  guint64 seconds;

  if (text == NULL)
    return -1;
  if (g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &seconds, NULL))
    return (int) MIN (seconds, MOST_RETRY_AFTER_S);
  date = soup_date_time_new_from_http_string (text);
  if (date == NULL)
    return -1;
  now = g_date_time_new_now_utc ();
  return (int) CLAMP (g_date_time_difference (date, now) / G_USEC_PER_SEC, 0, MOST_RETRY_AFTER_S);
}

static gboolean
is_redirect (guint status)
{
  return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

static gboolean
is_success (guint status)
{
  return status >= 200 && status <= 299;
}

static void
follow_redirect (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  HtHttpTarget *target = request->target;
  SoupMessageHeaders *headers = soup_message_get_response_headers (request->message);
  const char *location = soup_message_headers_get_one (headers, "Location");
  g_autoptr (GError) error = NULL;
  g_autoptr (GUri) uri = ht_http_parse_redirect (request->uri, location, &error);

  if (uri == NULL)
    fail_with (task, HT_SOURCE_ERROR_REDIRECT, "%s", error->message);
  else if (request->n_redirects == MOST_REDIRECTS)
    fail_with (task, HT_SOURCE_ERROR_REDIRECT, "redirected more than %d times; it goes in a circle",
               MOST_REDIRECTS);
  else if (target->address->socket_path != NULL &&
           !ht_http_is_same_origin (target->address->base, uri))
    fail_with (task, HT_SOURCE_ERROR_REDIRECT,
               "redirects from a socket to the network, which is not followed");
  else if (g_str_equal (g_uri_get_scheme (request->uri), "https") &&
           g_str_equal (g_uri_get_scheme (uri), "http") &&
           ht_credentials_has_secret (target->credentials))
    fail_with (task, HT_SOURCE_ERROR_REDIRECT,
               "redirects from https to http, which is not followed with credentials");
  else
    {
      request->n_redirects++;
      if (!ht_http_is_same_origin (target->address->base, uri))
        request->left = TRUE;
      clear_hop (request);
      g_uri_unref (request->uri);
      request->uri = g_steal_pointer (&uri);
      send_hop (task);
    }
}

/* What the server says of it, to be put behind the status; nothing where it says nothing. */
static char *
read_complaint (Request *request)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (request->message);
  g_autofree char *words =
      ht_http_read_complaint (soup_message_headers_get_one (headers, "Content-Type"),
                              (const char *) request->received->data, request->received->len,
                              request->target->credentials, request->uri);

  return words != NULL ? g_strdup_printf (": “%s”", words) : g_strdup ("");
}

/* Who is refused for the credentials gets no quotation: the answer is about what was sent. */
static void
fail_by_status (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  guint status = soup_message_get_status (request->message);
  const char *phrase = soup_status_get_phrase (status);
  g_autofree char *complaint = read_complaint (request);

  if (status == 401 || status == 403)
    {
      g_autofree char *tried = ht_credentials_describe (request->target->credentials);

      if (request->left)
        fail_with (task, HT_SOURCE_ERROR_UNAUTHORIZED,
                   "answers %u %s; nothing was tried, since credentials go to the origin of the "
                   "target only",
                   status, phrase);
      else if (!ht_credentials_has_secret (request->target->credentials))
        fail_with (task, HT_SOURCE_ERROR_UNAUTHORIZED,
                   "answers %u %s; no credential was given, so give one", status, phrase);
      else
        fail_with (task, HT_SOURCE_ERROR_UNAUTHORIZED,
                   "answers %u %s; %s was tried, check that it is valid there", status, phrase,
                   tried);
    }
  else if (status == 404)
    fail_with (task, HT_SOURCE_ERROR_NOT_FOUND, "answers 404 Not Found");
  else if (request->target->retry_after_s >= 0)
    fail_with (task, HT_SOURCE_ERROR_STATUS, "answers %u %s and asks to come back in %d s%s",
               status, phrase, request->target->retry_after_s, complaint);
  else
    fail_with (task, HT_SOURCE_ERROR_STATUS, "answers %u %s%s", status, phrase, complaint);
}

static void
complete (GTask *task, GBytes *body)
{
  Request *request = g_task_get_task_data (task);

  request->answer->body = g_bytes_ref (body);
  clear_hop (request);
  clear_source (&request->total_timer);
  clear_source (&request->cancel_watch);
  g_task_return_pointer (task, g_steal_pointer (&request->answer),
                         (GDestroyNotify) ht_http_answer_free);
}

typedef struct
{
  GBytes *packed;
  gsize most_bytes;
} Unpacking;

static void
unpacking_free (Unpacking *unpacking)
{
  g_bytes_unref (unpacking->packed);
  g_free (unpacking);
}

static void
unpack_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Unpacking *unpacking = data;
  g_autoptr (GError) error = NULL;
  GBytes *unpacked = ht_gunzip_within (unpacking->packed, unpacking->most_bytes, &error);

  if (unpacked != NULL)
    g_task_return_pointer (task, unpacked, (GDestroyNotify) g_bytes_unref);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
unpacked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) body = g_task_propagate_pointer (G_TASK (result), &error);

  if (body != NULL)
    complete (task, body);
  else if (g_error_matches (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE))
    fail_with (task, HT_SOURCE_ERROR_TOO_LARGE, "%s", error->message);
  else if (error->domain == HT_FORMAT_ERROR)
    fail_with (task, HT_SOURCE_ERROR_BAD_ANSWER, "%s", error->message);
  else
    fail_from (task, error);
}

/* In a thread: what takes a second for one target must not delay the others. */
static void
unpack (GTask *task, GBytes *packed)
{
  Request *request = g_task_get_task_data (task);
  g_autoptr (GTask) worker = g_task_new (NULL, request->stop, unpacked_cb, g_object_ref (task));
  Unpacking *unpacking = g_new0 (Unpacking, 1);

  unpacking->packed = g_bytes_ref (packed);
  unpacking->most_bytes = request->limits.max_unpacked_bytes;
  g_task_set_task_data (worker, unpacking, (GDestroyNotify) unpacking_free);
  g_task_set_return_on_cancel (worker, TRUE);
  g_task_run_in_thread (worker, unpack_thread);
}

static void
finish_body (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  SoupMessageHeaders *headers = soup_message_get_response_headers (request->message);
  const char *encoding = soup_message_headers_get_list (headers, "Content-Encoding");
  g_autoptr (GBytes) body = g_byte_array_free_to_bytes (g_steal_pointer (&request->received));

  request->answer->done_ns = now_ns ();
  request->answer->status = soup_message_get_status (request->message);
  request->answer->content_type = g_strdup (soup_message_headers_get_one (headers, "Content-Type"));
  if (encoding == NULL || *encoding == '\0' || g_ascii_strcasecmp (encoding, "identity") == 0)
    complete (task, body);
  else if (g_ascii_strcasecmp (encoding, "gzip") == 0 ||
           g_ascii_strcasecmp (encoding, "x-gzip") == 0)
    unpack (task, body);
  else
    fail_with (task, HT_SOURCE_ERROR_BAD_ANSWER,
               "answers in a Content-Encoding that was not asked for and is not known");
}

/* What follows a body that is over, was given up or is not wanted. */
static void
finish_hop (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  guint status = soup_message_get_status (request->message);

  if (is_success (status))
    finish_body (task);
  else if (is_redirect (status))
    follow_redirect (task);
  else
    fail_by_status (task);
}

static void
fail_too_large (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  g_autofree char *limit = g_format_size_full (request->limits.max_bytes, G_FORMAT_SIZE_IEC_UNITS);

  fail_with (task, HT_SOURCE_ERROR_TOO_LARGE, "answers with more than %s, the limit", limit);
}

/* libsoup (3.2) takes the end of the connection between two chunks for the end of the body. A
 * server that keeps connections open has not ended this one if the body is complete.
 */
static gboolean
is_cut_between_chunks (Request *request)
{
  SoupMessageHeaders *headers = soup_message_get_response_headers (request->message);
  GInputStream *bottom = request->stream;
  g_autoptr (GError) error = NULL;
  char ignored;

  if (soup_message_headers_get_encoding (headers) != SOUP_ENCODING_CHUNKED ||
      !soup_message_is_keepalive (request->message))
    return FALSE;
  while (G_IS_FILTER_INPUT_STREAM (bottom))
    bottom = g_filter_input_stream_get_base_stream (G_FILTER_INPUT_STREAM (bottom));
  if (!G_IS_POLLABLE_INPUT_STREAM (bottom))
    return FALSE;
  g_pollable_input_stream_read_nonblocking (G_POLLABLE_INPUT_STREAM (bottom), &ignored, 1, NULL,
                                            &error);
  return !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

static void
piece_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  gboolean wanted = is_success (soup_message_get_status (request->message));
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) piece =
      g_input_stream_read_bytes_finish (G_INPUT_STREAM (source), result, &error);
  gsize length = piece != NULL ? g_bytes_get_size (piece) : 0;

  if (piece == NULL && (wanted || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED)))
    fail_from (task, error);
  else if (length == 0 && wanted && is_cut_between_chunks (request))
    fail_with (task, HT_SOURCE_ERROR_BAD_ANSWER,
               "the answer is not complete: the connection ended between two chunks");
  else if (length == 0)
    finish_hop (task);
  else if (wanted && length > request->limits.max_bytes - request->received->len)
    fail_too_large (task);
  else if (!wanted && length + request->received->len > MOST_DRAINED)
    finish_hop (task);
  else
    {
      g_byte_array_append (request->received, g_bytes_get_data (piece, NULL), (guint) length);
      read_piece (task);
    }
}

static void
read_piece (GTask *task)
{
  Request *request = g_task_get_task_data (task);

  g_input_stream_read_bytes_async (request->stream, PIECE_BYTES, G_PRIORITY_DEFAULT, request->stop,
                                   piece_cb, g_object_ref (task));
}

static void
sent_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  Request *request = g_task_get_task_data (task);
  g_autoptr (GError) error = NULL;
  SoupMessageHeaders *headers = soup_message_get_response_headers (request->message);

  request->stream = soup_session_send_finish (SOUP_SESSION (source), result, &error);
  if (request->stream == NULL)
    {
      fail_from (task, error);
      return;
    }
  request->target->retry_after_s = parse_retry_after (headers);
  request->target->status = soup_message_get_status (request->message);
  g_clear_pointer (&request->received, g_byte_array_unref);
  request->received = g_byte_array_new ();
  if (is_success (soup_message_get_status (request->message)) &&
      soup_message_headers_get_encoding (headers) == SOUP_ENCODING_CONTENT_LENGTH &&
      (guint64) soup_message_headers_get_content_length (headers) > request->limits.max_bytes)
    fail_too_large (task);
  else
    read_piece (task);
}

static void
send_hop (GTask *task)
{
  Request *request = g_task_get_task_data (task);
  HtHttpTarget *target = request->target;
  SoupMessage *message = soup_message_new_from_uri ("GET", request->uri);
  SoupMessageHeaders *headers = soup_message_get_request_headers (message);

  request->message = message;
  request->certificate_errors = 0;
  soup_message_add_flags (message, SOUP_MESSAGE_NO_REDIRECT);
  /* Packing costs the target more than the bytes cost the network. */
  soup_message_headers_replace (headers, "Accept-Encoding", "identity");
  if (!request->left)
    {
      if (ht_credentials_get_kind (target->credentials) != HT_CREDENTIAL_NONE)
        soup_message_headers_replace (headers, ht_credentials_get_header_name (target->credentials),
                                      ht_credentials_get_header_value (target->credentials));
      if (target->certificate != NULL)
        soup_message_set_tls_client_certificate (message, target->certificate);
    }
  else if (target->certificate != NULL)
    /* A connection of the pool may have shown the certificate. */
    soup_message_add_flags (message, SOUP_MESSAGE_NEW_CONNECTION);

  g_signal_connect (message, "network-event", G_CALLBACK (network_event_cb), request);
  g_signal_connect (message, "starting", G_CALLBACK (starting_cb), request);
  g_signal_connect (message, "got-headers", G_CALLBACK (got_headers_cb), request);
  g_signal_connect (message, "accept-certificate", G_CALLBACK (accept_certificate_cb), request);
  enter_phase (request, PHASE_CONNECT);
  soup_session_send_async (target->session, message, G_PRIORITY_DEFAULT, request->stop, sent_cb,
                           g_object_ref (task));
}

static void
fill_limits (HtHttpLimits *limits, const HtHttpLimits *given)
{
  if (given != NULL)
    *limits = *given;
  if (limits->connect_ms == 0)
    limits->connect_ms = HT_HTTP_CONNECT_MS;
  if (limits->first_byte_ms == 0)
    limits->first_byte_ms = HT_HTTP_FIRST_BYTE_MS;
  if (limits->total_ms == 0)
    limits->total_ms = HT_HTTP_TOTAL_MS;
  if (limits->max_bytes == 0)
    limits->max_bytes = HT_HTTP_MAX_BYTES;
  if (limits->max_unpacked_bytes == 0)
    limits->max_unpacked_bytes = HT_HTTP_MAX_UNPACKED_BYTES;
  /* What a GByteArray can hold, with room for doubling. */
  limits->max_bytes = MIN (limits->max_bytes, (gsize) 1 << 30);
}

/**
 * ht_http_request_async:
 * @target: lives until the request is over
 * @uri: what to ask for
 * @limits: (nullable): what it may cost
 * @cancellable: (nullable): ends it
 * @callback: called when it is done
 * @user_data: for @callback
 *
 * Asks at once, and follows redirects by hand: that is the only way to be sure what another
 * origin gets to see.
 */
void
ht_http_request_async (HtHttpTarget *target,
                       GUri *uri,
                       const HtHttpLimits *limits,
                       GCancellable *cancellable,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Request *request = g_new0 (Request, 1);

  g_task_set_source_tag (task, ht_http_request_async);
  g_task_set_task_data (task, request, (GDestroyNotify) request_free);
  request->target = target;
  request->uri = g_uri_ref (uri);
  request->stop = g_cancellable_new ();
  request->answer = g_new0 (HtHttpAnswer, 1);
  fill_limits (&request->limits, limits);
  request->total_timer = start_timer (request->limits.total_ms, total_over_cb, request);
  if (cancellable != NULL)
    {
      request->cancel_watch = g_cancellable_source_new (cancellable);
      g_source_set_callback (request->cancel_watch, G_SOURCE_FUNC (cancelled_cb), request, NULL);
      g_source_attach (request->cancel_watch, g_main_context_get_thread_default ());
    }
  send_hop (task);
}

/**
 * ht_http_request_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): the answer; or as ht_http_client_get_finish()
 */
HtHttpAnswer *
ht_http_request_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
