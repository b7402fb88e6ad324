/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "http-address.h"

#include <string.h>

#include "secrets.h"
#include "source-error.h"

/* Nothing is decoded: a %2F of a path is to reach the server as it is. */
#define URI_FLAGS                                                                    \
  (G_URI_FLAGS_HAS_PASSWORD | G_URI_FLAGS_ENCODED_PATH | G_URI_FLAGS_ENCODED_QUERY | \
   G_URI_FLAGS_ENCODED_FRAGMENT | G_URI_FLAGS_SCHEME_NORMALIZE)

/* What would end the request line, or begin another header. */
static gboolean
has_blanks (const char *text)
{
  for (; *text != '\0'; text++)
    if ((guchar) *text <= ' ' || *text == 0x7f)
      return TRUE;
  return FALSE;
}

static void
set_invalid (GError **error, const char *why)
{
  g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID, why);
}

static gboolean
is_http (GUri *uri)
{
  const char *scheme = g_uri_get_scheme (uri);

  return g_str_equal (scheme, "http") || g_str_equal (scheme, "https");
}

/* localhost:6060 is a host and its port, file:/etc is not. */
static gboolean
lacks_scheme (const char *text)
{
  gsize length = strcspn (text, ":/?#");

  return *text == '[' ||
         (length > 0 && (text[length] != ':' || g_ascii_isdigit (text[length + 1])));
}

static GUri *
parse_network (const char *text, GError **error)
{
  g_autofree char *completed = lacks_scheme (text) ? g_strconcat ("http://", text, NULL) : NULL;
  g_autoptr (GUri) uri = g_uri_parse (completed != NULL ? completed : text, URI_FLAGS, NULL);

  /* Nothing of the text is repeated: where it cannot be read, a password cannot be found. */
  if (strchr (text, '@') != NULL &&
      (uri == NULL || g_uri_get_userinfo (uri) != NULL || g_uri_get_host (uri) == NULL))
    set_invalid (error, "a URL with a user name or a password in it is not taken, since it is seen "
                        "wherever the URL is; give these apart from it");
  else if (uri == NULL)
    set_invalid (error, "this is no URL; one looks like http://localhost:6060");
  else if (!is_http (uri))
    set_invalid (error, "only http:, https: and unix: URLs can be asked");
  else if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    set_invalid (error, "the URL names no host; one looks like http://localhost:6060");
  else
    return g_steal_pointer (&uri);
  return NULL;
}

/* unix:/path/to/socket[:/prefix] */
static GUri *
parse_socket (const char *text, char **socket_path, GError **error)
{
  const char *prefix = strstr (text, ":/");
  g_autofree char *path =
      prefix != NULL ? g_strndup (text, (gsize) (prefix - text)) : g_strdup (text);
  g_autofree char *url = g_strconcat ("http://localhost", prefix != NULL ? prefix + 1 : "/", NULL);
  g_autoptr (GUri) uri = g_uri_parse (url, URI_FLAGS, NULL);

  /* A path of more than 107 bytes fits in no socket address. */
  if (uri == NULL || *path != '/' || strlen (path) > 107)
    {
      set_invalid (error, "a Unix socket is written unix:/path/to/socket or "
                          "unix:/path/to/socket:/prefix, with a path of at most 107 bytes");
      return NULL;
    }
  *socket_path = g_steal_pointer (&path);
  return g_steal_pointer (&uri);
}

static GUri *
with_path_and_query (GUri *uri, const char *path, const char *query)
{
  return g_uri_build (URI_FLAGS, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                      g_uri_get_port (uri), path, query, NULL);
}

/**
 * ht_http_address_parse:
 * @text: what the user gave; see ht_http_client_new()
 * @error: return location
 *
 * Fails with %HT_SOURCE_ERROR_INVALID and a message that repeats nothing of @text.
 *
 * Returns: (transfer full): the address
 */
HtHttpAddress *
ht_http_address_parse (const char *text, GError **error)
{
  g_autoptr (HtHttpAddress) address = g_new0 (HtHttpAddress, 1);
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  g_autoptr (GUri) uri = NULL;

  if (*stripped == '\0' || has_blanks (stripped) || !g_utf8_validate (stripped, -1, NULL))
    set_invalid (error, "a URL is one word without blanks, such as http://localhost:6060");
  else if (g_ascii_strncasecmp (stripped, "unix:", 5) == 0)
    {
      const char *rest = stripped + 5;

      uri = parse_socket (g_str_has_prefix (rest, "//") ? rest + 2 : rest, &address->socket_path,
                          error);
    }
  else
    uri = parse_network (stripped, error);
  if (uri == NULL)
    return NULL;

  address->base = with_path_and_query (uri, g_uri_get_path (uri), g_uri_get_query (uri));
  address->display = ht_http_address_describe (address, address->base);
  return g_steal_pointer (&address);
}

/**
 * ht_http_address_free:
 * @address: (transfer full): an address
 */
void
ht_http_address_free (HtHttpAddress *address)
{
  g_clear_pointer (&address->base, g_uri_unref);
  g_free (address->socket_path);
  g_free (address->display);
  g_free (address);
}

/**
 * ht_http_address_resolve:
 * @address: an address
 * @path: relative to its path, with query, escaped
 * @error: return location
 *
 * The query of the base comes first, then that of @path. Fails with %HT_SOURCE_ERROR_INVALID.
 *
 * Returns: (transfer full): what to ask for
 */
GUri *
ht_http_address_resolve (const HtHttpAddress *address, const char *path, GError **error)
{
  const char *base_path = g_uri_get_path (address->base);
  const char *base_query = g_uri_get_query (address->base);
  g_auto (GStrv) parts = g_strsplit (path, "?", 2);
  const char *own_path = parts[0] != NULL ? parts[0] : "";
  const char *own_query = parts[0] != NULL ? parts[1] : NULL;
  g_autofree char *joined_path = NULL;
  g_autofree char *joined_query = NULL;

  if (has_blanks (path) || strchr (path, '#') != NULL)
    {
      set_invalid (error, "a path to ask for has blanks or a #; escape them");
      return NULL;
    }
  while (*own_path == '/')
    own_path++;
  if (*own_path == '\0')
    joined_path = g_strdup (*base_path != '\0' ? base_path : "/");
  else
    joined_path =
        g_strconcat (base_path, g_str_has_suffix (base_path, "/") ? "" : "/", own_path, NULL);
  if (base_query != NULL && own_query != NULL)
    joined_query = g_strconcat (base_query, "&", own_query, NULL);
  else
    joined_query = g_strdup (own_query != NULL ? own_query : base_query);
  return with_path_and_query (address->base, joined_path, joined_query);
}

/**
 * ht_http_address_describe:
 * @address: an address
 * @uri: what was asked of it
 *
 * Returns: (transfer full): @uri for people, without secrets, on one line
 */
char *
ht_http_address_describe (const HtHttpAddress *address, GUri *uri)
{
  const char *query = g_uri_get_query (uri);
  const char *path = g_uri_get_path (uri);
  g_autofree char *origin = NULL;
  g_autofree char *text = NULL;

  if (query == NULL && g_str_equal (path, "/"))
    path = "";
  if (address->socket_path == NULL)
    origin = ht_http_describe_origin (uri);
  else
    origin = g_strconcat ("unix:", address->socket_path, *path != '\0' ? ":" : "", NULL);
  text = g_strconcat (origin, path, query != NULL ? "?" : "", query, NULL);
  return ht_mask_url (text);
}

/**
 * ht_http_address_skip_place:
 * @address: an address
 * @uri: what was asked of it
 * @message: of an error of [class@HttpClient]
 *
 * Returns: (transfer none): @message without the place at its begin, for who says that anyway;
 *   the whole where it speaks of another place
 */
const char *
ht_http_address_skip_place (const HtHttpAddress *address, GUri *uri, const char *message)
{
  g_autofree char *place = ht_http_address_describe (address, uri);
  gsize length = strlen (place);

  if (g_str_has_prefix (message, place) && g_str_has_prefix (message + length, ": "))
    return message + length + 2;
  return message;
}

/**
 * ht_http_parse_redirect:
 * @from: what was asked
 * @location: what the server says
 * @error: return location
 *
 * Fails with %HT_SOURCE_ERROR_REDIRECT where it leads out of HTTP; the message repeats nothing of
 * @location but its scheme.
 *
 * Returns: (transfer full): where it leads
 */
GUri *
ht_http_parse_redirect (GUri *from, const char *location, GError **error)
{
  g_autoptr (GUri) uri = NULL;

  if (location != NULL && !has_blanks (location) && g_utf8_validate (location, -1, NULL))
    uri = g_uri_parse_relative (from, location, URI_FLAGS, NULL);

  if (uri == NULL)
    g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_REDIRECT,
                         "redirects to no valid place");
  else if (!is_http (uri))
    g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_REDIRECT,
                 "redirects to a %.16s: URL, which is not followed", g_uri_get_scheme (uri));
  else if (g_uri_get_host (uri) == NULL || *g_uri_get_host (uri) == '\0')
    g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_REDIRECT,
                         "redirects to a place without a host");
  else if (g_uri_get_userinfo (uri) != NULL)
    g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_REDIRECT,
                         "redirects to a URL with a user name in it, which is not followed");
  else
    return with_path_and_query (uri, *g_uri_get_path (uri) != '\0' ? g_uri_get_path (uri) : "/",
                                g_uri_get_query (uri));
  return NULL;
}

static int
get_default_port (GUri *uri)
{
  return g_str_equal (g_uri_get_scheme (uri), "https") ? 443 : 80;
}

static int
get_port (GUri *uri)
{
  int port = g_uri_get_port (uri);

  return port > 0 ? port : get_default_port (uri);
}

/**
 * ht_http_is_same_origin:
 * @a: an http or https URL
 * @b: another
 *
 * Returns: whether they have scheme, host and port in common (RFC 6454)
 */
gboolean
ht_http_is_same_origin (GUri *a, GUri *b)
{
  return g_str_equal (g_uri_get_scheme (a), g_uri_get_scheme (b)) &&
         g_ascii_strcasecmp (g_uri_get_host (a), g_uri_get_host (b)) == 0 &&
         get_port (a) == get_port (b);
}

/**
 * ht_http_describe_origin:
 * @uri: an http or https URL
 *
 * Returns: (transfer full): its origin for people; what a server put behind it is left out
 */
char *
ht_http_describe_origin (GUri *uri)
{
  /* Normalising would add a slash. */
  g_autoptr (GUri) origin =
      g_uri_build (G_URI_FLAGS_NONE, g_uri_get_scheme (uri), NULL, g_uri_get_host (uri),
                   get_port (uri) != get_default_port (uri) ? get_port (uri) : -1, "", NULL, NULL);
  g_autofree char *text = g_uri_to_string (origin);

  return ht_mask_url (text);
}

/**
 * ht_http_is_loopback:
 * @uri: an http or https URL
 *
 * Returns: whether it is on this machine, where no proxy is asked
 */
gboolean
ht_http_is_loopback (GUri *uri)
{
  const char *host = g_uri_get_host (uri);
  g_autoptr (GInetAddress) literal = g_inet_address_new_from_string (host);

  return literal != NULL ? g_inet_address_get_is_loopback (literal)
                         : g_ascii_strcasecmp (host, "localhost") == 0;
}
