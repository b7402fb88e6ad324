/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "growth-source-view.h"

#include <glib/gi18n.h>

#include "growth-texts.h"
#include "units.h"

struct _HtGrowthSourceView
{
  GtkWidget parent_instance;

  /* Template widgets */
  GtkWidget *content;
  GtkLabel *path;
  GtkLabel *head;
  GtkBox *lines;
  GtkLabel *problem;
  GtkButton *folder_button;
};

G_DEFINE_FINAL_TYPE (HtGrowthSourceView, ht_growth_source_view, GTK_TYPE_WIDGET)

static GtkWidget *
make_cell (const char *text, float xalign, const char *css_class)
{
  GtkWidget *cell = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (cell), xalign);
  gtk_widget_add_css_class (cell, css_class);
  return cell;
}

static const HtGrowthLineFigures *
find_figures (const HtGrowthFrameSource *source, gint64 line)
{
  for (guint i = 0; i < source->figures->len; i++)
    {
      const HtGrowthLineFigures *figures = &g_array_index (source->figures, HtGrowthLineFigures, i);

      if (figures->line == line)
        return figures;
    }
  return NULL;
}

/* What stacks of the chain go through, and what keeps the memory, has a bar at its left, not only
 * another colour. */
static GtkWidget *
make_line (const HtGrowthFrameSource *source, guint index, int number_chars)
{
  gint64 line = source->snippet->first_line + index;
  const HtGrowthLineFigures *figures = find_figures (source, line);
  const char *text = g_ptr_array_index (source->snippet->lines, index);
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autofree char *number = g_strdup_printf ("%" G_GINT64_FORMAT, line);
  GtkWidget *number_cell = make_cell (number, 1, "second-text");
  GtkWidget *code = make_cell (text, 0, "code");
  g_autofree char *held =
      figures != NULL && figures->held_bytes > 0 ? ht_format_bytes (figures->held_bytes) : NULL;

  gtk_label_set_width_chars (GTK_LABEL (number_cell), number_chars);
  gtk_label_set_ellipsize (GTK_LABEL (code), PANGO_ELLIPSIZE_END);
  gtk_widget_set_hexpand (code, TRUE);
  gtk_widget_set_tooltip_text (code, text);
  gtk_box_append (GTK_BOX (row), number_cell);
  gtk_box_append (GTK_BOX (row), code);
  if (line == source->kept_line)
    gtk_box_append (GTK_BOX (row), make_cell (_ ("kept here"), 1, "second-text"));
  if (held != NULL)
    gtk_box_append (GTK_BOX (row), make_cell (held, 1, "figures"));
  gtk_widget_add_css_class (row, "source-line");
  if ((figures != NULL && figures->is_of_chain) || line == source->kept_line)
    gtk_widget_add_css_class (row, "of-chain");
  return row;
}

static void
show_lines (HtGrowthSourceView *self, const HtGrowthFrameSource *source)
{
  const HtSourceSnippet *snippet = source->snippet;
  g_autofree char *greatest =
      g_strdup_printf ("%" G_GINT64_FORMAT, snippet->first_line + snippet->lines->len);

  for (guint i = 0; i < snippet->lines->len; i++)
    gtk_box_append (self->lines, make_line (source, i, (int) strlen (greatest)));
}

static char *
tell_problem (const HtGrowthFrame *frame, const HtGrowthFrameSource *source)
{
  const char *place = frame->place != NULL ? frame->place : frame->function;

  if (source == NULL)
    /* Translators: who wrote a function, such as “standard library” */
    return g_strdup_printf (_ ("Only the program's own source is shown; this is: %s."),
                            ht_frame_origin_text (frame->origin));
  switch (source->snippet->state)
    {
    case HT_SNIPPET_NO_FILE:
      /* Translators: a file and a line */
      return g_strdup_printf (_ ("%s is not in the folder of the source."), place);
    case HT_SNIPPET_NO_LINE:
      /* Translators: a file and a line, and a path */
      return g_strdup_printf (
          _ ("There is no %s: %s has fewer lines, so it is of another version."), place,
          source->snippet->path);
    case HT_SNIPPET_OTHER_FUNCTION:
      /* Translators: a file and a line, and a path */
      return g_strdup_printf (
          _ ("At %s there is another function in %s, so it is of another version."), place,
          source->snippet->path);
    case HT_SNIPPET_FOUND:
    default:
      return NULL;
    }
}

static void
ht_growth_source_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), HT_TYPE_GROWTH_SOURCE_VIEW);
  G_OBJECT_CLASS (ht_growth_source_view_parent_class)->dispose (object);
}

static void
ht_growth_source_view_class_init (HtGrowthSourceViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = ht_growth_source_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/dev/heaptrail/Heaptrail/growth-source-view.ui");
  gtk_widget_class_bind_template_child (widget_class, HtGrowthSourceView, content);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthSourceView, path);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthSourceView, head);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthSourceView, lines);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthSourceView, problem);
  gtk_widget_class_bind_template_child (widget_class, HtGrowthSourceView, folder_button);
}

static void
ht_growth_source_view_init (HtGrowthSourceView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/**
 * ht_growth_source_view_show:
 * @self: the view
 * @data: all that was found
 * @site: a site of it
 * @frame: index of a frame of its stack
 */
void
ht_growth_source_view_show (HtGrowthSourceView *self,
                            const HtGrowthData *data,
                            const HtGrowthSite *site,
                            guint frame)
{
  const HtGrowthFrame *shown =
      frame < site->stack->len ? g_ptr_array_index (site->stack, frame) : NULL;
  const HtGrowthFrameSource *source = frame < site->details->sources->len
                                          ? g_ptr_array_index (site->details->sources, frame)
                                          : NULL;
  gboolean found = source != NULL && source->snippet->state == HT_SNIPPET_FOUND;
  g_autofree char *problem = NULL;
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self->lines))) != NULL)
    gtk_box_remove (self->lines, child);
  gtk_widget_set_visible (self->content, shown != NULL && shown->place != NULL);
  if (shown == NULL || shown->place == NULL)
    return;
  if (found)
    show_lines (self, source);
  else if (data->source_problem != NULL)
    problem = g_strdup (data->source_problem);
  else if (data->source == NULL)
    problem = g_strdup (_ ("The source is not known: set the folder it is in to see these lines."));
  else
    problem = tell_problem (shown, source);
  gtk_label_set_text (self->path, found ? source->snippet->path : shown->place);
  gtk_widget_set_visible (GTK_WIDGET (self->head), found);
  gtk_widget_set_visible (GTK_WIDGET (self->lines), found);
  gtk_label_set_text (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->folder_button),
                          problem != NULL && shown->origin == HT_FRAME_OWN);
  gtk_button_set_label (self->folder_button, data->source == NULL && data->source_problem == NULL
                                                 ? _ ("Set Source Folder…")
                                                 : _ ("Choose Another Folder…"));
}
