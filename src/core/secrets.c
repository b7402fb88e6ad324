/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "secrets.h"

#include <string.h>

#define MASK "***"

/* What a service says of itself is kept in recordings that people send to one
 * another. Too much masked is a nuisance, too little a leak: in doubt it is masked.
 */
static const char *const secret_parts[] = {
  "password", "passwd",     "passphrase", "pwd",    "secret",        "token",  "key",
  "dsn",      "credential", "signature",  "bearer", "authorization", "cookie",
};
static const char *const secret_words[] = { "pass", "sig", "auth" };

/* Letters, digits and what joins them in the name of a flag, a variable or a header. */
static gboolean
is_name_char (char c)
{
  return g_ascii_isalnum (c) || c == '_' || c == '-' || c == '.';
}

static gboolean
has_secret_word (const char *name, gsize length)
{
  gsize start = 0;

  for (gsize i = 0; i <= length; i++)
    {
      if (i < length && g_ascii_isalnum (name[i]))
        continue;
      for (gsize j = 0; j < G_N_ELEMENTS (secret_words); j++)
        if (strlen (secret_words[j]) == i - start &&
            g_ascii_strncasecmp (name + start, secret_words[j], i - start) == 0)
          return TRUE;
      start = i + 1;
    }
  return FALSE;
}

/**
 * ht_is_secret_name:
 * @name: name of a flag, a variable, a header or a parameter; need not be terminated
 * @length: its length
 *
 * Returns: whether its value is better not shown: the name speaks of a
 *   password, secret, token, key, DSN, credential or the like
 */
gboolean
ht_is_secret_name (const char *name, gsize length)
{
  for (gsize i = 0; i < length; i++)
    for (gsize j = 0; j < G_N_ELEMENTS (secret_parts); j++)
      {
        gsize n = strlen (secret_parts[j]);

        if (n <= length - i && g_ascii_strncasecmp (name + i, secret_parts[j], n) == 0)
          return TRUE;
      }
  return has_secret_word (name, length);
}

/* Where a value ends: with its quote, or with what separates pairs in @text.
 * A pair that is the whole argument, and what follows a colon as in a header,
 * may hold blanks and goes to the end.
 */
static const char *
find_value_end (const char *value, gboolean to_end)
{
  const char *end;

  if (*value == '"' || *value == '\'')
    {
      end = value + 1;
      while (*end != '\0' && *end != *value)
        end += (*end == '\\' && end[1] != '\0') ? 2 : 1;
      return *end != '\0' ? end + 1 : end;
    }
  return to_end ? value + strlen (value) : value + strcspn (value, " \t\r\n&;,#\"'");
}

static gboolean
is_behind (const char *text, const char *position, const char *mark)
{
  gsize length = strlen (mark);

  return (gsize) (position - text) >= length && strncmp (position - length, mark, length) == 0;
}

/* Whether there is a port behind the colon, and in front of it the host of a URL, or a pod behind
 * the proxy of its API server: these may be called keycloak. */
static gboolean
is_place_and_port (const char *text, const char *name, const char *colon)
{
  gsize n_digits = strspn (colon + 1, "0123456789");

  return (is_behind (text, name, "://") || is_behind (text, name, "/pods/")) && n_digits > 0 &&
         strchr ("/?# \t\r\n\"'", colon[1 + n_digits]) != NULL;
}

/* Copies @text with the values of all pairs whose name is secret masked. */
static char *
mask_pairs (const char *text)
{
  GString *masked = g_string_new (NULL);
  const char *position = text;

  while (*position != '\0')
    {
      const char *name = position;
      const char *after;
      gboolean to_end;

      while (is_name_char (*position))
        position++;
      after = position;
      /* {"password": "…"} */
      if (position > name && (*after == '"' || *after == '\''))
        after++;
      if (position == name || (*after != '=' && *after != ':') || g_str_has_prefix (after, "://") ||
          (*after == ':' && is_place_and_port (text, name, after)) ||
          !ht_is_secret_name (name, (gsize) (position - name)))
        {
          if (position == name)
            position++;
          g_string_append_len (masked, name, position - name);
          continue;
        }
      to_end = name == text || *after == ':';
      after++;
      while (*after == ' ')
        after++;
      g_string_append_len (masked, name, after - name);
      position = find_value_end (after, to_end);
      if (position > after)
        g_string_append (masked, MASK);
    }
  return g_string_free (masked, FALSE);
}

/* Where the host of a URL begins; @authority is behind its "//". */
static const char *
find_host (const char *authority)
{
  gsize length = strcspn (authority, " \t\r\n?#\"'");
  gsize before_path = MIN (strcspn (authority, "/"), length);
  const char *at = memrchr (authority, '@', before_path);
  const char *colon = memchr (authority, ':', before_path);

  /* A slash in a raw password, unless the colon was that of a port. */
  if (at == NULL && colon != NULL &&
      strspn (colon + 1, "0123456789") + 1 != before_path - (gsize) (colon - authority))
    at = memchr (authority, '@', length);
  return at != NULL ? at + 1 : authority;
}

/* Takes out what is between the "//" of a URL and the "@" before its host. */
static char *
cut_user_info (const char *text)
{
  GString *cut = g_string_new (NULL);
  const char *mark;

  while ((mark = strstr (text, "://")) != NULL)
    {
      g_string_append_len (cut, text, mark + 3 - text);
      text = find_host (mark + 3);
    }
  g_string_append (cut, text);
  return g_string_free (cut, FALSE);
}

/* user:password@tcp(host:3306)/name, the DSN of database drivers that is no URL */
static char *
mask_bare_user_info (char *text)
{
  const char *value = strchr (text, '=');
  const char *at = strrchr (text, '@');
  const char *colon;

  value = value != NULL && (at == NULL || value < at) ? value + 1 : text;
  colon = strchr (value, ':');
  if (at == NULL || colon == NULL || colon > at || g_str_has_prefix (colon, "://"))
    return text;

  char *masked = g_strdup_printf ("%.*s" MASK "%s", (int) (value - text), text, at);
  g_free (text);
  return masked;
}

/**
 * ht_mask_url:
 * @url: a URL, or text that may hold URLs
 *
 * Takes user names and passwords out of URLs and masks the values of query
 * parameters (and other `name=value` pairs) with a secret name.
 *
 * Returns: (transfer full): what may be kept
 */
char *
ht_mask_url (const char *url)
{
  g_autofree char *cut = cut_user_info (url);

  return mask_pairs (cut);
}

static gboolean
is_secret_flag (const char *argument)
{
  return *argument == '-' && argument[strspn (argument, "-")] != '\0' &&
         strpbrk (argument, "=: ") == NULL && ht_is_secret_name (argument, strlen (argument));
}

static char *
mask_argument (const char *argument)
{
  const char *name = argument + strspn (argument, "-");
  g_autofree char *url_free = cut_user_info (name);
  g_autofree char *masked = mask_bare_user_info (mask_pairs (url_free));

  return g_strdup_printf ("%.*s%s", (int) (name - argument), argument, masked);
}

/**
 * ht_mask_command_line:
 * @arguments: (array zero-terminated=1): a command line, program first
 *
 * Joins the arguments with blanks, quoting as a shell needs it, and masks what
 * may be secret: values of flags and variables with a secret name
 * (`--name=value`, `--name value`, `NAME=value`, `"name": "value"`, `Name: value`), and user
 * names and passwords in URLs and data source names.
 *
 * Returns: (transfer full): what may be kept
 */
char *
ht_mask_command_line (const char *const *arguments)
{
  GString *line = g_string_new (NULL);
  gboolean value_is_secret = FALSE;

  for (gsize i = 0; arguments[i] != NULL; i++)
    {
      g_autofree char *masked = value_is_secret ? g_strdup (MASK) : mask_argument (arguments[i]);

      if (i > 0)
        g_string_append_c (line, ' ');
      if (*masked == '\0' || strpbrk (masked, " \t\r\n\"'\\$`;&|<>(){}") != NULL)
        {
          g_autofree char *quoted = g_shell_quote (masked);

          g_string_append (line, quoted);
        }
      else
        g_string_append (line, masked);
      value_is_secret = !value_is_secret && is_secret_flag (arguments[i]);
    }
  return g_string_free (line, FALSE);
}

/**
 * ht_wipe_text:
 * @text: (inout): a text that holds a secret, or %NULL
 *
 * Overwrites and frees a text, and forgets where it was.
 */
void
ht_wipe_text (char **text)
{
  if (*text != NULL)
    explicit_bzero (*text, strlen (*text));
  g_clear_pointer (text, g_free);
}
