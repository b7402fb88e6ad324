/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "gc-timeline.h"

#include <glib/gi18n.h>
#include <math.h>

#include "gc-lanes.h"
#include "memory-charts.h"
#include "pause-histogram.h"
#include "picture.h"
#include "time-chart-view.h"

#define GUTTER 132
/* Px by which the chart of the heap likes to be higher than it must. */
#define NATURAL_EXTRA_HEIGHT 70

#define SELECTED_OPACITY 0.18
#define HOVERED_OPACITY  0.12
#define BUCKET_OPACITY   0.3

struct _HtGcTimeline
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *content;
  HtTimeChartView *heap_view;
  HtPicture *lanes;
  HtTraceLanesView *trace_lanes;
  HtPicture *marks;

  /* Owned */
  HtTimeView *time_view;
  HtTargetData *data;

  int selected;
  int hovered;
  int bucket; /* of the histogram of pauses, -1 for none */
  double pointer_x;
  double pointer_y;
};

enum
{
  SIGNAL_HOVERED_CHANGED,
  SIGNAL_CYCLE_CHOSEN,
  SIGNAL_BAR_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtGcTimeline, ht_gc_timeline, GTK_TYPE_WIDGET)

static HtGcLanes
get_lanes (HtGcTimeline *self)
{
  HtGcLanes lanes = {
    .cycles = self->data->cycles,
    .marks = ht_time_chart_view_get_chart (self->heap_view)->marks,
    .names = { _ ("STW sweep term."), _ ("Concurrent mark"), _ ("Mark assist"),
               _ ("STW mark term.") },
    .pauses_name = self->data->has_gc_phases ? NULL : _ ("Pauses"),
    .start_ns = self->data->from_ns,
    .gutter = GUTTER,
    .selected = -1,
    .display = ht_time_view_get_display (self->time_view),
  };

  ht_time_view_get_shown (self->time_view, &lanes.from_ns, &lanes.to_ns);
  return lanes;
}

static gboolean
is_ready (HtGcTimeline *self)
{
  return self->data != NULL && self->time_view != NULL;
}

static double
get_width (HtGcTimeline *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self->heap_view));
}

static double
plot_width (HtGcTimeline *self)
{
  return MAX (get_width (self) - GUTTER - HT_GC_LANES_MARGIN, 1);
}

static double
x_of (HtGcTimeline *self, const HtGcLanes *lanes, gint64 time_ns)
{
  return GUTTER + plot_width (self) * (double) (time_ns - lanes->from_ns) /
                      (double) MAX (lanes->to_ns - lanes->from_ns, 1);
}

static const HtGcCycle *
nth_cycle (HtGcTimeline *self, guint index)
{
  return &g_array_index (self->data->cycles, HtGcCycle, index);
}

/* Where a trace is in view, its lanes are there instead of those of the phases. */
static GtkWidget *
get_shown_lanes (HtGcTimeline *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self->trace_lanes)) ? GTK_WIDGET (self->trace_lanes)
                                                                 : GTK_WIDGET (self->lanes);
}

static void
paint_lanes_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtGcTimeline *self = user_data;
  HtGcLanes lanes;

  if (!is_ready (self))
    return;
  lanes = get_lanes (self);
  ht_gc_lanes_paint (&lanes, paint, cr, width, height);
}

/* One line for each column of pixels with such a cycle, however many there are. */
static void
paint_bucket (HtGcTimeline *self,
              const HtGcLanes *lanes,
              HtPaint *paint,
              cairo_t *cr,
              double width,
              double height)
{
  double last = -1;

  for (guint i = 0; i < self->data->cycles->len; i++)
    {
      const HtGcCycle *cycle = nth_cycle (self, i);
      double x;

      if (cycle->start_ns < lanes->from_ns)
        continue;
      if (cycle->start_ns > lanes->to_ns)
        break;
      x = floor (x_of (self, lanes, cycle->start_ns));
      if (x == last || !ht_gc_cycle_has_pause_in (cycle, (guint) self->bucket))
        continue;
      cairo_rectangle (cr, x - 1, 0, 4, height);
      last = x;
    }
  ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, BUCKET_OPACITY);
  cairo_fill (cr);
}

static void
paint_marks_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtGcTimeline *self = user_data;
  double bottom = height - HT_TIME_AXIS_HEIGHT;
  double top = bottom - (gtk_widget_get_height (get_shown_lanes (self)) - HT_TIME_AXIS_HEIGHT);
  gint64 cursor_ns;
  HtGcLanes lanes;

  if (!is_ready (self))
    return;
  lanes = get_lanes (self);
  if (self->bucket >= 0)
    paint_bucket (self, &lanes, paint, cr, width, bottom);
  if (self->selected >= 0)
    ht_gc_lanes_paint_band (&lanes, (guint) self->selected, SELECTED_OPACITY, paint, cr, width,
                            bottom);
  if (self->hovered >= 0 && self->hovered != self->selected)
    ht_gc_lanes_paint_band (&lanes, (guint) self->hovered, HOVERED_OPACITY, paint, cr, width,
                            bottom);
  cursor_ns = ht_time_view_get_cursor (self->time_view);
  if (cursor_ns == HT_UNKNOWN || cursor_ns < lanes.from_ns || cursor_ns > lanes.to_ns)
    return;
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 0.8);
  cairo_rectangle (cr, floor (x_of (self, &lanes, cursor_ns)), top, 1, bottom - top);
  cairo_fill (cr);
}

static int
cycle_at_cursor (HtGcTimeline *self)
{
  gint64 cursor_ns = ht_time_view_get_cursor (self->time_view);
  HtGcLanes lanes;

  if (self->data == NULL || cursor_ns == HT_UNKNOWN)
    return -1;
  lanes = get_lanes (self);
  return ht_gc_lanes_cycle_at (&lanes, x_of (self, &lanes, cursor_ns), get_width (self));
}

static void
cursor_changed_cb (HtGcTimeline *self)
{
  int hovered = cycle_at_cursor (self);

  ht_picture_invalidate (self->marks);
  if (hovered == self->hovered)
    return;
  self->hovered = hovered;
  g_signal_emit (self, signals[SIGNAL_HOVERED_CHANGED], 0);
}

static void
choose_lanes (HtGcTimeline *self)
{
  gint64 from_ns, to_ns;
  gboolean is_traced;

  if (!is_ready (self))
    return;
  ht_time_view_get_shown (self->time_view, &from_ns, &to_ns);
  is_traced =
      self->data->trace != NULL && ht_trace_data_overlaps (self->data->trace, from_ns, to_ns);
  gtk_widget_set_visible (GTK_WIDGET (self->trace_lanes), is_traced);
  gtk_widget_set_visible (GTK_WIDGET (self->lanes), !is_traced);
}

static void
shown_changed_cb (HtGcTimeline *self)
{
  choose_lanes (self);
  ht_picture_invalidate (self->lanes);
  cursor_changed_cb (self);
}

static void
leave_cb (HtGcTimeline *self)
{
  self->pointer_x = self->pointer_y = -1;
  if (self->time_view != NULL)
    ht_time_view_set_cursor (self->time_view, HT_UNKNOWN);
}

/* GTK tells of a motion also when something changes under a pointer that rests; then the
 * cross-hair stays where the keyboard has put it. */
static void
motion_cb (HtGcTimeline *self, double x, double y)
{
  double share = (x - GUTTER) / plot_width (self);
  gint64 cursor_ns = HT_UNKNOWN;
  HtGcLanes lanes;
  int index;

  if (!is_ready (self) || (x == self->pointer_x && y == self->pointer_y))
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  lanes = get_lanes (self);
  index = ht_gc_lanes_cycle_at (&lanes, x, get_width (self));
  if (index >= 0)
    cursor_ns = nth_cycle (self, (guint) index)->start_ns;
  else if (share >= 0 && share <= 1)
    cursor_ns = lanes.from_ns + (gint64) (share * (double) (lanes.to_ns - lanes.from_ns));
  ht_time_view_set_cursor (self->time_view, cursor_ns);
}

static void
clicked_cb (HtGcTimeline *self, int n_press, double x, double y)
{
  HtGcLanes lanes;
  int index;

  if (!is_ready (self))
    return;
  lanes = get_lanes (self);
  index = ht_gc_lanes_cycle_at (&lanes, x, get_width (self));
  if (index >= 0)
    g_signal_emit (self, signals[SIGNAL_CYCLE_CHOSEN], 0, (guint) index);
}

static void
lanes_clicked_cb (HtGcTimeline *self, int n_press, double x, double y)
{
  gtk_widget_grab_focus (GTK_WIDGET (self->lanes));
  clicked_cb (self, n_press, x, y);
}

static gboolean
walk_cb (GtkWidget *widget, GVariant *steps, gpointer user_data)
{
  HtGcTimeline *self = HT_GC_TIMELINE (widget);
  gint64 last = self->data != NULL ? (gint64) self->data->cycles->len - 1 : -1;
  gint64 from = self->selected >= 0 ? self->selected : self->hovered;
  guint index;

  if (last < 0 || self->time_view == NULL)
    return GDK_EVENT_PROPAGATE;
  index = (guint) CLAMP (from + g_variant_get_int32 (steps), 0, last);
  g_signal_emit (self, signals[SIGNAL_CYCLE_CHOSEN], 0, index);
  return GDK_EVENT_STOP;
}

static void
bar_chosen_cb (HtGcTimeline *self)
{
  g_signal_emit (self, signals[SIGNAL_BAR_CHOSEN], 0);
}

static void
ht_gc_timeline_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  gtk_widget_measure (HT_GC_TIMELINE (widget)->content, orientation, for_size, minimum, natural,
                      NULL, NULL);
  /* Where there is room for it, but not at the cost of the table below. */
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *natural += NATURAL_EXTRA_HEIGHT;
}

static void
ht_gc_timeline_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (HT_GC_TIMELINE (widget)->content, width, height, baseline, NULL);
}

static void
ht_gc_timeline_dispose (GObject *object)
{
  HtGcTimeline *self = HT_GC_TIMELINE (object);

  if (self->lanes != NULL)
    ht_picture_set_painter (self->lanes, NULL, NULL, NULL);
  if (self->marks != NULL)
    ht_picture_set_painter (self->marks, NULL, NULL, NULL);
  g_clear_object (&self->time_view);
  g_clear_pointer (&self->data, ht_target_data_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_GC_TIMELINE);
  G_OBJECT_CLASS (ht_gc_timeline_parent_class)->dispose (object);
}

static void
ht_gc_timeline_class_init (HtGcTimelineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_gc_timeline_dispose;
  widget_class->measure = ht_gc_timeline_measure;
  widget_class->size_allocate = ht_gc_timeline_size_allocate;
  g_type_ensure (HT_TYPE_TIME_CHART_VIEW);
  g_type_ensure (HT_TYPE_PICTURE);
  g_type_ensure (HT_TYPE_TRACE_LANES_VIEW);
  gtk_widget_class_set_css_name (widget_class, "gctimeline");
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/gc-timeline.ui");
  gtk_widget_class_bind_template_child (widget_class, HtGcTimeline, content);
  gtk_widget_class_bind_template_child (widget_class, HtGcTimeline, heap_view);
  gtk_widget_class_bind_template_child (widget_class, HtGcTimeline, lanes);
  gtk_widget_class_bind_template_child (widget_class, HtGcTimeline, trace_lanes);
  gtk_widget_class_bind_template_child (widget_class, HtGcTimeline, marks);
  gtk_widget_class_bind_template_callback (widget_class, bar_chosen_cb);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, walk_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, walk_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Home, 0, walk_cb, "i", -G_MAXINT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_End, 0, walk_cb, "i", G_MAXINT);
  signals[SIGNAL_HOVERED_CHANGED] = g_signal_new ("hovered-changed", type, G_SIGNAL_RUN_LAST, 0,
                                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_CYCLE_CHOSEN] = g_signal_new ("cycle-chosen", type, G_SIGNAL_RUN_LAST, 0, NULL,
                                               NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[SIGNAL_BAR_CHOSEN] =
      g_signal_new ("bar-chosen", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
add_gestures (HtGcTimeline *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *lanes_click = gtk_gesture_click_new ();
  GtkGesture *heap_click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (lanes_click, "released", G_CALLBACK (lanes_clicked_cb), self);
  g_signal_connect_swapped (heap_click, "released", G_CALLBACK (clicked_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->lanes), motion);
  gtk_widget_add_controller (GTK_WIDGET (self->lanes), GTK_EVENT_CONTROLLER (lanes_click));
  gtk_widget_add_controller (GTK_WIDGET (self->heap_view), GTK_EVENT_CONTROLLER (heap_click));
}

static void
ht_gc_timeline_init (HtGcTimeline *self)
{
  self->selected = self->hovered = self->bucket = -1;
  gtk_widget_init_template (GTK_WIDGET (self));
  ht_picture_set_painter (self->lanes, paint_lanes_cb, self, NULL);
  ht_picture_set_painter (self->marks, paint_marks_cb, self, NULL);
  ht_trace_lanes_view_set_gutter (self->trace_lanes, GUTTER);
  add_gestures (self);
}

/**
 * ht_gc_timeline_set_time_view:
 * @self: the timeline
 * @time_view: the time to show, shared with other views
 */
void
ht_gc_timeline_set_time_view (HtGcTimeline *self, HtTimeView *time_view)
{
  g_set_object (&self->time_view, time_view);
  ht_time_chart_view_set_time_view (self->heap_view, time_view);
  ht_trace_lanes_view_set_time_view (self->trace_lanes, time_view);
  g_signal_connect_object (time_view, "shown-changed", G_CALLBACK (shown_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (time_view, "cursor-changed", G_CALLBACK (cursor_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * ht_gc_timeline_set_data:
 * @self: the timeline
 * @data: what to show
 * @n_same: so many of the first collections are what they were in the data before; of these one
 *   may stay selected
 */
void
ht_gc_timeline_set_data (HtGcTimeline *self, HtTargetData *data, guint n_same)
{
  HtTimeChart *chart = ht_heap_chart_new (data);

  g_clear_pointer (&self->data, ht_target_data_unref);
  self->data = ht_target_data_ref (data);
  if (self->selected >= (int) n_same)
    self->selected = -1;
  if (self->hovered >= (int) n_same)
    self->hovered = -1;
  if (n_same == 0)
    self->bucket = -1;
  chart->show_time_axis = FALSE;
  chart->gutter = GUTTER;
  chart->margin_right = HT_GC_LANES_MARGIN;
  ht_time_chart_view_set_chart (self->heap_view, chart);
  ht_trace_lanes_view_set_data (self->trace_lanes, data, chart->marks);
  choose_lanes (self);
  ht_picture_invalidate (self->lanes);
  ht_picture_invalidate (self->marks);
}

/**
 * ht_gc_timeline_show_part:
 * @self: the timeline
 * @part: the same target, read closer where it is shown
 */
void
ht_gc_timeline_show_part (HtGcTimeline *self, HtTargetData *part)
{
  g_autoptr (HtTimeChart) heap = ht_heap_chart_new (part);

  ht_time_chart_replace_points (ht_time_chart_view_get_chart (self->heap_view), heap);
  ht_trace_lanes_view_set_data (self->trace_lanes, part,
                                ht_time_chart_view_get_chart (self->heap_view)->marks);
  ht_time_chart_view_chart_changed (self->heap_view);
}

/**
 * ht_gc_timeline_set_selected:
 * @self: the timeline
 * @index: the collection that stands out, -1 for none
 */
void
ht_gc_timeline_set_selected (HtGcTimeline *self, int index)
{
  if (self->selected == index)
    return;
  self->selected = index;
  ht_picture_invalidate (self->marks);
}

/**
 * ht_gc_timeline_bring_into_view:
 * @self: the timeline
 * @index: a collection
 *
 * Moves what is shown so far that the collection is part of it.
 */
void
ht_gc_timeline_bring_into_view (HtGcTimeline *self, guint index)
{
  gint64 from_ns, to_ns, start_ns;

  if (!is_ready (self) || index >= self->data->cycles->len)
    return;
  start_ns = nth_cycle (self, index)->start_ns;
  ht_time_view_get_shown (self->time_view, &from_ns, &to_ns);
  if (start_ns < from_ns || start_ns > to_ns)
    ht_time_view_pan (self->time_view,
                      ((double) start_ns - (double) from_ns) / (double) MAX (to_ns - from_ns, 1) -
                          0.5);
}

/**
 * ht_gc_timeline_get_hovered:
 * @self: the timeline
 *
 * Returns: the collection at the cursor, -1 if there is none
 */
int
ht_gc_timeline_get_hovered (HtGcTimeline *self)
{
  return self->hovered;
}

/**
 * ht_gc_timeline_mark_bucket:
 * @self: the timeline
 * @bucket: a bucket of the histogram of pauses whose collections stand out, -1 for none
 */
void
ht_gc_timeline_mark_bucket (HtGcTimeline *self, int bucket)
{
  if (self->bucket == bucket)
    return;
  self->bucket = bucket;
  ht_picture_invalidate (self->marks);
}

/**
 * ht_gc_timeline_set_function_rows:
 * @self: the timeline
 * @rows: (nullable) (transfer full) (element-type HtTraceRow): lanes below the others
 */
void
ht_gc_timeline_set_function_rows (HtGcTimeline *self, GPtrArray *rows)
{
  ht_trace_lanes_view_set_function_rows (self->trace_lanes, rows);
}

/**
 * ht_gc_timeline_show_processors:
 * @self: the timeline
 * @shows: whether each processor has a lane of its own
 */
void
ht_gc_timeline_show_processors (HtGcTimeline *self, gboolean shows)
{
  ht_trace_lanes_view_show_processors (self->trace_lanes, shows);
}

/**
 * ht_gc_timeline_get_choice:
 * @self: the timeline
 *
 * Returns: (transfer none) (nullable): what the user has chosen of what a trace tells
 */
const HtTraceChoice *
ht_gc_timeline_get_choice (HtGcTimeline *self)
{
  return ht_trace_lanes_view_get_choice (self->trace_lanes);
}

/**
 * ht_gc_timeline_describe:
 * @self: the timeline
 * @description: what the lanes show, for those who do not see them
 */
void
ht_gc_timeline_describe (HtGcTimeline *self, const char *description)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->lanes), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  description, -1);
}
