/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gunzip.h"
#include "trace-analysis.h"

#include <string.h>

G_BEGIN_DECLS

/* What an analysis finds in a trace: points whose names begin with @prefix, spans whose kinds are
 * bits of @kinds, goroutines, groups, profiles and warnings, a line each; collections as they are.
 * Times are ns since the trace began. */
typedef struct
{
  const char *prefix;
  guint kinds;
  HtCatalog *catalog;
  GString *points;
  GHashTable *last;
  GArray *cycles;
  GString *spans;
  GString *goroutines;
  GString *groups;
  GString *profiles;
  GString *warnings;
  HtTraceFacts facts;
} TraceFound;

static inline void
trace_found_point_cb (const HtPoint *point, gpointer user_data)
{
  TraceFound *found = user_data;

  if (!g_str_has_prefix (point->name, found->prefix))
    return;
  g_assert_true (g_utf8_validate (point->name, -1, NULL));
  g_assert_cmpint (point->kind, !=, HT_POINT_COUNTER);
  g_string_append_printf (found->points, "%" G_GINT64_FORMAT " %s %s%.15g %s\n", point->time_ns,
                          point->name, point->kind == HT_POINT_EVENT ? "+" : "", point->value,
                          point->unit);
  g_hash_table_replace (found->last, g_strdup (point->name),
                        g_memdup2 (&point->value, sizeof point->value));
}

static inline void
trace_found_cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  TraceFound *found = user_data;

  g_array_append_vals (found->cycles, cycle, 1);
}

static inline void
trace_found_append_stack (GString *text, const HtCatalog *catalog, guint32 node)
{
  for (; node != 0; node = ht_call_tree_parent (catalog->tree, node))
    {
      const HtFrame *frame =
          ht_symbols_get_frame (catalog->symbols, ht_call_tree_frame (catalog->tree, node));
      const HtFunction *function = ht_symbols_get_function (catalog->symbols, frame->function);

      g_string_append_printf (text, " %s", ht_strings_get (catalog->strings, function->name));
    }
}

static inline void
trace_found_span_cb (const HtTraceSpan *span, gpointer user_data)
{
  TraceFound *found = user_data;

  if ((found->kinds & (1u << span->kind)) == 0)
    return;
  g_string_append_printf (found->spans, "%s%" G_GINT64_FORMAT "–%" G_GINT64_FORMAT "%s",
                          span->is_cut_before ? "…" : "", span->start_ns, span->end_ns,
                          span->is_cut_after ? "…" : "");
  if (span->cpu_ns != HT_UNKNOWN)
    g_string_append_printf (found->spans, " ran %" G_GINT64_FORMAT, span->cpu_ns);
  g_string_append_printf (found->spans,
                          " g%" G_GUINT64_FORMAT " %s task %" G_GUINT64_FORMAT " “%s”",
                          span->goroutine, span->function, span->task, span->name);
  if (span->text != NULL)
    g_string_append_printf (found->spans, ": %s", span->text);
  trace_found_append_stack (found->spans, found->catalog, span->node);
  g_string_append_c (found->spans, '\n');
}

static inline void
trace_found_append_times (GString *text, const HtTraceTimes *times)
{
  g_string_append_printf (text,
                          " ran %" G_GINT64_FORMAT " ready %" G_GINT64_FORMAT
                          " called %" G_GINT64_FORMAT " waited %" G_GINT64_FORMAT
                          " assisted %" G_GINT64_FORMAT " grew %" G_GINT64_FORMAT
                          " by %" G_GINT64_FORMAT,
                          times->running_ns, times->runnable_ns, times->syscall_ns,
                          times->waiting_ns, times->assist_ns, times->n_allocations,
                          times->allocated_bytes);
}

static inline void
trace_found_append_time (GString *text, const char *name, gint64 time_ns)
{
  if (time_ns != HT_UNKNOWN)
    g_string_append_printf (text, " %s %" G_GINT64_FORMAT, name, time_ns);
}

static inline void
trace_found_goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  static const char *const states[] = { "ended", "runnable", "running", "syscall", "waiting" };
  TraceFound *found = user_data;
  GString *text = found->goroutines;

  g_string_append_printf (text, "g%" G_GUINT64_FORMAT " of g%" G_GUINT64_FORMAT " %s",
                          goroutine->id, goroutine->parent, goroutine->function);
  trace_found_append_time (text, "from", goroutine->created_ns);
  trace_found_append_time (text, "to", goroutine->ended_ns);
  trace_found_append_times (text, &goroutine->times);
  g_assert_cmpuint (goroutine->state, <, G_N_ELEMENTS (states));
  g_string_append_printf (text, "; %s “%s” since %" G_GINT64_FORMAT " at", states[goroutine->state],
                          goroutine->reason, goroutine->since_ns);
  trace_found_append_stack (text, found->catalog, goroutine->node);
  g_string_append (text, ", made at");
  trace_found_append_stack (text, found->catalog, goroutine->creator_node);
  g_string_append_c (text, '\n');
}

static inline void
trace_found_group_cb (const HtTraceGroup *group, gpointer user_data)
{
  TraceFound *found = user_data;

  g_string_append_printf (found->groups,
                          "%s %" G_GINT64_FORMAT " of them %" G_GINT64_FORMAT
                          " made, %" G_GINT64_FORMAT " ended",
                          group->function, group->n_seen, group->n_created, group->n_ended);
  trace_found_append_times (found->groups, &group->times);
  for (guint i = 0; i < group->n_waits; i++)
    g_string_append_printf (found->groups, " [%s: %" G_GINT64_FORMAT " for %" G_GINT64_FORMAT "]",
                            group->waits[i].reason, group->waits[i].n, group->waits[i].total_ns);
  g_string_append_c (found->groups, '\n');
}

static inline const char *
trace_found_string (const TraceFound *found, guint32 string)
{
  return ht_strings_get (found->catalog->strings, string);
}

static inline void
trace_found_profile_cb (const HtProfile *profile, gpointer user_data)
{
  TraceFound *found = user_data;
  guint n_types = profile->types->len;

  g_string_append_printf (found->profiles, "%" G_GINT64_FORMAT " for %" G_GINT64_FORMAT,
                          profile->time_ns, profile->duration_ns);
  for (guint i = 0; i < n_types; i++)
    {
      const HtValueType *type = &g_array_index (profile->types, HtValueType, i);

      g_string_append_printf (found->profiles, " %s/%s", trace_found_string (found, type->type),
                              trace_found_string (found, type->unit));
    }
  g_string_append_c (found->profiles, '\n');
  for (gsize row = 0; row < ht_profile_n_rows (profile); row++)
    {
      gsize n_labels;
      const HtLabel *labels =
          ht_label_sets_get (found->catalog->label_sets,
                             g_array_index (profile->label_sets, guint32, row), &n_labels);

      for (guint i = 0; i < n_types; i++)
        g_string_append_printf (found->profiles, " %" G_GINT64_FORMAT,
                                g_array_index (profile->values, gint64, row * n_types + i));
      for (gsize i = 0; i < n_labels; i++)
        g_string_append_printf (found->profiles, " [%s=%s]",
                                trace_found_string (found, labels[i].key),
                                trace_found_string (found, labels[i].text));
      trace_found_append_stack (found->profiles, found->catalog,
                                g_array_index (profile->nodes, guint32, row));
      g_string_append_c (found->profiles, '\n');
    }
}

static inline void
trace_found_warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  TraceFound *found = user_data;

  g_assert_true (g_utf8_validate (message, -1, NULL));
  g_string_append_printf (found->warnings, "%s\n", message);
}

static inline TraceFound
trace_found_in (gconstpointer data, gsize size, const char *prefix, guint kinds)
{
  TraceFound found = { .prefix = prefix,
                       .kinds = kinds,
                       .catalog = ht_catalog_new (),
                       .points = g_string_new (NULL),
                       .last = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
                       .cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle)),
                       .spans = g_string_new (NULL),
                       .goroutines = g_string_new (NULL),
                       .groups = g_string_new (NULL),
                       .profiles = g_string_new (NULL),
                       .warnings = g_string_new (NULL) };
  HtTraceRecordSink sink = { .records = { .point = trace_found_point_cb,
                                          .gc_cycle = trace_found_cycle_cb,
                                          .warning = trace_found_warning_cb,
                                          .user_data = &found },
                             .span = trace_found_span_cb,
                             .goroutine = trace_found_goroutine_cb,
                             .group = trace_found_group_cb,
                             .profile = trace_found_profile_cb,
                             .user_data = &found };
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;
  HtTraceInput input;

  ht_trace_input_init_bytes (&input, bytes);
  ht_trace_analyse (&input, found.catalog, 0, &sink, &found.facts, &error);
  g_assert_no_error (error);
  return found;
}

/* The same in a file of tests/data/traces. */
static inline TraceFound
trace_found_in_file (const char *name, const char *prefix, guint kinds)
{
  g_autofree char *path = g_build_filename (g_getenv ("HT_TEST_DATA"), "traces", name, NULL);
  g_autofree char *contents = NULL;
  g_autoptr (GBytes) packed = NULL;
  g_autoptr (GBytes) bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  packed = g_bytes_new_take (g_steal_pointer (&contents), length);
  bytes = ht_gunzip (packed, NULL);
  g_assert_nonnull (bytes);
  return trace_found_in (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), prefix, kinds);
}

static inline void
trace_found_clear (TraceFound *found)
{
  ht_catalog_free (found->catalog);
  g_string_free (found->points, TRUE);
  g_hash_table_unref (found->last);
  g_array_unref (found->cycles);
  g_string_free (found->spans, TRUE);
  g_string_free (found->goroutines, TRUE);
  g_string_free (found->groups, TRUE);
  g_string_free (found->profiles, TRUE);
  g_string_free (found->warnings, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TraceFound, trace_found_clear)

/* The last value of a series; 0 if there is none. */
static inline gint64
trace_found_last (const TraceFound *found, const char *name)
{
  const double *value = g_hash_table_lookup (found->last, name);

  return value != NULL ? (gint64) *value : 0;
}

G_END_DECLS
