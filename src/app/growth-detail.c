/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-detail.h"

#include <glib/gi18n.h>
#include <math.h>

#include "function-name.h"
#include "growth-menu.h"
#include "growth-sentence.h"
#include "growth-site-text.h"
#include "growth-source-view.h"
#include "growth-texts.h"
#include "growth-what-if-view.h"
#include "hover-text.h"
#include "picture.h"
#include "units.h"

struct _HtGrowthDetail
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *content;
  GtkLabel *name;
  GtkLabel *chip;
  GtkLabel *full_name;
  GtkLabel *held;
  GtkLabel *facts;
  GtkLabel *remarks;
  HtPicture *chart;
  HtGrowthWhatIfView *what_if;
  GtkLabel *class_label;
  GtkLabel *who;
  GtkWidget *source_part;
  HtGrowthSourceView *source;
  GtkWidget *goroutines_part;
  GtkLabel *goroutines;
  GtkWidget *remedy_part;
  GtkLabel *remedy;
  GtkListBox *stack;
  GtkWidget *flame_button;
  GtkWidget *compare_button;
  GtkToggleButton *what_if_button;
  GtkMenuButton *menu_button;
  GtkWidget *reasons; /* below @class_label */

  /* Owned */
  HtGrowthItem *item;

  HtTimeDisplay display;
  gint64 start_ns;
};

G_DEFINE_FINAL_TYPE (HtGrowthDetail, ht_growth_detail, GTK_TYPE_WIDGET)

static gboolean
shows_what_if (HtGrowthDetail *self)
{
  const HtGrowthSite *site = ht_growth_item_get_site (self->item);

  return gtk_toggle_button_get_active (self->what_if_button) && site->details->part != NULL;
}

static GArray *
copy_points (const GArray *points)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (HtGrowthPoint));

  for (guint i = 0; i < points->len; i++)
    {
      const HtSeriesPoint *from = &g_array_index (points, HtSeriesPoint, i);
      HtGrowthPoint point = { .time_ns = from->time_ns, .bytes = from->value };

      g_array_append_val (copy, point);
    }
  return copy;
}

static void
paint_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtGrowthDetail *self = user_data;
  g_autoptr (GArray) heap = NULL;
  const HtGrowthSite *site;
  HtGrowthChart chart;

  if (self->item == NULL)
    return;
  site = ht_growth_item_get_site (self->item);
  ht_growth_site_fill_chart (site, ht_growth_item_get_data (self->item), &chart);
  chart.display = self->display;
  chart.start_ns = self->start_ns;
  /* Of the whole heap, with what it would have been: what is beside it is not in there. */
  if (shows_what_if (self) && site->scope == HT_GROWTH_SCOPE_SITE)
    {
      heap = copy_points (ht_growth_item_get_data (self->item)->heap);
      chart.points = heap;
      chart.line.to_ns = chart.line.from_ns;
      chart.grows = FALSE;
      chart.without = ht_growth_what_if_view_get_heap (self->what_if);
      chart.without_label = _ ("without it");
    }
  ht_growth_chart_paint (&chart, paint, cr, width, height);
}

static void
describe_chart (HtGrowthDetail *self)
{
  gboolean is_of_heap =
      shows_what_if (self) && ht_growth_item_get_site (self->item)->scope == HT_GROWTH_SCOPE_SITE;

  gtk_accessible_update_property (GTK_ACCESSIBLE (self->chart), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  is_of_heap ? _ ("What the heap held, and would have held, dashed")
                                             : _ ("What it held, and the line through it"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  is_of_heap ? ht_growth_what_if_view_get_text (self->what_if)
                                             : gtk_label_get_text (self->facts),
                                  -1);
  ht_picture_invalidate (self->chart);
}

static void
what_if_changed_cb (HtGrowthDetail *self)
{
  if (self->item != NULL)
    describe_chart (self);
}

static void
show_what_if_cb (HtGrowthDetail *self)
{
  if (self->item == NULL)
    return;
  gtk_widget_set_visible (GTK_WIDGET (self->what_if), shows_what_if (self));
  describe_chart (self);
}

static void
show_held (HtGrowthDetail *self, const HtGrowthSite *site)
{
  const HtGrowthHolding *holding = &site->details->holding;
  g_autofree char *held = ht_format_bytes (site->last_bytes);
  GString *text = g_string_new (NULL);

  /* Translators: a size */
  g_string_append_printf (text, _ ("%s held"), held);
  if (holding->n_objects > 0)
    {
      g_autofree char *n = ht_format_count (holding->n_objects);
      g_autofree char *size = ht_format_bytes (holding->object_bytes);

      g_string_append_printf (text,
                              holding->is_one_size
                                  /* Translators: how many objects, and how large each of them is */
                                  ? _ (", %s objects of %s")
                                  /* Translators: how many objects, and their size on average */
                                  : _ (", %s objects of %s on average"),
                              n, size);
    }
  if (holding->oldest_ns != HT_UNKNOWN)
    {
      g_autofree char *time =
          ht_axis_time_label (holding->oldest_ns, G_GINT64_CONSTANT (1000000000), self->display,
                              self->start_ns);

      /* Translators: a time */
      g_string_append_printf (text, _ (", the oldest from %s or before"), time);
    }
  gtk_label_set_text (self->held, text->str);
  g_string_free (text, TRUE);
}

static void
show_facts (HtGrowthDetail *self, const HtGrowthSite *site)
{
  g_autofree char *rate = ht_growth_rate_text (site->course.now.rate);
  g_autofree char *error = ht_growth_error_text (&site->course.now);
  const char *shape = ht_growth_shape_text (site->course.shape);
  GString *text = g_string_new (NULL);

  /* Translators: a rate, and between which it is */
  g_string_append_printf (text, _ ("%s (95 %%: %s)"), rate, error);
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
  g_string_free (text, TRUE);
}

static GtkWidget *
make_wrapping (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_widget_set_hexpand (label, TRUE);
  return label;
}

/* The sign is for who sees it; to others the same is said in words. */
static void
add_reason (GtkGrid *reasons, const HtGrowthReason *reason, int row)
{
  GtkWidget *sign = gtk_label_new (ht_growth_mark_sign (reason->mark));

  gtk_widget_set_valign (sign, GTK_ALIGN_START);
  gtk_label_set_width_chars (GTK_LABEL (sign), 2);
  gtk_widget_set_tooltip_text (sign, ht_growth_mark_text (reason->mark));
  gtk_accessible_update_property (GTK_ACCESSIBLE (sign), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  ht_growth_mark_text (reason->mark), -1);
  gtk_widget_add_css_class (sign, reason->mark == HT_GROWTH_MARK_FOR ? "success" : "second-text");
  gtk_grid_attach (reasons, sign, 0, row, 1, 1);
  gtk_grid_attach (reasons, make_wrapping (reason->text), 1, row, 1, 1);
}

/* A grid that was measured while it was empty does not notice later that its height depends on its
 * width, so each time there is another one. */
static void
show_reasons (HtGrowthDetail *self, const GPtrArray *reasons)
{
  GtkWidget *grid = gtk_grid_new ();
  GtkBox *box = GTK_BOX (gtk_widget_get_parent (GTK_WIDGET (self->class_label)));

  gtk_grid_set_column_spacing (GTK_GRID (grid), 6);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 4);
  for (guint i = 0; i < reasons->len; i++)
    add_reason (GTK_GRID (grid), g_ptr_array_index (reasons, i), (int) i);
  gtk_widget_set_visible (grid, reasons->len > 0);
  if (self->reasons != NULL)
    gtk_box_remove (box, self->reasons);
  gtk_box_insert_child_after (box, grid, GTK_WIDGET (self->class_label));
  self->reasons = grid;
}

/* Why it grows, what speaks for that and what does not, and what helps. */
static void
show_cause (HtGrowthDetail *self, const HtGrowthSite *site)
{
  const HtGrowthDetails *details = site->details;
  gboolean grows = ht_growth_site_is_growing (site);
  g_autofree char *head = ht_growth_site_cause_text (site);

  show_reasons (self, details->reasons);
  gtk_label_set_text (self->chip, site->class_name != NULL ? site->class_name : "");
  gtk_widget_set_visible (GTK_WIDGET (self->chip), site->class_name != NULL);
  gtk_label_set_text (self->class_label, head);
  gtk_widget_set_visible (GTK_WIDGET (self->class_label), grows);
  gtk_label_set_text (self->who, details->who != NULL ? details->who : "");
  gtk_widget_set_visible (GTK_WIDGET (self->who), details->who != NULL);
  gtk_label_set_text (self->remedy, site->remedy != NULL ? site->remedy : "");
  gtk_widget_set_visible (self->remedy_part, site->remedy != NULL);
}

static void
show_goroutines (HtGrowthDetail *self, const HtGrowthSite *site)
{
  const HtGrowthDetails *details = site->details;
  GString *text = g_string_new (NULL);

  gtk_widget_set_visible (self->goroutines_part, ht_growth_site_is_growing (site));
  for (guint i = 0; i < details->crowds->len; i++)
    {
      g_autofree char *line = ht_growth_crowd_text (g_ptr_array_index (details->crowds, i));

      g_string_append_printf (text, "%s\n", line);
    }
  g_string_append (text, details->crowds->len > 0
                             ? _ ("For how long they have waited, profiles do not tell.")
                         : details->n_goroutine_profiles == 0
                             ? _ ("There are no goroutine profiles.")
                             : _ ("None began like the stack that allocates it."));
  gtk_label_set_text (self->goroutines, text->str);
  g_string_free (text, TRUE);
}

static GtkWidget *
make_label (const char *text, PangoEllipsizeMode ellipsize)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), ellipsize);
  return label;
}

static GtkWidget *
make_frame (void)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *below = make_label (NULL, PANGO_ELLIPSIZE_START);

  gtk_widget_add_css_class (below, "second-text");
  gtk_widget_add_css_class (below, "caption");
  gtk_box_append (GTK_BOX (box), make_label (NULL, PANGO_ELLIPSIZE_MIDDLE));
  gtk_box_append (GTK_BOX (box), below);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

/* The program's own frames stand out, and all say whose they are. */
static void
show_frame (GtkListBoxRow *row, const HtGrowthFrame *frame)
{
  GtkWidget *box = gtk_list_box_row_get_child (row);
  GtkWidget *name = gtk_widget_get_first_child (box);
  GtkLabel *below = GTK_LABEL (gtk_widget_get_last_child (box));
  g_autofree char *short_name = ht_function_name_shorten (frame->function, HT_NAME_PLAIN);
  g_autofree char *place =
      frame->place != NULL
          ? g_strdup_printf ("%s · %s", frame->place, ht_frame_origin_text (frame->origin))
          : g_strdup (ht_frame_origin_text (frame->origin));
  g_autofree char *both = g_strdup_printf ("%s, %s", short_name, place);

  ht_hover_text_set (box, frame->function);
  gtk_label_set_text (GTK_LABEL (name), short_name);
  gtk_label_set_text (below, place);
  if (frame->origin == HT_FRAME_OWN)
    gtk_widget_add_css_class (name, "heading");
  else
    gtk_widget_remove_css_class (name, "heading");
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, both, -1);
}

static void frame_selected_cb (HtGrowthDetail *self);

/* Rows are used again: to make them takes several times as long as to fill them. */
static void
show_stack (HtGrowthDetail *self, const HtGrowthSite *site)
{
  int shown = site->responsible >= 0 ? site->responsible : (int) site->stack->len - 1;
  const HtGrowthStep *step = ht_growth_item_get_step (self->item);
  GtkListBoxRow *row;

  while ((row = gtk_list_box_get_row_at_index (self->stack, (int) site->stack->len)) != NULL)
    gtk_list_box_remove (self->stack, GTK_WIDGET (row));
  for (guint i = 0; i < site->stack->len; i++)
    {
      if (gtk_list_box_get_row_at_index (self->stack, (int) i) == NULL)
        gtk_list_box_append (self->stack, make_frame ());
      show_frame (gtk_list_box_get_row_at_index (self->stack, (int) i),
                  g_ptr_array_index (site->stack, site->stack->len - 1 - i));
    }
  if (step != NULL && step->frame < site->stack->len)
    shown = (int) step->frame;
  row = gtk_list_box_get_row_at_index (self->stack, (int) site->stack->len - 1 - shown);
  if (row != NULL && row == gtk_list_box_get_selected_row (self->stack))
    frame_selected_cb (self);
  else
    gtk_list_box_select_row (self->stack, row);
}

/* The source is that of the frame that is selected; the stack has the leaf first. */
static void
frame_selected_cb (HtGrowthDetail *self)
{
  GtkListBoxRow *row = self->item != NULL ? gtk_list_box_get_selected_row (self->stack) : NULL;
  const HtGrowthSite *site;

  if (row == NULL)
    return;
  site = ht_growth_item_get_site (self->item);
  ht_growth_source_view_show (self->source, ht_growth_item_get_data (self->item), site,
                              site->stack->len - 1 - (guint) gtk_list_box_row_get_index (row));
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
compare_cb (HtGrowthDetail *self)
{
  if (self->item != NULL)
    gtk_widget_activate_action (GTK_WIDGET (self), "win.compare-stack", "(@asx)",
                                make_path (self->item),
                                ht_growth_item_get_site (self->item)->since_ns);
}

static void
copy_cb (HtGrowthDetail *self)
{
  g_autofree char *text = NULL;

  if (self->item == NULL)
    return;
  text = ht_growth_site_text (ht_growth_item_get_site (self->item),
                              shows_what_if (self) ? ht_growth_what_if_view_get_text (self->what_if)
                                                   : NULL);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
}

/* The menu is made when it is opened: what a recording in progress tells anew must not close it
 * under the hand, and few who look at a row want it. */
static void
make_menu_cb (GtkMenuButton *button, gpointer user_data)
{
  HtGrowthDetail *self = user_data;
  g_autoptr (GMenuModel) menu = NULL;

  if (self->item == NULL)
    return;
  menu = ht_growth_menu_new (ht_growth_item_get_site (self->item));
  gtk_menu_button_set_menu_model (button, menu);
}

static void
ht_growth_detail_dispose (GObject *object)
{
  HtGrowthDetail *self = HT_GROWTH_DETAIL (object);

  if (self->chart != NULL)
    ht_picture_set_painter (self->chart, NULL, NULL, NULL);
  if (self->what_if != NULL)
    g_signal_handlers_disconnect_by_data (self->what_if, self);
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
  g_type_ensure (HT_TYPE_GROWTH_SOURCE_VIEW);
  g_type_ensure (HT_TYPE_GROWTH_WHAT_IF_VIEW);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/growth-detail.ui");
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, content);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, name);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, chip);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, full_name);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, held);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, facts);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, remarks);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, chart);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, what_if);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, class_label);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, who);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, source_part);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, source);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, goroutines_part);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, goroutines);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, remedy_part);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, remedy);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, stack);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, flame_button);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, what_if_button);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, compare_button);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthDetail, menu_button);
  gtk_widget_class_bind_template_callback (widget_class, show_in_flame_cb);
  gtk_widget_class_bind_template_callback (widget_class, compare_cb);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, what_if_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_what_if_cb);
  gtk_widget_class_bind_template_callback (widget_class, frame_selected_cb);
}

static void
ht_growth_detail_init (HtGrowthDetail *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  ht_picture_set_painter (self->chart, paint_cb, self, NULL);
  gtk_menu_button_set_create_popup_func (self->menu_button, make_menu_cb, self, NULL);
}

/* What people wrote about it. */
static void
show_remarks (HtGrowthDetail *self, const HtGrowthSite *site)
{
  g_autofree char *text = ht_growth_site_remarks_text (site, ht_growth_item_get_data (self->item));

  gtk_label_set_text (self->remarks, text);
  gtk_widget_set_visible (GTK_WIDGET (self->remarks), *text != '\0');
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
  g_autofree char *short_name = NULL;

  g_set_object (&self->item, item);
  self->display = display;
  self->start_ns = start_ns;
  gtk_widget_set_visible (self->content, item != NULL);
  if (item == NULL)
    return;
  site = ht_growth_item_get_site (item);
  short_name = ht_function_name_shorten (ht_growth_site_get_frame (site)->function, HT_NAME_PLAIN);
  gtk_label_set_text (self->name, short_name);
  gtk_label_set_text (self->full_name, ht_growth_site_get_frame (site)->function);
  gtk_widget_set_visible (GTK_WIDGET (self->full_name),
                          !g_str_equal (short_name, ht_growth_site_get_frame (site)->function));
  show_held (self, site);
  show_facts (self, site);
  show_remarks (self, site);
  show_cause (self, site);
  show_goroutines (self, site);
  show_stack (self, site);
  ht_growth_what_if_view_show (self->what_if, item, display, start_ns);
  /* What is in no heap profile is in no flame graph of one. */
  gtk_widget_set_visible (self->flame_button, site->scope == HT_GROWTH_SCOPE_SITE);
  gtk_widget_set_visible (self->compare_button,
                          site->scope == HT_GROWTH_SCOPE_SITE && ht_growth_site_is_growing (site));
  gtk_widget_set_visible (GTK_WIDGET (self->what_if_button), site->details->part != NULL);
  show_what_if_cb (self);
}
