/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "greeter.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "recent-files.h"
#include "saved-targets.h"

#define EXAMPLE_NAME "example.heaptrail"

struct _HtGreeter
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *page;
  GtkWidget *example_row;
  HtSavedTargets *saved_targets;
  GtkWidget *recent_box;
  GtkListBox *recent_list;
};

G_DEFINE_FINAL_TYPE (HtGreeter, ht_greeter, GTK_TYPE_WIDGET)

static void
ht_greeter_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HT_TYPE_GREETER);
  G_OBJECT_CLASS (ht_greeter_parent_class)->dispose (object);
}

static void
ht_greeter_class_init (HtGreeterClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_greeter_dispose;
  g_type_ensure (HT_TYPE_SAVED_TARGETS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, "/dev/heaptrail/Heaptrail/greeter.ui");
  gtk_widget_class_bind_template_child (widget_class, HtGreeter, page);
  gtk_widget_class_bind_template_child (widget_class, HtGreeter, example_row);
  gtk_widget_class_bind_template_child (widget_class, HtGreeter, saved_targets);
  gtk_widget_class_bind_template_child (widget_class, HtGreeter, recent_box);
  gtk_widget_class_bind_template_child (widget_class, HtGreeter, recent_list);
}

static void
ht_greeter_init (HtGreeter *self)
{
  g_autofree char *example = ht_find_installed_example ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_widget_set_visible (self->example_row, example != NULL);
}

static GtkWidget *
recent_row_new (const HtRecentFile *file, GDateTime *now)
{
  GtkWidget *row = adw_action_row_new ();
  g_autofree char *opened = ht_recent_time_text (file->opened, now);
  GtkWidget *opened_label = gtk_label_new (opened);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), file->name);
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), file->folder);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  gtk_widget_add_css_class (opened_label, "second-text");
  gtk_widget_add_css_class (opened_label, "figures");
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), opened_label);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.open-recent");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", file->uri);
  return row;
}

/**
 * ht_greeter_set_targets:
 * @self: the greeter
 * @targets: the saved targets, shown from now on with every change
 */
void
ht_greeter_set_targets (HtGreeter *self, HtTargetList *targets)
{
  ht_saved_targets_set_list (self->saved_targets, targets);
}

/**
 * ht_greeter_set_recent_files:
 * @self: the greeter
 * @files: (element-type HtRecentFile): what was opened before, the newest first
 */
void
ht_greeter_set_recent_files (HtGreeter *self, const GPtrArray *files)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->recent_list, 0)) != NULL)
    gtk_list_box_remove (self->recent_list, GTK_WIDGET (row));
  for (guint i = 0; i < files->len; i++)
    gtk_list_box_append (self->recent_list, recent_row_new (g_ptr_array_index (files, i), now));
  gtk_widget_set_visible (self->recent_box, files->len > 0);
}

/**
 * ht_find_example:
 * @folders: (array zero-terminated=1): where to look, in this order
 *
 * Returns: (transfer full) (nullable): path of the example recording, %NULL if no folder has it
 */
char *
ht_find_example (const char *const *folders)
{
  for (gsize i = 0; folders[i] != NULL; i++)
    {
      g_autofree char *path = g_build_filename (folders[i], EXAMPLE_NAME, NULL);

      if (g_file_test (path, G_FILE_TEST_IS_REGULAR))
        return g_steal_pointer (&path);
    }
  return NULL;
}

/**
 * ht_find_installed_example:
 *
 * Looks for the example beside the sources, then where this program and others are installed.
 *
 * Returns: (transfer full) (nullable): path of the example recording, %NULL if there is none
 */
char *
ht_find_installed_example (void)
{
  g_autoptr (GStrvBuilder) folders = g_strv_builder_new ();
  g_auto (GStrv) list = NULL;

  g_strv_builder_add (folders, HT_SOURCE_DATADIR);
  g_strv_builder_add (folders, HT_DATADIR "/heaptrail");
  for (const char *const *folder = g_get_system_data_dirs (); *folder != NULL; folder++)
    {
      g_autofree char *own = g_build_filename (*folder, "heaptrail", NULL);

      g_strv_builder_add (folders, own);
    }
  list = g_strv_builder_end (folders);
  return ht_find_example ((const char *const *) list);
}
