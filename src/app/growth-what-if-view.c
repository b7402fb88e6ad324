/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-what-if-view.h"

#include <glib/gi18n.h>

#include "function-name.h"
#include "growth-sentence.h"
#include "growth-what-if-text.h"

/* More would be a list of everything. */
#define MAX_OTHERS 8

struct _HtGrowthWhatIfView
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *content;
  GtkLabel *moment;
  GtkScale *scale;
  GtkAdjustment *adjustment;
  GtkWidget *others_button;
  GtkBox *others;
  GtkLabel *text;

  /* Owned */
  HtGrowthItem *item;
  GArray *moments; /* gint64 by value of the scale: HT_UNKNOWN for when it began */
  GArray *heap;    /* HtGrowthPoint: what the heap would have held */

  HtTimeDisplay display;
  gint64 start_ns;
  gboolean is_filling; /* on the program's account, not the user's */
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtGrowthWhatIfView, ht_growth_what_if_view, GTK_TYPE_WIDGET)

static guint
find_site (HtGrowthItem *item)
{
  guint index = 0;

  g_ptr_array_find (ht_growth_item_get_data (item)->sites, ht_growth_item_get_site (item), &index);
  return index;
}

static gint64
get_moment (HtGrowthWhatIfView *self)
{
  guint index = (guint) (gtk_adjustment_get_value (self->adjustment) + 0.5);

  if (index >= self->moments->len)
    return HT_UNKNOWN;
  return g_array_index (self->moments, gint64, index);
}

static guint
get_other_site (GtkWidget *button)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "ht-site"));
}

/* The site that is shown, and those that are to have stopped with it. */
static GArray *
list_sites (HtGrowthWhatIfView *self)
{
  GArray *sites = g_array_new (FALSE, FALSE, sizeof (guint));
  guint own = find_site (self->item);

  g_array_append_val (sites, own);
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->others)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      guint other = get_other_site (child);

      if (gtk_check_button_get_active (GTK_CHECK_BUTTON (child)))
        g_array_append_val (sites, other);
    }
  return sites;
}

static void
show_moment (HtGrowthWhatIfView *self)
{
  const HtGrowthData *data = ht_growth_item_get_data (self->item);
  gint64 moment_ns = get_moment (self);
  gint64 shown_ns =
      moment_ns != HT_UNKNOWN ? moment_ns : ht_growth_item_get_site (self->item)->since_ns;
  g_autofree char *time =
      ht_growth_time_text (shown_ns, data->shown_to_ns, self->display, self->start_ns);
  /* Translators: a time */
  g_autofree char *begin = g_strdup_printf (_ ("%s, its begin"), time);
  const char *text = moment_ns != HT_UNKNOWN ? time : begin;

  gtk_label_set_text (self->moment, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->scale), GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT,
                                  text, -1);
}

static void
tell (HtGrowthWhatIfView *self)
{
  const HtGrowthData *data = ht_growth_item_get_data (self->item);
  g_autoptr (GArray) sites = list_sites (self);
  g_auto (HtGrowthWhatIf) what_if = { 0 };
  g_autofree char *text = NULL;

  show_moment (self);
  ht_growth_data_what_if (data, sites, get_moment (self), &what_if);
  text = ht_growth_what_if_text (&what_if, &data->forecast, sites->len, get_moment (self),
                                 data->shown_to_ns, self->display, self->start_ns);
  gtk_label_set_text (self->text, text);
  g_array_set_size (self->heap, 0);
  for (guint i = 0; i < what_if.heap->len; i++)
    {
      const HtSeriesPoint *from = &g_array_index (what_if.heap, HtSeriesPoint, i);
      HtGrowthPoint point = { .time_ns = from->time_ns, .bytes = from->value };

      g_array_append_val (self->heap, point);
    }
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static void
asked_cb (HtGrowthWhatIfView *self)
{
  if (self->item != NULL && !self->is_filling)
    tell (self);
}

static void
add_other (HtGrowthWhatIfView *self, guint site, gboolean is_checked)
{
  const HtGrowthData *data = ht_growth_item_get_data (self->item);
  const HtGrowthFrame *frame = ht_growth_site_get_frame (g_ptr_array_index (data->sites, site));
  g_autofree char *name = ht_function_name_shorten (frame->function, HT_NAME_PLAIN);
  GtkWidget *button = gtk_check_button_new_with_label (name);

  g_object_set_data (G_OBJECT (button), "ht-site", GUINT_TO_POINTER (site));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (button), is_checked);
  g_signal_connect_object (button, "toggled", G_CALLBACK (asked_cb), self, G_CONNECT_SWAPPED);
  gtk_box_append (self->others, button);
}

/* The functions that were chosen go on to be if the same is shown anew. */
static GPtrArray *
list_checked (HtGrowthWhatIfView *self)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (self->others)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (gtk_check_button_get_active (GTK_CHECK_BUTTON (child)))
      g_ptr_array_add (names, g_strdup (gtk_check_button_get_label (GTK_CHECK_BUTTON (child))));
  return names;
}

static void
fill_others (HtGrowthWhatIfView *self, const GPtrArray *checked)
{
  const HtGrowthData *data = ht_growth_item_get_data (self->item);
  guint own = find_site (self->item);
  guint n = 0;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->others))) != NULL)
    gtk_box_remove (self->others, child);
  for (guint i = 0; i < data->sites->len && n < MAX_OTHERS; i++)
    {
      const HtGrowthSite *site = g_ptr_array_index (data->sites, i);
      g_autofree char *name = NULL;

      if (i == own || site->details->part == NULL)
        continue;
      name = ht_function_name_shorten (ht_growth_site_get_frame (site)->function, HT_NAME_PLAIN);
      add_other (self, i,
                 g_ptr_array_find_with_equal_func ((GPtrArray *) checked, name, g_str_equal, NULL));
      n++;
    }
  gtk_widget_set_visible (self->others_button, n > 0);
}

/* Since it began, and at each time that it was seen later. */
static void
fill_moments (HtGrowthWhatIfView *self, gint64 chosen_ns)
{
  const HtGrowthPart *part = ht_growth_item_get_site (self->item)->details->part;
  gint64 begin_ns = HT_UNKNOWN;
  guint chosen = 0;

  g_array_set_size (self->moments, 0);
  g_array_append_val (self->moments, begin_ns);
  for (guint i = 0; i < part->held->len; i++)
    {
      gint64 time_ns = g_array_index (part->held, HtSeriesPoint, i).time_ns;

      if (time_ns <= part->since_ns)
        continue;
      if (time_ns <= chosen_ns)
        chosen = self->moments->len;
      g_array_append_val (self->moments, time_ns);
    }
  gtk_adjustment_configure (self->adjustment, chosen, 0, self->moments->len - 1, 1, 5, 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->scale), self->moments->len > 1);
}

static void
ht_growth_what_if_view_dispose (GObject *object)
{
  HtGrowthWhatIfView *self = HT_GROWTH_WHAT_IF_VIEW (object);

  self->is_filling = TRUE;
  g_clear_object (&self->item);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_GROWTH_WHAT_IF_VIEW);
  G_OBJECT_CLASS (ht_growth_what_if_view_parent_class)->dispose (object);
}

static void
ht_growth_what_if_view_finalize (GObject *object)
{
  HtGrowthWhatIfView *self = HT_GROWTH_WHAT_IF_VIEW (object);

  g_array_unref (self->moments);
  g_array_unref (self->heap);
  G_OBJECT_CLASS (ht_growth_what_if_view_parent_class)->finalize (object);
}

static void
ht_growth_what_if_view_class_init (HtGrowthWhatIfViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_growth_what_if_view_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_growth_what_if_view_finalize;
  signals[SIGNAL_CHANGED] = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST,
                                          0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/growth-what-if-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HtGrowthWhatIfView, content);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthWhatIfView, moment);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthWhatIfView, scale);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthWhatIfView, adjustment);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthWhatIfView, others_button);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthWhatIfView, others);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthWhatIfView, text);
  gtk_widget_class_bind_template_callback (widget_class, asked_cb);
}

static void
ht_growth_what_if_view_init (HtGrowthWhatIfView *self)
{
  self->moments = g_array_new (FALSE, FALSE, sizeof (gint64));
  self->heap = g_array_new (FALSE, FALSE, sizeof (HtGrowthPoint));
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ht_growth_what_if_view_show:
 * @self: the view
 * @item: (nullable): what is to have stopped; nothing is asked of what does not grow
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Asks of something else. If it is the same as before, what was asked stays.
 */
void
ht_growth_what_if_view_show (HtGrowthWhatIfView *self,
                             HtGrowthItem *item,
                             HtTimeDisplay display,
                             gint64 start_ns)
{
  g_autoptr (GPtrArray) checked = NULL;
  gboolean is_same =
      item != NULL && self->item != NULL &&
      g_str_equal (ht_growth_site_get_frame (ht_growth_item_get_site (item))->function,
                   ht_growth_site_get_frame (ht_growth_item_get_site (self->item))->function);
  gint64 chosen_ns = is_same ? get_moment (self) : HT_UNKNOWN;

  checked = is_same ? list_checked (self) : g_ptr_array_new ();
  if (item != NULL && ht_growth_item_get_site (item)->details->part == NULL)
    item = NULL;
  g_set_object (&self->item, item);
  self->display = display;
  self->start_ns = start_ns;
  gtk_widget_set_visible (self->content, item != NULL);
  g_array_set_size (self->heap, 0);
  if (item == NULL)
    return;
  self->is_filling = TRUE;
  fill_moments (self, chosen_ns);
  fill_others (self, checked);
  self->is_filling = FALSE;
  tell (self);
}

/**
 * ht_growth_what_if_view_get_heap:
 * @self: the view
 *
 * Returns: (transfer none) (element-type HtGrowthPoint): what the heap would have held, by time
 */
const GArray *
ht_growth_what_if_view_get_heap (HtGrowthWhatIfView *self)
{
  return self->heap;
}

/**
 * ht_growth_what_if_view_get_text:
 * @self: the view
 *
 * Returns: (transfer none): what would be, in words
 */
const char *
ht_growth_what_if_view_get_text (HtGrowthWhatIfView *self)
{
  return gtk_label_get_text (self->text);
}
