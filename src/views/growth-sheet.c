/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-sheet.h"

#include <cairo-pdf.h>
#include <glib/gi18n.h>
#include <math.h>

#include "function-name.h"
#include "growth-drawings.h"
#include "growth-parts.h"
#include "growth-texts.h"
#include "picture-file.h"

/* A4 in points, of which there are 72 in an inch; of px there are 96. */
#define PAPER_WIDTH  595
#define PAPER_HEIGHT 842
#define PT_PER_PX    0.75

#define MARGIN        45
#define GAP           10
#define LEAST_MEMORY  170
#define MOST_MEMORY   320
#define REST_HEIGHT   22
#define ROW_HEIGHT    38
#define COURSE_WIDTH  330
#define LEAST_COURSE  190
#define MOST_COURSE   260
#define LEAST_DETAILS 100
#define MOST_WORDS    330
#define SPARK_WIDTH   86
#define SPARK_HEIGHT  26
#define MIN_ROWS      3
#define MAX_ROWS      8
#define MAX_SAID      3
#define MAX_NOTES     2

/* Beside the chart. */
#define WORDS_X   (COURSE_WIDTH + 2 * GAP)
#define WORDS_GAP 4

/* Lines of one thing, so that none takes the room of all others. */
#define MAX_LINES 4

/* Where columns are, of which each has another one below it: the right border of numbers, the left
 * one of words, as a share of the width. */
typedef struct
{
  HtGrowthColumn column;
  double x;
  double room;
} Place;

static const Place places[] = {
  { HT_GROWTH_COLUMN_RATE, 0.655, 0.22 },
  { HT_GROWTH_COLUMN_SHARE, 0.77, 0.11 },
  { HT_GROWTH_COLUMN_CAUSE, 0.795, 0.205 },
};

#define NAME_ROOM   0.30
#define SPARK_X     0.31
#define SECOND_LINE 20

/* A page in the making; @y is how far it got. */
typedef struct
{
  const HtGrowthDocument *document;
  HtPaint *paint;
  cairo_t *cr;
  double width;
  double y;
  double bottom;
} Sheet;

static void
add_paragraph (Sheet *sheet, HtTextStyle style, HtColorRole role, guint n_lines, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  ht_paint_set_color (sheet->paint, sheet->cr, role, 1);
  sheet->y +=
      ht_paint_paragraph (sheet->paint, sheet->cr, style, 0, sheet->y, sheet->width, n_lines, text);
}

/* The first ones; the others are counted. */
static void
add_items (Sheet *sheet, HtTextStyle style, guint n_lines, guint most, const GPtrArray *items)
{
  g_autofree char *rest = NULL;

  for (guint i = 0; i < MIN (items->len, most); i++)
    add_paragraph (sheet, style, HT_COLOR_TEXT, n_lines, g_ptr_array_index (items, i));
  if (items->len <= most)
    return;
  rest = ht_growth_part_more (items->len - most);
  add_paragraph (sheet, style, HT_COLOR_SECOND_TEXT, 1, rest);
}

/* What people have said about the growth, a line each. */
static void
add_said (Sheet *sheet, const char *title, const GPtrArray *items)
{
  if (items->len == 0)
    return;
  add_paragraph (sheet, HT_TEXT_STRONG, HT_COLOR_TEXT, 1, title);
  add_items (sheet, HT_TEXT_AXIS, 1, MAX_SAID, items);
  sheet->y += GAP / 2.0;
}

static double
measure_said (Sheet *sheet, const GPtrArray *items)
{
  if (items->len == 0)
    return 0;
  return ht_paint_text_height (sheet->paint, HT_TEXT_STRONG) + GAP / 2.0 +
         MIN (items->len, MAX_SAID + 1) * ht_paint_text_height (sheet->paint, HT_TEXT_AXIS);
}

static void
add_lead (Sheet *sheet)
{
  const GPtrArray *notes = sheet->document->growth->notes;
  g_autofree char *title = ht_growth_part_title (sheet->document);
  g_autofree char *span = ht_growth_part_span (sheet->document);
  g_autofree char *lives = ht_growth_part_lives (sheet->document);
  g_autofree char *more = NULL;
  g_autofree char *first =
      ht_growth_split_sentence (ht_growth_part_sentence (sheet->document), &more);
  g_autofree char *stop = g_strconcat (first, ".", NULL);

  add_paragraph (sheet, HT_TEXT_HEADING, HT_COLOR_TEXT, 2, title);
  add_paragraph (sheet, HT_TEXT_AXIS, HT_COLOR_SECOND_TEXT, 1, span);
  sheet->y += GAP;
  add_paragraph (sheet, HT_TEXT_STRONG, HT_COLOR_TEXT, MAX_LINES, stop);
  add_paragraph (sheet, HT_TEXT_BODY, HT_COLOR_TEXT, MAX_LINES, more);
  add_paragraph (sheet, HT_TEXT_BODY, HT_COLOR_TEXT, 1, lives);
  add_items (sheet, HT_TEXT_BODY, MAX_LINES, MAX_NOTES, notes);
  sheet->y += GAP;
}

static void
add_picture (Sheet *sheet,
             HtPicturePainter painter,
             HtGrowthDrawing *drawing,
             double x,
             double y,
             double width,
             double height)
{
  cairo_save (sheet->cr);
  cairo_translate (sheet->cr, x, y);
  painter (sheet->paint, sheet->cr, width, height, drawing);
  cairo_restore (sheet->cr);
}

/* As high as what comes below leaves room. */
static void
add_memory (Sheet *sheet, double room)
{
  g_autoptr (HtTimeChart) chart = ht_growth_drawing_memory_new (sheet->document);
  HtGrowthDrawing drawing = { .document = sheet->document, .memory = chart };
  double height = CLAMP (sheet->bottom - sheet->y - room, LEAST_MEMORY, MOST_MEMORY);
  g_autofree char *marks = NULL;

  if (chart == NULL)
    return;
  marks = ht_growth_drawing_marks (&drawing);
  add_picture (sheet, ht_growth_drawing_paint_memory, &drawing, 0, sheet->y, sheet->width, height);
  sheet->y += height + 2;
  add_paragraph (sheet, HT_TEXT_AXIS, HT_COLOR_SECOND_TEXT, 2, marks);
  sheet->y += GAP;
}

static void
write_at (Sheet *sheet,
          HtTextStyle style,
          HtAlign align,
          double share,
          double y,
          double room,
          const char *text)
{
  g_autofree char *fitting = ht_paint_fit_text (sheet->paint, style, text, room * sheet->width);

  ht_paint_text (sheet->paint, sheet->cr, style, align, share * sheet->width, y, fitting);
}

static void
add_rule (Sheet *sheet)
{
  ht_paint_set_color (sheet->paint, sheet->cr, HT_COLOR_LINE, 1);
  cairo_rectangle (sheet->cr, 0, sheet->y, sheet->width, 1);
  cairo_fill (sheet->cr);
}

static void
write_pair (Sheet *sheet,
            const Place *place,
            HtTextStyle style,
            HtColorRole role,
            const char *upper,
            const char *lower)
{
  HtAlign align = ht_growth_part_is_words (place->column) ? HT_ALIGN_LEFT : HT_ALIGN_RIGHT;

  ht_paint_set_color (sheet->paint, sheet->cr, role, 1);
  write_at (sheet, style, align, place->x, sheet->y + 3, place->room, upper);
  ht_paint_set_color (sheet->paint, sheet->cr, HT_COLOR_SECOND_TEXT, 1);
  write_at (sheet, HT_TEXT_AXIS, align, place->x, sheet->y + SECOND_LINE, place->room, lower);
}

static void
add_table_head (Sheet *sheet)
{
  g_autofree char *scale = ht_growth_part_scale (sheet->document);

  ht_paint_set_color (sheet->paint, sheet->cr, HT_COLOR_SECOND_TEXT, 1);
  write_at (sheet, HT_TEXT_AXIS, HT_ALIGN_LEFT, 0, sheet->y + SECOND_LINE, NAME_ROOM,
            ht_growth_part_head (HT_GROWTH_COLUMN_NAME));
  write_at (sheet, HT_TEXT_AXIS, HT_ALIGN_LEFT, SPARK_X, sheet->y + SECOND_LINE, NAME_ROOM, scale);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    write_pair (sheet, &places[i], HT_TEXT_AXIS, HT_COLOR_SECOND_TEXT,
                ht_growth_part_head (places[i].column), ht_growth_part_head (places[i].column + 1));
  sheet->y += ROW_HEIGHT;
}

static void
add_row (Sheet *sheet, const HtGrowthSite *site)
{
  HtGrowthDrawing drawing = { .document = sheet->document, .site = site };
  g_autofree char *name = ht_growth_part_cell (site, HT_GROWTH_COLUMN_NAME);
  g_autofree char *place = ht_growth_site_place_text (site);

  add_rule (sheet);
  ht_paint_set_color (sheet->paint, sheet->cr, HT_COLOR_TEXT, 1);
  write_at (sheet, HT_TEXT_STRONG, HT_ALIGN_LEFT, 0, sheet->y + 3, NAME_ROOM, name);
  ht_paint_set_color (sheet->paint, sheet->cr, HT_COLOR_SECOND_TEXT, 1);
  write_at (sheet, HT_TEXT_AXIS, HT_ALIGN_LEFT, 0, sheet->y + SECOND_LINE, NAME_ROOM, place);
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      g_autofree char *upper = ht_growth_part_cell (site, places[i].column);
      g_autofree char *lower = ht_growth_part_cell (site, places[i].column + 1);

      write_pair (sheet, &places[i], HT_TEXT_BODY,
                  places[i].column == HT_GROWTH_COLUMN_RATE && ht_growth_site_is_growing (site)
                      ? HT_COLOR_GROWTH_TEXT
                      : HT_COLOR_TEXT,
                  upper, lower);
    }
  add_picture (sheet, ht_growth_drawing_paint_spark, &drawing, SPARK_X * sheet->width,
               sheet->y + (ROW_HEIGHT - SPARK_HEIGHT) / 2.0, SPARK_WIDTH, SPARK_HEIGHT);
  sheet->y += ROW_HEIGHT;
}

/* As many rows as leave @room for what comes below. */
static void
add_table (Sheet *sheet, double room)
{
  const GPtrArray *sites = sheet->document->growth->sites;
  double free = sheet->bottom - room - sheet->y - ROW_HEIGHT - REST_HEIGHT;
  guint n_rows = MIN (sites->len, (guint) CLAMP (free / ROW_HEIGHT, MIN_ROWS, MAX_ROWS));
  g_autofree char *rest = ht_growth_part_rest (sheet->document, n_rows);

  if (n_rows == 0)
    return;
  add_table_head (sheet);
  for (guint i = 0; i < n_rows; i++)
    add_row (sheet, g_ptr_array_index (sites, i));
  add_rule (sheet);
  sheet->y += 3;
  add_paragraph (sheet, HT_TEXT_AXIS, HT_COLOR_SECOND_TEXT, 1, rest);
  sheet->y += GAP;
}

/* What is said of a site, a paragraph each, what matters most first. */
static GPtrArray *
list_words (const HtGrowthSite *site)
{
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) sayings = ht_growth_part_sayings (site);
  const GPtrArray *reasons = site->details->reasons;

  if (site->title != NULL)
    g_ptr_array_add (words, g_strdup (site->title));
  for (guint i = 0; i < sayings->len; i++)
    {
      const HtGrowthSaying *saying = &g_array_index (sayings, HtGrowthSaying, i);

      g_ptr_array_add (words, g_strdup_printf ("%s: %s", saying->label, saying->text));
    }
  for (guint i = 0; i < reasons->len; i++)
    g_ptr_array_add (words, ht_growth_part_reason (g_ptr_array_index (reasons, i)));
  if (site->details->who != NULL)
    g_ptr_array_add (words, g_strdup (site->details->who));
  return g_steal_pointer (&words);
}

static void
add_caller (GPtrArray *words, const HtGrowthFrame *frame)
{
  g_autofree char *name = ht_function_name_shorten (frame->function, HT_NAME_PLAIN);

  /* Translators: a function, and where it is */
  g_ptr_array_add (words, g_strdup_printf (_ ("called by %s, %s"), name,
                                           frame->place != NULL ? frame->place : "?"));
}

/* Who called it, for where there is room. */
static void
add_callers (GPtrArray *words, const HtGrowthSite *site)
{
  for (guint i = site->stack->len; i-- > 1;)
    add_caller (words, g_ptr_array_index (site->stack, i - 1));
}

/* How high the chart of the site and what stands beside it would like to be. */
static double
measure_details (Sheet *sheet, const HtGrowthSite *site)
{
  g_autoptr (GPtrArray) words = list_words (site);
  double height = 0;

  for (guint i = 0; i < words->len; i++)
    height +=
        WORDS_GAP + ht_paint_paragraph_height (sheet->paint, HT_TEXT_BODY, sheet->width - WORDS_X,
                                               MAX_LINES, g_ptr_array_index (words, i));
  return CLAMP (height, LEAST_COURSE, MOST_WORDS);
}

/* Beside the chart of the site, down to @bottom; what does not fit is counted. */
static void
add_words (Sheet *sheet, const HtGrowthSite *site, double y, double bottom)
{
  g_autoptr (GPtrArray) words = list_words (site);
  double width = sheet->width - WORDS_X;
  double line = ht_paint_text_height (sheet->paint, HT_TEXT_BODY);

  add_callers (words, site);
  ht_paint_set_color (sheet->paint, sheet->cr, HT_COLOR_TEXT, 1);
  for (guint i = 0; i < words->len; i++)
    {
      const char *text = g_ptr_array_index (words, i);
      double height =
          ht_paint_paragraph_height (sheet->paint, HT_TEXT_BODY, width, MAX_LINES, text);

      if (y + height + (i + 1 < words->len ? line : 0) > bottom)
        {
          g_autofree char *rest =
              g_strdup_printf (g_dngettext (NULL, "and %u more", "and %u more", words->len - i),
                               words->len - i);

          ht_paint_text (sheet->paint, sheet->cr, HT_TEXT_BODY, HT_ALIGN_LEFT, WORDS_X, y, rest);
          return;
        }
      y += ht_paint_paragraph (sheet->paint, sheet->cr, HT_TEXT_BODY, WORDS_X, y, width, MAX_LINES,
                               text);
      y += WORDS_GAP;
    }
}

static void
add_details (Sheet *sheet, const HtGrowthSite *site)
{
  HtGrowthDrawing drawing = { .document = sheet->document, .site = site };

  add_paragraph (sheet, HT_TEXT_STRONG, HT_COLOR_TEXT, 1,
                 ht_growth_site_get_frame (site)->function);
  sheet->y += GAP / 2.0;
  add_picture (sheet, ht_growth_drawing_paint_course, &drawing, 0, sheet->y, COURSE_WIDTH,
               MIN (MOST_COURSE, sheet->bottom - sheet->y));
  add_words (sheet, site, sheet->y, sheet->bottom);
}

/* At the end of the page, wherever the rest ends. */
static void
add_footer (Sheet *sheet)
{
  g_autofree char *origin = ht_growth_part_origin (sheet->document);
  const char *command = sheet->document->command;
  double height =
      ht_paint_paragraph_height (sheet->paint, HT_TEXT_AXIS, sheet->width, 2, origin) + GAP;

  if (command != NULL)
    height += ht_paint_paragraph_height (sheet->paint, HT_TEXT_AXIS, sheet->width, 2, command);
  sheet->bottom -= height;
  sheet->y = sheet->bottom + GAP / 2.0;
  add_rule (sheet);
  sheet->y += GAP / 2.0;
  add_paragraph (sheet, HT_TEXT_AXIS, HT_COLOR_SECOND_TEXT, 2, origin);
  add_paragraph (sheet, HT_TEXT_AXIS, HT_COLOR_SECOND_TEXT, 2, command);
}

static void
set_metadata (cairo_surface_t *surface, const HtGrowthDocument *document)
{
  g_autofree char *title = ht_growth_part_title (document);

  if (cairo_surface_get_type (surface) != CAIRO_SURFACE_TYPE_PDF)
    return;
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_SUBJECT,
                                  ht_growth_part_sentence (document));
  cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Heaptrail " HT_VERSION);
}

static void
paint_sheet (HtPaint *paint, cairo_t *cr, double width, double height, gpointer user_data)
{
  const HtGrowthDocument *document = user_data;
  const HtGrowthData *growth = document->growth;
  Sheet sheet = {
    .document = document,
    .paint = paint,
    .cr = cr,
    .width = width / PT_PER_PX - 2 * MARGIN,
    .bottom = height / PT_PER_PX - 2 * MARGIN,
  };
  g_autoptr (GPtrArray) known = ht_growth_part_known (document);
  g_autoptr (GPtrArray) remarks = ht_growth_part_remarks (document);
  double below = 0;

  set_metadata (cairo_get_target (cr), document);
  cairo_scale (cr, PT_PER_PX, PT_PER_PX);
  cairo_translate (cr, MARGIN, MARGIN);
  add_footer (&sheet);
  sheet.y = 0;
  add_lead (&sheet);
  if (growth->n_growing > 0)
    below = measure_details (&sheet, g_ptr_array_index (growth->sites, 0)) + 3 * GAP;
  below += measure_said (&sheet, known) + measure_said (&sheet, remarks);
  add_memory (&sheet, (MIN (growth->sites->len, MAX_ROWS) + 2) * ROW_HEIGHT + below);
  add_table (&sheet, below);
  add_said (&sheet, _ ("Known growth, not counted"), known);
  add_said (&sheet, _ ("Notes"), remarks);
  if (growth->n_growing > 0 && sheet.bottom - sheet.y > LEAST_DETAILS)
    add_details (&sheet, g_ptr_array_index (growth->sites, 0));
}

/**
 * ht_growth_sheet_encode:
 * @document: what the page is made of
 * @error: return location, in %G_IO_ERROR
 *
 * Writes a page to print, A4, as PDF. What does not fit is counted. For any thread.
 *
 * Returns: (transfer full): the content of the file, or %NULL with @error set
 */
GBytes *
ht_growth_sheet_encode (const HtGrowthDocument *document, GError **error)
{
  return ht_picture_encode (HT_PICTURE_PDF, HT_THEME_LIGHT, PAPER_WIDTH, PAPER_HEIGHT, 1,
                            paint_sheet, (gpointer) document, error);
}
