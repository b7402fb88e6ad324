/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "auth-options.h"

#include <string.h>

#include "source-error.h"

/**
 * ht_auth_options_clear:
 * @options: options
 */
void
ht_auth_options_clear (HtAuthOptions *options)
{
  g_free (options->auth_file);
  g_free (options->ca);
  g_free (options->certificate);
  g_free (options->key);
}

static HtCredentials *
parse_auth_line (char *text)
{
  char *colon = strchr (text, ':');

  if (g_str_has_prefix (text, "Bearer "))
    return ht_credentials_new_bearer (g_strchug (text + strlen ("Bearer ")));
  if (colon == NULL || strchr (text, '\n') != NULL)
    return NULL;
  *colon = '\0';
  if (g_str_has_prefix (text, "Basic "))
    return ht_credentials_new_basic (text + strlen ("Basic "), colon + 1);
  return ht_credentials_new_header (text, g_strchug (colon + 1));
}

/* Never repeats what is in the file. */
static HtCredentials *
read_auth_file (const char *path, GError **error)
{
  HtCredentials *credentials;
  char *text = NULL;

  if (!g_file_get_contents (path, &text, NULL, error))
    return NULL;
  credentials = parse_auth_line (g_strstrip (text));
  ht_secret_free (text);
  if (credentials == NULL)
    g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                 "%s: wants one line: “Bearer TOKEN”, “Basic USER:PASSWORD” or “NAME: VALUE”",
                 path);
  return credentials;
}

static void
replace (HtCredentials **credentials, HtCredentials *by)
{
  ht_credentials_unref (*credentials);
  *credentials = by;
}

/**
 * ht_auth_options_make_credentials:
 * @options: options
 * @error: return location, in %G_OPTION_ERROR where they do not go together
 *
 * Returns: (transfer full): what they say
 */
HtCredentials *
ht_auth_options_make_credentials (const HtAuthOptions *options, GError **error)
{
  g_autoptr (HtCredentials) credentials = NULL;

  if (options->key != NULL && options->certificate == NULL)
    {
      g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--key needs --cert");
      return NULL;
    }
  credentials = options->auth_file != NULL ? read_auth_file (options->auth_file, error)
                                           : ht_credentials_new ();
  if (credentials == NULL)
    return NULL;
  if (options->ca != NULL)
    replace (&credentials, ht_credentials_with_ca_file (credentials, options->ca));
  if (options->certificate != NULL)
    replace (&credentials,
             ht_credentials_with_client_certificate (credentials, options->certificate,
                                                     options->key != NULL ? options->key
                                                                          : options->certificate));
  if (options->insecure)
    replace (&credentials, ht_credentials_with_unverified (credentials));
  return g_steal_pointer (&credentials);
}
