/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "credentials.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "source-error.h"

struct _HtCredentials
{
  gatomicrefcount references;
  HtCredentialKind kind;

  /* Owned; the value is the secret */
  char *header_name;
  char *header_value;

  /* Owned; a path or the text itself */
  char *ca_path;
  char *ca_pem;
  char *certificate_path;
  char *key_path;
  char *certificate_pem;
  char *key_pem;

  gboolean unverified;
};

G_DEFINE_BOXED_TYPE (HtCredentials, ht_credentials, ht_credentials_ref, ht_credentials_unref)

/* Headers that say where a request ends; whoever sets them can make two of one. */
static const char *const framing_headers[] = {
  "Connection", "Content-Length", "TE", "Trailer", "Transfer-Encoding", "Upgrade",
};

/**
 * ht_secret_free:
 * @secret: (nullable) (transfer full): text that nobody is to find in memory later
 */
void
ht_secret_free (char *secret)
{
  if (secret != NULL)
    explicit_bzero (secret, strlen (secret));
  g_free (secret);
}

static HtCredentials *
new_of_kind (HtCredentialKind kind, const char *header_name, char *header_value)
{
  HtCredentials *credentials = g_new0 (HtCredentials, 1);

  g_atomic_ref_count_init (&credentials->references);
  credentials->kind = kind;
  credentials->header_name = g_strdup (header_name);
  credentials->header_value = header_value;
  return credentials;
}

static HtCredentials *
copy (const HtCredentials *credentials)
{
  HtCredentials *other = new_of_kind (credentials->kind, credentials->header_name,
                                      g_strdup (credentials->header_value));

  other->ca_path = g_strdup (credentials->ca_path);
  other->ca_pem = g_strdup (credentials->ca_pem);
  other->certificate_path = g_strdup (credentials->certificate_path);
  other->key_path = g_strdup (credentials->key_path);
  other->certificate_pem = g_strdup (credentials->certificate_pem);
  other->key_pem = g_strdup (credentials->key_pem);
  other->unverified = credentials->unverified;
  return other;
}

/**
 * ht_credentials_new:
 *
 * Returns: (transfer full): credentials that send nothing and trust the CAs of the system
 */
HtCredentials *
ht_credentials_new (void)
{
  return new_of_kind (HT_CREDENTIAL_NONE, NULL, NULL);
}

/**
 * ht_credentials_new_basic:
 * @user: without a colon
 * @password: may be empty
 *
 * Returns: (transfer full): HTTP's basic authentication (RFC 7617)
 */
HtCredentials *
ht_credentials_new_basic (const char *user, const char *password)
{
  char *pair = g_strconcat (user, ":", password, NULL);
  char *encoded = g_base64_encode ((const guchar *) pair, strlen (pair));
  char *value = g_strconcat ("Basic ", encoded, NULL);

  ht_secret_free (pair);
  ht_secret_free (encoded);
  return new_of_kind (HT_CREDENTIAL_BASIC, "Authorization", value);
}

/**
 * ht_credentials_new_bearer:
 * @token: blanks around it, such as the line end of a file, do not count
 *
 * Returns: (transfer full): a bearer token (RFC 6750)
 */
HtCredentials *
ht_credentials_new_bearer (const char *token)
{
  char *value = g_strchomp (g_strconcat ("Bearer ", token + strspn (token, " \t\r\n"), NULL));

  return new_of_kind (HT_CREDENTIAL_BEARER, "Authorization", value);
}

/**
 * ht_credentials_new_header:
 * @name: its name
 * @value: blanks around it do not count
 *
 * Returns: (transfer full): a header that goes with each request
 */
HtCredentials *
ht_credentials_new_header (const char *name, const char *value)
{
  return new_of_kind (HT_CREDENTIAL_HEADER, name, g_strstrip (g_strdup (value)));
}

/**
 * ht_credentials_with_ca_file:
 * @credentials: credentials
 * @path: a PEM file
 *
 * Returns: (transfer full): a copy that trusts the CAs in @path, and no others
 */
HtCredentials *
ht_credentials_with_ca_file (HtCredentials *credentials, const char *path)
{
  HtCredentials *other = copy (credentials);

  g_clear_pointer (&other->ca_pem, g_free);
  g_free (other->ca_path);
  /* GIO wants it absolute, and reads it again when the folder may be another. */
  other->ca_path = g_canonicalize_filename (path, NULL);
  return other;
}

/**
 * ht_credentials_with_ca_pem:
 * @credentials: credentials
 * @pem: certificates in PEM form
 *
 * Returns: (transfer full): a copy that trusts the CAs in @pem, and no others
 */
HtCredentials *
ht_credentials_with_ca_pem (HtCredentials *credentials, const char *pem)
{
  HtCredentials *other = copy (credentials);

  g_clear_pointer (&other->ca_path, g_free);
  g_free (other->ca_pem);
  other->ca_pem = g_strdup (pem);
  return other;
}

static HtCredentials *
without_client_certificate (const HtCredentials *credentials)
{
  HtCredentials *other = copy (credentials);

  g_clear_pointer (&other->certificate_path, g_free);
  g_clear_pointer (&other->key_path, g_free);
  g_clear_pointer (&other->certificate_pem, g_free);
  g_clear_pointer (&other->key_pem, ht_secret_free);
  return other;
}

/**
 * ht_credentials_with_client_certificate:
 * @credentials: credentials
 * @certificate_path: a PEM file with the certificate
 * @key_path: (nullable): a PEM file with its key, not encrypted; %NULL: it is in the same file
 *
 * Returns: (transfer full): a copy that shows a certificate to a server that asks for one
 */
HtCredentials *
ht_credentials_with_client_certificate (HtCredentials *credentials,
                                        const char *certificate_path,
                                        const char *key_path)
{
  HtCredentials *other = without_client_certificate (credentials);

  other->certificate_path = g_strdup (certificate_path);
  other->key_path = g_strdup (key_path != NULL ? key_path : certificate_path);
  return other;
}

/**
 * ht_credentials_with_client_certificate_pem:
 * @credentials: credentials
 * @certificate_pem: the certificate in PEM form
 * @key_pem: its key in PEM form, not encrypted
 *
 * Returns: (transfer full): as ht_credentials_with_client_certificate(), without files
 */
HtCredentials *
ht_credentials_with_client_certificate_pem (HtCredentials *credentials,
                                            const char *certificate_pem,
                                            const char *key_pem)
{
  HtCredentials *other = without_client_certificate (credentials);

  other->certificate_pem = g_strdup (certificate_pem);
  other->key_pem = g_strdup (key_pem);
  return other;
}

/**
 * ht_credentials_with_unverified:
 * @credentials: credentials
 *
 * Returns: (transfer full): a copy that takes any server for the right one. Whoever shows the
 *   target shows this too, see ht_credentials_is_unverified().
 */
HtCredentials *
ht_credentials_with_unverified (HtCredentials *credentials)
{
  HtCredentials *other = copy (credentials);

  other->unverified = TRUE;
  return other;
}

/**
 * ht_credentials_ref:
 * @credentials: credentials
 *
 * Returns: (transfer full): @credentials
 */
HtCredentials *
ht_credentials_ref (HtCredentials *credentials)
{
  g_atomic_ref_count_inc (&credentials->references);
  return credentials;
}

/**
 * ht_credentials_unref:
 * @credentials: (transfer full): credentials
 *
 * Drops a reference; with the last one the secrets are wiped.
 */
void
ht_credentials_unref (HtCredentials *credentials)
{
  if (!g_atomic_ref_count_dec (&credentials->references))
    return;
  g_free (credentials->header_name);
  ht_secret_free (credentials->header_value);
  g_free (credentials->ca_path);
  g_free (credentials->ca_pem);
  g_free (credentials->certificate_path);
  g_free (credentials->key_path);
  g_free (credentials->certificate_pem);
  ht_secret_free (credentials->key_pem);
  g_free (credentials);
}

/**
 * ht_credentials_get_kind:
 * @credentials: credentials
 *
 * Returns: what goes with each request
 */
HtCredentialKind
ht_credentials_get_kind (HtCredentials *credentials)
{
  return credentials->kind;
}

/**
 * ht_credentials_is_unverified:
 * @credentials: credentials
 *
 * Returns: whether any server is taken for the right one
 */
gboolean
ht_credentials_is_unverified (HtCredentials *credentials)
{
  return credentials->unverified;
}

/**
 * ht_credentials_has_client_certificate:
 * @credentials: credentials
 *
 * Returns: whether there is a client certificate
 */
gboolean
ht_credentials_has_client_certificate (HtCredentials *credentials)
{
  return credentials->certificate_path != NULL || credentials->certificate_pem != NULL;
}

/**
 * ht_credentials_has_secret:
 * @credentials: credentials
 *
 * Returns: whether there is anything that another server must not see: a header or a client
 *   certificate
 */
gboolean
ht_credentials_has_secret (HtCredentials *credentials)
{
  return credentials->kind != HT_CREDENTIAL_NONE ||
         ht_credentials_has_client_certificate (credentials);
}

/**
 * ht_credentials_describe:
 * @credentials: credentials
 *
 * Returns: (transfer full): what is tried, for a message: "a bearer token and a client
 *   certificate", "no credential". Holds no secret.
 */
char *
ht_credentials_describe (HtCredentials *credentials)
{
  gboolean certificate = ht_credentials_has_client_certificate (credentials);
  const char *more = certificate ? " and a client certificate" : "";

  switch (credentials->kind)
    {
    case HT_CREDENTIAL_BASIC:
      return g_strconcat ("a user name and password", more, NULL);
    case HT_CREDENTIAL_BEARER:
      return g_strconcat ("a bearer token", more, NULL);
    case HT_CREDENTIAL_HEADER:
      return g_strconcat ("the header ", credentials->header_name, more, NULL);
    case HT_CREDENTIAL_NONE:
    default:
      return g_strdup (certificate ? "a client certificate" : "no credential");
    }
}

static gboolean
is_token (const char *name)
{
  for (const char *c = name; *c != '\0'; c++)
    if (!g_ascii_isalnum (*c) && strchr ("!#$%&'*+-.^_`|~", *c) == NULL)
      return FALSE;
  return *name != '\0';
}

static gboolean
is_field_value (const char *value)
{
  for (const char *c = value; *c != '\0'; c++)
    if ((guchar) *c < ' ' && *c != '\t')
      return FALSE;
  return strchr (value, 0x7f) == NULL;
}

/**
 * ht_credentials_check:
 * @credentials: credentials
 * @error: return location
 *
 * Returns: whether they can be sent at all: a header with a line break is two headers. Fails
 *   with %HT_SOURCE_ERROR_INVALID.
 */
gboolean
ht_credentials_check (HtCredentials *credentials, GError **error)
{
  if (credentials->kind == HT_CREDENTIAL_NONE)
    return TRUE;
  if (!is_token (credentials->header_name))
    {
      g_set_error_literal (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                           "the name of the header to send may have letters, digits and dashes "
                           "only");
      return FALSE;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (framing_headers); i++)
    if (g_ascii_strcasecmp (framing_headers[i], credentials->header_name) == 0)
      {
        g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                     "the header %s is no credential and cannot be set", framing_headers[i]);
        return FALSE;
      }
  if (!is_field_value (credentials->header_value))
    {
      g_autofree char *what = ht_credentials_describe (credentials);

      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                   "%s with a line break or another control character cannot be sent", what);
      return FALSE;
    }
  return TRUE;
}

/**
 * ht_credentials_get_header_name:
 * @credentials: credentials
 *
 * Returns: (nullable): the name of the header that goes with each request
 */
const char *
ht_credentials_get_header_name (HtCredentials *credentials)
{
  return credentials->header_name;
}

/**
 * ht_credentials_get_header_value:
 * @credentials: credentials
 *
 * Returns: (nullable): its value. A secret: send it, never show it.
 */
const char *
ht_credentials_get_header_value (HtCredentials *credentials)
{
  return credentials->header_value;
}

/**
 * ht_credentials_dup_secret:
 * @credentials: credentials
 *
 * Returns: (transfer full) (nullable): what a keyring is to keep, for
 *   ht_credentials_new_from_secret(); freed with ht_secret_free(). Files and certificates are no
 *   part of it. %NULL where nothing goes with a request.
 */
char *
ht_credentials_dup_secret (HtCredentials *credentials)
{
  if (credentials->kind == HT_CREDENTIAL_NONE)
    return NULL;
  return g_strconcat (credentials->header_name, ": ", credentials->header_value, NULL);
}

/**
 * ht_credentials_new_from_secret:
 * @kind: what it was
 * @secret: from ht_credentials_dup_secret()
 *
 * Returns: (transfer full) (nullable): the credentials; %NULL where somebody else wrote @secret
 */
HtCredentials *
ht_credentials_new_from_secret (HtCredentialKind kind, const char *secret)
{
  const char *colon = strstr (secret, ": ");
  g_autofree char *name = colon != NULL ? g_strndup (secret, (gsize) (colon - secret)) : NULL;

  if (name == NULL || kind == HT_CREDENTIAL_NONE)
    return NULL;
  return new_of_kind (kind, name, g_strdup (colon + 2));
}

/**
 * ht_credentials_load_client_certificate:
 * @credentials: credentials
 * @error: return location
 *
 * Reads the client certificate and its key. Fails with %HT_SOURCE_ERROR_INVALID.
 *
 * Returns: (transfer full) (nullable): the certificate; %NULL without an error where there is none
 */
GTlsCertificate *
ht_credentials_load_client_certificate (HtCredentials *credentials, GError **error)
{
  g_autoptr (GTlsCertificate) certificate = NULL;
  g_autoptr (GError) local_error = NULL;

  if (credentials->certificate_path != NULL)
    certificate = g_tls_certificate_new_from_files (credentials->certificate_path,
                                                    credentials->key_path, &local_error);
  else if (credentials->certificate_pem != NULL)
    {
      char *both =
          g_strconcat (credentials->certificate_pem, "\n", credentials->key_pem, "\n", NULL);

      certificate = g_tls_certificate_new_from_pem (both, -1, &local_error);
      ht_secret_free (both);
    }
  if (local_error != NULL)
    g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                 "the client certificate cannot be read from %s and %s: %s",
                 credentials->certificate_path != NULL ? credentials->certificate_path : "memory",
                 credentials->key_path != NULL ? credentials->key_path : "memory",
                 local_error->message);
  return g_steal_pointer (&certificate);
}

static void
close_file (gpointer data)
{
  close (GPOINTER_TO_INT (data));
}

/* GIO reads trusted certificates from files only, and again whenever it likes. */
static GTlsDatabase *
load_ca_pem (const char *pem, GError **error)
{
  gsize length = strlen (pem);
  g_autoptr (GTlsDatabase) database = NULL;
  g_autofree char *path = NULL;
  int file = memfd_create ("heaptrail-ca", MFD_CLOEXEC);

  if (file < 0 || write (file, pem, length) != (gssize) length)
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_FAILED, "there is no room for it");
  else
    {
      path = g_strdup_printf ("/proc/self/fd/%d", file);
      database = g_tls_file_database_new (path, error);
    }
  if (database != NULL)
    g_object_set_data_full (G_OBJECT (database), "heaptrail-ca", GINT_TO_POINTER (file),
                            close_file);
  else if (file >= 0)
    close (file);
  return g_steal_pointer (&database);
}

/**
 * ht_credentials_load_ca:
 * @credentials: credentials
 * @error: return location
 *
 * Reads the private CA. Fails with %HT_SOURCE_ERROR_INVALID.
 *
 * Returns: (transfer full) (nullable): the CAs to trust; %NULL without an error where those of the
 *   system are meant
 */
GTlsDatabase *
ht_credentials_load_ca (HtCredentials *credentials, GError **error)
{
  g_autoptr (GTlsDatabase) database = NULL;
  g_autoptr (GError) local_error = NULL;

  if (credentials->ca_path != NULL)
    database = g_tls_file_database_new (credentials->ca_path, &local_error);
  else if (credentials->ca_pem != NULL)
    database = load_ca_pem (credentials->ca_pem, &local_error);
  if (local_error != NULL)
    g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                 "the private CA cannot be read from %s: %s",
                 credentials->ca_path != NULL ? credentials->ca_path : "memory",
                 local_error->message);
  return g_steal_pointer (&database);
}
