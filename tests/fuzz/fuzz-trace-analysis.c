/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is made of an execution trace. */
#include "trace-analysis.h"

#include <stdint.h>

#include "record-checks.h"

int LLVMFuzzerTestOneInput (const uint8_t *data, size_t size);

/* Goroutines, once one by one and once in groups. */
typedef struct
{
  const HtCatalog *catalog;
  gint64 n_goroutines;
  gint64 n_ended;
  gint64 n_in_groups;
  gint64 n_ended_in_groups;
} Sums;

static void
check_times (const HtTraceTimes *times)
{
  g_assert_cmpint (times->running_ns, >=, 0);
  g_assert_cmpint (times->runnable_ns, >=, 0);
  g_assert_cmpint (times->syscall_ns, >=, 0);
  g_assert_cmpint (times->waiting_ns, >=, 0);
  g_assert_cmpint (times->assist_ns, >=, 0);
  g_assert_cmpint (times->allocated_bytes, >=, times->n_allocations);
}

static void
check_span_cb (const HtTraceSpan *span, gpointer user_data)
{
  const Sums *sums = user_data;

  g_assert_cmpint (span->start_ns, <=, span->end_ns);
  g_assert_cmpuint (span->node, <, ht_call_tree_count (sums->catalog->tree));
  g_assert_true (g_utf8_validate (span->function, -1, NULL));
  g_assert_true (g_utf8_validate (span->name, -1, NULL));
  g_assert_true (span->text == NULL || g_utf8_validate (span->text, -1, NULL));
}

static void
check_goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  Sums *sums = user_data;

  g_assert_true (g_utf8_validate (goroutine->function, -1, NULL));
  g_assert_true (g_utf8_validate (goroutine->reason, -1, NULL));
  g_assert_cmpuint (goroutine->node, <, ht_call_tree_count (sums->catalog->tree));
  g_assert_cmpuint (goroutine->creator_node, <, ht_call_tree_count (sums->catalog->tree));
  g_assert_true ((goroutine->state == HT_TRACE_GOROUTINE_ENDED) ==
                 (goroutine->ended_ns != HT_UNKNOWN));
  check_times (&goroutine->times);
  sums->n_goroutines++;
  sums->n_ended += goroutine->ended_ns != HT_UNKNOWN;
}

static void
check_group_cb (const HtTraceGroup *group, gpointer user_data)
{
  Sums *sums = user_data;

  g_assert_true (g_utf8_validate (group->function, -1, NULL));
  check_times (&group->times);
  sums->n_in_groups += group->n_seen;
  sums->n_ended_in_groups += group->n_ended;
  for (guint i = 0; i < group->n_waits; i++)
    {
      g_assert_true (g_utf8_validate (group->waits[i].reason, -1, NULL));
      g_assert_cmpint (group->waits[i].total_ns, >=, 0);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  Sums sums = { .catalog = catalog };
  HtTraceRecordSink sink = { .records = checking_sink (&size),
                             .span = check_span_cb,
                             .goroutine = check_goroutine_cb,
                             .group = check_group_cb,
                             .user_data = &sums };
  g_autoptr (GBytes) bytes = g_bytes_new_static (data, size);
  g_autoptr (GError) error = NULL;
  HtTraceFacts facts;
  HtTraceInput input;
  gboolean done;

  ht_trace_input_init_bytes (&input, bytes);
  done = ht_trace_analyse (&input, catalog, 0, &sink, &facts, &error);
  g_assert_true (done == (error == NULL));
  g_assert_cmpint (facts.n_goroutines, ==, sums.n_goroutines);
  g_assert_cmpint (sums.n_in_groups, ==, sums.n_goroutines);
  g_assert_cmpint (sums.n_ended_in_groups, ==, sums.n_ended);
  return 0;
}
