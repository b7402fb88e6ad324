/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "target-list.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "source-error.h"

/* Sections are [target 1], [target 2] …: a name may have what a section may not. */
#define SECTION_PREFIX "target "

/* Some 30,000 targets. */
#define MAX_FILE_BYTES ((goffset) 8 << 20)

struct _HtTargetList
{
  GObject parent_instance;

  /* Owned */
  char *path;
  GKeyFile *file;      /* also what is no target */
  GPtrArray *targets;  /* HtTargetSettings, in the order of the file */
  GPtrArray *sections; /* for each its section, char * */
  GTask *writing;

  gboolean write_again;
};

enum
{
  SIGNAL_CHANGED,
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtTargetList, ht_target_list, G_TYPE_OBJECT)

static void
ht_target_list_finalize (GObject *object)
{
  HtTargetList *self = HT_TARGET_LIST (object);

  g_free (self->path);
  g_key_file_unref (self->file);
  g_ptr_array_unref (self->targets);
  g_ptr_array_unref (self->sections);
  G_OBJECT_CLASS (ht_target_list_parent_class)->finalize (object);
}

static void
ht_target_list_class_init (HtTargetListClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_target_list_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ht_target_list_init (HtTargetList *self)
{
  self->file = g_key_file_new ();
  self->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_target_settings_unref);
  self->sections = g_ptr_array_new_with_free_func (g_free);
}

/**
 * ht_target_list_default_path:
 *
 * Returns: (transfer full): where a user's targets are kept
 */
char *
ht_target_list_default_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "heaptrail", "targets.ini", NULL);
}

/**
 * ht_target_list_new:
 * @path: the file; need not be there
 *
 * Returns: (transfer full): an empty list; load it
 */
HtTargetList *
ht_target_list_new (const char *path)
{
  HtTargetList *self = g_object_new (HT_TYPE_TARGET_LIST, NULL);

  self->path = g_strdup (path);
  return self;
}

/* What cannot be read is somebody's work of months: it is put aside, not written over. */
static void
keep_aside (const char *path, const char *why, GError **error)
{
  g_autofree char *aside = g_strconcat (path, ".damaged", NULL);

  for (guint i = 2; g_file_test (aside, G_FILE_TEST_EXISTS) && i < 1000; i++)
    {
      g_free (aside);
      aside = g_strdup_printf ("%s.damaged-%u", path, i);
    }
  if (g_rename (path, aside) == 0)
    g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                 "the saved targets in %s cannot be read: %s; the file is kept as %s", path, why,
                 aside);
  else
    g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_INVALID,
                 "the saved targets in %s cannot be read: %s; nor can the file be kept aside: %s",
                 path, why, g_strerror (errno));
}

static int
find_index (HtTargetList *self, const char *name)
{
  for (guint i = 0; i < self->targets->len; i++)
    if (g_str_equal (((HtTargetSettings *) g_ptr_array_index (self->targets, i))->name, name))
      return (int) i;
  return -1;
}

static int
find_url (HtTargetList *self, const char *url)
{
  for (guint i = 0; i < self->targets->len; i++)
    if (g_str_equal (((HtTargetSettings *) g_ptr_array_index (self->targets, i))->url, url))
      return (int) i;
  return -1;
}

static void
read_targets (HtTargetList *self)
{
  g_auto (GStrv) sections = g_key_file_get_groups (self->file, NULL);

  for (char **section = sections; *section != NULL; section++)
    {
      g_autoptr (HtTargetSettings) settings = NULL;

      if (!g_str_has_prefix (*section, SECTION_PREFIX))
        continue;
      settings = ht_target_settings_read (self->file, *section);
      /* It stays in the file, for whoever wrote it by hand and made a slip. */
      if (settings == NULL || find_index (self, settings->name) >= 0)
        continue;
      g_ptr_array_add (self->targets, g_steal_pointer (&settings));
      g_ptr_array_add (self->sections, g_strdup (*section));
    }
}

/**
 * ht_target_list_load:
 * @self: a list
 * @error: return location
 *
 * Reads the file; without one the list is empty. A file that cannot be parsed is renamed, and
 * @error says how (%HT_SOURCE_ERROR_INVALID). A section that is no target is left as it is.
 *
 * Returns: whether the list is what the file says
 */
gboolean
ht_target_list_load (HtTargetList *self, GError **error)
{
  g_autoptr (GError) local_error = NULL;
  g_autofree char *text = NULL;
  GStatBuf facts;
  gsize length;

  if (g_stat (self->path, &facts) == 0 && facts.st_size > MAX_FILE_BYTES)
    {
      keep_aside (self->path, "it is larger than 8 MiB", error);
      return FALSE;
    }
  if (!g_file_get_contents (self->path, &text, &length, &local_error))
    {
      if (g_error_matches (local_error, G_FILE_ERROR, G_FILE_ERROR_NOENT))
        return TRUE;
      g_propagate_error (error, g_steal_pointer (&local_error));
      return FALSE;
    }
  if (memchr (text, '\0', length) != NULL || !g_utf8_validate (text, (gssize) length, NULL))
    {
      keep_aside (self->path, "it is no text", error);
      return FALSE;
    }
  if (length > 0 &&
      !g_key_file_load_from_data (self->file, text, length, G_KEY_FILE_KEEP_COMMENTS, &local_error))
    {
      g_key_file_unref (self->file);
      self->file = g_key_file_new ();
      keep_aside (self->path, local_error->message, error);
      return FALSE;
    }
  read_targets (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
  return TRUE;
}

static void
write_file (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const char *path = HT_TARGET_LIST (source)->path;
  GBytes *bytes = data;
  g_autofree char *folder = g_path_get_dirname (path);
  GError *error = NULL;

  if (g_mkdir_with_parents (folder, 0700) != 0)
    g_task_return_new_error (task, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", folder,
                             g_strerror (errno));
  else if (!g_file_set_contents_full (path, g_bytes_get_data (bytes, NULL),
                                      (gssize) g_bytes_get_size (bytes),
                                      G_FILE_SET_CONTENTS_CONSISTENT, 0600, &error))
    g_task_return_error (task, error);
  else
    g_task_return_boolean (task, TRUE);
}

static void begin_writing (HtTargetList *self);

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  HtTargetList *self = HT_TARGET_LIST (source);
  g_autoptr (GError) error = NULL;

  g_clear_object (&self->writing);
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      g_autofree char *message =
          g_strdup_printf ("the targets could not be saved: %s", error->message);

      g_signal_emit (self, signals[SIGNAL_FAILED], 0, message);
    }
  if (self->write_again)
    begin_writing (self);
}

static void
begin_writing (HtTargetList *self)
{
  gsize length;
  char *text = g_key_file_to_data (self->file, &length, NULL);

  self->write_again = FALSE;
  self->writing = g_task_new (self, NULL, written_cb, NULL);
  g_task_set_source_tag (self->writing, begin_writing);
  g_task_set_task_data (self->writing, g_bytes_new_take (text, length),
                        (GDestroyNotify) g_bytes_unref);
  g_task_run_in_thread (self->writing, write_file);
}

/* One after the other: an older list must not come last. */
static void
tell_change (HtTargetList *self)
{
  if (self->writing != NULL)
    self->write_again = TRUE;
  else
    begin_writing (self);
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

/**
 * ht_target_list_get_all:
 * @self: a list
 *
 * Returns: (transfer none) (element-type HtTargetSettings): the targets, as they were added; valid
 *   until the list changes
 */
const GPtrArray *
ht_target_list_get_all (HtTargetList *self)
{
  return self->targets;
}

/**
 * ht_target_list_find:
 * @self: a list
 * @name: a name
 *
 * Returns: (transfer none) (nullable): the target that is called so
 */
HtTargetSettings *
ht_target_list_find (HtTargetList *self, const char *name)
{
  int index = find_index (self, name);

  return index >= 0 ? g_ptr_array_index (self->targets, (guint) index) : NULL;
}

/**
 * ht_target_list_find_url:
 * @self: a list
 * @url: a base URL
 *
 * Returns: (transfer none) (nullable): the first target that is there
 */
HtTargetSettings *
ht_target_list_find_url (HtTargetList *self, const char *url)
{
  int index = find_url (self, url);

  return index >= 0 ? g_ptr_array_index (self->targets, (guint) index) : NULL;
}

/**
 * ht_target_list_get_groups:
 * @self: a list
 *
 * Returns: (transfer full) (array zero-terminated=1): the names of the groups, each once, in the
 *   order of their first targets
 */
char **
ht_target_list_get_groups (HtTargetList *self)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GStrvBuilder) groups = g_strv_builder_new ();

  for (guint i = 0; i < self->targets->len; i++)
    {
      const HtTargetSettings *settings = g_ptr_array_index (self->targets, i);

      if (settings->group != NULL && g_hash_table_add (seen, settings->group))
        g_strv_builder_add (groups, settings->group);
    }
  return g_strv_builder_end (groups);
}

/**
 * ht_target_list_uses_secret:
 * @self: a list
 * @url: base URL
 * @kind: kind of secret
 *
 * Returns: whether a target needs what is kept of this kind for this place
 */
gboolean
ht_target_list_uses_secret (HtTargetList *self, const char *url, HtCredentialKind kind)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      const HtTargetSettings *settings = g_ptr_array_index (self->targets, i);

      if (settings->credential_kind == kind && g_str_equal (settings->url, url))
        return TRUE;
    }
  return FALSE;
}

/**
 * ht_target_list_make_name:
 * @self: a list
 * @name: the name one would like
 *
 * Returns: (transfer full): @name, with a number behind it if another target has it already
 */
char *
ht_target_list_make_name (HtTargetList *self, const char *name)
{
  g_autofree char *free_name = g_strdup (name);

  for (guint i = 2; find_index (self, free_name) >= 0; i++)
    {
      g_free (free_name);
      free_name = g_strdup_printf ("%s (%u)", name, i);
    }
  return g_steal_pointer (&free_name);
}

static char *
make_section (HtTargetList *self)
{
  for (guint i = self->targets->len + 1;; i++)
    {
      g_autofree char *section = g_strdup_printf (SECTION_PREFIX "%u", i);

      if (!g_key_file_has_group (self->file, section))
        return g_steal_pointer (&section);
    }
}

/* Whoever asks has seen to it; a secret in a file would be for ever. */
static void
put (HtTargetList *self, int index, HtTargetSettings *settings)
{
  g_return_if_fail (ht_target_settings_can_be_saved (settings));
  if (index >= 0)
    {
      HtTargetSettings **place =
          (HtTargetSettings **) &g_ptr_array_index (self->targets, (guint) index);

      ht_target_settings_ref (settings);
      ht_target_settings_unref (*place);
      *place = settings;
    }
  else
    {
      index = (int) self->targets->len;
      g_ptr_array_add (self->sections, make_section (self));
      g_ptr_array_add (self->targets, ht_target_settings_ref (settings));
    }
  ht_target_settings_write (settings, self->file,
                            g_ptr_array_index (self->sections, (guint) index));
}

/**
 * ht_target_list_set:
 * @self: a list
 * @settings: a target
 *
 * Adds a target, or puts it in place of that of its name. See ht_target_settings_can_be_saved().
 */
void
ht_target_list_set (HtTargetList *self, HtTargetSettings *settings)
{
  put (self, find_index (self, settings->name), settings);
  tell_change (self);
}

/**
 * ht_target_list_set_all:
 * @self: a list
 * @targets: (element-type HtTargetSettings): targets
 *
 * Adds targets, or puts them in place of those of their addresses; written and told once. A name
 * that another has already gets a number.
 */
void
ht_target_list_set_all (HtTargetList *self, const GPtrArray *targets)
{
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTargetSettings *settings = g_ptr_array_index (targets, i);
      g_autoptr (HtTargetSettings) added = ht_target_settings_copy (settings);
      int index = find_url (self, settings->url);

      if (index < 0)
        {
          g_free (added->name);
          added->name = ht_target_list_make_name (self, settings->name);
        }
      put (self, index, added);
    }
  if (targets->len > 0)
    tell_change (self);
}

/**
 * ht_target_list_replace:
 * @self: a list
 * @name: of the target that was changed
 * @settings: what it is now, perhaps by another name
 *
 * Returns: %FALSE, with nothing done, if there is no such target or another has the new name
 */
gboolean
ht_target_list_replace (HtTargetList *self, const char *name, HtTargetSettings *settings)
{
  int index = find_index (self, name);
  int other = find_index (self, settings->name);

  if (index < 0 || (other >= 0 && other != index))
    return FALSE;
  put (self, index, settings);
  tell_change (self);
  return TRUE;
}

/**
 * ht_target_list_remove:
 * @self: a list
 * @name: a name
 *
 * Returns: whether there was a target of that name
 */
gboolean
ht_target_list_remove (HtTargetList *self, const char *name)
{
  int index = find_index (self, name);

  if (index < 0)
    return FALSE;
  g_key_file_remove_group (self->file, g_ptr_array_index (self->sections, (guint) index), NULL);
  g_ptr_array_remove_index (self->sections, (guint) index);
  g_ptr_array_remove_index (self->targets, (guint) index);
  tell_change (self);
  return TRUE;
}

/**
 * ht_target_list_flush:
 * @self: a list
 *
 * Waits until the file has all changes; for the end of the program.
 */
void
ht_target_list_flush (HtTargetList *self)
{
  while (self->writing != NULL)
    g_main_context_iteration (g_task_get_context (self->writing), TRUE);
}
