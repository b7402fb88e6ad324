/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "window-recent.h"

#include "recent-files.h"

#define MOST_IN_GREETER 6

typedef struct
{
  /* Owned */
  HtGreeter *greeter;
  GMenu *menu;
  GAction *clear;
} RecentParts;

static void
recent_parts_free (gpointer data, GClosure *closure)
{
  RecentParts *parts = data;

  g_object_unref (parts->greeter);
  g_object_unref (parts->menu);
  g_object_unref (parts->clear);
  g_free (parts);
}

static void
recent_changed_cb (GtkRecentManager *manager, gpointer user_data)
{
  const RecentParts *parts = user_data;
  g_autoptr (GPtrArray) files = ht_recent_files_list (manager, MOST_IN_GREETER);

  ht_greeter_set_recent_files (parts->greeter, files);
  ht_recent_files_fill_menu (manager, parts->menu);
  g_simple_action_set_enabled (G_SIMPLE_ACTION (parts->clear), files->len > 0);
}

static void
open_recent_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *path = g_filename_from_uri (g_variant_get_string (parameter, NULL), NULL, NULL);
  const char *paths[] = { path, NULL };

  if (path != NULL)
    ht_window_open_paths (user_data, paths);
}

static void
clear_recent_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  ht_recent_files_clear (gtk_recent_manager_get_default ());
}

static void
open_example_cb (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autofree char *path = ht_find_installed_example ();
  const char *paths[] = { path, NULL };

  if (path != NULL)
    ht_window_open_paths (user_data, paths);
}

static void
stop_watching_cb (HtWindow *window, gpointer user_data)
{
  g_signal_handler_disconnect (gtk_recent_manager_get_default (), GPOINTER_TO_SIZE (user_data));
}

/**
 * ht_window_add_recent_files:
 * @window: the window
 * @greeter: what it shows without recordings
 * @menu: a part of its menu
 *
 * Adds the actions that open what was opened before, and the example; keeps @greeter
 * and @menu up to date for as long as @window is there.
 */
void
ht_window_add_recent_files (HtWindow *window, HtGreeter *greeter, GMenu *menu)
{
  static const GActionEntry actions[] = {
    { "open-recent", open_recent_cb, "s", NULL, NULL, { 0 } },
    { "clear-recent", clear_recent_cb, NULL, NULL, NULL, { 0 } },
    { "open-example", open_example_cb, NULL, NULL, NULL, { 0 } },
  };
  GtkRecentManager *manager = gtk_recent_manager_get_default ();
  RecentParts *parts = g_new0 (RecentParts, 1);
  gulong handler;

  g_action_map_add_action_entries (G_ACTION_MAP (window), actions, G_N_ELEMENTS (actions), window);
  parts->greeter = g_object_ref (greeter);
  parts->menu = g_object_ref (menu);
  parts->clear = g_object_ref (g_action_map_lookup_action (G_ACTION_MAP (window), "clear-recent"));
  handler = g_signal_connect_data (manager, "changed", G_CALLBACK (recent_changed_cb), parts,
                                   recent_parts_free, 0);
  g_signal_connect (window, "destroy", G_CALLBACK (stop_watching_cb), GSIZE_TO_POINTER (handler));
  recent_changed_cb (manager, parts);
}
