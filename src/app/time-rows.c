/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "time-rows.h"

#include "sorted-array.h"

struct _HtTimeRow
{
  GObject parent_instance;

  gint64 time_ns;
};

G_DEFINE_FINAL_TYPE (HtTimeRow, ht_time_row, G_TYPE_OBJECT)

static void
ht_time_row_class_init (HtTimeRowClass *klass)
{
}

static void
ht_time_row_init (HtTimeRow *self)
{
}

/**
 * ht_time_row_get_time:
 * @self: a row
 *
 * Returns: its time, ns since 1970
 */
gint64
ht_time_row_get_time (HtTimeRow *self)
{
  return self->time_ns;
}

struct _HtTimeRows
{
  GObject parent_instance;

  /* Owned */
  GArray *times; /* gint64 */
};

static GType
get_item_type (GListModel *model)
{
  return HT_TYPE_TIME_ROW;
}

static guint
get_n_items (GListModel *model)
{
  return HT_TIME_ROWS (model)->times->len;
}

static gpointer
get_item (GListModel *model, guint position)
{
  HtTimeRows *self = HT_TIME_ROWS (model);
  HtTimeRow *row;

  if (position >= self->times->len)
    return NULL;
  row = g_object_new (HT_TYPE_TIME_ROW, NULL);
  row->time_ns = g_array_index (self->times, gint64, position);
  return row;
}

static void
list_model_init (GListModelInterface *iface)
{
  iface->get_item_type = get_item_type;
  iface->get_n_items = get_n_items;
  iface->get_item = get_item;
}

G_DEFINE_FINAL_TYPE_WITH_CODE (HtTimeRows,
                               ht_time_rows,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_init))

static void
ht_time_rows_finalize (GObject *object)
{
  g_array_unref (HT_TIME_ROWS (object)->times);
  G_OBJECT_CLASS (ht_time_rows_parent_class)->finalize (object);
}

static void
ht_time_rows_class_init (HtTimeRowsClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_time_rows_finalize;
}

static void
ht_time_rows_init (HtTimeRows *self)
{
  self->times = g_array_new (FALSE, FALSE, sizeof (gint64));
}

/**
 * ht_time_rows_new:
 *
 * Returns: (transfer full): an empty list
 */
HtTimeRows *
ht_time_rows_new (void)
{
  return g_object_new (HT_TYPE_TIME_ROWS, NULL);
}

static gint64
first_time (const GArray *times)
{
  return times->len > 0 ? g_array_index (times, gint64, 0) : G_MAXINT64;
}

static guint
count_before (const GArray *times, gint64 time_ns)
{
  guint n = 0;

  while (n < times->len && g_array_index (times, gint64, n) < time_ns)
    n++;
  return n;
}

static void
replace (HtTimeRows *self, guint position, guint n_removed, const gint64 *added, guint n_added)
{
  if (n_removed == 0 && n_added == 0)
    return;
  if (n_removed > 0)
    g_array_remove_range (self->times, position, n_removed);
  g_array_insert_vals (self->times, position, added, n_added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

/**
 * ht_time_rows_set_times:
 * @self: the list
 * @times: (element-type gint64): the times, in order
 *
 * Replaces the times. Of two ranges that overlap, the rows of what both have stay, so that a view
 * neither scrolls nor forgets what is selected as time goes on.
 */
void
ht_time_rows_set_times (HtTimeRows *self, const GArray *times)
{
  const gint64 *values = (const gint64 *) (const void *) times->data;
  guint n_same = 0;

  replace (self, 0, count_before (self->times, first_time (times)), NULL, 0);
  replace (self, 0, 0, values, count_before (times, first_time (self->times)));
  while (n_same < MIN (times->len, self->times->len) &&
         g_array_index (self->times, gint64, n_same) == values[n_same])
    n_same++;
  replace (self, n_same, self->times->len - n_same, values + n_same, times->len - n_same);
}

/**
 * ht_time_rows_get_time:
 * @self: the list
 * @position: position of a row
 *
 * Returns: its time, without making a row
 */
gint64
ht_time_rows_get_time (HtTimeRows *self, guint position)
{
  g_return_val_if_fail (position < self->times->len, 0);
  return g_array_index (self->times, gint64, position);
}

/**
 * ht_time_rows_find_nearest:
 * @self: the list, not empty
 * @time_ns: a time
 *
 * Returns: position of the row whose time is nearest
 */
guint
ht_time_rows_find_nearest (HtTimeRows *self, gint64 time_ns)
{
  guint low;

  g_return_val_if_fail (self->times->len > 0, 0);
  low = ht_sorted_count_before (self->times, 0, time_ns);
  if (low == self->times->len)
    return low - 1;
  if (low > 0 && time_ns - g_array_index (self->times, gint64, low - 1) <
                     g_array_index (self->times, gint64, low) - time_ns)
    return low - 1;
  return low;
}
