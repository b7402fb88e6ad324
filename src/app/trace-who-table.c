/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "trace-who-table.h"

#include <glib/gi18n.h>
#include <string.h>

#include "function-name.h"
#include "gc-texts.h"
#include "range-reader.h"
#include "safe-text.h"
#include "sorted-rows.h"
#include "table-keys.h"
#include "text-column.h"
#include "trace-who-item.h"
#include "units.h"

#define NAME_WIDTH 220 /* at least */

struct _HtTraceWhoTable
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *content;
  GtkLabel *note;
  GtkColumnView *view;

  /* Owned */
  HtSortedRows *rows;
  HtRangeReader *reader;
  HtTraceWho *who;
  char *selected; /* name of a function; NULL for none */

  gboolean selecting; /* on the program's account, not the user's */
};

enum
{
  SIGNAL_FUNCTION_SELECTED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (HtTraceWhoTable, ht_trace_who_table, GTK_TYPE_WIDGET)

static gpointer
read_who (HtRecording *recording, const HtRangeRequest *request, GError **error)
{
  return ht_trace_who_load (recording, request->target, request->from_ns, request->to_ns, error);
}

static GObject *
make_item (guint row, gpointer rows_data)
{
  return ht_trace_who_item_new (rows_data, row);
}

static const HtTraceAllocator *
nth_allocator (const HtTraceWho *who, guint row)
{
  return &g_array_index (who->allocators, HtTraceAllocator, row);
}

/* They come the most first, and names are seldom sorted by. */
static gint64
name_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  const HtTraceWho *who = rows_data;
  const char *name = nth_allocator (who, row)->function;
  gint64 rank = 0;

  for (guint i = 0; i < who->allocators->len; i++)
    rank += strcmp (nth_allocator (who, i)->function, name) < 0;
  return rank;
}

static gint64
member_key (guint row, gpointer rows_data, gconstpointer column_data)
{
  return G_STRUCT_MEMBER (gint64, nth_allocator (rows_data, row), GPOINTER_TO_SIZE (column_data));
}

static char *
name_text (gpointer item, gpointer user_data)
{
  const HtTraceAllocator *allocator = ht_trace_who_item_get_allocator (item);
  g_autofree char *safe = ht_safe_text_to_utf8 (allocator->function, -1);

  if (strcmp (safe, HT_TRACE_FUNCTION_UNKNOWN) == 0)
    /* Translators: a function that nobody knows the name of */
    return g_strdup (_ ("(unknown)"));
  return ht_function_name_shorten (safe, HT_NAME_PLAIN);
}

static char *
bytes_text (gpointer item, gpointer user_data)
{
  return ht_format_bytes (ht_trace_who_item_get_allocator (item)->allocated_bytes);
}

static char *
share_text (gpointer item, gpointer user_data)
{
  gint64 all = ht_trace_who_item_get_who (item)->allocated_bytes;

  if (all <= 0)
    return g_strdup ("–");
  return ht_format_percent ((double) ht_trace_who_item_get_allocator (item)->allocated_bytes /
                            (double) all);
}

static char *
rate_text (gpointer item, gpointer user_data)
{
  gint64 traced_ns = ht_trace_who_item_get_who (item)->traced_ns;
  double bytes = (double) ht_trace_who_item_get_allocator (item)->allocated_bytes;
  g_autofree char *size = NULL;

  if (traced_ns <= 0)
    return g_strdup ("–");
  size = ht_format_bytes ((gint64) MIN (bytes / ((double) traced_ns / 1e9), 0x1p62));
  /* Translators: a rate; %s is a size */
  return g_strdup_printf (_ ("%s/s"), size);
}

static char *
assist_text (gpointer item, gpointer user_data)
{
  const HtTraceAllocator *allocator = ht_trace_who_item_get_allocator (item);

  return allocator->n_assists > 0 ? ht_gc_duration_text (allocator->assist_ns) : g_strdup ("–");
}

static char *
count_text (gint64 count)
{
  return count > 0 ? ht_format_count (count) : g_strdup ("–");
}

static char *
seen_text (gpointer item, gpointer user_data)
{
  return count_text (ht_trace_who_item_get_allocator (item)->n_seen);
}

static char *
created_text (gpointer item, gpointer user_data)
{
  return count_text (ht_trace_who_item_get_allocator (item)->n_created);
}

static GtkColumnViewColumn *
add_column (HtTraceWhoTable *self,
            const char *title,
            HtCellText text,
            HtRowKey key,
            gsize offset,
            int width)
{
  gboolean is_number = key == member_key;
  g_autoptr (GtkColumnViewColumn) column = ht_text_column_new (title, is_number, text, NULL, self);

  gtk_column_view_column_set_fixed_width (column, width);
  gtk_column_view_column_set_resizable (column, !is_number);
  ht_sorted_rows_add_column (self->rows, column, key, GSIZE_TO_POINTER (offset));
  gtk_column_view_append_column (self->view, column);
  return column;
}

static void
add_columns (HtTraceWhoTable *self)
{
#define MEMBER(name) G_STRUCT_OFFSET (HtTraceAllocator, name)
  GtkColumnViewColumn *growth;

  gtk_column_view_column_set_expand (add_column (self, _ ("Goroutines of"), name_text, name_key, 0,
                                                 NAME_WIDTH),
                                     TRUE);
  growth =
      add_column (self, _ ("Heap growth"), bytes_text, member_key, MEMBER (allocated_bytes), 112);
  add_column (self, _ ("Share"), share_text, member_key, MEMBER (allocated_bytes), 84);
  add_column (self, _ ("Rate"), rate_text, member_key, MEMBER (allocated_bytes), 112);
  add_column (self, _ ("Assist"), assist_text, member_key, MEMBER (assist_ns), 92);
  add_column (self, _ ("Seen"), seen_text, member_key, MEMBER (n_seen), 80);
  add_column (self, _ ("Created"), created_text, member_key, MEMBER (n_created), 84);
#undef MEMBER
  ht_text_column_align_heads (self->view);
  gtk_column_view_sort_by_column (self->view, growth, GTK_SORT_DESCENDING);
}

static void
show_note (HtTraceWhoTable *self)
{
  g_autofree char *size = ht_format_bytes (self->who->allocated_bytes);
  g_autofree char *length = ht_format_duration_short (self->who->traced_ns);
  g_autofree char *text = NULL;

  if (self->who->traced_ns == 0)
    text = g_strdup (_ ("No trace covers this range."));
  else
    /* Translators: a size and a duration; then what the figures of the table mean */
    text = g_strdup_printf (_ ("The heap grew by %s in %s of traces. This is told to a span of "
                               "pages, 8 KiB and more, by whose goroutine took it; not for each "
                               "object."),
                            size, length);
  gtk_label_set_text (self->note, text);
}

static guint
find_function (const HtTraceWho *who, const char *function)
{
  for (guint i = 0; function != NULL && i < who->allocators->len; i++)
    if (strcmp (nth_allocator (who, i)->function, function) == 0)
      return i;
  return HT_NO_ROW;
}

static void
who_read_cb (GtkWidget *widget, gpointer result)
{
  HtTraceWhoTable *self = HT_TRACE_WHO_TABLE (widget);

  g_clear_pointer (&self->who, ht_trace_who_unref);
  self->who = result;
  self->selecting = TRUE;
  ht_sorted_rows_set_rows (self->rows, self->who->allocators->len, ht_trace_who_ref (self->who),
                           (GDestroyNotify) ht_trace_who_unref);
  ht_sorted_rows_select (self->rows, find_function (self->who, self->selected));
  self->selecting = FALSE;
  show_note (self);
}

static void
selected_row_cb (HtTraceWhoTable *self)
{
  guint row = ht_sorted_rows_get_selected (self->rows);

  if (self->selecting || self->who == NULL)
    return;
  g_clear_pointer (&self->selected, g_free);
  if (row != HT_NO_ROW)
    self->selected = g_strdup (nth_allocator (self->who, row)->function);
  g_signal_emit (self, signals[SIGNAL_FUNCTION_SELECTED], 0, self->selected);
}

/* The lanes of a function take room that is wanted back. */
static gboolean
unselect_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  HtTraceWhoTable *self = HT_TRACE_WHO_TABLE (widget);

  if (self->selected == NULL)
    return GDK_EVENT_PROPAGATE;
  ht_sorted_rows_select (self->rows, HT_NO_ROW);
  return GDK_EVENT_STOP;
}

static void
ht_trace_who_table_dispose (GObject *object)
{
  HtTraceWhoTable *self = HT_TRACE_WHO_TABLE (object);

  if (self->view != NULL)
    gtk_column_view_set_model (self->view, NULL);
  if (self->reader != NULL)
    ht_range_reader_stop (self->reader);
  g_clear_object (&self->reader);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->who, ht_trace_who_unref);
  g_clear_pointer (&self->selected, g_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_TRACE_WHO_TABLE);
  G_OBJECT_CLASS (ht_trace_who_table_parent_class)->dispose (object);
}

static void
ht_trace_who_table_class_init (HtTraceWhoTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_trace_who_table_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/trace-who-table.ui");
  gtk_widget_class_bind_template_child (widget_class, HtTraceWhoTable, content);
  gtk_widget_class_bind_template_child (widget_class, HtTraceWhoTable, note);
  gtk_widget_class_bind_template_child (widget_class, HtTraceWhoTable, view);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_Escape, 0, unselect_cb, NULL);
  signals[SIGNAL_FUNCTION_SELECTED] =
      g_signal_new ("function-selected", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                    NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
ht_trace_who_table_init (HtTraceWhoTable *self)
{
  self->rows = ht_sorted_rows_new (make_item);
  gtk_widget_init_template (GTK_WIDGET (self));
  self->reader = ht_range_reader_new (GTK_WIDGET (self), read_who,
                                      (GDestroyNotify) ht_trace_who_unref, who_read_cb);
  add_columns (self);
  ht_table_leave_with_tab (GTK_WIDGET (self->view));
  ht_sorted_rows_attach (self->rows, self->view);
  g_signal_connect_object (self->rows, "notify::selected-row", G_CALLBACK (selected_row_cb), self,
                           G_CONNECT_SWAPPED);
}

/**
 * ht_trace_who_table_set_time_view:
 * @self: the table
 * @time_view: says which range
 */
void
ht_trace_who_table_set_time_view (HtTraceWhoTable *self, HtTimeView *time_view)
{
  ht_range_reader_set_time_view (self->reader, time_view);
}

/**
 * ht_trace_who_table_set_source:
 * @self: the table
 * @document: (nullable): where to read
 * @target: id of one of its targets
 */
void
ht_trace_who_table_set_source (HtTraceWhoTable *self, HtDocument *document, gint64 target)
{
  ht_range_reader_set_source (self->reader, document, target);
}
