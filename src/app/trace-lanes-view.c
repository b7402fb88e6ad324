/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "trace-lanes-view.h"

#include <glib/gi18n.h>
#include <math.h>

#include "picture.h"
#include "time-actions.h"
#include "time-gestures.h"
#include "trace-texts.h"

/* Where there is little room, lanes are as high as this part of what they would like. */
#define LEAST_SHARE 0.55

/* Around what is shown as wide as there is room, in parts of it. */
#define ROOM 8

struct _HtTraceLanesView
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *overlay;
  HtPicture *picture;
  HtPicture *outline;

  /* Owned */
  HtTimeView *time_view;
  HtTargetData *data; /* of which the lanes are */
  GPtrArray *marks;
  GPtrArray *function_rows;
  GPtrArray *shown; /* HtTraceRow of @data and @function_rows */

  HtTraceChoice choice; /* without a row if nothing is chosen */
  int row;              /* that the keyboard is in; -1 for none */
  double gutter;
  double pointer_x;
  double pointer_y;
  gboolean shows_processors;
};

enum
{
  SIGNAL_BAR_CHOSEN,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtTraceLanesView, ht_trace_lanes_view, GTK_TYPE_WIDGET)

static HtTraceLanes
get_lanes (HtTraceLanesView *self)
{
  HtTraceLanes lanes = {
    .rows = self->shown,
    .marks = self->marks,
    .start_ns = self->data->from_ns,
    .gutter = self->gutter,
    .display = ht_time_view_get_display (self->time_view),
  };

  ht_time_view_get_shown (self->time_view, &lanes.from_ns, &lanes.to_ns);
  return lanes;
}

static gboolean
is_ready (HtTraceLanesView *self)
{
  return self->data != NULL && self->time_view != NULL && self->shown->len > 0;
}

static gboolean
get_time_plot (GtkWidget *widget, double *x, double *width)
{
  HtTraceLanesView *self = HT_TRACE_LANES_VIEW (widget);
  HtTraceLanes lanes;
  HtTimeStrip strip;

  if (!is_ready (self))
    return FALSE;
  lanes = get_lanes (self);
  ht_trace_lanes_get_strip (&lanes, gtk_widget_get_width (widget), gtk_widget_get_height (widget),
                            &strip);
  *x = strip.x;
  *width = strip.width;
  return TRUE;
}

static void
paint_lanes_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtTraceLanesView *self = user_data;
  HtTraceLanes lanes;

  if (!is_ready (self))
    return;
  lanes = get_lanes (self);
  ht_trace_lanes_paint (&lanes, paint, cr, width, height);
}

static int
find_row (HtTraceLanesView *self, const char *name)
{
  for (guint i = 0; i < self->shown->len; i++)
    if (g_str_equal (((const HtTraceRow *) g_ptr_array_index (self->shown, i))->name, name))
      return (int) i;
  return -1;
}

static void
paint_marked_range (HtTraceLanesView *self,
                    const HtTraceLanes *lanes,
                    HtPaint *paint,
                    cairo_t *cr,
                    double width,
                    double height)
{
  gint64 from_ns, to_ns;
  HtTimeStrip strip;
  double left, right;

  if (!ht_time_view_get_marked (self->time_view, &from_ns, &to_ns) || from_ns > lanes->to_ns ||
      to_ns < lanes->from_ns)
    return;
  ht_trace_lanes_get_strip (lanes, width, height, &strip);
  left = ht_time_strip_x_of (&strip, MAX (from_ns, lanes->from_ns));
  right = ht_time_strip_x_of (&strip, MIN (to_ns, lanes->to_ns));
  ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, 0.16);
  cairo_rectangle (cr, left, 0, right - left, strip.height);
  cairo_fill (cr);
}

static void
paint_outline_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtTraceLanesView *self = user_data;
  int row = self->choice.row != NULL ? find_row (self, self->choice.row) : -1;
  HtTraceLanes lanes;

  if (!is_ready (self))
    return;
  lanes = get_lanes (self);
  paint_marked_range (self, &lanes, paint, cr, width, height);
  if (self->row >= 0 && gtk_widget_has_focus (GTK_WIDGET (self)))
    {
      double top, row_height;

      ht_trace_lanes_get_row (&lanes, (guint) self->row, height, &top, &row_height);
      ht_paint_set_color (paint, cr, HT_COLOR_ACCENT, 1);
      cairo_rectangle (cr, 2, top, 3, row_height);
      cairo_fill (cr);
    }
  if (row >= 0)
    ht_trace_lanes_paint_outline (&lanes, (guint) row, &self->choice.bar, paint, cr, width, height);
}

static void
invalidate (HtTraceLanesView *self)
{
  ht_picture_invalidate (self->picture);
  ht_picture_invalidate (self->outline);
}

static char *
bar_text (HtTraceLanesView *self, const HtTraceChoice *choice)
{
  return ht_trace_bar_text (choice->row, choice->track, choice->height, &choice->bar,
                            ht_time_view_get_display (self->time_view), self->data->from_ns);
}

static void
describe (HtTraceLanesView *self)
{
  g_autofree char *text = NULL;

  if (self->choice.row != NULL)
    text = bar_text (self, &self->choice);
  else if (self->row >= 0)
    text =
        g_strdup (((const HtTraceRow *) g_ptr_array_index (self->shown, (guint) self->row))->name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text != NULL ? text : "", -1);
}

/* What is at a place, borrowed; FALSE if there is nothing. */
static gboolean
look_up (HtTraceLanesView *self, const HtTracePlace *place, HtTraceChoice *choice)
{
  HtTraceLanes lanes = get_lanes (self);
  const HtTraceBar *bar = ht_trace_lanes_get_bar (&lanes, place);
  const HtTraceRow *row;

  if (bar == NULL)
    return FALSE;
  row = g_ptr_array_index (self->shown, (guint) place->row);
  *choice = (HtTraceChoice){
    .row = row->name,
    .track = ((HtTraceTrack *) g_ptr_array_index (row->tracks, (guint) place->track))->name,
    .kinds = row->kinds,
    .height = row->height,
    .bar = *bar,
  };
  return TRUE;
}

static void
choose (HtTraceLanesView *self, const HtTracePlace *place)
{
  HtTraceChoice choice;

  if (!look_up (self, place, &choice))
    return;
  ht_trace_lanes_view_forget_choice (self);
  self->choice = choice;
  self->choice.row = g_strdup (choice.row);
  self->choice.track = g_strdup (choice.track);
  describe (self);
  ht_picture_invalidate (self->outline);
  g_signal_emit (self, signals[SIGNAL_BAR_CHOSEN], 0);
}

static void
find_at (HtTraceLanesView *self, double x, double y, HtTracePlace *place)
{
  HtTraceLanes lanes = get_lanes (self);

  ht_trace_lanes_find (&lanes, x, y, gtk_widget_get_width (GTK_WIDGET (self)),
                       gtk_widget_get_height (GTK_WIDGET (self)), place);
}

static void
show_choice (HtTraceLanesView *self)
{
  const HtTraceBar *bar = &self->choice.bar;
  gint64 room_ns = MAX ((bar->to_ns - bar->from_ns) / ROOM, 1);

  if (self->choice.row != NULL)
    ht_time_view_show (self->time_view, bar->from_ns - room_ns, bar->to_ns + room_ns);
}

static void
clicked_cb (HtTraceLanesView *self, int n_press, double x, double y)
{
  HtTracePlace place;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!is_ready (self))
    return;
  if (n_press == 2)
    {
      show_choice (self);
      return;
    }
  find_at (self, x, y, &place);
  if (place.row >= 0)
    self->row = place.row;
  choose (self, &place);
  ht_picture_invalidate (self->outline);
}

/* GTK tells of a motion also when something changes under a pointer that rests; then the cursor
 * stays where the keyboard has put it. */
static void
motion_cb (HtTraceLanesView *self, double x, double y)
{
  if (!is_ready (self) || (x == self->pointer_x && y == self->pointer_y))
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  ht_time_view_set_cursor (self->time_view, ht_time_gestures_time_at (GTK_WIDGET (self), x));
}

static void
leave_cb (HtTraceLanesView *self)
{
  self->pointer_x = self->pointer_y = -1;
  if (self->time_view != NULL)
    ht_time_view_set_cursor (self->time_view, HT_UNKNOWN);
}

static gboolean
query_tooltip_cb (HtTraceLanesView *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *text = NULL;
  HtTraceChoice choice;
  HtTracePlace place;

  if (!is_ready (self) || keyboard)
    return FALSE;
  find_at (self, x, y, &place);
  if (!look_up (self, &place, &choice))
    return FALSE;
  text = bar_text (self, &choice);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static gboolean
change_row_cb (GtkWidget *widget, GVariant *steps, gpointer user_data)
{
  HtTraceLanesView *self = HT_TRACE_LANES_VIEW (widget);

  if (!is_ready (self))
    return GDK_EVENT_PROPAGATE;
  self->row = CLAMP (self->row + g_variant_get_int32 (steps), -1, (int) self->shown->len - 1);
  ht_trace_lanes_view_forget_choice (self);
  return GDK_EVENT_STOP;
}

/* From what is chosen, else from the middle of what is shown. */
static gboolean
step_cb (GtkWidget *widget, GVariant *direction, gpointer user_data)
{
  HtTraceLanesView *self = HT_TRACE_LANES_VIEW (widget);
  HtTracePlace place = { .row = self->row };
  gint64 from_ns, to_ns, at_ns;
  HtTraceChoice next;

  if (!is_ready (self) || self->row < 0)
    return GDK_EVENT_PROPAGATE;
  ht_time_view_get_shown (self->time_view, &from_ns, &to_ns);
  at_ns = self->choice.row != NULL ? self->choice.bar.from_ns : from_ns + (to_ns - from_ns) / 2;
  if (!ht_trace_row_step (g_ptr_array_index (self->shown, (guint) self->row), at_ns,
                          g_variant_get_int32 (direction), &place.track, &place.bar))
    return GDK_EVENT_STOP;
  if (!look_up (self, &place, &next))
    return GDK_EVENT_STOP;
  choose (self, &place);
  ht_time_view_reveal (self->time_view, next.bar.from_ns);
  ht_time_view_set_cursor (self->time_view, next.bar.from_ns);
  return GDK_EVENT_STOP;
}

static void
show_chosen_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  show_choice (HT_TRACE_LANES_VIEW (widget));
}

static void
ht_trace_lanes_view_measure (GtkWidget *widget,
                             GtkOrientation orientation,
                             int for_size,
                             int *minimum,
                             int *natural,
                             int *minimum_baseline,
                             int *natural_baseline)
{
  HtTraceLanesView *self = HT_TRACE_LANES_VIEW (widget);

  *minimum = *natural = 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  *natural = (int) ceil (ht_trace_rows_get_height (self->shown));
  *minimum = (int) ceil (*natural * LEAST_SHARE);
}

static void
ht_trace_lanes_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_allocate (HT_TRACE_LANES_VIEW (widget)->overlay, width, height, baseline, NULL);
}

static void
ht_trace_lanes_view_dispose (GObject *object)
{
  HtTraceLanesView *self = HT_TRACE_LANES_VIEW (object);

  ht_trace_lanes_view_set_time_view (self, NULL);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_pointer (&self->function_rows, g_ptr_array_unref);
  g_clear_pointer (&self->marks, g_ptr_array_unref);
  g_clear_pointer (&self->data, ht_target_data_unref);
  g_clear_pointer (&self->choice.row, g_free);
  g_clear_pointer (&self->choice.track, g_free);
  G_OBJECT_CLASS (ht_trace_lanes_view_parent_class)->dispose (object);
}

static void
ht_trace_lanes_view_class_init (HtTraceLanesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_trace_lanes_view_dispose;
  widget_class->measure = ht_trace_lanes_view_measure;
  widget_class->size_allocate = ht_trace_lanes_view_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "tracelanes");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  ht_time_actions_install (widget_class, HT_TIME_KEYS_ALL);
  gtk_widget_class_install_action (widget_class, "lanes.show-chosen", NULL, show_chosen_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, 0, "lanes.show-chosen", NULL);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, change_row_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, change_row_cb, "i", -1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, step_cb, "i", 1);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, step_cb, "i", -1);
  signals[SIGNAL_BAR_CHOSEN] =
      g_signal_new ("bar-chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                    G_TYPE_NONE, 0);
}

static void
add_gestures (HtTraceLanesView *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (clicked_cb), self);
  g_signal_connect_object (focus, "enter", G_CALLBACK (invalidate), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (focus, "leave", G_CALLBACK (invalidate), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
  ht_time_gestures_add (GTK_WIDGET (self), get_time_plot, HT_TIME_DRAG_PANS);
}

static void
ht_trace_lanes_view_init (HtTraceLanesView *self)
{
  self->row = -1;
  self->pointer_x = self->pointer_y = -1;
  self->shown = g_ptr_array_new ();
  self->overlay = gtk_overlay_new ();
  self->picture = HT_PICTURE (ht_picture_new ());
  self->outline = HT_PICTURE (ht_picture_new_overlay ());
  ht_picture_set_painter (self->picture, paint_lanes_cb, self, NULL);
  ht_picture_set_painter (self->outline, paint_outline_cb, self, NULL);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->picture), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE,
                               -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (self->outline), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE,
                               -1);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->picture));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->outline));
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  add_gestures (self);
}

static void
outline_changed_cb (HtTraceLanesView *self)
{
  ht_picture_invalidate (self->outline);
}

/**
 * ht_trace_lanes_view_set_time_view:
 * @self: the view
 * @time_view: (nullable): the time to show, shared with other views
 */
void
ht_trace_lanes_view_set_time_view (HtTraceLanesView *self, HtTimeView *time_view)
{
  if (self->time_view != NULL)
    g_signal_handlers_disconnect_by_data (self->time_view, self);
  ht_time_actions_set_view (GTK_WIDGET (self), time_view);
  if (!g_set_object (&self->time_view, time_view) || time_view == NULL)
    return;
  g_signal_connect_swapped (time_view, "shown-changed", G_CALLBACK (invalidate), self);
  g_signal_connect_swapped (time_view, "mark-changed", G_CALLBACK (outline_changed_cb), self);
}

/**
 * ht_trace_lanes_view_set_gutter:
 * @self: the view
 * @gutter: px on the left, for the names of the lanes
 */
void
ht_trace_lanes_view_set_gutter (HtTraceLanesView *self, double gutter)
{
  self->gutter = gutter;
}

static void
add_rows (GPtrArray *shown, const GPtrArray *rows)
{
  for (guint i = 0; rows != NULL && i < rows->len; i++)
    g_ptr_array_add (shown, g_ptr_array_index (rows, i));
}

static void
update_shown (HtTraceLanesView *self)
{
  guint n_before = self->shown->len;

  g_ptr_array_set_size (self->shown, 0);
  if (self->data != NULL && self->data->trace != NULL)
    {
      add_rows (self->shown, self->data->trace->rows);
      if (self->shows_processors)
        add_rows (self->shown, self->data->trace->processors);
      add_rows (self->shown, self->function_rows);
    }
  self->row = MIN (self->row, (int) self->shown->len - 1);
  if (self->shown->len != n_before)
    gtk_widget_queue_resize (GTK_WIDGET (self));
  invalidate (self);
}

/**
 * ht_trace_lanes_view_set_data:
 * @self: the view
 * @data: what to show
 * @marks: (nullable) (element-type HtTimeMark): of which the gaps are shown
 */
void
ht_trace_lanes_view_set_data (HtTraceLanesView *self, HtTargetData *data, GPtrArray *marks)
{
  g_autoptr (HtTargetData) before = g_steal_pointer (&self->data);

  self->data = ht_target_data_ref (data);
  g_clear_pointer (&self->marks, g_ptr_array_unref);
  self->marks = marks != NULL ? g_ptr_array_ref (marks) : NULL;
  update_shown (self);
}

/**
 * ht_trace_lanes_view_set_function_rows:
 * @self: the view
 * @rows: (nullable) (transfer full) (element-type HtTraceRow): lanes below the others
 */
void
ht_trace_lanes_view_set_function_rows (HtTraceLanesView *self, GPtrArray *rows)
{
  g_autoptr (GPtrArray) before = g_steal_pointer (&self->function_rows);

  self->function_rows = rows;
  update_shown (self);
}

/**
 * ht_trace_lanes_view_show_processors:
 * @self: the view
 * @shows: whether each processor has a lane of its own
 */
void
ht_trace_lanes_view_show_processors (HtTraceLanesView *self, gboolean shows)
{
  self->shows_processors = shows;
  update_shown (self);
}

/**
 * ht_trace_lanes_view_get_choice:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what the user has chosen
 */
const HtTraceChoice *
ht_trace_lanes_view_get_choice (HtTraceLanesView *self)
{
  return self->choice.row != NULL ? &self->choice : NULL;
}

/**
 * ht_trace_lanes_view_forget_choice:
 * @self: the view
 *
 * Has nothing chosen.
 */
void
ht_trace_lanes_view_forget_choice (HtTraceLanesView *self)
{
  g_clear_pointer (&self->choice.row, g_free);
  g_clear_pointer (&self->choice.track, g_free);
  describe (self);
  ht_picture_invalidate (self->outline);
}
