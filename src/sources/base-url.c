/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "base-url.h"

#include <string.h>

#include "http-address.h"

#define PPROF "/debug/pprof"

/* Parameters that belong to one capture; the others are the way to the service. */
static const char *const capture_parameters[] = { "debug", "gc", "seconds", "name[]", "collect[]" };

/* Below /debug/pprof/, and no captures. */
static const char *const no_captures[] = { "", "cmdline", "symbol" };

/* Where what is below the base begins; the length of @path if nothing of it is known. */
static gsize
find_ending (const char *path)
{
  static const char *const whole[] = { "/debug/vars", "/metrics" };
  const char *pprof = g_strrstr (path, PPROF);
  gsize length = strlen (path);

  if (pprof != NULL && (pprof[strlen (PPROF)] == '\0' || pprof[strlen (PPROF)] == '/'))
    return (gsize) (pprof - path);
  while (length > 0 && path[length - 1] == '/')
    length--;
  for (gsize i = 0; i < G_N_ELEMENTS (whole); i++)
    {
      gsize n = strlen (whole[i]);

      if (n <= length && strncmp (path + length - n, whole[i], n) == 0)
        return length - n;
    }
  return strlen (path);
}

static gboolean
is_capture (const char *ending)
{
  if (!g_str_has_prefix (ending, PPROF))
    return *ending != '\0';
  ending += strlen (PPROF);
  while (*ending == '/')
    ending++;
  for (gsize i = 0; i < G_N_ELEMENTS (no_captures); i++)
    if (strcmp (ending, no_captures[i]) == 0)
      return FALSE;
  return TRUE;
}

static gboolean
is_of_capture (const char *parameter)
{
  gsize length = strcspn (parameter, "=");

  for (gsize i = 0; i < G_N_ELEMENTS (capture_parameters); i++)
    {
      g_autofree char *name = g_uri_unescape_segment (parameter, parameter + length, NULL);

      if (g_strcmp0 (name, capture_parameters[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

/* Parts @query into what the base keeps and what belongs to the capture. */
static void
part_query (const char *query, GString *of_base, GString *of_capture)
{
  g_auto (GStrv) parameters = g_strsplit (query != NULL ? query : "", "&", -1);

  for (gsize i = 0; parameters[i] != NULL; i++)
    {
      GString *to = is_of_capture (parameters[i]) ? of_capture : of_base;

      if (*parameters[i] != '\0')
        g_string_append_printf (to, "%c%s", to->len > 0 ? '&' : '?', parameters[i]);
    }
}

static char *
write_url (const HtHttpAddress *address, const char *path, const char *query)
{
  g_autofree char *origin = NULL;

  if (address->socket_path != NULL)
    return g_strconcat ("unix:", address->socket_path, *path != '\0' || *query != '\0' ? ":" : "",
                        *path == '\0' && *query != '\0' ? "/" : "", path, query, NULL);
  origin = ht_http_describe_origin (address->base);
  return g_strconcat (origin, path, query, NULL);
}

/**
 * ht_base_url_from_text:
 * @text: what people paste: a base URL, with or without scheme, or the URL of a page or capture
 * below one
 * @once_path: (out) (optional) (nullable): what was taken off, if it is one capture: path and
 *   query relative to the base, such as `/debug/pprof/heap?debug=1`
 * @error: return location
 *
 * Finds where a service has its `/debug/pprof/`, `/debug/vars` and `/metrics`: what is pasted from
 * one of them loses that ending, and any prefix, such as that of a proxy, stays. Parameters that
 * belong to a capture go with it; others stay with the base, since a proxy may want them.
 *
 * What is returned may be asked and kept, but has to be shown through [func@mask_url]: a query may
 * hold a secret. Fails with %HT_SOURCE_ERROR_INVALID and a message that repeats nothing of @text,
 * for instance where it has a user name.
 *
 * Returns: (transfer full): the base URL, with its scheme and without a slash at the end
 */
char *
ht_base_url_from_text (const char *text, char **once_path, GError **error)
{
  g_autoptr (HtHttpAddress) address = ht_http_address_parse (text, error);
  g_autoptr (GString) of_base = g_string_new (NULL);
  g_autoptr (GString) of_capture = g_string_new (NULL);
  g_autofree char *base_path = NULL;
  const char *path, *ending;
  gsize length;

  if (once_path != NULL)
    *once_path = NULL;
  if (address == NULL)
    return NULL;
  path = g_uri_get_path (address->base);
  length = find_ending (path);
  ending = path + length;
  while (length > 0 && path[length - 1] == '/')
    length--;
  base_path = g_strndup (path, length);
  if (*ending != '\0')
    part_query (g_uri_get_query (address->base), of_base, of_capture);
  else if (g_uri_get_query (address->base) != NULL)
    g_string_append_printf (of_base, "?%s", g_uri_get_query (address->base));
  if (once_path != NULL && is_capture (ending))
    *once_path = g_strconcat (ending, of_capture->str, NULL);
  return write_url (address, base_path, of_base->str);
}
