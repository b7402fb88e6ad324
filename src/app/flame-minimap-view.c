/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "flame-minimap-view.h"

#include "flame-layouter.h"
#include "flame-minimap.h"
#include "picture.h"

struct _HtFlameMinimapView
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *overlay;
  HtPicture *shape;
  HtPicture *border;

  /* Owned */
  HtFlameView *flame_view;
  HtFlameLayouter *layouter;

  /* Borrowed, to tell whether they are still the same */
  HtFlameData *data;
  const gboolean *matches;

  guint32 selected;
  gboolean upward;
};

G_DEFINE_FINAL_TYPE (HtFlameMinimapView, ht_flame_minimap_view, GTK_TYPE_WIDGET)

static void
paint_shape_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtFlameMinimapView *self = user_data;
  HtFlameGraph graph;
  double view_height;

  ht_paint_set_color (paint, cr, HT_COLOR_GROUND, 1);
  cairo_paint (cr);
  if (self->flame_view == NULL)
    return;
  graph = *ht_flame_view_get_graph (self->flame_view, &view_height);
  ht_flame_layouter_request (self->layouter, 0, 1, width);
  graph.layout = ht_flame_layouter_get_layout (self->layouter);
  if (graph.tree != NULL && graph.layout != NULL)
    ht_flame_minimap_paint (&graph, paint, cr, width, height);
}

static void
paint_border_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtFlameMinimapView *self = user_data;
  const HtFlameLayout *layout = ht_flame_layouter_get_layout (self->layouter);
  double view_height;

  if (self->flame_view == NULL || layout == NULL)
    return;
  ht_flame_minimap_paint_view (ht_flame_view_get_graph (self->flame_view, &view_height),
                               ht_flame_layout_n_rows (layout), view_height, paint, cr, width,
                               height);
}

static void
layout_changed_cb (HtFlameMinimapView *self)
{
  ht_picture_invalidate (self->shape);
  ht_picture_invalidate (self->border);
}

/* The shape is painted again only if more than the view has changed. */
static void
view_changed_cb (HtFlameMinimapView *self)
{
  double view_height;
  const HtFlameGraph *graph = ht_flame_view_get_graph (self->flame_view, &view_height);
  HtFlameData *data = ht_flame_view_get_data (self->flame_view);

  ht_picture_invalidate (self->border);
  if (self->data == data && self->matches == graph->matches && self->selected == graph->selected &&
      self->upward == graph->upward)
    return;
  if (self->data != data)
    ht_flame_layouter_set_data (self->layouter, data);
  self->data = data;
  self->matches = graph->matches;
  self->selected = graph->selected;
  self->upward = graph->upward;
  ht_picture_invalidate (self->shape);
}

static void
go_to (HtFlameMinimapView *self, double x, double y)
{
  const HtFlameLayout *layout = ht_flame_layouter_get_layout (self->layouter);
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1);
  double height = MAX (gtk_widget_get_height (GTK_WIDGET (self)), 1);
  double along = CLAMP (y / height, 0, 1);

  if (layout == NULL)
    return;
  ht_flame_view_center (self->flame_view, x / width,
                        (self->upward ? 1 - along : along) * ht_flame_layout_n_rows (layout));
}

static void
drag_begin_cb (HtFlameMinimapView *self, double x, double y)
{
  go_to (self, x, y);
}

static void
drag_update_cb (HtFlameMinimapView *self, double dx, double dy, GtkGestureDrag *drag)
{
  double x, y;

  if (gtk_gesture_drag_get_start_point (drag, &x, &y))
    go_to (self, x + dx, y + dy);
}

static void
ht_flame_minimap_view_dispose (GObject *object)
{
  HtFlameMinimapView *self = HT_FLAME_MINIMAP_VIEW (object);

  g_clear_object (&self->flame_view);
  g_clear_object (&self->layouter);
  g_clear_pointer (&self->overlay, gtk_widget_unparent);
  G_OBJECT_CLASS (ht_flame_minimap_view_parent_class)->dispose (object);
}

static void
ht_flame_minimap_view_class_init (HtFlameMinimapViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_flame_minimap_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "minimap");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ht_flame_minimap_view_init (HtFlameMinimapView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();

  self->layouter = ht_flame_layouter_new ();
  g_signal_connect_object (self->layouter, "changed", G_CALLBACK (layout_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->overlay = gtk_overlay_new ();
  self->shape = HT_PICTURE (ht_picture_new ());
  self->border = HT_PICTURE (ht_picture_new ());
  ht_picture_set_painter (self->shape, paint_shape_cb, self, NULL);
  ht_picture_set_painter (self->border, paint_border_cb, self, NULL);
  gtk_widget_set_can_target (GTK_WIDGET (self->border), FALSE);
  gtk_overlay_set_child (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->shape));
  gtk_overlay_add_overlay (GTK_OVERLAY (self->overlay), GTK_WIDGET (self->border));
  gtk_widget_set_parent (self->overlay, GTK_WIDGET (self));

  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
}

/**
 * ht_flame_minimap_view_set_flame_view:
 * @self: the map
 * @flame_view: the graph that it is a map of; may be set once
 */
void
ht_flame_minimap_view_set_flame_view (HtFlameMinimapView *self, HtFlameView *flame_view)
{
  g_return_if_fail (self->flame_view == NULL);
  self->flame_view = g_object_ref (flame_view);
  g_signal_connect_object (flame_view, "view-changed", G_CALLBACK (view_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (flame_view, "selected-changed", G_CALLBACK (view_changed_cb), self,
                           G_CONNECT_SWAPPED);
}
