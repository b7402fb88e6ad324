/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "http-complaint.h"

#include <string.h>

#include "safe-text.h"

#define MOST_BYTES 200

/* So much of a secret in a text is no coincidence that would be worth the risk. */
#define TELLING_BYTES 5

/* Also in part and in other case: a server may cut and change what it quotes. */
static gboolean
has_part_of (const char *folded, const char *secret)
{
  g_autofree char *wanted = g_ascii_strdown (secret, -1);
  gsize length = strlen (wanted);
  gsize window = MIN (length, TELLING_BYTES);
  gboolean found = FALSE;

  for (gsize i = 0; !found && window > 0 && i + window <= length; i++)
    found = memmem (folded, strlen (folded), wanted + i, window) != NULL;
  explicit_bzero (wanted, length);
  return found;
}

/* The password is sent packed, and may come back unpacked. */
static gboolean
has_part_of_basic (const char *folded, const char *encoded)
{
  gsize length;
  g_autofree guchar *pair = g_base64_decode (encoded, &length);
  g_autofree char *text = g_strndup ((const char *) pair, length);
  const char *colon = strchr (text, ':');
  gboolean found = colon != NULL && has_part_of (folded, colon + 1);

  explicit_bzero (pair, length);
  explicit_bzero (text, strlen (text));
  return found;
}

static gboolean
quotes_credentials (const char *folded, HtCredentials *credentials)
{
  const char *value = ht_credentials_get_header_value (credentials);
  HtCredentialKind kind = ht_credentials_get_kind (credentials);
  const char *blank = value != NULL ? strchr (value, ' ') : NULL;

  if (value == NULL)
    return FALSE;
  /* Before the blank there is the word "Bearer" or "Basic". */
  if (blank != NULL && (kind == HT_CREDENTIAL_BASIC || kind == HT_CREDENTIAL_BEARER))
    value = blank + 1;
  return has_part_of (folded, value) ||
         (kind == HT_CREDENTIAL_BASIC && has_part_of_basic (folded, value));
}

/* What is in a query may be a key. */
static gboolean
quotes_query (const char *folded, GUri *uri)
{
  const char *query = g_uri_get_query (uri);
  g_auto (GStrv) pairs = query != NULL ? g_strsplit (query, "&", -1) : NULL;

  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i++)
    {
      const char *equals = strchr (pairs[i], '=');
      const char *value = equals != NULL ? equals + 1 : pairs[i];
      /* A server quotes it as it was sent, or as it took it. */
      g_autofree char *meant = g_uri_unescape_string (value, NULL);

      /* A number of seconds is none. */
      if (strlen (value) >= TELLING_BYTES &&
          (has_part_of (folded, value) || (meant != NULL && has_part_of (folded, meant))))
        return TRUE;
    }
  return FALSE;
}

/**
 * ht_http_read_complaint:
 * @content_type: (nullable): of an answer that is no success
 * @body: its body, which may be cut off
 * @length: how long that is
 * @credentials: what was sent
 * @uri: what was asked for
 *
 * Reads why a server refuses something, where it says so in plain words, as Go's handlers do.
 *
 * Returns: (transfer full) (nullable): its first line, at most 200 bytes, fit to be shown; %NULL if
 *   there is none, or if there is anything in it of what the request sent to prove who asks
 */
char *
ht_http_read_complaint (const char *content_type,
                        const char *body,
                        gsize length,
                        HtCredentials *credentials,
                        GUri *uri)
{
  g_autofree char *line = NULL;
  g_autofree char *folded = NULL;

  if (length == 0 || content_type == NULL ||
      g_ascii_strncasecmp (content_type, "text/plain", 10) != 0)
    return NULL;
  /* No more than is shown: looking through all of a long answer for all of a long token would keep
   * the others waiting. */
  line = g_strndup (body, MIN (length, MOST_BYTES));
  line[strcspn (line, "\r\n")] = '\0';
  folded = g_ascii_strdown (line, -1);
  if (quotes_credentials (folded, credentials) || quotes_query (folded, uri))
    return NULL;
  g_strstrip (line);
  if (*line == '\0' || *line == '<' || *line == '{')
    return NULL;
  return ht_safe_text_for_terminal (line, -1);
}
