/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "trace-report.h"

#include <math.h>
#include <string.h>

#include "gc-cycle.h"
#include "safe-text.h"
#include "text-table.h"
#include "trace-utilization.h"
#include "trace-who.h"
#include "units.h"

#define STW_PREFIX HT_TRACE_SERIES_PREFIX "stw/"

/* So many are read by people; JSON has all. */
#define MAX_ALLOCATORS 10

/* What is always told, also of a trace that is shorter: then it is that of the whole trace. */
static const gint64 windows_ns[] = { 1000000, 10000000, 100000000 };

struct _HtTraceReport
{
  /* Owned */
  GPtrArray *traces;  /* HtTraceEntry */
  GPtrArray *reasons; /* HtSeriesEntry: why the world was stopped */
  GArray *pauses;     /* HtSeriesSum of each of them */
  HtTraceUtilization *utilization;
  HtTraceWho *who;
};

static gboolean
load (HtTraceReport *self, HtRecording *recording, gint64 target, GError **error)
{
  self->traces = ht_recording_list_traces (recording, target, error);
  self->reasons = self->traces != NULL
                      ? ht_recording_list_series_with_prefix (recording, target, STW_PREFIX, error)
                      : NULL;
  self->pauses =
      self->reasons != NULL
          ? ht_recording_sum_many_series (recording, self->reasons, HT_UNKNOWN, HT_UNKNOWN, error)
          : NULL;
  self->utilization =
      self->pauses != NULL
          ? ht_trace_utilization_load (recording, target, G_MININT64, G_MAXINT64, error)
          : NULL;
  self->who = self->utilization != NULL
                  ? ht_trace_who_load (recording, target, HT_UNKNOWN, HT_UNKNOWN, error)
                  : NULL;
  return self->who != NULL;
}

/**
 * ht_trace_report_new:
 * @recording: a recording
 * @target: id of one of its targets
 * @error: return location, in %HT_STORE_ERROR
 *
 * Returns: (transfer full): what its traces say, or %NULL with @error set
 */
HtTraceReport *
ht_trace_report_new (HtRecording *recording, gint64 target, GError **error)
{
  g_autoptr (HtTraceReport) self = g_new0 (HtTraceReport, 1);

  return load (self, recording, target, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * ht_trace_report_free:
 * @report: (transfer full) (nullable): what traces say
 */
void
ht_trace_report_free (HtTraceReport *report)
{
  if (report == NULL)
    return;
  g_clear_pointer (&report->traces, g_ptr_array_unref);
  g_clear_pointer (&report->reasons, g_ptr_array_unref);
  g_clear_pointer (&report->pauses, g_array_unref);
  g_clear_pointer (&report->utilization, ht_trace_utilization_free);
  g_clear_pointer (&report->who, ht_trace_who_unref);
  g_free (report);
}

static const HtTraceFacts *
nth_facts (const HtTraceReport *self, guint i)
{
  return &((const HtTraceEntry *) g_ptr_array_index (self->traces, i))->facts;
}

/**
 * ht_trace_report_is_empty:
 * @report: what traces say
 *
 * Returns: whether there is no trace
 */
gboolean
ht_trace_report_is_empty (const HtTraceReport *report)
{
  return report->traces->len == 0;
}

/**
 * ht_trace_report_get_heap:
 * @report: what traces say
 * @heap: (out): the heap in sum over all traces; its `n` is 0 if none tells
 */
void
ht_trace_report_get_heap (const HtTraceReport *report, HtTraceHeap *heap)
{
  *heap = (HtTraceHeap){ 0, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN, HT_UNKNOWN };
  for (guint i = 0; i < report->traces->len; i++)
    {
      const HtTraceHeap *one = &nth_facts (report, i)->heap;

      heap->goal_max_bytes = MAX (heap->goal_max_bytes, one->goal_max_bytes);
      if (one->n == 0)
        continue;
      if (heap->n == 0)
        heap->first_bytes = one->first_bytes;
      heap->last_bytes = one->last_bytes;
      heap->max_bytes = MAX (heap->max_bytes, one->max_bytes);
      heap->n += one->n;
    }
}

/* Of the last trace: others may have seen the same ones. */
static gint64
get_n_goroutines (const HtTraceReport *self)
{
  return self->traces->len > 0 ? nth_facts (self, self->traces->len - 1)->n_goroutines : HT_UNKNOWN;
}

static const HtUtilizationPoint *
nth_point (const HtTraceReport *self, guint i)
{
  return &g_array_index (self->utilization->points, HtUtilizationPoint, i);
}

/* NaN if nobody knows. */
static double
get_minimum (const HtTraceReport *self, gint64 window_ns)
{
  double utilization = (double) NAN;

  for (guint i = 0; i < self->utilization->points->len; i++)
    if (isnan (utilization) || nth_point (self, i)->window_ns <= window_ns)
      utilization = nth_point (self, i)->share;
  return utilization;
}

static void
write_window (gint64 window_ns, double utilization, HtJsonWriter *json)
{
  ht_json_writer_begin_object (json);
  ht_json_writer_member_int (json, "window_ns", window_ns);
  ht_json_writer_member (json, "utilization");
  ht_json_writer_double (json, utilization);
  ht_json_writer_end_object (json);
}

static void
write_utilization (const HtTraceReport *self, HtJsonWriter *json)
{
  const GArray *points = self->utilization->points;
  gint64 longest_ns = points->len > 0 ? nth_point (self, points->len - 1)->window_ns : 0;

  ht_json_writer_member (json, "mmu");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < points->len; i++)
    write_window (nth_point (self, i)->window_ns, nth_point (self, i)->share, json);
  for (guint i = 0; points->len > 0 && i < G_N_ELEMENTS (windows_ns); i++)
    if (windows_ns[i] > longest_ns)
      write_window (windows_ns[i], get_minimum (self, windows_ns[i]), json);
  ht_json_writer_end_array (json);
  ht_json_writer_member (json, "mean_utilization");
  ht_json_writer_double (json, points->len > 0 ? self->utilization->mean : (double) NAN);
}

static void
write_pauses (const HtTraceReport *self, HtJsonWriter *json)
{
  ht_json_writer_member (json, "stw");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < self->reasons->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (self->reasons, i);
      const HtSeriesSum *sum = &g_array_index (self->pauses, HtSeriesSum, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "reason", entry->name + strlen (STW_PREFIX));
      ht_json_writer_member_int (json, "count", sum->n);
      ht_json_writer_member_int (json, "total_ns", (gint64) sum->sum);
      ht_json_writer_member_int (json, "max_ns", (gint64) sum->max);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
}

static const HtTraceAllocator *
nth_allocator (const HtTraceReport *self, guint i)
{
  return &g_array_index (self->who->allocators, HtTraceAllocator, i);
}

static void
write_allocators (const HtTraceReport *self, HtJsonWriter *json)
{
  ht_json_writer_member (json, "allocators");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < self->who->allocators->len; i++)
    {
      const HtTraceAllocator *allocator = nth_allocator (self, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "function", allocator->function);
      ht_json_writer_member_int (json, "allocated_bytes", allocator->allocated_bytes);
      ht_json_writer_member_int (json, "allocations", allocator->n_allocations);
      ht_json_writer_member_int (json, "assist_ns", allocator->assist_ns);
      ht_json_writer_member_int (json, "assists", allocator->n_assists);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
}

/**
 * ht_trace_report_write_json:
 * @report: what traces say
 * @json: where to; an object is open
 *
 * Writes members of the object that `gc` answers with: those that only traces tell.
 */
void
ht_trace_report_write_json (const HtTraceReport *report, HtJsonWriter *json)
{
  write_utilization (report, json);
  ht_json_writer_member_int (json, "goroutines", get_n_goroutines (report));
  write_pauses (report, json);
  write_allocators (report, json);
}

static void
print_utilization (const HtTraceReport *self, FILE *stream)
{
  g_autofree char *mean = ht_format_percent (self->utilization->mean);

  if (self->utilization->points->len == 0)
    return;
  fprintf (stream, "processors that the collector leaves: %s in all; at worst", mean);
  for (guint i = 0; i < G_N_ELEMENTS (windows_ns); i++)
    {
      g_autofree char *share = ht_format_percent (get_minimum (self, windows_ns[i]));
      g_autofree char *window = ht_format_duration_short (windows_ns[i]);

      fprintf (stream, "%s %s of %s", i > 0 ? "," : "", share, window);
    }
  fputc ('\n', stream);
}

static void
print_pauses (const HtTraceReport *self, FILE *stream)
{
  static const char *const head[] = { "stopped", "total", "longest", "why", NULL };
  g_autoptr (HtTextTable) table = ht_text_table_new (head);

  for (guint i = 0; i < self->reasons->len; i++)
    {
      const HtSeriesEntry *entry = g_ptr_array_index (self->reasons, i);
      const HtSeriesSum *sum = &g_array_index (self->pauses, HtSeriesSum, i);

      ht_text_table_take (table, ht_format_count (sum->n));
      ht_text_table_take (table, ht_format_duration_short ((gint64) sum->sum));
      ht_text_table_take (table, ht_format_duration_short ((gint64) sum->max));
      ht_text_table_take (table, ht_safe_text_for_terminal (entry->name + strlen (STW_PREFIX), -1));
    }
  if (self->reasons->len > 0)
    {
      fputc ('\n', stream);
      ht_text_table_print (table, stream);
    }
}

static void
print_allocators (const HtTraceReport *self, FILE *stream)
{
  static const char *const head[] = { "allocated", "share", "assists", "function", NULL };
  g_autoptr (HtTextTable) table = ht_text_table_new (head);
  guint n_rows = MIN (self->who->allocators->len, MAX_ALLOCATORS);

  if (self->who->allocated_bytes <= 0)
    return;
  for (guint i = 0; i < n_rows; i++)
    {
      const HtTraceAllocator *allocator = nth_allocator (self, i);

      ht_text_table_take (table, ht_format_bytes (allocator->allocated_bytes));
      ht_text_table_take (table, ht_format_percent ((double) allocator->allocated_bytes /
                                                    (double) self->who->allocated_bytes));
      ht_text_table_take (table, ht_format_duration_short (allocator->assist_ns));
      ht_text_table_take (table, ht_safe_text_for_terminal (allocator->function, -1));
    }
  fputs ("\nwho made the heap grow, to a span of pages:\n", stream);
  ht_text_table_print (table, stream);
  if (n_rows < self->who->allocators->len)
    fprintf (stream, "%u more; “heaptrail-cli goroutines” tells more of each\n",
             self->who->allocators->len - n_rows);
}

/**
 * ht_trace_report_print:
 * @report: what traces say
 * @stream: where to
 *
 * Prints for people what only traces tell.
 */
void
ht_trace_report_print (const HtTraceReport *report, FILE *stream)
{
  print_utilization (report, stream);
  print_pauses (report, stream);
  print_allocators (report, stream);
}
