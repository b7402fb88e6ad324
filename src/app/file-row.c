/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "file-row.h"

#include <glib/gi18n.h>

#include "file-chooser.h"

struct _HtFileRow
{
  AdwEntryRow parent_instance;

  GtkWidget *button;

  /* Owned */
  GCancellable *choosing;
};

G_DEFINE_FINAL_TYPE (HtFileRow, ht_file_row, ADW_TYPE_ENTRY_ROW)

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtFileRow) self = user_data;
  g_autofree char *path = ht_choose_file_finish (result, NULL);

  if (path != NULL && self->choosing != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self), path);
}

static void
choose_cb (HtFileRow *self)
{
  ht_choose_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)), self->choosing,
                        chosen_cb, g_object_ref (self));
}

static void
title_changed_cb (HtFileRow *self)
{
  /* Translators: what a button does; %s is what the row is for, such as "Private CA" */
  g_autofree char *label =
      g_strdup_printf (_ ("Choose a file: %s"),
                       adw_preferences_row_get_title (ADW_PREFERENCES_ROW (self)));

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  label, -1);
}

static void
ht_file_row_dispose (GObject *object)
{
  HtFileRow *self = HT_FILE_ROW (object);

  g_cancellable_cancel (self->choosing);
  g_clear_object (&self->choosing);
  G_OBJECT_CLASS (ht_file_row_parent_class)->dispose (object);
}

static void
ht_file_row_class_init (HtFileRowClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = ht_file_row_dispose;
}

static void
ht_file_row_init (HtFileRow *self)
{
  self->choosing = g_cancellable_new ();
  self->button = gtk_button_new_from_icon_name ("document-open-symbolic");
  gtk_widget_set_valign (self->button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (self->button, "flat");
  gtk_widget_set_tooltip_text (self->button, _ ("Choose a File"));
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (choose_cb), self);
  g_signal_connect (self, "notify::title", G_CALLBACK (title_changed_cb), NULL);
  adw_entry_row_add_suffix (ADW_ENTRY_ROW (self), self->button);
}

/**
 * ht_file_row_get_path:
 * @self: the row
 *
 * Returns: (transfer none) (nullable): the path, %NULL if none is given
 */
const char *
ht_file_row_get_path (HtFileRow *self)
{
  const char *path = gtk_editable_get_text (GTK_EDITABLE (self));

  return *path != '\0' ? path : NULL;
}

/**
 * ht_file_row_set_path:
 * @self: the row
 * @path: (nullable): a path
 */
void
ht_file_row_set_path (HtFileRow *self, const char *path)
{
  gtk_editable_set_text (GTK_EDITABLE (self), path != NULL ? path : "");
}
