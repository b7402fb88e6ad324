/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "connect-saved-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "file-chooser.h"
#include "import-window.h"
#include "saved-targets.h"

struct _HtConnectSavedPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *page;
  GtkStack *stack;
  HtSavedTargets *saved_targets;
  GtkLabel *problem;
  GtkWidget *problem_box;

  /* Owned */
  HtTargetList *targets;
  GCancellable *reading;
  char *path; /* of the list that is being read */
};

static void connect_page_init (HtConnectPageInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (HtConnectSavedPage,
                               ht_connect_saved_page,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (HT_TYPE_CONNECT_PAGE, connect_page_init))

static void
show_stack (HtConnectSavedPage *self)
{
  gboolean any = ht_target_list_get_all (self->targets)->len > 0;

  gtk_stack_set_visible_child_name (self->stack, any ? "targets" : "empty");
}

static void
tell_problem (HtConnectSavedPage *self, const char *text)
{
  gtk_label_set_text (self->problem, text != NULL ? text : "");
  gtk_widget_set_visible (self->problem_box, text != NULL);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtConnectSavedPage) self = user_data;
  g_autoptr (GError) error = NULL;
  HtTargetImport *import = ht_target_import_read_finish (result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  tell_problem (self, error != NULL ? error->message : NULL);
  if (import != NULL)
    gtk_window_present (ht_import_window_new (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                                              self->path, import, self->targets));
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtConnectSavedPage) self = user_data;
  g_autofree char *path = ht_choose_file_finish (result, NULL);

  if (path == NULL || self->reading == NULL)
    return;
  g_free (self->path);
  self->path = g_steal_pointer (&path);
  ht_target_import_read_async (self->path, self->reading, read_cb, g_object_ref (self));
}

static const char *
get_label (HtConnectPage *page)
{
  return _ ("_Import…");
}

static gboolean
is_ready (HtConnectPage *page)
{
  return TRUE;
}

static void
act (HtConnectPage *page)
{
  HtConnectSavedPage *self = HT_CONNECT_SAVED_PAGE (page);

  ht_choose_file_async (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self))),
                        _ ("Import a List of Targets"), self->reading, chosen_cb,
                        g_object_ref (self));
}

static void
connect_page_init (HtConnectPageInterface *iface)
{
  iface->get_label = get_label;
  iface->is_ready = is_ready;
  iface->act = act;
}

static void
ht_connect_saved_page_dispose (GObject *object)
{
  HtConnectSavedPage *self = HT_CONNECT_SAVED_PAGE (object);

  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
  g_clear_object (&self->targets);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_CONNECT_SAVED_PAGE);
  G_OBJECT_CLASS (ht_connect_saved_page_parent_class)->dispose (object);
}

static void
ht_connect_saved_page_finalize (GObject *object)
{
  g_free (HT_CONNECT_SAVED_PAGE (object)->path);
  G_OBJECT_CLASS (ht_connect_saved_page_parent_class)->finalize (object);
}

static void
ht_connect_saved_page_class_init (HtConnectSavedPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_connect_saved_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_connect_saved_page_finalize;
  g_type_ensure (HT_TYPE_SAVED_TARGETS);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/connect-saved-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HtConnectSavedPage, page);
  gtk_widget_class_bind_template_child (widget_class, HtConnectSavedPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HtConnectSavedPage, saved_targets);
  gtk_widget_class_bind_template_child (widget_class, HtConnectSavedPage, problem);
  gtk_widget_class_bind_template_child (widget_class, HtConnectSavedPage, problem_box);
}

static void
ht_connect_saved_page_init (HtConnectSavedPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->reading = g_cancellable_new ();
}

/**
 * ht_connect_saved_page_new:
 * @targets: the saved targets
 *
 * Returns: (transfer floating): the page
 */
GtkWidget *
ht_connect_saved_page_new (HtTargetList *targets)
{
  HtConnectSavedPage *self = g_object_new (HT_TYPE_CONNECT_SAVED_PAGE, NULL);

  self->targets = g_object_ref (targets);
  ht_saved_targets_set_list (self->saved_targets, targets);
  g_signal_connect_object (targets, "changed", G_CALLBACK (show_stack), self, G_CONNECT_SWAPPED);
  show_stack (self);
  return GTK_WIDGET (self);
}
