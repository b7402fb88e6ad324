/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "trace-details.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "trace-moments.h"
#include "trace-texts.h"
#include "units.h"

/* Of more, those that took longest: who wants all has the lanes. */
#define MOST_ROWS 50

/* Px of the list; who wants more scrolls. */
#define MOST_HEIGHT 264

struct _HtTraceDetails
{
  GtkWidget parent_instance;

  /* Owned by the widget tree */
  GtkWidget *content;
  GtkLabel *title;
  GtkLabel *note;
  GtkScrolledWindow *scrolled;
  GtkListBox *list;

  /* Owned */
  HtDocument *document;
  GCancellable *reading;
  GPtrArray *rows; /* those of @list, borrowed */

  gint64 target;
  gint64 start_ns;
  HtTimeDisplay display;
};

G_DEFINE_FINAL_TYPE (HtTraceDetails, ht_trace_details, GTK_TYPE_WIDGET)

/* What a worker is to read. */
typedef struct
{
  gint64 target;
  gint64 from_ns;
  gint64 to_ns;
  guint kinds;
} Request;

static gpointer
read_moments (HtRecording *recording, gpointer data, GError **error)
{
  const Request *request = data;

  return ht_trace_moments_load (recording, request->target, request->kinds, request->from_ns,
                                request->to_ns, MOST_ROWS, error);
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
  for (guint i = 0; i < self->rows->len; i++)
    gtk_list_box_remove (self->list, g_ptr_array_index (self->rows, i));
  g_ptr_array_set_size (self->rows, 0);
  gtk_widget_set_visible (GTK_WIDGET (self->list), FALSE);
}

static void
add_row (HtTraceDetails *self, const HtTraceSpan *span, const char *stack)
{
  GtkWidget *row = stack[0] != '\0' ? adw_expander_row_new () : adw_action_row_new ();
  g_autofree char *title = ht_trace_span_title (span);
  g_autofree char *note = ht_trace_span_note (span, self->display, self->start_ns);

  /* Names of functions are no markup. */
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), title);
  if (stack[0] != '\0')
    {
      GtkWidget *label = gtk_label_new (stack);

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_selectable (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
      gtk_widget_add_css_class (label, "monospace");
      adw_expander_row_set_subtitle (ADW_EXPANDER_ROW (row), note);
      adw_expander_row_add_row (ADW_EXPANDER_ROW (row), label);
    }
  else
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), note);
  gtk_list_box_append (self->list, row);
  g_ptr_array_add (self->rows, row);
}

static void
show_moments (HtTraceDetails *self, const HtTraceMoments *moments)
{
  const GArray *spans = moments->spans->spans;
  g_autofree char *shown = ht_format_count (spans->len);
  g_autofree char *all = ht_format_count (spans->len + moments->spans->n_more);
  g_autofree char *note = NULL;
  int height;

  clear_rows (self);
  for (guint i = 0; i < spans->len; i++)
    add_row (self, &g_array_index (spans, HtTraceSpan, i), g_ptr_array_index (moments->stacks, i));
  gtk_widget_set_visible (GTK_WIDGET (self->list), spans->len > 0);
  gtk_widget_measure (GTK_WIDGET (self->list), GTK_ORIENTATION_VERTICAL,
                      gtk_widget_get_width (GTK_WIDGET (self)), NULL, &height, NULL, NULL);
  gtk_scrolled_window_set_min_content_height (self->scrolled, MIN (height, MOST_HEIGHT));
  if (spans->len == 0)
    note = g_strdup (_ ("none in the trace"));
  else if (moments->spans->n_more > 0)
    /* Translators: how many are listed, of how many */
    note = g_strdup_printf (_ ("the %s longest of about %s"), shown, all);
  else
    note = g_steal_pointer (&shown);
  gtk_label_set_text (self->note, note);
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
    show_moments (self, moments);
}

static void
ht_trace_details_dispose (GObject *object)
{
  HtTraceDetails *self = HT_TRACE_DETAILS (object);

  stop_reading (self);
  g_clear_object (&self->document);
  g_clear_pointer (&self->content, gtk_widget_unparent);
  G_OBJECT_CLASS (ht_trace_details_parent_class)->dispose (object);
}

static void
ht_trace_details_finalize (GObject *object)
{
  g_ptr_array_unref (HT_TRACE_DETAILS (object)->rows);
  G_OBJECT_CLASS (ht_trace_details_parent_class)->finalize (object);
}

static void
ht_trace_details_class_init (HtTraceDetailsClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_trace_details_dispose;
  G_OBJECT_CLASS (klass)->finalize = ht_trace_details_finalize;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/trace-details.ui");
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, content);
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, title);
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, note);
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, scrolled);
  gtk_widget_class_bind_template_child (widget_class, HtTraceDetails, list);
}

static void
ht_trace_details_init (HtTraceDetails *self)
{
  self->rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
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
  Request *request;

  stop_reading (self);
  self->display = display;
  self->start_ns = start_ns;
  gtk_label_set_text (self->title, title);
  gtk_label_set_text (self->note, "");
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
  if (kinds == 0 || self->document == NULL)
    {
      clear_rows (self);
      return;
    }
  request = g_new (Request, 1);
  *request = (Request){ self->target, from_ns, to_ns, kinds };
  self->reading = g_cancellable_new ();
  ht_document_read_async (self->document, read_moments, request, g_free,
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
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
