/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "picture.h"

#include <adwaita.h>

struct _HtPicture
{
  GtkWidget parent_instance;

  /* Owned */
  HtPaint *paint;
  GskRenderNode *painted;
  gpointer painter_data;
  GDestroyNotify painter_destroy;

  /* Borrowed */
  HtPainter painter;

  guint n_paintings;
  gboolean overlay;
  gboolean is_painted; /* even if nothing was */
};

G_DEFINE_FINAL_TYPE (HtPicture, ht_picture, GTK_TYPE_WIDGET)

static void
forget_painted (HtPicture *self)
{
  g_clear_pointer (&self->painted, gsk_render_node_unref);
  self->is_painted = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
forget_look (HtPicture *self)
{
  g_clear_pointer (&self->paint, ht_paint_free);
  forget_painted (self);
}

static void
run_painter (HtPicture *self, cairo_t *cr, int width, int height)
{
  self->painter (ht_picture_get_paint (self), cr, width, height, self->painter_data);
  self->n_paintings++;
}

static GskRenderNode *
paint_all (HtPicture *self, int width, int height)
{
  GskRenderNode *node =
      gsk_cairo_node_new (&GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  run_painter (self, cr, width, height);
  cairo_destroy (cr);
  return node;
}

/* Bounded by what was painted, since all within the bounds of a changed node is drawn over again.
 */
static GskRenderNode *
paint_overlay (HtPicture *self, int width, int height)
{
  cairo_rectangle_t all = { 0, 0, width, height };
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, &all);
  cairo_t *cr = cairo_create (surface);
  GskRenderNode *node = NULL;
  double x, y, ink_width, ink_height;

  run_painter (self, cr, width, height);
  cairo_destroy (cr);
  cairo_recording_surface_ink_extents (surface, &x, &y, &ink_width, &ink_height);
  if (ink_width > 0 && ink_height > 0)
    {
      node = gsk_cairo_node_new (
          &GRAPHENE_RECT_INIT ((float) x, (float) y, (float) ink_width, (float) ink_height));
      cr = gsk_cairo_node_get_draw_context (node);
      cairo_set_source_surface (cr, surface, 0, 0);
      cairo_paint (cr);
      cairo_destroy (cr);
    }
  cairo_surface_destroy (surface);
  return node;
}

static void
ht_picture_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HtPicture *self = HT_PICTURE (widget);
  int width = gtk_widget_get_width (widget);
  int height = gtk_widget_get_height (widget);

  if (self->painter == NULL || width <= 0 || height <= 0)
    return;
  if (!self->is_painted)
    self->painted =
        self->overlay ? paint_overlay (self, width, height) : paint_all (self, width, height);
  self->is_painted = TRUE;
  if (self->painted != NULL)
    gtk_snapshot_append_node (snapshot, self->painted);
}

static void
ht_picture_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HtPicture *self = HT_PICTURE (widget);

  g_clear_pointer (&self->painted, gsk_render_node_unref);
  self->is_painted = FALSE;
}

static void
ht_picture_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ht_picture_parent_class)->css_changed (widget, change);
  forget_look (HT_PICTURE (widget));
}

static void
ht_picture_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (ht_picture_parent_class)->system_setting_changed (widget, setting);
  forget_look (HT_PICTURE (widget));
}

static void
ht_picture_dispose (GObject *object)
{
  HtPicture *self = HT_PICTURE (object);

  ht_picture_set_painter (self, NULL, NULL, NULL);
  g_clear_pointer (&self->paint, ht_paint_free);
  g_clear_pointer (&self->painted, gsk_render_node_unref);
  G_OBJECT_CLASS (ht_picture_parent_class)->dispose (object);
}

static void
ht_picture_class_init (HtPictureClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_picture_dispose;
  widget_class->snapshot = ht_picture_snapshot;
  widget_class->size_allocate = ht_picture_size_allocate;
  widget_class->css_changed = ht_picture_css_changed;
  widget_class->system_setting_changed = ht_picture_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "picture");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
ht_picture_init (HtPicture *self)
{
  g_signal_connect_object (adw_style_manager_get_default (), "notify::dark",
                           G_CALLBACK (forget_look), self, G_CONNECT_SWAPPED);
  g_signal_connect (self, "notify::scale-factor", G_CALLBACK (forget_painted), NULL);
}

/**
 * ht_picture_new:
 *
 * Returns: (transfer floating): a picture of nothing
 */
GtkWidget *
ht_picture_new (void)
{
  return g_object_new (HT_TYPE_PICTURE, NULL);
}

/**
 * ht_picture_new_overlay:
 *
 * For the little that follows the pointer: only what is painted is drawn over again
 * when it changes, not the whole picture.
 *
 * Returns: (transfer floating): a picture of nothing
 */
GtkWidget *
ht_picture_new_overlay (void)
{
  HtPicture *self = g_object_new (HT_TYPE_PICTURE, NULL);

  self->overlay = TRUE;
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  return GTK_WIDGET (self);
}

/**
 * ht_picture_set_painter:
 * @self: the picture
 * @painter: (nullable): what paints it
 * @user_data: handed to @painter
 * @destroy: (nullable): frees @user_data
 */
void
ht_picture_set_painter (HtPicture *self,
                        HtPainter painter,
                        gpointer user_data,
                        GDestroyNotify destroy)
{
  if (self->painter_destroy != NULL)
    self->painter_destroy (self->painter_data);
  self->painter = painter;
  self->painter_data = user_data;
  self->painter_destroy = destroy;
  forget_painted (self);
}

/**
 * ht_picture_invalidate:
 * @self: the picture
 *
 * Has it painted anew in the next frame.
 */
void
ht_picture_invalidate (HtPicture *self)
{
  forget_painted (self);
}

/**
 * ht_picture_get_paint:
 * @self: the picture
 *
 * Returns: (transfer none): the brush in the widget's theme and font, valid until
 *   one of them changes
 */
HtPaint *
ht_picture_get_paint (HtPicture *self)
{
  if (self->paint == NULL)
    {
      gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_default ());

      self->paint = ht_paint_new (dark ? HT_THEME_DARK : HT_THEME_LIGHT,
                                  gtk_widget_get_pango_context (GTK_WIDGET (self)));
    }
  return self->paint;
}

/**
 * ht_picture_get_n_paintings:
 * @self: the picture
 *
 * Counts paintings, so that a test can tell a kept picture from a new one.
 *
 * Returns: how often it was painted
 */
guint
ht_picture_get_n_paintings (HtPicture *self)
{
  return self->n_paintings;
}
