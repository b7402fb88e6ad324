/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "gc-table.h"

#include <glib/gi18n.h>

#include "gc-cycle-item.h"
#include "gc-phases.h"
#include "gc-texts.h"
#include "phase-bar.h"
#include "table-keys.h"
#include "text-column.h"
#include "units.h"

#define PHASES_WIDTH 136

struct _HtGcTable
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *content;
  GtkRevealer *filter_bar;
  GtkLabel *filter_label;
  GtkColumnView *view;

  /* Owned */
  HtTimeView *time_view;
  HtTargetData *data;
  HtSortedRows *rows;
  GtkColumnViewColumn *phases;
  GPtrArray *bars; /* HtPhaseBar, those that there are; their cells own them */

  /* Not owned, they outlive the program */
  const HtSizeUnit *unit;

  gint64 phases_ns;
  guint scroll_tick;
  guint frames_to_wait;
};

G_DEFINE_FINAL_TYPE (HtGcTable, ht_gc_table, GTK_TYPE_WIDGET)

/* A column that shows a member of HtGcCycle. */
typedef struct
{
  const char *title;
  gsize offset;
  gboolean is_size;
  int width;
  gboolean is_phase; /* there only if phases are known; its counterpart only if not */
  gboolean is_pauses;
} MemberColumn;

static const MemberColumn member_columns[] = {
  { N_ ("Pauses"), G_STRUCT_OFFSET (HtGcCycle, pause_ns), FALSE, 90, FALSE, TRUE },
  { N_ ("Sweep term."), G_STRUCT_OFFSET (HtGcCycle, stw_sweep_term_ns), FALSE, 90, TRUE, FALSE },
  { N_ ("Mark"), G_STRUCT_OFFSET (HtGcCycle, mark_ns), FALSE, 68, TRUE, FALSE },
  { N_ ("Mark term."), G_STRUCT_OFFSET (HtGcCycle, stw_mark_term_ns), FALSE, 84, TRUE, FALSE },
  { N_ ("Assist"), G_STRUCT_OFFSET (HtGcCycle, assist_ns), FALSE, 68, TRUE, FALSE },
  { N_ ("Before"), G_STRUCT_OFFSET (HtGcCycle, heap_start_bytes), TRUE, 86, FALSE, FALSE },
  { N_ ("Live"), G_STRUCT_OFFSET (HtGcCycle, heap_live_bytes), TRUE, 70, FALSE, FALSE },
  { N_ ("Goal"), G_STRUCT_OFFSET (HtGcCycle, goal_bytes), TRUE, 72, FALSE, FALSE },
};

/* What a cell needs besides its item. */
typedef struct
{
  HtGcTable *table;
  const MemberColumn *column;
} Cell;

static const HtGcCycle *
nth_cycle (const HtTargetData *data, guint row)
{
  return &g_array_index (data->cycles, HtGcCycle, row);
}

static gint64
member_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  const MemberColumn *column = column_data;

  return G_STRUCT_MEMBER (gint64, nth_cycle (rows_data, row), column->offset);
}

static gint64
number_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  return nth_cycle (rows_data, row)->n;
}

static gint64
start_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  return nth_cycle (rows_data, row)->start_ns;
}

static gint64
phases_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  HtGcPhase phases[HT_N_GC_PHASES];

  return ht_gc_cycle_get_phases (nth_cycle (rows_data, row), phases);
}

static gint64
cause_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  gint8 forced = nth_cycle (rows_data, row)->forced;

  return forced < 0 ? HT_UNKNOWN : forced;
}

static GObject *
make_item (guint row, gpointer rows_data)
{
  return G_OBJECT (ht_gc_cycle_item_new (rows_data, row));
}

static char *
number_text (gpointer item, gpointer user_data)
{
  return ht_format_count (ht_gc_cycle_item_get_cycle (item)->n);
}

static char *
start_text (gpointer item, gpointer user_data)
{
  HtGcTable *self = user_data;
  HtTimeDisplay display =
      self->time_view != NULL ? ht_time_view_get_display (self->time_view) : HT_TIME_DISPLAY_LOCAL;

  return ht_axis_time_label (ht_gc_cycle_item_get_cycle (item)->start_ns, 1000000, display,
                             ht_gc_cycle_item_get_data (item)->from_ns);
}

static char *
member_text (gpointer item, gpointer user_data)
{
  const Cell *cell = user_data;
  gint64 value = G_STRUCT_MEMBER (gint64, ht_gc_cycle_item_get_cycle (item), cell->column->offset);

  return cell->column->is_size ? ht_size_in_unit (value, cell->table->unit)
                               : ht_gc_duration_text (value);
}

static char *
cause_text (gpointer item, gpointer user_data)
{
  return g_strdup (ht_gc_cause_text (ht_gc_cycle_item_get_data (item)->cycles,
                                     ht_gc_cycle_item_get_index (item)));
}

static void
setup_phases_cb (GtkSignalListItemFactory *factory, GtkListItem *item, HtGcTable *self)
{
  GtkWidget *bar = ht_phase_bar_new ();

  gtk_widget_set_margin_end (bar, 6);
  gtk_list_item_set_child (item, bar);
  g_ptr_array_add (self->bars, bar);
}

static void
tear_down_phases_cb (GtkSignalListItemFactory *factory, GtkListItem *item, HtGcTable *self)
{
  g_ptr_array_remove_fast (self->bars, gtk_list_item_get_child (item));
}

static void
bind_phases_cb (GtkSignalListItemFactory *factory, GtkListItem *item, HtGcTable *self)
{
  ht_phase_bar_set_cycle (HT_PHASE_BAR (gtk_list_item_get_child (item)),
                          ht_gc_cycle_item_get_cycle (gtk_list_item_get_item (item)),
                          self->phases_ns);
}

static void
append_column (HtGcTable *self,
               GtkColumnViewColumn *column,
               HtRowKey key,
               gconstpointer data,
               int width)
{
  gtk_column_view_column_set_fixed_width (column, width);
  ht_sorted_rows_add_column (self->rows, column, key, data);
  gtk_column_view_append_column (self->view, column);
}

static void
append_phases (HtGcTable *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "setup", G_CALLBACK (setup_phases_cb), self);
  g_signal_connect (factory, "teardown", G_CALLBACK (tear_down_phases_cb), self);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_phases_cb), self);
  self->phases = gtk_column_view_column_new (_ ("Phases"), factory);
  gtk_column_view_column_set_resizable (self->phases, TRUE);
  gtk_column_view_column_set_expand (self->phases, TRUE);
  append_column (self, self->phases, phases_key, NULL, PHASES_WIDTH);
}

static void
add_columns (HtGcTable *self)
{
  g_autoptr (GtkColumnViewColumn) number =
      ht_text_column_new (_ ("GC"), TRUE, number_text, NULL, self);
  g_autoptr (GtkColumnViewColumn) start =
      ht_text_column_new (_ ("Start"), TRUE, start_text, NULL, self);
  g_autoptr (GtkColumnViewColumn) cause =
      ht_text_column_new (_ ("Started by"), FALSE, cause_text, NULL, self);

  append_column (self, number, number_key, NULL, 58);
  append_column (self, start, start_key, NULL, 108);
  append_phases (self);
  for (guint i = 0; i < G_N_ELEMENTS (member_columns); i++)
    {
      Cell *cell = g_new (Cell, 1);
      g_autoptr (GtkColumnViewColumn) column = NULL;

      *cell = (Cell){ self, &member_columns[i] };
      column = ht_text_column_new (_ (member_columns[i].title), TRUE, member_text, NULL, cell);
      g_object_set_data_full (G_OBJECT (column), "cell", cell, g_free);
      append_column (self, column, member_key, &member_columns[i], member_columns[i].width);
    }
  append_column (self, cause, cause_key, NULL, 92);
  ht_text_column_align_heads (self->view);
}

/* A list that was not laid out yet would scroll to where there is nothing. */
static gboolean
scroll_cb (GtkWidget *view, GdkFrameClock *clock, gpointer user_data)
{
  HtGcTable *self = user_data;
  guint position =
      ht_sorted_rows_get_position (self->rows, ht_sorted_rows_get_selected (self->rows));

  if (self->frames_to_wait > 0)
    {
      self->frames_to_wait--;
      return G_SOURCE_CONTINUE;
    }
  self->scroll_tick = 0;
  if (position != GTK_INVALID_LIST_POSITION)
    ht_column_view_scroll_to (self->view, position);
  return G_SOURCE_REMOVE;
}

/* Ticks come only while the table is seen, so a hidden one waits until it is. */
static void
scroll_to_selected (HtGcTable *self)
{
  self->frames_to_wait = 2;
  if (self->scroll_tick == 0)
    self->scroll_tick =
        gtk_widget_add_tick_callback (GTK_WIDGET (self->view), scroll_cb, self, NULL);
}

static void
clear_filter_cb (HtGcTable *self)
{
  gtk_revealer_set_reveal_child (self->filter_bar, FALSE);
  ht_sorted_rows_set_filter (self->rows, NULL, NULL, NULL);
}

static void
ht_gc_table_dispose (GObject *object)
{
  HtGcTable *self = HT_GC_TABLE (object);

  if (self->view != NULL)
    {
      if (self->scroll_tick != 0)
        gtk_widget_remove_tick_callback (GTK_WIDGET (self->view), self->scroll_tick);
      self->scroll_tick = 0;
      gtk_column_view_set_model (self->view, NULL);
    }
  g_clear_object (&self->phases);
  g_clear_object (&self->rows);
  g_clear_object (&self->time_view);
  g_clear_pointer (&self->data, ht_target_data_unref);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_GC_TABLE);
  G_OBJECT_CLASS (ht_gc_table_parent_class)->dispose (object);
}

/* The last of the cells may go after the table was disposed of. */
static void
ht_gc_table_finalize (GObject *object)
{
  g_ptr_array_unref (HT_GC_TABLE (object)->bars);
  G_OBJECT_CLASS (ht_gc_table_parent_class)->finalize (object);
}

static void
ht_gc_table_class_init (HtGcTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_gc_table_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_gc_table_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/gc-table.ui");
  gtk_widget_class_bind_template_child (widget_class, HtGcTable, content);
  gtk_widget_class_bind_template_child (widget_class, HtGcTable, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, HtGcTable, filter_label);
  gtk_widget_class_bind_template_child (widget_class, HtGcTable, view);
  gtk_widget_class_bind_template_callback (widget_class, clear_filter_cb);
}

static void
ht_gc_table_init (HtGcTable *self)
{
  self->unit = ht_size_unit_for (HT_UNKNOWN);
  self->rows = ht_sorted_rows_new (make_item);
  self->bars = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  add_columns (self);
  ht_table_leave_with_tab (GTK_WIDGET (self->view));
  ht_sorted_rows_attach (self->rows, self->view);
  g_signal_connect_object (self->rows, "order-changed", G_CALLBACK (scroll_to_selected), self,
                           G_CONNECT_SWAPPED);
}

static void
display_changed_cb (HtGcTable *self)
{
  static const char key[] = "display";
  HtTimeDisplay display = ht_time_view_get_display (self->time_view);

  if (GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (self), key)) == display)
    return;
  g_object_set_data (G_OBJECT (self), key, GUINT_TO_POINTER (display));
  ht_text_column_refresh_all (self->view);
}

/**
 * ht_gc_table_set_time_view:
 * @self: the table
 * @time_view: tells how times are written
 */
void
ht_gc_table_set_time_view (HtGcTable *self, HtTimeView *time_view)
{
  g_set_object (&self->time_view, time_view);
  g_signal_connect_object (time_view, "shown-changed", G_CALLBACK (display_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
name_units (HtGcTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const Cell *cell = g_object_get_data (G_OBJECT (column), "cell");
      g_autofree char *title = NULL;

      if (cell == NULL || !cell->column->is_size)
        continue;
      title = g_strdup_printf ("%s, %s", _ (cell->column->title), self->unit->name);
      gtk_column_view_column_set_title (column, title);
    }
}

static void
choose_columns (HtGcTable *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);

  gtk_column_view_column_set_visible (self->phases, self->data->has_gc_phases);
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);
      const Cell *cell = g_object_get_data (G_OBJECT (column), "cell");

      if (cell != NULL && (cell->column->is_phase || cell->column->is_pauses))
        gtk_column_view_column_set_visible (column,
                                            cell->column->is_phase == self->data->has_gc_phases);
    }
}

/**
 * ht_gc_table_set_data:
 * @self: the table
 * @data: what to show
 * @n_same: so many of the first collections are what they were in the data before; their rows
 *   stay where they are
 */
void
ht_gc_table_set_data (HtGcTable *self, HtTargetData *data, guint n_same)
{
  const HtGcHeap *heap = &data->gc_figures->summary->heap;
  const HtSizeUnit *unit = ht_size_unit_for (MAX (heap->max_bytes, heap->goal_max_bytes));

  g_clear_pointer (&self->data, ht_target_data_unref);
  self->data = ht_target_data_ref (data);
  if (self->unit != unit)
    {
      self->unit = unit;
      name_units (self);
      ht_text_column_refresh_all (self->view);
    }
  choose_columns (self);
  if (n_same > 0)
    ht_sorted_rows_grow (self->rows, data->cycles->len, ht_target_data_ref (data),
                         (GDestroyNotify) ht_target_data_unref, n_same);
  else
    ht_sorted_rows_set_rows (self->rows, data->cycles->len, ht_target_data_ref (data),
                             (GDestroyNotify) ht_target_data_unref);
}

/**
 * ht_gc_table_set_scale:
 * @self: the table
 * @phases_ns: how long the longest collection took, for the pictures of phases
 */
void
ht_gc_table_set_scale (HtGcTable *self, gint64 phases_ns)
{
  g_autofree char *longest = ht_gc_duration_text (phases_ns);
  g_autofree char *title = NULL;

  if (self->phases_ns == phases_ns)
    return;
  self->phases_ns = phases_ns;
  /* Translators: head of a column of pictures, and the time that they span, such as "7.6 ms" */
  title = g_strdup_printf (_ ("Phases 0 – %s"), longest);
  gtk_column_view_column_set_title (self->phases, title);
  for (guint i = 0; i < self->bars->len; i++)
    ht_phase_bar_set_scale (g_ptr_array_index (self->bars, i), phases_ns);
}

/**
 * ht_gc_table_get_rows:
 * @self: the table
 *
 * Returns: (transfer none): its rows, which are numbered as the collections are
 */
HtSortedRows *
ht_gc_table_get_rows (HtGcTable *self)
{
  return self->rows;
}

/**
 * ht_gc_table_select:
 * @self: the table
 * @index: index of a collection
 *
 * Selects a collection and scrolls to it.
 */
void
ht_gc_table_select (HtGcTable *self, guint index)
{
  ht_sorted_rows_select (self->rows, index);
  scroll_to_selected (self);
}

typedef struct
{
  guint bucket;
  gint64 from_ns;
  gint64 to_ns;
} PauseFilter;

static gboolean
pause_filter (guint row, gpointer rows_data, gpointer filter_data)
{
  const HtGcCycle *cycle = nth_cycle (rows_data, row);
  const PauseFilter *filter = filter_data;

  return cycle->start_ns >= filter->from_ns && cycle->start_ns <= filter->to_ns &&
         ht_gc_cycle_has_pause_in (cycle, filter->bucket);
}

/**
 * ht_gc_table_filter:
 * @self: the table
 * @bucket: a bucket of the histogram of pauses
 * @from_ns: begin of the range that the histogram counted
 * @to_ns: its end
 *
 * Shows only collections with such a pause, until the user wants to see all again.
 */
void
ht_gc_table_filter (HtGcTable *self, guint bucket, gint64 from_ns, gint64 to_ns)
{
  PauseFilter filter = { bucket, from_ns, to_ns };
  g_autofree char *bounds = ht_pause_bucket_text (bucket);
  /* Translators: which collections a table shows; a range of times such as "16 µs – 32 µs" */
  g_autofree char *label = g_strdup_printf (_ ("With a pause of %s"), bounds);

  gtk_label_set_text (self->filter_label, label);
  gtk_revealer_set_reveal_child (self->filter_bar, TRUE);
  ht_sorted_rows_set_filter (self->rows, pause_filter, g_memdup2 (&filter, sizeof filter), g_free);
}
