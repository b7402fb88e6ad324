/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "gc-report.h"

#include <math.h>

#include "known-arithmetic.h"
#include "safe-text.h"
#include "text-table.h"
#include "timestamps.h"
#include "units.h"

/* The last cycles tell what is going on; JSON has all. */
#define MAX_CYCLES 40

/**
 * ht_gc_report_of_target:
 * @recording: a recording
 * @target: id of one of its targets
 * @error: return location, in %HT_STORE_ERROR
 *
 * Returns: (transfer full): what the collector of the target did, or %NULL with @error set
 */
HtGcSummary *
ht_gc_report_of_target (HtRecording *recording, gint64 target, GError **error)
{
  g_autoptr (GArray) cycles = ht_recording_read_gc_cycles (recording, target, error);

  if (cycles == NULL)
    return NULL;
  return ht_gc_summary_new ((const HtGcCycle *) (gpointer) cycles->data, cycles->len);
}

static const char *
source_name (int source)
{
  switch (source)
    {
    case HT_GC_SOURCE_MEMSTATS:
      return "memstats";
    case HT_GC_SOURCE_GCTRACE:
      return "gctrace";
    case HT_GC_SOURCE_TRACE:
      return "trace";
    default:
      return NULL;
    }
}

/* When the process's own clock stood at 0; gctrace counts from the start of the process. */
static gint64
origin_of (const HtGcSummary *summary)
{
  if (summary->cycles->len == 0)
    return HT_UNKNOWN;
  return g_array_index (summary->cycles, HtGcCycle, 0).wall_offset_ns;
}

static gint64
wall_start_of (const HtGcCycle *cycle)
{
  return ht_known_add (cycle->start_ns, cycle->wall_offset_ns);
}

static gint64
pause_of (const HtGcCycle *cycle)
{
  if (cycle->stw_sweep_term_ns != HT_UNKNOWN && cycle->stw_mark_term_ns != HT_UNKNOWN)
    return cycle->stw_sweep_term_ns + cycle->stw_mark_term_ns;
  return cycle->pause_ns;
}

static void
write_cycle (const HtGcCycle *cycle, HtJsonWriter *json)
{
  ht_json_writer_begin_object (json);
  ht_json_writer_member_int (json, "n", cycle->n);
  ht_json_writer_member_int (json, "process", cycle->process);
  ht_json_writer_member_string (json, "source", source_name (cycle->source));
  ht_json_writer_member_int (json, "start_ns", cycle->start_ns);
  ht_json_writer_member_int (json, "end_ns", cycle->end_ns);
  ht_json_writer_member_ms (json, "start_unix_ms", wall_start_of (cycle));
  ht_json_writer_member_int (json, "stw_sweep_term_ns", cycle->stw_sweep_term_ns);
  ht_json_writer_member_int (json, "mark_ns", cycle->mark_ns);
  ht_json_writer_member_int (json, "stw_mark_term_ns", cycle->stw_mark_term_ns);
  ht_json_writer_member_int (json, "pause_ns", pause_of (cycle));
  ht_json_writer_member_int (json, "assist_ns", cycle->assist_ns);
  ht_json_writer_member_int (json, "background_ns", cycle->background_ns);
  ht_json_writer_member_int (json, "idle_ns", cycle->idle_ns);
  ht_json_writer_member_int (json, "heap_start_bytes", cycle->heap_start_bytes);
  ht_json_writer_member_int (json, "heap_end_bytes", cycle->heap_end_bytes);
  ht_json_writer_member_int (json, "heap_live_bytes", cycle->heap_live_bytes);
  ht_json_writer_member_int (json, "goal_bytes", cycle->goal_bytes);
  ht_json_writer_member_int (json, "stacks_bytes", cycle->stacks_bytes);
  ht_json_writer_member_int (json, "globals_bytes", cycle->globals_bytes);
  ht_json_writer_member_int (json, "gomaxprocs", cycle->gomaxprocs);
  ht_json_writer_member (json, "forced");
  if (cycle->forced < 0)
    ht_json_writer_null (json);
  else
    ht_json_writer_bool (json, cycle->forced > 0);
  ht_json_writer_end_object (json);
}

static void
write_pauses (const char *name, const HtGcPauses *pauses, HtJsonWriter *json)
{
  ht_json_writer_member (json, name);
  ht_json_writer_begin_object (json);
  ht_json_writer_member_int (json, "count", (gint64) pauses->n);
  ht_json_writer_member_int (json, "total_ns", pauses->total_ns);
  ht_json_writer_member_int (json, "max_ns", pauses->max_ns);
  ht_json_writer_member_int (json, "p50_ns", pauses->p50_ns);
  ht_json_writer_member_int (json, "p95_ns", pauses->p95_ns);
  ht_json_writer_member_int (json, "p99_ns", pauses->p99_ns);
  ht_json_writer_end_object (json);
}

static void
write_statistics (const HtGcSummary *summary, HtJsonWriter *json)
{
  ht_json_writer_member (json, "statistics");
  ht_json_writer_begin_object (json);
  ht_json_writer_member_int (json, "processes", (gint64) summary->n_processes);
  ht_json_writer_member_int (json, "forced", summary->n_forced);
  write_pauses ("pauses", &summary->pauses, json);
  write_pauses ("cycle_pauses", &summary->cycle_pauses, json);
  ht_json_writer_member_int (json, "assist_ns", summary->assist_ns);
  ht_json_writer_member (json, "gc_cpu_ratio");
  ht_json_writer_double (json, summary->cpu_permille != HT_UNKNOWN
                                   ? (double) summary->cpu_permille / 1000
                                   : (double) NAN);
  ht_json_writer_member (json, "cycles_per_second");
  ht_json_writer_double (json, summary->cycles_per_second);
  ht_json_writer_end_object (json);
}

static const char *
name_of_source (const HtGcSummary *summary, const HtTraceReport *traces)
{
  return source_name (ht_trace_report_is_empty (traces) ? summary->source : HT_GC_SOURCE_TRACE);
}

/* A trace tells each size of the heap, other sources only those around collections. */
static void
get_heap (const HtGcSummary *summary, const HtTraceReport *traces, HtTraceHeap *heap)
{
  ht_trace_report_get_heap (traces, heap);
  if (heap->n > 0)
    return;
  heap->n = (gint64) summary->heap.n;
  heap->first_bytes = summary->heap.first_bytes;
  heap->last_bytes = summary->heap.last_bytes;
  heap->max_bytes = summary->heap.max_bytes;
  heap->goal_max_bytes = MAX (heap->goal_max_bytes, summary->heap.goal_max_bytes);
}

/**
 * ht_gc_report_write_json:
 * @summary: what the collector did
 * @traces: what traces say of it, if any
 * @json: where to; an object is open
 *
 * Writes the members of the object that `gc` answers with. A gctrace log and MemStats know
 * neither goroutines nor what the mutator got in each window of time.
 */
void
ht_gc_report_write_json (const HtGcSummary *summary,
                         const HtTraceReport *traces,
                         HtJsonWriter *json)
{
  HtTraceHeap heap;

  get_heap (summary, traces, &heap);
  ht_json_writer_member_string (json, "source", name_of_source (summary, traces));
  ht_json_writer_member_ms (json, "origin_unix_ms", origin_of (summary));
  ht_json_writer_member (json, "cycles");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < summary->cycles->len; i++)
    write_cycle (&g_array_index (summary->cycles, HtGcCycle, i), json);
  ht_json_writer_end_array (json);
  ht_json_writer_member (json, "heap");
  ht_json_writer_begin_object (json);
  ht_json_writer_member_int (json, "count", heap.n);
  ht_json_writer_member_int (json, "first", heap.first_bytes);
  ht_json_writer_member_int (json, "last", heap.last_bytes);
  ht_json_writer_member_int (json, "max", heap.max_bytes);
  ht_json_writer_member_int (json, "goal_max", heap.goal_max_bytes);
  ht_json_writer_end_object (json);
  write_statistics (summary, json);
  ht_trace_report_write_json (traces, json);
}

static void
print_pauses (const HtGcPauses *pauses, FILE *stream)
{
  g_autofree char *total = ht_format_duration_short (pauses->total_ns);
  g_autofree char *max = ht_format_duration_short (pauses->max_ns);
  g_autofree char *p50 = ht_format_duration_short (pauses->p50_ns);
  g_autofree char *p99 = ht_format_duration_short (pauses->p99_ns);

  if (pauses->n > 0)
    fprintf (stream, "pauses per cycle: total %s, longest %s, median %s, 99%% within %s\n", total,
             max, p50, p99);
}

static void
print_heap (const HtTraceHeap *heap, FILE *stream)
{
  g_autofree char *first = ht_format_bytes (heap->first_bytes);
  g_autofree char *last = ht_format_bytes (heap->last_bytes);
  g_autofree char *max = ht_format_bytes (heap->max_bytes);
  g_autofree char *goal = ht_format_bytes (heap->goal_max_bytes);

  if (heap->n > 0)
    fprintf (stream, "heap: first %s, last %s, greatest %s, greatest goal %s\n", first, last, max,
             goal);
}

static void
print_summary (const HtGcSummary *summary,
               const HtTraceReport *traces,
               const char *target,
               FILE *stream)
{
  g_autofree char *name = ht_safe_text_for_terminal (target, -1);
  g_autofree char *cpu = NULL;
  g_autofree char *assist = NULL;
  HtTraceHeap heap;

  get_heap (summary, traces, &heap);
  fprintf (stream, "%s: %u GC cycles", name, summary->cycles->len);
  if (summary->n_processes > 0)
    fprintf (stream, " of %" G_GSIZE_FORMAT " process%s", summary->n_processes,
             summary->n_processes == 1 ? "" : "es");
  fprintf (stream, ", told by %s", name_of_source (summary, traces));
  if (summary->n_forced != HT_UNKNOWN)
    fprintf (stream, ", %" G_GINT64_FORMAT " forced", summary->n_forced);
  if (!isnan (summary->cycles_per_second))
    {
      char rate[G_ASCII_DTOSTR_BUF_SIZE];

      fprintf (stream, ", %s per second",
               g_ascii_formatd (rate, sizeof rate, "%.3g", summary->cycles_per_second));
    }
  putc ('\n', stream);
  print_pauses (&summary->cycle_pauses, stream);
  print_heap (&heap, stream);
  if (summary->cpu_permille != HT_UNKNOWN)
    {
      cpu = ht_format_percent ((double) summary->cpu_permille / 1000);
      assist = ht_format_duration_short (summary->assist_ns);
      fprintf (stream, "CPU of the collector: %s since the start; in assists: %s\n", cpu, assist);
    }
}

/* A cell of what may be unknown: a dash is read faster than the word. */
static void
take_bytes (HtTextTable *table, gint64 bytes)
{
  ht_text_table_take (table, bytes == HT_UNKNOWN ? g_strdup ("-") : ht_format_bytes (bytes));
}

static void
take_duration (HtTextTable *table, gint64 ns)
{
  ht_text_table_take (table, ns == HT_UNKNOWN ? g_strdup ("-") : ht_format_duration_short (ns));
}

static void
take_cycle (HtTextTable *table, const HtGcCycle *cycle)
{
  gint64 wall_ns = wall_start_of (cycle);

  ht_text_table_take (table, g_strdup_printf ("%" G_GINT64_FORMAT, cycle->n));
  take_duration (table, pause_of (cycle));
  take_duration (table, cycle->mark_ns);
  take_duration (table, cycle->assist_ns);
  take_bytes (table, cycle->heap_start_bytes);
  take_bytes (table, cycle->heap_end_bytes);
  take_bytes (table, cycle->heap_live_bytes);
  take_bytes (table, cycle->goal_bytes);
  ht_text_table_take (table, g_strdup (cycle->forced > 0 ? "forced" : ""));
  if (wall_ns != HT_UNKNOWN)
    ht_text_table_take (table, ht_format_timestamp (wall_ns));
  else
    take_duration (table, cycle->start_ns);
}

/**
 * ht_gc_report_print:
 * @summary: what the collector did
 * @traces: what traces say of it, if any
 * @target: name of the target
 * @stream: where to
 *
 * Prints statistics and the last cycles for people.
 */
void
ht_gc_report_print (const HtGcSummary *summary,
                    const HtTraceReport *traces,
                    const char *target,
                    FILE *stream)
{
  static const char *const head[] = { "n",    "paused", "marking", "assist", "before", "after",
                                      "live", "goal",   "",        "start",  NULL };
  g_autoptr (HtTextTable) table = ht_text_table_new (head);
  guint n_cycles = summary->cycles->len;
  guint first = n_cycles > MAX_CYCLES ? n_cycles - MAX_CYCLES : 0;

  for (guint i = first; i < n_cycles; i++)
    take_cycle (table, &g_array_index (summary->cycles, HtGcCycle, i));
  print_summary (summary, traces, target, stream);
  if (n_cycles > 0)
    ht_text_table_print (table, stream);
  if (first > 0)
    fprintf (stream, "%u earlier cycles; --json lists all\n", first);
  ht_trace_report_print (traces, stream);
}
