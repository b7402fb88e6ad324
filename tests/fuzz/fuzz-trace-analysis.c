/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An input that begins as a trace does is one. Any other is a list of events: a trace is made of
 * it that is well-formed, since what analyses have to stand is what the events say.
 */
#include <stdint.h>

#include "../unit/trace-builder.h"
#include "record-checks.h"
#include "trace-analysis.h"
#include "trace-event.h"

typedef struct
{
  gsize size;
  HtCatalog *catalog;
  GHashTable *series; /* name -> time of the last point */
  gint64 last_end_ns;
  gboolean has_span;

  /* Goroutines, once one by one and once in groups. */
  gint64 n_goroutines;
  gint64 n_ended;
  gint64 n_in_groups;
  gint64 n_ended_in_groups;
} Seen;

static void
check_point_of_trace_cb (const HtPoint *point, gpointer user_data)
{
  Seen *seen = user_data;
  gint64 *last_ns = g_hash_table_lookup (seen->series, point->name);

  check_point_cb (point, NULL);
  g_assert_cmpint (point->time_ns, >=, 0);
  if (g_str_has_prefix (point->name, HT_TRACE_SERIES_PREFIX))
    g_assert_cmpfloat (point->value, >=, 0);
  if (last_ns == NULL)
    g_hash_table_insert (seen->series, g_strdup (point->name),
                         g_memdup2 (&point->time_ns, sizeof point->time_ns));
  else
    {
      g_assert_cmpint (point->time_ns, >=, *last_ns);
      *last_ns = point->time_ns;
    }
}

static void
check_name (const char *name)
{
  g_assert_nonnull (name);
  g_assert_true (g_utf8_validate (name, -1, NULL));
}

static void
check_node (const Seen *seen, guint32 node)
{
  g_assert_cmpuint (node, <, ht_call_tree_count (seen->catalog->tree));
}

static void
check_span_cb (const HtTraceSpan *span, gpointer user_data)
{
  Seen *seen = user_data;

  g_assert_cmpint (span->kind, >=, HT_TRACE_SPAN_STW);
  g_assert_cmpint (span->kind, <=, HT_TRACE_SPAN_LOG);
  g_assert_cmpint (span->start_ns, >=, 0);
  g_assert_cmpint (span->end_ns, >=, span->start_ns);
  g_assert_true (span->cpu_ns == HT_UNKNOWN ||
                 (span->cpu_ns >= 0 && span->cpu_ns <= span->end_ns - span->start_ns));
  g_assert_true (!seen->has_span || span->end_ns >= seen->last_end_ns);
  seen->has_span = TRUE;
  seen->last_end_ns = span->end_ns;
  check_name (span->function);
  check_name (span->name);
  if (span->text != NULL)
    check_name (span->text);
  check_node (seen, span->node);
}

static void
check_times (const HtTraceTimes *times)
{
  g_assert_cmpint (times->running_ns, >=, 0);
  g_assert_cmpint (times->runnable_ns, >=, 0);
  g_assert_cmpint (times->syscall_ns, >=, 0);
  g_assert_cmpint (times->waiting_ns, >=, 0);
  g_assert_cmpint (times->assist_ns, >=, 0);
  g_assert_cmpint (times->n_allocations, >=, 0);
  g_assert_cmpint (times->allocated_bytes, >=, times->n_allocations);
}

static void
check_goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  Seen *seen = user_data;

  check_name (goroutine->function);
  check_name (goroutine->reason);
  check_node (seen, goroutine->node);
  check_node (seen, goroutine->creator_node);
  check_times (&goroutine->times);
  g_assert_cmpint (goroutine->state, <=, HT_TRACE_GOROUTINE_WAITING);
  g_assert_true ((goroutine->state == HT_TRACE_GOROUTINE_ENDED) ==
                 (goroutine->ended_ns != HT_UNKNOWN));
  seen->n_goroutines++;
  seen->n_ended += goroutine->ended_ns != HT_UNKNOWN;
}

static void
check_group_cb (const HtTraceGroup *group, gpointer user_data)
{
  Seen *seen = user_data;

  check_name (group->function);
  check_times (&group->times);
  seen->n_in_groups += group->n_seen;
  seen->n_ended_in_groups += group->n_ended;
  g_assert_cmpint (group->n_seen, >=, group->n_created);
  for (guint i = 0; i < group->n_waits; i++)
    {
      check_name (group->waits[i].reason);
      g_assert_cmpint (group->waits[i].n, >=, 0);
      g_assert_cmpint (group->waits[i].total_ns, >=, 0);
    }
}

static void
check_profile_cb (const HtProfile *profile, gpointer user_data)
{
  const Seen *seen = user_data;

  g_assert_cmpuint (ht_profile_n_rows (profile), >, 0);
  g_assert_cmpint (profile->duration_ns, >=, 0);
  for (guint i = 0; i < profile->nodes->len; i++)
    {
      check_node (seen, g_array_index (profile->nodes, guint32, i));
      g_assert_cmpuint (g_array_index (profile->label_sets, guint32, i), <,
                        ht_label_sets_count (seen->catalog->label_sets));
    }
  for (guint i = 0; i < profile->values->len; i++)
    g_assert_cmpint (g_array_index (profile->values, gint64, i), >=, 0);
}

static void
check_trace (gconstpointer data, gsize size)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (GHashTable) series = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Seen seen = { .size = size, .catalog = catalog, .series = series };
  HtTraceRecordSink sink = { .records = checking_sink (&seen.size),
                             .span = check_span_cb,
                             .goroutine = check_goroutine_cb,
                             .group = check_group_cb,
                             .profile = check_profile_cb,
                             .user_data = &seen };
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  HtTraceFacts facts;
  HtTraceInput input;
  gboolean done;

  /* The size is the first thing in there, which is what the others look at. */
  sink.records.point = check_point_of_trace_cb;
  sink.records.user_data = &seen;
  ht_trace_input_init_bytes (&input, bytes);
  done = ht_trace_analyse (&input, catalog, 0, &sink, &facts, &error);
  g_assert_true (done == (error == NULL));
  g_assert_cmpint (facts.end_ns, >=, facts.start_ns);
  g_assert_cmpint (facts.n_goroutines, ==, seen.n_goroutines);
  g_assert_cmpint (seen.n_in_groups, ==, seen.n_goroutines);
  g_assert_cmpint (seen.n_ended_in_groups, ==, seen.n_ended);
}

/* Where events are taken from. */
typedef struct
{
  const uint8_t *at;
  const uint8_t *end;
} Source;

static uint8_t
take (Source *source)
{
  return source->at < source->end ? *source->at++ : 0;
}

/* Mostly small, so that events are about the same things; the rest is as large as can be. */
static guint64
take_number (Source *source)
{
  uint8_t byte = take (source);

  if (byte < 0xe0)
    return byte & 0x1f;
  if (byte < 0xf0)
    return G_GUINT64_CONSTANT (1) << (4 * (byte & 0xf));
  return G_MAXUINT64 >> (4 * (byte & 0xf));
}

static void
put_event (Source *source, GByteArray *data)
{
  guint kind = take (source);
  const HtTraceSpec *spec = ht_trace_spec (kind);

  if (spec == NULL)
    {
      /* What a processor does, and a goroutine, is what most else depends on. */
      kind = (kind & 1) != 0 ? HT_TRACE_GO_STATUS : HT_TRACE_PROC_STATUS;
      spec = ht_trace_spec (kind);
    }
  trace_byte (data, (guint8) kind);
  trace_number (data, 1 + take_number (source));
  for (guint i = 0; i < spec->n_args; i++)
    trace_number (data, take_number (source));
}

static void
put_tables (GByteArray *trace, guint64 generation)
{
  static const char *const names[] = {
    "main.main", "main.serve",           "GC (dedicated)",      "GC (idle)",
    "sleep",     "GC sweep termination", "GC mark termination", "caf\xe9",
  };

  for (guint64 i = 0; i < G_N_ELEMENTS (names); i++)
    trace_string (trace, generation, i + 1, names[i]);
  for (guint64 i = 1; i < 8; i++)
    trace_stack (trace, generation, i, NUMBERS (i, 1 + i % 3));
  for (guint8 i = 1; i < 8; i++)
    {
      g_autoptr (GByteArray) type = g_byte_array_new ();

      trace_numbers (type, NUMBERS (0, i, 0x500000 + i, 8 * i, 8, 1));
      trace_byte (type, (guint8) ('a' + i));
      trace_experiment (trace, generation, type);
    }
  trace_frequency (trace, generation);
}

static GByteArray *
make_trace (const uint8_t *data, size_t size)
{
  Source source = { data, data + size };
  GByteArray *trace = trace_new (23);
  guint64 generation = 1;

  while (source.at < source.end)
    {
      uint8_t head = take (&source);
      g_autoptr (GByteArray) events = g_byte_array_new ();

      for (guint n = head & 0x3f; n > 0 && source.at < source.end; n--)
        put_event (&source, events);
      trace_batch_bytes (trace, generation, head >> 6, 1000 + generation * 1000, events);
      if (head % 7 == 0)
        put_tables (trace, generation++);
    }
  put_tables (trace, generation);
  return trace;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GByteArray) trace = NULL;

  if (size >= 4 && memcmp (data, "go 1", 4) == 0)
    {
      check_trace (data, size);
      return 0;
    }
  trace = make_trace (data, size);
  check_trace (trace->data, trace->len);
  return 0;
}
