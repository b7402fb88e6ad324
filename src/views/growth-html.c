/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-html.h"

#include <glib/gi18n.h>

#include "growth-drawings.h"
#include "growth-parts.h"
#include "growth-texts.h"
#include "svg-fragment.h"

/* More does not fit on a printed page, together with the details of one. */
#define MAX_ROWS    8
#define MAX_DETAILS 3

#define MEMORY_WIDTH  1000
#define MEMORY_HEIGHT 300
#define COURSE_WIDTH  460
#define COURSE_HEIGHT 240
#define SPARK_WIDTH   110
#define SPARK_HEIGHT  28

static const char style[] =
    "body{font:14px/1.45 Cantarell,sans-serif;max-width:1000px;margin:2em auto;padding:0 1em;"
    "background:var(--ground);color:var(--text)}\n"
    "h1{font-size:1.5em;margin:0}h2{font-size:1.15em;margin:1.2em 0 .3em}p{margin:.4em 0}\n"
    ".lead{font-size:1.15em}.second,small,figcaption,thead th{color:var(--second)}\n"
    "code,pre{font-family:monospace;overflow-wrap:anywhere}pre{overflow:auto}\n"
    "figure{margin:.8em 0}figure svg{width:100%;height:auto}.dark{display:none}\n"
    "table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}\n"
    "th,td{padding:.25em .5em;text-align:right;vertical-align:middle}\n"
    "th{font-weight:inherit}tbody tr{border-top:1px solid var(--line)}\n"
    ".words{text-align:left}tbody .words{overflow-wrap:anywhere}td{white-space:nowrap}thead "
    "th{vertical-align:bottom}\n"
    "small{display:block}.rate{color:var(--growth)}\n"
    ".detail{display:flex;gap:1.5em;flex-wrap:wrap}.detail>*{flex:1 1 380px;min-width:0;margin:0}\n"
    "ul{padding-left:1.2em;margin:.3em "
    "0}.reasons{list-style:none;padding:0}footer{margin-top:1.5em;font-size:.9em}\n"
    "@media screen and (max-width:600px){.spark{display:none}main>figure{overflow-x:auto}"
    "main>figure svg{min-width:760px}}\n"
    "@media screen and (prefers-color-scheme:dark){.dark{display:inline}.light{display:none}}\n"
    "@page{size:A4;margin:12mm}\n"
    "@media print{body{font-size:8.5pt;margin:0;padding:0;max-width:none}"
    ".more{display:none}h2{margin-top:.7em}figure{margin:.4em 0}"
    ".detail{flex-wrap:nowrap}.detail>*{flex-basis:50%}tr,section{break-inside:avoid}}\n";

/* A page in the making. */
typedef struct
{
  const HtGrowthDocument *document;
  GString *html;
  GError **error;
  gboolean failed;
} Page;

static void
add_text (Page *page, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (page->html, escaped);
}

static void
add_element (Page *page, const char *element, const char *attributes, const char *text)
{
  if (text == NULL || *text == '\0')
    return;
  g_string_append_printf (page->html, "<%s%s>", element, attributes);
  add_text (page, text);
  g_string_append_printf (page->html, "</%s>\n", element);
}

/* Both, of which the reader's browser shows one. */
static void
add_picture (Page *page, HtGrowthDrawing *drawing, HtPicturePainter painter, int width, int height)
{
  static const HtTheme themes[] = { HT_THEME_LIGHT, HT_THEME_DARK };
  g_autofree char *text = ht_growth_drawing_text (drawing);

  for (gsize i = 0; i < G_N_ELEMENTS (themes) && !page->failed; i++)
    page->failed = !ht_svg_fragment_append (page->html, themes[i], width, height, text, painter,
                                            drawing, page->error);
}

static void
add_color (Page *page, HtTheme theme, const char *name, HtColorRole role)
{
  HtColor color = ht_palette_color (theme, role);

  g_string_append_printf (page->html, "--%s:#%02x%02x%02x%02x;", name,
                          (guint) (color.red * 255 + 0.5), (guint) (color.green * 255 + 0.5),
                          (guint) (color.blue * 255 + 0.5), (guint) (color.alpha * 255 + 0.5));
}

static void
add_colors (Page *page, HtTheme theme)
{
  g_string_append (page->html, ":root{");
  add_color (page, theme, "ground", HT_COLOR_GROUND);
  add_color (page, theme, "text", HT_COLOR_TEXT);
  add_color (page, theme, "second", HT_COLOR_SECOND_TEXT);
  add_color (page, theme, "line", HT_COLOR_LINE);
  add_color (page, theme, "growth", HT_COLOR_GROWTH_TEXT);
  g_string_append (page->html, "}");
}

static void
add_head (Page *page, const char *title)
{
  /* Translators: the code of the language that you translate to, such as “de” */
  g_string_append_printf (page->html, "<!DOCTYPE html>\n<html lang=\"%s\">\n",
                          C_ ("language", "en"));
  g_string_append (page->html, "<head>\n<meta charset=\"utf-8\">\n"
                               "<meta name=\"viewport\" content=\"width=device-width\">\n"
                               "<meta name=\"color-scheme\" content=\"light dark\">\n"
                               "<meta name=\"generator\" content=\"Heaptrail " HT_VERSION "\">\n");
  add_element (page, "title", "", title);
  g_string_append (page->html, "<style>\n");
  add_colors (page, HT_THEME_LIGHT);
  g_string_append (page->html, "\n@media screen and (prefers-color-scheme:dark){");
  add_colors (page, HT_THEME_DARK);
  g_string_append_printf (page->html, "}\n%s</style>\n</head>\n", style);
}

static void
add_lead (Page *page)
{
  g_autofree char *more = NULL;
  g_autofree char *first =
      ht_growth_split_sentence (ht_growth_part_sentence (page->document), &more);
  g_autofree char *lives = ht_growth_part_lives (page->document);
  const GPtrArray *notes = page->document->growth->notes;

  g_string_append (page->html, "<p class=\"lead\"><strong>");
  add_text (page, first);
  g_string_append (page->html, ".</strong> ");
  add_text (page, more);
  g_string_append (page->html, "</p>\n");
  add_element (page, "p", "", lives);
  for (guint i = 0; i < notes->len; i++)
    add_element (page, "p", "", g_ptr_array_index (notes, i));
}

static void
add_memory (Page *page)
{
  g_autoptr (HtTimeChart) chart = ht_growth_drawing_memory_new (page->document);
  HtGrowthDrawing drawing = { .document = page->document, .memory = chart };
  g_autofree char *marks = NULL;

  if (chart == NULL)
    return;
  marks = ht_growth_drawing_marks (&drawing);
  g_string_append (page->html, "<figure>");
  add_picture (page, &drawing, ht_growth_drawing_paint_memory, MEMORY_WIDTH, MEMORY_HEIGHT);
  add_element (page, "figcaption", "", marks);
  g_string_append (page->html, "</figure>\n");
}

static void
add_name (Page *page, const HtGrowthSite *site)
{
  g_autofree char *name = ht_growth_part_cell (site, HT_GROWTH_COLUMN_NAME);
  g_autofree char *place = ht_growth_site_place_text (site);

  g_string_append (page->html, "<th scope=\"row\" class=\"words\">");
  add_element (page, "strong", "", name);
  add_element (page, "small", "", place);
  g_string_append (page->html, "</th>");
}

/* Two cells, one below the other: so a page is wide enough for the table. */
static void
add_pair (Page *page,
          const char *start,
          HtGrowthColumn column,
          const char *upper,
          const char *lower,
          gboolean grows)
{
  const char *kind = ht_growth_part_is_words (column)           ? " class=\"words\""
                     : column == HT_GROWTH_COLUMN_RATE && grows ? " class=\"rate\""
                                                                : "";

  g_string_append_printf (page->html, "%s%s>", start, kind);
  add_text (page, upper);
  add_element (page, "small", "", lower);
  g_string_append_printf (page->html, "</%.2s>", start + 1);
}

static void
add_row (Page *page, const HtGrowthSite *site)
{
  HtGrowthDrawing drawing = { .document = page->document, .site = site };

  g_string_append (page->html, "<tr>");
  add_name (page, site);
  g_string_append (page->html, "<td class=\"words spark\">");
  add_picture (page, &drawing, ht_growth_drawing_paint_spark, SPARK_WIDTH, SPARK_HEIGHT);
  g_string_append (page->html, "</td>\n");
  for (HtGrowthColumn column = HT_GROWTH_COLUMN_RATE; column < HT_GROWTH_N_COLUMNS; column += 2)
    {
      g_autofree char *upper = ht_growth_part_cell (site, column);
      g_autofree char *lower = ht_growth_part_cell (site, column + 1);

      add_pair (page, "<td", column, upper, lower, ht_growth_site_is_growing (site));
    }
  g_string_append (page->html, "</tr>\n");
}

static void
add_table (Page *page)
{
  const GPtrArray *sites = page->document->growth->sites;
  guint n_rows = MIN (sites->len, MAX_ROWS);
  g_autofree char *scale = ht_growth_part_scale (page->document);
  g_autofree char *rest = ht_growth_part_rest (page->document, n_rows);

  if (n_rows == 0)
    return;
  g_string_append (page->html, "<table>\n<thead><tr>");
  add_element (page, "th", " scope=\"col\" class=\"words\"",
               ht_growth_part_head (HT_GROWTH_COLUMN_NAME));
  add_element (page, "th", " scope=\"col\" class=\"words spark\"", scale);
  for (HtGrowthColumn column = HT_GROWTH_COLUMN_RATE; column < HT_GROWTH_N_COLUMNS; column += 2)
    add_pair (page, "<th scope=\"col\"", column, ht_growth_part_head (column),
              ht_growth_part_head (column + 1), FALSE);
  g_string_append (page->html, "</tr></thead>\n<tbody>\n");
  for (guint i = 0; i < n_rows; i++)
    add_row (page, g_ptr_array_index (sites, i));
  g_string_append (page->html, "</tbody>\n</table>\n");
  add_element (page, "p", " class=\"second\"", rest);
}

static void
add_saying (Page *page, const HtGrowthSaying *saying)
{
  g_autofree char *label = g_strconcat (saying->label, ":", NULL);

  g_string_append (page->html, "<p>");
  add_element (page, "strong", "", label);
  add_text (page, saying->text);
  g_string_append (page->html, "</p>\n");
}

/* The sign is for who sees it; to others the same is said in words. */
static void
add_reason (Page *page, const HtGrowthReason *reason)
{
  g_autofree char *meaning = g_markup_escape_text (ht_growth_mark_text (reason->mark), -1);
  g_autofree char *attributes =
      g_strdup_printf (" role=\"img\" title=\"%s\" aria-label=\"%s\"", meaning, meaning);

  g_string_append (page->html, "<li>");
  add_element (page, "span", attributes, ht_growth_mark_sign (reason->mark));
  add_text (page, reason->text);
  g_string_append (page->html, "</li>\n");
}

static void
add_cause (Page *page, const HtGrowthSite *site)
{
  const GPtrArray *reasons = site->details->reasons;
  g_autoptr (GArray) sayings = ht_growth_part_sayings (site);

  add_element (page, "p", "", site->title);
  if (reasons->len > 0)
    g_string_append (page->html, "<ul class=\"reasons\">\n");
  for (guint i = 0; i < reasons->len; i++)
    add_reason (page, g_ptr_array_index (reasons, i));
  if (reasons->len > 0)
    g_string_append (page->html, "</ul>\n");
  add_element (page, "p", "", site->details->who);
  for (guint i = 0; i < sayings->len; i++)
    add_saying (page, &g_array_index (sayings, HtGrowthSaying, i));
}

static void
add_stack (Page *page, const HtGrowthSite *site)
{
  g_string_append (page->html, "<details class=\"more\">");
  /* Translators: the functions that called each other */
  add_element (page, "summary", "", _ ("Stack"));
  g_string_append (page->html, "<pre>");
  for (guint i = 0; i < site->stack->len; i++)
    {
      const HtGrowthFrame *frame = g_ptr_array_index (site->stack, i);

      add_text (page, frame->function);
      if (frame->place != NULL)
        {
          g_string_append (page->html, "  ");
          add_text (page, frame->place);
        }
      g_string_append_c (page->html, '\n');
    }
  g_string_append (page->html, "</pre></details>\n");
}

/* On paper there is room for the first one only. */
static void
add_details (Page *page, const HtGrowthSite *site, gboolean is_first)
{
  HtGrowthDrawing drawing = { .document = page->document, .site = site };

  g_string_append_printf (page->html, "<section%s>\n", is_first ? "" : " class=\"more\"");
  add_element (page, "h2", "", ht_growth_site_get_frame (site)->function);
  g_string_append (page->html, "<div class=\"detail\"><figure>");
  add_picture (page, &drawing, ht_growth_drawing_paint_course, COURSE_WIDTH, COURSE_HEIGHT);
  g_string_append (page->html, "</figure>\n<div>\n");
  add_cause (page, site);
  add_stack (page, site);
  g_string_append (page->html, "</div></div>\n</section>\n");
}

static void
add_footer (Page *page)
{
  g_autofree char *origin = ht_growth_part_origin (page->document);

  g_string_append (page->html, "<footer class=\"second\">\n");
  add_element (page, "p", "", origin);
  if (page->document->command != NULL)
    {
      g_string_append (page->html, "<p>");
      add_element (page, "code", "", page->document->command);
      g_string_append (page->html, "</p>\n");
    }
  g_string_append (page->html, "</footer>\n");
}

static void
add_section (Page *page, const char *title, const GPtrArray *items)
{
  if (items->len == 0)
    return;
  g_string_append (page->html, "<section>\n");
  add_element (page, "h2", "", title);
  g_string_append (page->html, "<ul>\n");
  for (guint i = 0; i < items->len; i++)
    add_element (page, "li", "", g_ptr_array_index (items, i));
  g_string_append (page->html, "</ul>\n</section>\n");
}

/**
 * ht_growth_html:
 * @document: what the page is made of
 * @error: return location, in %G_IO_ERROR
 *
 * Writes a page for a browser or a printer: one file that asks for nothing else, light or dark as
 * the reader likes it. Names from profiles cannot break out of where they stand. For any thread.
 *
 * Returns: (transfer full): the page, or %NULL with @error set
 */
char *
ht_growth_html (const HtGrowthDocument *document, GError **error)
{
  const HtGrowthData *growth = document->growth;
  Page page = { .document = document, .html = g_string_new (NULL), .error = error };
  g_autofree char *title = ht_growth_part_title (document);
  g_autofree char *span = ht_growth_part_span (document);
  g_autoptr (GPtrArray) known = ht_growth_part_known (document);
  g_autoptr (GPtrArray) remarks = ht_growth_part_remarks (document);

  add_head (&page, title);
  g_string_append (page.html, "<body>\n<main>\n");
  add_element (&page, "h1", "", title);
  add_element (&page, "p", " class=\"second\"", span);
  add_lead (&page);
  add_memory (&page);
  add_table (&page);
  for (guint i = 0; i < MIN (growth->n_growing, MAX_DETAILS); i++)
    add_details (&page, g_ptr_array_index (growth->sites, i), i == 0);
  add_section (&page, _ ("Known growth, not counted"), known);
  add_section (&page, _ ("Notes"), remarks);
  g_string_append (page.html, "</main>\n");
  add_footer (&page);
  g_string_append (page.html, "</body>\n</html>\n");
  return g_string_free (page.html, page.failed);
}
