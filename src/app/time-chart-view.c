/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "time-chart-view.h"

#include <math.h>

#include "picture.h"
#include "read-out.h"
#include "time-actions.h"
#include "time-gestures.h"

#define MARK_REACH  5   /* px */
#define DESCRIBE_MS 200 /* a screen reader need not hear of each pixel */

struct _HtTimeChartView
{
  GtkWidget parent_instance;

  /* Template-like children, owned by the widget tree */
  GtkWidget *overlay;
  HtPicture *lines;
  HtPicture *marks;

  /* Owned */
  HtTimeView *time_view;
  HtTimeChart *chart;

  double pointer_x;
  gint64 pointer_ns; /* the cursor that the pointer has set */
  guint describe_source;
};

G_DEFINE_FINAL_TYPE (HtTimeChartView, ht_time_chart_view, GTK_TYPE_WIDGET)

static void
get_plot (HtTimeChartView *self, HtChartArea *plot)
{
  GtkWidget *widget = GTK_WIDGET (self->lines);

  ht_time_chart_get_plot (self->chart, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget), plot);
}

static gboolean
get_time_plot (GtkWidget *widget, double *x, double *width)
{
  HtTimeChartView *self = HT_TIME_CHART_VIEW (widget);
  HtChartArea plot;

  if (self->chart == NULL)
    return FALSE;
  get_plot (self, &plot);
  *x = plot.x;
  *width = MAX (plot.width, 1);
  return TRUE;
}

static void
paint_lines_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtTimeChartView *self = user_data;

  if (self->chart != NULL)
    ht_time_chart_paint (self->chart, paint, cr, width, height);
}

static void
paint_marked_range (HtTimeChartView *self, HtPaint *paint, cairo_t *cr, const HtChartArea *plot)
{
  gint64 from_ns, to_ns;
  double left, right;

  if (!ht_time_view_get_marked (self->time_view, &from_ns, &to_ns))
    return;
  left =
      CLAMP (ht_time_chart_time_to_x (self->chart, plot, from_ns), plot->x, plot->x + plot->width);
  right =
      CLAMP (ht_time_chart_time_to_x (self->chart, plot, to_ns), plot->x, plot->x + plot->width);
  ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, 0.16);
  cairo_rectangle (cr, left, plot->y, right - left, plot->height);
  cairo_fill (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, 1);
  cairo_rectangle (cr, floor (left), plot->y, 1, plot->height);
  cairo_rectangle (cr, floor (right), plot->y, 1, plot->height);
  cairo_fill (cr);
}

static void
paint_cursor_dots (HtTimeChartView *self,
                   HtPaint *paint,
                   cairo_t *cr,
                   const HtChartArea *plot,
                   gint64 cursor_ns,
                   double x)
{
  for (guint i = 0; i < self->chart->series->len && !self->chart->stacked; i++)
    {
      const HtChartSeries *series = g_ptr_array_index (self->chart->series, i);
      double value;

      if (series->hidden || !ht_chart_series_value_at (series, cursor_ns, &value))
        continue;
      cairo_new_path (cr);
      cairo_arc (cr, x, ht_time_chart_value_to_y (self->chart, plot, value), 3.5, 0, 2 * G_PI);
      ht_paint_set_color (paint, cr, series->role, 1);
      cairo_fill_preserve (cr);
      ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
      cairo_stroke (cr);
    }
}

static void
paint_cursor_time (HtTimeChartView *self,
                   HtPaint *paint,
                   cairo_t *cr,
                   const HtChartArea *plot,
                   gint64 cursor_ns,
                   double x)
{
  gint64 per_pixel = (self->chart->to_ns - self->chart->from_ns) / (gint64) MAX (plot->width, 1);
  g_autofree char *label = ht_axis_time_label (cursor_ns, CLAMP (per_pixel, 1, 1000000000),
                                               self->chart->display, self->chart->start_ns);

  ht_paint_bubble (paint, cr, x, plot->y + plot->height + 2, plot->x + plot->width, label);
}

/* What the cursor is at: a pointer need not hit it exactly. */
static void
paint_mark_text (HtTimeChartView *self,
                 HtPaint *paint,
                 cairo_t *cr,
                 const HtChartArea *plot,
                 gint64 cursor_ns,
                 double x)
{
  gint64 reach_ns =
      ht_time_chart_x_to_time (self->chart, plot, plot->x + MARK_REACH) - self->chart->from_ns;
  const HtTimeMark *mark = self->chart->marks != NULL
                               ? ht_time_marks_at (self->chart->marks, cursor_ns, reach_ns)
                               : NULL;

  if (mark != NULL)
    ht_paint_bubble (paint, cr, x, plot->y + HT_TIME_MARK_HEIGHT + 2, plot->x + plot->width,
                     mark->text);
}

static void
paint_marks_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtTimeChartView *self = user_data;
  gint64 cursor_ns;
  HtChartArea plot;
  double x;

  if (self->chart == NULL || self->time_view == NULL)
    return;
  get_plot (self, &plot);
  paint_marked_range (self, paint, cr, &plot);

  cursor_ns = ht_time_view_get_cursor (self->time_view);
  if (cursor_ns == HT_UNKNOWN || cursor_ns < self->chart->from_ns || cursor_ns > self->chart->to_ns)
    return;
  x = floor (ht_time_chart_time_to_x (self->chart, &plot, cursor_ns)) + 0.5;
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 0.8);
  cairo_rectangle (cr, x - 0.5, plot.y, 1, plot.height);
  cairo_fill (cr);
  paint_cursor_dots (self, paint, cr, &plot, cursor_ns, x);
  if (self->chart->show_time_axis)
    paint_cursor_time (self, paint, cr, &plot, cursor_ns, x);
  paint_mark_text (self, paint, cr, &plot, cursor_ns, x);
}

static gboolean
describe_cb (gpointer user_data)
{
  HtTimeChartView *self = user_data;
  g_autofree char *text = NULL;

  self->describe_source = 0;
  if (self->chart == NULL || self->time_view == NULL)
    return G_SOURCE_REMOVE;
  text = ht_describe_chart (self->chart, ht_time_view_get_cursor (self->time_view));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text,
                                  -1);
  return G_SOURCE_REMOVE;
}

static void
describe_later (HtTimeChartView *self)
{
  if (self->describe_source == 0)
    self->describe_source = g_timeout_add (DESCRIBE_MS, describe_cb, self);
}

static void
shown_changed_cb (HtTimeChartView *self)
{
  if (self->chart == NULL)
    return;
  ht_time_view_get_shown (self->time_view, &self->chart->from_ns, &self->chart->to_ns);
  self->chart->display = ht_time_view_get_display (self->time_view);
  describe_later (self);
  ht_picture_invalidate (self->lines);
  ht_picture_invalidate (self->marks);
  /* Another time is under the pointer now. */
  if (self->pointer_x >= 0 && ht_time_view_get_cursor (self->time_view) == self->pointer_ns)
    {
      self->pointer_ns = ht_time_gestures_time_at (GTK_WIDGET (self), self->pointer_x);
      ht_time_view_set_cursor (self->time_view, self->pointer_ns);
    }
}

static void
marks_changed_cb (HtTimeChartView *self)
{
  describe_later (self);
  ht_picture_invalidate (self->marks);
}

static void
motion_cb (HtTimeChartView *self, double x, double y)
{
  /* After a redraw GTK tells again where the pointer is; the cursor may be elsewhere by keyboard.
   */
  if (self->chart == NULL || x == self->pointer_x)
    return;
  self->pointer_x = x;
  self->pointer_ns = ht_time_gestures_time_at (GTK_WIDGET (self), x);
  ht_time_view_set_cursor (self->time_view, self->pointer_ns);
}

static void
leave_cb (HtTimeChartView *self)
{
  self->pointer_x = -1;
  /* Where the pointer left because the chart did, the cursor goes on in the table. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    ht_time_view_set_cursor (self->time_view, HT_UNKNOWN);
}

static void
pressed_cb (HtTimeChartView *self, int n_press)
{
  if (n_press == 2)
    ht_time_view_show_all (self->time_view);
}

static gint64
step_from (HtTimeChartView *self, const char *step, gint64 cursor_ns)
{
  gint64 from_ns, to_ns;

  ht_time_view_get_extent (self->time_view, &from_ns, &to_ns);
  if (g_str_equal (step, "first"))
    return from_ns;
  if (g_str_equal (step, "last"))
    return to_ns;
  if (g_str_equal (step, "next-gc"))
    return ht_time_chart_next_gc (self->chart, cursor_ns, 1);
  if (g_str_equal (step, "previous-gc"))
    return ht_time_chart_next_gc (self->chart, cursor_ns, -1);
  if (g_str_equal (step, "next-mark"))
    return ht_time_chart_next_mark (self->chart, cursor_ns, 1);
  if (g_str_equal (step, "previous-mark"))
    return ht_time_chart_next_mark (self->chart, cursor_ns, -1);
  return ht_time_chart_next_sample (self->chart, cursor_ns, g_str_equal (step, "next") ? 1 : -1);
}

static gboolean
move_cursor_cb (GtkWidget *widget, GVariant *step, gpointer user_data)
{
  HtTimeChartView *self = HT_TIME_CHART_VIEW (widget);
  gint64 from_ns, to_ns;
  gint64 cursor_ns = ht_time_view_get_cursor (self->time_view);
  const char *name = g_variant_get_string (step, NULL);

  if (self->chart == NULL)
    return GDK_EVENT_PROPAGATE;
  ht_time_view_get_shown (self->time_view, &from_ns, &to_ns);
  if (cursor_ns == HT_UNKNOWN)
    cursor_ns = g_str_equal (name, "next-mark") ? from_ns - 1 : to_ns + 1;
  cursor_ns = step_from (self, name, cursor_ns);
  if (cursor_ns == HT_UNKNOWN)
    return GDK_EVENT_STOP;
  ht_time_view_reveal (self->time_view, cursor_ns);
  ht_time_view_set_cursor (self->time_view, cursor_ns);
  return GDK_EVENT_STOP;
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtTimeChartView *self = HT_TIME_CHART_VIEW (widget);
  gint64 from_ns, to_ns;
  g_autofree char *text = NULL;

  if (self->chart == NULL)
    return;
  if (ht_time_view_get_marked (self->time_view, &from_ns, &to_ns))
    text = ht_chart_range_to_text (self->chart, from_ns, to_ns);
  else
    text = ht_chart_values_to_text (self->chart, ht_time_view_get_cursor (self->time_view));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
ht_time_chart_view_dispose (GObject *object)
{
  HtTimeChartView *self = HT_TIME_CHART_VIEW (object);

  g_clear_handle_id (&self->describe_source, g_source_remove);
  ht_time_chart_view_set_time_view (self, NULL);
  g_clear_pointer (&self->chart, ht_time_chart_free);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (ht_time_chart_view_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    GdkModifierType modifiers;
    const char *step;
  } steps[] = {
    { GDK_KEY_Left, 0, "previous" },
    { GDK_KEY_Right, 0, "next" },
    { GDK_KEY_Left, GDK_CONTROL_MASK, "previous-gc" },
    { GDK_KEY_Right, GDK_CONTROL_MASK, "next-gc" },
    { GDK_KEY_f, 0, "next-mark" },
    { GDK_KEY_f, GDK_SHIFT_MASK, "previous-mark" },
    { GDK_KEY_Home, 0, "first" },
    { GDK_KEY_End, 0, "last" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_add_binding (widget_class, steps[i].key, steps[i].modifiers, move_cursor_cb,
                                  "s", steps[i].step);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "chart.copy",
                                       NULL);
}

static void
ht_time_chart_view_class_init (HtTimeChartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_time_chart_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "timechart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  ht_time_actions_install (widget_class, HT_TIME_KEYS_ALL);
  gtk_widget_class_install_action (widget_class, "chart.copy", NULL, copy_action);
  add_keys (widget_class);
}

static void
add_gestures (HtTimeChartView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  ht_time_gestures_add (widget, get_time_plot, HT_TIME_DRAG_MARKS);
}

static void
ht_time_chart_view_init (HtTimeChartView *self)
{
  self->pointer_x = -1;
  self->overlay = gtk_overlay_new ();
  self->lines = HT_PICTURE (ht_picture_new ());
  self->marks = HT_PICTURE (ht_picture_new_overlay ());
  ht_picture_set_painter (self->lines, paint_lines_cb, self, NULL);
  ht_picture_set_painter (self->marks, paint_marks_cb, self, NULL);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->lines));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->marks));
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  add_gestures (self);
}

/**
 * ht_time_chart_view_new:
 * @time_view: the time to show
 *
 * Returns: (transfer floating): an empty chart
 */
GtkWidget *
ht_time_chart_view_new (HtTimeView *time_view)
{
  HtTimeChartView *self = g_object_new (HT_TYPE_TIME_CHART_VIEW, NULL);

  ht_time_chart_view_set_time_view (self, time_view);
  return GTK_WIDGET (self);
}

/**
 * ht_time_chart_view_set_time_view:
 * @self: the view
 * @time_view: (nullable): the time to show, shared with other views
 */
void
ht_time_chart_view_set_time_view (HtTimeChartView *self, HtTimeView *time_view)
{
  if (self->time_view != NULL)
    g_signal_handlers_disconnect_by_data (self->time_view, self);
  ht_time_actions_set_view (GTK_WIDGET (self), time_view);
  if (!g_set_object (&self->time_view, time_view) || time_view == NULL)
    return;
  g_signal_connect_swapped (time_view, "shown-changed", G_CALLBACK (shown_changed_cb), self);
  g_signal_connect_swapped (time_view, "mark-changed", G_CALLBACK (marks_changed_cb), self);
  g_signal_connect_swapped (time_view, "cursor-changed", G_CALLBACK (marks_changed_cb), self);
  shown_changed_cb (self);
}

/**
 * ht_time_chart_view_get_time_view:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): the time that it shows
 */
HtTimeView *
ht_time_chart_view_get_time_view (HtTimeChartView *self)
{
  return self->time_view;
}

/**
 * ht_time_chart_view_set_chart:
 * @self: the view
 * @chart: (transfer full): what to show; its time range follows the time view
 */
void
ht_time_chart_view_set_chart (HtTimeChartView *self, HtTimeChart *chart)
{
  g_clear_pointer (&self->chart, ht_time_chart_free);
  self->chart = chart;
  chart->grows = ht_time_view_is_live (self->time_view);
  shown_changed_cb (self);
}

/**
 * ht_time_chart_view_get_chart:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what it shows; whoever changes it calls
 *   [method@TimeChartView.chart_changed]
 */
HtTimeChart *
ht_time_chart_view_get_chart (HtTimeChartView *self)
{
  return self->chart;
}

/**
 * ht_time_chart_view_chart_changed:
 * @self: the view
 *
 * Paints anew after a change of the chart.
 */
void
ht_time_chart_view_chart_changed (HtTimeChartView *self)
{
  describe_later (self);
  ht_picture_invalidate (self->lines);
  ht_picture_invalidate (self->marks);
}
