/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "goroutine-report.h"

#include <math.h>
#include <string.h>

#include "gc-cycle.h"
#include "safe-text.h"
#include "text-table.h"
#include "units.h"

/* So many lines are read by people; JSON has all. */
#define MAX_ROWS 25

struct _HtGoroutineReport
{
  /* Owned */
  GPtrArray *functions; /* HtTraceGroup, who allocated the most first */
  HtGoroutineGroups *groups;

  /* Borrowed */
  const HtTraceEntry *trace;
  const HtCatalog *catalog;

  gint64 allocated_bytes;
};

static int
compare_functions_cb (gconstpointer a, gconstpointer b)
{
  const HtTraceTimes *one = &(*(const HtTraceGroup *const *) a)->times;
  const HtTraceTimes *other = &(*(const HtTraceGroup *const *) b)->times;

  if (one->allocated_bytes != other->allocated_bytes)
    return one->allocated_bytes < other->allocated_bytes ? 1 : -1;
  return (one->running_ns < other->running_ns) - (one->running_ns > other->running_ns);
}

/**
 * ht_goroutine_report_new:
 * @recording: a recording; must outlive the report
 * @trace: one of its traces; must outlive the report
 * @error: return location, in %HT_STORE_ERROR
 *
 * Returns: (transfer full): what is said of its goroutines, or %NULL with @error set
 */
HtGoroutineReport *
ht_goroutine_report_new (HtRecording *recording, const HtTraceEntry *trace, GError **error)
{
  g_autoptr (HtGoroutineReport) self = g_new0 (HtGoroutineReport, 1);

  self->trace = trace;
  self->functions = ht_recording_list_groups (recording, trace->capture, error);
  self->groups = self->functions != NULL ? ht_goroutine_groups_new (recording, trace, error) : NULL;
  self->catalog = self->groups != NULL ? ht_recording_get_catalog (recording, error) : NULL;
  if (self->catalog == NULL)
    return NULL;
  g_ptr_array_sort (self->functions, compare_functions_cb);
  for (guint i = 0; i < self->functions->len; i++)
    self->allocated_bytes +=
        ((const HtTraceGroup *) g_ptr_array_index (self->functions, i))->times.allocated_bytes;
  return g_steal_pointer (&self);
}

/**
 * ht_goroutine_report_free:
 * @report: (transfer full) (nullable): what is said
 */
void
ht_goroutine_report_free (HtGoroutineReport *report)
{
  if (report == NULL)
    return;
  g_clear_pointer (&report->functions, g_ptr_array_unref);
  g_clear_pointer (&report->groups, ht_goroutine_groups_free);
  g_free (report);
}

static const char *
name_of_frame (const HtCatalog *catalog, guint32 frame)
{
  const HtSymbols *symbols = catalog->symbols;
  guint32 function = ht_symbols_get_frame (symbols, frame)->function;

  return ht_catalog_get_function_name (catalog, function);
}

/* The function that says `go`; NULL if nobody knows. */
static const char *
creator_of (const HtGoroutineReport *self, const HtGoroutineGroup *group)
{
  if (group->creator_node == 0 || group->creator_node >= ht_call_tree_count (self->catalog->tree))
    return NULL;
  return name_of_frame (self->catalog,
                        ht_call_tree_frame (self->catalog->tree, group->creator_node));
}

static double
share_of (const HtGoroutineReport *self, const HtTraceTimes *times)
{
  return self->allocated_bytes > 0
             ? (double) times->allocated_bytes / (double) self->allocated_bytes
             : (double) NAN;
}

static void
write_times (const HtTraceTimes *times, HtJsonWriter *json)
{
  ht_json_writer_member_int (json, "running_ns", times->running_ns);
  ht_json_writer_member_int (json, "runnable_ns", times->runnable_ns);
  ht_json_writer_member_int (json, "syscall_ns", times->syscall_ns);
  ht_json_writer_member_int (json, "waiting_ns", times->waiting_ns);
  ht_json_writer_member_int (json, "assist_ns", times->assist_ns);
  ht_json_writer_member_int (json, "allocated_bytes", times->allocated_bytes);
  ht_json_writer_member_int (json, "allocations", times->n_allocations);
}

static void
write_frames (const HtGoroutineReport *self, guint32 node, GArray *stack, HtJsonWriter *json)
{
  ht_json_writer_member (json, "frames");
  ht_json_writer_begin_array (json);
  if (node < ht_call_tree_count (self->catalog->tree))
    ht_call_tree_get_stack (self->catalog->tree, node, stack);
  for (guint i = stack->len; i-- > 0;)
    ht_json_writer_string (json, name_of_frame (self->catalog, g_array_index (stack, guint32, i)),
                           -1);
  g_array_set_size (stack, 0);
  ht_json_writer_end_array (json);
}

static void
write_group (const HtGoroutineReport *self,
             const HtGoroutineGroup *group,
             GArray *stack,
             HtJsonWriter *json)
{
  ht_json_writer_begin_object (json);
  ht_json_writer_member_int (json, "count", group->count);
  ht_json_writer_member_string (json, "state", group->state);
  ht_json_writer_member (json, "wait_max_s");
  ht_json_writer_double (json, group->is_waiting && group->longest_ns != HT_UNKNOWN
                                   ? (double) group->longest_ns / 1e9
                                   : (double) NAN);
  ht_json_writer_member_string (json, "function", group->function);
  ht_json_writer_member_string (json, "created_by", creator_of (self, group));
  write_frames (self, group->node, stack, json);
  write_times (&group->times, json);
  ht_json_writer_end_object (json);
}

static void
write_function (const HtGoroutineReport *self, const HtTraceGroup *function, HtJsonWriter *json)
{
  ht_json_writer_begin_object (json);
  ht_json_writer_member_string (json, "function", function->function);
  ht_json_writer_member_int (json, "seen", function->n_seen);
  ht_json_writer_member_int (json, "created", function->n_created);
  ht_json_writer_member_int (json, "ended", function->n_ended);
  write_times (&function->times, json);
  ht_json_writer_member (json, "share");
  ht_json_writer_double (json, share_of (self, &function->times));
  ht_json_writer_member (json, "waits");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < function->n_waits; i++)
    {
      const char *reason = function->waits[i].reason;

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "reason", *reason != '\0' ? reason : NULL);
      ht_json_writer_member_int (json, "count", function->waits[i].n);
      ht_json_writer_member_int (json, "total_ns", function->waits[i].total_ns);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
  ht_json_writer_end_object (json);
}

/**
 * ht_goroutine_report_write_json:
 * @report: what is said
 * @json: where to; an object is open
 *
 * Writes the members of the object that `goroutines` answers with.
 */
void
ht_goroutine_report_write_json (const HtGoroutineReport *report, HtJsonWriter *json)
{
  const GArray *groups = report->groups->groups;
  g_autoptr (GArray) stack = g_array_new (FALSE, FALSE, sizeof (guint32));

  ht_json_writer_member_int (json, "total", report->groups->total);
  ht_json_writer_member_int (json, "alive", report->groups->n_alive);
  ht_json_writer_member (json, "groups");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < groups->len; i++)
    write_group (report, &g_array_index (groups, HtGoroutineGroup, i), stack, json);
  ht_json_writer_end_array (json);
  ht_json_writer_member (json, "functions");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < report->functions->len; i++)
    write_function (report, g_ptr_array_index (report->functions, i), json);
  ht_json_writer_end_array (json);
  ht_json_writer_member_int (json, "allocated_bytes", report->allocated_bytes);
  ht_json_writer_member_int (json, "unattributed_bytes", report->trace->facts.n_unattributed_bytes);
}

static void
print_functions (const HtGoroutineReport *self, FILE *stream)
{
  static const char *const head[] = { "allocated", "share", "assists", "running",  "runnable",
                                      "syscall",   "seen",  "created", "function", NULL };
  g_autoptr (HtTextTable) table = ht_text_table_new (head);
  guint n_rows = MIN (self->functions->len, MAX_ROWS);

  for (guint i = 0; i < n_rows; i++)
    {
      const HtTraceGroup *function = g_ptr_array_index (self->functions, i);
      const HtTraceTimes *times = &function->times;
      double share = share_of (self, times);

      ht_text_table_take (table, ht_format_bytes (times->allocated_bytes));
      ht_text_table_take (table, isnan (share) ? g_strdup ("-") : ht_format_percent (share));
      ht_text_table_take (table, ht_format_duration_short (times->assist_ns));
      ht_text_table_take (table, ht_format_duration_short (times->running_ns));
      ht_text_table_take (table, ht_format_duration_short (times->runnable_ns));
      ht_text_table_take (table, ht_format_duration_short (times->syscall_ns));
      ht_text_table_take (table, ht_format_count (function->n_seen));
      ht_text_table_take (table, ht_format_count (function->n_created));
      ht_text_table_take (table, ht_safe_text_for_terminal (function->function, -1));
    }
  ht_text_table_print (table, stream);
  if (n_rows < self->functions->len)
    fprintf (stream, "%u more functions; --json lists all\n", self->functions->len - n_rows);
}

static char *
describe (const HtGoroutineReport *self, const HtGoroutineGroup *group)
{
  g_autofree char *function = ht_safe_text_for_terminal (group->function, -1);
  const char *creator = creator_of (self, group);
  g_autofree char *safe = creator != NULL ? ht_safe_text_for_terminal (creator, -1) : NULL;

  return safe != NULL ? g_strdup_printf ("%s, created by %s", function, safe)
                      : g_steal_pointer (&function);
}

/* Those that are there at the end; they come first. */
static void
print_groups (const HtGoroutineReport *self, FILE *stream)
{
  static const char *const head[] = { "count", "longest", "state", "function", NULL };
  const GArray *groups = self->groups->groups;
  g_autoptr (HtTextTable) table = ht_text_table_new (head);
  guint n_rows = 0;

  for (guint i = 0; i < groups->len; i++)
    {
      const HtGoroutineGroup *group = &g_array_index (groups, HtGoroutineGroup, i);

      if (group->longest_ns == HT_UNKNOWN || n_rows++ >= MAX_ROWS)
        continue;
      ht_text_table_take (table, ht_format_count (group->count));
      ht_text_table_take (table, ht_format_duration_short (group->longest_ns));
      ht_text_table_take (table, ht_safe_text_for_terminal (group->state, -1));
      ht_text_table_take (table, describe (self, group));
    }
  ht_text_table_print (table, stream);
  if (n_rows > MAX_ROWS)
    fprintf (stream, "%u more groups; --json lists all, with their stacks\n", n_rows - MAX_ROWS);
}

/**
 * ht_goroutine_report_print:
 * @report: what is said
 * @target: name of the target
 * @stream: where to
 *
 * Prints for people what goroutines did, by function, and where they were in the end.
 */
void
ht_goroutine_report_print (const HtGoroutineReport *report, const char *target, FILE *stream)
{
  const HtTraceFacts *facts = &report->trace->facts;
  g_autofree char *name = ht_safe_text_for_terminal (target, -1);
  g_autofree char *length = ht_format_duration_short (facts->end_ns - facts->start_ns);
  g_autofree char *allocated = ht_format_bytes (report->allocated_bytes);

  fprintf (stream,
           "%s: %" G_GINT64_FORMAT " goroutines in %s of a trace, %" G_GINT64_FORMAT
           " of them at its end\n"
           "the heap grew by %s in all; who allocated is known to a span of pages\n\n",
           name, report->groups->total, length, report->groups->n_alive, allocated);
  print_functions (report, stream);
  fputc ('\n', stream);
  print_groups (report, stream);
}
