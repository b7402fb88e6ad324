/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "import-window.h"

#include <glib/gi18n.h>
#include <string.h>

/* Nobody reads more, and each is a widget. */
#define MOST_ROWS 200

struct _HtImportWindow
{
  AdwWindow parent_instance;

  /* Template widgets */
  GtkWidget *import_button;
  GtkEditable *group;
  AdwPreferencesGroup *found;
  AdwPreferencesGroup *problems;

  /* Owned */
  HtTargetImport *import;
  HtTargetList *targets;
};

G_DEFINE_FINAL_TYPE (HtImportWindow, ht_import_window, ADW_TYPE_WINDOW)

static char *
get_group (HtImportWindow *self)
{
  g_autofree char *group = g_strstrip (g_strdup (gtk_editable_get_text (self->group)));

  return *group != '\0' ? g_steal_pointer (&group) : NULL;
}

/* What is saved already keeps its name, credentials and intervals. */
static void
import_cb (HtImportWindow *self)
{
  g_autofree char *group = get_group (self);
  g_autoptr (GPtrArray) targets =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_target_settings_unref);

  for (guint i = 0; i < self->import->targets->len; i++)
    {
      const HtTargetSettings *listed = g_ptr_array_index (self->import->targets, i);
      const HtTargetSettings *known = ht_target_list_find_url (self->targets, listed->url);
      HtTargetSettings *settings = ht_target_settings_copy (known != NULL ? known : listed);

      if (settings->group == NULL)
        settings->group = g_strdup (listed->group != NULL ? listed->group : group);
      g_ptr_array_add (targets, settings);
    }
  ht_target_list_set_all (self->targets, targets);
  gtk_window_close (GTK_WINDOW (self));
}

static void
ht_import_window_finalize (GObject *object)
{
  HtImportWindow *self = HT_IMPORT_WINDOW (object);

  g_clear_pointer (&self->import, ht_target_import_free);
  g_clear_object (&self->targets);
  G_OBJECT_CLASS (ht_import_window_parent_class)->finalize (object);
}

static void
ht_import_window_class_init (HtImportWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ht_import_window_finalize;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/import-window.ui");
  gtk_widget_class_bind_template_child (widget_class, HtImportWindow, import_button);
  gtk_widget_class_bind_template_child (widget_class, HtImportWindow, group);
  gtk_widget_class_bind_template_child (widget_class, HtImportWindow, found);
  gtk_widget_class_bind_template_child (widget_class, HtImportWindow, problems);
  gtk_widget_class_bind_template_callback (widget_class, import_cb);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close", NULL);
}

static void
ht_import_window_init (HtImportWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

static void
add_row (AdwPreferencesGroup *group, const char *title, const char *subtitle)
{
  GtkWidget *row = adw_action_row_new ();

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (subtitle != NULL)
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 0);
  adw_preferences_group_add (group, row);
}

static void
add_rest (AdwPreferencesGroup *group, guint n)
{
  g_autofree char *text = NULL;

  if (n <= MOST_ROWS)
    return;
  text = g_strdup_printf (g_dngettext (NULL, "%u more", "%u more", n - MOST_ROWS), n - MOST_ROWS);
  add_row (group, text, NULL);
}

static void
show_found (HtImportWindow *self)
{
  const GPtrArray *targets = self->import->targets;
  g_autofree char *title =
      g_strdup_printf (g_dngettext (NULL, "%u Target", "%u Targets", targets->len), targets->len);

  adw_preferences_group_set_title (self->found, title);
  for (guint i = 0; i < MIN (targets->len, MOST_ROWS); i++)
    {
      const HtTargetSettings *settings = g_ptr_array_index (targets, i);
      g_autofree char *subtitle = NULL;

      if (ht_target_list_find_url (self->targets, settings->url) != NULL)
        /* Translators: %s is an address */
        subtitle = g_strdup_printf (_ ("%s, saved already"), settings->url);
      else if (settings->group != NULL)
        /* Translators: an address, and the name of a group */
        subtitle = g_strdup_printf (_ ("%s, in %s"), settings->url, settings->group);
      add_row (self->found, settings->name, subtitle != NULL ? subtitle : settings->url);
    }
  add_rest (self->found, targets->len);
}

static void
show_problems (HtImportWindow *self)
{
  const GPtrArray *problems = self->import->problems;
  g_autofree char *title =
      g_strdup_printf (g_dngettext (NULL, "%u Problem", "%u Problems", problems->len),
                       problems->len);

  adw_preferences_group_set_title (self->problems, title);
  gtk_widget_set_visible (GTK_WIDGET (self->problems), problems->len > 0);
  for (guint i = 0; i < MIN (problems->len, MOST_ROWS); i++)
    {
      const HtListProblem *problem = g_ptr_array_index (problems, i);
      g_autofree char *line = g_strdup_printf (_ ("Line %" G_GUINT64_FORMAT), problem->line);

      add_row (self->problems, line, problem->reason);
    }
  add_rest (self->problems, problems->len);
}

static char *
group_from_path (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  char *dot = strrchr (base, '.');

  if (dot != NULL && dot != base)
    *dot = '\0';
  return g_filename_display_name (base);
}

/**
 * ht_import_window_new:
 * @parent: the window that asks
 * @path: the file
 * @import: (transfer full): what it has
 * @targets: where to save it
 *
 * Returns: (transfer none): the window; present it
 */
GtkWindow *
ht_import_window_new (GtkWindow *parent,
                      const char *path,
                      HtTargetImport *import,
                      HtTargetList *targets)
{
  HtImportWindow *self = g_object_new (HT_TYPE_IMPORT_WINDOW, "transient-for", parent, NULL);
  g_autofree char *group = group_from_path (path);

  self->import = import;
  self->targets = g_object_ref (targets);
  gtk_editable_set_text (self->group, group);
  gtk_widget_set_sensitive (self->import_button, import->targets->len > 0);
  gtk_window_set_focus (GTK_WINDOW (self), self->import_button);
  show_found (self);
  show_problems (self);
  return GTK_WINDOW (self);
}
