/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "flame-view.h"

#include <adwaita.h>
#include <math.h>

#include "flame-layouter.h"
#include "flame-walk.h"
#include "picture.h"

#define ZOOM_STEP       0.8
#define CLICK_TOLERANCE 4
#define ANIMATION_MS    200
#define LEAST_SHOWN     1e-9

/* A frame narrower than this is not seen; one that is gone to gets this much, in px. */
#define LEAST_REVEALED  4
#define WANTED_REVEALED 160

struct _HtFlameView
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *box;
  HtPicture *frames;
  HtPicture *hover;
  GtkWidget *scrollbar;

  /* Owned */
  HtFlameData *data;
  HtFlameLayouter *layouter;
  GtkAdjustment *scroll;
  AdwAnimation *animation;
  HtFlameMatches *matches;

  HtFlameGraph graph; /* its layout is that of @layouter */
  HtFlameBox hovered; /* its weight is 0 if there is none */
  guint32 zoomed;
  guint scroll_update; /* source id */
  double pointer_x;
  double pinch_scale;

  /* of the animation and of a drag in progress */
  double old_from, old_to, new_from, new_to, old_scroll;
};

enum
{
  SIGNAL_SELECTED_CHANGED,
  SIGNAL_HOVERED_CHANGED,
  SIGNAL_VIEW_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtFlameView, ht_flame_view, GTK_TYPE_WIDGET)

static double
picture_width (HtFlameView *self)
{
  return MAX (gtk_widget_get_width (GTK_WIDGET (self->frames)), 1);
}

static double
picture_height (HtFlameView *self)
{
  return MAX (gtk_widget_get_height (GTK_WIDGET (self->frames)), 1);
}

static void
view_changed (HtFlameView *self)
{
  ht_picture_invalidate (self->frames);
  ht_picture_invalidate (self->hover);
  g_signal_emit (self, signals[SIGNAL_VIEW_CHANGED], 0);
}

static gboolean
is_animated (HtFlameView *self)
{
  return adw_animation_get_state (self->animation) == ADW_ANIMATION_PLAYING;
}

static double
wanted_upper (HtFlameView *self)
{
  double upper = MAX (ht_flame_graph_get_height (&self->graph), picture_height (self));

  /* On its way to deeper rows it must not forget that it is to scroll to them. */
  return is_animated (self) ? MAX (upper, gtk_adjustment_get_upper (self->scroll)) : upper;
}

/* A new range of the scrollbar makes it want another allocation, which it must not
 * want while the window is being laid out or drawn. */
static gboolean
update_scroll_cb (gpointer user_data)
{
  HtFlameView *self = user_data;

  self->scroll_update = 0;
  if (self->graph.layout == NULL)
    return G_SOURCE_REMOVE;
  gtk_adjustment_configure (self->scroll, gtk_adjustment_get_value (self->scroll), 0,
                            wanted_upper (self), HT_FLAME_ROW_HEIGHT, picture_height (self),
                            picture_height (self));
  gtk_widget_set_visible (self->scrollbar,
                          ht_flame_graph_get_height (&self->graph) > picture_height (self));
  return G_SOURCE_REMOVE;
}

static void
take_layout (HtFlameView *self)
{
  /* A new one may lie where the last one lay, so there is no telling whether it is new. */
  self->graph.layout = ht_flame_layouter_get_layout (self->layouter);
  if (self->graph.layout != NULL && self->scroll_update == 0 &&
      (gtk_adjustment_get_upper (self->scroll) != wanted_upper (self) ||
       gtk_adjustment_get_page_size (self->scroll) != picture_height (self)))
    self->scroll_update = g_idle_add (update_scroll_cb, self);
}

static void
layout_changed_cb (HtFlameView *self)
{
  take_layout (self);
  view_changed (self);
}

static void
ensure_layout (HtFlameView *self)
{
  ht_flame_layouter_request (self->layouter, self->graph.from, self->graph.to,
                             picture_width (self));
  take_layout (self);
}

static void
paint_frames_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtFlameView *self = user_data;

  ensure_layout (self);
  if (self->graph.layout == NULL)
    return;
  self->graph.scroll = gtk_adjustment_get_value (self->scroll);
  self->graph.covered =
      gtk_widget_get_visible (self->scrollbar) ? gtk_widget_get_width (self->scrollbar) : 0;
  ht_flame_graph_paint (&self->graph, paint, cr, width, height);
}

static void
paint_hover_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtFlameView *self = user_data;
  cairo_rectangle_t area;

  self->graph.scroll = gtk_adjustment_get_value (self->scroll);
  if (self->hovered.weight == 0 ||
      !ht_flame_graph_get_box_area (&self->graph, &self->hovered, width, height, &area))
    return;
  ht_paint_set_color (paint, cr, HT_COLOR_TEXT, 0.12);
  cairo_rectangle (cr, area.x, area.y, area.width, area.height);
  cairo_fill (cr);
}

/**
 * ht_flame_view_show_range:
 * @self: the view
 * @from: left border, as a fraction of the root's width
 * @to: right border
 *
 * Shows a part of the graph at once, as far as it has one there.
 */
void
ht_flame_view_show_range (HtFlameView *self, double from, double to)
{
  double shown = CLAMP (to - from, LEAST_SHOWN, 1);

  self->graph.from = CLAMP (from, 0, 1 - shown);
  self->graph.to = self->graph.from + shown;
  view_changed (self);
}

static void
animate_cb (double progress, gpointer user_data)
{
  HtFlameView *self = user_data;

  ht_flame_view_show_range (self, self->old_from + (self->new_from - self->old_from) * progress,
                            self->old_to + (self->new_to - self->old_to) * progress);
}

static void
animate_to (HtFlameView *self, double from, double to)
{
  self->old_from = self->graph.from;
  self->old_to = self->graph.to;
  self->new_from = from;
  self->new_to = to;
  adw_animation_reset (self->animation);
  adw_animation_play (self->animation);
}

static void
set_hovered (HtFlameView *self, const HtFlameBox *box)
{
  static const HtFlameBox none = { 0 };

  if (box == NULL)
    box = &none;
  if (self->hovered.node == box->node && self->hovered.n_merged == box->n_merged &&
      self->hovered.weight == box->weight)
    return;
  self->hovered = *box;
  ht_picture_invalidate (self->hover);
  g_signal_emit (self, signals[SIGNAL_HOVERED_CHANGED], 0);
}

static const HtFlameBox *
box_at (HtFlameView *self, double x, double y)
{
  ensure_layout (self);
  if (self->graph.layout == NULL)
    return NULL;
  self->graph.scroll = gtk_adjustment_get_value (self->scroll);
  return ht_flame_graph_box_at (&self->graph, x, y, picture_width (self), picture_height (self));
}

static void
leave_cb (HtFlameView *self)
{
  set_hovered (self, NULL);
}

static void
zoom_about (HtFlameView *self, double x, double factor)
{
  double share = CLAMP (x / picture_width (self), 0, 1);
  double shown = self->graph.to - self->graph.from;
  double center = self->graph.from + share * shown;

  shown = CLAMP (shown * factor, LEAST_SHOWN, 1);
  ht_flame_view_show_range (self, center - share * shown, center + (1 - share) * shown);
}

static gboolean
scroll_cb (HtFlameView *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  gboolean surface = gtk_event_controller_scroll_get_unit (controller) == GDK_SCROLL_UNIT_SURFACE;
  double rows = surface ? 1 : 3 * HT_FLAME_ROW_HEIGHT;

  if ((state & GDK_CONTROL_MASK) != 0)
    zoom_about (self, self->pointer_x, pow (ZOOM_STEP, -dy * (surface ? 0.02 : 1)));
  else
    gtk_adjustment_set_value (self->scroll, gtk_adjustment_get_value (self->scroll) +
                                                (self->graph.upward ? -dy : dy) * rows);
  return GDK_EVENT_STOP;
}

static void
pinch_begin_cb (HtFlameView *self)
{
  self->pinch_scale = 1;
}

static void
pinch_cb (HtFlameView *self, double scale, GtkGesture *gesture)
{
  double x, y;

  if (!gtk_gesture_get_bounding_box_center (gesture, &x, &y))
    return;
  zoom_about (self, x, self->pinch_scale / scale);
  self->pinch_scale = scale;
}

static void
drag_begin_cb (HtFlameView *self, double x, double y)
{
  /* It would go on from where the drag began. */
  if (is_animated (self))
    adw_animation_skip (self->animation);
  self->old_from = self->graph.from;
  self->old_to = self->graph.to;
  self->old_scroll = gtk_adjustment_get_value (self->scroll);
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

static void
drag_update_cb (HtFlameView *self, double dx, double dy, GtkGesture *gesture)
{
  double moved = dx / picture_width (self) * (self->old_to - self->old_from);

  if (fabs (dx) < CLICK_TOLERANCE && fabs (dy) < CLICK_TOLERANCE)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  gtk_adjustment_set_value (self->scroll, self->old_scroll + (self->graph.upward ? dy : -dy));
  ht_flame_view_show_range (self, self->old_from - moved, self->old_to - moved);
}

static void
released_cb (HtFlameView *self, int n_press, double x, double y)
{
  const HtFlameBox *box = box_at (self, x, y);

  if (box == NULL)
    return;
  if (box->n_merged > 0)
    {
      animate_to (self, box->left, box->right);
      return;
    }
  ht_flame_view_select (self, box->node);
  if (n_press == 2)
    ht_flame_view_zoom_to (self, box->node);
}

static gboolean
move_cb (GtkWidget *widget, GVariant *parameter, gpointer user_data)
{
  HtFlameView *self = HT_FLAME_VIEW (widget);
  guint32 target;

  if (self->data == NULL)
    return GDK_EVENT_PROPAGATE;
  ensure_layout (self);
  target = ht_flame_graph_walk (&self->graph, self->graph.selected,
                                (HtFlameWay) g_variant_get_int32 (parameter));
  if (target != 0)
    ht_flame_view_reveal (self, target);
  return GDK_EVENT_STOP;
}

static void
zoom_in_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zoom_about (HT_FLAME_VIEW (widget), HT_FLAME_VIEW (widget)->pointer_x, ZOOM_STEP);
}

static void
zoom_out_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  zoom_about (HT_FLAME_VIEW (widget), HT_FLAME_VIEW (widget)->pointer_x, 1 / ZOOM_STEP);
}

static void
show_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  ht_flame_view_show_all (HT_FLAME_VIEW (widget));
}

static void
zoom_selected_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtFlameView *self = HT_FLAME_VIEW (widget);

  ht_flame_view_zoom_to (self, self->graph.selected);
}

static void
zoom_parent_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HtFlameView *self = HT_FLAME_VIEW (widget);

  if (self->data != NULL)
    ht_flame_view_zoom_to (self, self->data->tree->parent[self->zoomed]);
}

static void
ht_flame_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HtFlameView *self = HT_FLAME_VIEW (widget);

  gtk_widget_size_allocate (self->box, &(GtkAllocation){ 0, 0, width, height }, baseline);
}

static void
ht_flame_view_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  gtk_widget_measure (HT_FLAME_VIEW (widget)->box, orientation, for_size, minimum, natural, NULL,
                      NULL);
}

static void
ht_flame_view_dispose (GObject *object)
{
  HtFlameView *self = HT_FLAME_VIEW (object);

  g_clear_handle_id (&self->scroll_update, g_source_remove);
  g_clear_object (&self->animation);
  g_clear_object (&self->layouter);
  g_clear_pointer (&self->data, ht_flame_data_unref);
  g_clear_pointer (&self->matches, ht_flame_matches_unref);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->scroll);
  G_OBJECT_CLASS (ht_flame_view_parent_class)->dispose (object);
}

static void
add_keys (GtkWidgetClass *widget_class)
{
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Up, 0, move_cb, "i", HT_FLAME_UP);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Down, 0, move_cb, "i", HT_FLAME_DOWN);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Left, 0, move_cb, "i", HT_FLAME_LEFT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Right, 0, move_cb, "i", HT_FLAME_RIGHT);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, 0, "flame.zoom-selected",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "flame.zoom-parent", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_0, 0, "flame.show-all", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_plus, 0, "flame.zoom-in", NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_minus, 0, "flame.zoom-out", NULL);
}

static void
ht_flame_view_class_init (HtFlameViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GType type = G_TYPE_FROM_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_flame_view_dispose;
  widget_class->size_allocate = ht_flame_view_size_allocate;
  widget_class->measure = ht_flame_view_measure;
  signals[SIGNAL_SELECTED_CHANGED] = g_signal_new ("selected-changed", type, G_SIGNAL_RUN_LAST, 0,
                                                   NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_HOVERED_CHANGED] = g_signal_new ("hovered-changed", type, G_SIGNAL_RUN_LAST, 0,
                                                  NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_VIEW_CHANGED] =
      g_signal_new ("view-changed", type, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "flamegraph");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_install_action (widget_class, "flame.zoom-in", NULL, zoom_in_action);
  gtk_widget_class_install_action (widget_class, "flame.zoom-out", NULL, zoom_out_action);
  gtk_widget_class_install_action (widget_class, "flame.show-all", NULL, show_all_action);
  gtk_widget_class_install_action (widget_class, "flame.zoom-selected", NULL, zoom_selected_action);
  gtk_widget_class_install_action (widget_class, "flame.zoom-parent", NULL, zoom_parent_action);
  add_keys (widget_class);
}

static void
add_gestures (HtFlameView *self)
{
  GtkWidget *widget = GTK_WIDGET (self->frames);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (
      GTK_EVENT_CONTROLLER_SCROLL_VERTICAL | GTK_EVENT_CONTROLLER_SCROLL_KINETIC);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();

  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (ht_flame_view_hover_at), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
}

static void
ht_flame_view_init (HtFlameView *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->graph.to = 1;
  self->layouter = ht_flame_layouter_new ();
  g_signal_connect_object (self->layouter, "changed", G_CALLBACK (layout_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->scroll = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 0, 0, 0));
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  self->frames = HT_PICTURE (ht_picture_new ());
  self->hover = HT_PICTURE (ht_picture_new_overlay ());
  self->scrollbar = gtk_scrollbar_new (GTK_ORIENTATION_VERTICAL, self->scroll);

  ht_picture_set_painter (self->frames, paint_frames_cb, self, NULL);
  ht_picture_set_painter (self->hover, paint_hover_cb, self, NULL);
  gtk_widget_set_hexpand (overlay, TRUE);
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->frames));
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->hover));
  /* Above the graph, lest its coming and going change the graph's width. */
  gtk_widget_set_halign (self->scrollbar, GTK_ALIGN_END);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->scrollbar);
  gtk_box_append (GTK_BOX (self->box), overlay);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_object (self->scroll, "value-changed", G_CALLBACK (view_changed), self,
                           G_CONNECT_SWAPPED);
  self->animation =
      adw_timed_animation_new (GTK_WIDGET (self), 0, 1, ANIMATION_MS,
                               adw_callback_animation_target_new (animate_cb, self, NULL));
  add_gestures (self);
}

/**
 * ht_flame_view_new:
 *
 * Returns: (transfer floating): an empty flame graph
 */
GtkWidget *
ht_flame_view_new (void)
{
  return g_object_new (HT_TYPE_FLAME_VIEW, NULL);
}

/* Where somebody was who looked at @old, as far as there is such a place. */
static void
go_to_old_place (HtFlameView *self, const HtFlameData *old, double from, double to)
{
  guint32 zoomed = ht_flame_data_find_like (self->data, old, self->zoomed);
  double left, right;

  self->graph.selected = ht_flame_data_find_like (self->data, old, self->graph.selected);
  self->graph.outlined = ht_flame_data_find_like (self->data, old, self->graph.outlined);
  if (self->zoomed != 0 && zoomed == 0)
    {
      self->zoomed = 0;
      ht_flame_view_show_range (self, 0, 1);
      return;
    }
  self->zoomed = zoomed;
  if (zoomed == 0)
    {
      /* Where in the width a frame is in a difference says nothing of where it is in a profile. */
      if ((old->change != NULL) != (self->data->change != NULL))
        ht_flame_view_show_range (self, 0, 1);
      else
        ht_flame_view_show_range (self, from, to);
      return;
    }
  ht_flame_graph_get_extent (&self->graph, zoomed, &left, &right);
  ht_flame_view_show_range (self, left, right);
}

/**
 * ht_flame_view_set_data:
 * @self: the view
 * @data: (nullable): what to show
 * @keep_place: whether to look at the same frames as before, for a step to the next
 *   profile, instead of the whole
 *
 * Shows another weighting.
 */
void
ht_flame_view_set_data (HtFlameView *self, HtFlameData *data, gboolean keep_place)
{
  g_autoptr (HtFlameData) old = g_steal_pointer (&self->data);
  double from = self->graph.from;
  double to = self->graph.to;

  adw_animation_pause (self->animation);
  ht_flame_view_set_matches (self, NULL);
  self->graph.layout = NULL;
  ht_flame_layouter_set_data (self->layouter, data);
  self->data = data != NULL ? ht_flame_data_ref (data) : NULL;
  ht_flame_data_fill_graph (data, &self->graph);
  set_hovered (self, NULL);
  if (keep_place && old != NULL && data != NULL)
    go_to_old_place (self, old, from, to);
  else
    {
      self->graph.selected = self->graph.outlined = self->zoomed = 0;
      gtk_adjustment_set_value (self->scroll, 0);
      ht_flame_view_show_range (self, 0, 1);
    }
  g_signal_emit (self, signals[SIGNAL_SELECTED_CHANGED], 0);
}

/**
 * ht_flame_view_get_data:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what it shows
 */
HtFlameData *
ht_flame_view_get_data (HtFlameView *self)
{
  return self->data;
}

/**
 * ht_flame_view_set_upward:
 * @self: the view
 * @upward: whether the root is at the bottom
 */
void
ht_flame_view_set_upward (HtFlameView *self, gboolean upward)
{
  if (self->graph.upward == upward)
    return;
  self->graph.upward = upward;
  gtk_adjustment_set_value (self->scroll, 0);
  view_changed (self);
}

/**
 * ht_flame_view_select:
 * @self: the view
 * @node: a folded-tree node, 0 for none
 */
void
ht_flame_view_select (HtFlameView *self, guint32 node)
{
  if (self->graph.selected == node || self->data == NULL)
    return;
  self->graph.selected = node;
  ht_picture_invalidate (self->frames);
  g_signal_emit (self, signals[SIGNAL_SELECTED_CHANGED], 0);
}

/**
 * ht_flame_view_get_selected:
 * @self: the view
 *
 * Returns: the selected node, 0 for none
 */
guint32
ht_flame_view_get_selected (HtFlameView *self)
{
  return self->graph.selected;
}

/**
 * ht_flame_view_get_hovered:
 * @self: the view
 *
 * Returns: (transfer none) (nullable): what is under the pointer: a frame, or a run of frames that
 *   are too narrow to be drawn
 */
const HtFlameBox *
ht_flame_view_get_hovered (HtFlameView *self)
{
  return self->hovered.weight > 0 ? &self->hovered : NULL;
}

/**
 * ht_flame_view_hover_at:
 * @self: the view
 * @x: where the pointer is, in px
 * @y: where the pointer is, in px
 *
 * Does what a motion of the pointer does.
 */
void
ht_flame_view_hover_at (HtFlameView *self, double x, double y)
{
  self->pointer_x = x;
  set_hovered (self, box_at (self, x, y));
}

static void
scroll_to_row (HtFlameView *self, guint row)
{
  double top = row * (double) HT_FLAME_ROW_HEIGHT;
  double needed = top + 2 * HT_FLAME_ROW_HEIGHT;

  if (gtk_adjustment_get_upper (self->scroll) < needed)
    gtk_adjustment_set_upper (self->scroll, needed);
  gtk_adjustment_clamp_page (self->scroll, top, top + HT_FLAME_ROW_HEIGHT);
}

/**
 * ht_flame_view_reveal:
 * @self: the view
 * @node: a folded-tree node, not 0
 *
 * Selects a frame and, if it is out of view or too narrow to be seen, goes there.
 */
void
ht_flame_view_reveal (HtFlameView *self, guint32 node)
{
  double left, right, shown;

  if (self->data == NULL)
    return;
  ht_flame_graph_get_extent (&self->graph, node, &left, &right);
  shown = self->graph.to - self->graph.from;
  if (right <= self->graph.from || left >= self->graph.to ||
      (right - left) / shown * picture_width (self) < LEAST_REVEALED)
    {
      double room = MAX (right - left, (right - left) * picture_width (self) / WANTED_REVEALED);

      animate_to (self, (left + right - room) / 2, (left + right + room) / 2);
    }
  scroll_to_row (self, ht_flame_graph_get_row (&self->graph, node));
  ht_flame_view_select (self, node);
}

/**
 * ht_flame_view_zoom_to:
 * @self: the view
 * @node: a folded-tree node; 0 shows all
 *
 * Gives a frame the full width; its callers stay above it.
 */
void
ht_flame_view_zoom_to (HtFlameView *self, guint32 node)
{
  double left, right;

  if (self->data == NULL)
    return;
  ht_flame_graph_get_extent (&self->graph, node, &left, &right);
  self->zoomed = node;
  animate_to (self, left, right);
}

/**
 * ht_flame_view_show_stack:
 * @self: the view
 * @node: a folded-tree node, not 0
 *
 * Selects a frame, gives its stack an outline, and goes so close that it has half of the width at
 * least, with what is beside it.
 */
void
ht_flame_view_show_stack (HtFlameView *self, guint32 node)
{
  const HtFoldedTree *tree;
  guint32 shown = node;

  if (self->data == NULL)
    return;
  tree = self->data->tree;
  while (tree->parent[shown] != 0 && tree->weight[tree->parent[shown]] / 2 <= tree->weight[node])
    shown = tree->parent[shown];
  self->graph.outlined = node;
  ht_flame_view_select (self, node);
  ht_flame_view_zoom_to (self, shown);
  scroll_to_row (self, ht_flame_graph_get_row (&self->graph, node));
}

/**
 * ht_flame_view_show_all:
 * @self: the view
 *
 * Shows the whole graph, and no stack as one.
 */
void
ht_flame_view_show_all (HtFlameView *self)
{
  self->graph.outlined = 0;
  ht_flame_view_zoom_to (self, 0);
}

/**
 * ht_flame_view_get_zoomed:
 * @self: the view
 *
 * Returns: the node that was zoomed to, 0 for all
 */
guint32
ht_flame_view_get_zoomed (HtFlameView *self)
{
  return self->zoomed;
}

/**
 * ht_flame_view_set_matches:
 * @self: the view
 * @matches: (nullable): what a search has found in what is shown
 */
void
ht_flame_view_set_matches (HtFlameView *self, HtFlameMatches *matches)
{
  if (self->matches == matches)
    return;
  g_clear_pointer (&self->matches, ht_flame_matches_unref);
  self->matches = matches != NULL ? ht_flame_matches_ref (matches) : NULL;
  self->graph.matches = matches != NULL ? matches->groups : NULL;
  view_changed (self);
}

/**
 * ht_flame_view_get_graph:
 * @self: the view
 * @height: (out): how many px high its picture is
 *
 * Returns: (transfer none): what is shown, as it is shown
 */
const HtFlameGraph *
ht_flame_view_get_graph (HtFlameView *self, double *height)
{
  self->graph.scroll = gtk_adjustment_get_value (self->scroll);
  *height = picture_height (self);
  return &self->graph;
}

/**
 * ht_flame_view_center:
 * @self: the view
 * @x: what to bring to the middle, as a fraction of the root's width
 * @row: what row to bring to the middle, as a fraction of a row
 *
 * Moves without zooming.
 */
void
ht_flame_view_center (HtFlameView *self, double x, double row)
{
  double shown = self->graph.to - self->graph.from;

  ht_flame_view_show_range (self, x - shown / 2, x + shown / 2);
  gtk_adjustment_set_value (self->scroll, row * HT_FLAME_ROW_HEIGHT - picture_height (self) / 2);
}
