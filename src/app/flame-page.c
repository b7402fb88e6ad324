/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "flame-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "breadcrumbs.h"
#include "busy-bar.h"
#include "flame-minimap-view.h"
#include "function-table.h"
#include "package-legend.h"
#include "units.h"

#define HOVER_MS 200

#define TABLE_WIDTH  380
#define TABLE_HEIGHT 160

struct _HtFlamePage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *content;
  GtkStack *stack;
  AdwStatusPage *failed_page;
  HtBusyBar *progress;
  GtkDropDown *types;
  GtkToggleButton *icicle_button;
  GtkToggleButton *flame_button;
  GtkEditable *search;
  GtkLabel *matches_label;
  GtkWidget *previous_match;
  GtkWidget *next_match;
  HtBreadcrumbs *breadcrumbs;
  HtPackageLegend *packages;
  GtkLabel *hidden_label;
  GtkWidget *toolbar;
  GtkOrientable *paned;
  HtFlameMinimapView *minimap;
  HtFlameView *flame_view;
  HtFunctionTable *table;
  GtkLabel *detail_name;
  GtkLabel *detail_values;

  /* Owned */
  HtDocument *document;
  GCancellable *loading;
  GCancellable *searching;
  HtFlameMatches *matches;
  char **type_names;
  char *wanted_type;
  char **wanted_stack; /* to be shown when the profile is there; NULL for none */

  gint64 profile;
  int match; /* index among the frames that were found, -1 before the first */
  guint hover_timer;
  gboolean changing_types;
  gboolean keep_place; /* the next profile is of the same recording */
  gboolean is_stale;   /* @profile was not read yet, since nobody looks */
};

enum
{
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtFlamePage, ht_flame_page, GTK_TYPE_WIDGET)

static char *
value_text (HtFlamePage *self, gint64 value)
{
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);

  return ht_format_value (value, data != NULL ? data->unit : NULL);
}

/* What cannot be drawn on its own is told all the same. */
static void
show_run (HtFlamePage *self, const HtFlameBox *run)
{
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);
  g_autofree char *count = ht_format_count (run->n_merged);
  g_autofree char *name =
      g_strdup_printf (g_dngettext (NULL, "%s frame too narrow to be drawn",
                                    "%s frames too narrow to be drawn", run->n_merged),
                       count);
  g_autofree char *total = value_text (self, (gint64) MIN (run->weight, G_MAXINT64));
  g_autofree char *share =
      ht_format_percent ((double) run->weight / (double) MAX (data->tree->weight[0], 1));
  /* Translators: what some functions hold together, and its share of all */
  g_autofree char *values = g_strdup_printf (_ ("total %s, %s"), total, share);

  gtk_label_set_text (self->detail_name, name);
  gtk_label_set_text (self->detail_values, values);
}

static void
show_frame (HtFlamePage *self, guint32 node)
{
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);
  g_autofree char *self_text = value_text (self, data->tree->self[node]);
  g_autofree char *total_text = value_text (self, data->tree->total[node]);
  g_autofree char *share = ht_format_percent ((double) data->tree->weight[node] /
                                              (double) MAX (data->tree->weight[0], 1));
  /* Translators: what a function itself holds, with all that it calls, and its share of all */
  g_autofree char *values =
      g_strdup_printf (_ ("self %s   total %s, %s"), self_text, total_text, share);

  gtk_label_set_text (self->detail_name, data->names->names[data->tree->group[node]]);
  gtk_label_set_text (self->detail_values, values);
}

static void
show_detail (HtFlamePage *self)
{
  const HtFlameBox *hovered = ht_flame_view_get_hovered (self->flame_view);

  if (ht_flame_view_get_data (self->flame_view) == NULL)
    return;
  if (hovered == NULL)
    show_frame (self, ht_flame_view_get_selected (self->flame_view));
  else if (hovered->n_merged > 0)
    show_run (self, hovered);
  else
    show_frame (self, hovered->node);
}

static gboolean
hover_timer_cb (gpointer user_data)
{
  HtFlamePage *self = user_data;

  self->hover_timer = 0;
  show_detail (self);
  return G_SOURCE_REMOVE;
}

/* A pointer that crosses the graph does not make the line below flicker. */
static void
hovered_changed_cb (HtFlamePage *self)
{
  g_clear_handle_id (&self->hover_timer, g_source_remove);
  self->hover_timer = g_timeout_add (HOVER_MS, hover_timer_cb, self);
}

static void
selected_changed_cb (HtFlamePage *self)
{
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);

  ht_breadcrumbs_show (self->breadcrumbs, data, ht_flame_view_get_selected (self->flame_view));
  show_detail (self);
  if (data != NULL)
    ht_function_table_select (self->table,
                              data->tree->group[ht_flame_view_get_selected (self->flame_view)]);
}

static void
view_changed_cb (HtFlamePage *self)
{
  double height;
  const HtFlameLayout *layout = ht_flame_view_get_graph (self->flame_view, &height)->layout;
  g_autofree char *count = NULL;
  g_autofree char *text = NULL;

  if (layout == NULL || layout->n_merged == 0)
    {
      gtk_label_set_text (self->hidden_label, _ ("none below one pixel"));
      return;
    }
  count = ht_format_count ((gint64) layout->n_merged);
  /* Translators: %s is a number of frames of the flame graph */
  text = g_strdup_printf (_ ("%s below one pixel, shown together"), count);
  gtk_label_set_text (self->hidden_label, text);
}

static void
crumb_activated_cb (HtFlamePage *self, guint node)
{
  if (node != 0)
    ht_flame_view_reveal (self->flame_view, node);
  else
    ht_flame_view_select (self->flame_view, 0);
  ht_flame_view_zoom_to (self->flame_view, node);
}

static void
show_matches (HtFlamePage *self)
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
set_matches (HtFlamePage *self, HtFlameMatches *matches)
{
  g_clear_pointer (&self->matches, ht_flame_matches_unref);
  self->matches = matches != NULL ? ht_flame_matches_ref (matches) : NULL;
  self->match = -1;
  ht_flame_view_set_matches (self->flame_view, matches);
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
  g_autoptr (HtFlamePage) self = user_data;
  g_autoptr (HtFlameMatches) matches = g_task_propagate_pointer (G_TASK (result), NULL);

  if (matches != NULL && self->flame_view != NULL)
    set_matches (self, matches);
}

static void
search_changed_cb (HtFlamePage *self)
{
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);
  const char *text = gtk_editable_get_text (self->search);
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
  g_task_set_source_tag (task, search_changed_cb);
  g_task_set_task_data (task, search, search_free);
  g_task_run_in_thread (task, search_worker);
}

static void
go_to_match (HtFlamePage *self, int direction)
{
  int n_nodes;

  if (self->matches == NULL || self->matches->nodes->len == 0)
    return;
  n_nodes = (int) self->matches->nodes->len;
  self->match = self->match < 0 && direction < 0 ? n_nodes - 1
                                                 : (self->match + direction + n_nodes) % n_nodes;
  ht_flame_view_reveal (self->flame_view,
                        g_array_index (self->matches->nodes, guint32, (guint) self->match));
}

static void
next_match_cb (HtFlamePage *self)
{
  go_to_match (self, 1);
}

static void
previous_match_cb (HtFlamePage *self)
{
  go_to_match (self, -1);
}

static gboolean
search_key_cb (HtFlamePage *self, guint key, guint keycode, GdkModifierType state)
{
  if ((key != GDK_KEY_Return && key != GDK_KEY_KP_Enter) || (state & GDK_SHIFT_MASK) == 0)
    return GDK_EVENT_PROPAGATE;
  previous_match_cb (self);
  return GDK_EVENT_STOP;
}

static void
stop_search_cb (HtFlamePage *self)
{
  gtk_editable_set_text (self->search, "");
  gtk_widget_grab_focus (GTK_WIDGET (self->flame_view));
}

static void
direction_toggled_cb (HtFlamePage *self)
{
  ht_flame_view_set_upward (self->flame_view, gtk_toggle_button_get_active (self->flame_button));
}

static void
show_all_cb (HtFlamePage *self)
{
  ht_flame_view_zoom_to (self->flame_view, 0);
}

/* The heaviest frame of a function is the one that its row stands for in the graph. */
static void
function_selected_cb (HtFlamePage *self, guint group)
{
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);

  if (data != NULL)
    ht_flame_view_reveal (self->flame_view, data->heaviest[group]);
}

/* A stack that this profile has not is found as far as it has. */
static void
reveal_wanted (HtFlamePage *self, const HtFlameData *data)
{
  g_auto (GStrv) stack = g_steal_pointer (&self->wanted_stack);
  guint32 node = 0;

  for (guint n = stack != NULL ? g_strv_length (stack) : 0; n > 0 && node == 0; n--)
    {
      node = ht_flame_data_find_path (data, (const char *const *) stack);
      g_clear_pointer (&stack[n - 1], g_free);
    }
  if (node != 0)
    ht_flame_view_reveal (self->flame_view, node);
}

static void
flame_loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtFlamePage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtFlameData) data =
      ht_document_load_flame_finish (HT_DOCUMENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->flame_view == NULL)
    return;
  ht_busy_bar_stop (self->progress);
  if (data == NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error->message, -1);

      adw_status_page_set_description (self->failed_page, escaped);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, error->message);
      return;
    }
  ht_function_table_set_data (self->table, data);
  ht_package_legend_set_data (self->packages, data);
  ht_flame_view_set_data (self->flame_view, data, self->keep_place);
  self->keep_place = TRUE;
  gtk_stack_set_visible_child_name (self->stack, "profile");
  search_changed_cb (self);
  reveal_wanted (self, data);
}

static void
load_flame (HtFlamePage *self)
{
  self->is_stale = FALSE;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  ht_busy_bar_start (self->progress);
  if (ht_flame_view_get_data (self->flame_view) == NULL)
    gtk_stack_set_visible_child_name (self->stack, "loading");
  ht_document_load_flame_async (self->document, self->profile, self->wanted_type, self->loading,
                                flame_loaded_cb, g_object_ref (self));
}

static void
type_selected_cb (HtFlamePage *self)
{
  guint selected = gtk_drop_down_get_selected (self->types);

  if (self->changing_types || selected == GTK_INVALID_LIST_POSITION || self->document == NULL)
    return;
  g_free (self->wanted_type);
  self->wanted_type = g_strdup (self->type_names[selected]);
  load_flame (self);
}

/* What pprof calls a sample type, in words. */
static char *
type_in_words (const char *type)
{
  static const struct
  {
    const char *type;
    const char *words;
  } known[] = {
    { "inuse_space", N_ ("In use, bytes") },
    { "inuse_objects", N_ ("In use, objects") },
    { "alloc_space", N_ ("Allocated, bytes") },
    { "alloc_objects", N_ ("Allocated, objects") },
    { "goroutine", N_ ("Goroutines") },
    { "cpu", N_ ("CPU time") },
    { "samples", N_ ("CPU samples") },
    { "contentions", N_ ("Contentions") },
    { "delay", N_ ("Time blocked") },
    { "blocks", N_ ("Waits") },
    { "assists", N_ ("Mark assists") },
    { "assist_time", N_ ("Time of mark assists") },
    { "created", N_ ("Goroutines created") },
    { "threadcreate", N_ ("Threads created") },
    { "goroutineleak", N_ ("Leaked goroutines") },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (known); i++)
    if (g_str_equal (known[i].type, type))
      return g_strdup (_ (known[i].words));
  return g_utf8_make_valid (type, -1);
}

static void
show_types (HtFlamePage *self, const HtProfileEntry *entry)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  guint chosen = g_strv_length (entry->types) - 1;

  for (guint i = 0; entry->types[i] != NULL; i++)
    {
      gtk_string_list_take (words, type_in_words (entry->types[i]));
      if (g_strcmp0 (entry->types[i], entry->default_type) == 0)
        chosen = i;
    }
  for (guint i = 0; entry->types[i] != NULL; i++)
    if (g_strcmp0 (entry->types[i], self->wanted_type) == 0)
      chosen = i;
  self->changing_types = TRUE;
  g_strfreev (self->type_names);
  self->type_names = g_strdupv (entry->types);
  gtk_drop_down_set_model (self->types, G_LIST_MODEL (words));
  gtk_drop_down_set_selected (self->types, chosen);
  self->changing_types = FALSE;
  if (g_strcmp0 (self->wanted_type, entry->types[chosen]) != 0)
    {
      g_free (self->wanted_type);
      self->wanted_type = g_strdup (entry->types[chosen]);
    }
}

static gboolean
set_direction_cb (GtkWidget *widget, GVariant *upward, gpointer user_data)
{
  HtFlamePage *self = HT_FLAME_PAGE (widget);

  gtk_toggle_button_set_active (g_variant_get_boolean (upward) ? self->flame_button
                                                               : self->icicle_button,
                                TRUE);
  return GDK_EVENT_STOP;
}

static void
ht_flame_page_map (GtkWidget *widget)
{
  HtFlamePage *self = HT_FLAME_PAGE (widget);

  GTK_WIDGET_CLASS (ht_flame_page_parent_class)->map (widget);
  if (self->is_stale)
    load_flame (self);
}

static void
ht_flame_page_dispose (GObject *object)
{
  HtFlamePage *self = HT_FLAME_PAGE (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_cancellable_cancel (self->searching);
  g_clear_object (&self->searching);
  g_clear_handle_id (&self->hover_timer, g_source_remove);
  g_clear_pointer (&self->matches, ht_flame_matches_unref);
  g_clear_object (&self->document);
  g_clear_pointer (&self->type_names, g_strfreev);
  g_clear_pointer (&self->wanted_type, g_free);
  g_clear_pointer (&self->wanted_stack, g_strfreev);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_FLAME_PAGE);
  G_OBJECT_CLASS (ht_flame_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/flame-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, content);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, stack);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, failed_page);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, progress);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, types);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, icicle_button);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, flame_button);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, search);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, matches_label);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, previous_match);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, next_match);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, breadcrumbs);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, packages);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, hidden_label);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, toolbar);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, paned);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, minimap);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, flame_view);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, table);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, detail_name);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, detail_values);
  gtk_widget_class_bind_template_callback (widget_class, type_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, direction_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, next_match_cb);
  gtk_widget_class_bind_template_callback (widget_class, previous_match_cb);
  gtk_widget_class_bind_template_callback (widget_class, stop_search_cb);
  gtk_widget_class_bind_template_callback (widget_class, crumb_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, function_selected_cb);
}

static void
ht_flame_page_class_init (HtFlamePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_flame_page_dispose;
  widget_class->map = ht_flame_page_map;
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (HT_TYPE_BUSY_BAR);
  g_type_ensure (HT_TYPE_FLAME_VIEW);
  g_type_ensure (HT_TYPE_FLAME_MINIMAP_VIEW);
  g_type_ensure (HT_TYPE_BREADCRUMBS);
  g_type_ensure (HT_TYPE_FUNCTION_TABLE);
  g_type_ensure (HT_TYPE_PACKAGE_LEGEND);
  bind_template (widget_class);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_1, 0, set_direction_cb, "b", FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_2, 0, set_direction_cb, "b", TRUE);
}

static void
ht_flame_page_init (HtFlamePage *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (search_key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->search), keys);
  g_signal_connect_object (self->flame_view, "selected-changed", G_CALLBACK (selected_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flame_view, "view-changed", G_CALLBACK (view_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flame_view, "hovered-changed", G_CALLBACK (hovered_changed_cb),
                           self, G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->flame_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Flame graph"), -1);
  ht_flame_minimap_view_set_flame_view (self->minimap, self->flame_view);
}

/**
 * ht_flame_page_show_profile:
 * @self: the page
 * @document: (nullable): the recording; %NULL shows that there is no profile
 * @entry: (nullable): one of its profiles
 *
 * Reads a profile and shows it, with the sample type that was looked at before if it has it.
 */
void
ht_flame_page_show_profile (HtFlamePage *self, HtDocument *document, const HtProfileEntry *entry)
{
  if (g_set_object (&self->document, document))
    {
      self->keep_place = FALSE;
      self->profile = 0;
    }
  if (document == NULL || entry == NULL)
    {
      self->profile = 0;
      self->is_stale = FALSE;
      g_cancellable_cancel (self->loading);
      ht_busy_bar_stop (self->progress);
      set_matches (self, NULL);
      ht_function_table_set_data (self->table, NULL);
      ht_flame_view_set_data (self->flame_view, NULL, FALSE);
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }
  if (self->profile == entry->id)
    return;
  self->profile = entry->id;
  show_types (self, entry);
  /* The first is read ahead; of those that come by while nobody looks, only the last. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) || !self->keep_place)
    load_flame (self);
  else
    self->is_stale = TRUE;
}

/**
 * ht_flame_page_reveal_stack:
 * @self: the page
 * @stack: (array zero-terminated=1): full names of functions, root first
 *
 * Has the profile that is shown next show what is in use, with a stack selected.
 */
void
ht_flame_page_reveal_stack (HtFlamePage *self, const char *const *stack)
{
  g_strfreev (self->wanted_stack);
  self->wanted_stack = g_strdupv ((char **) stack);
  g_free (self->wanted_type);
  self->wanted_type = g_strdup ("inuse_space");
  /* It may be the one that is shown, of another type. */
  self->profile = 0;
}

/**
 * ht_flame_page_focus_search:
 * @self: the page
 *
 * Lets the user type what to find.
 */
void
ht_flame_page_focus_search (HtFlamePage *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->search));
}

/**
 * ht_flame_page_get_data:
 * @self: the page
 *
 * Returns: (transfer none) (nullable): the profile that is shown
 */
HtFlameData *
ht_flame_page_get_data (HtFlamePage *self)
{
  if (g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "profile") != 0)
    return NULL;
  return ht_flame_view_get_data (self->flame_view);
}

/**
 * ht_flame_page_get_shown:
 * @self: the page
 * @left: (out): begin of what is in view, as a fraction of the whole width
 * @right: (out): its end
 *
 * Returns: whether the root is at the bottom
 */
gboolean
ht_flame_page_get_shown (HtFlamePage *self, double *left, double *right)
{
  double height;
  const HtFlameGraph *graph = ht_flame_view_get_graph (self->flame_view, &height);

  *left = graph->from;
  *right = graph->to;
  return graph->upward;
}

/**
 * ht_flame_page_set_narrow:
 * @self: the page
 * @narrow: whether the table is to be below the graph, not beside it
 */
void
ht_flame_page_set_narrow (HtFlamePage *self, gboolean narrow)
{
  gtk_orientable_set_orientation (self->paned,
                                  narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL);
  gtk_widget_set_size_request (GTK_WIDGET (self->table), narrow ? -1 : TABLE_WIDTH,
                               narrow ? TABLE_HEIGHT : -1);
}

static gboolean
is_pointed_at (GtkWidget *widget)
{
  return gtk_widget_get_mapped (widget) &&
         (gtk_widget_get_state_flags (widget) & GTK_STATE_FLAG_PRELIGHT) != 0;
}

/**
 * ht_flame_page_is_looked_into:
 * @self: the page
 *
 * Returns: whether the user points at a frame or at the functions, has selected or zoomed to one,
 *   or searches; then a newer profile should wait
 */
gboolean
ht_flame_page_is_looked_into (HtFlamePage *self)
{
  return ht_flame_view_get_hovered (self->flame_view) != NULL ||
         is_pointed_at (GTK_WIDGET (self->table)) ||
         ht_flame_view_get_selected (self->flame_view) != 0 ||
         ht_flame_view_get_zoomed (self->flame_view) != 0 ||
         *gtk_editable_get_text (self->search) != '\0';
}
