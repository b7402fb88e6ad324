/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "growth-message.h"

#include <glib/gi18n.h>
#include <math.h>

#include "growth-parts.h"
#include "growth-texts.h"
#include "markdown.h"

/* A message of more is not read. */
#define MAX_LINES   5
#define MAX_SAID    3
#define MAX_ROWS    12
#define MAX_DETAILS 3
#define MAX_FRAMES  24

static void
add_line (GString *text, const char *line)
{
  if (line != NULL && *line != '\0')
    g_string_append_printf (text, "%s\n", line);
}

/* A sentence has a line of its own, as far as one can tell where it ends. */
static void
add_sentences (GString *text, const char *sentences)
{
  g_auto (GStrv) parts = g_strsplit (sentences, ". ", -1);

  for (gsize i = 0; parts[i] != NULL; i++)
    g_string_append_printf (text, "%s%s\n", parts[i], parts[i + 1] != NULL ? "." : "");
}

static void
add_short (GString *text, const HtGrowthSite *site, guint rank)
{
  g_autofree char *name = ht_growth_part_cell (site, HT_GROWTH_COLUMN_NAME);
  g_autofree char *place = ht_growth_site_place_text (site);
  g_autofree char *rate = ht_growth_part_cell (site, HT_GROWTH_COLUMN_RATE);
  g_autofree char *error = ht_growth_part_cell (site, HT_GROWTH_COLUMN_ERROR);
  g_autofree char *cause = ht_growth_part_cell (site, HT_GROWTH_COLUMN_CAUSE);

  g_string_append_printf (text, "%u. %s\n", rank, name);
  g_string_append_printf (text, "   %s (%s)", rate, error);
  if (!isnan (site->share))
    {
      g_autofree char *share = ht_growth_part_cell (site, HT_GROWTH_COLUMN_SHARE);

      g_string_append_printf (text, ", %s", share);
    }
  g_string_append_printf (text, ", %s", cause);
  if (!isnan (site->eta.s))
    {
      g_autofree char *alone = ht_growth_part_cell (site, HT_GROWTH_COLUMN_ALONE);

      /* Translators: how long it takes something alone to fill all the memory */
      g_string_append_printf (text, _ (", limit alone in %s"), alone);
    }
  g_string_append_printf (text, "\n   %s\n", place);
}

static void
add_few (GString *text, const char *title, const GPtrArray *items)
{
  g_autofree char *rest =
      items->len > MAX_SAID ? ht_growth_part_more (items->len - MAX_SAID) : NULL;

  if (items->len > 0)
    g_string_append_printf (text, "%s:\n", title);
  for (guint i = 0; i < MIN (items->len, MAX_SAID); i++)
    g_string_append_printf (text, "- %s\n", (const char *) g_ptr_array_index (items, i));
  add_line (text, rest);
}

/**
 * ht_growth_message_text:
 * @document: what it is made of
 *
 * Writes a few short lines for a chat: what grows, when that reaches a limit, and what to type to
 * see it.
 *
 * Returns: (transfer full): the lines
 */
char *
ht_growth_message_text (const HtGrowthDocument *document)
{
  const HtGrowthData *growth = document->growth;
  GString *text = g_string_new (NULL);
  guint n_told = MIN (growth->n_growing, MAX_LINES);
  g_autofree char *title = ht_growth_part_title (document);
  g_autofree char *span = ht_growth_part_span (document);
  g_autofree char *lives = ht_growth_part_lives (document);
  g_autofree char *rest = ht_growth_part_rest (document, n_told);
  g_autoptr (GPtrArray) known = ht_growth_part_known (document);
  g_autoptr (GPtrArray) remarks = ht_growth_part_remarks (document);

  add_line (text, title);
  add_line (text, span);
  add_sentences (text, ht_growth_part_sentence (document));
  add_line (text, lives);
  for (guint i = 0; i < growth->notes->len; i++)
    add_line (text, g_ptr_array_index (growth->notes, i));
  for (guint i = 0; i < n_told; i++)
    add_short (text, g_ptr_array_index (growth->sites, i), i + 1);
  if (n_told > 0)
    add_line (text, rest);
  add_few (text, _ ("Known growth, not counted"), known);
  add_few (text, _ ("Notes"), remarks);
  if (document->command != NULL)
    g_string_append_printf (text, "$ %s\n", document->command);
  return g_string_free (text, FALSE);
}

static void
add_table (GString *text, const HtGrowthData *growth, guint n_rows)
{
  g_string_append_c (text, '\n');
  for (HtGrowthColumn column = 0; column < HT_GROWTH_N_COLUMNS; column++)
    g_string_append_printf (text, "| %s ", ht_growth_part_head (column));
  g_string_append (text, "|\n");
  for (HtGrowthColumn column = 0; column < HT_GROWTH_N_COLUMNS; column++)
    g_string_append (text, ht_growth_part_is_words (column) ? "| --- " : "| ---: ");
  g_string_append (text, "|\n");
  for (guint i = 0; i < n_rows; i++)
    {
      for (HtGrowthColumn column = 0; column < HT_GROWTH_N_COLUMNS; column++)
        {
          g_autofree char *cell =
              ht_growth_part_cell (g_ptr_array_index (growth->sites, i), column);
          g_autofree char *shown =
              column == HT_GROWTH_COLUMN_NAME ? ht_markdown_code (cell) : ht_markdown_plain (cell);

          g_string_append_printf (text, "| %s ", shown);
        }
      g_string_append (text, "|\n");
    }
}

static void
add_paragraph (GString *text, const char *words)
{
  g_autofree char *plain = words != NULL ? ht_markdown_plain (words) : NULL;

  if (plain != NULL && *plain != '\0')
    g_string_append_printf (text, "\n%s\n", plain);
}

static void
add_sayings (GString *text, const HtGrowthSite *site)
{
  g_autoptr (GArray) sayings = ht_growth_part_sayings (site);

  for (guint i = 0; i < sayings->len; i++)
    {
      const HtGrowthSaying *saying = &g_array_index (sayings, HtGrowthSaying, i);
      g_autofree char *plain = ht_markdown_plain (saying->text);

      g_string_append_printf (text, "\n**%s:** %s\n", saying->label, plain);
    }
}

/* The frames next to the allocation say most. What is indented by four is code, whatever is in
 * it. */
static void
add_stack (GString *text, const HtGrowthSite *site)
{
  guint first = site->stack->len > MAX_FRAMES ? site->stack->len - MAX_FRAMES : 0;

  if (site->stack->len > 0)
    g_string_append_c (text, '\n');
  if (first > 0)
    g_string_append_printf (
        text, g_dngettext (NULL, "    (%u more frame)\n", "    (%u more frames)\n", first), first);
  for (guint i = first; i < site->stack->len; i++)
    g_string_append_printf (text, "    %s\n",
                            ((const HtGrowthFrame *) g_ptr_array_index (site->stack, i))->function);
}

static void
add_details (GString *text, const HtGrowthSite *site)
{
  g_autofree char *name = ht_markdown_code (ht_growth_site_get_frame (site)->function);
  g_autofree char *place = ht_growth_site_place_text (site);
  const GPtrArray *reasons = site->details->reasons;

  g_string_append_printf (text, "\n## %s\n", name);
  add_paragraph (text, place);
  add_paragraph (text, site->title);
  if (reasons->len > 0)
    g_string_append_c (text, '\n');
  for (guint i = 0; i < reasons->len; i++)
    {
      g_autofree char *reason = ht_growth_part_reason (g_ptr_array_index (reasons, i));
      g_autofree char *plain = ht_markdown_plain (reason);

      g_string_append_printf (text, "- %s\n", plain);
    }
  add_paragraph (text, site->details->who);
  add_sayings (text, site);
  add_stack (text, site);
}

static void
add_section (GString *text, const char *title, const GPtrArray *items)
{
  if (items->len > 0)
    g_string_append_printf (text, "\n## %s\n\n", title);
  for (guint i = 0; i < items->len; i++)
    {
      g_autofree char *plain = ht_markdown_plain (g_ptr_array_index (items, i));

      g_string_append_printf (text, "- %s\n", plain);
    }
}

/**
 * ht_growth_message_markdown:
 * @document: what it is made of
 *
 * Writes a page for a chat or an issue. Names from profiles cannot break out of where they stand.
 *
 * Returns: (transfer full): the page
 */
char *
ht_growth_message_markdown (const HtGrowthDocument *document)
{
  const HtGrowthData *growth = document->growth;
  GString *text = g_string_new (NULL);
  guint n_rows = MIN (growth->sites->len, MAX_ROWS);
  g_autofree char *title = ht_growth_part_title (document);
  g_autofree char *title_plain = ht_markdown_plain (title);
  g_autofree char *sentence = ht_markdown_plain (ht_growth_part_sentence (document));
  g_autofree char *span = ht_growth_part_span (document);
  g_autofree char *lives = ht_growth_part_lives (document);
  g_autofree char *rest = ht_growth_part_rest (document, n_rows);
  g_autofree char *origin = ht_growth_part_origin (document);
  g_autoptr (GPtrArray) known = ht_growth_part_known (document);
  g_autoptr (GPtrArray) remarks = ht_growth_part_remarks (document);

  g_string_append_printf (text, "# %s\n\n**%s**\n", title_plain, sentence);
  add_paragraph (text, span);
  add_paragraph (text, lives);
  for (guint i = 0; i < growth->notes->len; i++)
    add_paragraph (text, g_ptr_array_index (growth->notes, i));
  if (n_rows > 0)
    {
      add_table (text, growth, n_rows);
      add_paragraph (text, rest);
    }
  for (guint i = 0; i < MIN (growth->n_growing, MAX_DETAILS); i++)
    add_details (text, g_ptr_array_index (growth->sites, i));
  add_section (text, _ ("Known growth, not counted"), known);
  add_section (text, _ ("Notes"), remarks);
  add_paragraph (text, origin);
  if (document->command != NULL)
    g_string_append_printf (text, "\n    %s\n", document->command);
  return g_string_free (text, FALSE);
}
