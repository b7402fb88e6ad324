/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "target-import.h"

#include <glib/gstdio.h>

#include "base-url.h"
#include "source-error.h"

/* 1,000 targets in JSON with many labels are less than 1 MiB. */
#define MAX_FILE_BYTES (16 << 20)

/**
 * ht_target_import_free:
 * @import: (transfer full): what was read
 */
void
ht_target_import_free (HtTargetImport *import)
{
  g_ptr_array_unref (import->targets);
  g_ptr_array_unref (import->problems);
  g_free (import);
}

static char *
make_name (GHashTable *names, const char *wanted)
{
  g_autofree char *name = g_strdup (wanted);

  for (guint i = 2; g_hash_table_contains (names, name); i++)
    {
      g_free (name);
      name = g_strdup_printf ("%s (%u)", wanted, i);
    }
  g_hash_table_add (names, g_strdup (name));
  return g_steal_pointer (&name);
}

/* A service that is listed twice would be asked twice. */
static const char *
take (HtTargetImport *import, GHashTable *names, GHashTable *urls, const HtListedTarget *listed)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = ht_base_url_from_text (listed->url, NULL, &error);
  g_autofree char *proposed = NULL;
  g_autofree char *name = NULL;
  g_autoptr (HtTargetSettings) settings = NULL;

  if (url == NULL)
    return g_intern_string (error->message);
  if (g_hash_table_contains (urls, url))
    return "this URL stands further up, too";
  proposed = listed->name == NULL ? ht_target_name_from_url (url) : NULL;
  settings = ht_target_settings_new ("", url);
  if (!ht_target_settings_can_be_saved (settings))
    return "there is a secret in the URL, which would be kept in a file; give it as a credential";
  name = make_name (names, proposed != NULL ? proposed : listed->name);
  g_free (settings->name);
  settings->name = g_steal_pointer (&name);
  settings->group = g_strdup (listed->group);
  g_hash_table_add (urls, g_strdup (url));
  g_ptr_array_add (import->targets, g_steal_pointer (&settings));
  return NULL;
}

static int
compare_lines (gconstpointer a, gconstpointer b)
{
  const HtListProblem *first = *(const HtListProblem *const *) a;
  const HtListProblem *second = *(const HtListProblem *const *) b;

  return (first->line > second->line) - (first->line < second->line);
}

static HtTargetImport *
import_list (const HtListedTargets *list)
{
  HtTargetImport *import = g_new (HtTargetImport, 1);
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GHashTable) urls = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  import->targets = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_target_settings_unref);
  import->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_list_problem_free);
  for (guint i = 0; i < list->problems->len; i++)
    {
      const HtListProblem *problem = g_ptr_array_index (list->problems, i);

      g_ptr_array_add (import->problems, ht_list_problem_new (problem->line, problem->reason));
    }
  for (guint i = 0; i < list->targets->len; i++)
    {
      const HtListedTarget *listed = g_ptr_array_index (list->targets, i);
      const char *reason = take (import, names, urls, listed);

      if (reason != NULL)
        g_ptr_array_add (import->problems, ht_list_problem_new (listed->line, reason));
    }
  g_ptr_array_sort (import->problems, compare_lines);
  return import;
}

/**
 * ht_target_import_read:
 * @path: a file, see ht_listed_targets_decode()
 * @error: return location
 *
 * Reads a list of live services. Their URLs are as from ht_base_url_from_text(); a name that is
 * missing is made of the URL, one that is taken gets a number.
 *
 * Returns: (transfer full): what it says, perhaps no target; %NULL where the file cannot be read,
 *   with the file named in @error
 */
HtTargetImport *
ht_target_import_read (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  g_autoptr (HtListedTargets) list = NULL;
  GStatBuf facts;
  gsize length;

  if (g_stat (path, &facts) == 0 && facts.st_size > MAX_FILE_BYTES)
    {
      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_TOO_LARGE,
                   "%s: a list of targets has 16 MiB at most", path);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  list = ht_listed_targets_decode (text, length, error);
  if (list == NULL)
    {
      g_prefix_error (error, "%s: ", path);
      return NULL;
    }
  return import_list (list);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  HtTargetImport *import = ht_target_import_read (data, &error);

  if (import != NULL)
    g_task_return_pointer (task, import, (GDestroyNotify) ht_target_import_free);
  else
    g_task_return_error (task, error);
}

/**
 * ht_target_import_read_async:
 * @path: a file
 * @cancellable: (nullable): to drop the answer
 * @callback: called when it is read
 * @user_data: for @callback
 *
 * As ht_target_import_read(), on a thread.
 */
void
ht_target_import_read_async (const char *path,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);

  g_task_set_source_tag (task, ht_target_import_read_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, read_in_thread);
}

/**
 * ht_target_import_read_finish:
 * @result: what the callback got
 * @error: return location
 *
 * Returns: (transfer full): as ht_target_import_read()
 */
HtTargetImport *
ht_target_import_read_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_pointer (G_TASK (result), error);
}
