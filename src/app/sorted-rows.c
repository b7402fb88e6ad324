/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "sorted-rows.h"

#include <stdlib.h>

#include "gc-cycle.h"

/* Something that the main thread and workers share. */
typedef struct
{
  gpointer data;
  GDestroyNotify destroy;
} Shared;

typedef struct
{
  HtRowKey key;
  gconstpointer data;
  GtkSorter *sorter; /* (nullable), owns @asked */
  gboolean *asked;
} Column;

/* What a worker is told, and what it answers. */
typedef struct
{
  HtRowKey key; /* (nullable) */
  gconstpointer column_data;
  gboolean descending;
  HtRowFilter filter; /* (nullable) */

  /* Owned */
  Shared *rows;
  Shared *filter_data;
  guint32 *order;
  guint32 *position_of;

  guint n_rows;
  guint n_shown;
  guint job;
} SortJob;

typedef struct
{
  gint64 key;
  guint32 row;
} KeyedRow;

/* The list as it was, while a view is told one change after the other: its begin is still the old
 * one, the rest is new already. */
typedef struct
{
  const Shared *rows;
  const guint32 *order; /* (nullable) */
  guint n_left;         /* of the old list */
  guint first_new;      /* place in the new one that comes after them */
} Splice;

struct _HtSortedRows
{
  GObject parent_instance;

  /* Owned */
  GArray *columns; /* Column */
  Shared *rows;
  Shared *filter_data;
  Shared *grown; /* (nullable) what @rows will be once it is sorted */
  GtkSorter *sorter;
  guint32 *order;       /* position -> row, (nullable) if they are the same */
  guint32 *position_of; /* row -> position */

  /* Borrowed */
  const Splice *splice; /* (nullable) */

  HtRowItem make_item;
  HtRowFilter filter;
  guint n_rows;
  guint n_grown; /* of @grown */
  guint n_same;  /* of them, those that are as they were */
  guint n_shown;
  guint selected;
  guint last_job;
  gboolean is_arranged_anew; /* by the job under way: no place stays */
};

enum
{
  PROP_SELECTED_ROW = 1,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];
static guint order_changed_signal;

static void
shared_clear (gpointer boxed)
{
  Shared *shared = boxed;

  if (shared->destroy != NULL)
    shared->destroy (shared->data);
}

static void
shared_unref (Shared *shared)
{
  g_atomic_rc_box_release_full (shared, shared_clear);
}

static Shared *
shared_new (gpointer data, GDestroyNotify destroy)
{
  Shared *shared = g_atomic_rc_box_new0 (Shared);

  shared->data = data;
  shared->destroy = destroy;
  return shared;
}

static GType
get_item_type (GListModel *model)
{
  return G_TYPE_OBJECT;
}

static guint
get_n_items (GListModel *model)
{
  return HT_SORTED_ROWS (model)->n_shown;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HtSortedRows *self = HT_SORTED_ROWS (model);
  guint row = ht_sorted_rows_get_row (self, position);
  const Shared *rows =
      self->splice != NULL && position < self->splice->n_left ? self->splice->rows : self->rows;

  return row == HT_NO_ROW ? NULL : self->make_item (row, rows->data);
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

static gboolean
is_selected (GtkSelectionModel *model, guint position)
{
  HtSortedRows *self = HT_SORTED_ROWS (model);

  return self->selected != HT_NO_ROW && ht_sorted_rows_get_row (self, position) == self->selected;
}

static GtkBitset *
get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  HtSortedRows *self = HT_SORTED_ROWS (model);
  GtkBitset *selection = gtk_bitset_new_empty ();
  guint selected = ht_sorted_rows_get_position (self, self->selected);

  if (selected != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add (selection, selected);
  return selection;
}

static gboolean
select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  HtSortedRows *self = HT_SORTED_ROWS (model);

  ht_sorted_rows_select (self, ht_sorted_rows_get_row (self, position));
  return TRUE;
}

static gboolean
unselect_item (GtkSelectionModel *model, guint position)
{
  if (is_selected (model, position))
    ht_sorted_rows_select (HT_SORTED_ROWS (model), HT_NO_ROW);
  return TRUE;
}

static void
selection_model_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = is_selected;
  iface->get_selection_in_range = get_selection_in_range;
  iface->select_item = select_item;
  iface->unselect_item = unselect_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HtSortedRows,
                               ht_sorted_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init)
                                   G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL,
                                                          selection_model_init))

static void
column_clear (gpointer data)
{
  g_clear_object (&((Column *) data)->sorter);
}

static void
ht_sorted_rows_finalize (GObject *object)
{
  HtSortedRows *self = HT_SORTED_ROWS (object);

  g_clear_object (&self->sorter);
  g_array_unref (self->columns);
  shared_unref (self->rows);
  g_clear_pointer (&self->grown, shared_unref);
  shared_unref (self->filter_data);
  g_free (self->order);
  g_free (self->position_of);
  G_OBJECT_CLASS (ht_sorted_rows_parent_class)->finalize (object);
}

static void
ht_sorted_rows_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_SELECTED_ROW)
    g_value_set_uint (value, HT_SORTED_ROWS (object)->selected);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
ht_sorted_rows_class_init (HtSortedRowsClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = ht_sorted_rows_finalize;
  object_class->get_property = ht_sorted_rows_get_property;
  properties[PROP_SELECTED_ROW] =
      g_param_spec_uint ("selected-row", NULL, NULL, 0, HT_NO_ROW, HT_NO_ROW,
                         G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  order_changed_signal = g_signal_new ("order-changed", G_TYPE_FROM_CLASS (klass),
                                       G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
ht_sorted_rows_init (HtSortedRows *self)
{
  self->columns = g_array_new (FALSE, TRUE, sizeof (Column));
  g_array_set_clear_func (self->columns, column_clear);
  self->rows = shared_new (NULL, NULL);
  self->filter_data = shared_new (NULL, NULL);
  self->selected = HT_NO_ROW;
}

/**
 * ht_sorted_rows_new:
 * @make_item: makes the item of a row
 *
 * Returns: (transfer full): a list without rows
 */
HtSortedRows *
ht_sorted_rows_new (HtRowItem make_item)
{
  HtSortedRows *self = g_object_new (HT_TYPE_SORTED_ROWS, NULL);

  self->make_item = make_item;
  return self;
}

static guint
row_at (const guint32 *order, guint position)
{
  return order != NULL ? order[position] : position;
}

/* Makes what has grown the list; returns what it was before. */
static Shared *
take_grown (HtSortedRows *self)
{
  Shared *before = self->rows;

  self->rows = g_steal_pointer (&self->grown);
  self->n_rows = self->n_grown;
  return before;
}

/* Replaces the rows from @n_same on. The others stay, each with the widgets that show it, so that
 * neither the selection nor what is in view moves. From the end to the begin: places that
 * were told of stay right. */
static void
splice_grown (HtSortedRows *self, guint32 *order, guint32 *position_of, guint n_shown)
{
  guint n_same = self->n_same;
  guint right = n_shown;
  guint left = self->n_shown;
  g_autofree guint32 *old_order = g_steal_pointer (&self->order);
  Shared *old_rows = take_grown (self);
  Splice splice = { .rows = old_rows, .order = old_order };

  g_free (self->position_of);
  self->order = order;
  self->position_of = position_of;
  self->splice = &splice;
  while (left > 0 || right > 0)
    {
      guint left_end = left;
      guint right_end = right;

      while (left > 0 && (right == 0 || row_at (old_order, left - 1) >= n_same))
        left--;
      while (right > 0 && (left == 0 || row_at (order, right - 1) >= n_same))
        right--;
      splice.n_left = left;
      splice.first_new = right;
      self->n_shown = left + n_shown - right;
      if (left_end > left || right_end > right)
        g_list_model_items_changed (G_LIST_MODEL (self), left, left_end - left, right_end - right);
      while (left > 0 && right > 0 && row_at (old_order, left - 1) < n_same &&
             row_at (order, right - 1) < n_same)
        {
          left--;
          right--;
        }
    }
  self->splice = NULL;
  shared_unref (old_rows);
}

/* Withdrawing everything before offering it again keeps a view from looking through all
 * new items for the one that it had in focus. */
static void
set_order (HtSortedRows *self, guint32 *order, guint32 *position_of, guint n_shown)
{
  guint n_before = self->n_shown;

  if (self->grown != NULL && !self->is_arranged_anew)
    {
      splice_grown (self, order, position_of, n_shown);
      return;
    }
  self->is_arranged_anew = FALSE;
  self->n_shown = 0;
  if (n_before > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, n_before, 0);
  if (self->grown != NULL)
    shared_unref (take_grown (self));
  g_free (self->order);
  g_free (self->position_of);
  self->order = order;
  self->position_of = position_of;
  self->n_shown = n_shown;
  if (n_shown > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, n_shown);
  g_signal_emit (self, order_changed_signal, 0);
}

static int
compare_up (gconstpointer a, gconstpointer b)
{
  const KeyedRow *first = a;
  const KeyedRow *second = b;

  if (first->key != second->key)
    {
      if (first->key == HT_UNKNOWN || second->key == HT_UNKNOWN)
        return first->key == HT_UNKNOWN ? 1 : -1;
      return first->key < second->key ? -1 : 1;
    }
  return first->row < second->row ? -1 : first->row > second->row;
}

/* The unknown is the least of all numbers, so here it is last by itself. */
static int
compare_down (gconstpointer a, gconstpointer b)
{
  const KeyedRow *first = a;
  const KeyedRow *second = b;

  if (first->key != second->key)
    return first->key < second->key ? 1 : -1;
  return first->row < second->row ? -1 : first->row > second->row;
}

static void
sort_job_free (gpointer data)
{
  SortJob *job = data;

  shared_unref (job->rows);
  shared_unref (job->filter_data);
  g_free (job->order);
  g_free (job->position_of);
  g_free (job);
}

static void
sort_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  SortJob *job = task_data;
  g_autofree KeyedRow *keyed = g_new (KeyedRow, MAX (job->n_rows, 1));

  job->position_of = g_new (guint32, MAX (job->n_rows, 1));
  for (guint row = 0; row < job->n_rows; row++)
    {
      job->position_of[row] = GTK_INVALID_LIST_POSITION;
      if (job->filter != NULL && !job->filter (row, job->rows->data, job->filter_data->data))
        continue;
      keyed[job->n_shown].row = row;
      keyed[job->n_shown].key =
          job->key != NULL ? job->key (row, job->rows->data, job->column_data) : 0;
      job->n_shown++;
    }
  qsort (keyed, job->n_shown, sizeof *keyed, job->descending ? compare_down : compare_up);

  job->order = g_new (guint32, MAX (job->n_shown, 1));
  for (guint i = 0; i < job->n_shown; i++)
    {
      job->order[i] = keyed[i].row;
      job->position_of[keyed[i].row] = i;
    }
  g_task_return_boolean (task, TRUE);
}

static void
sorted_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtSortedRows) self = user_data;
  SortJob *job = g_task_get_task_data (G_TASK (result));

  if (job->job == self->last_job)
    set_order (self, g_steal_pointer (&job->order), g_steal_pointer (&job->position_of),
               job->n_shown);
}

/* GTK tells which column leads, and in which direction, only since 4.10. But the first
 * column that is asked to compare leads, and what becomes of its answer is the direction. */
static const Column *
find_leader (HtSortedRows *self, gboolean *descending)
{
  g_autoptr (GObject) first = NULL;
  g_autoptr (GObject) second = NULL;

  *descending = FALSE;
  if (self->sorter == NULL)
    return NULL;
  for (guint i = 0; i < self->columns->len; i++)
    *g_array_index (self->columns, Column, i).asked = FALSE;
  first = g_object_new (G_TYPE_OBJECT, NULL);
  second = g_object_new (G_TYPE_OBJECT, NULL);
  *descending = gtk_sorter_compare (self->sorter, first, second) == GTK_ORDERING_SMALLER;
  for (guint i = 0; i < self->columns->len; i++)
    if (*g_array_index (self->columns, Column, i).asked)
      return &g_array_index (self->columns, Column, i);
  return NULL;
}

static void
sort (HtSortedRows *self)
{
  gboolean descending;
  const Column *leader = find_leader (self, &descending);
  Shared *rows = self->grown != NULL ? self->grown : self->rows;
  guint n_rows = self->grown != NULL ? self->n_grown : self->n_rows;
  g_autoptr (GTask) task = NULL;
  SortJob *job;

  self->last_job++;
  if (leader == NULL && self->filter == NULL)
    {
      set_order (self, NULL, NULL, n_rows);
      return;
    }
  job = g_new0 (SortJob, 1);
  job->key = leader != NULL ? leader->key : NULL;
  job->column_data = leader != NULL ? leader->data : NULL;
  job->descending = descending;
  job->filter = self->filter;
  job->rows = g_atomic_rc_box_acquire (rows);
  job->filter_data = g_atomic_rc_box_acquire (self->filter_data);
  job->n_rows = n_rows;
  job->job = self->last_job;
  /* Not as the source of the task, whose last reference a worker may drop. */
  task = g_task_new (NULL, NULL, sorted_cb, g_object_ref (self));
  g_task_set_source_tag (task, sort);
  g_task_set_task_data (task, job, sort_job_free);
  g_task_run_in_thread (task, sort_thread);
}

static void
arrange_anew (HtSortedRows *self)
{
  self->is_arranged_anew = TRUE;
  sort (self);
}

static int
note_asked_cb (gconstpointer a, gconstpointer b, gpointer user_data)
{
  *(gboolean *) user_data = TRUE;
  return 1;
}

/**
 * ht_sorted_rows_add_column:
 * @self: the rows
 * @column: a column of the table
 * @key: what its cells are sorted by
 * @column_data: (nullable): handed to @key; must not change or end before the program does
 *
 * Lets the user sort by a column.
 */
void
ht_sorted_rows_add_column (HtSortedRows *self,
                           GtkColumnViewColumn *column,
                           HtRowKey key,
                           gconstpointer column_data)
{
  gboolean *asked = g_new0 (gboolean, 1);
  Column added = {
    .key = key,
    .data = column_data,
    .sorter = GTK_SORTER (gtk_custom_sorter_new (note_asked_cb, asked, g_free)),
    .asked = asked,
  };

  gtk_column_view_column_set_sorter (column, added.sorter);
  g_array_append_val (self->columns, added);
}

/**
 * ht_sorted_rows_follow:
 * @self: the rows
 * @sorter: a sorter that asks the sorters of the columns
 *
 * Sorts as the sorter says, now and whenever it changes.
 */
void
ht_sorted_rows_follow (HtSortedRows *self, GtkSorter *sorter)
{
  if (self->sorter != NULL)
    g_signal_handlers_disconnect_by_data (self->sorter, self);
  g_set_object (&self->sorter, sorter);
  g_signal_connect_object (sorter, "changed", G_CALLBACK (arrange_anew), self, G_CONNECT_SWAPPED);
  arrange_anew (self);
}

/**
 * ht_sorted_rows_attach:
 * @self: the rows
 * @view: the table that shows them
 *
 * Shows the rows in a table and sorts them as its heads say.
 */
void
ht_sorted_rows_attach (HtSortedRows *self, GtkColumnView *view)
{
  ht_sorted_rows_follow (self, gtk_column_view_get_sorter (view));
  gtk_column_view_set_model (view, GTK_SELECTION_MODEL (self));
}

/**
 * ht_sorted_rows_set_rows:
 * @self: the rows
 * @n_rows: how many there are now
 * @rows_data: (transfer full) (nullable): what they are made of, handed to the callbacks
 * @destroy: (nullable): frees @rows_data, from any thread
 *
 * Replaces all rows. Nothing is selected afterwards.
 */
void
ht_sorted_rows_set_rows (HtSortedRows *self,
                         guint n_rows,
                         gpointer rows_data,
                         GDestroyNotify destroy)
{
  g_clear_pointer (&self->grown, shared_unref);
  self->is_arranged_anew = TRUE;
  set_order (self, NULL, NULL, 0);
  shared_unref (self->rows);
  self->rows = shared_new (rows_data, destroy);
  self->n_rows = n_rows;
  ht_sorted_rows_select (self, HT_NO_ROW);
  arrange_anew (self);
}

/**
 * ht_sorted_rows_grow:
 * @self: the rows
 * @n_rows: how many there are now
 * @rows_data: (transfer full) (nullable): what they are made of, handed to the callbacks
 * @destroy: (nullable): frees @rows_data, from any thread
 * @n_same: so many of the first rows are what they were when rows were set last
 *
 * Replaces the rows behind the first @n_same. Those stay where they are in the view, sorted and
 * filtered or not, and selected if they were.
 */
void
ht_sorted_rows_grow (HtSortedRows *self,
                     guint n_rows,
                     gpointer rows_data,
                     GDestroyNotify destroy,
                     guint n_same)
{
  guint n_known = self->grown != NULL ? self->n_same : self->n_rows;

  g_return_if_fail (n_same <= n_rows);
  g_clear_pointer (&self->grown, shared_unref);
  self->grown = shared_new (rows_data, destroy);
  self->n_grown = n_rows;
  self->n_same = MIN (n_same, n_known);
  if (self->selected != HT_NO_ROW && self->selected >= self->n_same)
    ht_sorted_rows_select (self, HT_NO_ROW);
  sort (self);
}

/**
 * ht_sorted_rows_set_filter:
 * @self: the rows
 * @filter: (nullable): which rows to show; %NULL for all
 * @filter_data: (transfer full) (nullable): handed to @filter
 * @destroy: (nullable): frees @filter_data, from any thread
 *
 * Shows only some of the rows, also of those that are set later.
 */
void
ht_sorted_rows_set_filter (HtSortedRows *self,
                           HtRowFilter filter,
                           gpointer filter_data,
                           GDestroyNotify destroy)
{
  shared_unref (self->filter_data);
  self->filter_data = shared_new (filter_data, destroy);
  self->filter = filter;
  arrange_anew (self);
}

/**
 * ht_sorted_rows_get_position:
 * @self: the rows
 * @row: a row, or %HT_NO_ROW
 *
 * Returns: its place in the list, %GTK_INVALID_LIST_POSITION if it is not shown
 */
guint
ht_sorted_rows_get_position (HtSortedRows *self, guint row)
{
  if (row >= self->n_rows || self->n_shown == 0)
    return GTK_INVALID_LIST_POSITION;
  return self->position_of != NULL ? self->position_of[row] : row;
}

/**
 * ht_sorted_rows_get_row:
 * @self: the rows
 * @position: a place in the list
 *
 * Returns: the row there, %HT_NO_ROW behind the end
 */
guint
ht_sorted_rows_get_row (HtSortedRows *self, guint position)
{
  const Splice *splice = self->splice;

  if (position >= self->n_shown)
    return HT_NO_ROW;
  if (splice != NULL && position < splice->n_left)
    return row_at (splice->order, position);
  return row_at (self->order,
                 splice != NULL ? position - splice->n_left + splice->first_new : position);
}

static void
tell_selection_changed (HtSortedRows *self, guint row)
{
  guint position = ht_sorted_rows_get_position (self, row);

  if (position != GTK_INVALID_LIST_POSITION)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), position, 1);
}

/**
 * ht_sorted_rows_select:
 * @self: the rows
 * @row: the row to select, %HT_NO_ROW for none
 *
 * Selects a row, which may be one that the filter hides.
 */
void
ht_sorted_rows_select (HtSortedRows *self, guint row)
{
  guint before = self->selected;

  if (row >= self->n_rows)
    row = HT_NO_ROW;
  if (before == row)
    return;
  self->selected = row;
  tell_selection_changed (self, before);
  tell_selection_changed (self, row);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SELECTED_ROW]);
}

/**
 * ht_sorted_rows_get_selected:
 * @self: the rows
 *
 * Returns: the selected row, %HT_NO_ROW if there is none
 */
guint
ht_sorted_rows_get_selected (HtSortedRows *self)
{
  return self->selected;
}

/**
 * ht_column_view_scroll_to:
 * @view: a table
 * @position: a place in its list
 *
 * Scrolls so far that a row can be seen. GTK offers it only since 4.12, but the list
 * inside of the table always could.
 */
void
ht_column_view_scroll_to (GtkColumnView *view, guint position)
{
  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_LIST_VIEW (child))
      gtk_widget_activate_action (child, "list.scroll-to-item", "u", position);
}
