/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "memory-page.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <string.h>

#include "legend.h"
#include "limits-popover.h"
#include "target-preferences.h"
#include "memory-charts.h"
#include "memory-table.h"
#include "read-out.h"
#include "split.h"
#include "time-actions.h"
#include "time-chart-view.h"
#include "units.h"

#define N_GC_ROWS    4
#define FIGURE_CHARS 6 /* in small type as wide as 5 in the legend */
#define SECOND       G_GINT64_CONSTANT (1000000000)

struct _HtMemoryPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkStack *stack;
  AdwStatusPage *empty_page;
  GtkLabel *heap_title;
  GtkToggleButton *gc_marks_button;
  GtkToggleButton *table_button;
  GtkMenuButton *limits_button;
  HtLimitsPopover *limits_popover;
  HtTimeChartView *heap_view;
  HtTimeChartView *classes_view;
  GtkWidget *classes_box;
  GtkStack *twin_stack;
  HtMemoryTable *table;
  GtkLabel *read_out_time;
  GtkLabel *read_out_note;
  GtkWidget *range_box;
  GtkLabel *unit_label;
  GtkWidget *start_head;
  GtkLabel *value_head;
  GtkLabel *change_head;
  HtLegend *heap_legend;
  GtkWidget *classes_read_out;
  HtLegend *classes_legend;
  GtkWidget *gc_box;
  GtkGrid *gc_grid;

  /* Owned by the widget tree */
  GtkLabel *gc_names[N_GC_ROWS];
  GtkLabel *gc_values[N_GC_ROWS];

  /* Owned */
  HtTimeView *time_view;
  HtTargetData *data;
  HtTargetData *part; /* (nullable) of @data, read closer */
  HtTimeChart *heap;  /* of the whole recording, whatever is shown of it */
  HtTimeChart *classes;
  HtTargetPreferences *preferences;
  char *target;

  gboolean is_stale; /* the widgets do not show @data yet */
};

G_DEFINE_FINAL_TYPE (HtMemoryPage, ht_memory_page, GTK_TYPE_WIDGET)

static char *
time_text (HtMemoryPage *self, gint64 time_ns)
{
  return ht_axis_time_label (time_ns, SECOND, ht_time_view_get_display (self->time_view),
                             self->data->from_ns);
}

static char *
size_figure (gint64 bytes)
{
  return bytes == HT_UNKNOWN ? g_strdup ("–") : ht_format_in_unit ((double) bytes, 1048576);
}

static char *
duration_text (gint64 ns)
{
  return ns == HT_UNKNOWN ? g_strdup ("–") : ht_format_duration_short (ns);
}

static void
show_gc_when (HtMemoryPage *self, const HtGcCycle *cycle, gint64 time_ns)
{
  g_autofree char *count = ht_format_count (cycle->n);
  /* Translators: %s is the number of a collection */
  g_autofree char *number = g_strdup_printf (_ ("GC %s"), count);
  g_autofree char *when = time_text (self, cycle->end_ns);
  g_autofree char *before = ht_format_duration_short (time_ns - cycle->end_ns);
  /* Translators: a time, and how much earlier than the time that is pointed at that is */
  g_autofree char *text = g_strdup_printf (_ ("%s, %s before"), when, before);

  gtk_label_set_text (self->gc_names[0], number);
  gtk_label_set_text (self->gc_values[0], time_ns > cycle->end_ns ? text : when);
}

/* The last collection before a time. */
static void
show_gc (HtMemoryPage *self, gint64 time_ns)
{
  const HtGcCycle *cycle = ht_last_gc_at (self->data->cycles, time_ns);
  g_autofree char *before = NULL;
  g_autofree char *live = NULL;
  g_autofree char *heap = NULL;
  g_autofree char *first = NULL;
  g_autofree char *second = NULL;
  g_autofree char *pauses = NULL;
  g_autofree char *mark = NULL;

  gtk_widget_set_visible (self->gc_box, self->data->cycles->len > 0);
  if (cycle == NULL)
    {
      gtk_label_set_text (self->gc_names[0], _ ("None yet"));
      for (guint i = 0; i < N_GC_ROWS; i++)
        gtk_label_set_text (self->gc_values[i], "–");
      return;
    }
  show_gc_when (self, cycle, time_ns);
  before = size_figure (cycle->heap_start_bytes);
  live = size_figure (cycle->heap_live_bytes);
  heap = g_strdup_printf ("%s → %s MiB", before, live);
  first = duration_text (cycle->stw_sweep_term_ns);
  second = duration_text (cycle->stw_mark_term_ns);
  pauses = cycle->stw_sweep_term_ns == HT_UNKNOWN && cycle->stw_mark_term_ns == HT_UNKNOWN
               ? duration_text (cycle->pause_ns)
               : g_strdup_printf ("%s + %s", first, second);
  mark = duration_text (cycle->mark_ns);
  gtk_label_set_text (self->gc_values[1], heap);
  gtk_label_set_text (self->gc_values[2], pauses);
  gtk_label_set_text (self->gc_values[3], mark);
}

static void
read_range_off (HtMemoryPage *self, gint64 from_ns, gint64 to_ns)
{
  g_autofree char *from = time_text (self, from_ns);
  g_autofree char *to = time_text (self, to_ns);
  g_autofree char *range = g_strdup_printf ("%s – %s", from, to);
  g_autofree char *length = ht_format_duration_short (to_ns - from_ns);

  gtk_label_set_text (self->read_out_time, range);
  gtk_label_set_text (self->read_out_note, length);
  gtk_label_set_text (self->value_head, _ ("End"));
  gtk_label_set_text (self->change_head, "Δ");
  ht_legend_read_range (self->heap_legend, from_ns, to_ns);
  ht_legend_read_range (self->classes_legend, from_ns, to_ns);
  show_gc (self, to_ns);
}

static void
read_cursor_off (HtMemoryPage *self, gint64 cursor_ns)
{
  if (cursor_ns == HT_UNKNOWN)
    {
      g_autofree char *time = time_text (self, self->data->to_ns);

      gtk_label_set_text (self->read_out_time, time);
      gtk_label_set_text (self->read_out_note, _ ("newest"));
    }
  else
    {
      g_autofree char *time = time_text (self, cursor_ns);

      gtk_label_set_text (self->read_out_time, time);
      gtk_label_set_text (self->read_out_note, _ ("at the pointer"));
    }
  gtk_label_set_text (self->value_head, gtk_label_get_text (self->unit_label));
  gtk_label_set_text (self->change_head, _ ("vs start"));
  ht_legend_read_off (self->heap_legend, cursor_ns, self->data->from_ns);
  ht_legend_read_off (self->classes_legend, cursor_ns, self->data->from_ns);
  show_gc (self, cursor_ns != HT_UNKNOWN ? cursor_ns : self->data->to_ns);
}

static void
read_off_cb (HtMemoryPage *self)
{
  gint64 from_ns, to_ns;
  gboolean marked;

  if (self->data == NULL || self->is_stale || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  marked = ht_time_view_get_marked (self->time_view, &from_ns, &to_ns);
  gtk_widget_set_visible (self->range_box, marked);
  gtk_widget_set_visible (self->start_head, marked);
  gtk_widget_set_opacity (GTK_WIDGET (self->unit_label), marked ? 1 : 0);
  if (marked)
    read_range_off (self, from_ns, to_ns);
  else
    read_cursor_off (self, ht_time_view_get_cursor (self->time_view));
}

static void
series_toggled_cb (HtMemoryPage *self)
{
  ht_time_chart_view_chart_changed (self->heap_view);
  ht_time_chart_view_chart_changed (self->classes_view);
  ht_memory_table_charts_changed (self->table);
}

static void
show_title (HtMemoryPage *self, const HtTargetData *data)
{
  const HtGcCycle *cycle = ht_last_gc_at (data->cycles, HT_UNKNOWN);
  g_autofree char *figure = NULL;
  g_autofree char *size = NULL;
  g_autofree char *markup = NULL;
  const char *name;
  double unit;

  if (cycle == NULL || cycle->heap_live_bytes == HT_UNKNOWN)
    {
      gtk_label_set_markup (self->heap_title, _ ("<b>Heap</b>"));
      return;
    }
  name = ht_size_unit ((double) cycle->heap_live_bytes, &unit);
  figure = ht_format_in_unit ((double) cycle->heap_live_bytes, unit);
  size = g_strdup_printf ("%s %s", figure, name);
  /* Translators: %s is a size, what the last collection found alive */
  markup = g_markup_printf_escaped (_ ("<b>Heap</b>  live %s"), size);
  gtk_label_set_markup (self->heap_title, markup);
}

static void
gc_marks_toggled_cb (HtMemoryPage *self)
{
  gboolean hide = !gtk_toggle_button_get_active (self->gc_marks_button);
  HtTimeChartView *views[] = { self->heap_view, self->classes_view };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      HtTimeChart *chart = ht_time_chart_view_get_chart (views[i]);

      if (chart == NULL)
        continue;
      chart->hide_gc_marks = hide;
      ht_time_chart_view_chart_changed (views[i]);
    }
}

static void
table_toggled_cb (HtMemoryPage *self)
{
  gboolean table = gtk_toggle_button_get_active (self->table_button);

  gtk_stack_set_visible_child_name (self->twin_stack, table ? "table" : "charts");
  gtk_widget_set_sensitive (GTK_WIDGET (self->gc_marks_button), !table);
}

/* By keyboard, one goes on where the values are. */
static void
toggle_table_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtMemoryPage *self = HT_MEMORY_PAGE (widget);
  gboolean table = !gtk_toggle_button_get_active (self->table_button);

  gtk_toggle_button_set_active (self->table_button, table);
  gtk_widget_grab_focus (table ? GTK_WIDGET (self->table) : GTK_WIDGET (self->heap_view));
}

static void
show_limits_cb (HtMemoryPage *self)
{
  HtTimeChartView *views[] = { self->heap_view, self->classes_view };
  HtMemoryLimits limits;

  if (self->data == NULL || self->target == NULL || self->is_stale)
    return;
  ht_target_preferences_get_limits (self->preferences, self->target, &limits);
  ht_limits_popover_set_limits (self->limits_popover, &limits);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      HtTimeChart *chart = ht_time_chart_view_get_chart (views[i]);

      ht_set_memory_limits (chart, self->data, &limits);
      ht_time_chart_view_chart_changed (views[i]);
    }
}

static void
limits_applied_cb (HtMemoryPage *self)
{
  HtMemoryLimits limits;

  if (self->target == NULL)
    return;
  ht_limits_popover_get_limits (self->limits_popover, &limits);
  ht_target_preferences_set_limits (self->preferences, self->target, &limits);
}

static void
set_limits_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_menu_button_popup (HT_MEMORY_PAGE (widget)->limits_button);
}

/* What the user has hidden stays hidden when more of the same comes. */
static void
keep_hidden (HtTimeChart *chart, const HtTimeChart *old)
{
  for (guint i = 0; old != NULL && i < old->series->len; i++)
    {
      const HtChartSeries *before = g_ptr_array_index (old->series, i);

      for (guint k = 0; k < chart->series->len; k++)
        {
          HtChartSeries *series = g_ptr_array_index (chart->series, k);

          if (strcmp (series->name, before->name) == 0)
            series->hidden = before->hidden;
        }
    }
}

/* One unit for both groups, so that their figures can be compared. */
static double
set_unit (HtMemoryPage *self)
{
  const HtTimeChart *charts[] = { self->heap, self->classes };
  double greatest = 0;
  double unit;

  for (guint c = 0; c < G_N_ELEMENTS (charts); c++)
    for (guint i = 0; i < charts[c]->series->len; i++)
      {
        HtSeriesSummary summary;

        if (ht_summarize_series (g_ptr_array_index (charts[c]->series, i), G_MININT64, G_MAXINT64,
                                 &summary))
          greatest = MAX (greatest, summary.greatest);
      }
  gtk_label_set_text (self->unit_label, ht_size_unit (greatest, &unit));
  ht_legend_set_unit (self->heap_legend, unit);
  ht_legend_set_unit (self->classes_legend, unit);
  return unit;
}

static void
show_chart (HtTimeChartView *view,
            HtLegend *legend,
            HtTimeChart *chart,
            const HtTimeChart *whole,
            gboolean hide_gc_marks)
{
  keep_hidden (chart, ht_time_chart_view_get_chart (view));
  chart->hide_gc_marks = hide_gc_marks;
  ht_legend_set_chart (legend, chart, whole);
  ht_time_chart_view_set_chart (view, chart);
}

static void
show_what_is_missing (HtMemoryPage *self)
{
  gboolean has_profiles = self->data->profiles->len > 0;

  adw_status_page_set_description (
      self->empty_page,
      has_profiles
          ? _ ("The profiles say what held memory, see Flame. How much there was over time is told "
               "by a log with GODEBUG=gctrace=1, by answers of /debug/vars or /metrics, or by "
               "a list of RSS. Open such captures of the same service together with these.")
          : _ ("How much memory there was over time is told by a log with GODEBUG=gctrace=1, by "
               "answers of /debug/vars or /metrics, or by a list of RSS."));
}

static void
show_current_part (HtMemoryPage *self)
{
  g_autoptr (HtTimeChart) heap = ht_heap_chart_new (self->part);
  g_autoptr (HtTimeChart) classes = ht_memory_classes_chart_new (self->part);

  ht_time_chart_replace_points (ht_time_chart_view_get_chart (self->heap_view), heap);
  ht_time_chart_replace_points (ht_time_chart_view_get_chart (self->classes_view), classes);
  ht_time_chart_view_chart_changed (self->heap_view);
  ht_time_chart_view_chart_changed (self->classes_view);
  ht_memory_table_charts_changed (self->table);
  read_off_cb (self);
}

static void
show_charts (HtMemoryPage *self)
{
  HtTimeChart *heap = ht_heap_chart_new (self->data);
  HtTimeChart *classes = ht_memory_classes_chart_new (self->data);
  gboolean has_classes = classes->series->len > 0;
  gboolean hide_marks = !gtk_toggle_button_get_active (self->gc_marks_button);
  HtTimeChart *old_heap = self->heap;
  HtTimeChart *old_classes = self->classes;

  self->heap = ht_heap_chart_new (self->data);
  self->classes = ht_memory_classes_chart_new (self->data);
  heap->show_time_axis = !has_classes;
  show_chart (self->heap_view, self->heap_legend, heap, self->heap, hide_marks);
  show_chart (self->classes_view, self->classes_legend, classes, self->classes, hide_marks);
  ht_time_chart_free (old_heap);
  ht_time_chart_free (old_classes);
  gtk_widget_set_visible (self->classes_box, has_classes);
  gtk_widget_set_visible (self->classes_read_out, has_classes);
  ht_memory_table_set_charts (self->table, heap, classes, set_unit (self));
  if (heap->series->len == 0 && !has_classes)
    show_what_is_missing (self);
  gtk_stack_set_visible_child_name (self->stack,
                                    heap->series->len > 0 || has_classes ? "charts" : "empty");
}

/* Brings the page up to what was set while nobody looked at it. */
static void
catch_up (HtMemoryPage *self)
{
  self->is_stale = FALSE;
  show_charts (self);
  show_title (self, self->data);
  show_limits_cb (self);
  if (self->part != NULL)
    show_current_part (self);
  else
    read_off_cb (self);
}

static void
ht_memory_page_map (GtkWidget *widget)
{
  HtMemoryPage *self = HT_MEMORY_PAGE (widget);

  GTK_WIDGET_CLASS (ht_memory_page_parent_class)->map (widget);
  if (self->data == NULL)
    return;
  if (self->is_stale)
    catch_up (self);
  else if (self->part != NULL)
    show_current_part (self);
  else
    read_off_cb (self);
}

static void
ht_memory_page_dispose (GObject *object)
{
  HtMemoryPage *self = HT_MEMORY_PAGE (object);

  if (self->time_view != NULL)
    g_signal_handlers_disconnect_by_data (self->time_view, self);
  g_clear_object (&self->time_view);
  g_clear_object (&self->preferences);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_MEMORY_PAGE);
  g_clear_pointer (&self->heap, ht_time_chart_free);
  g_clear_pointer (&self->classes, ht_time_chart_free);
  g_clear_pointer (&self->data, ht_target_data_unref);
  g_clear_pointer (&self->part, ht_target_data_unref);
  g_clear_pointer (&self->target, g_free);
  G_OBJECT_CLASS (ht_memory_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/memory-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, empty_page);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, heap_title);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, gc_marks_button);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, table_button);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, limits_button);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, twin_stack);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, table);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, limits_popover);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, heap_view);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, classes_view);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, classes_box);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, read_out_time);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, read_out_note);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, range_box);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, unit_label);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, start_head);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, value_head);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, change_head);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, heap_legend);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, classes_read_out);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, classes_legend);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, gc_box);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, gc_grid);
  gtk_widget_class_bind_template_callback (widget_class, gc_marks_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, table_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, limits_applied_cb);
}

static void
ht_memory_page_class_init (HtMemoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_memory_page_dispose;
  widget_class->map = ht_memory_page_map;
  g_type_ensure (HT_TYPE_TIME_CHART_VIEW);
  g_type_ensure (HT_TYPE_LEGEND);
  g_type_ensure (HT_TYPE_LIMITS_POPOVER);
  g_type_ensure (HT_TYPE_MEMORY_TABLE);
  g_type_ensure (HT_TYPE_SPLIT);
  bind_template (widget_class);
  ht_time_actions_install (widget_class, HT_TIME_KEYS_UNDO);
  gtk_widget_class_install_action (widget_class, "memory.set-limits", NULL, set_limits_action);
  gtk_widget_class_install_action (widget_class, "memory.toggle-table", NULL, toggle_table_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_t, 0, "memory.toggle-table", NULL);
}

static void
add_gc_rows (HtMemoryPage *self)
{
  static const char *const names[N_GC_ROWS] = { "", N_ ("Heap before → live"), N_ ("Pauses"),
                                                N_ ("Mark") };

  for (int i = 0; i < N_GC_ROWS; i++)
    {
      GtkWidget *name = gtk_label_new (i > 0 ? _ (names[i]) : NULL);
      GtkWidget *value = gtk_label_new (NULL);

      gtk_label_set_xalign (GTK_LABEL (name), 0);
      gtk_label_set_xalign (GTK_LABEL (value), 1);
      /* Or the width of the pane, and with it that of the charts, would follow the figures. */
      gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
      gtk_label_set_ellipsize (GTK_LABEL (value), PANGO_ELLIPSIZE_END);
      gtk_widget_set_hexpand (value, TRUE);
      gtk_widget_add_css_class (name, "second-text");
      gtk_widget_add_css_class (value, "figures");
      gtk_grid_attach (self->gc_grid, name, 0, i, 1, 1);
      gtk_grid_attach (self->gc_grid, value, 1, i, 1, 1);
      self->gc_names[i] = GTK_LABEL (name);
      self->gc_values[i] = GTK_LABEL (value);
    }
}

static void
ht_memory_page_init (HtMemoryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_gc_rows (self);
  gtk_label_set_width_chars (GTK_LABEL (self->start_head), FIGURE_CHARS);
  gtk_label_set_width_chars (self->value_head, FIGURE_CHARS);
  gtk_label_set_width_chars (self->change_head, FIGURE_CHARS);
  self->preferences = ht_target_preferences_get_default ();
  g_signal_connect_object (self->preferences, "changed", G_CALLBACK (show_limits_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->heap_legend, "series-toggled", G_CALLBACK (series_toggled_cb),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->classes_legend, "series-toggled", G_CALLBACK (series_toggled_cb),
                           self, G_CONNECT_SWAPPED);
}

/**
 * ht_memory_page_set_time_view:
 * @self: the page
 * @time_view: the time that the pages share
 */
void
ht_memory_page_set_time_view (HtMemoryPage *self, HtTimeView *time_view)
{
  g_set_object (&self->time_view, time_view);
  ht_time_actions_set_view (GTK_WIDGET (self), time_view);
  ht_time_chart_view_set_time_view (self->heap_view, time_view);
  ht_time_chart_view_set_time_view (self->classes_view, time_view);
  ht_memory_table_set_time_view (self->table, time_view);
  g_signal_connect_swapped (time_view, "cursor-changed", G_CALLBACK (read_off_cb), self);
  g_signal_connect_swapped (time_view, "mark-changed", G_CALLBACK (read_off_cb), self);
  g_signal_connect_swapped (time_view, "shown-changed", G_CALLBACK (read_off_cb), self);
}

/**
 * ht_memory_page_set_target:
 * @self: the page
 * @name: name of the target that is shown from the next data on
 *
 * Limits are kept under the name of a target.
 */
void
ht_memory_page_set_target (HtMemoryPage *self, const char *name)
{
  g_free (self->target);
  self->target = g_strdup (name);
  g_clear_pointer (&self->data, ht_target_data_unref);
  g_clear_pointer (&self->part, ht_target_data_unref);
}

/**
 * ht_memory_page_set_data:
 * @self: the page
 * @data: what to show, as soon as the page is seen
 */
void
ht_memory_page_set_data (HtMemoryPage *self, HtTargetData *data)
{
  ht_target_data_ref (data);
  g_clear_pointer (&self->data, ht_target_data_unref);
  g_clear_pointer (&self->part, ht_target_data_unref);
  self->data = data;
  self->is_stale = TRUE;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    catch_up (self);
}

/**
 * ht_memory_page_show_part:
 * @self: the page
 * @part: the same target, read closer where it is shown
 */
void
ht_memory_page_show_part (HtMemoryPage *self, HtTargetData *part)
{
  if (self->data == NULL)
    return;
  ht_target_data_ref (part);
  g_clear_pointer (&self->part, ht_target_data_unref);
  self->part = part;
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) && !self->is_stale)
    show_current_part (self);
}
