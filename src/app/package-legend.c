/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "package-legend.h"

#include <glib/gi18n.h>

#include "picture.h"

#define MOST_SHOWN  6
#define SWATCH_SIZE 10

struct _HtPackageLegend
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *box;
};

G_DEFINE_FINAL_TYPE (HtPackageLegend, ht_package_legend, GTK_TYPE_WIDGET)

static void
paint_swatch_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  ht_flame_swatch_paint (paint, cr, GPOINTER_TO_UINT (user_data), width, height);
}

static void
ht_package_legend_dispose (GObject *object)
{
  g_clear_pointer (&HT_PACKAGE_LEGEND (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (ht_package_legend_parent_class)->dispose (object);
}

static void
ht_package_legend_class_init (HtPackageLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_package_legend_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "packagelegend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
ht_package_legend_init (HtPackageLegend *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Colours of packages"), -1);
}

static void
add_package (HtPackageLegend *self, const HtFlamePackage *package)
{
  g_autofree char *base = g_path_get_basename (package->name);
  GtkWidget *entry = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 5);
  GtkWidget *swatch = ht_picture_new ();
  GtkWidget *name = gtk_label_new (base);

  gtk_widget_set_size_request (swatch, SWATCH_SIZE, SWATCH_SIZE);
  gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
  gtk_accessible_update_state (GTK_ACCESSIBLE (swatch), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  ht_picture_set_painter (HT_PICTURE (swatch), paint_swatch_cb, GUINT_TO_POINTER (package->color),
                          NULL);
  gtk_widget_add_css_class (name, "caption");
  gtk_box_append (GTK_BOX (entry), swatch);
  gtk_box_append (GTK_BOX (entry), name);
  gtk_widget_set_tooltip_text (entry, package->name);
  gtk_box_append (GTK_BOX (self->box), entry);
}

/**
 * ht_package_legend_set_data:
 * @self: the legend
 * @data: a folded profile
 */
void
ht_package_legend_set_data (HtPackageLegend *self, HtFlameData *data)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (self->box)) != NULL)
    gtk_box_remove (GTK_BOX (self->box), child);
  for (guint i = 0; i < MIN (data->packages->len, MOST_SHOWN); i++)
    add_package (self, &g_array_index (data->packages, HtFlamePackage, i));
}
