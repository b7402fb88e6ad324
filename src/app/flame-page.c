/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "flame-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "breadcrumbs.h"
#include "busy-bar.h"
#include "compare-bar.h"
#include "flame-finder.h"
#include "flame-legend.h"
#include "flame-loader.h"
#include "flame-minimap-view.h"
#include "flame-texts.h"
#include "function-table.h"
#include "package-legend.h"
#include "profile-entries.h"
#include "units.h"

#define HOVER_MS 200

/* With two columns of figures, and with three. */
#define TABLE_WIDTH      380
#define WIDE_TABLE_WIDTH 460

#define TABLE_HEIGHT   120
#define DETAIL_SPACING 18

/* What growth and age are told of. */
#define HELD_BYTES HT_FLAME_DEFAULT_TYPE

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
  GtkWidget *growth_button;
  GtkWidget *age_button;
  GtkWidget *difference_button;
  HtFlameFinder *finder;
  HtCompareBar *compare_bar;
  HtFlameLegend *legend;
  HtBreadcrumbs *breadcrumbs;
  HtPackageLegend *packages;
  GtkLabel *hidden_label;
  GtkWidget *toolbar;
  GtkOrientable *paned;
  HtFlameMinimapView *minimap;
  HtFlameView *flame_view;
  HtFunctionTable *table;
  GtkOrientable *detail_box;
  GtkLabel *detail_name;
  GtkLabel *detail_values;

  /* Owned */
  HtDocument *document;
  HtTargetData *target;
  HtTimeView *time_view;
  HtFlameLoader *loader;
  char **type_names;
  char *wanted_type;
  char **wanted_stack; /* to be shown when the profile is there; NULL for none */

  HtFlameWeighting weighting;
  HtTimeDisplay display;
  gint64 profile;
  gint64 wanted_since_ns; /* to compare with the time before; HT_UNKNOWN for what was chosen */
  guint hover_timer;
  gboolean changing_types;
  gboolean keep_place; /* the next profile is of the same recording */
  gboolean is_stale;   /* @profile was not read yet, since nobody looks */
};

enum
{
  PROP_0,
  PROP_WEIGHTING,
  N_PROPERTIES,
};

static GParamSpec *properties[N_PROPERTIES];

enum
{
  SIGNAL_FAILED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtFlamePage, ht_flame_page, GTK_TYPE_WIDGET)

static gint64
get_start (HtFlamePage *self)
{
  return self->target != NULL ? self->target->from_ns : 0;
}

/* What cannot be drawn on its own is told all the same. */
static void
show_run (HtFlamePage *self, const HtFlameBox *run)
{
  g_autofree char *count = ht_format_count (run->n_merged);
  g_autofree char *name =
      g_strdup_printf (g_dngettext (NULL, "%s frame too narrow to be drawn",
                                    "%s frames too narrow to be drawn", run->n_merged),
                       count);
  g_autofree char *values = ht_flame_run_text (ht_flame_view_get_data (self->flame_view), run);

  gtk_label_set_text (self->detail_name, name);
  gtk_label_set_text (self->detail_values, values);
}

static void
show_frame (HtFlamePage *self, guint32 node)
{
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);
  g_autofree char *values = ht_flame_node_text (data, node, self->display, get_start (self));

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
describe_selected (HtFlamePage *self, const HtFlameData *data)
{
  guint32 node = ht_flame_view_get_selected (self->flame_view);
  g_autofree char *values = ht_flame_node_text (data, node, self->display, get_start (self));
  g_autofree char *text =
      g_strdup_printf ("%s, %s", data->names->names[data->tree->group[node]], values);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->flame_view),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
selected_changed_cb (HtFlamePage *self)
{
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);
  guint32 selected = ht_flame_view_get_selected (self->flame_view);

  ht_breadcrumbs_show (self->breadcrumbs, data, selected);
  show_detail (self);
  if (data == NULL)
    return;
  describe_selected (self, data);
  ht_function_table_select (self->table, data->tree->group[selected]);
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
direction_toggled_cb (HtFlamePage *self)
{
  ht_flame_view_set_upward (self->flame_view, gtk_toggle_button_get_active (self->flame_button));
}

static void
show_all_cb (HtFlamePage *self)
{
  ht_flame_view_show_all (self->flame_view);
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
  if (node == 0)
    return;
  ht_flame_view_show_stack (self->flame_view, node);
  gtk_widget_grab_focus (GTK_WIDGET (self->flame_view));
}

static void
show_legend (HtFlamePage *self, HtFlameData *data)
{
  ht_flame_legend_show (self->legend, data, self->display, get_start (self));
  gtk_widget_set_visible (GTK_WIDGET (self->packages), data != NULL && data->change == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->compare_bar), data != NULL && data->change != NULL);
}

static void
size_table (HtFlamePage *self)
{
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);
  gboolean is_wide = data != NULL && (data->growth != NULL || data->change != NULL);
  gboolean is_below = gtk_orientable_get_orientation (self->paned) == GTK_ORIENTATION_VERTICAL;

  gtk_widget_set_size_request (GTK_WIDGET (self->table),
                               is_below  ? -1
                               : is_wide ? WIDE_TABLE_WIDTH
                                         : TABLE_WIDTH,
                               is_below ? TABLE_HEIGHT : -1);
}

static void
show_flame (HtFlamePage *self, HtFlameData *data)
{
  ht_function_table_set_data (self->table, data);
  ht_package_legend_set_data (self->packages, data);
  show_legend (self, data);
  ht_flame_view_set_data (self->flame_view, data, self->keep_place);
  size_table (self);
  self->keep_place = TRUE;
  gtk_stack_set_visible_child_name (self->stack, "profile");
  ht_flame_finder_search (self->finder);
  reveal_wanted (self, data);
}

static void
loader_changed_cb (HtFlamePage *self)
{
  HtFlameData *data = ht_flame_loader_get_data (self->loader);
  const char *error = ht_flame_loader_get_error (self->loader);

  if (ht_flame_loader_is_loading (self->loader))
    {
      ht_busy_bar_start (self->progress);
      if (ht_flame_view_get_data (self->flame_view) == NULL)
        gtk_stack_set_visible_child_name (self->stack, "loading");
      return;
    }
  ht_busy_bar_stop (self->progress);
  if (data != NULL)
    {
      show_flame (self, data);
      return;
    }
  if (error != NULL)
    {
      g_autofree char *escaped = g_markup_escape_text (error, -1);

      adw_status_page_set_description (self->failed_page, escaped);
      gtk_stack_set_visible_child_name (self->stack, "failed");
      g_signal_emit (self, signals[SIGNAL_FAILED], 0, error);
    }
}

static const HtProfileEntry *
get_entry (HtFlamePage *self)
{
  int index = self->target != NULL ? ht_profiles_find (self->target->profiles, self->profile) : -1;

  return index >= 0 ? g_ptr_array_index (self->target->profiles, (guint) index) : NULL;
}

/* What cannot be told of a profile is not asked for; who goes on to one of which it can, has it
 * again. */
static HtFlameWeighting
get_possible_weighting (HtFlamePage *self)
{
  gboolean tells_held = self->type_names != NULL &&
                        g_strv_contains ((const char *const *) self->type_names, HELD_BYTES);

  gtk_widget_set_sensitive (self->growth_button, tells_held);
  gtk_widget_set_sensitive (self->age_button, tells_held);
  gtk_widget_set_sensitive (self->difference_button,
                            ht_compare_bar_can_compare (self->compare_bar));
  if (self->weighting == HT_FLAME_DIFFERENCE)
    return ht_compare_bar_can_compare (self->compare_bar) ? HT_FLAME_DIFFERENCE : HT_FLAME_HELD;
  return tells_held ? self->weighting : HT_FLAME_HELD;
}

static void
load_flame (HtFlamePage *self)
{
  const HtProfileEntry *entry = get_entry (self);
  const HtProfileEntry *before;
  HtFlameRequest request = { .profile = self->profile, .sample_type = self->wanted_type };

  self->is_stale = FALSE;
  if (entry == NULL)
    return;
  ht_compare_bar_set_profiles (self->compare_bar, self->target, self->profile, self->wanted_type,
                               self->display);
  if (self->wanted_since_ns != HT_UNKNOWN)
    ht_compare_bar_choose_before (self->compare_bar, self->wanted_since_ns);
  self->wanted_since_ns = HT_UNKNOWN;
  before = ht_compare_bar_get_before (self->compare_bar);
  request.weighting = get_possible_weighting (self);
  request.profile_ns = entry->time_ns;
  request.target = entry->target;
  if (request.weighting == HT_FLAME_DIFFERENCE)
    {
      request.before = before->id;
      request.before_ns = before->time_ns;
    }
  ht_flame_loader_read (self->loader, self->document, &request);
}

static void
set_weighting (HtFlamePage *self, HtFlameWeighting weighting)
{
  if (self->weighting == weighting)
    return;
  self->weighting = weighting;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_WEIGHTING]);
}

static gboolean
is_of_held (const char *type)
{
  return g_str_has_prefix (type, "inuse_");
}

static gboolean
is_told_of_held (HtFlameWeighting weighting)
{
  return weighting == HT_FLAME_GROWTH || weighting == HT_FLAME_AGE;
}

static void
type_selected_cb (HtFlamePage *self)
{
  guint selected = gtk_drop_down_get_selected (self->types);

  if (self->changing_types || selected == GTK_INVALID_LIST_POSITION || self->document == NULL)
    return;
  g_free (self->wanted_type);
  self->wanted_type = g_strdup (self->type_names[selected]);
  if (is_told_of_held (self->weighting) && !is_of_held (self->wanted_type))
    set_weighting (self, HT_FLAME_HELD);
  load_flame (self);
}

static void
before_changed_cb (HtFlamePage *self)
{
  load_flame (self);
}

static void
display_changed_cb (HtFlamePage *self)
{
  HtTimeDisplay display = ht_time_view_get_display (self->time_view);

  if (display == self->display)
    return;
  self->display = display;
  if (self->target == NULL)
    return;
  ht_compare_bar_set_profiles (self->compare_bar, self->target, self->profile, self->wanted_type,
                               display);
  if (ht_flame_view_get_data (self->flame_view) == NULL)
    return;
  show_legend (self, ht_flame_view_get_data (self->flame_view));
  show_detail (self);
}

static void
show_types (HtFlamePage *self, const HtProfileEntry *entry)
{
  g_autoptr (GtkStringList) words = gtk_string_list_new (NULL);
  guint chosen = g_strv_length (entry->types) - 1;

  for (guint i = 0; entry->types[i] != NULL; i++)
    {
      gtk_string_list_take (words, ht_sample_type_text (entry->types[i]));
      if (g_strcmp0 (entry->types[i], entry->default_type) == 0)
        chosen = i;
    }
  for (guint i = 0; entry->types[i] != NULL; i++)
    if (g_str_equal (entry->types[i], HT_FLAME_DEFAULT_TYPE))
      chosen = i;
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

/* Growth and age are told of bytes that are held, so these are what is shown then. */
static void
choose_weighting (HtFlamePage *self, HtFlameWeighting weighting)
{
  const HtProfileEntry *entry = get_entry (self);

  if (self->weighting == weighting)
    return;
  set_weighting (self, weighting);
  if (entry == NULL)
    return;
  if (is_told_of_held (weighting) && !is_of_held (self->wanted_type))
    {
      g_free (self->wanted_type);
      self->wanted_type = g_strdup (HELD_BYTES);
      show_types (self, entry);
    }
  load_flame (self);
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
  ht_flame_loader_set_active (self->loader, TRUE);
}

static void
ht_flame_page_unmap (GtkWidget *widget)
{
  HtFlamePage *self = HT_FLAME_PAGE (widget);

  if (self->loader != NULL)
    ht_flame_loader_set_active (self->loader, FALSE);
  GTK_WIDGET_CLASS (ht_flame_page_parent_class)->unmap (widget);
}

static void
ht_flame_page_dispose (GObject *object)
{
  HtFlamePage *self = HT_FLAME_PAGE (object);

  if (self->loader != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->loader, self);
      ht_flame_loader_stop (self->loader);
    }
  g_clear_object (&self->loader);
  g_clear_handle_id (&self->hover_timer, g_source_remove);
  g_clear_object (&self->document);
  g_clear_object (&self->time_view);
  g_clear_pointer (&self->target, ht_target_data_unref);
  g_clear_pointer (&self->type_names, g_strfreev);
  g_clear_pointer (&self->wanted_type, g_free);
  g_clear_pointer (&self->wanted_stack, g_strfreev);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_FLAME_PAGE);
  G_OBJECT_CLASS (ht_flame_page_parent_class)->dispose (object);
}

static void
ht_flame_page_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HtFlamePage *self = HT_FLAME_PAGE (object);

  if (id == PROP_WEIGHTING)
    g_value_set_static_string (value, ht_flame_weighting_get_name (self->weighting));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ht_flame_page_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HtFlamePage *self = HT_FLAME_PAGE (object);
  HtFlameWeighting weighting;

  if (id != PROP_WEIGHTING)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  else if (ht_flame_weighting_from_name (g_value_get_string (value), &weighting))
    choose_weighting (self, weighting);
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
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, growth_button);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, age_button);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, difference_button);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, finder);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, compare_bar);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, legend);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, breadcrumbs);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, packages);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, hidden_label);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, toolbar);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, paned);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, minimap);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, flame_view);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, table);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, detail_box);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, detail_name);
  gtk_widget_class_bind_template_child (widget_class, HtFlamePage, detail_values);
  gtk_widget_class_bind_template_callback (widget_class, type_selected_cb);
  gtk_widget_class_bind_template_callback (widget_class, direction_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_bind_template_callback (widget_class, before_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, crumb_activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, function_selected_cb);
}

static void
ht_flame_page_class_init (HtFlamePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_flame_page_dispose;
  G_OBJECT_CLASS (klass)->get_property = ht_flame_page_get_property;
  G_OBJECT_CLASS (klass)->set_property = ht_flame_page_set_property;
  widget_class->map = ht_flame_page_map;
  widget_class->unmap = ht_flame_page_unmap;
  signals[SIGNAL_FAILED] = g_signal_new ("failed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  properties[PROP_WEIGHTING] = g_param_spec_string ("weighting", NULL, NULL, "held",
                                                    G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPERTIES, properties);
  gtk_widget_class_install_property_action (widget_class, "flame-page.weighting", "weighting");
  g_type_ensure (HT_TYPE_BUSY_BAR);
  g_type_ensure (HT_TYPE_COMPARE_BAR);
  g_type_ensure (HT_TYPE_FLAME_FINDER);
  g_type_ensure (HT_TYPE_FLAME_LEGEND);
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
  gtk_widget_init_template (GTK_WIDGET (self));
  self->wanted_since_ns = HT_UNKNOWN;
  self->loader = ht_flame_loader_new ();
  g_signal_connect_object (self->loader, "changed", G_CALLBACK (loader_changed_cb), self,
                           G_CONNECT_SWAPPED);
  ht_flame_finder_set_view (self->finder, self->flame_view);
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
 * ht_flame_page_set_time_view:
 * @self: the page
 * @time_view: says of which range growth is told, and how times are; call it once
 */
void
ht_flame_page_set_time_view (HtFlamePage *self, HtTimeView *time_view)
{
  g_set_object (&self->time_view, time_view);
  self->display = ht_time_view_get_display (time_view);
  ht_flame_loader_set_time_view (self->loader, time_view);
  g_signal_connect_object (time_view, "shown-changed", G_CALLBACK (display_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
show_nothing (HtFlamePage *self)
{
  self->profile = 0;
  self->is_stale = FALSE;
  ht_flame_loader_stop (self->loader);
  ht_busy_bar_stop (self->progress);
  ht_function_table_set_data (self->table, NULL);
  ht_flame_view_set_data (self->flame_view, NULL, FALSE);
  ht_flame_finder_search (self->finder);
  show_legend (self, NULL);
  gtk_stack_set_visible_child_name (self->stack, "empty");
}

/**
 * ht_flame_page_show_profile:
 * @self: the page
 * @document: (nullable): the recording; %NULL shows that there is no profile
 * @target: (nullable): what is known of one of its targets
 * @entry: (nullable): one of the profiles of @target
 *
 * Reads a profile and shows it, with the sample type and the weighting that were looked at before
 * if it has them.
 */
void
ht_flame_page_show_profile (HtFlamePage *self,
                            HtDocument *document,
                            HtTargetData *target,
                            const HtProfileEntry *entry)
{
  if (g_set_object (&self->document, document))
    {
      self->keep_place = FALSE;
      self->profile = 0;
      ht_compare_bar_set_profiles (self->compare_bar, NULL, 0, NULL, self->display);
    }
  g_clear_pointer (&self->target, ht_target_data_unref);
  self->target = target != NULL ? ht_target_data_ref (target) : NULL;
  if (document == NULL || entry == NULL)
    {
      show_nothing (self);
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
 * ht_flame_page_show_stack:
 * @self: the page
 * @stack: (array zero-terminated=1): full names of functions, root first
 * @since_ns: when it began to grow, ns since 1970, to compare with the time before; %HT_UNKNOWN to
 *   show how it grows
 *
 * Has the profile that is shown next show a stack, outlined, by what is in use.
 */
void
ht_flame_page_show_stack (HtFlamePage *self, const char *const *stack, gint64 since_ns)
{
  g_strfreev (self->wanted_stack);
  self->wanted_stack = g_strdupv ((char **) stack);
  g_free (self->wanted_type);
  self->wanted_type = g_strdup (HELD_BYTES);
  self->wanted_since_ns = since_ns;
  set_weighting (self, since_ns != HT_UNKNOWN ? HT_FLAME_DIFFERENCE : HT_FLAME_GROWTH);
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
  gtk_widget_grab_focus (GTK_WIDGET (self->finder));
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
  GtkOrientation beside = narrow ? GTK_ORIENTATION_VERTICAL : GTK_ORIENTATION_HORIZONTAL;

  gtk_orientable_set_orientation (self->paned, beside);
  gtk_orientable_set_orientation (self->detail_box, beside);
  gtk_box_set_spacing (GTK_BOX (self->detail_box), narrow ? 2 : DETAIL_SPACING);
  gtk_widget_set_visible (GTK_WIDGET (self->hidden_label), !narrow);
  size_table (self);
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
         ht_flame_finder_is_searching (self->finder);
}
