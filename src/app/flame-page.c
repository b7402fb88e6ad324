/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "flame-page.h"

#include <glib/gi18n.h>

#include "flame-view.h"
#include "function-item.h"
#include "function-name.h"
#include "text-column.h"
#include "units.h"

struct _HtFlamePage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkDropDown *types;
  GtkToggleButton *flame_button;
  GtkEditable *search;
  GtkLabel *matches_label;
  GtkLabel *breadcrumb;
  HtFlameView *flame_view;
  GtkColumnView *table;
  GtkLabel *detail_name;
  GtkLabel *detail_values;

  /* Owned */
  HtDocument *document;
  GCancellable *loading;
  GtkSingleSelection *selection;
  char **type_names;
  char *wanted_type;

  gint64 profile;
  gboolean changing_types;
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

static void
show_detail_cb (HtFlamePage *self)
{
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);
  guint32 node = ht_flame_view_get_hovered (self->flame_view);
  g_autofree char *self_text = NULL;
  g_autofree char *total_text = NULL;
  g_autofree char *share = NULL;
  g_autofree char *values = NULL;

  if (data == NULL)
    return;
  if (node == 0)
    node = ht_flame_view_get_selected (self->flame_view);
  self_text = value_text (self, data->tree->self[node]);
  total_text = value_text (self, data->tree->total[node]);
  share = ht_format_percent ((double) data->tree->weight[node] /
                             (double) MAX (data->tree->weight[0], 1));
  /* Translators: what a function itself holds, with all that it calls, and its share of all */
  values = g_strdup_printf (_ ("self %s   total %s, %s"), self_text, total_text, share);
  gtk_label_set_text (self->detail_name, data->names->names[data->tree->group[node]]);
  gtk_label_set_text (self->detail_values, values);
}

static void
show_breadcrumb (HtFlamePage *self)
{
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);
  guint32 node = ht_flame_view_get_selected (self->flame_view);
  g_autoptr (GString) text = g_string_new (NULL);

  for (; data != NULL && node != 0; node = data->tree->parent[node])
    {
      g_autofree char *name =
          ht_function_name_shorten (data->names->names[data->tree->group[node]], HT_NAME_PLAIN);

      g_string_prepend (text, name);
      g_string_prepend (text, " › ");
    }
  g_string_prepend (text, _ ("All"));
  gtk_label_set_text (self->breadcrumb, text->str);
}

static void
selected_changed_cb (HtFlamePage *self)
{
  show_breadcrumb (self);
  show_detail_cb (self);
}

static void
search_changed_cb (HtFlamePage *self)
{
  const char *text = gtk_editable_get_text (self->search);
  double share;
  guint n_found = ht_flame_view_search (self->flame_view, text, &share);
  g_autofree char *percent = ht_format_percent (share);
  g_autofree char *label = NULL;

  if (*text != '\0')
    /* Translators: how many functions were found, and how much of all is in or below them */
    label = g_strdup_printf (g_dngettext (NULL, "%u match · %s of total",
                                          "%u matches · %s of total", n_found),
                             n_found, percent);
  gtk_label_set_text (self->matches_label, label != NULL ? label : "");
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
row_selected_cb (HtFlamePage *self)
{
  HtFunctionItem *item = gtk_single_selection_get_selected_item (self->selection);
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);
  guint32 heaviest = 0;

  if (item == NULL || data == NULL)
    return;
  for (guint32 node = 1; node < data->tree->n_nodes; node++)
    if (data->tree->group[node] == ht_function_item_get_group (item) &&
        (heaviest == 0 || data->tree->weight[node] > data->tree->weight[heaviest]))
      heaviest = node;
  ht_flame_view_select (self->flame_view, heaviest);
}

static char *
name_text (gpointer item, gpointer user_data)
{
  return ht_function_name_shorten (ht_function_item_get_name (item), HT_NAME_PLAIN);
}

static char *
self_text (gpointer item, gpointer user_data)
{
  return value_text (user_data, ht_function_item_get_self (item));
}

static char *
total_text (gpointer item, gpointer user_data)
{
  return value_text (user_data, ht_function_item_get_total (item));
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return g_strcmp0 (ht_function_item_get_name ((gpointer) a),
                    ht_function_item_get_name ((gpointer) b));
}

static int
compare_selves (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 first = ht_function_item_get_self ((gpointer) a);
  gint64 second = ht_function_item_get_self ((gpointer) b);

  return first < second ? -1 : first > second;
}

static int
compare_totals (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 first = ht_function_item_get_total ((gpointer) a);
  gint64 second = ht_function_item_get_total ((gpointer) b);

  return first < second ? -1 : first > second;
}

static void
add_columns (HtFlamePage *self)
{
  g_autoptr (GtkColumnViewColumn) name =
      ht_text_column_new (_ ("Function"), FALSE, name_text, compare_names, self);
  g_autoptr (GtkColumnViewColumn) own =
      ht_text_column_new (_ ("Self"), TRUE, self_text, compare_selves, self);
  g_autoptr (GtkColumnViewColumn) total =
      ht_text_column_new (_ ("Total"), TRUE, total_text, compare_totals, self);

  gtk_column_view_column_set_expand (name, TRUE);
  gtk_column_view_column_set_fixed_width (own, 90);
  gtk_column_view_column_set_fixed_width (total, 90);
  gtk_column_view_append_column (self->table, name);
  gtk_column_view_append_column (self->table, own);
  gtk_column_view_append_column (self->table, total);
  gtk_column_view_sort_by_column (self->table, own, GTK_SORT_DESCENDING);
}

static void
show_table (HtFlamePage *self, HtFlameData *data)
{
  GtkSorter *sorter = g_object_ref (gtk_column_view_get_sorter (self->table));
  GtkSortListModel *sorted = gtk_sort_list_model_new (ht_function_list_new (data), sorter);

  gtk_sort_list_model_set_incremental (sorted, TRUE);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (sorted));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  g_signal_connect_swapped (self->selection, "notify::selected-item", G_CALLBACK (row_selected_cb),
                            self);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
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
  if (data == NULL)
    {
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, error->message);
      return;
    }
  ht_flame_view_set_data (self->flame_view, data);
  gtk_stack_set_visible_child_name (self->stack, "profile");
  show_table (self, data);
  search_changed_cb (self);
}

static void
load_flame (HtFlamePage *self)
{
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
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

static void
ht_flame_page_dispose (GObject *object)
{
  HtFlamePage *self = HT_FLAME_PAGE (object);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_clear_object (&self->document);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->type_names, g_strfreev);
  g_clear_pointer (&self->wanted_type, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_FLAME_PAGE);
  G_OBJECT_CLASS (ht_flame_page_parent_class)->dispose (object);
}

static void
ht_flame_page_class_init (HtFlamePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_flame_page_dispose;
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  g_type_ensure (HT_TYPE_FLAME_VIEW);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/flame-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, stack);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, types);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, flame_button);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, search);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, matches_label);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, breadcrumb);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, flame_view);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, table);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, detail_name);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, detail_values);
  gtk_widget_class_bind_template_callback (widget_class, type_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, direction_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_changed_cb);
}

static void
ht_flame_page_init (HtFlamePage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (self->flame_view, "selected-changed", G_CALLBACK (selected_changed_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->flame_view, "hovered-changed", G_CALLBACK (show_detail_cb), self,
                           G_CONNECT_SWAPPED);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->flame_view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Flame graph"), -1);
  add_columns (self);
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
  g_set_object (&self->document, document);
  if (document == NULL || entry == NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "empty");
      return;
    }
  self->profile = entry->id;
  show_types (self, entry);
  load_flame (self);
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
