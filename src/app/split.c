/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "split.h"

#define NARROW     700
#define MAIN_SHARE 0.62 /* of the height, when narrow */
#define SIDE_SHARE 0.27 /* of the width, when wide: not what the texts of the moment would like */
#define SIDE_MOST  372

struct _HtSplit
{
  GtkWidget parent_instance;

  GdkRectangle line;
};

G_DEFINE_FINAL_TYPE (HtSplit, ht_split, GTK_TYPE_WIDGET)

static void
ht_split_measure (GtkWidget *widget,
                  GtkOrientation orientation,
                  int for_size,
                  int *minimum,
                  int *natural,
                  int *minimum_baseline,
                  int *natural_baseline)
{
  int main_minimum, main_natural, side_minimum, side_natural;

  *minimum = *natural = 0;
  if (gtk_widget_get_first_child (widget) == NULL)
    return;
  gtk_widget_measure (gtk_widget_get_first_child (widget), orientation, -1, &main_minimum,
                      &main_natural, NULL, NULL);
  gtk_widget_measure (gtk_widget_get_last_child (widget), orientation, -1, &side_minimum,
                      &side_natural, NULL, NULL);
  /* It must fit both ways, since the width decides which one it is. */
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? MAX (main_minimum, side_minimum)
                                                       : main_minimum + side_minimum + 1;
  *natural = MAX (*minimum, main_natural + side_natural + 1);
}

static void
ht_split_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HtSplit *self = HT_SPLIT (widget);
  GtkWidget *first = gtk_widget_get_first_child (widget);
  GtkWidget *last = gtk_widget_get_last_child (widget);
  GtkAllocation allocation;
  int minimum, natural, size;

  if (first == NULL)
    return;
  if (width < NARROW)
    {
      gtk_widget_measure (first, GTK_ORIENTATION_VERTICAL, -1, &minimum, NULL, NULL, NULL);
      gtk_widget_measure (last, GTK_ORIENTATION_VERTICAL, -1, &natural, NULL, NULL, NULL);
      size = CLAMP ((int) (height * MAIN_SHARE), minimum, MAX (height - natural - 1, minimum));
      self->line = (GdkRectangle){ 0, size, width, 1 };
      allocation = (GtkAllocation){ 0, 0, width, size };
      gtk_widget_size_allocate (first, &allocation, -1);
      allocation.y = size + 1;
      allocation.height = MAX (height - size - 1, natural);
      gtk_widget_size_allocate (last, &allocation, -1);
      return;
    }
  gtk_widget_measure (last, GTK_ORIENTATION_HORIZONTAL, -1, &minimum, NULL, NULL, NULL);
  natural = CLAMP ((int) (width * SIDE_SHARE), minimum, MAX (SIDE_MOST, minimum));
  size = width - natural - 1;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    {
      self->line = (GdkRectangle){ natural, 0, 1, height };
      gtk_widget_size_allocate (first, &(GtkAllocation){ natural + 1, 0, size, height }, -1);
      gtk_widget_size_allocate (last, &(GtkAllocation){ 0, 0, natural, height }, -1);
      return;
    }
  self->line = (GdkRectangle){ size, 0, 1, height };
  gtk_widget_size_allocate (first, &(GtkAllocation){ 0, 0, size, height }, -1);
  gtk_widget_size_allocate (last, &(GtkAllocation){ size + 1, 0, natural, height }, -1);
}

static void
ht_split_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HtSplit *self = HT_SPLIT (widget);
  GdkRGBA color;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &color);
  color.alpha *= 0.15F;
  gtk_snapshot_append_color (snapshot, &color,
                             &GRAPHENE_RECT_INIT ((float) self->line.x, (float) self->line.y,
                                                  (float) self->line.width,
                                                  (float) self->line.height));
  GTK_WIDGET_CLASS (ht_split_parent_class)->snapshot (widget, snapshot);
}

static void
ht_split_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ht_split_parent_class)->dispose (object);
}

static void
ht_split_class_init (HtSplitClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_split_dispose;
  widget_class->measure = ht_split_measure;
  widget_class->size_allocate = ht_split_size_allocate;
  widget_class->snapshot = ht_split_snapshot;
}

static void
ht_split_init (HtSplit *self)
{
}
