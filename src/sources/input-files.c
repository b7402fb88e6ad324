/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "input-files.h"

#include <string.h>
#include <sys/stat.h>

#include "capture-time.h"
#include "fetch-once.h"
#include "gc-cycle.h"
#include "safe-text.h"
#include "secrets.h"

/* A file of a folder with what it is sorted by. */
typedef struct
{
  char *name;
  gint64 time_ns;
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  g_free (entry->name);
  g_free (entry);
}

static void
input_file_free (gpointer data)
{
  HtInputFile *file = data;

  g_free (file->path);
  g_free (file->label);
  g_free (file);
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *first = *(const Entry *const *) a;
  const Entry *second = *(const Entry *const *) b;

  if (first->time_ns != second->time_ns)
    return first->time_ns < second->time_ns ? -1 : 1;
  return strcmp (first->name, second->name);
}

static void
add_file (GPtrArray *files, char *path, const char *label, gboolean is_listed)
{
  HtInputFile *file = g_new0 (HtInputFile, 1);

  file->path = path;
  file->label = ht_safe_text_to_utf8 (label, -1);
  file->is_listed = is_listed;
  g_ptr_array_add (files, file);
}

static Entry *
new_entry (const char *name, const struct stat *status)
{
  Entry *entry = g_new0 (Entry, 1);

  entry->name = g_strdup (name);
  entry->time_ns = ht_capture_time_from_name (name);
  if (entry->time_ns == HT_UNKNOWN)
    entry->time_ns =
        status->st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + status->st_mtim.tv_nsec;
  return entry;
}

static gboolean
add_folder (GPtrArray *files, const char *folder, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) entries = g_ptr_array_new_with_free_func (entry_free);
  const char *name;

  if (dir == NULL)
    {
      g_autofree char *label = ht_safe_text_to_utf8 (folder, -1);

      g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_ACCES, "%s: the folder cannot be read", label);
      return FALSE;
    }
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat status;

      /* Reading a pipe that happens to lie there would wait for ever. */
      if (stat (path, &status) == 0 && S_ISREG (status.st_mode))
        g_ptr_array_add (entries, new_entry (name, &status));
    }
  g_ptr_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = g_ptr_array_index (entries, i);

      add_file (files, g_build_filename (folder, entry->name, NULL), entry->name, TRUE);
    }
  return TRUE;
}

/**
 * ht_input_label:
 * @path: a file, a folder, a URL, or "-" for standard input
 *
 * Returns: (transfer full): what messages call it: as the user wrote it, as valid UTF-8 and
 *   without secrets of a URL
 */
char *
ht_input_label (const char *path)
{
  if (strcmp (path, "-") == 0)
    return g_strdup ("standard input");
  if (ht_is_capture_url (path))
    return ht_mask_url (path);
  return ht_safe_text_to_utf8 (path, -1);
}

/**
 * ht_input_files_expand:
 * @paths: (array zero-terminated=1): files, folders, URLs of captures, "-" for standard input
 * @error: return location, in %G_FILE_ERROR
 *
 * Puts the regular files of folders in the place of the folders, without
 * sub-folders, in the order of their times (from the name, else as modified)
 * and then of their names.
 *
 * Returns: (transfer full) (element-type HtInputFile): the files, or %NULL with
 * @error set if a folder cannot be read
 */
GPtrArray *
ht_input_files_expand (const char *const *paths, GError **error)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (input_file_free);

  for (gsize i = 0; paths[i] != NULL; i++)
    if (strcmp (paths[i], "-") != 0 && g_file_test (paths[i], G_FILE_TEST_IS_DIR))
      {
        if (!add_folder (files, paths[i], error))
          return NULL;
      }
    else
      {
        g_autofree char *label = ht_input_label (paths[i]);

        add_file (files, g_strdup (paths[i]), label, FALSE);
      }
  return g_steal_pointer (&files);
}

/**
 * ht_input_files_common_folder:
 * @paths: (array zero-terminated=1): files, folders, "-" for standard input
 *
 * Returns: (transfer full) (nullable): the name of the folder, if @paths is just one and has a name
 */
char *
ht_input_files_common_folder (const char *const *paths)
{
  g_autofree char *whole = NULL;
  g_autofree char *name = NULL;

  if (paths[0] == NULL || paths[1] != NULL || !g_file_test (paths[0], G_FILE_TEST_IS_DIR))
    return NULL;
  whole = g_canonicalize_filename (paths[0], NULL);
  name = g_path_get_basename (whole);
  if (strcmp (name, G_DIR_SEPARATOR_S) == 0)
    return NULL;
  return ht_safe_text_to_utf8 (name, -1);
}
