/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "recent-files.h"

#include <glib/gi18n.h>

/* The list is the whole desktop's; ours are the entries with this name. */
#define APPLICATION_NAME "heaptrail"
#define COMMAND          "heaptrail %u"
#define UNKNOWN_TYPE     "application/octet-stream"

#define MOST_IN_MENU 10

/**
 * ht_recent_file_free:
 * @file: (transfer full): the file
 */
void
ht_recent_file_free (HtRecentFile *file)
{
  g_free (file->uri);
  g_free (file->name);
  g_free (file->folder);
  g_clear_pointer (&file->opened, g_date_time_unref);
  g_free (file);
}

static void
type_known_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkRecentManager) manager = user_data;
  g_autoptr (GFileInfo) info = g_file_query_info_finish (G_FILE (source), result, NULL);
  g_autofree char *uri = g_file_get_uri (G_FILE (source));
  g_autofree char *mime_type = NULL;
  char *groups[] = { (char *) APPLICATION_NAME, NULL };
  GtkRecentData data = {
    .app_name = (char *) APPLICATION_NAME,
    .app_exec = (char *) COMMAND,
    .groups = groups,
  };

  if (info != NULL && g_file_info_get_content_type (info) != NULL)
    mime_type = g_content_type_get_mime_type (g_file_info_get_content_type (info));
  if (mime_type == NULL)
    mime_type = g_strdup (UNKNOWN_TYPE);
  data.mime_type = mime_type;
  gtk_recent_manager_add_full (manager, uri, &data);
}

/**
 * ht_recent_files_add:
 * @manager: the desktop's list
 * @path: a file or folder that was opened
 *
 * Puts a file at the head of the recent files. Does nothing where the desktop keeps no list.
 */
void
ht_recent_files_add (GtkRecentManager *manager, const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_file_query_info_async (file, G_FILE_ATTRIBUTE_STANDARD_CONTENT_TYPE, G_FILE_QUERY_INFO_NONE,
                           G_PRIORITY_LOW, NULL, type_known_cb, g_object_ref (manager));
}

static char *
folder_text (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autoptr (GFile) home = g_file_new_for_path (g_get_home_dir ());
  g_autofree char *below_home = NULL;

  if (folder == NULL)
    return g_strdup ("");
  if (g_file_equal (folder, home))
    return g_strdup ("~");
  below_home = g_file_get_relative_path (home, folder);
  if (below_home != NULL)
    {
      g_autofree char *shown = g_filename_display_name (below_home);

      return g_strconcat ("~/", shown, NULL);
    }
  return g_file_get_parse_name (folder);
}

static int
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const HtRecentFile *first = *(const HtRecentFile *const *) a;
  const HtRecentFile *second = *(const HtRecentFile *const *) b;

  return g_date_time_compare (second->opened, first->opened);
}

/* Entries that another program made of the same file are not ours. */
static gboolean
is_ours (GtkRecentInfo *info)
{
  return gtk_recent_info_has_application (info, APPLICATION_NAME);
}

static HtRecentFile *
recent_file_new (GtkRecentInfo *info)
{
  HtRecentFile *self = g_new0 (HtRecentFile, 1);
  g_autoptr (GFile) file = g_file_new_for_uri (gtk_recent_info_get_uri (info));
  g_autofree char *base = g_file_get_basename (file);
  GDateTime *stamp = NULL;
  const char *command;
  guint count;

  self->uri = g_strdup (gtk_recent_info_get_uri (info));
  self->name = g_filename_display_name (base);
  self->folder = folder_text (file);
  gtk_recent_info_get_application_info (info, APPLICATION_NAME, &command, &count, &stamp);
  self->opened = g_date_time_ref (stamp != NULL ? stamp : gtk_recent_info_get_modified (info));
  return self;
}

/**
 * ht_recent_files_list:
 * @manager: the desktop's list
 * @most: how many at most
 *
 * Lists what this program has opened and what still exists.
 *
 * Returns: (transfer full) (element-type HtRecentFile): the newest first
 */
GPtrArray *
ht_recent_files_list (GtkRecentManager *manager, guint most)
{
  g_autoptr (GPtrArray) files =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_recent_file_free);
  GList *items = gtk_recent_manager_get_items (manager);

  for (GList *item = items; item != NULL; item = item->next)
    if (is_ours (item->data) && gtk_recent_info_is_local (item->data) &&
        gtk_recent_info_exists (item->data))
      g_ptr_array_add (files, recent_file_new (item->data));
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  g_ptr_array_sort (files, compare_newest_first);
  if (files->len > most)
    g_ptr_array_set_size (files, (int) most);
  return g_steal_pointer (&files);
}

/**
 * ht_recent_files_clear:
 * @manager: the desktop's list
 *
 * Forgets what this program has opened, and nothing else.
 */
void
ht_recent_files_clear (GtkRecentManager *manager)
{
  GList *items = gtk_recent_manager_get_items (manager);

  for (GList *item = items; item != NULL; item = item->next)
    if (is_ours (item->data))
      gtk_recent_manager_remove_item (manager, gtk_recent_info_get_uri (item->data), NULL);
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
}

/* An underline would be taken for a mnemonic. */
static char *
menu_label (const char *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "_", -1);

  return g_strjoinv ("__", parts);
}

/**
 * ht_recent_files_fill_menu:
 * @manager: the desktop's list
 * @menu: a menu; what it had is replaced
 *
 * Makes a menu of the recent files with the actions `win.open-recent` and `win.clear-recent`.
 */
void
ht_recent_files_fill_menu (GtkRecentManager *manager, GMenu *menu)
{
  g_autoptr (GPtrArray) files = ht_recent_files_list (manager, MOST_IN_MENU);
  g_autoptr (GMenu) list = g_menu_new ();
  g_autoptr (GMenu) end = g_menu_new ();

  g_menu_remove_all (menu);
  for (guint i = 0; i < files->len; i++)
    {
      const HtRecentFile *file = g_ptr_array_index (files, i);
      g_autofree char *label = menu_label (file->name);
      g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

      g_menu_item_set_action_and_target (item, "win.open-recent", "s", file->uri);
      g_menu_append_item (list, item);
    }
  g_menu_append (end, _ ("_Clear Recent"), "win.clear-recent");
  if (files->len > 0)
    g_menu_append_section (menu, NULL, G_MENU_MODEL (list));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
}

/**
 * ht_recent_time_text:
 * @then: a time
 * @now: the time it is
 *
 * Tells a time as one would say it: with the clock if it was today or yesterday, else as a date.
 *
 * Returns: (transfer full): the text, in @now's time zone
 */
char *
ht_recent_time_text (GDateTime *then, GDateTime *now)
{
  g_autoptr (GDateTime) local = g_date_time_to_timezone (then, g_date_time_get_timezone (now));
  g_autoptr (GDateTime) yesterday = g_date_time_add_days (now, -1);

  if (g_date_time_get_year (local) == g_date_time_get_year (now) &&
      g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (now))
    /* Translators: a time of today, see the manual of g_date_time_format() */
    return g_date_time_format (local, _ ("today %H:%M"));
  if (g_date_time_get_year (local) == g_date_time_get_year (yesterday) &&
      g_date_time_get_day_of_year (local) == g_date_time_get_day_of_year (yesterday))
    return g_date_time_format (local, _ ("yesterday %H:%M"));
  if (g_date_time_get_year (local) == g_date_time_get_year (now))
    return g_date_time_format (local, _ ("%-d %B"));
  return g_date_time_format (local, _ ("%-d %B %Y"));
}
