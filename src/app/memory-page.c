/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "memory-page.h"

#include <glib/gi18n.h>

#include "legend.h"
#include "memory-charts.h"
#include "time-chart-view.h"
#include "units.h"

struct _HtMemoryPage
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *paned;
  GtkLabel *heap_title;
  GtkLabel *read_out_time;
  HtTimeChartView *heap_view;
  HtTimeChartView *classes_view;
  HtLegend *heap_legend;
  HtLegend *classes_legend;

  /* Owned */
  HtTimeView *time_view;
};

G_DEFINE_FINAL_TYPE (HtMemoryPage, ht_memory_page, GTK_TYPE_WIDGET)

static void
read_off_cb (HtMemoryPage *self)
{
  HtTimeChart *chart = ht_time_chart_view_get_chart (self->heap_view);
  gint64 cursor_ns = ht_time_view_get_cursor (self->time_view);
  gint64 from_ns, to_ns;

  if (chart == NULL)
    return;
  if (ht_time_view_get_marked (self->time_view, &from_ns, &to_ns) && cursor_ns == HT_UNKNOWN)
    cursor_ns = to_ns;
  if (cursor_ns == HT_UNKNOWN)
    gtk_label_set_text (self->read_out_time, _ ("Newest"));
  else
    {
      g_autofree char *time =
          ht_axis_time_label (cursor_ns, G_GINT64_CONSTANT (1000000000),
                              ht_time_view_get_display (self->time_view), chart->start_ns);

      gtk_label_set_text (self->read_out_time, time);
    }
  ht_legend_read_off (self->heap_legend, cursor_ns, from_ns);
  ht_legend_read_off (self->classes_legend, cursor_ns, from_ns);
}

static void
series_toggled_cb (HtMemoryPage *self)
{
  ht_time_chart_view_chart_changed (self->heap_view);
  ht_time_chart_view_chart_changed (self->classes_view);
}

static void
describe_chart (HtTimeChartView *view, const char *name)
{
  const HtTimeChart *chart = ht_time_chart_view_get_chart (view);
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, i);
      const HtSeriesBucket *last;
      double least = G_MAXDOUBLE, greatest = 0;
      g_autofree char *least_text = NULL;
      g_autofree char *greatest_text = NULL;
      g_autofree char *last_text = NULL;

      if (series->buckets->len == 0)
        continue;
      for (guint k = 0; k < series->buckets->len; k++)
        {
          least = MIN (least, g_array_index (series->buckets, HtSeriesBucket, k).min);
          greatest = MAX (greatest, g_array_index (series->buckets, HtSeriesBucket, k).max);
        }
      last = &g_array_index (series->buckets, HtSeriesBucket, series->buckets->len - 1);
      least_text = ht_format_bytes ((gint64) least);
      greatest_text = ht_format_bytes ((gint64) greatest);
      last_text = ht_format_bytes ((gint64) last->last);
      /* Translators: what a screen reader says of a line: name, least, greatest, newest value */
      g_string_append_printf (text, _ ("%s: %s to %s, at the end %s. "), series->name, least_text,
                              greatest_text, last_text);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text->str, -1);
}

static void
show_title (HtMemoryPage *self, const HtTargetData *data)
{
  gint64 live = HT_UNKNOWN;
  g_autofree char *size = NULL;
  g_autofree char *markup = NULL;

  for (guint i = data->cycles->len; i > 0 && live == HT_UNKNOWN; i--)
    live = g_array_index (data->cycles, HtGcCycle, i - 1).heap_live_bytes;
  if (live == HT_UNKNOWN)
    {
      gtk_label_set_markup (self->heap_title, _ ("<b>Heap</b>"));
      return;
    }
  size = ht_format_bytes (live);
  /* Translators: %s is a size, what the last collection found alive */
  markup = g_markup_printf_escaped (_ ("<b>Heap</b>  live %s"), size);
  gtk_label_set_markup (self->heap_title, markup);
}

static void
ht_memory_page_dispose (GObject *object)
{
  HtMemoryPage *self = HT_MEMORY_PAGE (object);

  if (self->time_view != NULL)
    g_signal_handlers_disconnect_by_data (self->time_view, self);
  g_clear_object (&self->time_view);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_MEMORY_PAGE);
  G_OBJECT_CLASS (ht_memory_page_parent_class)->dispose (object);
}

static void
ht_memory_page_class_init (HtMemoryPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_memory_page_dispose;
  g_type_ensure (HT_TYPE_TIME_CHART_VIEW);
  g_type_ensure (HT_TYPE_LEGEND);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/memory-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, paned);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, heap_title);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, read_out_time);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, heap_view);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, classes_view);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, heap_legend);
  gtk_widget_class_bind_template_child (widget_class, HtMemoryPage, classes_legend);
}

static void
ht_memory_page_init (HtMemoryPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
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
  ht_time_chart_view_set_time_view (self->heap_view, time_view);
  ht_time_chart_view_set_time_view (self->classes_view, time_view);
  g_signal_connect_swapped (time_view, "cursor-changed", G_CALLBACK (read_off_cb), self);
  g_signal_connect_swapped (time_view, "mark-changed", G_CALLBACK (read_off_cb), self);
  g_signal_connect_swapped (time_view, "shown-changed", G_CALLBACK (read_off_cb), self);
}

/**
 * ht_memory_page_set_data:
 * @self: the page
 * @data: what to show
 */
void
ht_memory_page_set_data (HtMemoryPage *self, HtTargetData *data)
{
  HtTimeChart *heap = ht_heap_chart_new (data);
  HtTimeChart *classes = ht_memory_classes_chart_new (data);

  ht_legend_set_chart (self->heap_legend, heap);
  ht_legend_set_chart (self->classes_legend, classes);
  heap->show_time_axis = FALSE;
  ht_time_chart_view_set_chart (self->heap_view, heap);
  ht_time_chart_view_set_chart (self->classes_view, classes);
  describe_chart (self->heap_view, _ ("Heap over time"));
  describe_chart (self->classes_view, _ ("Go’s memory over time"));
  show_title (self, data);
  read_off_cb (self);
}

/**
 * ht_memory_page_show_part:
 * @self: the page
 * @part: the same target, read closer where it is shown
 */
void
ht_memory_page_show_part (HtMemoryPage *self, HtTargetData *part)
{
  g_autoptr (HtTimeChart) heap = ht_heap_chart_new (part);
  g_autoptr (HtTimeChart) classes = ht_memory_classes_chart_new (part);

  ht_time_chart_replace_points (ht_time_chart_view_get_chart (self->heap_view), heap);
  ht_time_chart_replace_points (ht_time_chart_view_get_chart (self->classes_view), classes);
  ht_time_chart_view_chart_changed (self->heap_view);
  ht_time_chart_view_chart_changed (self->classes_view);
  read_off_cb (self);
}
