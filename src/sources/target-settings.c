/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "target-settings.h"

#include <math.h>
#include <string.h>

#include "http-address.h"
#include "secrets.h"

#define US_PER_S 1e6
#define NS_PER_S G_GINT64_CONSTANT (1000000000)

/* Ten years. */
#define MAX_AGE_S 315360000.0

/* The greatest interval that is read: a day. */
#define MAX_INTERVAL_S 86400.0

/* The least: what is asked more often measures the asking. */
#define MIN_INTERVAL_S 0.1

#define KEEP_AGE  "keep-age-s"
#define KEEP_SIZE "keep-bytes"

/* Words of the file; the numbers of HtCredentialKind are those of the keyring. */
static const char *const kind_words[] = {
  [HT_CREDENTIAL_NONE] = "none",
  [HT_CREDENTIAL_BASIC] = "basic",
  [HT_CREDENTIAL_BEARER] = "bearer",
  [HT_CREDENTIAL_HEADER] = "header",
};

static const char *const interval_keys[HT_N_JOBS] = {
  [HT_JOB_STATS] = "every-figures-s",
  [HT_JOB_HEAP] = "every-heap-profile-s",
  [HT_JOB_GOROUTINE_COUNT] = "every-goroutine-count-s",
  [HT_JOB_GOROUTINES] = "every-goroutine-profile-s",
};

G_DEFINE_BOXED_TYPE (HtTargetSettings,
                     ht_target_settings,
                     ht_target_settings_ref,
                     ht_target_settings_unref)

/**
 * ht_target_settings_new:
 * @name: what people call it
 * @url: base URL, without secrets
 *
 * Returns: (transfer full): settings with no group, no credentials and the defaults
 */
HtTargetSettings *
ht_target_settings_new (const char *name, const char *url)
{
  HtTargetSettings *settings = g_new0 (HtTargetSettings, 1);

  g_atomic_ref_count_init (&settings->references);
  settings->name = g_strdup (name);
  settings->url = g_strdup (url);
  settings->intervals = ht_target_intervals_default ();
  settings->rules = ht_capture_rules_default ();
  settings->retention = (HtRetention) HT_RETENTION_DEFAULT;
  return settings;
}

/**
 * ht_target_settings_copy:
 * @settings: settings
 *
 * Returns: (transfer full): the same once more, to be changed
 */
HtTargetSettings *
ht_target_settings_copy (const HtTargetSettings *settings)
{
  HtTargetSettings *copy = ht_target_settings_new (settings->name, settings->url);

  copy->group = g_strdup (settings->group);
  copy->credential_kind = settings->credential_kind;
  copy->ca_file = g_strdup (settings->ca_file);
  copy->certificate_file = g_strdup (settings->certificate_file);
  copy->key_file = g_strdup (settings->key_file);
  copy->unverified = settings->unverified;
  copy->intervals = settings->intervals;
  copy->log_file = g_strdup (settings->log_file);
  copy->rules = settings->rules;
  copy->retention = settings->retention;
  return copy;
}

/**
 * ht_target_settings_ref:
 * @settings: settings
 *
 * Returns: (transfer full): @settings
 */
HtTargetSettings *
ht_target_settings_ref (HtTargetSettings *settings)
{
  g_atomic_ref_count_inc (&settings->references);
  return settings;
}

/**
 * ht_target_settings_unref:
 * @settings: (transfer full): settings
 */
void
ht_target_settings_unref (HtTargetSettings *settings)
{
  if (!g_atomic_ref_count_dec (&settings->references))
    return;
  g_free (settings->name);
  g_free (settings->group);
  g_free (settings->url);
  g_free (settings->ca_file);
  g_free (settings->certificate_file);
  g_free (settings->key_file);
  g_free (settings->log_file);
  g_free (settings);
}

static void
take (HtCredentials **credentials, HtCredentials *other)
{
  ht_credentials_unref (*credentials);
  *credentials = other;
}

/**
 * ht_target_settings_make_credentials:
 * @settings: settings
 * @secret: (nullable): what goes with each request; %NULL for nothing
 *
 * Puts the secret and what the settings say of certificates together.
 *
 * Returns: (transfer full): what an #HtHttpClient wants
 */
HtCredentials *
ht_target_settings_make_credentials (const HtTargetSettings *settings, HtCredentials *secret)
{
  HtCredentials *credentials = secret != NULL ? ht_credentials_ref (secret) : ht_credentials_new ();

  if (settings->ca_file != NULL)
    take (&credentials, ht_credentials_with_ca_file (credentials, settings->ca_file));
  if (settings->certificate_file != NULL)
    take (&credentials,
          ht_credentials_with_client_certificate (credentials, settings->certificate_file,
                                                  settings->key_file));
  if (settings->unverified)
    take (&credentials, ht_credentials_with_unverified (credentials));
  return credentials;
}

static char *
read_text (GKeyFile *file, const char *section, const char *key)
{
  g_autofree char *text = g_key_file_get_string (file, section, key, NULL);

  return text != NULL && *g_strstrip (text) != '\0' ? g_steal_pointer (&text) : NULL;
}

static HtCredentialKind
read_kind (GKeyFile *file, const char *section)
{
  g_autofree char *word = read_text (file, section, "credentials");

  for (guint i = 0; i < G_N_ELEMENTS (kind_words); i++)
    if (g_strcmp0 (word, kind_words[i]) == 0)
      return (HtCredentialKind) i;
  return HT_CREDENTIAL_NONE;
}

/* What cannot be, such as 1000 requests a second, is not taken from a file either. */
static gint64
read_interval (GKeyFile *file, const char *section, int job, gint64 otherwise)
{
  g_autoptr (GError) error = NULL;
  double seconds = g_key_file_get_double (file, section, interval_keys[job], &error);

  if (error != NULL || !isfinite (seconds) || seconds < 0)
    return otherwise;
  if (seconds == 0)
    return 0;
  return (gint64) (CLAMP (seconds, MIN_INTERVAL_S, MAX_INTERVAL_S) * US_PER_S);
}

/* Limits that make no sense are not there: the default ones lose nothing that matters. */
static void
read_retention (HtRetention *retention, GKeyFile *file, const char *section)
{
  double age_s = g_key_file_get_double (file, section, KEEP_AGE, NULL);
  gint64 bytes = g_key_file_get_int64 (file, section, KEEP_SIZE, NULL);

  if (age_s >= 1 && age_s <= MAX_AGE_S)
    retention->max_age_ns = (gint64) age_s * NS_PER_S;
  if (bytes > 0)
    retention->max_bytes = bytes;
}

static void
write_retention (const HtRetention *retention, GKeyFile *file, const char *section)
{
  static const HtRetention defaults = HT_RETENTION_DEFAULT;

  if (retention->max_age_ns != defaults.max_age_ns)
    g_key_file_set_int64 (file, section, KEEP_AGE, retention->max_age_ns / NS_PER_S);
  else
    g_key_file_remove_key (file, section, KEEP_AGE, NULL);
  if (retention->max_bytes != defaults.max_bytes)
    g_key_file_set_int64 (file, section, KEEP_SIZE, retention->max_bytes);
  else
    g_key_file_remove_key (file, section, KEEP_SIZE, NULL);
}

/* A rule that cannot be read is as by default, and so are the others then. */
static void
read_rules (HtCaptureRules *rules, GKeyFile *file, const char *section)
{
  HtCaptureRules read = *rules;

  if (ht_capture_rules_load (&read, file, section, NULL))
    *rules = read;
}

/**
 * ht_target_settings_read:
 * @file: a key file
 * @section: one of its groups
 *
 * Reads what ht_target_settings_write() wrote. What is missing or not understood is as in new
 * settings, but for name and URL.
 *
 * Returns: (transfer full) (nullable): the settings; %NULL without a name or a usable URL
 */
HtTargetSettings *
ht_target_settings_read (GKeyFile *file, const char *section)
{
  g_autofree char *name = read_text (file, section, "name");
  g_autofree char *url = read_text (file, section, "url");
  g_autoptr (HtHttpAddress) address = url != NULL ? ht_http_address_parse (url, NULL) : NULL;
  g_autoptr (HtTargetSettings) settings = NULL;

  if (name == NULL || address == NULL)
    return NULL;
  settings = ht_target_settings_new (name, url);
  settings->group = read_text (file, section, "group");
  settings->credential_kind = read_kind (file, section);
  settings->ca_file = read_text (file, section, "ca-file");
  settings->certificate_file = read_text (file, section, "certificate-file");
  settings->key_file = read_text (file, section, "key-file");
  settings->unverified = g_key_file_get_boolean (file, section, "unverified", NULL);
  settings->log_file = read_text (file, section, "gctrace-file");
  for (int job = 0; job < HT_N_JOBS; job++)
    settings->intervals.every_us[job] =
        read_interval (file, section, job, settings->intervals.every_us[job]);
  read_rules (&settings->rules, file, section);
  read_retention (&settings->retention, file, section);
  return g_steal_pointer (&settings);
}

static void
write_text (GKeyFile *file, const char *section, const char *key, const char *text)
{
  if (text != NULL)
    g_key_file_set_string (file, section, key, text);
  else
    g_key_file_remove_key (file, section, key, NULL);
}

/**
 * ht_target_settings_write:
 * @settings: settings
 * @file: a key file
 * @section: one of its groups, or a new one; keys that are not of the settings stay
 *
 * Writes everything there is of a target, which is no secret. What is as in new settings is left
 * out.
 */
void
ht_target_settings_write (const HtTargetSettings *settings, GKeyFile *file, const char *section)
{
  HtTargetIntervals defaults = ht_target_intervals_default ();

  write_text (file, section, "name", settings->name);
  write_text (file, section, "url", settings->url);
  write_text (file, section, "group", settings->group);
  write_text (file, section, "credentials",
              settings->credential_kind != HT_CREDENTIAL_NONE
                  ? kind_words[settings->credential_kind]
                  : NULL);
  write_text (file, section, "ca-file", settings->ca_file);
  write_text (file, section, "certificate-file", settings->certificate_file);
  write_text (file, section, "key-file", settings->key_file);
  write_text (file, section, "unverified", settings->unverified ? "true" : NULL);
  write_text (file, section, "gctrace-file", settings->log_file);
  for (int job = 0; job < HT_N_JOBS; job++)
    {
      gint64 every_us = settings->intervals.every_us[job];

      if (every_us != defaults.every_us[job])
        g_key_file_set_double (file, section, interval_keys[job], (double) every_us / US_PER_S);
      else
        g_key_file_remove_key (file, section, interval_keys[job], NULL);
    }
  ht_capture_rules_save (&settings->rules, file, section);
  write_retention (&settings->retention, file, section);
}

/**
 * ht_target_settings_can_be_saved:
 * @settings: settings
 *
 * Returns: whether there is no secret in the URL, such as a token in its query
 */
gboolean
ht_target_settings_can_be_saved (const HtTargetSettings *settings)
{
  g_autofree char *masked = ht_mask_url (settings->url);

  return g_str_equal (masked, settings->url);
}

/**
 * ht_target_name_from_url:
 * @url: a base URL
 *
 * Proposes a name: host, port and path; of a socket the name of its file.
 *
 * Returns: (transfer full): the name, without secrets
 */
char *
ht_target_name_from_url (const char *url)
{
  g_autoptr (HtHttpAddress) address = ht_http_address_parse (url, NULL);
  g_autofree char *path = NULL;
  g_autofree char *origin = NULL;
  gsize end;

  if (address == NULL)
    return g_path_get_basename (url);
  path = g_strdup (g_uri_get_path (address->base));
  for (end = strlen (path); end > 0 && path[end - 1] == '/'; end--)
    path[end - 1] = '\0';
  if (address->socket_path != NULL)
    {
      g_autofree char *socket = g_path_get_basename (address->socket_path);

      return g_strconcat (socket, path, NULL);
    }
  origin = ht_http_describe_origin (address->base);
  return g_strconcat (strstr (origin, "://") + strlen ("://"), path, NULL);
}
