/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "target-preferences.h"

#include <glib/gi18n.h>

#include "units.h"

#define KEY_MEMORY_LIMIT "memory_limit_bytes"
#define KEY_CONTAINER    "container_limit_bytes"
#define KEY_OWN          "own_limit_bytes"
#define KEY_SOURCE       "source_folder"
#define KEY_ESCAPE       "escape_file"

struct _HtTargetPreferences
{
  GObject parent_instance;

  /* Owned */
  GFile *file;
  GKeyFile *keys;

  gboolean reading;
  gboolean writing;
  gboolean must_write;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtTargetPreferences, ht_target_preferences, G_TYPE_OBJECT)

static void
ht_target_preferences_finalize (GObject *object)
{
  HtTargetPreferences *self = HT_TARGET_PREFERENCES (object);

  g_clear_object (&self->file);
  g_clear_pointer (&self->keys, g_key_file_unref);
  G_OBJECT_CLASS (ht_target_preferences_parent_class)->finalize (object);
}

static void
ht_target_preferences_class_init (HtTargetPreferencesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_target_preferences_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ht_target_preferences_init (HtTargetPreferences *self)
{
  self->keys = g_key_file_new ();
}

/* A name may hold what a key file keeps for itself, such as brackets. */
static char *
group_of (const char *target)
{
  return g_uri_escape_string (*target != '\0' ? target : "-", NULL, FALSE);
}

/* What was set while the file was being read is newer than what the file says. */
static void
add_keys (HtTargetPreferences *self, GKeyFile *read)
{
  g_auto (GStrv) groups = g_key_file_get_groups (read, NULL);

  for (gsize i = 0; groups[i] != NULL; i++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (read, groups[i], NULL, NULL);

      for (gsize k = 0; keys != NULL && keys[k] != NULL; k++)
        {
          g_autofree char *value = g_key_file_get_value (read, groups[i], keys[k], NULL);

          if (g_key_file_has_key (self->keys, groups[i], keys[k], NULL))
            continue;
          g_key_file_set_value (self->keys, groups[i], keys[k], value);
        }
    }
}

static void start_writing (HtTargetPreferences *self);

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtTargetPreferences) self = user_data;
  g_autoptr (GKeyFile) read = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  g_autofree char *contents = NULL;
  gsize length;

  self->reading = FALSE;
  if (g_file_load_contents_finish (G_FILE (source), result, &contents, &length, NULL, &error))
    g_key_file_load_from_data (read, contents, length, G_KEY_FILE_KEEP_COMMENTS, &error);
  if (error == NULL)
    add_keys (self, read);
  else if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
    g_message ("Preferences of targets cannot be read: %s", error->message);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  if (self->must_write)
    start_writing (self);
}

/**
 * ht_target_preferences_new:
 * @path: the file that keeps them; need not exist
 *
 * Begins to read the file.
 *
 * Returns: (transfer full): the preferences, empty until `changed`
 */
HtTargetPreferences *
ht_target_preferences_new (const char *path)
{
  HtTargetPreferences *self = g_object_new (HT_TYPE_TARGET_PREFERENCES, NULL);

  self->file = g_file_new_for_path (path);
  self->reading = TRUE;
  g_file_load_contents_async (self->file, NULL, read_cb, g_object_ref (self));
  return self;
}

/**
 * ht_target_preferences_get_default:
 *
 * Returns: (transfer full): those in the user's configuration, the same for all windows
 */
HtTargetPreferences *
ht_target_preferences_get_default (void)
{
  static HtTargetPreferences *shared;
  g_autofree char *path = NULL;

  if (shared != NULL)
    return g_object_ref (shared);
  path = g_build_filename (g_get_user_config_dir (), "heaptrail", "target-preferences.ini", NULL);
  shared = ht_target_preferences_new (path);
  g_object_add_weak_pointer (G_OBJECT (shared), (gpointer *) &shared);
  return shared;
}

static gint64
get_key (HtTargetPreferences *self, const char *group, const char *key)
{
  g_autoptr (GError) error = NULL;
  gint64 value = g_key_file_get_int64 (self->keys, group, key, &error);

  return error == NULL && value > 0 ? value : HT_UNKNOWN;
}

/**
 * ht_target_preferences_get_limits:
 * @self: the preferences
 * @target: name of a target
 * @limits: (out caller-allocates): what was set for it, %HT_UNKNOWN where nothing was
 */
void
ht_target_preferences_get_limits (HtTargetPreferences *self,
                                  const char *target,
                                  HtMemoryLimits *limits)
{
  g_autofree char *group = group_of (target);

  limits->memory_limit_bytes = get_key (self, group, KEY_MEMORY_LIMIT);
  limits->container_bytes = get_key (self, group, KEY_CONTAINER);
  limits->own_bytes = get_key (self, group, KEY_OWN);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtTargetPreferences) self = user_data;
  g_autoptr (GError) error = NULL;
  GApplication *application;

  self->writing = FALSE;
  if (!g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_message ("Preferences of targets cannot be kept: %s", error->message);
  if (self->must_write)
    start_writing (self);
  application = g_application_get_default ();
  if (!self->writing && application != NULL)
    g_application_release (application);
}

static void
start_writing (HtTargetPreferences *self)
{
  gsize length;
  g_autofree char *contents = g_key_file_to_data (self->keys, &length, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (contents, length);
  g_autoptr (GFile) folder = g_file_get_parent (self->file);
  g_autoptr (GError) error = NULL;

  self->must_write = FALSE;
  self->writing = TRUE;
  if (!g_file_make_directory_with_parents (folder, NULL, &error) &&
      !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_EXISTS))
    g_message ("Preferences of targets cannot be kept: %s", error->message);
  g_file_replace_contents_bytes_async (self->file, bytes, NULL, FALSE, G_FILE_CREATE_PRIVATE, NULL,
                                       written_cb, g_object_ref (self));
}

/* What is taken away while the file is being read does not come back from there. */
static void
unset_key (HtTargetPreferences *self, const char *group, const char *key)
{
  if (self->reading)
    g_key_file_set_value (self->keys, group, key, "");
  else
    g_key_file_remove_key (self->keys, group, key, NULL);
}

static void
set_key (HtTargetPreferences *self, const char *group, const char *key, gint64 value)
{
  if (value == HT_UNKNOWN)
    unset_key (self, group, key);
  else
    g_key_file_set_int64 (self->keys, group, key, value);
}

/* The program stays until it is written. */
static void
keep (HtTargetPreferences *self)
{
  GApplication *application = g_application_get_default ();

  if (!self->must_write && !self->writing && application != NULL)
    g_application_hold (application);
  self->must_write = TRUE;
  if (!self->reading && !self->writing)
    start_writing (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * ht_target_preferences_set_limits:
 * @self: the preferences
 * @target: name of a target
 * @limits: its limits, %HT_UNKNOWN for what the recording says
 *
 * Sets the limits of a target, and keeps them. The program stays until they are written.
 */
void
ht_target_preferences_set_limits (HtTargetPreferences *self,
                                  const char *target,
                                  const HtMemoryLimits *limits)
{
  g_autofree char *group = group_of (target);

  set_key (self, group, KEY_MEMORY_LIMIT, limits->memory_limit_bytes);
  set_key (self, group, KEY_CONTAINER, limits->container_bytes);
  set_key (self, group, KEY_OWN, limits->own_bytes);
  keep (self);
}

static char *
get_path (HtTargetPreferences *self, const char *target, const char *key)
{
  g_autofree char *group = group_of (target);
  g_autofree char *uri = g_key_file_get_string (self->keys, group, key, NULL);

  return uri != NULL && *uri != '\0' ? g_filename_from_uri (uri, NULL, NULL) : NULL;
}

/* A path may be anything, a key file is UTF-8. */
static void
set_path (HtTargetPreferences *self, const char *target, const char *key, const char *path)
{
  g_autofree char *group = group_of (target);
  g_autofree char *uri = path != NULL ? g_filename_to_uri (path, NULL, NULL) : NULL;

  if (uri == NULL)
    unset_key (self, group, key);
  else
    g_key_file_set_string (self->keys, group, key, uri);
  keep (self);
}

/**
 * ht_target_preferences_get_source:
 * @self: the preferences
 * @target: name of a target
 *
 * Returns: (transfer full) (nullable): the folder with the source of the program; %NULL if none was
 *   set
 */
char *
ht_target_preferences_get_source (HtTargetPreferences *self, const char *target)
{
  return get_path (self, target, KEY_SOURCE);
}

/**
 * ht_target_preferences_set_source:
 * @self: the preferences
 * @target: name of a target
 * @folder: (nullable): path of the folder with the source of the program, from the root; %NULL for
 *   none
 *
 * Sets where the source of a target is, and keeps that. The program stays until it is written.
 */
void
ht_target_preferences_set_source (HtTargetPreferences *self, const char *target, const char *folder)
{
  set_path (self, target, KEY_SOURCE, folder);
}

/**
 * ht_target_preferences_get_escape_file:
 * @self: the preferences
 * @target: name of a target
 *
 * Returns: (transfer full) (nullable): the file with what the compiler says of the program; %NULL
 *   if none was set
 */
char *
ht_target_preferences_get_escape_file (HtTargetPreferences *self, const char *target)
{
  return get_path (self, target, KEY_ESCAPE);
}

/**
 * ht_target_preferences_set_escape_file:
 * @self: the preferences
 * @target: name of a target
 * @path: (nullable): path of the file with what the compiler says of the program, from the root;
 *   %NULL for none
 *
 * Sets where that file is, and keeps that. The program stays until it is written.
 */
void
ht_target_preferences_set_escape_file (HtTargetPreferences *self,
                                       const char *target,
                                       const char *path)
{
  set_path (self, target, KEY_ESCAPE, path);
}

/**
 * ht_target_preferences_is_busy:
 * @self: the preferences
 *
 * Returns: whether the file is being read or written
 */
gboolean
ht_target_preferences_is_busy (HtTargetPreferences *self)
{
  return self->reading || self->writing;
}

/**
 * ht_limits_parse:
 * @text: what the user wrote
 * @bytes: (out): the limit, %HT_UNKNOWN if nothing was written
 * @error: return location, in %G_NUMBER_PARSER_ERROR
 *
 * Reads a limit as [func@parse_size] does, with spaces around it. 0 is none, since it would be
 * passed from the start.
 *
 * Returns: whether it was one, or nothing
 */
gboolean
ht_limits_parse (const char *text, gint64 *bytes, GError **error)
{
  g_autofree char *stripped = g_strstrip (g_strdup (text));

  *bytes = HT_UNKNOWN;
  if (*stripped == '\0')
    return TRUE;
  if (!ht_parse_size (stripped, bytes, error))
    {
      *bytes = HT_UNKNOWN;
      return FALSE;
    }
  if (*bytes > 0)
    return TRUE;
  *bytes = HT_UNKNOWN;
  g_set_error_literal (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS,
                       _ ("A limit is more than 0"));
  return FALSE;
}
