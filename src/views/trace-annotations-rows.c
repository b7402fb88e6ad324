/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Views"

#include "trace-annotations-rows.h"

#include <glib/gi18n.h>
#include <string.h>

#include "safe-text.h"
#include "trace-bars.h"

#define ROW_PX 20

/* Names that occur more often than this are one track. */
#define MOST_TRACKS 24

static const struct
{
  HtTraceSpanKind kind;
  const char *name;
  HtColorRole role;
  HtTraceLook look;
} annotations[] = {
  { HT_TRACE_SPAN_TASK, N_ ("Tasks"), HT_COLOR_CLASS_LIVE, HT_TRACE_HOLLOW },
  { HT_TRACE_SPAN_REGION, N_ ("Regions"), HT_COLOR_CLASS_STACKS, HT_TRACE_HOLLOW },
  { HT_TRACE_SPAN_LOG, N_ ("Messages"), HT_COLOR_SECOND_TEXT, HT_TRACE_SOLID },
};

/* The bars of each name. */
static GHashTable *
sort_by_name (const GArray *spans)
{
  GHashTable *tracks =
      g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify) g_array_unref);

  for (guint i = 0; i < spans->len; i++)
    {
      const HtTraceSpan *span = &g_array_index (spans, HtTraceSpan, i);
      const char *name = span->name;
      GArray *bars = g_hash_table_lookup (tracks, name);

      if (bars == NULL && g_hash_table_size (tracks) >= MOST_TRACKS)
        bars = g_hash_table_lookup (tracks, name = "…");
      if (bars == NULL)
        {
          bars = ht_trace_bars_new ();
          g_hash_table_insert (tracks, (gpointer) name, bars);
        }
      ht_trace_bars_add (bars, span->start_ns, span->end_ns);
    }
  return tracks;
}

static void
add_tracks (HtTraceRow *row,
            const HtTraceSpans *spans,
            HtColorRole role,
            HtTraceLook look,
            gint64 from_ns,
            gint64 to_ns,
            guint max_bars)
{
  g_autoptr (GHashTable) tracks = sort_by_name (spans->spans);
  g_autoptr (GList) names = g_list_sort (g_hash_table_get_keys (tracks), (GCompareFunc) strcmp);

  for (GList *at = names; at != NULL; at = at->next)
    {
      g_autofree char *name = ht_safe_text_to_utf8 (at->data, -1);
      GArray *bars = g_hash_table_lookup (tracks, at->data);

      ht_trace_bars_finish (bars, from_ns, to_ns, max_bars);
      ht_trace_row_add_track (row, name, role, look, bars);
    }
  if (spans->rest->len > 0)
    {
      g_autoptr (GArray) bars = ht_trace_bars_new ();

      ht_trace_bars_add_sums (bars, spans->rest);
      ht_trace_bars_finish (bars, from_ns, to_ns, max_bars);
      /* Translators: what is not drawn one by one in a lane */
      ht_trace_row_add_track (row, _ ("shorter ones"), role, look, bars);
    }
}

/**
 * ht_trace_rows_add_annotations:
 * @rows: (element-type HtTraceRow): lanes
 * @recording: a recording
 * @target: id of one of its targets
 * @from_ns: begin of the range, ns since 1970
 * @to_ns: its end
 * @max_spans: how many tasks, regions and messages each to read; of more the longest, and the
 * others are merged
 * @error: return location, in %HT_STORE_ERROR
 *
 * Adds a lane for what programs themselves wrote into traces, of each kind that there is at all.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_trace_rows_add_annotations (GPtrArray *rows,
                               HtRecording *recording,
                               gint64 target,
                               gint64 from_ns,
                               gint64 to_ns,
                               guint max_spans,
                               GError **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (annotations); i++)
    {
      guint bit = HT_TRACE_SPAN_BIT (annotations[i].kind);
      g_autoptr (HtTraceSpans) any =
          ht_recording_read_spans (recording, target, bit, NULL, HT_UNKNOWN, HT_UNKNOWN, 1, error);
      g_autoptr (HtTraceSpans) spans = NULL;
      HtTraceRow *row;

      if (any == NULL)
        return FALSE;
      if (any->spans->len == 0)
        continue;
      spans =
          ht_recording_read_spans (recording, target, bit, NULL, from_ns, to_ns, max_spans, error);
      if (spans == NULL)
        return FALSE;
      row = ht_trace_rows_add (rows, _ (annotations[i].name), HT_TRACE_HEIGHT_FULL, ROW_PX);
      row->names_bars = TRUE;
      row->kinds = bit;
      add_tracks (row, spans, annotations[i].role, annotations[i].look, from_ns, to_ns, max_spans);
    }
  return TRUE;
}
