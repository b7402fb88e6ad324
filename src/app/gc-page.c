/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "gc-page.h"

#include <glib/gi18n.h>

#include "gc-cycle-item.h"
#include "gc-lanes.h"
#include "gc-summary.h"
#include "memory-charts.h"
#include "picture.h"
#include "text-column.h"
#include "time-chart-view.h"
#include "units.h"

#define GUTTER 120

struct _HtGcPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkStack *stack;
  GtkBox *figures;
  HtTimeChartView *heap_view;
  HtPicture *lanes;
  GtkColumnView *table;

  /* Owned */
  HtTimeView *time_view;
  HtTargetData *data;
  GtkSingleSelection *selection;

  int selected;
};

G_DEFINE_FINAL_TYPE (HtGcPage, ht_gc_page, GTK_TYPE_WIDGET)

static HtGcLanes
get_lanes (HtGcPage *self)
{
  HtGcLanes lanes = {
    .cycles = self->data->cycles,
    .names = { _ ("Sweep term."), _ ("Mark"), _ ("Mark assist"), _ ("Mark term.") },
    .start_ns = self->data->from_ns,
    .gutter = GUTTER,
    .selected = self->selected,
    .display = ht_time_view_get_display (self->time_view),
  };

  ht_time_view_get_shown (self->time_view, &lanes.from_ns, &lanes.to_ns);
  return lanes;
}

static void
paint_lanes_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtGcPage *self = user_data;
  HtGcLanes lanes;

  if (self->data == NULL)
    return;
  lanes = get_lanes (self);
  ht_gc_lanes_paint (&lanes, paint, cr, width, height);
}

static void
shown_changed_cb (HtGcPage *self)
{
  ht_picture_invalidate (self->lanes);
}

static void
select_cycle (HtGcPage *self, int index)
{
  const HtGcCycle *cycle;

  if (self->selected == index)
    return;
  self->selected = index;
  ht_picture_invalidate (self->lanes);
  if (index < 0)
    return;
  cycle = &g_array_index (self->data->cycles, HtGcCycle, (guint) index);
  ht_time_view_set_cursor (self->time_view, cycle->start_ns);
}

static void
selection_changed_cb (HtGcPage *self)
{
  HtGcCycleItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL)
    select_cycle (self, (int) ht_gc_cycle_item_get_index (item));
}

/* The row of a cycle depends on how the table is sorted. */
static void
select_row_of (HtGcPage *self, int index)
{
  guint n_items = g_list_model_get_n_items (G_LIST_MODEL (self->selection));

  for (guint i = 0; i < n_items; i++)
    {
      g_autoptr (HtGcCycleItem) item = g_list_model_get_item (G_LIST_MODEL (self->selection), i);

      if ((int) ht_gc_cycle_item_get_index (item) != index)
        continue;
      gtk_single_selection_set_selected (self->selection, i);
      gtk_widget_activate_action (GTK_WIDGET (self->table), "list.scroll-to-item", "u", i);
      return;
    }
}

static void
lanes_clicked_cb (HtGcPage *self, int n_press, double x, double y)
{
  HtGcLanes lanes;
  int index;

  if (self->data == NULL)
    return;
  lanes = get_lanes (self);
  index = ht_gc_lanes_cycle_at (&lanes, x, gtk_widget_get_width (GTK_WIDGET (self->lanes)));
  if (index >= 0)
    select_row_of (self, index);
}

static char *
duration_text (gint64 ns)
{
  return ns == HT_UNKNOWN ? g_strdup ("–") : ht_format_duration_short (ns);
}

static char *
size_text (gint64 bytes)
{
  return bytes == HT_UNKNOWN ? g_strdup ("–") : ht_format_bytes (bytes);
}

/* What a column shows: a member of HtGcCycle, and how it is written. */
typedef struct
{
  const char *title;
  gsize offset;
  char *(*format) (gint64 value);
} Column;

static char *
count_text (gint64 value)
{
  return value == HT_UNKNOWN ? g_strdup ("–") : ht_format_count (value);
}

static const Column columns[] = {
  { N_ ("GC"), G_STRUCT_OFFSET (HtGcCycle, n), count_text },
  { N_ ("Sweep term."), G_STRUCT_OFFSET (HtGcCycle, stw_sweep_term_ns), duration_text },
  { N_ ("Mark"), G_STRUCT_OFFSET (HtGcCycle, mark_ns), duration_text },
  { N_ ("Mark term."), G_STRUCT_OFFSET (HtGcCycle, stw_mark_term_ns), duration_text },
  { N_ ("Assist"), G_STRUCT_OFFSET (HtGcCycle, assist_ns), duration_text },
  { N_ ("Before"), G_STRUCT_OFFSET (HtGcCycle, heap_start_bytes), size_text },
  { N_ ("Live"), G_STRUCT_OFFSET (HtGcCycle, heap_live_bytes), size_text },
  { N_ ("Goal"), G_STRUCT_OFFSET (HtGcCycle, goal_bytes), size_text },
};

static gint64
cell_value (gpointer item, const Column *column)
{
  return G_STRUCT_MEMBER (gint64, ht_gc_cycle_item_get_cycle (item), column->offset);
}

static char *
cell_text (gpointer item, gpointer user_data)
{
  const Column *column = user_data;

  return column->format (cell_value (item, column));
}

static int
compare_cells (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 first = cell_value ((gpointer) a, user_data);
  gint64 second = cell_value ((gpointer) b, user_data);

  return first < second ? -1 : first > second;
}

static char *
start_text (gpointer item, gpointer user_data)
{
  HtGcPage *self = user_data;

  return ht_axis_time_label (ht_gc_cycle_item_get_cycle (item)->start_ns, 1000000,
                             ht_time_view_get_display (self->time_view), self->data->from_ns);
}

static int
compare_starts (gconstpointer a, gconstpointer b, gpointer user_data)
{
  gint64 first = ht_gc_cycle_item_get_cycle ((gpointer) a)->start_ns;
  gint64 second = ht_gc_cycle_item_get_cycle ((gpointer) b)->start_ns;

  return first < second ? -1 : first > second;
}

static void
add_columns (HtGcPage *self)
{
  g_autoptr (GtkColumnViewColumn) start =
      ht_text_column_new (_ ("Start"), TRUE, start_text, compare_starts, self);

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column =
          ht_text_column_new (_ (columns[i].title), TRUE, cell_text, compare_cells,
                              (gpointer) &columns[i]);

      gtk_column_view_column_set_expand (column, TRUE);
      gtk_column_view_append_column (self->table, column);
      if (i == 0)
        gtk_column_view_append_column (self->table, start);
    }
  gtk_column_view_column_set_expand (start, TRUE);
}

static void
add_figure (HtGcPage *self, const char *name, const char *value, const char *note)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *name_label = gtk_label_new (name);
  GtkWidget *value_label = gtk_label_new (value);
  GtkWidget *note_label = gtk_label_new (note);

  gtk_widget_add_css_class (name_label, "second-text");
  gtk_widget_add_css_class (value_label, "key-figure");
  gtk_widget_add_css_class (value_label, "figures");
  gtk_widget_add_css_class (note_label, "second-text");
  gtk_label_set_xalign (GTK_LABEL (name_label), 0);
  gtk_label_set_xalign (GTK_LABEL (value_label), 0);
  gtk_label_set_xalign (GTK_LABEL (note_label), 0);
  gtk_box_append (GTK_BOX (box), name_label);
  gtk_box_append (GTK_BOX (box), value_label);
  gtk_box_append (GTK_BOX (box), note_label);
  gtk_box_append (self->figures, box);
}

static void
add_pause_figure (HtGcPage *self, const char *name, gint64 pause_ns)
{
  g_autofree char *text = duration_text (pause_ns);

  add_figure (self, name, text, NULL);
}

/* gctrace tells whole percents and cuts the rest. */
static char *
share_text (gint64 permille)
{
  if (permille == HT_UNKNOWN)
    return g_strdup ("–");
  if (permille == 0)
    return g_strdup ("< 1 %");
  return g_strdup_printf ("%.1f %%", (double) permille / 10);
}

static void
show_figures (HtGcPage *self)
{
  g_autoptr (HtGcSummary) summary =
      ht_gc_summary_new ((const HtGcCycle *) (gpointer) self->data->cycles->data,
                         self->data->cycles->len);
  g_autofree char *count = ht_format_count (summary->cycles->len);
  g_autofree char *rate = g_strdup_printf (_ ("%.2g per second"), summary->cycles_per_second);
  g_autofree char *live = size_text (summary->heap.last_bytes);
  g_autofree char *most = size_text (summary->heap.max_bytes);
  g_autofree char *most_note = g_strdup_printf (_ ("at most %s"), most);
  g_autofree char *share = share_text (summary->cpu_permille);
  g_autofree char *assist = duration_text (summary->assist_ns);
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->figures))) != NULL)
    gtk_box_remove (self->figures, child);
  add_figure (self, _ ("Cycles"), count, rate);
  add_figure (self, _ ("Heap, newest"), live, most_note);
  add_figure (self, _ ("GC share of CPU"), share, _ ("since the start"));
  add_pause_figure (self, _ ("Pause, median"), summary->pauses.p50_ns);
  add_pause_figure (self, _ ("Pause, 95th"), summary->pauses.p95_ns);
  add_pause_figure (self, _ ("Pause, 99th"), summary->pauses.p99_ns);
  add_pause_figure (self, _ ("Pause, longest"), summary->pauses.max_ns);
  add_figure (self, _ ("Assist"), assist, _ ("in all"));
}

static void
ht_gc_page_dispose (GObject *object)
{
  HtGcPage *self = HT_GC_PAGE (object);

  if (self->time_view != NULL)
    g_signal_handlers_disconnect_by_data (self->time_view, self);
  g_clear_object (&self->time_view);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->data, ht_target_data_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_GC_PAGE);
  G_OBJECT_CLASS (ht_gc_page_parent_class)->dispose (object);
}

static void
ht_gc_page_class_init (HtGcPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_gc_page_dispose;
  g_type_ensure (HT_TYPE_TIME_CHART_VIEW);
  g_type_ensure (HT_TYPE_PICTURE);
  gtk_widget_class_set_template_from_resource (widget_class, "/dev/heaptrail/Heaptrail/gc-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HtGcPage, stack);
  gtk_widget_class_bind_template_child (widget_class, HtGcPage, figures);
  gtk_widget_class_bind_template_child (widget_class, HtGcPage, heap_view);
  gtk_widget_class_bind_template_child (widget_class, HtGcPage, lanes);
  gtk_widget_class_bind_template_child (widget_class, HtGcPage, table);
}

static void
ht_gc_page_init (HtGcPage *self)
{
  GtkGesture *click = gtk_gesture_click_new ();

  self->selected = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  ht_picture_set_painter (self->lanes, paint_lanes_cb, self, NULL);
  g_signal_connect_swapped (click, "released", G_CALLBACK (lanes_clicked_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->lanes), GTK_EVENT_CONTROLLER (click));
  add_columns (self);
}

/**
 * ht_gc_page_set_time_view:
 * @self: the page
 * @time_view: the time that the pages share
 */
void
ht_gc_page_set_time_view (HtGcPage *self, HtTimeView *time_view)
{
  g_set_object (&self->time_view, time_view);
  ht_time_chart_view_set_time_view (self->heap_view, time_view);
  g_signal_connect_swapped (time_view, "shown-changed", G_CALLBACK (shown_changed_cb), self);
}

static void
show_table (HtGcPage *self)
{
  GListModel *cycles = ht_gc_cycle_list_new (self->data);
  GtkSorter *sorter = g_object_ref (gtk_column_view_get_sorter (self->table));
  GListModel *sorted = G_LIST_MODEL (gtk_sort_list_model_new (cycles, sorter));

  gtk_sort_list_model_set_incremental (GTK_SORT_LIST_MODEL (sorted), TRUE);
  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  self->selection = gtk_single_selection_new (sorted);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  g_signal_connect_swapped (self->selection, "notify::selected-item",
                            G_CALLBACK (selection_changed_cb), self);
  gtk_column_view_set_model (self->table, GTK_SELECTION_MODEL (self->selection));
}

/**
 * ht_gc_page_set_data:
 * @self: the page
 * @data: what to show
 */
void
ht_gc_page_set_data (HtGcPage *self, HtTargetData *data)
{
  HtTimeChart *chart = ht_heap_chart_new (data);

  g_clear_pointer (&self->data, ht_target_data_unref);
  self->data = ht_target_data_ref (data);
  self->selected = -1;
  chart->show_time_axis = FALSE;
  chart->gutter = GUTTER;
  chart->margin_right = HT_GC_LANES_MARGIN;
  ht_time_chart_view_set_chart (self->heap_view, chart);
  show_table (self);
  show_figures (self);
  ht_picture_invalidate (self->lanes);
  gtk_stack_set_visible_child_name (self->stack, data->cycles->len > 0 ? "cycles" : "empty");
}

/**
 * ht_gc_page_show_part:
 * @self: the page
 * @part: the same target, read closer where it is shown
 */
void
ht_gc_page_show_part (HtGcPage *self, HtTargetData *part)
{
  g_autoptr (HtTimeChart) heap = ht_heap_chart_new (part);

  ht_time_chart_replace_points (ht_time_chart_view_get_chart (self->heap_view), heap);
  ht_time_chart_view_chart_changed (self->heap_view);
}
