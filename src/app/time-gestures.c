/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "time-gestures.h"

#include <math.h>

#include "time-actions.h"

#define CLICK_TOLERANCE 4

typedef struct
{
  /* Borrowed */
  GtkWidget *widget; /* which owns it */

  HtTimePlot get_plot;
  HtTimeDrag drag;
  double pointer_x;
  double pinch_scale;
  double panned_x;
  double drag_start_x;
  gboolean is_boxed; /* what is dragged over is shown at the end */
} Gestures;

static GQuark
gestures_quark (void)
{
  return g_quark_from_static_string ("ht-time-gestures");
}

static HtTimeView *
get_view (const Gestures *gestures)
{
  return ht_time_actions_get_view (gestures->widget);
}

static gboolean
get_plot (const Gestures *gestures, double *x, double *width)
{
  return get_view (gestures) != NULL && gestures->get_plot (gestures->widget, x, width);
}

/**
 * ht_time_gestures_time_at:
 * @widget: a widget that the gestures were added to
 * @x: a place in it, in px
 *
 * Returns: the time there, or that at the border next to it
 */
gint64
ht_time_gestures_time_at (GtkWidget *widget, double x)
{
  const Gestures *gestures = g_object_get_qdata (G_OBJECT (widget), gestures_quark ());
  gint64 from_ns, to_ns;
  double left, width;

  if (!get_plot (gestures, &left, &width))
    return 0;
  ht_time_view_get_shown (get_view (gestures), &from_ns, &to_ns);
  return from_ns + (gint64) (CLAMP ((x - left) / width, 0, 1) * (double) (to_ns - from_ns));
}

static gint64
time_at (const Gestures *gestures, double x)
{
  return ht_time_gestures_time_at (gestures->widget, x);
}

static gboolean
is_ready (const Gestures *gestures)
{
  double x, width;

  return get_plot (gestures, &x, &width);
}

static void
motion_cb (Gestures *gestures, double x, double y)
{
  gestures->pointer_x = x;
}

static gboolean
scroll_cb (Gestures *gestures, double dx, double dy, GtkEventControllerScroll *controller)
{
  if (!is_ready (gestures))
    return GDK_EVENT_PROPAGATE;
  return ht_time_scroll (get_view (gestures), controller, dx, dy,
                         time_at (gestures, gestures->pointer_x));
}

static void
pinch_begin_cb (Gestures *gestures)
{
  gestures->pinch_scale = 1;
  if (is_ready (gestures))
    ht_time_view_remember (get_view (gestures));
}

static void
pinch_cb (Gestures *gestures, double scale, GtkGesture *gesture)
{
  double x, y;

  if (!is_ready (gestures) || !gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    return;
  ht_time_view_zoom (get_view (gestures), time_at (gestures, x), gestures->pinch_scale / scale);
  gestures->pinch_scale = scale;
}

static void
pan_begin_cb (Gestures *gestures)
{
  gestures->panned_x = 0;
}

/* The time that was grabbed stays under the pointer. */
static void
pan_update_cb (Gestures *gestures, double dx, double dy, GtkGesture *gesture)
{
  double x, width;

  if (!get_plot (gestures, &x, &width) || (gestures->panned_x == 0 && fabs (dx) < CLICK_TOLERANCE))
    return;
  if (gestures->panned_x == 0)
    ht_time_view_remember (get_view (gestures));
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  ht_time_view_pan (get_view (gestures), (gestures->panned_x - dx) / width);
  gestures->panned_x = dx;
}

/* A click into the marked range shows it. */
static void
pan_end_cb (Gestures *gestures)
{
  gint64 from_ns, to_ns, time_ns;

  if (!is_ready (gestures) || gestures->panned_x != 0)
    return;
  time_ns = time_at (gestures, gestures->pointer_x);
  if (ht_time_view_get_marked (get_view (gestures), &from_ns, &to_ns) && time_ns >= from_ns &&
      time_ns <= to_ns)
    ht_time_view_show_marked (get_view (gestures));
}

static gboolean
does_mark (const Gestures *gestures)
{
  return gestures->drag == HT_TIME_DRAG_MARKS || gestures->is_boxed;
}

static void
drag_begin_cb (Gestures *gestures, double x, double y, GtkEventController *drag)
{
  gestures->drag_start_x = x;
  gestures->is_boxed =
      (gtk_event_controller_get_current_event_state (drag) & GDK_CONTROL_MASK) != 0;
  gtk_widget_grab_focus (gestures->widget);
  pan_begin_cb (gestures);
}

static void
drag_update_cb (Gestures *gestures, double dx, double dy, GtkGesture *gesture)
{
  if (!does_mark (gestures))
    {
      pan_update_cb (gestures, dx, dy, gesture);
      return;
    }
  if (!is_ready (gestures) || fabs (dx) < CLICK_TOLERANCE)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  ht_time_view_mark (get_view (gestures), time_at (gestures, gestures->drag_start_x),
                     time_at (gestures, gestures->drag_start_x + dx));
}

static void
drag_end_cb (Gestures *gestures, double dx, double dy)
{
  if (!is_ready (gestures) || !does_mark (gestures))
    return;
  if (gestures->is_boxed && fabs (dx) >= CLICK_TOLERANCE)
    ht_time_view_show_marked (get_view (gestures));
  else if (fabs (dx) < CLICK_TOLERANCE)
    ht_time_view_unmark (get_view (gestures));
}

/**
 * ht_time_gestures_add:
 * @widget: a widget with the actions of [func@time_actions_install]
 * @plot: tells where in it time is shown
 * @drag: what a drag does
 *
 * Has wheel, fingers and drags zoom, pan and mark the time that the actions change.
 */
void
ht_time_gestures_add (GtkWidget *widget, HtTimePlot plot, HtTimeDrag drag)
{
  Gestures *gestures = g_new0 (Gestures, 1);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES | GTK_EVENT_CONTROLLER_SCROLL_KINETIC);
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *first = gtk_gesture_drag_new ();
  GtkGesture *pan = gtk_gesture_drag_new ();

  gestures->widget = widget;
  gestures->get_plot = plot;
  gestures->drag = drag;
  g_object_set_qdata_full (G_OBJECT (widget), gestures_quark (), gestures, g_free);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (pan), GDK_BUTTON_MIDDLE);
  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), gestures);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), gestures);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), gestures);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), gestures);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), gestures);
  g_signal_connect_swapped (first, "drag-begin", G_CALLBACK (drag_begin_cb), gestures);
  g_signal_connect_swapped (first, "drag-update", G_CALLBACK (drag_update_cb), gestures);
  g_signal_connect_swapped (first, "drag-end", G_CALLBACK (drag_end_cb), gestures);
  g_signal_connect_swapped (pan, "drag-begin", G_CALLBACK (pan_begin_cb), gestures);
  g_signal_connect_swapped (pan, "drag-update", G_CALLBACK (pan_update_cb), gestures);
  g_signal_connect_swapped (pan, "drag-end", G_CALLBACK (pan_end_cb), gestures);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (first));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pan));
  ht_time_actions_add_back_button (widget);
}
