/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-list.h"

#include <glib/gi18n.h>
#include <math.h>

#include "function-name.h"
#include "growth-texts.h"
#include "picture.h"
#include "table-keys.h"
#include "units.h"

#define SPARK_WIDTH  88
#define SPARK_HEIGHT 26
#define SHARE_WIDTH  40

/* Shorter a name means nothing. */
#define LEAST_NAME_CHARS 16

#define NS_PER_S 1e9

typedef enum
{
  COLUMN_SITE,
  COLUMN_SPARK,
  COLUMN_RATE,
  COLUMN_VERDICT,
  COLUMN_STAYS,
  N_COLUMNS,
} Column;

struct _HtGrowthList
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *scrolled;
  GtkColumnView *view;
  GtkColumnViewColumn *columns[N_COLUMNS];

  /* Owned */
  GtkSingleSelection *selection;
  HtGrowthData *data;

  gboolean is_filling; /* on the program's account, not the user's */
};

enum
{
  SIGNAL_SELECTED_CHANGED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtGrowthList, ht_growth_list, GTK_TYPE_WIDGET)

/* What a cell says: a line, and a smaller one below it. Both may be NULL. */
typedef struct
{
  char *first;
  char *second;
} Lines;

static void
lines_clear (Lines *lines)
{
  g_free (lines->first);
  g_free (lines->second);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Lines, lines_clear)

static void
tell_site (HtGrowthList *self, HtGrowthItem *item, Lines *lines)
{
  const HtGrowthFrame *frame = ht_growth_item_get_frame (item);
  const HtGrowthStep *step = ht_growth_item_get_step (item);

  lines->first = ht_function_name_shorten (frame->function, HT_NAME_PLAIN);
  if (step == NULL)
    lines->second = ht_growth_site_place_text (ht_growth_item_get_site (item));
  else if (step->n_frames == 1)
    lines->second = g_strdup (ht_frame_origin_text (frame->origin));
  else
    /* Translators: who wrote a function, and how many frames above it are not shown */
    lines->second =
        g_strdup_printf (g_dngettext (NULL, "%s, +%u frame", "%s, +%u frames", step->n_frames - 1),
                         ht_frame_origin_text (frame->origin), step->n_frames - 1);
}

static void
tell_rate (HtGrowthList *self, HtGrowthItem *item, Lines *lines)
{
  const HtGrowthSite *site = ht_growth_item_get_site (item);
  const HtGrowthStep *step = ht_growth_item_get_step (item);
  g_autofree char *rate = ht_growth_rate_text (step != NULL ? step->rate : site->course.now.rate);

  lines->first =
      ht_growth_site_is_growing (site) ? g_strconcat ("▲ ", rate, NULL) : g_steal_pointer (&rate);
  if (step == NULL)
    lines->second = ht_growth_error_text (&site->course.now);
}

static double
get_share (HtGrowthItem *item)
{
  const HtGrowthStep *step = ht_growth_item_get_step (item);

  if (step != NULL)
    return step->share;
  return ht_growth_site_is_growing (ht_growth_item_get_site (item))
             ? ht_growth_item_get_site (item)->share
             : NAN;
}

static char *
format_share (double share)
{
  return isnan (share) ? g_strdup ("") : g_strdup_printf ("%.0f %%", share * 100);
}

/* What grows has a share, and a class if that is known: that it grows, the rate says. */
static void
tell_verdict (HtGrowthList *self, HtGrowthItem *item, Lines *lines)
{
  double share = get_share (item);
  const HtGrowthSite *site = ht_growth_item_get_site (item);
  const char *verdict = ht_growth_verdict_text (site->course.verdict);

  if (!isnan (share))
    lines->first = format_share (share);
  if (ht_growth_item_get_step (item) != NULL)
    return;
  if (lines->first != NULL)
    lines->second = g_strdup (site->class_name != NULL ? site->class_name : verdict);
  else
    lines->first = g_strdup (verdict);
}

static void
tell_stays (HtGrowthList *self, HtGrowthItem *item, Lines *lines)
{
  const HtGrowthCourse *course = &ht_growth_item_get_site (item)->course;
  g_autofree char *age = NULL;

  if (ht_growth_item_get_step (item) != NULL)
    return;
  lines->first = format_share (course->retention);
  if (!isfinite (course->age_s))
    return;
  age = ht_format_duration_short ((gint64) (course->age_s * NS_PER_S));
  /* Translators: how old objects are on average, such as “7.56s” */
  lines->second = g_strdup_printf (_ ("age %s"), age);
}

/* How the columns are told, and which there are room for. */
static const struct
{
  const char *title;
  void (*tell) (HtGrowthList *self, HtGrowthItem *item, Lines *lines);
  int width; /* px, 0 for what is left */
  gboolean is_number;
  gboolean if_not_narrow;
} columns[N_COLUMNS] = {
  [COLUMN_SITE] = { N_ ("Allocated in"), tell_site, 0, FALSE, FALSE },
  [COLUMN_SPARK] = { N_ ("Held"), NULL, 104, FALSE, TRUE },
  [COLUMN_RATE] = { N_ ("Growth"), tell_rate, 140, TRUE, FALSE },
  [COLUMN_VERDICT] = { N_ ("Share"), tell_verdict, 150, TRUE, FALSE },
  [COLUMN_STAYS] = { N_ ("Stays"), tell_stays, 84, TRUE, TRUE },
};

static HtGrowthItem *
peek_item (GtkTreeListRow *row)
{
  HtGrowthItem *item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (item != NULL)
    g_object_unref (item);
  /* cppcheck-suppress deallocret ; the row keeps it */
  return item;
}

static HtGrowthItem *
get_item (GtkListItem *list_item)
{
  return peek_item (gtk_list_item_get_item (list_item));
}

static void
paint_spark_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtGrowthItem *item = get_item (user_data);
  HtGrowthChart chart;

  if (item == NULL || ht_growth_item_get_step (item) != NULL)
    return;
  ht_growth_site_fill_chart (ht_growth_item_get_site (item), ht_growth_item_get_data (item),
                             &chart);
  chart.greatest = MAX (ht_growth_item_get_data (item)->greatest, 1);
  ht_growth_spark_paint (&chart, paint, cr, width, height);
}

static void
paint_share_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtGrowthItem *item = get_item (user_data);

  if (item != NULL)
    ht_growth_share_paint (get_share (item), paint, cr, width, height);
}

static GtkWidget *
make_picture (HtPainter painter, GtkListItem *list_item, int width, int height)
{
  GtkWidget *picture = ht_picture_new ();

  gtk_widget_set_size_request (picture, width, height);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_accessible_update_state (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  ht_picture_set_painter (HT_PICTURE (picture), painter, list_item, NULL);
  return picture;
}

static GtkWidget *
make_line (float xalign)
{
  GtkWidget *line = gtk_inscription_new (NULL);

  gtk_inscription_set_xalign (GTK_INSCRIPTION (line), xalign);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (line),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_MIDDLE);
  return line;
}

static GtkWidget *
make_lines (gboolean is_number)
{
  GtkWidget *lines = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *first = make_line (is_number ? 1 : 0);
  GtkWidget *second = make_line (is_number ? 1 : 0);

  gtk_widget_set_valign (lines, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (lines, TRUE);
  gtk_widget_add_css_class (second, "second-text");
  gtk_widget_add_css_class (second, "caption");
  gtk_box_append (GTK_BOX (lines), first);
  gtk_box_append (GTK_BOX (lines), second);
  return lines;
}

/* What stands above, whatever is before it. */
static GtkWidget *
get_first_line (GtkWidget *lines)
{
  GtkWidget *first = gtk_widget_get_first_child (lines);

  return GTK_IS_BOX (first) ? gtk_widget_get_last_child (first) : first;
}

static void
put_before (GtkWidget *line, GtkWidget *picture)
{
  g_autoptr (GtkWidget) kept = g_object_ref (line);
  GtkWidget *lines = gtk_widget_get_parent (line);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_box_remove (GTK_BOX (lines), line);
  gtk_widget_set_hexpand (line, TRUE);
  gtk_box_append (GTK_BOX (row), picture);
  gtk_box_append (GTK_BOX (row), line);
  gtk_box_prepend (GTK_BOX (lines), row);
}

static Column
get_column (gpointer factory)
{
  return (Column) GPOINTER_TO_UINT (g_object_get_data (factory, "ht-column"));
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  Column column = get_column (factory);
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  if (column == COLUMN_SPARK)
    gtk_box_append (GTK_BOX (cell),
                    make_picture (paint_spark_cb, list_item, SPARK_WIDTH, SPARK_HEIGHT));
  if (columns[column].tell != NULL)
    gtk_box_append (GTK_BOX (cell), make_lines (columns[column].is_number));
  if (column == COLUMN_VERDICT)
    put_before (get_first_line (gtk_widget_get_last_child (cell)),
                make_picture (paint_share_cb, list_item, SHARE_WIDTH, 12));
  if (column == COLUMN_SITE)
    {
      GtkWidget *lines = gtk_widget_get_last_child (cell);
      GtkWidget *expander = gtk_tree_expander_new ();

      gtk_inscription_set_min_chars (GTK_INSCRIPTION (gtk_widget_get_first_child (lines)),
                                     LEAST_NAME_CHARS);
      gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), cell);
      cell = expander;
    }
  gtk_list_item_set_child (list_item, cell);
}

static void
set_class (GtkWidget *widget, const char *name, gboolean has)
{
  if (has)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* What is the program's own is bold, and its origin is said below; what grows says so, too. */
static void
show_lines (HtGrowthList *self, Column column, HtGrowthItem *item, GtkWidget *box)
{
  GtkWidget *first = get_first_line (box);
  GtkWidget *second = gtk_widget_get_last_child (box);
  gboolean grows = ht_growth_site_is_growing (ht_growth_item_get_site (item));
  g_auto (Lines) lines = { NULL, NULL };

  columns[column].tell (self, item, &lines);
  gtk_inscription_set_text (GTK_INSCRIPTION (first), lines.first);
  gtk_inscription_set_text (GTK_INSCRIPTION (second), lines.second);
  gtk_widget_set_visible (second, lines.second != NULL && *lines.second != '\0');
  set_class (first, "heading",
             column == COLUMN_SITE && ht_growth_item_get_frame (item)->origin == HT_FRAME_OWN);
  set_class (first, "growth", grows && column == COLUMN_RATE);
  if (column == COLUMN_SITE)
    gtk_widget_set_tooltip_text (box, ht_growth_item_get_frame (item)->function);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  HtGrowthList *self = user_data;
  Column column = get_column (factory);
  GtkWidget *cell = gtk_list_item_get_child (list_item);

  if (column == COLUMN_SITE)
    {
      gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (cell), gtk_list_item_get_item (list_item));
      cell = gtk_tree_expander_get_child (GTK_TREE_EXPANDER (cell));
    }
  if (column == COLUMN_SPARK)
    ht_picture_invalidate (HT_PICTURE (gtk_widget_get_first_child (cell)));
  if (column == COLUMN_VERDICT)
    ht_picture_invalidate (HT_PICTURE (
        gtk_widget_get_prev_sibling (get_first_line (gtk_widget_get_last_child (cell)))));
  if (columns[column].tell != NULL)
    show_lines (self, column, get_item (list_item), gtk_widget_get_last_child (cell));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  if (get_column (factory) == COLUMN_SITE)
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item)), NULL);
}

static void
add_columns (HtGrowthList *self)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    {
      GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
      g_autoptr (GtkColumnViewColumn) column =
          gtk_column_view_column_new (_ (columns[i].title), factory);

      g_object_set_data (G_OBJECT (factory), "ht-column", GUINT_TO_POINTER (i));
      g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), self, 0);
      g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
      g_signal_connect_object (factory, "unbind", G_CALLBACK (unbind_cb), self, 0);
      if (columns[i].width > 0)
        gtk_column_view_column_set_fixed_width (column, columns[i].width);
      else
        gtk_column_view_column_set_expand (column, TRUE);
      gtk_column_view_column_set_resizable (column, i == COLUMN_SITE);
      gtk_column_view_append_column (self->view, column);
      self->columns[i] = column;
    }
}

static GtkTreeListRow *
get_selected_row (HtGrowthList *self)
{
  return gtk_single_selection_get_selected_item (self->selection);
}

/* Before the table, which would go from cell to cell. */
static gboolean
key_cb (HtGrowthList *self, guint key, guint keycode, GdkModifierType state)
{
  GtkTreeListRow *row = get_selected_row (self);
  gboolean is_left_to_right = gtk_widget_get_direction (GTK_WIDGET (self)) != GTK_TEXT_DIR_RTL;
  gboolean expand = (key == GDK_KEY_Right) == is_left_to_right;

  if ((key != GDK_KEY_Right && key != GDK_KEY_Left) || (state & GDK_MODIFIER_MASK) != 0 ||
      row == NULL || !gtk_tree_list_row_is_expandable (row) ||
      gtk_tree_list_row_get_expanded (row) == expand)
    return GDK_EVENT_PROPAGATE;
  gtk_tree_list_row_set_expanded (row, expand);
  return GDK_EVENT_STOP;
}

static void
activate_cb (HtGrowthList *self)
{
  GtkTreeListRow *row = get_selected_row (self);

  if (row != NULL && gtk_tree_list_row_is_expandable (row))
    gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

static void
selected_cb (HtGrowthList *self)
{
  if (!self->is_filling)
    g_signal_emit (self, signals[SIGNAL_SELECTED_CHANGED], 0);
}

static GListModel *
make_children (gpointer item, gpointer user_data)
{
  return ht_growth_item_make_steps (item);
}

static void
ht_growth_list_dispose (GObject *object)
{
  HtGrowthList *self = HT_GROWTH_LIST (object);

  g_clear_pointer (&self->scrolled, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_pointer (&self->data, ht_growth_data_unref);
  G_OBJECT_CLASS (ht_growth_list_parent_class)->dispose (object);
}

static void
ht_growth_list_class_init (HtGrowthListClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_growth_list_dispose;
  signals[SIGNAL_SELECTED_CHANGED] =
      g_signal_new ("selected-changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                    NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "growthlist");
}

static void
ht_growth_list_init (HtGrowthList *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();

  self->scrolled = gtk_scrolled_window_new ();
  self->selection = gtk_single_selection_new (NULL);
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->view =
      GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection))));
  gtk_column_view_set_show_row_separators (self->view, TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "figures");
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "growth-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("What grows"), -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scrolled), GTK_WIDGET (self->view));
  gtk_widget_set_parent (self->scrolled, GTK_WIDGET (self));
  add_columns (self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  ht_table_leave_with_tab (GTK_WIDGET (self->view));
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (selected_cb), self,
                           G_CONNECT_SWAPPED);
}

/* The rows that are open, and the one that is selected, are so again. */
static void
restore (HtGrowthList *self, HtGrowthItem *selected, GPtrArray *expanded)
{
  GListModel *rows = G_LIST_MODEL (self->selection);
  guint chosen = g_list_model_get_n_items (rows) > 0 ? 0 : GTK_INVALID_LIST_POSITION;

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows, i);
      g_autoptr (HtGrowthItem) item = gtk_tree_list_row_get_item (row);

      if (selected != NULL && ht_growth_item_is_like (item, selected))
        chosen = i;
      for (guint j = 0; j < expanded->len; j++)
        if (ht_growth_item_is_like (item, g_ptr_array_index (expanded, j)))
          gtk_tree_list_row_set_expanded (row, TRUE);
    }
  gtk_single_selection_set_selected (self->selection, chosen);
}

static GPtrArray *
list_expanded (HtGrowthList *self)
{
  GListModel *rows = G_LIST_MODEL (self->selection);
  g_autoptr (GPtrArray) expanded = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < g_list_model_get_n_items (rows); i++)
    {
      g_autoptr (GtkTreeListRow) row = g_list_model_get_item (rows, i);

      if (gtk_tree_list_row_get_expanded (row))
        g_ptr_array_add (expanded, gtk_tree_list_row_get_item (row));
    }
  return g_steal_pointer (&expanded);
}

/**
 * ht_growth_list_set_data:
 * @self: the list
 * @data: (nullable): what was found
 *
 * Shows something else. What is open and what is selected stays so, if it is there still; else the
 * first row is selected.
 */
void
ht_growth_list_set_data (HtGrowthList *self, HtGrowthData *data)
{
  g_autoptr (GListStore) sites = g_list_store_new (HT_TYPE_GROWTH_ITEM);
  g_autoptr (GPtrArray) expanded = list_expanded (self);
  HtGrowthItem *shown = ht_growth_list_get_selected (self);
  g_autoptr (HtGrowthItem) selected = shown != NULL ? g_object_ref (shown) : NULL;
  g_autoptr (GtkTreeListModel) tree = NULL;

  for (guint i = 0; data != NULL && i < data->sites->len; i++)
    {
      g_autoptr (HtGrowthItem) item = ht_growth_item_new (data, i);

      g_list_store_append (sites, item);
    }
  tree = gtk_tree_list_model_new (G_LIST_MODEL (g_steal_pointer (&sites)), FALSE, FALSE,
                                  make_children, NULL, NULL);
  self->is_filling = TRUE;
  gtk_single_selection_set_model (self->selection, G_LIST_MODEL (tree));
  restore (self, selected, expanded);
  self->is_filling = FALSE;
  g_clear_pointer (&self->data, ht_growth_data_unref);
  self->data = data != NULL ? ht_growth_data_ref (data) : NULL;
  g_signal_emit (self, signals[SIGNAL_SELECTED_CHANGED], 0);
}

/**
 * ht_growth_list_get_selected:
 * @self: the list
 *
 * Returns: (transfer none) (nullable): the row that is selected
 */
HtGrowthItem *
ht_growth_list_get_selected (HtGrowthList *self)
{
  return peek_item (get_selected_row (self));
}

/**
 * ht_growth_list_set_narrow:
 * @self: the list
 * @narrow: whether there is no room for all columns
 */
void
ht_growth_list_set_narrow (HtGrowthList *self, gboolean narrow)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    gtk_column_view_column_set_visible (self->columns[i], !(columns[i].if_not_narrow && narrow));
}
