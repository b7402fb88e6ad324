/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "top-report.h"

#include <math.h>

#include "gc-cycle.h"
#include "safe-text.h"
#include "text-table.h"
#include "timestamps.h"
#include "units.h"

/**
 * ht_top_report_write_json:
 * @top: the table
 * @heap: which collection's heap it is
 * @max_rows: how many rows to write at most
 * @json: where to; an object is open
 *
 * Writes the members of the object that `top` answers with.
 */
void
ht_top_report_write_json (const HtTop *top,
                          const HtTopHeap *heap,
                          guint max_rows,
                          HtJsonWriter *json)
{
  ht_json_writer_member_string (json, "sample_type", top->sample_type);
  ht_json_writer_member_string (json, "unit", top->unit);
  ht_json_writer_member_ms (json, "time_ms", top->time_ns != 0 ? top->time_ns : HT_UNKNOWN);
  ht_json_writer_member_int (json, "heap_cycle", heap->cycle);
  ht_json_writer_member_ms (json, "heap_time_ms", heap->end_ns);
  ht_json_writer_member_int (json, "total", top->total);
  ht_json_writer_member (json, "rows");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < MIN (top->rows->len, max_rows); i++)
    {
      const HtTopRow *row = &g_array_index (top->rows, HtTopRow, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "function", row->full_name);
      if (g_strcmp0 (row->shown_name, row->full_name) != 0)
        ht_json_writer_member_string (json, "shown", row->shown_name);
      ht_json_writer_member_int (json, "flat", row->flat);
      ht_json_writer_member_int (json, "cum", row->cumulative);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
}

static char *
format_share (gint64 value, gint64 total)
{
  return ht_format_percent (total != 0 ? (double) value / (double) total : (double) NAN);
}

/**
 * ht_top_report_print:
 * @top: the table
 * @heap: which collection's heap it is
 * @max_rows: how many rows to print at most
 * @stream: where to
 *
 * Prints the table for people, with names that are safe on a terminal.
 */
void
ht_top_report_print (const HtTop *top, const HtTopHeap *heap, guint max_rows, FILE *stream)
{
  static const char *const head[] = { "flat", "flat%", "sum%", "cum", "cum%", "function", NULL };
  g_autoptr (HtTextTable) table = ht_text_table_new (head);
  g_autofree char *type = ht_safe_text_for_terminal (top->sample_type, -1);
  g_autofree char *total = ht_format_value (top->total, top->unit);
  g_autofree char *time = ht_format_timestamp (top->time_ns != 0 ? top->time_ns : HT_UNKNOWN);
  double sum = 0;

  for (guint i = 0; i < MIN (top->rows->len, max_rows); i++)
    {
      const HtTopRow *row = &g_array_index (top->rows, HtTopRow, i);

      sum += (double) row->flat;
      ht_text_table_take (table, ht_format_value (row->flat, top->unit));
      ht_text_table_take (table, format_share (row->flat, top->total));
      ht_text_table_take (table, ht_format_percent (top->total != 0 ? sum / (double) top->total
                                                                    : (double) NAN));
      ht_text_table_take (table, ht_format_value (row->cumulative, top->unit));
      ht_text_table_take (table, format_share (row->cumulative, top->total));
      ht_text_table_take (table, ht_safe_text_for_terminal (row->shown_name, -1));
    }
  fprintf (stream, "%s of %s, taken %s", total, type, time);
  if (heap->cycle != HT_UNKNOWN)
    fprintf (stream, "; the heap as of GC cycle %" G_GINT64_FORMAT, heap->cycle);
  fputc ('\n', stream);
  ht_text_table_print (table, stream);
  if (top->rows->len > max_rows)
    fprintf (stream, "%u more function%s; -n 0 shows all\n", top->rows->len - max_rows,
             top->rows->len - max_rows == 1 ? "" : "s");
}
