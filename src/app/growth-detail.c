/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-detail.h"

#include <glib/gi18n.h>
#include <math.h>

#include "function-name.h"
#include "growth-sentence.h"
#include "growth-texts.h"
#include "picture.h"
#include "units.h"

struct _HtGrowthDetail
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *content;
  GtkLabel *name;
  GtkLabel *facts;
  HtPicture *chart;
  GtkLabel *class_label;
  GtkLabel *evidence;
  GtkLabel *remedy;
  GtkWidget *flame_button;
  GtkBox *stack;

  /* Owned */
  HtGrowthItem *item;

  HtTimeDisplay display;
  gint64 start_ns;
};

G_DEFINE_FINAL_TYPE (HtGrowthDetail, ht_growth_detail, GTK_TYPE_WIDGET)

static void
paint_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtGrowthDetail *self = user_data;
  HtGrowthChart chart;

  if (self->item == NULL)
    return;
  ht_growth_site_fill_chart (ht_growth_item_get_site (self->item),
                             ht_growth_item_get_data (self->item), &chart);
  chart.display = self->display;
  chart.start_ns = self->start_ns;
  ht_growth_chart_paint (&chart, paint, cr, width, height);
}

static void
show_facts (HtGrowthDetail *self, const HtGrowthSite *site)
{
  g_autofree char *held = ht_format_bytes (site->last_bytes);
  g_autofree char *rate = ht_growth_rate_text (site->course.now.rate);
  g_autofree char *error = ht_growth_error_text (&site->course.now);
  const char *shape = ht_growth_shape_text (site->course.shape);
  GString *text = g_string_new (NULL);

  /* Translators: a size, a rate, and between which it is */
  g_string_append_printf (text, _ ("%s held, %s (95 %%: %s)"), held, rate, error);
  if (!isnan (site->course.retention))
    g_string_append_printf (text, _ ("; %.0f %% of what it allocates stays"),
                            site->course.retention * 100);
  g_string_append_printf (text, "\n%s", ht_growth_verdict_text (site->course.verdict));
  if (ht_growth_site_is_growing (site))
    {
      g_autofree char *since = ht_axis_time_label (site->since_ns, G_GINT64_CONSTANT (1000000000),
                                                   self->display, self->start_ns);

      /* Translators: what grows does so since that time */
      g_string_append_printf (text, _ (" since %s"), since);
    }
  if (shape != NULL)
    g_string_append_printf (text, ": %s", shape);
  if (isfinite (site->eta.s))
    {
      g_autofree char *eta = ht_growth_eta_text (site->eta.s);

      g_string_append_c (text, '\n');
      /* Translators: a time, such as “3 h 40 min” */
      g_string_append_printf (text, _ ("alone it reaches the nearest limit in %s"), eta);
    }
  gtk_label_set_text (self->facts, text->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chart), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text->str, -1);
  g_string_free (text, TRUE);
}

static void
append_line (GString *text, const char *line)
{
  g_string_append_printf (text, "%s%s", text->len > 0 ? "\n" : "", line);
}

/* Why it grows, what speaks for that, and what helps. */
static void
show_cause (HtGrowthDetail *self, const HtGrowthSite *site)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const char *title = site->title != NULL ? site->title : site->class_name;

  for (guint i = 0; i < site->evidence->len; i++)
    {
      g_autofree char *line =
          g_strconcat ("• ", (const char *) g_ptr_array_index (site->evidence, i), NULL);

      append_line (text, line);
    }
  if (site->keeper != NULL &&
      !g_str_equal (site->keeper, ht_growth_site_get_frame (site)->function))
    {
      /* Translators: the name of a function */
      g_autofree char *line = g_strdup_printf (_ ("Kept by %s."), site->keeper);

      append_line (text, line);
    }
  gtk_label_set_text (self->class_label, title != NULL ? title : _ ("Why it grows is not known"));
  gtk_widget_set_visible (GTK_WIDGET (self->class_label), ht_growth_site_is_growing (site));
  gtk_label_set_text (self->evidence, text->str);
  gtk_widget_set_visible (GTK_WIDGET (self->evidence), text->len > 0);
  gtk_label_set_text (self->remedy, site->remedy != NULL ? site->remedy : "");
  gtk_widget_set_visible (GTK_WIDGET (self->remedy), site->remedy != NULL);
}

static GtkWidget *
make_label (const char *text, PangoEllipsizeMode ellipsize)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  return label;
}

/* The program's own frames stand out, and all say whose they are. */
static GtkWidget *
make_frame (const HtGrowthFrame *frame)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_autofree char *short_name = ht_function_name_shorten (frame->function, HT_NAME_PLAIN);
  g_autofree char *place =
      frame->place != NULL
          ? g_strdup_printf ("%s · %s", frame->place, ht_frame_origin_text (frame->origin))
          : g_strdup (ht_frame_origin_text (frame->origin));
  GtkWidget *name = make_label (short_name, PANGO_ELLIPSIZE_MIDDLE);
  GtkWidget *below = make_label (place, PANGO_ELLIPSIZE_START);

  gtk_widget_set_tooltip_text (box, frame->function);
  if (frame->origin == HT_FRAME_OWN)
    gtk_widget_add_css_class (name, "heading");
  gtk_widget_add_css_class (below, "second-text");
  gtk_widget_add_css_class (below, "caption");
  gtk_box_append (GTK_BOX (box), name);
  gtk_box_append (GTK_BOX (box), below);
  return box;
}

static void
show_stack (HtGrowthDetail *self, const HtGrowthSite *site)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->stack))) != NULL)
    gtk_box_remove (self->stack, child);
  for (guint i = site->stack->len; i-- > 0;)
    gtk_box_append (self->stack, make_frame (g_ptr_array_index (site->stack, i)));
}

/* Up to the step that is selected, else the whole stack. */
static GVariant *
make_path (HtGrowthItem *item)
{
  const HtGrowthSite *site = ht_growth_item_get_site (item);
  const HtGrowthStep *step = ht_growth_item_get_step (item);
  guint n_frames = step != NULL ? MIN (step->frame + 1, site->stack->len) : site->stack->len;
  GVariantBuilder path;

  g_variant_builder_init (&path, G_VARIANT_TYPE ("as"));
  for (guint i = 0; i < n_frames; i++)
    g_variant_builder_add (&path, "s",
                           ((const HtGrowthFrame *) g_ptr_array_index (site->stack, i))->function);
  return g_variant_builder_end (&path);
}

static void
show_in_flame_cb (HtGrowthDetail *self)
{
  if (self->item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.show-stack", "@as", make_path (self->item));
}

static void
copy_cb (HtGrowthDetail *self)
{
  g_autofree char *text = NULL;

  if (self->item == NULL)
    return;
  text = ht_growth_site_markdown (ht_growth_item_get_site (self->item));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

static void
ht_growth_detail_dispose (GObject *object)
{
  HtGrowthDetail *self = HT_GROWTH_DETAIL (object);

  if (self->chart != NULL)
    ht_picture_set_painter (self->chart, NULL, NULL, NULL);
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_GROWTH_DETAIL);
  G_OBJECT_CLASS (ht_growth_detail_parent_class)->dispose (object);
}

static void
ht_growth_detail_class_init (HtGrowthDetailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_growth_detail_dispose;
  g_type_ensure (HT_TYPE_PICTURE);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/growth-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, content);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, name);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, chart);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, class_label);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, evidence);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, remedy);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, flame_button);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, stack);
  gtk_widget_class_bind_template_callback (widget_class, show_in_flame_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
}

static void
ht_growth_detail_init (HtGrowthDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ht_picture_set_painter (self->chart, paint_cb, self, NULL);
}

/**
 * ht_growth_detail_show:
 * @self: the detail
 * @item: (nullable): what to show; %NULL hides it
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 */
void
ht_growth_detail_show (HtGrowthDetail *self,
                       HtGrowthItem *item,
                       HtTimeDisplay display,
                       gint64 start_ns)
{
  const HtGrowthSite *site;

  g_set_object (&self->item, item);
  self->display = display;
  self->start_ns = start_ns;
  gtk_widget_set_visible (self->content, item != NULL);
  if (item == NULL)
    return;
  site = ht_growth_item_get_site (item);
  gtk_label_set_text (self->name, ht_growth_site_get_frame (site)->function);
  show_facts (self, site);
  show_cause (self, site);
  show_stack (self, site);
  /* What is in no heap profile is in no flame graph of one. */
  gtk_widget_set_visible (self->flame_button, site->scope == HT_GROWTH_SCOPE_SITE);
  ht_picture_invalidate (self->chart);
}
