/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "legend.h"

#include <glib/gi18n.h>

#include "gc-cycle.h"
#include "picture.h"
#include "units.h"

#define SWATCH_WIDTH  28
#define SWATCH_HEIGHT 14

/* The line of a series. */
typedef struct
{
  /* Borrowed */
  HtLegend *legend;
  HtChartSeries *series;
  GtkLabel *value;
  GtkLabel *change;

  gboolean stacked;
} Row;

struct _HtLegend
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *grid;

  /* Owned */
  GPtrArray *rows; /* Row */
};

enum
{
  SIGNAL_SERIES_TOGGLED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtLegend, ht_legend, GTK_TYPE_WIDGET)

static void
paint_swatch_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  const Row *row = user_data;
  static const double dashed[] = { 6, 4 };
  static const double dotted[] = { 2, 2 };

  ht_paint_set_color (paint, cr, row->series->role, 1);
  if (row->stacked)
    {
      cairo_rectangle (cr, 6, 0, height, height);
      cairo_fill (cr);
      return;
    }
  if (row->series->dash == HT_DASH_DASHED)
    cairo_set_dash (cr, dashed, G_N_ELEMENTS (dashed), 0);
  else if (row->series->dash == HT_DASH_DOTTED)
    cairo_set_dash (cr, dotted, G_N_ELEMENTS (dotted), 0);
  cairo_set_line_width (cr, row->series->width);
  cairo_move_to (cr, 0, height / 2);
  cairo_line_to (cr, width, height / 2);
  cairo_stroke (cr);
  if (row->series->dots)
    {
      cairo_arc (cr, width / 2, height / 2, 3, 0, 2 * G_PI);
      cairo_fill (cr);
    }
}

static void
toggled_cb (GtkCheckButton *button, gpointer user_data)
{
  Row *row = user_data;

  row->series->hidden = !gtk_check_button_get_active (button);
  g_signal_emit (row->legend, signals[SIGNAL_SERIES_TOGGLED], 0);
}

static void
ht_legend_dispose (GObject *object)
{
  HtLegend *self = HT_LEGEND (object);

  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_clear_pointer (&self->rows, g_ptr_array_unref);
  G_OBJECT_CLASS (ht_legend_parent_class)->dispose (object);
}

static void
ht_legend_class_init (HtLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_legend_dispose;
  signals[SIGNAL_SERIES_TOGGLED] =
      g_signal_new ("series-toggled", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "legend");
}

static void
ht_legend_init (HtLegend *self)
{
  self->rows = g_ptr_array_new_with_free_func (g_free);
}

static GtkLabel *
figure_label (void)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_add_css_class (label, "figures");
  return GTK_LABEL (label);
}

static void
add_row (HtLegend *self, HtChartSeries *series, gboolean stacked, int line)
{
  Row *row = g_new0 (Row, 1);
  GtkWidget *toggle = gtk_check_button_new ();
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *swatch = ht_picture_new ();
  GtkWidget *name = gtk_label_new (series->name);

  row->legend = self;
  row->series = series;
  row->stacked = stacked;
  row->value = figure_label ();
  row->change = figure_label ();
  g_ptr_array_add (self->rows, row);

  gtk_widget_set_size_request (swatch, SWATCH_WIDTH, SWATCH_HEIGHT);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  ht_picture_set_painter (HT_PICTURE (swatch), paint_swatch_cb, row, NULL);
  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_box_append (GTK_BOX (content), swatch);
  gtk_box_append (GTK_BOX (content), name);
  gtk_check_button_set_child (GTK_CHECK_BUTTON (toggle), content);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (toggle), !series->hidden);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  series->name, -1);
  g_signal_connect (toggle, "toggled", G_CALLBACK (toggled_cb), row);

  gtk_grid_attach (GTK_GRID (self->grid), toggle, 0, line, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), GTK_WIDGET (row->value), 1, line, 1, 1);
  gtk_grid_attach (GTK_GRID (self->grid), GTK_WIDGET (row->change), 2, line, 1, 1);
}

/**
 * ht_legend_set_chart:
 * @self: the legend
 * @chart: (nullable): the chart whose series it names; must live until another is set
 */
void
ht_legend_set_chart (HtLegend *self, HtTimeChart *chart)
{
  g_clear_pointer (&self->grid, gtk_widget_unparent);
  g_ptr_array_set_size (self->rows, 0);
  if (chart == NULL)
    return;
  self->grid = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (self->grid), 8);
  gtk_grid_set_row_spacing (GTK_GRID (self->grid), 4);
  for (guint i = 0; i < chart->series->len; i++)
    {
      /* A sum is read from the top down. */
      guint at = chart->stacked ? chart->series->len - 1 - i : i;

      add_row (self, g_ptr_array_index (chart->series, at), chart->stacked, (int) i);
    }
  gtk_widget_set_parent (self->grid, GTK_WIDGET (self));
}

static char *
format_change (double change)
{
  g_autofree char *size = ht_format_bytes ((gint64) change);

  if (change < 0)
    return g_strconcat ("−", size + 1, NULL);
  return g_strconcat ("+", size, NULL);
}

/* The value at a time, or the newest one if no time is asked for. */
static gboolean
read_series (const HtChartSeries *series, gint64 time_ns, double *value)
{
  if (time_ns != HT_UNKNOWN)
    return ht_chart_series_value_at (series, time_ns, value);
  if (series->buckets->len == 0)
    return FALSE;
  *value = g_array_index (series->buckets, HtSeriesBucket, series->buckets->len - 1).last;
  return TRUE;
}

static void
read_row_off (const Row *row, gint64 time_ns, gint64 since_ns)
{
  double value, first;
  g_autofree char *value_text = NULL;
  g_autofree char *change_text = NULL;

  if (!read_series (row->series, time_ns, &value))
    {
      gtk_label_set_text (row->value, "–");
      gtk_label_set_text (row->change, "–");
      return;
    }
  if (!ht_chart_series_value_at (row->series, since_ns, &first))
    first = g_array_index (row->series->buckets, HtSeriesBucket, 0).first;
  value_text = ht_format_bytes ((gint64) value);
  change_text = format_change (value - first);
  gtk_label_set_text (row->value, value_text);
  gtk_label_set_text (row->change, change_text);
}

/**
 * ht_legend_read_off:
 * @self: the legend
 * @time_ns: when to read the series off; %HT_UNKNOWN for the newest values
 * @since_ns: since when changes count
 *
 * Shows the value of each series at a time, and by how much it has changed.
 */
void
ht_legend_read_off (HtLegend *self, gint64 time_ns, gint64 since_ns)
{
  for (guint i = 0; i < self->rows->len; i++)
    read_row_off (g_ptr_array_index (self->rows, i), time_ns, since_ns);
}
