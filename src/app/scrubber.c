/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "scrubber.h"

#include <math.h>

#include "memory-charts.h"
#include "picture.h"

#define CLICK_TOLERANCE 4
#define DOT_RADIUS      3.5
#define DOT_Y           12

struct _HtScrubber
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *overlay;
  HtPicture *strip;
  HtPicture *marks;

  /* Owned */
  HtTimeView *time_view;
  HtTargetData *data;
  HtTimeChart *chart;

  int profile;
  double drag_start_x;
};

G_DEFINE_FINAL_TYPE (HtScrubber, ht_scrubber, GTK_TYPE_WIDGET)

static double
x_of (HtScrubber *self, double width, gint64 time_ns)
{
  gint64 from_ns, to_ns;

  ht_time_view_get_extent (self->time_view, &from_ns, &to_ns);
  return width * ((double) (time_ns - from_ns) / (double) (to_ns - from_ns));
}

static gint64
time_at (HtScrubber *self, double x)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);
  gint64 from_ns, to_ns;

  ht_time_view_get_extent (self->time_view, &from_ns, &to_ns);
  return from_ns + (gint64) (CLAMP (x / width, 0, 1) * (double) (to_ns - from_ns));
}

static void
paint_strip_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtScrubber *self = user_data;
  HtChartArea plot;

  ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
  cairo_paint (cr);
  if (self->chart == NULL)
    return;

  /* The plot of the chart fills the strip; its axis figures fall outside. */
  ht_time_chart_get_plot (self->chart, width, height, &plot);
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
  cairo_scale (cr, width / plot.width, 1);
  cairo_translate (cr, -plot.x, 0);
  ht_time_chart_paint (self->chart, paint, cr, width, height);
  cairo_restore (cr);
}

static void
paint_profiles (HtScrubber *self, HtPaint *paint, cairo_t *cr, double width)
{
  double last_x = -DOT_RADIUS;

  for (guint i = 0; i < self->data->profiles->len; i++)
    {
      const HtProfileEntry *entry = g_ptr_array_index (self->data->profiles, i);
      gboolean current = (int) i == self->profile;
      double x = x_of (self, width, entry->time_ns);

      if (entry->time_ns == HT_UNKNOWN || (!current && x - last_x < 1))
        continue;
      last_x = x;
      cairo_new_path (cr);
      cairo_arc (cr, CLAMP (x, DOT_RADIUS + 1, width - DOT_RADIUS - 1), DOT_Y, DOT_RADIUS, 0,
                 2 * G_PI);
      ht_paint_set_color (paint, cr, current ? HT_COLOR_ACCENT : HT_COLOR_GROUND, 1);
      cairo_fill_preserve (cr);
      ht_paint_set_color (paint, cr, HT_COLOR_HEAP_IN_USE, 1);
      cairo_set_line_width (cr, 1.5);
      cairo_stroke (cr);
    }
}

static void
paint_line (HtPaint *paint, cairo_t *cr, HtColorRole role, double x, double height)
{
  ht_paint_set_color (paint, cr, role, 1);
  cairo_rectangle (cr, floor (x), 0, 1, height);
  cairo_fill (cr);
}

static void
paint_marks_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtScrubber *self = user_data;
  gint64 from_ns, to_ns, cursor_ns;
  double left, right;

  if (self->data == NULL)
    return;
  ht_time_view_get_shown (self->time_view, &from_ns, &to_ns);
  left = x_of (self, width, from_ns);
  right = x_of (self, width, to_ns);
  ht_paint_set_color (paint, cr, HT_COLOR_WINDOW, 0.6);
  cairo_rectangle (cr, 0, 0, left, height);
  cairo_rectangle (cr, right, 0, width - right, height);
  cairo_fill (cr);
  if (ht_time_view_get_marked (self->time_view, &from_ns, &to_ns))
    {
      left = x_of (self, width, from_ns);
      right = x_of (self, width, to_ns);
      ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, 0.16);
      cairo_rectangle (cr, left, 0, right - left, height);
      cairo_fill (cr);
      paint_line (paint, cr, HT_COLOR_ACCENT, left, height);
      paint_line (paint, cr, HT_COLOR_ACCENT, right, height);
    }
  paint_profiles (self, paint, cr, width);
  cursor_ns = ht_time_view_get_cursor (self->time_view);
  if (cursor_ns != HT_UNKNOWN)
    paint_line (paint, cr, HT_COLOR_TEXT, x_of (self, width, cursor_ns), height);
}

static void
marks_changed_cb (HtScrubber *self)
{
  ht_picture_invalidate (self->marks);
}

static void
motion_cb (HtScrubber *self, double x, double y)
{
  if (self->data != NULL)
    ht_time_view_set_cursor (self->time_view, time_at (self, x));
}

static void
leave_cb (HtScrubber *self)
{
  ht_time_view_set_cursor (self->time_view, HT_UNKNOWN);
}

static void
drag_begin_cb (HtScrubber *self, double x, double y)
{
  self->drag_start_x = x;
}

static void
drag_update_cb (HtScrubber *self, double dx, double dy)
{
  if (self->data != NULL && fabs (dx) >= CLICK_TOLERANCE)
    ht_time_view_mark (self->time_view, time_at (self, self->drag_start_x),
                       time_at (self, self->drag_start_x + dx));
}

static void
drag_end_cb (HtScrubber *self, double dx, double dy)
{
  if (fabs (dx) < CLICK_TOLERANCE)
    ht_time_view_unmark (self->time_view);
}

static void
ht_scrubber_dispose (GObject *object)
{
  HtScrubber *self = HT_SCRUBBER (object);

  ht_scrubber_set_time_view (self, NULL);
  g_clear_pointer (&self->data, ht_target_data_unref);
  g_clear_pointer (&self->chart, ht_time_chart_free);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (ht_scrubber_parent_class)->dispose (object);
}

static void
ht_scrubber_class_init (HtScrubberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_scrubber_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "scrubber");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ht_scrubber_init (HtScrubber *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->profile = -1;
  self->overlay = gtk_overlay_new ();
  self->strip = HT_PICTURE (ht_picture_new ());
  self->marks = HT_PICTURE (ht_picture_new ());
  ht_picture_set_painter (self->strip, paint_strip_cb, self, NULL);
  ht_picture_set_painter (self->marks, paint_marks_cb, self, NULL);
  gtk_widget_set_can_target (GTK_WIDGET (self->marks), FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->strip));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->marks));
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

/**
 * ht_scrubber_set_time_view:
 * @self: the scrubber
 * @time_view: (nullable): the time that the pages share
 */
void
ht_scrubber_set_time_view (HtScrubber *self, HtTimeView *time_view)
{
  static const char *const names[] = { "shown-changed", "mark-changed", "cursor-changed" };

  if (self->time_view != NULL)
    g_signal_handlers_disconnect_by_data (self->time_view, self);
  if (!g_set_object (&self->time_view, time_view) || time_view == NULL)
    return;
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    g_signal_connect_swapped (time_view, names[i], G_CALLBACK (marks_changed_cb), self);
}

/**
 * ht_scrubber_set_data:
 * @self: the scrubber
 * @data: (nullable): what to show
 */
void
ht_scrubber_set_data (HtScrubber *self, HtTargetData *data)
{
  g_clear_pointer (&self->data, ht_target_data_unref);
  g_clear_pointer (&self->chart, ht_time_chart_free);
  if (data != NULL)
    {
      self->data = ht_target_data_ref (data);
      self->chart = ht_heap_chart_new (data);
      self->chart->show_time_axis = FALSE;
      g_ptr_array_set_size (self->chart->limits, 0);
    }
  ht_picture_invalidate (self->strip);
  ht_picture_invalidate (self->marks);
}

/**
 * ht_scrubber_set_profile:
 * @self: the scrubber
 * @index: the profile that the pages show, -1 for none
 */
void
ht_scrubber_set_profile (HtScrubber *self, int index)
{
  self->profile = index;
  ht_picture_invalidate (self->marks);
}
