/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "time-actions.h"

#include <math.h>

#define ZOOM_STEP   0.8
#define PAN_STEP    0.1
#define BACK_BUTTON 8

static GQuark
view_quark (void)
{
  return g_quark_from_static_string ("ht-time-view");
}

static HtTimeView *
view_of (GtkWidget *widget)
{
  return g_object_get_qdata (G_OBJECT (widget), view_quark ());
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtTimeView *view = view_of (widget);
  gint64 center_ns = ht_time_view_get_cursor (view);
  gint64 from_ns, to_ns;

  ht_time_view_get_shown (view, &from_ns, &to_ns);
  if (center_ns < from_ns || center_ns > to_ns)
    center_ns = from_ns + (to_ns - from_ns) / 2;
  ht_time_view_remember (view);
  ht_time_view_zoom (view, center_ns,
                     g_str_equal (name, "chart.zoom-in") ? ZOOM_STEP : 1 / ZOOM_STEP);
}

static void
show_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_time_view_show_all (view_of (widget));
}

static void
show_marked_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_time_view_show_marked (view_of (widget));
}

static void
undo_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_time_view_undo (view_of (widget));
}

static void
unmark_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_time_view_unmark (view_of (widget));
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  static const struct
  {
    guint key;
    const char *action;
  } keys[] = {
    { GDK_KEY_plus, "chart.zoom-in" },         { GDK_KEY_KP_Add, "chart.zoom-in" },
    { GDK_KEY_equal, "chart.zoom-in" },        { GDK_KEY_minus, "chart.zoom-out" },
    { GDK_KEY_KP_Subtract, "chart.zoom-out" }, { GDK_KEY_0, "chart.show-all" },
    { GDK_KEY_KP_0, "chart.show-all" },        { GDK_KEY_Return, "chart.show-marked" },
    { GDK_KEY_KP_Enter, "chart.show-marked" }, { GDK_KEY_Escape, "chart.unmark" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding_action (widget_class, keys[i].key, 0, keys[i].action, NULL);
}

/**
 * ht_time_actions_install:
 * @widget_class: class of a widget that shows time, or holds such widgets
 * @keys: which keys it gets
 *
 * Adds the actions `chart.zoom-in`, `chart.zoom-out`, `chart.show-all`,
 * `chart.show-marked`, `chart.undo` and `chart.unmark`.
 */
void
ht_time_actions_install (GtkWidgetClass *widget_class, HtTimeKeys keys)
{
  gtk_widget_class_install_action (widget_class, "chart.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "chart.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (widget_class, "chart.show-all", NULL, show_all_action);
  gtk_widget_class_install_action (widget_class, "chart.show-marked", NULL, show_marked_action);
  gtk_widget_class_install_action (widget_class, "chart.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "chart.unmark", NULL, unmark_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_z, GDK_CONTROL_MASK, "chart.undo",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Left, GDK_ALT_MASK, "chart.undo",
                                       NULL);
  if (keys == HT_TIME_KEYS_ALL)
    add_keys (widget_class);
}

static void
update_enabled_cb (GtkWidget *widget)
{
  HtTimeView *view = view_of (widget);
  gint64 from_ns, to_ns, first_ns, last_ns;
  gboolean marked, all;

  ht_time_view_get_extent (view, &first_ns, &last_ns);
  ht_time_view_get_shown (view, &from_ns, &to_ns);
  all = from_ns <= first_ns && to_ns >= last_ns;
  marked = ht_time_view_get_marked (view, &from_ns, &to_ns);
  gtk_widget_action_set_enabled (widget, "chart.zoom-out", !all);
  gtk_widget_action_set_enabled (widget, "chart.show-all", !all);
  gtk_widget_action_set_enabled (widget, "chart.undo", ht_time_view_can_undo (view));
  gtk_widget_action_set_enabled (widget, "chart.show-marked", marked);
  gtk_widget_action_set_enabled (widget, "chart.unmark", marked);
}

/**
 * ht_time_actions_set_view:
 * @widget: a widget whose class has the actions
 * @time_view: (nullable): the time that they change
 *
 * Whatever cannot be done just now is insensitive.
 */
void
ht_time_actions_set_view (GtkWidget *widget, HtTimeView *time_view)
{
  HtTimeView *old = view_of (widget);

  if (old != NULL)
    g_signal_handlers_disconnect_by_func (old, update_enabled_cb, widget);
  g_object_set_qdata_full (G_OBJECT (widget), view_quark (),
                           time_view != NULL ? g_object_ref (time_view) : NULL, g_object_unref);
  if (time_view == NULL)
    return;
  g_signal_connect_object (time_view, "shown-changed", G_CALLBACK (update_enabled_cb), widget,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (time_view, "mark-changed", G_CALLBACK (update_enabled_cb), widget,
                           G_CONNECT_SWAPPED);
  update_enabled_cb (widget);
}

/**
 * ht_time_actions_get_view:
 * @widget: a widget whose class has the actions
 *
 * Returns: (transfer none) (nullable): the time that they change
 */
HtTimeView *
ht_time_actions_get_view (GtkWidget *widget)
{
  return view_of (widget);
}

static void
back_cb (GtkWidget *widget)
{
  gtk_widget_activate_action (widget, "chart.undo", NULL);
}

/**
 * ht_time_actions_add_back_button:
 * @widget: a widget with the actions
 *
 * Has the Back button of the mouse undo.
 */
void
ht_time_actions_add_back_button (GtkWidget *widget)
{
  GtkGesture *click = gtk_gesture_click_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (click), BACK_BUTTON);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (back_cb), widget);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}

/**
 * ht_time_scroll:
 * @time_view: what to change
 * @controller: who tells of the wheel
 * @dx: how far to the right
 * @dy: how far down
 * @center_ns: the time at the pointer
 *
 * Pans, or zooms about the pointer if Ctrl is pressed.
 *
 * Returns: whether the event is used up
 */
gboolean
ht_time_scroll (HtTimeView *time_view,
                GtkEventControllerScroll *controller,
                double dx,
                double dy,
                gint64 center_ns)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean surface = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  double notch = surface ? 0.02 : 1;

  ht_time_view_remember_burst (time_view, g_get_monotonic_time ());
  if ((state & GDK_CONTROL_MASK) != 0)
    ht_time_view_zoom (time_view, center_ns, pow (ZOOM_STEP, -dy * notch));
  else
    ht_time_view_pan (time_view, (fabs (dx) > fabs (dy) ? dx : dy) * notch * PAN_STEP);
  return GDK_EVENT_STOP;
}
