/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "legend.h"

#include <glib/gi18n.h>
#include <math.h>

#include "gc-cycle.h"
#include "picture.h"
#include "read-out.h"
#include "units.h"

#define SWATCH_WIDTH  24
#define SWATCH_HEIGHT 14
#define FIGURE_CHARS  5
#define NAME_MS       300

/* The line of a series. */
typedef struct
{
  /* Borrowed */
  HtLegend *legend;
  HtChartSeries *series;
  const HtChartSeries *whole;
  GtkWidget *toggle;
  GtkWidget *swatch;
  GtkLabel *start;
  GtkLabel *value;
  GtkLabel *change;

  gboolean stacked;
} Row;

struct _HtLegend
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *box;
  Row sum;

  /* Owned */
  GPtrArray *rows; /* Row */

  /* Borrowed */
  HtTimeChart *chart;
  const HtTimeChart *whole;

  double unit;
  gboolean changing;
  guint name_source;
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

  ht_paint_set_color (paint, cr, row->series->role, row->series->hidden ? 0.4 : 1);
  if (row->stacked)
    {
      cairo_rectangle (cr, 2, 0, height, height);
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
  if (!row->series->dots)
    return;
  cairo_arc (cr, width / 2, height / 2, 3, 0, 2 * G_PI);
  ht_paint_set_color (paint, cr, HT_COLOR_WINDOW, 1);
  cairo_fill_preserve (cr);
  ht_paint_set_color (paint, cr, row->series->role, row->series->hidden ? 0.4 : 1);
  cairo_stroke (cr);
}

/* Has the toggles say what the series are. */
static void
follow_series (HtLegend *self)
{
  self->changing = TRUE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (row->toggle), !row->series->hidden);
      ht_picture_invalidate (HT_PICTURE (row->swatch));
    }
  self->changing = FALSE;
}

static void
toggled_cb (GtkToggleButton *button, gpointer user_data)
{
  Row *row = user_data;

  if (row->legend->changing)
    return;
  row->series->hidden = !gtk_toggle_button_get_active (button);
  ht_picture_invalidate (HT_PICTURE (row->swatch));
  g_signal_emit (row->legend, signals[SIGNAL_SERIES_TOGGLED], 0);
}

static void
isolate (Row *row)
{
  HtLegend *self = row->legend;
  gboolean alone = !row->series->hidden;

  for (guint i = 0; i < self->rows->len && alone; i++)
    {
      const Row *other = g_ptr_array_index (self->rows, i);

      alone = other == row || other->series->hidden;
    }
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *other = g_ptr_array_index (self->rows, i);

      other->series->hidden = alone ? other->series->beyond_sum : other != row;
    }
  follow_series (self);
  g_signal_emit (self, signals[SIGNAL_SERIES_TOGGLED], 0);
}

static void
pressed_cb (GtkGesture *gesture, int n_press, double x, double y, gpointer user_data)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if ((state & GDK_ALT_MASK) == 0)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  isolate (user_data);
}

static gboolean
key_pressed_cb (GtkEventControllerKey *controller,
                guint keyval,
                guint keycode,
                GdkModifierType state,
                gpointer user_data)
{
  if (keyval != GDK_KEY_space || (state & (GDK_ALT_MASK | GDK_SHIFT_MASK)) == 0)
    return GDK_EVENT_PROPAGATE;
  isolate (user_data);
  return GDK_EVENT_STOP;
}

static void
ht_legend_dispose (GObject *object)
{
  HtLegend *self = HT_LEGEND (object);

  g_clear_handle_id (&self->name_source, g_source_remove);
  g_clear_pointer (&self->box, gtk_widget_unparent);
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
  self->unit = 1048576;
}

static GtkLabel *
add_figure (GtkBox *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_width_chars (GTK_LABEL (label), FIGURE_CHARS);
  gtk_widget_add_css_class (label, "figures");
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (box, label);
  return GTK_LABEL (label);
}

/* Name and figures, the same in a row that can be toggled and in the sum. */
static GtkWidget *
make_content (Row *row, GtkWidget *swatch, const char *text)
{
  GtkWidget *content = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *name = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (name), 0);
  gtk_label_set_ellipsize (GTK_LABEL (name), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (name, TRUE);
  gtk_widget_add_css_class (name, "name");
  gtk_widget_set_size_request (swatch, SWATCH_WIDTH, SWATCH_HEIGHT);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (content), swatch);
  gtk_box_append (GTK_BOX (content), name);
  row->start = add_figure (GTK_BOX (content), "second-text");
  row->value = add_figure (GTK_BOX (content), "heading");
  row->change = add_figure (GTK_BOX (content), "second-text");
  gtk_widget_set_visible (GTK_WIDGET (row->start), FALSE);
  return content;
}

static void
add_row (HtLegend *self, gboolean stacked)
{
  Row *row = g_new0 (Row, 1);
  GtkEventController *click = GTK_EVENT_CONTROLLER (gtk_gesture_click_new ());
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_ptr_array_add (self->rows, row);
  row->legend = self;
  row->stacked = stacked;
  row->toggle = gtk_toggle_button_new ();
  row->swatch = ht_picture_new ();
  gtk_widget_add_css_class (row->toggle, "flat");
  gtk_widget_set_tooltip_text (row->toggle,
                               _ ("Click hides it, Alt+click or Shift+Space shows it alone"));
  g_signal_connect (row->toggle, "toggled", G_CALLBACK (toggled_cb), row);
  gtk_event_controller_set_propagation_phase (click, GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), row);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_pressed_cb), row);
  gtk_widget_add_controller (row->toggle, click);
  gtk_widget_add_controller (row->toggle, keys);
  gtk_box_append (GTK_BOX (self->box), row->toggle);
}

static void
add_sum (HtLegend *self)
{
  GtkWidget *space = gtk_label_new (NULL);
  GtkWidget *content = make_content (&self->sum, space, _ ("Go’s own sum"));

  gtk_widget_add_css_class (content, "sum");
  gtk_box_append (GTK_BOX (self->box), content);
}

/* A sum is read from the top down; what is no part of it comes last. */
static guint
row_to_series (const HtTimeChart *chart, guint row)
{
  guint n_beyond = 0;

  if (!chart->stacked)
    return row;
  while (
      n_beyond < chart->series->len &&
      ((const HtChartSeries *) g_ptr_array_index (chart->series, chart->series->len - 1 - n_beyond))
          ->beyond_sum)
    n_beyond++;
  return row < chart->series->len - n_beyond ? chart->series->len - n_beyond - 1 - row : row;
}

/* Whether the rows are those of the chart, so that they may stay, and with them the focus. */
static gboolean
has_rows_of (HtLegend *self, const HtTimeChart *chart)
{
  if (self->box == NULL || self->chart == NULL || self->rows->len != chart->series->len)
    return FALSE;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);
      const HtChartSeries *series = g_ptr_array_index (chart->series, row_to_series (chart, i));

      if (!g_str_equal (row->series->name, series->name))
        return FALSE;
    }
  return TRUE;
}

static void
make_rows (HtLegend *self, HtTimeChart *chart)
{
  gboolean has_sum = !chart->stacked || chart->series->len == 0;

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_ptr_array_set_size (self->rows, 0);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  for (guint i = 0; i < chart->series->len; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (chart->series, row_to_series (chart, i));
      Row *row;

      if (series->beyond_sum && !has_sum)
        {
          add_sum (self);
          has_sum = TRUE;
        }
      add_row (self, chart->stacked);
      row = g_ptr_array_index (self->rows, i);
      gtk_button_set_child (GTK_BUTTON (row->toggle),
                            make_content (row, row->swatch, series->name));
    }
  if (!has_sum)
    add_sum (self);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
}

/**
 * ht_legend_set_chart:
 * @self: the legend
 * @chart: the chart whose series it names; must live until another is set
 * @whole: the same chart of the whole recording, for the newest values and the begin;
 *   likewise
 *
 * What is hidden in the chart is off in the legend.
 */
void
ht_legend_set_chart (HtLegend *self, HtTimeChart *chart, const HtTimeChart *whole)
{
  if (!has_rows_of (self, chart))
    make_rows (self, chart);
  self->chart = chart;
  self->whole = whole;
  for (guint i = 0; i < self->rows->len; i++)
    {
      Row *row = g_ptr_array_index (self->rows, i);

      row->series = g_ptr_array_index (chart->series, row_to_series (chart, i));
      row->whole = g_ptr_array_index (whole->series, row_to_series (chart, i));
      ht_picture_set_painter (HT_PICTURE (row->swatch), paint_swatch_cb, row, NULL);
    }
  follow_series (self);
}

/**
 * ht_legend_set_unit:
 * @self: the legend
 * @unit: unit of all figures, in bytes
 */
void
ht_legend_set_unit (HtLegend *self, double unit)
{
  self->unit = unit;
}

/* Names are told late, since a pointer that moves changes them with each pixel. */
static gboolean
name_rows_cb (gpointer user_data)
{
  HtLegend *self = user_data;

  self->name_source = 0;
  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);
      double unused;
      const char *unit = ht_size_unit (self->unit, &unused);
      g_autofree char *name =
          gtk_widget_get_visible (GTK_WIDGET (row->start))
              ? g_strdup_printf (_ ("%s: from %s to %s %s, change %s"), row->series->name,
                                 gtk_label_get_text (row->start), gtk_label_get_text (row->value),
                                 unit, gtk_label_get_text (row->change))
              : g_strdup_printf (_ ("%s: %s %s, change since the start %s"), row->series->name,
                                 gtk_label_get_text (row->value), unit,
                                 gtk_label_get_text (row->change));

      gtk_accessible_update_property (GTK_ACCESSIBLE (row->toggle), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      name, -1);
    }
  return G_SOURCE_REMOVE;
}

static void
show_reading (HtLegend *self, const Row *row, const HtReading *reading, gboolean is_range)
{
  g_autofree char *start = ht_format_in_unit (reading->since, self->unit);
  g_autofree char *value = ht_format_in_unit (reading->value, self->unit);
  g_autofree char *change = ht_format_change_in_unit (reading->change, self->unit);

  gtk_widget_set_visible (GTK_WIDGET (row->start), is_range);
  gtk_label_set_text (row->start, start);
  gtk_label_set_text (row->value, value);
  gtk_label_set_text (row->change, change);
  if (self->name_source == 0)
    self->name_source = g_timeout_add (NAME_MS, name_rows_cb, self);
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
  HtReading sum;

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);
      HtReading reading;
      double value;

      ht_read_series (row->whole, since_ns, time_ns, &reading);
      /* What is read closer knows better, where it is known. */
      if (time_ns != HT_UNKNOWN && ht_chart_series_value_at (row->series, time_ns, &value))
        {
          reading.value = value;
          reading.change = value - reading.since;
        }
      show_reading (self, row, &reading, FALSE);
    }
  if (self->chart == NULL || !self->chart->stacked || self->rows->len == 0)
    return;
  ht_read_sum (self->whole, since_ns, time_ns, &sum);
  show_reading (self, &self->sum, &sum, FALSE);
}

/**
 * ht_legend_read_range:
 * @self: the legend
 * @from_ns: begin of a range
 * @to_ns: its end
 *
 * Shows the value of each series at both ends of a range, and their difference.
 */
void
ht_legend_read_range (HtLegend *self, gint64 from_ns, gint64 to_ns)
{
  HtReading sum = { 0, 0, 0 };

  for (guint i = 0; i < self->rows->len; i++)
    {
      const Row *row = g_ptr_array_index (self->rows, i);
      HtReading reading;

      ht_read_range (row->whole, from_ns, to_ns, &reading);
      show_reading (self, row, &reading, TRUE);
      if (row->series->beyond_sum)
        continue;
      sum.since += reading.since;
      sum.value += reading.value;
      sum.change += reading.change;
    }
  if (self->chart != NULL && self->chart->stacked && self->rows->len > 0)
    show_reading (self, &self->sum, &sum, TRUE);
}
