/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "trace-details.h"

#include <glib/gi18n.h>
#include <string.h>

#include "trace-moments.h"
#include "trace-texts.h"
#include "units.h"

/* Of more, those that took longest: who wants all has the lanes. */
#define MOST_ROWS 40

/* Px of the list; who wants more scrolls. */
#define ROW_HEIGHT  46
#define MOST_HEIGHT 250

/* What a worker is to read. */
typedef struct
{
  gint64 target;
  gint64 from_ns;
  gint64 to_ns;
  guint64 kinds;
} Request;

struct _HtTraceDetails
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *content;
  GtkLabel *title;
  GtkLabel *note;
  GtkScrolledWindow *scrolled;
  GtkListView *list;
  GtkWidget *stack_box;
  GtkLabel *stack;

  /* Owned */
  HtDocument *document;
  GCancellable *reading;
  GtkStringList *rows; /* of each the title, and on a second line the note */
  GtkSingleSelection *selection;
  HtTraceMoments *moments;

  Request request; /* for what is shown, or is being read */
  gint64 target;
  gint64 start_ns;
  HtTimeDisplay display;
};

G_DEFINE_FINAL_TYPE (HtTraceDetails, ht_trace_details, GTK_TYPE_WIDGET)

static gpointer
read_moments (HtRecording *recording, gpointer data, GError **error)
{
  const Request *request = data;

  return ht_trace_moments_load (recording, request->target, (guint) request->kinds,
                                request->from_ns, request->to_ns, MOST_ROWS, error);
}

static void
stop_reading (HtTraceDetails *self)
{
  g_cancellable_cancel (self->reading);
  g_clear_object (&self->reading);
}

static void
clear_rows (HtTraceDetails *self)
{
  gtk_string_list_splice (self->rows, 0, g_list_model_get_n_items (G_LIST_MODEL (self->rows)),
                          NULL);
  g_clear_pointer (&self->moments, ht_trace_moments_free);
  gtk_widget_set_visible (GTK_WIDGET (self->scrolled), FALSE);
}

static void
setup_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);

  for (guint i = 0; i < 2; i++)
    {
      GtkWidget *line = gtk_inscription_new (NULL);

      gtk_inscription_set_text_overflow (GTK_INSCRIPTION (line),
                                         GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
      gtk_box_append (GTK_BOX (box), line);
      if (i == 1)
        {
          gtk_widget_add_css_class (line, "second-text");
          gtk_widget_add_css_class (line, "caption");
        }
      gtk_widget_set_margin_start (line, 6);
    }
  gtk_list_item_set_child (item, box);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkListItem *item)
{
  GtkWidget *box = gtk_list_item_get_child (item);
  const char *text = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_auto (GStrv) lines = g_strsplit (text, "\n", 2);

  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_first_child (box)), lines[0]);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (box)), lines[1]);
  gtk_widget_set_tooltip_text (box, text);
}

/* Where the selected one was. */
static void
show_stack (HtTraceDetails *self)
{
  guint selected = gtk_single_selection_get_selected (self->selection);
  const char *stack = "";

  if (self->moments != NULL && selected < self->moments->stacks->len)
    stack = g_ptr_array_index (self->moments->stacks, selected);
  gtk_label_set_text (self->stack, stack);
  gtk_widget_set_visible (self->stack_box, stack[0] != '\0');
}

static void
add_row (HtTraceDetails *self, const HtTraceSpan *span)
{
  g_autofree char *title = ht_trace_span_title (span);
  g_autofree char *note = ht_trace_span_note (span, self->display, self->start_ns);
  g_autofree char *row = NULL;

  g_strdelimit (title, "\n", ' ');
  row = g_strdup_printf ("%s\n%s", title, note);
  gtk_string_list_append (self->rows, row);
}

static void
show_moments (HtTraceDetails *self, HtTraceMoments *moments)
{
  const GArray *spans = moments->spans->spans;
  g_autofree char *shown = ht_format_count (spans->len);
  g_autofree char *all = ht_format_count (spans->len + moments->spans->n_more);
  g_autofree char *note = NULL;

  clear_rows (self);
  self->moments = moments;
  for (guint i = 0; i < spans->len; i++)
    add_row (self, &g_array_index (spans, HtTraceSpan, i));
  gtk_widget_set_visible (GTK_WIDGET (self->scrolled), spans->len > 0);
  gtk_scrolled_window_set_min_content_height (self->scrolled,
                                              (int) MIN (spans->len * ROW_HEIGHT, MOST_HEIGHT));
  if (spans->len == 0)
    note = g_strdup (_ ("none in the trace"));
  else if (moments->spans->n_more > 0)
    /* Translators: how many are listed, of how many */
    note = g_strdup_printf (_ ("the %s longest of about %s"), shown, all);
  else
    note = g_steal_pointer (&shown);
  gtk_label_set_text (self->note, note);
  show_stack (self);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (HtTraceDetails) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (HtTraceMoments) moments =
      ht_document_read_finish (HT_DOCUMENT (source), result, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || self->content == NULL)
    return;
  g_clear_object (&self->reading);
  if (moments == NULL)
    g_warning ("Cannot read a part of the recording: %s", error->message);
  else
    show_moments (self, g_steal_pointer (&moments));
}

static void
ht_trace_details_dispose (GObject *object)
{
  HtTraceDetails *self = HT_TRACE_DETAILS (object);

  stop_reading (self);
  g_clear_object (&self->document);
  if (self->list != NULL)
    gtk_list_view_set_model (self->list, NULL);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->moments, ht_trace_moments_free);
  gtk_widget_dispose_template (GTK_WIDGET (self), HT_TYPE_TRACE_DETAILS);
  G_OBJECT_CLASS (ht_trace_details_parent_class)->dispose (object);
}

static void
ht_trace_details_class_init (HtTraceDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_trace_details_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/trace-details.ui");
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, content);
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, title);
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, note);
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, scrolled);
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, list);
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, stack_box);
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, stack);
}

static void
ht_trace_details_init (HtTraceDetails *self)
{
  g_autoptr (GtkListItemFactory) factory = gtk_signal_list_item_factory_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  self->rows = gtk_string_list_new (NULL);
  self->selection = gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows)));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_row_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  g_signal_connect_object (self->selection, "notify::selected", G_CALLBACK (show_stack), self,
                           G_CONNECT_SWAPPED);
  gtk_list_view_set_factory (self->list, factory);
  gtk_list_view_set_model (self->list, GTK_SELECTION_MODEL (self->selection));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

/**
 * ht_trace_details_set_source:
 * @self: the details
 * @document: (nullable): where to read
 * @target: id of one of its targets
 */
void
ht_trace_details_set_source (HtTraceDetails *self, HtDocument *document, gint64 target)
{
  if (self->document == document && self->target == target)
    return;
  g_set_object (&self->document, document);
  self->target = target;
  ht_trace_details_show_nothing (self);
}

/**
 * ht_trace_details_show:
 * @self: the details
 * @title: what is told of
 * @kinds: which kinds of things, see %HT_TRACE_SPAN_BIT; 0 for only the title
 * @from_ns: begin of the range, ns since 1970
 * @to_ns: its end
 * @display: how times are told
 * @start_ns: begin of the recording, for times since start
 *
 * Tells what there was in a range.
 */
void
ht_trace_details_show (HtTraceDetails *self,
                       const char *title,
                       guint kinds,
                       gint64 from_ns,
                       gint64 to_ns,
                       HtTimeDisplay display,
                       gint64 start_ns)
{
  const Request wanted = { self->target, from_ns, to_ns, kinds };

  gtk_label_set_text (self->title, title);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  /* A recording grows, but what a trace told of a time does not change. */
  if (display == self->display && memcmp (&wanted, &self->request, sizeof wanted) == 0)
    return;
  stop_reading (self);
  self->request = wanted;
  self->display = display;
  self->start_ns = start_ns;
  gtk_label_set_text (self->note, "");
  if (kinds == 0 || self->document == NULL)
    {
      clear_rows (self);
      show_stack (self);
      return;
    }
  self->reading = g_cancellable_new ();
  ht_document_read_async (self->document, read_moments, g_memdup2 (&wanted, sizeof wanted), g_free,
                          (GDestroyNotify) ht_trace_moments_free, self->reading, read_cb,
                          g_object_ref (self));
}

/**
 * ht_trace_details_show_nothing:
 * @self: the details
 *
 * Takes no room any more.
 */
void
ht_trace_details_show_nothing (HtTraceDetails *self)
{
  stop_reading (self);
  clear_rows (self);
  self->request = (Request){ 0 };
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
