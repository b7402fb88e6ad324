/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "series-output.h"

#include "gc-cycle.h"
#include "safe-text.h"

static GArray *
read_points (HtRecording *recording, const HtSeriesEntry *entry, GError **error)
{
  return ht_recording_read_series (recording, entry->id, HT_UNKNOWN, HT_UNKNOWN, 0, error);
}

static void
write_csv_points (const HtSeriesEntry *entry, const GArray *points, FILE *stream)
{
  g_autofree char *name = ht_safe_text_for_csv (entry->name, -1);
  g_autofree char *unit = ht_safe_text_for_csv (entry->unit, -1);
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < points->len; i++)
    {
      const HtSeriesBucket *point = &g_array_index (points, HtSeriesBucket, i);

      fprintf (stream, "%" G_GINT64_FORMAT ",%s,%s,%s\n", point->start_ns / 1000000, name, unit,
               g_ascii_dtostr (number, sizeof number, point->first));
    }
}

/**
 * ht_series_write_csv:
 * @recording: a recording
 * @target: one of its targets
 * @stream: where to
 * @error: return location, in %HT_STORE_ERROR
 *
 * Writes every point of every series, but for those that only traces have, as a line
 * `time_ms,series,unit,value`, below a line that says so.
 *
 * Returns: whether all could be read
 */
gboolean
ht_series_write_csv (HtRecording *recording, const HtTarget *target, FILE *stream, GError **error)
{
  g_autoptr (GPtrArray) entries = ht_recording_list_series (recording, target->id, error);

  if (entries == NULL)
    return FALSE;
  fputs ("time_ms,series,unit,value\n", stream);
  for (guint i = 0; i < entries->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (GArray) points = read_points (recording, entry, error);

      if (points == NULL)
        return FALSE;
      write_csv_points (entry, points, stream);
    }
  return TRUE;
}

static void
write_json_points (const HtSeriesEntry *entry, const GArray *points, HtJsonWriter *json)
{
  ht_json_writer_begin_object (json);
  ht_json_writer_member_string (json, "name", entry->name);
  ht_json_writer_member_string (json, "unit", entry->unit);
  ht_json_writer_member_string (json, "kind",
                                entry->kind == HT_POINT_COUNTER ? "counter" : "gauge");
  ht_json_writer_member (json, "points");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < points->len; i++)
    {
      const HtSeriesBucket *point = &g_array_index (points, HtSeriesBucket, i);

      ht_json_writer_begin_array (json);
      ht_json_writer_int (json, point->start_ns / 1000000);
      ht_json_writer_double (json, point->first);
      ht_json_writer_end_array (json);
    }
  ht_json_writer_end_array (json);
  ht_json_writer_end_object (json);
}

/**
 * ht_series_write_json:
 * @recording: a recording
 * @target: one of its targets
 * @json: where to; a value is expected
 * @error: return location, in %HT_STORE_ERROR
 *
 * Writes an array of all series, but for those that only traces have, with all their points as
 * `[time_ms, value]`.
 *
 * Returns: whether all could be read
 */
gboolean
ht_series_write_json (HtRecording *recording,
                      const HtTarget *target,
                      HtJsonWriter *json,
                      GError **error)
{
  g_autoptr (GPtrArray) entries = ht_recording_list_series (recording, target->id, error);
  gboolean done = entries != NULL;

  ht_json_writer_begin_array (json);
  for (guint i = 0; done && i < entries->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (entries, i);
      g_autoptr (GArray) points = read_points (recording, entry, error);

      done = points != NULL;
      if (done)
        write_json_points (entry, points, json);
    }
  ht_json_writer_end_array (json);
  return done;
}
