/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "time-chart-view.h"

#include <math.h>

#include "picture.h"

#define ZOOM_STEP        0.8
#define PAN_STEP         0.1
#define CLICK_TOLERANCE  4
#define KEY_CURSOR_STEPS 100

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

  double pinch_scale;
  double drag_start_x;
};

G_DEFINE_FINAL_TYPE (HtTimeChartView, ht_time_chart_view, GTK_TYPE_WIDGET)

static void
get_plot (HtTimeChartView *self, HtChartArea *plot)
{
  GtkWidget *widget = GTK_WIDGET (self->lines);

  ht_time_chart_get_plot (self->chart, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget), plot);
}

static gint64
time_at (HtTimeChartView *self, double x)
{
  HtChartArea plot;

  get_plot (self, &plot);
  return ht_time_chart_x_to_time (self->chart, &plot, CLAMP (x, plot.x, plot.x + plot.width));
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
  g_autofree char *label = ht_axis_time_label (cursor_ns, MIN (per_pixel, 1000000000),
                                               self->chart->display, self->chart->start_ns);
  double width = ht_paint_text_width (paint, HT_TEXT_AXIS, label) + 14;
  double height = ht_paint_text_height (paint, HT_TEXT_AXIS) + 6;
  double left = CLAMP (x - width / 2, 0, MAX (plot->x + plot->width - width, 0));
  double top = plot->y + plot->height + 2;

  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 1);
  cairo_rectangle (cr, left, top, width, height);
  cairo_fill (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
  ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_CENTER, left + width / 2, top + 3, label);
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
}

static void
shown_changed_cb (HtTimeChartView *self)
{
  if (self->chart == NULL)
    return;
  ht_time_view_get_shown (self->time_view, &self->chart->from_ns, &self->chart->to_ns);
  self->chart->display = ht_time_view_get_display (self->time_view);
  ht_picture_invalidate (self->lines);
  ht_picture_invalidate (self->marks);
}

static void
marks_changed_cb (HtTimeChartView *self)
{
  ht_picture_invalidate (self->marks);
}

static void
motion_cb (HtTimeChartView *self, double x, double y)
{
  if (self->chart != NULL)
    ht_time_view_set_cursor (self->time_view, time_at (self, x));
}

static void
leave_cb (HtTimeChartView *self)
{
  ht_time_view_set_cursor (self->time_view, HT_UNKNOWN);
}

static void
zoom_at_cursor (HtTimeChartView *self, double factor)
{
  gint64 from_ns, to_ns;
  gint64 center_ns = ht_time_view_get_cursor (self->time_view);

  if (center_ns == HT_UNKNOWN)
    {
      ht_time_view_get_shown (self->time_view, &from_ns, &to_ns);
      center_ns = from_ns + (to_ns - from_ns) / 2;
    }
  ht_time_view_zoom (self->time_view, center_ns, factor);
}

static gboolean
scroll_cb (HtTimeChartView *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean surface = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  double notch = surface ? 0.02 : 1;

  if (self->chart == NULL)
    return GDK_EVENT_PROPAGATE;
  if ((state & GDK_CONTROL_MASK) != 0)
    zoom_at_cursor (self, pow (ZOOM_STEP, -dy * notch));
  else
    ht_time_view_pan (self->time_view, (fabs (dx) > fabs (dy) ? dx : dy) * notch * PAN_STEP);
  return GDK_EVENT_STOP;
}

static void
scroll_begin_cb (HtTimeChartView *self)
{
  ht_time_view_remember (self->time_view);
}

static void
pinch_begin_cb (HtTimeChartView *self)
{
  self->pinch_scale = 1;
  ht_time_view_remember (self->time_view);
}

static void
pinch_cb (HtTimeChartView *self, double scale, GtkGesture *gesture)
{
  double x, y;

  if (self->chart == NULL || !gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    return;
  ht_time_view_zoom (self->time_view, time_at (self, x), self->pinch_scale / scale);
  self->pinch_scale = scale;
}

static void
drag_begin_cb (HtTimeChartView *self, double x, double y)
{
  self->drag_start_x = x;
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
drag_update_cb (HtTimeChartView *self, double dx, double dy, GtkGesture *gesture)
{
  if (self->chart == NULL || fabs (dx) < CLICK_TOLERANCE)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  ht_time_view_mark (self->time_view, time_at (self, self->drag_start_x),
                     time_at (self, self->drag_start_x + dx));
}

static void
drag_end_cb (HtTimeChartView *self, double dx, double dy)
{
  if (fabs (dx) < CLICK_TOLERANCE)
    ht_time_view_unmark (self->time_view);
}

static void
pressed_cb (HtTimeChartView *self, int n_press)
{
  if (n_press == 2)
    ht_time_view_show_all (self->time_view);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtTimeChartView *self = HT_TIME_CHART_VIEW (widget);

  ht_time_view_remember (self->time_view);
  zoom_at_cursor (self, g_str_equal (name, "chart.zoom-in") ? ZOOM_STEP : 1 / ZOOM_STEP);
}

static void
show_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_time_view_show_all (HT_TIME_CHART_VIEW (widget)->time_view);
}

static void
show_marked_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtTimeChartView *self = HT_TIME_CHART_VIEW (widget);
  gint64 from_ns, to_ns;

  if (!ht_time_view_get_marked (self->time_view, &from_ns, &to_ns))
    return;
  ht_time_view_show (self->time_view, from_ns, to_ns);
  ht_time_view_unmark (self->time_view);
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_time_view_undo (HT_TIME_CHART_VIEW (widget)->time_view);
}

static void
unmark_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_time_view_unmark (HT_TIME_CHART_VIEW (widget)->time_view);
}

static gboolean
move_cursor_cb (GtkWidget *widget, GVariant *steps, gpointer user_data)
{
  HtTimeChartView *self = HT_TIME_CHART_VIEW (widget);
  gint64 from_ns, to_ns;
  gint64 cursor_ns = ht_time_view_get_cursor (self->time_view);

  ht_time_view_get_shown (self->time_view, &from_ns, &to_ns);
  if (cursor_ns == HT_UNKNOWN)
    cursor_ns = to_ns;
  cursor_ns += (to_ns - from_ns) / KEY_CURSOR_STEPS * g_variant_get_int32 (steps);
  ht_time_view_set_cursor (self->time_view, CLAMP (cursor_ns, from_ns, to_ns));
  return GDK_EVENT_STOP;
}

static void
ht_time_chart_view_dispose (GObject *object)
{
  HtTimeChartView *self = HT_TIME_CHART_VIEW (object);

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
    const char *action;
  } actions[] = {
    { GDK_KEY_plus, 0, "chart.zoom-in" },          { GDK_KEY_KP_Add, 0, "chart.zoom-in" },
    { GDK_KEY_equal, 0, "chart.zoom-in" },         { GDK_KEY_minus, 0, "chart.zoom-out" },
    { GDK_KEY_KP_Subtract, 0, "chart.zoom-out" },  { GDK_KEY_0, 0, "chart.show-all" },
    { GDK_KEY_Return, 0, "chart.show-marked" },    { GDK_KEY_Escape, 0, "chart.unmark" },
    { GDK_KEY_z, GDK_CONTROL_MASK, "chart.undo" }, { GDK_KEY_Left, GDK_ALT_MASK, "chart.undo" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_add_binding_action (widget_class, actions[i].key, actions[i].modifiers,
                                         actions[i].action, NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, move_cursor_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, move_cursor_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, 0, move_cursor_cb, "i",
                                -KEY_CURSOR_STEPS);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_End, 0, move_cursor_cb, "i",
                                KEY_CURSOR_STEPS);
}

static void
ht_time_chart_view_class_init (HtTimeChartViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_time_chart_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "timechart");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_install_action (widget_class, "chart.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "chart.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "chart.show-all", NULL, show_all_action);
  gtk_widget_class_install_action (widget_class, "chart.show-marked", NULL, show_marked_action);
  gtk_widget_class_install_action (widget_class, "chart.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "chart.unmark", NULL, unmark_action);
  add_keys (widget_class);
}

static void
add_gestures (HtTimeChartView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES | GTK_EVENT_CONTROLLER_SCROLL_KINETIC);
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (scroll, "scroll-begin", G_CALLBACK (scroll_begin_cb), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}

static void
ht_time_chart_view_init (HtTimeChartView *self)
{
  self->overlay = gtk_overlay_new ();
  self->lines = HT_PICTURE (ht_picture_new ());
  self->marks = HT_PICTURE (ht_picture_new ());
  ht_picture_set_painter (self->lines, paint_lines_cb, self, NULL);
  ht_picture_set_painter (self->marks, paint_marks_cb, self, NULL);
  gtk_widget_set_can_target (GTK_WIDGET (self->marks), FALSE);
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
  ht_picture_invalidate (self->lines);
  ht_picture_invalidate (self->marks);
}
