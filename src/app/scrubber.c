/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "scrubber.h"

#include <math.h>

#include <glib/gi18n.h>

#include "memory-charts.h"
#include "picture.h"
#include "read-out.h"
#include "time-actions.h"

/* Measures in px. */
#define CLICK_TOLERANCE 4
#define HANDLE_REACH    6
#define MARK_REACH      5
#define DOT_RADIUS      3.5
#define DOT_Y           12
#define TICK_SPACING    110
#define MARGIN_BOTTOM   6 /* of a chart without axis */

#define DESCRIBE_MS 200

/* What a drag changes. */
typedef enum
{
  DRAG_NEW,
  DRAG_FROM,
  DRAG_TO,
  DRAG_ALL,
} DragKind;

struct _HtScrubber
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *overlay;
  HtPicture *strip;
  HtPicture *marks;
  HtPicture *cursor;

  /* Owned */
  HtTimeView *time_view;
  HtTargetData *data;
  HtTimeChart *chart;

  int profile;
  guint describe_source;
  double pointer_x;

  /* While dragging */
  DragKind drag;
  double drag_start_x;
  gint64 drag_from_ns;
  gint64 drag_to_ns;
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

/* How high the strip itself is, above its axis. */
static double
strip_height (HtPaint *paint, double height)
{
  return MAX (height - ht_paint_text_height (paint, HT_TEXT_AXIS) - 6, 1);
}

static void
paint_axis (HtScrubber *self, HtPaint *paint, cairo_t *cr, double width, double top)
{
  gint64 from_ns, to_ns;
  g_autoptr (GArray) ticks = NULL;

  ht_time_view_get_extent (self->time_view, &from_ns, &to_ns);
  ticks = ht_axis_time_ticks (from_ns, to_ns, (guint) MAX (width / TICK_SPACING, 2),
                              ht_time_view_get_display (self->time_view), self->data->from_ns);
  ht_paint_set_color (paint, cr, HT_COLOR_SECOND_TEXT, 1);
  for (guint i = 0; i < ticks->len; i++)
    {
      const HtTick *tick = &g_array_index (ticks, HtTick, i);
      double half = ht_paint_text_width (paint, HT_TEXT_AXIS, tick->label) / 2.0;
      double x = x_of (self, width, tick->position);

      if (x >= half && x + half <= width)
        ht_paint_text (paint, cr, HT_TEXT_AXIS, HT_ALIGN_CENTER, x, top + 4, tick->label);
    }
}

static void
paint_strip_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtScrubber *self = user_data;
  double bottom = strip_height (paint, height);

  cairo_rectangle (cr, 0, 0, width, bottom);
  ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
  cairo_fill (cr);
  if (self->chart == NULL)
    return;

  /* The plot of the chart fills the strip; its axis figures and its margin fall outside. */
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, width, bottom);
  cairo_clip (cr);
  self->chart->gutter = self->chart->margin_right = 0;
  ht_time_view_get_extent (self->time_view, &self->chart->from_ns, &self->chart->to_ns);
  ht_time_chart_paint (self->chart, paint, cr, width, bottom + MARGIN_BOTTOM);
  cairo_restore (cr);
  ht_paint_set_color (paint, cr, HT_COLOR_LINE, 1);
  cairo_set_line_width (cr, 1);
  cairo_rectangle (cr, 0.5, 0.5, width - 1, bottom - 1);
  cairo_stroke (cr);
  paint_axis (self, paint, cr, width, bottom);
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

/* An end of the marked range, with a grip that says that it can be moved. */
static void
paint_handle (HtPaint *paint, cairo_t *cr, double x, double width, double height)
{
  double grip = MIN (18, height / 2);

  x = CLAMP (floor (x), 1, width - 2);
  paint_line (paint, cr, HT_COLOR_ACCENT, x, height);
  cairo_rectangle (cr, x - 2, (height - grip) / 2, 5, grip);
  cairo_fill (cr);
}

static void
paint_marks_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtScrubber *self = user_data;
  gint64 from_ns, to_ns;
  double left, right;

  if (self->data == NULL)
    return;
  height = strip_height (paint, height);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_clip (cr);
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
      paint_handle (paint, cr, left, width, height);
      paint_handle (paint, cr, right, width, height);
    }
  paint_profiles (self, paint, cr, width);
}

static void
paint_cursor_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtScrubber *self = user_data;
  gint64 cursor_ns;

  if (self->data == NULL)
    return;
  cursor_ns = ht_time_view_get_cursor (self->time_view);
  if (cursor_ns != HT_UNKNOWN)
    paint_line (paint, cr, HT_COLOR_TEXT, x_of (self, width, cursor_ns),
                strip_height (paint, height));
}

static gboolean
query_tooltip_cb (HtScrubber *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  gint64 time_ns, reach_ns;
  const HtTimeMark *mark;

  if (self->data == NULL || keyboard)
    return FALSE;
  time_ns = time_at (self, x);
  reach_ns = time_at (self, MARK_REACH) - time_at (self, 0);
  mark = ht_time_marks_at (self->chart->marks, time_ns, reach_ns);
  if (mark != NULL)
    gtk_tooltip_set_text (tooltip, mark->text);
  return mark != NULL;
}

static void
describe (HtScrubber *self)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gint64 cursor_ns = ht_time_view_get_cursor (self->time_view);
  HtTimeDisplay display = ht_time_view_get_display (self->time_view);
  gint64 from_ns, to_ns, precision_ns;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;
  gboolean marked;

  marked = ht_time_view_get_marked (self->time_view, &from_ns, &to_ns);
  if (!marked)
    ht_time_view_get_shown (self->time_view, &from_ns, &to_ns);
  precision_ns = ht_axis_time_precision (to_ns - from_ns);
  from = ht_axis_time_label (from_ns, precision_ns, display, self->data->from_ns);
  to = ht_axis_time_label (to_ns, precision_ns, display, self->data->from_ns);
  if (cursor_ns != HT_UNKNOWN)
    {
      g_autofree char *cursor =
          ht_axis_time_label (cursor_ns, precision_ns, display, self->data->from_ns);

      /* Translators: %s is a time */
      g_string_append_printf (text, _ ("Cursor at %s. "), cursor);
    }
  /* Translators: both are times */
  g_string_append_printf (text, marked ? _ ("Marked: %s to %s. ") : _ ("Shown: %s to %s. "), from,
                          to);
  g_string_append_printf (text,
                          g_dngettext (NULL, "%u profile, ", "%u profiles, ",
                                       self->data->profiles->len),
                          self->data->profiles->len);
  g_string_append_printf (text,
                          g_dngettext (NULL, "%u collection.", "%u collections.",
                                       self->data->cycles->len),
                          self->data->cycles->len);
  if (self->chart->marks->len > 0)
    {
      g_autofree char *marks = ht_describe_marks (self->chart, cursor_ns);

      g_string_append_printf (text, " %s", marks);
    }
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->str, -1);
}

static gboolean
describe_cb (gpointer user_data)
{
  HtScrubber *self = user_data;

  self->describe_source = 0;
  if (self->data != NULL && self->time_view != NULL)
    describe (self);
  return G_SOURCE_REMOVE;
}

static void
describe_later (HtScrubber *self)
{
  if (self->describe_source == 0)
    self->describe_source = g_timeout_add (DESCRIBE_MS, describe_cb, self);
}

static void
marks_changed_cb (HtScrubber *self)
{
  ht_picture_invalidate (self->marks);
  describe_later (self);
}

static void
cursor_changed_cb (HtScrubber *self)
{
  ht_picture_invalidate (self->cursor);
  describe_later (self);
}

static void
shown_changed_cb (HtScrubber *self)
{
  HtTimeDisplay display = ht_time_view_get_display (self->time_view);

  gint64 from_ns, to_ns;

  ht_time_view_get_extent (self->time_view, &from_ns, &to_ns);
  if (self->chart != NULL && (self->chart->display != display || self->chart->from_ns != from_ns ||
                              self->chart->to_ns != to_ns))
    {
      self->chart->display = display;
      ht_picture_invalidate (self->strip);
    }
  marks_changed_cb (self);
}

/* What a drag that begins at a place would change. */
static DragKind
kind_at (HtScrubber *self, double x)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  gint64 from_ns, to_ns;
  double left, right;

  if (!ht_time_view_get_marked (self->time_view, &from_ns, &to_ns))
    return DRAG_NEW;
  left = x_of (self, width, from_ns);
  right = x_of (self, width, to_ns);
  if (fabs (x - right) <= HANDLE_REACH && fabs (x - right) <= fabs (x - left))
    return DRAG_TO;
  if (fabs (x - left) <= HANDLE_REACH)
    return DRAG_FROM;
  return x > left && x < right ? DRAG_ALL : DRAG_NEW;
}

static void
show_pointer_at (HtScrubber *self, double x)
{
  static const char *const names[] = { NULL, "ew-resize", "ew-resize", "grab" };

  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), names[kind_at (self, x)]);
}

static void
motion_cb (HtScrubber *self, double x, double y)
{
  /* After a redraw GTK tells again where the pointer is; the cursor may be elsewhere by keyboard.
   */
  if (self->data == NULL || x == self->pointer_x)
    return;
  self->pointer_x = x;
  ht_time_view_set_cursor (self->time_view, time_at (self, x));
  show_pointer_at (self, x);
}

static void
leave_cb (HtScrubber *self)
{
  self->pointer_x = -1;
  ht_time_view_set_cursor (self->time_view, HT_UNKNOWN);
}

static void
drag_begin_cb (HtScrubber *self, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag_start_x = x;
  self->drag = self->data != NULL ? kind_at (self, x) : DRAG_NEW;
  ht_time_view_get_marked (self->time_view, &self->drag_from_ns, &self->drag_to_ns);
}

static void
drag_update_cb (HtScrubber *self, double dx, double dy)
{
  gint64 time_ns, by_ns, first_ns, last_ns;

  if (self->data == NULL || fabs (dx) < CLICK_TOLERANCE)
    return;
  time_ns = time_at (self, self->drag_start_x + dx);
  switch (self->drag)
    {
    case DRAG_FROM:
      ht_time_view_mark (self->time_view, time_ns, self->drag_to_ns);
      break;
    case DRAG_TO:
      ht_time_view_mark (self->time_view, self->drag_from_ns, time_ns);
      break;
    case DRAG_ALL:
      ht_time_view_get_extent (self->time_view, &first_ns, &last_ns);
      by_ns = CLAMP (time_ns - time_at (self, self->drag_start_x), first_ns - self->drag_from_ns,
                     last_ns - self->drag_to_ns);
      ht_time_view_mark (self->time_view, self->drag_from_ns + by_ns, self->drag_to_ns + by_ns);
      break;
    case DRAG_NEW:
    default:
      ht_time_view_mark (self->time_view, time_at (self, self->drag_start_x), time_ns);
      break;
    }
}

static void
drag_end_cb (HtScrubber *self, double dx, double dy)
{
  if (fabs (dx) < CLICK_TOLERANCE && self->drag != DRAG_FROM && self->drag != DRAG_TO)
    ht_time_view_unmark (self->time_view);
}

static void
middle_pressed_cb (HtScrubber *self, int n_press, double x, double y)
{
  if (self->data != NULL && kind_at (self, x) != DRAG_NEW)
    ht_time_view_show_marked (self->time_view);
}

static void
pressed_cb (HtScrubber *self, int n_press)
{
  if (n_press == 2)
    ht_time_view_show_all (self->time_view);
}

static gboolean
scroll_cb (HtScrubber *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  if (self->data == NULL)
    return GDK_EVENT_PROPAGATE;
  return ht_time_scroll (self->time_view, controller, dx, dy, time_at (self, self->pointer_x));
}

static gint64
step_from (HtScrubber *self, const char *step, gint64 cursor_ns)
{
  gint64 from_ns, to_ns;

  ht_time_view_get_extent (self->time_view, &from_ns, &to_ns);
  if (g_str_equal (step, "first"))
    return from_ns;
  if (g_str_equal (step, "last"))
    return to_ns;
  if (g_str_equal (step, "next-mark"))
    return ht_time_chart_next_mark (self->chart, cursor_ns, 1);
  if (g_str_equal (step, "previous-mark"))
    return ht_time_chart_next_mark (self->chart, cursor_ns, -1);
  return ht_time_chart_next_sample (self->chart, cursor_ns, g_str_equal (step, "next") ? 1 : -1);
}

/* With Shift, from where the cursor was to where it goes is marked. */
static gboolean
move_cursor_cb (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  HtScrubber *self = HT_SCRUBBER (widget);
  gint64 from_ns, to_ns, old_ns, new_ns;
  const char *step;
  gboolean extend;

  if (self->data == NULL)
    return GDK_EVENT_PROPAGATE;
  g_variant_get (arguments, "(&sb)", &step, &extend);
  old_ns = ht_time_view_get_cursor (self->time_view);
  if (old_ns == HT_UNKNOWN)
    {
      ht_time_view_get_extent (self->time_view, &from_ns, &to_ns);
      old_ns = g_str_equal (step, "next-mark") ? from_ns - 1 : to_ns;
    }
  new_ns = step_from (self, step, old_ns);
  if (new_ns == HT_UNKNOWN)
    return GDK_EVENT_STOP;
  ht_time_view_set_cursor (self->time_view, new_ns);
  if (!extend)
    return GDK_EVENT_STOP;
  if (!ht_time_view_get_marked (self->time_view, &from_ns, &to_ns) ||
      (old_ns != from_ns && old_ns != to_ns))
    from_ns = to_ns = old_ns;
  old_ns = old_ns == from_ns ? to_ns : from_ns;
  if (old_ns == new_ns)
    ht_time_view_unmark (self->time_view);
  else
    ht_time_view_mark (self->time_view, old_ns, new_ns);
  return GDK_EVENT_STOP;
}

static void
ht_scrubber_dispose (GObject *object)
{
  HtScrubber *self = HT_SCRUBBER (object);

  g_clear_handle_id (&self->describe_source, g_source_remove);
  ht_scrubber_set_time_view (self, NULL);
  g_clear_pointer (&self->data, ht_target_data_unref);
  g_clear_pointer (&self->chart, ht_time_chart_free);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (ht_scrubber_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    const char *step;
  } steps[] = {
    { GDK_KEY_Left, "previous" },
    { GDK_KEY_Right, "next" },
    { GDK_KEY_Home, "first" },
    { GDK_KEY_End, "last" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    {
      gtk_widget_class_add_binding (widget_class, steps[i].key, 0, move_cursor_cb, "(sb)",
                                    steps[i].step, FALSE);
      gtk_widget_class_add_binding (widget_class, steps[i].key, GDK_SHIFT_MASK, move_cursor_cb,
                                    "(sb)", steps[i].step, TRUE);
    }
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, 0, move_cursor_cb, "(sb)", "next-mark",
                                FALSE);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_f, GDK_SHIFT_MASK, move_cursor_cb, "(sb)",
                                "previous-mark", FALSE);
}

static void
ht_scrubber_class_init (HtScrubberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_scrubber_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "scrubber");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  ht_time_actions_install (widget_class, HT_TIME_KEYS_ALL);
  add_keys (widget_class);
}

static void
add_gestures (HtScrubber *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *middle = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (middle), GDK_BUTTON_MIDDLE);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (middle, "pressed", G_CALLBACK (middle_pressed_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (middle));
  ht_time_actions_add_back_button (widget);
}

static void
ht_scrubber_init (HtScrubber *self)
{
  self->profile = -1;
  self->pointer_x = -1;
  self->overlay = gtk_overlay_new ();
  self->strip = HT_PICTURE (ht_picture_new ());
  self->marks = HT_PICTURE (ht_picture_new_overlay ());
  self->cursor = HT_PICTURE (ht_picture_new_overlay ());
  ht_picture_set_painter (self->strip, paint_strip_cb, self, NULL);
  ht_picture_set_painter (self->marks, paint_marks_cb, self, NULL);
  ht_picture_set_painter (self->cursor, paint_cursor_cb, self, NULL);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->strip));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->marks));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->cursor));
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  add_gestures (self);
}

/**
 * ht_scrubber_set_time_view:
 * @self: the scrubber
 * @time_view: (nullable): the time that the pages share
 */
void
ht_scrubber_set_time_view (HtScrubber *self, HtTimeView *time_view)
{
  if (self->time_view != NULL)
    g_signal_handlers_disconnect_by_data (self->time_view, self);
  ht_time_actions_set_view (GTK_WIDGET (self), time_view);
  if (!g_set_object (&self->time_view, time_view) || time_view == NULL)
    return;
  g_signal_connect_swapped (time_view, "shown-changed", G_CALLBACK (shown_changed_cb), self);
  g_signal_connect_swapped (time_view, "mark-changed", G_CALLBACK (marks_changed_cb), self);
  g_signal_connect_swapped (time_view, "cursor-changed", G_CALLBACK (cursor_changed_cb), self);
}

/* A strip has room for the first line and the goal; names and points in it are specks. */
static void
leave_out_names (HtTimeChart *chart)
{
  for (guint i = 0; i < chart->series->len; i++)
    {
      HtChartSeries *series = g_ptr_array_index (chart->series, i);

      g_clear_pointer (&series->label, g_free);
      series->dots = FALSE;
      series->hidden = i > 0 && series->role != HT_COLOR_GOAL;
    }
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
      self->chart->grows = ht_time_view_is_live (self->time_view);
      g_ptr_array_set_size (self->chart->limits, 0);
      leave_out_names (self->chart);
      shown_changed_cb (self);
    }
  ht_picture_invalidate (self->strip);
  ht_picture_invalidate (self->marks);
  ht_picture_invalidate (self->cursor);
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
