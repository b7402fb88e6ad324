/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "growth-without.h"

#include "gc-cycle.h"
#include "growth-json.h"
#include "growth-what-if-text.h"

static gboolean
is_growing (const HtGrowthReport *report, guint chain)
{
  return ((const HtGrowthChain *) g_ptr_array_index (report->chains, chain))->course.verdict ==
         HT_GROWTH_GROWING;
}

static guint
count_growing (const HtGrowthReport *report)
{
  guint n = 0;

  while (n < report->chains->len && is_growing (report, n))
    n++;
  return n;
}

/* What grows has the first ranks. */
static gboolean
parse_ranks (const char *text, guint n_growing, GArray *ranks, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);

  for (guint i = 0; words[i] != NULL; i++)
    {
      guint64 rank;

      if (!g_ascii_string_to_unsigned (g_strstrip (words[i]), 10, 1, MAX (n_growing, 1), &rank,
                                       NULL) ||
          rank > n_growing)
        {
          g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                       "--without %s: must be numbers of chains that grow, of which there are %u",
                       text, n_growing);
          return FALSE;
        }

      guint number = (guint) rank;
      gboolean is_new = TRUE;

      for (guint j = 0; j < ranks->len; j++)
        is_new = is_new && g_array_index (ranks, guint, j) != number;
      if (is_new)
        g_array_append_val (ranks, number);
    }
  return TRUE;
}

/**
 * ht_growth_without_init:
 * @without: (out caller-allocates): what is told
 * @ranks: which chains, as the user wrote them: "1,3"
 * @stopped_ns: when they are to have stopped growing, ns since 1970; %HT_UNKNOWN for each when it
 *   began
 * @report: what grows
 * @table: the heap profiles that it was found in
 * @forecast: what is to come
 * @error: return location, in %G_OPTION_ERROR
 *
 * Tells what would be if some chains had stopped growing.
 *
 * Returns: whether these are chains that grow
 */
gboolean
ht_growth_without_init (HtGrowthWithout *without,
                        const char *ranks,
                        gint64 stopped_ns,
                        const HtGrowthReport *report,
                        const HtGrowthTable *table,
                        const HtGrowthForecast *forecast,
                        GError **error)
{
  guint n_growing = count_growing (report);
  g_autoptr (GPtrArray) parts =
      g_ptr_array_new_with_free_func ((GDestroyNotify) ht_growth_part_free);
  g_autoptr (GArray) heap = ht_growth_list_heap (table);

  without->stopped_ns = stopped_ns;
  without->ranks = g_array_new (FALSE, FALSE, sizeof (guint));
  if (!parse_ranks (ranks, n_growing, without->ranks, error))
    return FALSE;
  for (guint i = 0; i < without->ranks->len; i++)
    g_ptr_array_add (
        parts, ht_growth_part_new (g_ptr_array_index (report->chains,
                                                      g_array_index (without->ranks, guint, i) - 1),
                                   table));
  ht_growth_what_if_init (&without->what_if, heap, forecast, parts, stopped_ns,
                          without->ranks->len < n_growing);
  without->text = ht_growth_what_if_text (&without->what_if, forecast, parts->len, stopped_ns,
                                          report->to_ns, HT_TIME_DISPLAY_UTC, 0);
  return TRUE;
}

/**
 * ht_growth_without_clear:
 * @without: what is told
 */
void
ht_growth_without_clear (HtGrowthWithout *without)
{
  ht_growth_what_if_clear (&without->what_if);
  g_clear_pointer (&without->ranks, g_array_unref);
  g_clear_pointer (&without->text, g_free);
}

/**
 * ht_growth_without_write:
 * @without: what is told
 * @json: the writer, in an object
 *
 * Writes it as the member "without".
 */
void
ht_growth_without_write (const HtGrowthWithout *without, HtJsonWriter *json)
{
  const HtGrowthWhatIf *what_if = &without->what_if;

  ht_json_writer_member (json, "without");
  ht_json_writer_begin_object (json);
  ht_json_writer_member (json, "ranks");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < without->ranks->len; i++)
    ht_json_writer_int (json, g_array_index (without->ranks, guint, i));
  ht_json_writer_end_array (json);
  ht_json_writer_member_ms (json, "stopped_ms", without->stopped_ns);
  ht_json_writer_member_string (json, "summary", without->text);
  ht_json_writer_member_double (json, "heap_bytes", what_if->heap_bytes);
  ht_json_writer_member_double (json, "heap_without_bytes", what_if->heap_without_bytes);
  ht_json_writer_member_double (json, "gone_bytes", what_if->gone_bytes);
  ht_growth_json_write_forecast (json, &what_if->forecast);
  ht_json_writer_member (json, "heap");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < what_if->heap->len; i++)
    {
      const HtSeriesPoint *point = &g_array_index (what_if->heap, HtSeriesPoint, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_ms (json, "time_ms", point->time_ns);
      ht_json_writer_member_double (json, "bytes", point->value);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
  ht_json_writer_end_object (json);
}
