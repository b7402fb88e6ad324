/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "recording-info.h"

#include "input-notes.h"

#include "gc-report.h"
#include "input.h"
#include "safe-text.h"
#include "timestamps.h"
#include "units.h"

/* So many lines about files are read by people; JSON has all. */
#define MAX_NOTES 10

/* What is counted of each kind of capture, in the order of #HtCaptureKind. */
static const struct
{
  HtCaptureKind kind;
  const char *member;
  const char *words;
} count_names[] = {
  { HT_CAPTURE_PROFILE, "profiles", "profiles" },
  { HT_CAPTURE_HEAP_STATS, "heap_samples", "heap samples" },
  { HT_CAPTURE_GC_LOG, "gc_logs", "GC logs" },
  { HT_CAPTURE_METRICS, "metrics", "metrics" },
  { HT_CAPTURE_PROCESS, "process_samples", "process samples" },
  { HT_CAPTURE_GOROUTINE_DUMP, "goroutine_dumps", "goroutine dumps" },
  { HT_CAPTURE_TRACE, "traces", "traces" },
};

typedef struct
{
  /* Owned */
  GHashTable *properties;
  GPtrArray *marks;
  GPtrArray *attachments;
  GPtrArray *traces;

  /* Borrowed from the list of targets */
  const HtTarget *target;

  guint n_profiles;
  guint n_series;
  guint n_cycles;
} TargetInfo;

struct _HtRecordingInfo
{
  /* Owned */
  GPtrArray *targets;
  GPtrArray *infos; /* TargetInfo */

  gint64 counts[G_N_ELEMENTS (count_names)];
  guint n_cycles;
  gint64 from_ns;
  gint64 to_ns;
};

static void
target_info_free (gpointer data)
{
  TargetInfo *info = data;

  g_clear_pointer (&info->properties, g_hash_table_unref);
  g_clear_pointer (&info->marks, g_ptr_array_unref);
  g_clear_pointer (&info->attachments, g_ptr_array_unref);
  g_clear_pointer (&info->traces, g_ptr_array_unref);
  g_free (info);
}

static gboolean
look_at_target (HtRecordingInfo *self, HtRecording *recording, HtTarget *target, GError **error)
{
  TargetInfo *info = g_new0 (TargetInfo, 1);
  g_autoptr (GPtrArray) profiles = NULL;
  g_autoptr (GPtrArray) series = NULL;
  g_autoptr (HtGcSummary) gc = NULL;

  g_ptr_array_add (self->infos, info);
  info->target = target;
  info->properties = ht_recording_get_properties (recording, target->id, error);
  info->marks =
      info->properties != NULL ? ht_recording_list_marks (recording, target->id, error) : NULL;
  info->attachments =
      info->marks != NULL ? ht_recording_list_attachments (recording, target->id, error) : NULL;
  info->traces =
      info->attachments != NULL ? ht_recording_list_traces (recording, target->id, error) : NULL;
  if (info->traces == NULL)
    return FALSE;
  profiles = ht_recording_list_profiles (recording, target->id, error);
  series = profiles != NULL ? ht_recording_list_series (recording, target->id, error) : NULL;
  gc = series != NULL ? ht_gc_report_of_target (recording, target->id, error) : NULL;
  if (gc == NULL)
    return FALSE;
  info->n_profiles = profiles->len;
  info->n_series = series->len;
  info->n_cycles = gc->cycles->len;
  self->n_cycles += gc->cycles->len;
  return TRUE;
}

/**
 * ht_recording_info_new:
 * @recording: a recording
 * @error: return location, in %HT_STORE_ERROR
 *
 * Counts what a recording holds.
 *
 * Returns: (transfer full): the counts, or %NULL with @error set
 */
HtRecordingInfo *
ht_recording_info_new (HtRecording *recording, GError **error)
{
  g_autoptr (HtRecordingInfo) self = g_new0 (HtRecordingInfo, 1);

  self->infos = g_ptr_array_new_with_free_func (target_info_free);
  self->targets = ht_recording_list_targets (recording, error);
  if (self->targets == NULL)
    return NULL;
  for (guint i = 0; i < self->targets->len; i++)
    if (!look_at_target (self, recording, g_ptr_array_index (self->targets, i), error))
      return NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (count_names); i++)
    if (!ht_recording_count_captures (recording, count_names[i].kind, &self->counts[i], error))
      return NULL;
  ht_targets_get_range (self->targets, &self->from_ns, &self->to_ns);
  return g_steal_pointer (&self);
}

/**
 * ht_recording_info_free:
 * @info: (transfer full) (nullable): the counts
 */
void
ht_recording_info_free (HtRecordingInfo *info)
{
  if (info == NULL)
    return;
  g_clear_pointer (&info->infos, g_ptr_array_unref);
  g_clear_pointer (&info->targets, g_ptr_array_unref);
  g_free (info);
}

/* Sorted, so that two runs say the same. */
static GList *
sorted_keys (GHashTable *table)
{
  return g_list_sort (g_hash_table_get_keys (table), (GCompareFunc) g_strcmp0);
}

/* A kind that a newer program wrote has no name here. */
static const char *
name_of_mark (int kind)
{
  switch (kind)
    {
    case HT_MARK_EPOCH:
      return "epoch";
    case HT_MARK_FLAG:
      return "flag";
    case HT_MARK_GAP:
      return "gap";
    case HT_MARK_NOTE:
      return "note";
    default:
      return "other";
    }
}

static void
write_marks (const GPtrArray *marks, HtJsonWriter *json)
{
  ht_json_writer_member (json, "marks");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < marks->len; i++)
    {
      const HtMark *mark = g_ptr_array_index (marks, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_string (json, "kind", name_of_mark (mark->kind));
      ht_json_writer_member_ms (json, "time_ms", mark->time_ns);
      ht_json_writer_member_ms (json, "end_ms", mark->end_ns);
      ht_json_writer_member_string (json, "rule", mark->rule);
      ht_json_writer_member_string (json, "text", mark->text);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
}

/* Only these kinds are kept as they came. */
static const char *
name_of_attachment (int kind)
{
  switch (kind)
    {
    case HT_CAPTURE_GOROUTINE_DUMP:
      return "goroutine_dump";
    case HT_CAPTURE_TRACE:
      return "trace";
    default:
      return "other";
    }
}

static void
write_attachments (const GPtrArray *attachments, HtJsonWriter *json)
{
  ht_json_writer_member (json, "attachments");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < attachments->len; i++)
    {
      const HtAttachment *attachment = g_ptr_array_index (attachments, i);

      ht_json_writer_begin_object (json);
      ht_json_writer_member_int (json, "capture", attachment->capture);
      ht_json_writer_member_string (json, "kind", name_of_attachment (attachment->kind));
      ht_json_writer_member_ms (json, "time_ms", attachment->time_ns);
      ht_json_writer_member_string (json, "source", attachment->source);
      ht_json_writer_member_int (json, "bytes", attachment->n_bytes);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
}

static void
write_traces (const GPtrArray *traces, HtJsonWriter *json)
{
  ht_json_writer_member (json, "traces");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < traces->len; i++)
    {
      const HtTraceEntry *trace = g_ptr_array_index (traces, i);
      const HtTraceFacts *facts = &trace->facts;

      ht_json_writer_begin_object (json);
      ht_json_writer_member_int (json, "capture", trace->capture);
      ht_json_writer_member_string (json, "source", trace->source);
      ht_json_writer_member_ms (json, "from_ms", facts->start_ns);
      ht_json_writer_member_ms (json, "to_ms", facts->end_ns);
      ht_json_writer_member_int (json, "format_minor", facts->minor);
      ht_json_writer_member (json, "own_clock");
      ht_json_writer_bool (json, facts->has_own_clock);
      ht_json_writer_member (json, "whole");
      ht_json_writer_bool (json, facts->is_whole);
      ht_json_writer_member_int (json, "bytes", facts->n_bytes);
      ht_json_writer_member_int (json, "lost_bytes", facts->n_lost_bytes);
      ht_json_writer_member_int (json, "events", facts->n_events);
      ht_json_writer_member_int (json, "misfits", facts->n_misfits);
      ht_json_writer_member_int (json, "goroutines", facts->n_goroutines);
      ht_json_writer_end_object (json);
    }
  ht_json_writer_end_array (json);
}

static void
write_target (const TargetInfo *info, HtJsonWriter *json)
{
  g_autoptr (GList) keys = sorted_keys (info->properties);

  ht_json_writer_begin_object (json);
  ht_json_writer_member_string (json, "name", info->target->name);
  ht_json_writer_member_ms (json, "from_ms", info->target->first_ns);
  ht_json_writer_member_ms (json, "to_ms", info->target->last_ns);
  ht_json_writer_member_int (json, "profiles", info->n_profiles);
  ht_json_writer_member_int (json, "series", info->n_series);
  ht_json_writer_member_int (json, "gc_cycles", info->n_cycles);
  write_marks (info->marks, json);
  write_attachments (info->attachments, json);
  write_traces (info->traces, json);
  ht_json_writer_member (json, "properties");
  ht_json_writer_begin_object (json);
  for (GList *l = keys; l != NULL; l = l->next)
    ht_json_writer_member_string (json, l->data, g_hash_table_lookup (info->properties, l->data));
  ht_json_writer_end_object (json);
  ht_json_writer_end_object (json);
}

/**
 * ht_recording_info_write_json:
 * @info: the counts
 * @kind: what the input is
 * @import: (nullable): how it came into the recording
 * @json: where to; an object is open
 *
 * Writes the members of the object that `info` answers with.
 */
void
ht_recording_info_write_json (const HtRecordingInfo *info,
                              const char *kind,
                              const HtImport *import,
                              HtJsonWriter *json)
{
  ht_json_writer_member_string (json, "kind", kind);
  ht_json_writer_member (json, "targets");
  ht_json_writer_begin_array (json);
  for (guint i = 0; i < info->infos->len; i++)
    write_target (g_ptr_array_index (info->infos, i), json);
  ht_json_writer_end_array (json);
  ht_json_writer_member_ms (json, "from_ms", info->from_ns);
  ht_json_writer_member_ms (json, "to_ms", info->to_ns);
  ht_json_writer_member (json, "counts");
  ht_json_writer_begin_object (json);
  for (gsize i = 0; i < G_N_ELEMENTS (count_names); i++)
    ht_json_writer_member_int (json, count_names[i].member, info->counts[i]);
  ht_json_writer_member_int (json, "gc_cycles", info->n_cycles);
  ht_json_writer_end_object (json);
  ht_input_notes_write_skipped (import, json);
  ht_input_notes_write_warnings (import, json);
}

static void
print_range (gint64 from_ns, gint64 to_ns)
{
  g_autofree char *from = ht_format_timestamp (from_ns);
  g_autofree char *to = ht_format_timestamp (to_ns);
  g_autofree char *length = NULL;

  if (from_ns == HT_UNKNOWN)
    {
      puts ("time unknown");
      return;
    }
  length = ht_format_duration_short (to_ns - from_ns);
  printf ("%s to %s (%s)\n", from, to, length);
}

static void
print_marks (const GPtrArray *marks)
{
  if (marks->len > 0)
    printf ("  marks: %u\n", marks->len);
  for (guint i = 0; i < marks->len; i++)
    {
      const HtMark *mark = g_ptr_array_index (marks, i);
      g_autofree char *time = ht_format_timestamp (mark->time_ns);
      g_autofree char *text = ht_safe_text_for_terminal (mark->text, -1);

      if (i == MAX_NOTES)
        {
          printf ("    and %u more; --json lists all\n", marks->len - i);
          return;
        }
      printf ("    %s %s", time, name_of_mark (mark->kind));
      if (mark->end_ns != HT_UNKNOWN)
        {
          g_autofree char *length = ht_format_duration_short (mark->end_ns - mark->time_ns);

          printf (" (%s)", length);
        }
      printf ("%s%s\n", *text != '\0' ? ": " : "", text);
    }
}

static void
print_attachments (const GPtrArray *attachments)
{
  if (attachments->len > 0)
    printf ("  kept whole: %u\n", attachments->len);
  for (guint i = 0; i < attachments->len; i++)
    {
      const HtAttachment *attachment = g_ptr_array_index (attachments, i);
      g_autofree char *time = ht_format_timestamp (attachment->time_ns);
      g_autofree char *size = ht_format_bytes (attachment->n_bytes);
      g_autofree char *source =
          ht_safe_text_for_terminal (attachment->source != NULL
                                         ? attachment->source
                                         : name_of_attachment (attachment->kind),
                                     -1);

      if (i == MAX_NOTES)
        {
          printf ("    and %u more; --json lists all\n", attachments->len - i);
          return;
        }
      printf ("    capture %" G_GINT64_FORMAT ": %s, %s, %s\n", attachment->capture, time, source,
              size);
    }
}

static void
print_traces (const GPtrArray *traces)
{
  if (traces->len > 0)
    printf ("  traces: %u\n", traces->len);
  for (guint i = 0; i < traces->len; i++)
    {
      const HtTraceEntry *trace = g_ptr_array_index (traces, i);
      const HtTraceFacts *facts = &trace->facts;
      g_autofree char *time = ht_format_timestamp (facts->start_ns);
      g_autofree char *length = ht_format_duration_short (facts->end_ns - facts->start_ns);
      g_autofree char *events = ht_format_count (facts->n_events);
      g_autofree char *goroutines = ht_format_count (facts->n_goroutines);
      g_autofree char *lost = ht_format_bytes (facts->n_lost_bytes);

      if (i == MAX_NOTES)
        {
          printf ("    and %u more; --json lists all\n", traces->len - i);
          return;
        }
      printf ("    capture %" G_GINT64_FORMAT
              ": %s, %s, format of Go 1.%u, %s events, %s goroutines",
              trace->capture, time, length, facts->minor, events, goroutines);
      if (facts->n_lost_bytes > 0)
        printf (", %s lost", lost);
      puts (facts->is_whole ? "" : ", not whole");
    }
}

static void
print_target (const TargetInfo *info)
{
  g_autoptr (GList) keys = sorted_keys (info->properties);
  g_autofree char *name = ht_safe_text_for_terminal (info->target->name, -1);

  printf ("\n%s\n  time: ", name);
  print_range (info->target->first_ns, info->target->last_ns);
  printf ("  profiles: %u, series: %u, GC cycles: %u\n", info->n_profiles, info->n_series,
          info->n_cycles);
  for (GList *l = keys; l != NULL; l = l->next)
    {
      g_autofree char *key = ht_safe_text_for_terminal (l->data, -1);
      g_autofree char *value =
          ht_safe_text_for_terminal (g_hash_table_lookup (info->properties, l->data), -1);

      printf ("  %s: %s\n", key, value);
    }
  print_marks (info->marks);
  print_traces (info->traces);
  print_attachments (info->attachments);
}

/**
 * ht_recording_info_print:
 * @info: the counts
 * @label: how the user called the input
 * @kind: what it is
 * @import: (nullable): how it came into the recording
 *
 * Prints the counts for people on standard output.
 */
void
ht_recording_info_print (const HtRecordingInfo *info,
                         const char *label,
                         const char *kind,
                         const HtImport *import)
{
  g_autofree char *safe = ht_safe_text_for_terminal (label, -1);

  printf ("%s: %s, %u target%s\n", safe, kind, info->infos->len, info->infos->len == 1 ? "" : "s");
  printf ("time: ");
  print_range (info->from_ns, info->to_ns);
  printf ("GC cycles: %u", info->n_cycles);
  for (gsize i = 0; i < G_N_ELEMENTS (count_names); i++)
    if (info->counts[i] > 0)
      printf (", %s: %" G_GINT64_FORMAT, count_names[i].words, info->counts[i]);
  putchar ('\n');
  for (guint i = 0; i < info->infos->len; i++)
    print_target (g_ptr_array_index (info->infos, i));
  if (import != NULL)
    {
      ht_input_notes_print ("skipped", ht_import_get_skipped (import));
      ht_input_notes_print ("warnings", ht_import_get_warnings (import));
    }
}
