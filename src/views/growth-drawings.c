/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-drawings.h"

#include <glib/gi18n.h>

#include "chart-picture.h"
#include "growth-parts.h"
#include "units.h"

/* More is not read below a picture. */
#define MAX_MARKS 4

/**
 * ht_growth_drawing_memory_new:
 * @document: what a page is made of
 *
 * Makes the chart of the heap. It shows all that was recorded: what was before the growth is part
 * of the picture.
 *
 * Returns: (transfer full) (nullable): the chart, or %NULL if nothing is known of the heap
 */
HtTimeChart *
ht_growth_drawing_memory_new (const HtGrowthDocument *document)
{
  g_autoptr (HtTimeChart) chart = NULL;

  if (document->data == NULL)
    return NULL;
  chart = ht_heap_chart_new (document->data);
  if (chart->series->len == 0)
    return NULL;
  ht_set_memory_limits (chart, document->data, &document->limits);
  chart->display = document->display;
  return g_steal_pointer (&chart);
}

/**
 * ht_growth_drawing_text:
 * @drawing: a picture
 *
 * Returns: (transfer full): what it shows, for who cannot see it
 */
char *
ht_growth_drawing_text (const HtGrowthDrawing *drawing)
{
  const HtGrowthSite *site = drawing->site;
  g_autofree char *name = NULL;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (site == NULL)
    return ht_chart_picture_text (drawing->memory, _ ("Heap over time"));
  name = ht_growth_part_cell (site, HT_GROWTH_COLUMN_NAME);
  if (site->points->len == 0)
    return g_steal_pointer (&name);
  from = ht_format_bytes ((gint64) g_array_index (site->points, HtGrowthPoint, 0).bytes);
  to = ht_format_bytes (
      (gint64) g_array_index (site->points, HtGrowthPoint, site->points->len - 1).bytes);
  /* Translators: a function, and what it held at first and at last */
  return g_strdup_printf (_ ("%s: from %s to %s"), name, from, to);
}

/* What people wrote down stands on the page anyway. */
static gboolean
is_remark (const HtGrowthDocument *document, const HtTimeMark *mark)
{
  const GPtrArray *remarks = document->growth->remarks;

  for (guint i = 0; i < remarks->len && mark->kind == HT_TIME_MARK_NOTE; i++)
    if (((const HtNote *) g_ptr_array_index (remarks, i))->time_ns == mark->time_ns)
      return TRUE;
  return FALSE;
}

/**
 * ht_growth_drawing_marks:
 * @drawing: a picture of the memory
 *
 * Returns: (transfer full): what the signs in it mean, by time, but for notes; "" if it has none
 */
char *
ht_growth_drawing_marks (const HtGrowthDrawing *drawing)
{
  const HtTimeChart *chart = drawing->memory;
  gint64 precision_ns = ht_axis_time_precision (chart->to_ns - chart->from_ns);
  GString *text = g_string_new (NULL);
  guint n_marks = 0;

  for (guint i = 0; chart->marks != NULL && i < chart->marks->len; i++)
    {
      const HtTimeMark *mark = g_ptr_array_index (chart->marks, i);
      g_autofree char *time = NULL;

      if (is_remark (drawing->document, mark) || n_marks++ >= MAX_MARKS)
        continue;
      time = ht_axis_time_label (mark->time_ns, precision_ns, chart->display,
                                 drawing->document->start_ns);
      g_string_append_printf (text, "%s%s %s", n_marks > 1 ? " · " : "", time, mark->text);
    }
  if (n_marks > MAX_MARKS)
    {
      g_autofree char *rest = ht_growth_part_more (n_marks - MAX_MARKS);

      g_string_append_printf (text, " · %s", rest);
    }
  return g_string_free (text, FALSE);
}

/**
 * ht_growth_drawing_paint_memory:
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 * @user_data: an #HtGrowthDrawing
 *
 * Paints the heap over time, with its goal and limits. A #HtPicturePainter, for any thread.
 */
void
ht_growth_drawing_paint_memory (HtPaint *paint,
                                cairo_t *cr,
                                double width,
                                double height,
                                gpointer user_data)
{
  const HtGrowthDrawing *drawing = user_data;

  ht_chart_picture_paint (drawing->memory, _ ("Heap"), paint, cr, width, height);
}

/**
 * ht_growth_drawing_paint_course:
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 * @user_data: an #HtGrowthDrawing
 *
 * Paints what a site held over time, with the line that tells how fast it grows. A
 * #HtPicturePainter, for any thread.
 */
void
ht_growth_drawing_paint_course (HtPaint *paint,
                                cairo_t *cr,
                                double width,
                                double height,
                                gpointer user_data)
{
  const HtGrowthDrawing *drawing = user_data;
  HtGrowthChart chart;

  ht_growth_site_fill_chart (drawing->site, drawing->document->growth, &chart);
  chart.display = drawing->document->display;
  chart.start_ns = drawing->document->start_ns;
  ht_growth_chart_paint (&chart, paint, cr, width, height);
}

/**
 * ht_growth_drawing_paint_spark:
 * @paint: with what to paint
 * @cr: on what
 * @width: how wide, in px
 * @height: how high
 * @user_data: an #HtGrowthDrawing
 *
 * Paints what a site held over time as a small line, on the scale of all. A #HtPicturePainter, for
 * any thread.
 */
void
ht_growth_drawing_paint_spark (HtPaint *paint,
                               cairo_t *cr,
                               double width,
                               double height,
                               gpointer user_data)
{
  const HtGrowthDrawing *drawing = user_data;
  HtGrowthChart chart;

  ht_growth_site_fill_chart (drawing->site, drawing->document->growth, &chart);
  chart.greatest = MAX (drawing->document->growth->greatest, 1);
  ht_growth_spark_paint (&chart, paint, cr, width, height);
}
