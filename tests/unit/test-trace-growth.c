/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-growth.h"

/* Threads, and the strings that say what the world is stopped for. */
enum
{
  ONE = 1,
  TWO = 2,
  ENDS_MARKING = 1,
  READS_STATISTICS
};

typedef struct
{
  HtTraceTables *tables;
  HtCatalog *catalog;
  HtTraceContext *context;
  HtTraceGrowth growth;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  static const char *const reasons[] = { "GC mark termination", "read mem stats" };
  HtTraceRecordSink sink = { .group = NULL };
  HtTraceGeneration generation = { .number = 1, .wall_origin_unix_ns = HT_UNKNOWN };

  fixture->tables = ht_trace_tables_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (reasons); i++)
    ht_trace_tables_add_string (fixture->tables, i + 1, reasons[i], strlen (reasons[i]));
  fixture->catalog = ht_catalog_new ();
  fixture->context = ht_trace_context_new (&sink, fixture->catalog, 0);
  generation.tables = fixture->tables;
  ht_trace_context_begin_generation (fixture->context, &generation);
  ht_trace_growth_init (&fixture->growth, fixture->context);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ht_trace_context_free (fixture->context);
  ht_catalog_free (fixture->catalog);
  ht_trace_tables_free (fixture->tables);
}

static void
check_heap (Fixture *fixture, guint64 m, guint64 bytes, gint64 growth)
{
  HtTraceEvent event = { .kind = HT_TRACE_HEAP_ALLOC, .m = m, .args = { bytes } };

  g_assert_cmpint (ht_trace_growth_add_event (&fixture->growth, &event), ==, growth);
}

static void
begin_stop (Fixture *fixture, guint64 m, guint64 reason)
{
  HtTraceEvent event = { .kind = HT_TRACE_STW_BEGIN, .m = m, .text = reason };

  g_assert_cmpint (ht_trace_growth_add_event (&fixture->growth, &event), ==, 0);
}

static void
end_stop (Fixture *fixture, guint64 m)
{
  HtTraceEvent event = { .kind = HT_TRACE_STW_END, .m = m };

  g_assert_cmpint (ht_trace_growth_add_event (&fixture->growth, &event), ==, 0);
}

/* What was there before the trace is no growth. */
static void
test_first (Fixture *fixture, gconstpointer data)
{
  check_heap (fixture, ONE, 5000, 0);
  check_heap (fixture, ONE, 13192, 8192);
  check_heap (fixture, ONE, 13192, 0);
  check_heap (fixture, ONE, G_MAXUINT64, G_MAXINT64 - 13192);
}

/* Thread 2 took first and tells last: three times 8192 were taken. */
static void
test_order (Fixture *fixture, gconstpointer data)
{
  check_heap (fixture, ONE, 10000, 0);
  check_heap (fixture, ONE, 10000 + 2 * 8192, 2 * 8192);
  check_heap (fixture, TWO, 10000 + 8192, 0);
  check_heap (fixture, TWO, 10000 + 3 * 8192, 8192);
}

/* What is left when marking ends is what counts from then on, but others go on until all stand. */
static void
test_marking (Fixture *fixture, gconstpointer data)
{
  check_heap (fixture, ONE, 100000, 0);
  begin_stop (fixture, ONE, ENDS_MARKING);
  check_heap (fixture, TWO, 108192, 8192);
  check_heap (fixture, ONE, 40000, 0);
  end_stop (fixture, ONE);
  check_heap (fixture, TWO, 48192, 8192);
  check_heap (fixture, ONE, 56384, 8192);
}

/* What reading statistics gives back of spans is taken again. */
static void
test_statistics (Fixture *fixture, gconstpointer data)
{
  check_heap (fixture, ONE, 100000, 0);
  check_heap (fixture, ONE, 108192, 8192);
  begin_stop (fixture, TWO, READS_STATISTICS);
  check_heap (fixture, TWO, 104096, 0);
  end_stop (fixture, TWO);
  check_heap (fixture, ONE, 108192, 0);
  check_heap (fixture, ONE, 116384, 8192);
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *fixture, gconstpointer data);
  } tests[] = {
    { "/formats/trace-growth/first", test_first },
    { "/formats/trace-growth/order", test_order },
    { "/formats/trace-growth/marking", test_marking },
    { "/formats/trace-growth/statistics", test_statistics },
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
