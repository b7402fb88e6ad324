/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-cells.h"

#include <glib/gi18n.h>
#include <math.h>

#include "growth-item.h"
#include "growth-row-texts.h"
#include "growth-texts.h"
#include "hover-text.h"
#include "name-label.h"
#include "picture.h"
#include "text-column.h"
#include "units.h"

/* From so wide a list on, in px, there is room. */
#define MEDIUM_WIDTH 580
#define WIDE_WIDTH   990

#define SPARK_WIDTH  84
#define SPARK_HEIGHT 24
#define BAR_WIDTH    40
#define BAR_HEIGHT   12

#define MOST_COLUMNS 9
#define MOST_LINES   3
#define MOST_SLOTS   2

#define HEAD_KEY "ht-head"

/* What is said in a place of a cell. */
typedef enum
{
  SLOT_NONE,
  SLOT_RANK,
  SLOT_NAME,
  SLOT_PLACE,
  SLOT_SPARK,
  SLOT_RATE,
  SLOT_ERROR,
  SLOT_BAR,
  SLOT_SHARE,
  SLOT_STAYS,
  SLOT_STAYS_IN_WORDS,
  SLOT_AGE,
  SLOT_CAUSE,
  SLOT_ALONE,
  SLOT_PARTING_ROWS,
  SLOT_TIMES_IN_WORDS,
  SLOT_MORE_IN_WORDS,
  N_SLOTS,
} Slot;

/* Texts that are not known before something is. */
typedef enum
{
  HEAD_FIXED,
  HEAD_HELD,
  HEAD_RATE,
} Head;

typedef struct
{
  Head head;
  const char *title;
  int width; /* px, 0 for what is left */
  gboolean is_number;
  gboolean takes_more; /* if there is room */
  Slot lines[MOST_LINES][MOST_SLOTS];
} ColumnPlan;

static const ColumnPlan plans[][MOST_COLUMNS] = {
  [HT_GROWTH_ROOM_NARROW] = {
    { HEAD_FIXED, "#", 36, TRUE, FALSE, { { SLOT_RANK } } },
    { HEAD_FIXED, N_ ("Allocation site"), 0, FALSE, FALSE,
      { { SLOT_NAME }, { SLOT_SPARK, SLOT_CAUSE }, { SLOT_MORE_IN_WORDS } } },
    { HEAD_RATE, NULL, 132, TRUE, FALSE, { { SLOT_RATE, SLOT_ERROR }, { SLOT_BAR, SLOT_SHARE } } },
  },
  [HT_GROWTH_ROOM_MEDIUM] = {
    { HEAD_FIXED, "#", 36, TRUE, FALSE, { { SLOT_RANK } } },
    { HEAD_FIXED, N_ ("Allocation site"), 0, FALSE, FALSE, { { SLOT_NAME }, { SLOT_PLACE } } },
    { HEAD_HELD, NULL, 106, FALSE, FALSE, { { SLOT_SPARK }, { SLOT_TIMES_IN_WORDS } } },
    { HEAD_RATE, NULL, 124, TRUE, FALSE, { { SLOT_RATE, SLOT_ERROR }, { SLOT_BAR, SLOT_SHARE } } },
    { HEAD_FIXED, N_ ("Cause, stays"), 130, FALSE, TRUE, { { SLOT_CAUSE }, { SLOT_STAYS_IN_WORDS } } },
  },
  [HT_GROWTH_ROOM_WIDE] = {
    { HEAD_FIXED, "#", 38, TRUE, FALSE, { { SLOT_RANK } } },
    { HEAD_FIXED, N_ ("Allocation site"), 0, FALSE, FALSE, { { SLOT_NAME }, { SLOT_PLACE } } },
    { HEAD_HELD, NULL, 108, FALSE, FALSE, { { SLOT_SPARK } } },
    { HEAD_RATE, NULL, 120, TRUE, FALSE, { { SLOT_RATE, SLOT_ERROR } } },
    { HEAD_FIXED, N_ ("Share of growth"), 114, TRUE, FALSE, { { SLOT_BAR, SLOT_SHARE } } },
    { HEAD_FIXED, N_ ("Stays"), 66, TRUE, FALSE, { { SLOT_STAYS } } },
    { HEAD_FIXED, N_ ("Age"), 60, TRUE, FALSE, { { SLOT_AGE } } },
    { HEAD_FIXED, N_ ("Cause"), 146, FALSE, FALSE, { { SLOT_CAUSE }, { SLOT_PARTING_ROWS } } },
    { HEAD_FIXED, N_ ("Alone to limit"), 100, TRUE, FALSE, { { SLOT_ALONE } } },
  },
};

/* What a place says; what is NULL is not there. */
typedef struct
{
  char *text;
  char *more; /* for who points at it, or cannot see */
} Told;

static void
told_clear (Told *told)
{
  g_free (told->text);
  g_free (told->more);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Told, told_clear)

static gboolean
is_growing (HtGrowthItem *item)
{
  const HtGrowthSite *site = ht_growth_item_get_site (item);

  return site != NULL && ht_growth_site_is_growing (site);
}

static gboolean
is_site (HtGrowthItem *item)
{
  return !ht_growth_item_is_group (item) && ht_growth_item_get_step (item) == NULL;
}

static void
tell_rank (HtGrowthItem *item, Told *told)
{
  /* The rows that a summary counts. */
  if (is_site (item) && ht_growth_item_get_index (item) < ht_growth_item_get_data (item)->n_growing)
    told->text = g_strdup_printf ("%u", ht_growth_item_get_index (item) + 1);
}

static void
tell_name (HtGrowthItem *item, Told *told)
{
  const HtGrowthFrame *frame;

  if (ht_growth_item_is_group (item))
    {
      told->text = g_strdup (ht_growth_item_get_group (item) == HT_GROWTH_GROUP_KNOWN
                                 ? _ ("Known growth, not counted")
                                 : _ ("Not growing, or too little to tell"));
      return;
    }
  frame = ht_growth_item_get_frame (item);
  told->text = g_strdup (frame->function);
  told->more = g_strdup (frame->function);
}

static void
tell_place (HtGrowthItem *item, Told *told)
{
  if (ht_growth_item_get_group (item) == HT_GROWTH_GROUP_KNOWN)
    told->text = ht_growth_row_known_text (ht_growth_item_get_data (item));
  else if (ht_growth_item_is_group (item))
    told->text = ht_growth_row_rest_text (ht_growth_item_get_data (item));
  else if (is_site (item))
    told->text = ht_growth_site_place_text (ht_growth_item_get_site (item));
  else
    told->text =
        ht_growth_row_step_text (ht_growth_item_get_data (item), ht_growth_item_get_index (item),
                                 ht_growth_item_get_step_index (item));
  told->more = g_strdup (told->text);
}

static void
tell_rate (HtGrowthItem *item, Told *told)
{
  const HtGrowthStep *step;
  const HtGrowthSite *site = ht_growth_item_get_site (item);
  HtGrowthUnit unit;
  g_autofree char *rate = NULL;

  if (site == NULL)
    return;
  unit = ht_growth_row_rate_unit (ht_growth_item_get_data (item));
  step = ht_growth_item_get_step (item);
  rate = ht_growth_row_rate_text (step != NULL ? step->rate : site->course.now.rate, &unit);
  if (step != NULL)
    {
      told->more = ht_growth_rate_text (step->rate);
      told->text = g_steal_pointer (&rate);
      return;
    }
  told->more = ht_growth_row_interval_text (&site->course.now);
  told->text = is_growing (item) ? g_strconcat ("▲ ", rate, NULL) : g_steal_pointer (&rate);
}

static void
tell_error (HtGrowthItem *item, Told *told)
{
  HtGrowthUnit unit;

  if (!is_site (item))
    return;
  unit = ht_growth_row_rate_unit (ht_growth_item_get_data (item));
  told->text = ht_growth_row_error_text (&ht_growth_item_get_site (item)->course.now, &unit);
  told->more = ht_growth_row_interval_text (&ht_growth_item_get_site (item)->course.now);
}

static double
get_share (HtGrowthItem *item)
{
  const HtGrowthStep *step = ht_growth_item_get_step (item);

  if (step != NULL)
    return step->share;
  return is_growing (item) ? ht_growth_item_get_site (item)->share : NAN;
}

static void
tell_share (HtGrowthItem *item, Told *told)
{
  if (!ht_growth_item_is_group (item))
    told->text = ht_growth_row_share_text (get_share (item));
}

static void
tell_stays (HtGrowthItem *item, Told *told)
{
  if (!is_site (item))
    return;
  told->text = ht_growth_row_share_text (ht_growth_item_get_site (item)->course.retention);
  told->more = g_strdup (_ ("How much of what it allocates stays"));
}

static void
tell_parting_rows (HtGrowthItem *item, Told *told)
{
  if (ht_growth_item_get_step (item) != NULL)
    told->text = ht_growth_row_parting_rows_text (ht_growth_item_get_data (item),
                                                  ht_growth_item_get_index (item),
                                                  ht_growth_item_get_step_index (item));
}

static void
tell_stays_in_words (HtGrowthItem *item, Told *told)
{
  g_autofree char *share = NULL;

  if (!is_site (item))
    {
      tell_parting_rows (item, told);
      return;
    }
  if (isnan (ht_growth_item_get_site (item)->course.retention))
    return;
  share = ht_growth_row_share_text (ht_growth_item_get_site (item)->course.retention);
  /* Translators: how much of what is allocated is kept, such as “80 %” */
  told->text = g_strdup_printf (_ ("stays %s"), share);
  told->more = g_strdup (_ ("How much of what it allocates stays"));
}

static void
tell_age (HtGrowthItem *item, Told *told)
{
  if (is_site (item))
    told->text = ht_growth_row_age_text (ht_growth_item_get_site (item), &told->more);
}

static void
tell_parting (HtGrowthItem *item, Told *told)
{
  HtGrowthUnit unit;

  if (ht_growth_item_get_step (item) == NULL)
    return;
  unit = ht_growth_row_rate_unit (ht_growth_item_get_data (item));
  told->text =
      ht_growth_row_parting_text (ht_growth_item_get_data (item), ht_growth_item_get_index (item),
                                  ht_growth_item_get_step_index (item), &unit);
}

static void
tell_cause (HtGrowthItem *item, Told *told)
{
  const HtGrowthSite *site = ht_growth_item_get_site (item);

  if (!is_site (item))
    {
      tell_parting (item, told);
      return;
    }
  told->text = ht_growth_row_cause_text (site);
  if (site->title != NULL)
    told->more = g_strdup (site->title);
  else if (is_growing (item))
    told->more = g_strdup (_ ("Why it grows is not known"));
}

static void
tell_alone (HtGrowthItem *item, Told *told)
{
  if (is_site (item))
    told->text = ht_growth_row_alone_text (ht_growth_item_get_site (item),
                                           ht_growth_item_get_data (item), &told->more);
}

/* Either is known of few. */
static void
tell_times_in_words (HtGrowthItem *item, Told *told)
{
  g_auto (Told) age = { NULL, NULL };
  g_auto (Told) alone = { NULL, NULL };

  if (!is_site (item))
    return;
  tell_age (item, &age);
  tell_alone (item, &alone);
  if (isfinite (ht_growth_item_get_site (item)->eta.s))
    {
      /* Translators: how long it would take to a limit if only this grew, such as “3 h” */
      told->text = g_strdup_printf (_ ("alone %s"), alone.text);
      told->more = g_steal_pointer (&alone.more);
    }
  else if (isfinite (ht_growth_item_get_site (item)->course.age_s))
    {
      /* Translators: how old objects are on average, such as “8 s” */
      told->text = g_strdup_printf (_ ("age %s"), age.text);
      told->more = g_steal_pointer (&age.more);
    }
}

static void
add_words (GString *text, const Told *told)
{
  if (told->text != NULL)
    g_string_append_printf (text, "%s%s", text->len > 0 ? " · " : "", told->text);
}

static void
tell_more_in_words (HtGrowthItem *item, Told *told)
{
  g_auto (Told) stays = { NULL, NULL };
  g_auto (Told) times = { NULL, NULL };
  g_auto (Told) place = { NULL, NULL };
  GString *text = g_string_new (NULL);

  tell_stays_in_words (item, &stays);
  tell_times_in_words (item, &times);
  tell_place (item, &place);
  add_words (text, &stays);
  add_words (text, &times);
  add_words (text, &place);
  told->text = g_string_free (text, FALSE);
  told->more = g_strdup (told->text);
}

/* How each place is told; NULL for a picture. */
static const struct
{
  void (*tell) (HtGrowthItem *item, Told *told);
  const char *css_class;
  guint n_chars; /* of a figure beside another one; 0 for all the room */
} slots[N_SLOTS] = {
  [SLOT_RANK] = { tell_rank, "second-text", 0 },
  [SLOT_NAME] = { tell_name, NULL, 0 },
  [SLOT_PLACE] = { tell_place, "second-text", 0 },
  [SLOT_SPARK] = { NULL, NULL, 0 },
  [SLOT_RATE] = { tell_rate, NULL, 0 },
  [SLOT_ERROR] = { tell_error, "second-text", 6 },
  [SLOT_BAR] = { NULL, NULL, 0 },
  [SLOT_SHARE] = { tell_share, NULL, 0 },
  [SLOT_STAYS] = { tell_stays, NULL, 0 },
  [SLOT_STAYS_IN_WORDS] = { tell_stays_in_words, "second-text", 0 },
  [SLOT_AGE] = { tell_age, NULL, 0 },
  [SLOT_CAUSE] = { tell_cause, NULL, 0 },
  [SLOT_ALONE] = { tell_alone, NULL, 0 },
  [SLOT_PARTING_ROWS] = { tell_parting_rows, "second-text", 0 },
  [SLOT_TIMES_IN_WORDS] = { tell_times_in_words, "second-text", 0 },
  [SLOT_MORE_IN_WORDS] = { tell_more_in_words, "second-text", 0 },
};

static HtGrowthItem *
get_item (GtkListItem *list_item)
{
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);
  HtGrowthItem *item = row != NULL ? gtk_tree_list_row_get_item (row) : NULL;

  if (item != NULL)
    g_object_unref (item);
  /* cppcheck-suppress deallocret ; the row keeps it */
  return item;
}

static void
paint_spark_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtGrowthItem *item = get_item (user_data);
  HtGrowthChart chart;

  if (item == NULL || !is_site (item))
    return;
  ht_growth_site_fill_chart (ht_growth_item_get_site (item), ht_growth_item_get_data (item),
                             &chart);
  chart.greatest = MAX (ht_growth_item_get_data (item)->greatest, 1);
  ht_growth_spark_paint (&chart, paint, cr, width, height);
}

static void
paint_bar_cb (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  HtGrowthItem *item = get_item (user_data);

  if (item != NULL)
    ht_growth_share_paint (get_share (item), paint, cr, width, height);
}

static GtkWidget *
make_picture (Slot slot, GtkListItem *list_item)
{
  GtkWidget *picture = ht_picture_new ();

  if (slot == SLOT_SPARK)
    gtk_widget_set_size_request (picture, SPARK_WIDTH, SPARK_HEIGHT);
  else
    gtk_widget_set_size_request (picture, BAR_WIDTH, BAR_HEIGHT);
  gtk_widget_set_valign (picture, GTK_ALIGN_CENTER);
  gtk_accessible_update_state (GTK_ACCESSIBLE (picture), GTK_ACCESSIBLE_STATE_HIDDEN, TRUE, -1);
  ht_picture_set_painter (HT_PICTURE (picture), slot == SLOT_SPARK ? paint_spark_cb : paint_bar_cb,
                          list_item, NULL);
  return picture;
}

/* In as little room as there is: the columns have their widths. */
static GtkWidget *
make_text (Slot slot, gboolean is_alone, const ColumnPlan *plan)
{
  GtkWidget *text = gtk_inscription_new (NULL);
  guint n_chars = is_alone ? 0 : slots[slot].n_chars;

  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), plan->is_number ? 1 : 0);
  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text),
                                     GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), n_chars);
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), n_chars);
  gtk_widget_set_hexpand (text, n_chars == 0);
  return text;
}

static GtkWidget *
make_chip (void)
{
  GtkWidget *chip = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (chip), PANGO_ELLIPSIZE_END);
  gtk_label_set_lines (GTK_LABEL (chip), 2);
  gtk_label_set_xalign (GTK_LABEL (chip), 0);
  gtk_widget_set_halign (chip, GTK_ALIGN_START);
  gtk_widget_set_valign (chip, GTK_ALIGN_CENTER);
  return chip;
}

static GtkWidget *
make_slot (const ColumnPlan *plan, guint line, guint place, GtkListItem *list_item)
{
  Slot slot = plan->lines[line][place];
  gboolean is_alone = plan->lines[line][1] == SLOT_NONE;
  GtkWidget *made;

  if (slots[slot].tell == NULL)
    return make_picture (slot, list_item);
  if (slot == SLOT_NAME)
    made = ht_name_label_new ();
  else
    made = slot == SLOT_CAUSE ? make_chip () : make_text (slot, is_alone, plan);
  if (slot == SLOT_NAME)
    gtk_widget_set_hexpand (made, TRUE);
  if (slots[slot].css_class != NULL)
    gtk_widget_add_css_class (made, slots[slot].css_class);
  if (slots[slot].css_class != NULL || slot == SLOT_CAUSE)
    gtk_widget_add_css_class (made, "caption");
  return made;
}

static GtkWidget *
make_cell (const ColumnPlan *plan, GtkListItem *list_item)
{
  GtkWidget *cell = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  gtk_widget_set_valign (cell, GTK_ALIGN_CENTER);
  gtk_widget_set_hexpand (cell, TRUE);
  for (guint i = 0; i < MOST_LINES && plan->lines[i][0] != SLOT_NONE; i++)
    {
      GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

      for (guint j = 0; j < MOST_SLOTS && plan->lines[i][j] != SLOT_NONE; j++)
        gtk_box_append (GTK_BOX (line), make_slot (plan, i, j, list_item));
      gtk_box_append (GTK_BOX (cell), line);
    }
  return cell;
}

static void
set_class (GtkWidget *widget, const char *name, gboolean has)
{
  if (has)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

static void
show_text (GtkWidget *widget, const char *text)
{
  if (HT_IS_NAME_LABEL (widget))
    ht_name_label_set_name (HT_NAME_LABEL (widget), text);
  else if (GTK_IS_LABEL (widget))
    gtk_label_set_text (GTK_LABEL (widget), text);
  else
    gtk_inscription_set_text (GTK_INSCRIPTION (widget), text);
}

/* What is the program's own is bold; a class that is known has a tint beside its name. */
static void
show_looks (Slot slot, GtkWidget *widget, HtGrowthItem *item)
{
  const HtGrowthSite *site = ht_growth_item_get_site (item);

  if (slot == SLOT_NAME)
    {
      set_class (widget, "heading",
                 site != NULL && is_growing (item) &&
                     ht_growth_item_get_frame (item)->origin == HT_FRAME_OWN);
      set_class (widget, "caption-heading", site == NULL);
      set_class (widget, "second-text", site == NULL || !is_growing (item));
    }
  if (slot == SLOT_RATE)
    set_class (widget, "growth", is_site (item) && is_growing (item));
  if (slot == SLOT_CAUSE)
    {
      gboolean is_known = is_site (item) && is_growing (item) && site->class_name != NULL;

      set_class (widget, "cause-chip", is_known);
      /* There is room for a second line, though not for a long one. */
      gtk_label_set_wrap (GTK_LABEL (widget), !is_known);
      set_class (widget, "second-text", !is_known);
    }
}

static gboolean
is_beside_another (Slot slot, GtkWidget *widget)
{
  return slot == SLOT_ERROR && gtk_widget_get_prev_sibling (widget) != NULL;
}

static gboolean
show_slot (Slot slot, GtkWidget *widget, HtGrowthItem *item)
{
  g_auto (Told) told = { NULL, NULL };
  gboolean is_told;

  if (slots[slot].tell == NULL)
    {
      is_told = slot == SLOT_SPARK ? is_site (item) : !isnan (get_share (item));
      gtk_widget_set_visible (widget, is_told);
      ht_picture_invalidate (HT_PICTURE (widget));
      return is_told;
    }
  slots[slot].tell (item, &told);
  is_told = told.text != NULL && *told.text != '\0';
  /* Figures stand below each other, whether or not there is an error beside them. */
  gtk_widget_set_visible (widget, is_told || is_beside_another (slot, widget));
  if (!is_told)
    {
      show_text (widget, "");
      return FALSE;
    }
  show_text (widget, told.text);
  show_looks (slot, widget, item);
  ht_hover_text_set (widget, told.more);
  return TRUE;
}

static GtkWidget *
get_cell (GtkListItem *list_item)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);

  return GTK_IS_TREE_EXPANDER (child) ? gtk_tree_expander_get_child (GTK_TREE_EXPANDER (child))
                                      : child;
}

static const ColumnPlan *
get_plan (gpointer factory)
{
  return g_object_get_data (factory, "ht-plan");
}

static void
show_cell (GtkListItem *list_item, const ColumnPlan *plan)
{
  HtGrowthItem *item = get_item (list_item);
  GtkWidget *line = gtk_widget_get_first_child (get_cell (list_item));

  for (guint i = 0; line != NULL; i++, line = gtk_widget_get_next_sibling (line))
    {
      GtkWidget *widget = gtk_widget_get_first_child (line);
      gboolean is_told = FALSE;

      for (guint j = 0; widget != NULL; j++, widget = gtk_widget_get_next_sibling (widget))
        is_told |= show_slot (plan->lines[i][j], widget, item);
      gtk_widget_set_visible (line, is_told);
    }
}

static void
changed_cb (GtkListItem *list_item)
{
  show_cell (list_item, g_object_get_data (G_OBJECT (list_item), "ht-plan"));
}

static gboolean
has_expander (const ColumnPlan *plan)
{
  return plan->lines[0][0] == SLOT_NAME;
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  const ColumnPlan *plan = get_plan (factory);
  GtkWidget *cell = make_cell (plan, list_item);

  g_object_set_data (G_OBJECT (list_item), "ht-plan", (gpointer) plan);
  if (has_expander (plan))
    {
      GtkWidget *expander = gtk_tree_expander_new ();

      gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), cell);
      cell = expander;
    }
  gtk_list_item_set_child (list_item, cell);
}

/* Who opens a site wants to see the way down to where it allocates. */
static void
expanded_cb (GtkTreeListRow *row)
{
  g_autoptr (HtGrowthItem) item = gtk_tree_list_row_get_item (row);
  g_autoptr (GtkTreeListRow) below = NULL;

  if (item == NULL || ht_growth_item_is_group (item) || !gtk_tree_list_row_get_expanded (row))
    return;
  below = gtk_tree_list_row_get_child_row (row, 0);
  while (below != NULL && gtk_tree_list_row_is_expandable (below))
    {
      GtkTreeListRow *next;

      gtk_tree_list_row_set_expanded (below, TRUE);
      next = gtk_tree_list_row_get_child_row (below, 0);
      g_object_unref (below);
      below = next;
    }
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  const ColumnPlan *plan = get_plan (factory);
  GtkTreeListRow *row = gtk_list_item_get_item (list_item);

  if (has_expander (plan))
    {
      gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item)), row);
      g_signal_connect_object (row, "notify::expanded", G_CALLBACK (expanded_cb), list_item, 0);
    }
  g_signal_connect_object (get_item (list_item), "changed", G_CALLBACK (changed_cb), list_item,
                           G_CONNECT_SWAPPED);
  show_cell (list_item, plan);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, gpointer user_data)
{
  if (get_item (list_item) != NULL)
    g_signal_handlers_disconnect_by_data (get_item (list_item), list_item);
  if (!has_expander (get_plan (factory)))
    return;
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (list_item), list_item);
  gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (gtk_list_item_get_child (list_item)), NULL);
}

static GtkColumnViewColumn *
make_column (const ColumnPlan *plan)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *column =
      gtk_column_view_column_new (plan->title != NULL ? _ (plan->title) : "", factory);

  g_object_set_data (G_OBJECT (factory), "ht-plan", (gpointer) plan);
  g_object_set_data (G_OBJECT (column), HEAD_KEY, GUINT_TO_POINTER (plan->head));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  if (plan->width > 0)
    gtk_column_view_column_set_fixed_width (column, plan->width);
  gtk_column_view_column_set_expand (column, plan->width == 0 || plan->takes_more);
  if (plan->is_number)
    ht_text_column_mark_number (column);
  return column;
}

/**
 * ht_growth_cells_get_room:
 * @width: how wide a list is, px
 *
 * Returns: for how much that is room
 */
HtGrowthRoom
ht_growth_cells_get_room (int width)
{
  if (width >= WIDE_WIDTH)
    return HT_GROWTH_ROOM_WIDE;
  return width >= MEDIUM_WIDTH ? HT_GROWTH_ROOM_MEDIUM : HT_GROWTH_ROOM_NARROW;
}

/**
 * ht_growth_cells_set_columns:
 * @view: a table of #HtGrowthItem in rows of a tree
 * @room: for how much there is room
 *
 * Gives a table other columns in place of those that it has.
 */
void
ht_growth_cells_set_columns (GtkColumnView *view, HtGrowthRoom room)
{
  GListModel *columns = gtk_column_view_get_columns (view);

  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (view, column);
    }
  for (guint i = 0; i < MOST_COLUMNS && plans[room][i].lines[0][0] != SLOT_NONE; i++)
    {
      g_autoptr (GtkColumnViewColumn) column = make_column (&plans[room][i]);

      gtk_column_view_append_column (view, column);
    }
  ht_text_column_align_heads (view);
}

/**
 * ht_growth_cells_set_heads:
 * @view: a table that has its columns
 * @data: what is shown
 *
 * Has the heads of the columns tell the unit of the figures and the scale of the pictures.
 */
void
ht_growth_cells_set_heads (GtkColumnView *view, const HtGrowthData *data)
{
  GListModel *columns = gtk_column_view_get_columns (view);
  HtGrowthUnit unit = ht_growth_row_rate_unit (data);
  g_autofree char *held = ht_growth_row_held_title (data);
  /* Translators: the unit of a size, which is added in a minute */
  g_autofree char *rate = g_strdup_printf (_ ("%s/min"), unit.name);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      Head head = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (column), HEAD_KEY));

      if (head == HEAD_HELD)
        gtk_column_view_column_set_title (column, held);
      else if (head == HEAD_RATE)
        gtk_column_view_column_set_title (column, rate);
    }
}
