/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "paint.h"

G_BEGIN_DECLS

#define HT_TYPE_PICTURE (ht_picture_get_type ())

/**
 * HtPicture:
 *
 * A widget that shows what a painter of the draw room paints.
 *
 * The painted picture is kept and painted again only when it was invalidated
 * or when size, theme, font or scale change. What follows the pointer belongs into
 * a second picture above, so that it does not cost the first one anything.
 *
 * ## CSS nodes
 *
 * One node named `picture`.
 */
G_DECLARE_FINAL_TYPE (HtPicture, ht_picture, HT, PICTURE, GtkWidget)

/**
 * HtPainter:
 * @paint: the brush, in the widget's theme and font
 * @cr: where to paint
 * @width: how wide, in px
 * @height: how high
 * @user_data: what was given with the painter
 */
typedef void (
    *HtPainter) (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data);

GtkWidget *ht_picture_new (void);
GtkWidget *ht_picture_new_overlay (void);
void ht_picture_set_painter (HtPicture *self,
                             HtPainter painter,
                             gpointer user_data,
                             GDestroyNotify destroy);
void ht_picture_invalidate (HtPicture *self);
HtPaint *ht_picture_get_paint (HtPicture *self);
guint ht_picture_get_n_paintings (HtPicture *self);

G_END_DECLS
