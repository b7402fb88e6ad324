/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "name-label.h"

#include "function-name.h"

/* Less of a name means nothing. */
#define LEAST_CHARS 8

struct _HtNameLabel
{
  GtkWidget parent_instance;

  /* Owned */
  char *name;
  PangoLayout *layout;
};

G_DEFINE_FINAL_TYPE (HtNameLabel, ht_name_label, GTK_TYPE_WIDGET)

static void
set_text (HtNameLabel *self, HtNameLength length)
{
  g_autofree char *text = ht_function_name_shorten (self->name, length);

  pango_layout_set_text (self->layout, text, -1);
}

static PangoLayout *
get_layout (HtNameLabel *self)
{
  if (self->layout == NULL)
    {
      self->layout = gtk_widget_create_pango_layout (GTK_WIDGET (self), NULL);
      pango_layout_set_ellipsize (self->layout, PANGO_ELLIPSIZE_END);
      pango_layout_set_single_paragraph_mode (self->layout, TRUE);
    }
  return self->layout;
}

/* The longer form that fits, or else the longest one, cut off: the receiver is never left out. */
static void
fit (HtNameLabel *self, int width)
{
  PangoLayout *layout = get_layout (self);
  int wanted;

  pango_layout_set_width (layout, -1);
  for (HtNameLength length = HT_NAME_PLAIN; length <= HT_NAME_METHOD; length++)
    {
      set_text (self, length);
      pango_layout_get_pixel_size (layout, &wanted, NULL);
      if (wanted <= width)
        return;
    }
  set_text (self, HT_NAME_PLAIN);
  pango_layout_set_width (layout, width * PANGO_SCALE);
}

static void
ht_name_label_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  HtNameLabel *self = HT_NAME_LABEL (widget);
  PangoLayout *layout = get_layout (self);
  int width, height;

  pango_layout_set_width (layout, -1);
  set_text (self, HT_NAME_PLAIN);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    {
      PangoContext *context = pango_layout_get_context (layout);
      PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
      int least = LEAST_CHARS * pango_font_metrics_get_approximate_char_width (metrics);

      pango_font_metrics_unref (metrics);
      *minimum = MIN (PANGO_PIXELS_CEIL (least), width);
      *natural = width;
      return;
    }
  *minimum = *natural = height;
  *minimum_baseline = *natural_baseline = PANGO_PIXELS (pango_layout_get_baseline (layout));
}

static void
ht_name_label_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HtNameLabel *self = HT_NAME_LABEL (widget);
  int width = gtk_widget_get_width (widget);
  gboolean is_rtl = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  PangoRectangle extents;

  fit (self, width);
  pango_layout_get_pixel_extents (self->layout, NULL, &extents);
  gtk_snapshot_render_layout (snapshot, gtk_widget_get_style_context (widget),
                              is_rtl ? MAX (width - extents.width, 0) : 0, 0, self->layout);
}

/* The font, or its size. */
static void
ht_name_label_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (ht_name_label_parent_class)->css_changed (widget, change);
  g_clear_object (&HT_NAME_LABEL (widget)->layout);
  gtk_widget_queue_resize (widget);
}

static void
ht_name_label_system_setting_changed (GtkWidget *widget, GtkSystemSetting setting)
{
  GTK_WIDGET_CLASS (ht_name_label_parent_class)->system_setting_changed (widget, setting);
  g_clear_object (&HT_NAME_LABEL (widget)->layout);
  gtk_widget_queue_resize (widget);
}

static void
ht_name_label_finalize (GObject *object)
{
  HtNameLabel *self = HT_NAME_LABEL (object);

  g_clear_object (&self->layout);
  g_free (self->name);
  G_OBJECT_CLASS (ht_name_label_parent_class)->finalize (object);
}

static void
ht_name_label_class_init (HtNameLabelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = ht_name_label_finalize;
  widget_class->measure = ht_name_label_measure;
  widget_class->snapshot = ht_name_label_snapshot;
  widget_class->css_changed = ht_name_label_css_changed;
  widget_class->system_setting_changed = ht_name_label_system_setting_changed;
  gtk_widget_class_set_css_name (widget_class, "label");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_LABEL);
}

static void
ht_name_label_init (HtNameLabel *self)
{
  self->name = g_strdup ("");
}

/**
 * ht_name_label_new:
 *
 * Returns: (transfer floating): a label without a name
 */
GtkWidget *
ht_name_label_new (void)
{
  return g_object_new (HT_TYPE_NAME_LABEL, NULL);
}

/**
 * ht_name_label_set_name:
 * @self: the label
 * @name: the full name of a function, fit to be shown; or other words, which stay as they are
 */
void
ht_name_label_set_name (HtNameLabel *self, const char *name)
{
  g_autofree char *told = ht_function_name_shorten (name, HT_NAME_PLAIN);

  if (g_str_equal (self->name, name))
    return;
  g_free (self->name);
  self->name = g_strdup (name);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, told, -1);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
