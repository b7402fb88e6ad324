/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "saved-targets.h"

#include <adwaita.h>
#include <glib/gi18n.h>

struct _HtSavedTargets
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkListBox *list;

  /* Owned */
  HtTargetList *targets;
  GHashTable *open_groups; /* set of char *: stay open when the list changes */
};

G_DEFINE_FINAL_TYPE (HtSavedTargets, ht_saved_targets, GTK_TYPE_WIDGET)

static GtkWidget *
button_new (const char *icon_name, const char *label, const char *action, const char *name)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon_name);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, label);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", name);
  return button;
}

static GtkWidget *
target_row_new (const HtTargetSettings *settings)
{
  GtkWidget *row = adw_action_row_new ();
  /* Translators: %s is the name of a target */
  g_autofree char *edit = g_strdup_printf (_ ("Edit %s"), settings->name);
  g_autofree char *remove = g_strdup_printf (_ ("Remove %s"), settings->name);
  /* Translators: %s is an address */
  g_autofree char *unverified = g_strdup_printf (_ ("%s, not verified"), settings->url);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), settings->name);
  /* Limited to one line, GTK 4.8 complains of a name that is narrower than an ellipsis. */
  adw_action_row_set_title_lines (ADW_ACTION_ROW (row), 0);
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row),
                               settings->unverified ? unverified : settings->url);
  adw_action_row_set_subtitle_lines (ADW_ACTION_ROW (row), 1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button_new ("document-edit-symbolic", edit,
                                                               "win.edit-target", settings->name));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row),
                             button_new ("user-trash-symbolic", remove, "win.remove-target",
                                         settings->name));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), TRUE);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (row), "win.connect-saved");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (row), "s", settings->name);
  return row;
}

/* Groups may be large, and most stay closed. */
static void
fill_group (HtSavedTargets *self, AdwExpanderRow *row)
{
  const GPtrArray *targets = ht_target_list_get_all (self->targets);
  const char *group = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));

  if (g_object_get_data (G_OBJECT (row), "heaptrail-filled") != NULL)
    return;
  g_object_set_data (G_OBJECT (row), "heaptrail-filled", row);
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTargetSettings *settings = g_ptr_array_index (targets, i);

      if (g_strcmp0 (settings->group, group) == 0)
        adw_expander_row_add_row (row, target_row_new (settings));
    }
}

static void
expanded_cb (AdwExpanderRow *row, GParamSpec *spec, HtSavedTargets *self)
{
  const char *group = adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row));

  if (!adw_expander_row_get_expanded (row))
    {
      g_hash_table_remove (self->open_groups, group);
      return;
    }
  g_hash_table_add (self->open_groups, g_strdup (group));
  fill_group (self, row);
}

static guint
count_group (const GPtrArray *targets, const char *group)
{
  guint n = 0;

  for (guint i = 0; i < targets->len; i++)
    n += g_strcmp0 (((const HtTargetSettings *) g_ptr_array_index (targets, i))->group, group) == 0;
  return n;
}

static GtkWidget *
group_row_new (HtSavedTargets *self, const char *group)
{
  guint n = count_group (ht_target_list_get_all (self->targets), group);
  GtkWidget *row = adw_expander_row_new ();
  GtkWidget *button = gtk_button_new_with_label (_ ("Record All"));
  /* Translators: %s is the name of a group */
  g_autofree char *label = g_strdup_printf (_ ("Record all of %s"), group);
  g_autofree char *subtitle = g_strdup_printf (g_dngettext (NULL, "%u target", "%u targets", n), n);

  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), group);
  adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), subtitle);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label,
                                  -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.connect-group");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", group);
  adw_expander_row_add_action (ADW_EXPANDER_ROW (row), button);
  g_signal_connect (row, "notify::expanded", G_CALLBACK (expanded_cb), self);
  adw_expander_row_set_expanded (ADW_EXPANDER_ROW (row),
                                 g_hash_table_contains (self->open_groups, group));
  return row;
}

static void
fill (HtSavedTargets *self)
{
  const GPtrArray *targets = ht_target_list_get_all (self->targets);
  g_auto (GStrv) groups = ht_target_list_get_groups (self->targets);
  gboolean had_focus = gtk_widget_get_focus_child (GTK_WIDGET (self->list)) != NULL;
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->list, 0)) != NULL)
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  for (guint i = 0; i < targets->len; i++)
    if (((const HtTargetSettings *) g_ptr_array_index (targets, i))->group == NULL)
      gtk_list_box_append (self->list, target_row_new (g_ptr_array_index (targets, i)));
  for (char **group = groups; *group != NULL; group++)
    gtk_list_box_append (self->list, group_row_new (self, *group));
  gtk_widget_set_visible (GTK_WIDGET (self), targets->len > 0);
  if (had_focus)
    gtk_widget_child_focus (GTK_WIDGET (self->list), GTK_DIR_TAB_FORWARD);
}

static void
ht_saved_targets_dispose (GObject *object)
{
  HtSavedTargets *self = HT_SAVED_TARGETS (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  if (self->targets != NULL)
    g_signal_handlers_disconnect_by_data (self->targets, self);
  g_clear_object (&self->targets);
  G_OBJECT_CLASS (ht_saved_targets_parent_class)->dispose (object);
}

static void
ht_saved_targets_finalize (GObject *object)
{
  g_hash_table_unref (HT_SAVED_TARGETS (object)->open_groups);
  G_OBJECT_CLASS (ht_saved_targets_parent_class)->finalize (object);
}

static void
ht_saved_targets_class_init (HtSavedTargetsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ht_saved_targets_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_saved_targets_finalize;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
ht_saved_targets_init (HtSavedTargets *self)
{
  GtkWidget *title = gtk_label_new (_ ("Saved"));

  self->open_groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, "heading");
  gtk_list_box_set_selection_mode (self->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->list), "boxed-list");
  gtk_accessible_update_relation (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_RELATION_LABELLED_BY,
                                  title, NULL, -1);
  gtk_box_append (GTK_BOX (self->box), title);
  gtk_box_append (GTK_BOX (self->box), GTK_WIDGET (self->list));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ht_saved_targets_set_list:
 * @self: the widget
 * @targets: what to show, from now on with every change
 */
void
ht_saved_targets_set_list (HtSavedTargets *self, HtTargetList *targets)
{
  g_set_object (&self->targets, targets);
  g_signal_connect_swapped (targets, "changed", G_CALLBACK (fill), self);
  fill (self);
}
