/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "trace-pauses-view.h"

#include <glib/gi18n.h>

#include "gc-texts.h"
#include "range-reader.h"
#include "trace-pause-sums.h"
#include "units.h"

struct _HtTracePausesView
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *content;
  GtkGrid *grid;

  /* Owned */
  HtRangeReader *reader;
};

G_DEFINE_FINAL_TYPE (HtTracePausesView, ht_trace_pauses_view, GTK_TYPE_WIDGET)

static gpointer
read_pauses (HtRecording *recording, const HtRangeRequest *request, GError **error)
{
  return ht_trace_pauses_load (recording, request->target, request->from_ns, request->to_ns, error);
}

static void
add_cell (HtTracePausesView *self, int row, int column, const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), column == 0 ? 0 : 1);
  gtk_label_set_wrap (GTK_LABEL (label), column == 0);
  gtk_widget_set_hexpand (label, column == 0);
  gtk_widget_add_css_class (label, "figures");
  gtk_widget_add_css_class (label, "caption");
  if (row == 0)
    gtk_widget_add_css_class (label, "second-text");
  gtk_grid_attach (self->grid, label, column, row, 1, 1);
}

static void
add_head (HtTracePausesView *self)
{
  const char *const heads[] = { _ ("Reason"), _ ("Times"), _ ("In all"), _ ("Longest") };

  for (guint i = 0; i < G_N_ELEMENTS (heads); i++)
    add_cell (self, 0, (int) i, heads[i]);
}

static void
add_pause (HtTracePausesView *self, int row, const HtTracePause *pause)
{
  g_autofree char *count = ht_format_count (pause->n);
  g_autofree char *total = ht_gc_duration_text (pause->total_ns);
  g_autofree char *longest = ht_gc_duration_text (pause->longest_ns);

  add_cell (self, row, 0, pause->reason);
  add_cell (self, row, 1, count);
  add_cell (self, row, 2, total);
  add_cell (self, row, 3, longest);
}

static void
pauses_read_cb (GtkWidget *widget, gpointer result)
{
  HtTracePausesView *self = HT_TRACE_PAUSES_VIEW (widget);
  g_autoptr (GArray) pauses = result;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->grid))) != NULL)
    gtk_grid_remove (self->grid, child);
  if (pauses->len > 0)
    add_head (self);
  else
    add_cell (self, 0, 0, _ ("No trace tells of a pause in this range."));
  for (guint i = 0; i < pauses->len; i++)
    add_pause (self, (int) i + 1, &g_array_index (pauses, HtTracePause, i));
}

static void
ht_trace_pauses_view_dispose (GObject *object)
{
  HtTracePausesView *self = HT_TRACE_PAUSES_VIEW (object);

  if (self->reader != NULL)
    ht_range_reader_stop (self->reader);
  g_clear_object (&self->reader);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_TRACE_PAUSES_VIEW);
  G_OBJECT_CLASS (ht_trace_pauses_view_parent_class)->dispose (object);
}

static void
ht_trace_pauses_view_class_init (HtTracePausesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_trace_pauses_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/trace-pauses-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HtTracePausesView, content);
  gtk_widget_class_bind_template_child (widget_class, HtTracePausesView, grid);
}

static void
ht_trace_pauses_view_init (HtTracePausesView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->reader = ht_range_reader_new (GTK_WIDGET (self), read_pauses,
                                      (GDestroyNotify) g_array_unref, pauses_read_cb);
}

/**
 * ht_trace_pauses_view_set_time_view:
 * @self: the view
 * @time_view: says which range
 */
void
ht_trace_pauses_view_set_time_view (HtTracePausesView *self, HtTimeView *time_view)
{
  ht_range_reader_set_time_view (self->reader, time_view);
}

/**
 * ht_trace_pauses_view_set_source:
 * @self: the view
 * @document: (nullable): where to read
 * @target: id of one of its targets
 */
void
ht_trace_pauses_view_set_source (HtTracePausesView *self, HtDocument *document, gint64 target)
{
  ht_range_reader_set_source (self->reader, document, target);
}
