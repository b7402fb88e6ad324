/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-document.h"

#include <glib/gi18n.h>
#include <math.h>
#include <string.h>

#include "gc-texts.h"
#include "growth-evidence-text.h"
#include "growth-sentence.h"
#include "growth-texts.h"
#include "safe-text.h"
#include "timestamps.h"
#include "units.h"

/* More do not fit on a page. */
#define MAX_ROWS    12
#define MAX_DETAILS 3
#define MAX_FRAMES  24

#define N_COLUMNS 8

/* The last column is a name, the others but the verdict are numbers. */
#define COLUMN_VERDICT 4
#define COLUMN_CLASS   5

static const char *const heads[N_COLUMNS] = {
  N_ ("Growth"),  N_ ("95 %"),  N_ ("Share"),          N_ ("Held"),
  N_ ("Verdict"), N_ ("Class"), N_ ("Limit alone in"), N_ ("Allocated in"),
};

static const char style[] =
    ":root { color-scheme: light dark }\n"
    "body { font: 14px/1.5 sans-serif; max-width: 62em; margin: 2em auto; padding: 0 1em }\n"
    "h1 { font-size: 1.4em } h2 { font-size: 1.1em } code, pre { font-family: monospace }\n"
    "table { border-collapse: collapse } td, th { padding: .2em .7em; text-align: right }\n"
    "td.text, th.text { text-align: left } tr + tr { border-top: 1px solid #8886 }\n"
    "img { max-width: 100%; background: #fff } pre { overflow: auto }\n"
    ".lead { font-size: 1.15em }\n";

/* No sign of it may reach a terminal, or end the line that it stands in. */
static char *
make_safe (const char *text)
{
  g_autofree char *utf8 = ht_safe_text_to_utf8 (text, -1);

  return ht_safe_text_for_terminal (utf8, -1);
}

static char *
get_function (const HtGrowthDocument *self, guint32 function)
{
  if (function == 0)
    return g_strdup ("—");
  return make_safe (
      ht_strings_get (self->catalog->strings,
                      ht_symbols_get_function (self->catalog->symbols, function)->name));
}

static char *
get_place (const HtGrowthDocument *self, const HtGrowthChain *chain)
{
  const char *file;
  g_autofree char *safe = NULL;

  if (chain->function == 0)
    return NULL;
  file = ht_strings_get (self->catalog->strings,
                         ht_symbols_get_function (self->catalog->symbols, chain->function)->file);
  if (*file == '\0')
    return NULL;
  safe = make_safe (file);
  if (chain->line <= 0)
    return g_steal_pointer (&safe);
  return g_strdup_printf ("%s:%" G_GINT64_FORMAT, safe, chain->line);
}

static char *
get_sentence (const HtGrowthDocument *self)
{
  g_autofree char *sentence = ht_growth_sentence (self->report, self->forecast, self->catalog,
                                                  self->display, self->start_ns);

  return make_safe (sentence);
}

static char *
get_span (const HtGrowthDocument *self)
{
  const HtGrowthReport *report = self->report;
  g_autofree char *from = NULL;
  g_autofree char *to = NULL;

  if (report->n_epochs == 0)
    return g_strdup ("");
  from = ht_format_timestamp (report->from_ns);
  to = ht_format_timestamp (report->to_ns);
  /* Translators: from when to when, and how many */
  return g_strdup_printf (g_dngettext (NULL, "%s – %s, %u state of the heap.",
                                       "%s – %s, %u states of the heap.", report->n_epochs),
                          from, to, report->n_epochs);
}

static char *
get_eta (const HtGrowthDocument *self, const HtGrowthChain *chain)
{
  HtGrowthEta eta;

  ht_growth_forecast_get_chain (self->forecast, chain, &eta);
  return isnan (eta.s) ? g_strdup ("–") : ht_growth_eta_text (eta.s);
}

/* What a row of the table says, without what a format adds. */
static void
fill_row (const HtGrowthDocument *self, const HtGrowthChain *chain, char **cells)
{
  cells[0] = ht_growth_rate_text (chain->course.now.rate);
  cells[1] = ht_growth_error_text (&chain->course.now);
  cells[2] = ht_gc_share_text (chain->course.verdict == HT_GROWTH_GROWING ? chain->share : NAN);
  cells[3] = ht_format_bytes (chain->last_bytes);
  cells[COLUMN_VERDICT] = g_strdup (ht_growth_verdict_text (chain->course.verdict));
  cells[COLUMN_CLASS] = make_safe (chain->class_name != NULL ? chain->class_name : "–");
  cells[6] = get_eta (self, chain);
  cells[7] = get_function (self, chain->function);
}

static gboolean
is_text_column (guint column)
{
  return column == COLUMN_VERDICT || column == COLUMN_CLASS || column == N_COLUMNS - 1;
}

/* Frames of the stack that stands for the chain, root first. */
static GPtrArray *
list_frames (const HtGrowthDocument *self, const HtGrowthChain *chain)
{
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func (g_free);

  for (guint32 node = chain->node; node != 0 && frames->len < MAX_FRAMES;
       node = ht_call_tree_parent (self->catalog->tree, node))
    {
      guint32 frame = ht_call_tree_frame (self->catalog->tree, node);

      g_ptr_array_insert (
          frames, 0,
          get_function (self, ht_symbols_get_frame (self->catalog->symbols, frame)->function));
    }
  return g_steal_pointer (&frames);
}

/* In code Markdown takes no sign for its own but the one that ends it, and the border of a table.
 */
static char *
make_code (const char *safe)
{
  g_autofree char *inner = g_strdelimit (g_strdup (safe), "`|", '\'');

  return g_strdup_printf ("`%s`", inner);
}

/* Elsewhere all that Markdown or HTML in it may take for its own is written out. */
static char *
make_plain (const char *safe)
{
  GString *text = g_string_new (NULL);

  for (const char *at = safe; *at != '\0'; at++)
    {
      if (strchr ("\\`*_[]<>|#~&!", *at) != NULL)
        g_string_append_c (text, '\\');
      g_string_append_c (text, *at);
    }
  return g_string_free (text, FALSE);
}

static void
add_markdown_table (const HtGrowthDocument *self, GString *text)
{
  for (guint i = 0; i < N_COLUMNS; i++)
    g_string_append_printf (text, "| %s ", _ (heads[i]));
  g_string_append (text, "|\n");
  for (guint i = 0; i < N_COLUMNS; i++)
    g_string_append (text, is_text_column (i) ? "| --- " : "| ---: ");
  g_string_append (text, "|\n");
  for (guint i = 0; i < MIN (self->report->chains->len, MAX_ROWS); i++)
    {
      char *cells[N_COLUMNS];

      fill_row (self, g_ptr_array_index (self->report->chains, i), cells);
      for (guint column = 0; column < N_COLUMNS; column++)
        {
          g_autofree char *cell =
              column == N_COLUMNS - 1 ? make_code (cells[column]) : make_plain (cells[column]);

          g_string_append_printf (text, "| %s ", cell);
          g_free (cells[column]);
        }
      g_string_append (text, "|\n");
    }
}

static void
add_markdown_line (GString *text, const char *label, const char *what)
{
  g_autofree char *safe = what != NULL ? make_safe (what) : NULL;
  g_autofree char *plain = what != NULL ? make_plain (safe) : NULL;

  if (what != NULL)
    g_string_append_printf (text, "\n**%s:** %s\n", label, plain);
}

static void
add_markdown_details (const HtGrowthDocument *self, GString *text, const HtGrowthChain *chain)
{
  g_autofree char *name = get_function (self, chain->function);
  g_autofree char *name_code = make_code (name);
  g_autofree char *place = get_place (self, chain);
  g_autoptr (GPtrArray) frames = list_frames (self, chain);

  g_string_append_printf (text, "\n## %s\n", name_code);
  if (place != NULL)
    {
      g_autofree char *place_code = make_code (place);

      g_string_append_printf (text, "\n%s\n", place_code);
    }
  if (chain->evidence->len > 0)
    g_string_append_c (text, '\n');
  for (guint i = 0; i < chain->evidence->len; i++)
    {
      g_autofree char *told = ht_growth_evidence_text (g_ptr_array_index (chain->evidence, i));
      g_autofree char *safe = make_safe (told);
      g_autofree char *plain = make_plain (safe);

      g_string_append_printf (text, "- %s\n", plain);
    }
  add_markdown_line (text, _ ("Kept by"), chain->keeper);
  add_markdown_line (text, _ ("What helps"), ht_growth_class_text (chain->remedy));
  /* What is indented by four is code, whatever is in it. */
  if (frames->len > 0)
    g_string_append_c (text, '\n');
  for (guint i = 0; i < frames->len; i++)
    g_string_append_printf (text, "    %s\n", (const char *) g_ptr_array_index (frames, i));
}

static gboolean
has_details (const HtGrowthDocument *self, guint chain)
{
  const GPtrArray *chains = self->report->chains;

  return chain < MIN (chains->len, MAX_DETAILS) &&
         ((const HtGrowthChain *) g_ptr_array_index (chains, chain))->course.verdict ==
             HT_GROWTH_GROWING;
}

/**
 * ht_growth_document_markdown:
 * @document: what the page is made of
 *
 * Writes a page for a chat or an issue. Names from profiles cannot break out of where they stand.
 *
 * Returns: (transfer full): the page
 */
char *
ht_growth_document_markdown (const HtGrowthDocument *document)
{
  GString *text = g_string_new (NULL);
  g_autofree char *target = make_safe (document->target);
  g_autofree char *target_code = make_code (target);
  g_autofree char *sentence = get_sentence (document);
  g_autofree char *plain = make_plain (sentence);
  g_autofree char *span = get_span (document);

  /* Translators: the name of a service */
  g_string_append_printf (text, _ ("# Growth of %s"), target_code);
  g_string_append_printf (text, "\n\n**%s**\n", plain);
  if (*span != '\0')
    g_string_append_printf (text, "\n%s\n", span);
  if (document->report->chains->len > 0)
    {
      g_string_append_c (text, '\n');
      add_markdown_table (document, text);
    }
  for (guint i = 0; has_details (document, i); i++)
    add_markdown_details (document, text, g_ptr_array_index (document->report->chains, i));
  return g_string_free (text, FALSE);
}

static void
add_element (GString *html, const char *element, const char *attributes, const char *safe)
{
  g_autofree char *escaped = g_markup_escape_text (safe, -1);

  g_string_append_printf (html, "<%s%s>%s</%s>", element, attributes, escaped, element);
}

static void
add_html_table (const HtGrowthDocument *self, GString *html)
{
  g_string_append (html, "<table>\n<tr>");
  for (guint i = 0; i < N_COLUMNS; i++)
    add_element (html, "th", is_text_column (i) ? " class=\"text\"" : "", _ (heads[i]));
  g_string_append (html, "</tr>\n");
  for (guint i = 0; i < MIN (self->report->chains->len, MAX_ROWS); i++)
    {
      char *cells[N_COLUMNS];

      fill_row (self, g_ptr_array_index (self->report->chains, i), cells);
      g_string_append (html, "<tr>");
      for (guint column = 0; column < N_COLUMNS; column++)
        {
          add_element (html, "td", is_text_column (column) ? " class=\"text\"" : "", cells[column]);
          g_free (cells[column]);
        }
      g_string_append (html, "</tr>\n");
    }
  g_string_append (html, "</table>\n");
}

static void
add_html_line (GString *html, const char *label, const char *what)
{
  g_autofree char *safe = what != NULL ? make_safe (what) : NULL;

  if (what == NULL)
    return;
  g_string_append (html, "<p>");
  add_element (html, "b", "", label);
  g_string_append (html, ": ");
  add_element (html, "span", "", safe);
  g_string_append (html, "</p>\n");
}

static void
add_html_details (const HtGrowthDocument *self, GString *html, const HtGrowthChain *chain)
{
  g_autofree char *name = get_function (self, chain->function);
  g_autofree char *place = get_place (self, chain);
  g_autoptr (GPtrArray) frames = list_frames (self, chain);

  add_element (html, "h2", "", name);
  if (place != NULL)
    add_element (html, "p", "", place);
  g_string_append (html, "\n<ul>");
  for (guint i = 0; i < chain->evidence->len; i++)
    {
      g_autofree char *told = ht_growth_evidence_text (g_ptr_array_index (chain->evidence, i));
      g_autofree char *safe = make_safe (told);

      add_element (html, "li", "", safe);
    }
  g_string_append (html, "</ul>\n");
  add_html_line (html, _ ("Kept by"), chain->keeper);
  add_html_line (html, _ ("What helps"), ht_growth_class_text (chain->remedy));
  g_string_append (html, "<pre>");
  for (guint i = 0; i < frames->len; i++)
    {
      g_autofree char *escaped = g_markup_escape_text (g_ptr_array_index (frames, i), -1);

      g_string_append_printf (html, "%s\n", escaped);
    }
  g_string_append (html, "</pre>\n");
}

static void
add_picture (GString *html, GBytes *picture)
{
  gsize size;
  const guchar *data = g_bytes_get_data (picture, &size);
  g_autofree char *encoded = g_base64_encode (data, size);
  g_autofree char *alt = g_markup_escape_text (_ ("Memory of the process over time"), -1);

  g_string_append_printf (html, "<p><img alt=\"%s\" src=\"data:image/svg+xml;base64,%s\"></p>\n",
                          alt, encoded);
}

/**
 * ht_growth_document_html:
 * @document: what the page is made of
 * @picture: (nullable): the memory over time, as SVG
 *
 * Writes a page for a browser or a printer: one file that asks for nothing else. Names from
 * profiles cannot break out of where they stand.
 *
 * Returns: (transfer full): the page
 */
char *
ht_growth_document_html (const HtGrowthDocument *document, GBytes *picture)
{
  GString *html = g_string_new ("<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n");
  g_autofree char *target = make_safe (document->target);
  /* Translators: the name of a service */
  g_autofree char *title = g_strdup_printf (_ ("Growth of %s"), target);
  g_autofree char *sentence = get_sentence (document);
  g_autofree char *span = get_span (document);

  add_element (html, "title", "", title);
  g_string_append_printf (html, "\n<style>\n%s</style>\n</head>\n<body>\n", style);
  add_element (html, "h1", "", title);
  add_element (html, "p", " class=\"lead\"", sentence);
  add_element (html, "p", "", span);
  g_string_append_c (html, '\n');
  if (picture != NULL)
    add_picture (html, picture);
  if (document->report->chains->len > 0)
    add_html_table (document, html);
  for (guint i = 0; has_details (document, i); i++)
    add_html_details (document, html, g_ptr_array_index (document->report->chains, i));
  g_string_append (html, "</body>\n</html>\n");
  return g_string_free (html, FALSE);
}
