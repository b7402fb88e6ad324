/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "flame-finder.h"

#include <glib/gi18n.h>

#include "units.h"

struct _HtFlameFinder
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *content;
  GtkEditable *entry;
  GtkLabel *matches_label;
  GtkWidget *previous_match;
  GtkWidget *next_match;

  /* Owned */
  HtFlameView *view;
  HtFlameMatches *matches;
  GCancellable *searching;

  int match; /* index among the frames that were found, -1 before the first */
};

G_DEFINE_FINAL_TYPE (HtFlameFinder, ht_flame_finder, GTK_TYPE_WIDGET)

static void
show_matches (HtFlameFinder *self)
{
  g_autofree char *label = NULL;

  gtk_widget_set_sensitive (self->previous_match,
                            self->matches != NULL && self->matches->nodes->len > 0);
  gtk_widget_set_sensitive (self->next_match,
                            self->matches != NULL && self->matches->nodes->len > 0);
  if (self->matches != NULL)
    {
      g_autofree char *percent = ht_format_percent (self->matches->share);

      /* Translators: how many functions were found, and how much of all is in or below them */
      label = g_strdup_printf (g_dngettext (NULL, "%u match · %s of total",
                                            "%u matches · %s of total", self->matches->n_functions),
                               self->matches->n_functions, percent);
    }
  gtk_label_set_text (self->matches_label, label != NULL ? label : "");
}

static void
set_matches (HtFlameFinder *self, HtFlameMatches *matches)
{
  g_clear_pointer (&self->matches, ht_flame_matches_unref);
  self->matches = matches != NULL ? ht_flame_matches_ref (matches) : NULL;
  self->match = -1;
  ht_flame_view_set_matches (self->view, matches);
  show_matches (self);
}

typedef struct
{
  /* Owned */
  HtFlameData *data;
  char *text;
} Search;

static void
search_free (gpointer data)
{
  Search *search = data;

  ht_flame_data_unref (search->data);
  g_free (search->text);
  g_free (search);
}

static void
search_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  const Search *search = task_data;

  g_task_return_pointer (task, ht_flame_search (search->data, search->text),
                         (GDestroyNotify) ht_flame_matches_unref);
}

static void
searched_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtFlameFinder) self = user_data;
  g_autoptr (HtFlameMatches) matches = g_task_propagate_pointer (G_TASK (result), NULL);

  if (matches != NULL && self->entry != NULL)
    set_matches (self, matches);
}

/**
 * ht_flame_finder_search:
 * @self: the finder
 *
 * Looks again for what is to be found, as the graph shows something else.
 */
void
ht_flame_finder_search (HtFlameFinder *self)
{
  HtFlameData *data = ht_flame_view_get_data (self->view);
  const char *text = gtk_editable_get_text (self->entry);
  g_autoptr (GTask) task = NULL;
  Search *search;

  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  if (data == NULL || *text == '\0')
    {
      set_matches (self, NULL);
      return;
    }
  search = g_new0 (Search, 1);
  search->data = ht_flame_data_ref (data);
  search->text = g_strdup (text);
  self->searching = g_cancellable_new ();
  /* Not as the source of the task, whose last reference the worker may drop. */
  task = g_task_new (NULL, self->searching, searched_cb, g_object_ref (self));
  g_task_set_source_tag (task, ht_flame_finder_search);
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, search_worker);
}

static void
go_to_match (HtFlameFinder *self, int direction)
{
  int n_nodes;

  if (self->matches == NULL || self->matches->nodes->len == 0)
    return;
  n_nodes = (int) self->matches->nodes->len;
  self->match = self->match < 0 && direction < 0 ? n_nodes - 1
                                                 : (self->match + direction + n_nodes) % n_nodes;
  ht_flame_view_reveal (self->view,
                        g_array_index (self->matches->nodes, guint32, (guint) self->match));
}

static void
next_match_cb (HtFlameFinder *self)
{
  go_to_match (self, 1);
}

static void
previous_match_cb (HtFlameFinder *self)
{
  go_to_match (self, -1);
}

static gboolean
search_key_cb (HtFlameFinder *self, guint key, guint keycode, GdkModifierType state)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (state & GDK_SHIFT_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  previous_match_cb (self);
  return GDK_EVENT_STOP;
}

static void
stop_search_cb (HtFlameFinder *self)
{
  gtk_editable_set_text (self->entry, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->view));
}

static gboolean
ht_flame_finder_grab_focus (GtkWidget *widget)
{
  return gtk_widget_grab_focus (GTK_WIDGET (HT_FLAME_FINDER (widget)->entry));
}

static void
ht_flame_finder_dispose (GObject *object)
{
  HtFlameFinder *self = HT_FLAME_FINDER (object);

  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  g_clear_pointer (&self->matches, ht_flame_matches_unref);
  g_clear_object (&self->view);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_FLAME_FINDER);
  G_OBJECT_CLASS (ht_flame_finder_parent_class)->dispose (object);
}

static void
ht_flame_finder_class_init (HtFlameFinderClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_flame_finder_dispose;
  widget_class->grab_focus = ht_flame_finder_grab_focus;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/flame-finder.ui");
  gtk_widget_class_bind_template_child (widget_class, HtFlameFinder, content);
  gtk_widget_class_bind_template_child (widget_class, HtFlameFinder, entry);
  gtk_widget_class_bind_template_child (widget_class, HtFlameFinder, matches_label);
  gtk_widget_class_bind_template_child (widget_class, HtFlameFinder, previous_match);
  gtk_widget_class_bind_template_child (widget_class, HtFlameFinder, next_match);
  gtk_widget_class_bind_template_callback (widget_class, ht_flame_finder_search);
  gtk_widget_class_bind_template_callback (widget_class, next_match_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_match_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
}

static void
ht_flame_finder_init (HtFlameFinder *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (search_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
}

/**
 * ht_flame_finder_set_view:
 * @self: the finder
 * @view: the graph to find functions in; may be set once
 */
void
ht_flame_finder_set_view (HtFlameFinder *self, HtFlameView *view)
{
  g_return_if_fail (self->view == NULL);
  self->view = g_object_ref (view);
}

/**
 * ht_flame_finder_is_searching:
 * @self: the finder
 *
 * Returns: whether there is something to find
 */
gboolean
ht_flame_finder_is_searching (HtFlameFinder *self)
{
  return *gtk_editable_get_text (self->entry) != '\0';
}
