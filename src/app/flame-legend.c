/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "flame-legend.h"

#include <glib/gi18n.h>

#include "picture.h"

#define SWATCH_WIDTH  18
#define SWATCH_HEIGHT 12
#define MOST_IN_LINE  8

struct _HtFlameLegend
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkFlowBox *keys;
};

G_DEFINE_FINAL_TYPE (HtFlameLegend, ht_flame_legend, GTK_TYPE_WIDGET)

static void
paint_swatch_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  ht_flame_legend_swatch_paint ((HtFlameSwatch) GPOINTER_TO_UINT (user_data), paint, cr, width,
                                height);
}

static void
ht_flame_legend_dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))) != NULL)
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (ht_flame_legend_parent_class)->dispose (object);
}

static void
ht_flame_legend_class_init (HtFlameLegendClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_flame_legend_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "flamelegend");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static void
ht_flame_legend_init (HtFlameLegend *self)
{
  self->keys = GTK_FLOW_BOX (gtk_flow_box_new ());
  gtk_flow_box_set_selection_mode (self->keys, GTK_SELECTION_NONE);
  gtk_flow_box_set_max_children_per_line (self->keys, MOST_IN_LINE);
  gtk_flow_box_set_column_spacing (self->keys, 6);
  gtk_widget_set_hexpand (GTK_WIDGET (self->keys), TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->keys), GTK_WIDGET (self));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What the picture means"), -1);
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
add_key (HtFlameLegend *self, const HtFlameKey *key)
{
  GtkWidget *entry = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *text = gtk_label_new (key->text);
  GtkWidget *child = gtk_flow_box_child_new ();

  gtk_widget_set_halign (child, GTK_ALIGN_START);

  if (key->swatch != HT_FLAME_SWATCH_NONE)
    {
      GtkWidget *swatch = ht_picture_new ();

      gtk_widget_set_size_request (swatch, SWATCH_WIDTH, SWATCH_HEIGHT);
      gtk_widget_set_valign (swatch, GTK_ALIGN_CENTER);
      gtk_accessible_update_state (GTK_ACCESSIBLE (swatch), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
      ht_picture_set_painter (HT_PICTURE (swatch), paint_swatch_cb, GUINT_TO_POINTER (key->swatch),
                              NULL);
      gtk_box_append (GTK_BOX (entry), swatch);
    }
  gtk_widget_add_css_class (text, "caption");
  gtk_widget_add_css_class (text, "figures");
  gtk_box_append (GTK_BOX (entry), text);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), entry);
  gtk_widget_set_focusable (child, FALSE);
  gtk_flow_box_insert (self->keys, child, -1);
}

/**
 * ht_flame_legend_show:
 * @self: the legend
 * @data: (nullable): a folded profile
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 */
void
ht_flame_legend_show (HtFlameLegend *self,
                      HtFlameData *data,
                      HtTimeDisplay display,
                      gint64 start_ns)
{
  g_autoptr (GPtrArray) legend =
      data != NULL ? ht_flame_legend_new (data, display, start_ns) : NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->keys))) != NULL)
    gtk_flow_box_remove (self->keys, child);
  for (guint i = 0; legend != NULL && i < legend->len; i++)
    add_key (self, g_ptr_array_index (legend, i));
  gtk_widget_set_visible (GTK_WIDGET (self), legend != NULL && legend->len > 0);
}
