/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-context.h"

#include <string.h>

#include "record-log.h"
#include "trace-lane-set.h"

/* A context in a generation of its own. */
typedef struct
{
  RecordLog *log;
  HtCatalog *catalog;
  HtTraceTables *tables;
  HtTraceContext *context;
} Fixture;

static void
begin_generation (Fixture *fixture, gint64 wall_origin_unix_ns)
{
  HtTraceGeneration generation = { .wall_origin_unix_ns = wall_origin_unix_ns };
  HtTraceTables *tables = ht_trace_tables_new ();

  generation.tables = tables;
  ht_trace_context_begin_generation (fixture->context, &generation);
  g_clear_pointer (&fixture->tables, ht_trace_tables_free);
  fixture->tables = tables;
}

static void
add_string (Fixture *fixture, guint64 id, const char *text)
{
  ht_trace_tables_add_string (fixture->tables, id, text, strlen (text));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  HtTraceRecordSink sink = { NULL };

  fixture->log = record_log_new ();
  fixture->catalog = ht_catalog_new ();
  sink.records = fixture->log->sink;
  fixture->context = ht_trace_context_new (&sink, fixture->catalog, 5000);
  begin_generation (fixture, HT_UNKNOWN);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ht_trace_context_free (fixture->context);
  ht_trace_tables_free (fixture->tables);
  ht_catalog_free (fixture->catalog);
  record_log_free (fixture->log);
}

/* Without a clock of its own a trace began when somebody says so. */
static void
test_clock (Fixture *fixture, gconstpointer data)
{
  g_assert_false (ht_trace_context_has_own_clock (fixture->context));
  g_assert_cmpint (ht_trace_context_get_unix_ns (fixture->context, 64), ==, 5064);
  g_assert_cmpint (ht_trace_context_get_unix_ns (fixture->context, G_MAXINT64), ==, G_MAXINT64);
  /* A clock that is set in the middle takes no times apart. */
  begin_generation (fixture, 9000);
  g_assert_cmpint (ht_trace_context_get_unix_ns (fixture->context, 64), ==, 5064);
}

static void
test_own_clock (Fixture *fixture, gconstpointer data)
{
  HtTraceRecordSink sink = { NULL };

  ht_trace_context_free (fixture->context);
  fixture->context = ht_trace_context_new (&sink, fixture->catalog, 5000);
  begin_generation (fixture, 7000);
  begin_generation (fixture, 9000);
  g_assert_true (ht_trace_context_has_own_clock (fixture->context));
  g_assert_cmpint (ht_trace_context_get_unix_ns (fixture->context, 64), ==, 7064);
}

/* A name is one pointer, whatever its id is in which generation. */
static void
test_names (Fixture *fixture, gconstpointer data)
{
  const char *name;

  add_string (fixture, 1, "GC (idle)");
  add_string (fixture, 2, "odd\xff");
  name = ht_trace_context_get_name (fixture->context, 1);
  g_assert_cmpstr (name, ==, "GC (idle)");
  g_assert_true (ht_trace_context_get_name (fixture->context, 1) == name);
  g_assert_true (ht_trace_context_keep_name (fixture->context, "GC (idle)", 9) == name);
  g_assert_true (g_utf8_validate (ht_trace_context_get_name (fixture->context, 2), -1, NULL));
  g_assert_cmpstr (ht_trace_context_get_name (fixture->context, 0), ==, "");
  g_assert_cmpstr (ht_trace_context_get_name (fixture->context, 77), ==, "");

  begin_generation (fixture, HT_UNKNOWN);
  add_string (fixture, 1, "other");
  add_string (fixture, 5, "GC (idle)");
  g_assert_cmpstr (ht_trace_context_get_name (fixture->context, 1), ==, "other");
  g_assert_true (ht_trace_context_get_name (fixture->context, 5) == name);
  g_assert_cmpstr (name, ==, "GC (idle)");
}

/* Names without end take no memory without end. */
static void
test_many_names (Fixture *fixture, gconstpointer data)
{
  const char *rest;

  for (guint i = 0; i < 70000; i++)
    {
      g_autofree char *name = g_strdup_printf ("name %u", i);

      ht_trace_context_keep_name (fixture->context, name, strlen (name));
    }
  rest = ht_trace_context_keep_name (fixture->context, "one more", 8);
  g_assert_cmpstr (rest, ==, HT_TRACE_REST);
  g_assert_true (ht_trace_context_keep_name (fixture->context, "and one", 7) == rest);
}

static void
add_stack (Fixture *fixture, guint64 id, guint32 leaf, guint32 leaf_line)
{
  HtTraceFrame frames[] = {
    { .pc = 0x1000 + id, .function = leaf, .file = 3, .line = leaf_line },
    { .pc = 0x2000, .function = 1, .file = 3, .line = 7 },
  };

  ht_trace_tables_add_stack (fixture->tables, id, frames, G_N_ELEMENTS (frames));
}

/* A stack is one node, whatever its id; addresses do not count, lines do. */
static void
test_stacks (Fixture *fixture, gconstpointer data)
{
  guint32 node, parent;
  const HtFrame *frame;
  const HtFunction *function;

  add_string (fixture, 1, "main.worker");
  add_string (fixture, 2, "main.alloc");
  add_string (fixture, 3, "main.go");
  add_stack (fixture, 1, 2, 20);
  add_stack (fixture, 2, 2, 21);
  add_stack (fixture, 3, 2, 20);
  node = ht_trace_context_get_node (fixture->context, 1);
  parent = ht_call_tree_parent (fixture->catalog->tree, node);
  frame = ht_symbols_get_frame (fixture->catalog->symbols,
                                ht_call_tree_frame (fixture->catalog->tree, node));
  function = ht_symbols_get_function (fixture->catalog->symbols, frame->function);
  g_assert_cmpstr (ht_strings_get (fixture->catalog->strings, function->name), ==, "main.alloc");
  g_assert_cmpstr (ht_strings_get (fixture->catalog->strings, function->file), ==, "main.go");
  g_assert_cmpint (frame->line, ==, 20);
  g_assert_cmpuint (ht_call_tree_parent (fixture->catalog->tree, parent), ==, 0);
  g_assert_cmpuint (ht_trace_context_get_node (fixture->context, 1), ==, node);
  g_assert_cmpuint (ht_trace_context_get_node (fixture->context, 3), ==, node);
  g_assert_cmpuint (ht_trace_context_get_node (fixture->context, 2), !=, node);
  g_assert_cmpuint (ht_trace_context_get_node (fixture->context, 0), ==, 0);
  g_assert_cmpuint (ht_trace_context_get_node (fixture->context, 99), ==, 0);
  g_assert_cmpstr (ht_trace_context_get_entry (fixture->context, 1), ==, "main.worker");
  g_assert_cmpstr (ht_trace_context_get_entry (fixture->context, 99), ==,
                   HT_TRACE_FUNCTION_UNKNOWN);

  begin_generation (fixture, HT_UNKNOWN);
  add_string (fixture, 1, "main.worker");
  add_string (fixture, 2, "main.alloc");
  add_string (fixture, 3, "main.go");
  add_stack (fixture, 44, 2, 20);
  g_assert_cmpuint (ht_trace_context_get_node (fixture->context, 44), ==, node);
  g_assert_cmpuint (ht_trace_context_get_node (fixture->context, 1), ==, 0);
}

static void
check_point (const Fixture *fixture, guint index, const char *name, gint64 time_ns, double value)
{
  const LoggedPoint *point;

  g_assert_cmpuint (index, <, fixture->log->points->len);
  point = &g_array_index (fixture->log->points, LoggedPoint, index);
  g_assert_cmpstr (point->name, ==, name);
  g_assert_cmpstr (point->unit, ==, "ns");
  g_assert_cmpint (point->kind, ==, HT_POINT_EVENT);
  g_assert_cmpint (point->time_ns, ==, time_ns);
  g_assert_cmpfloat (point->value, ==, value);
}

/* What ends in the same ns is one point. */
static void
test_lane (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HtTraceLane) lane = ht_trace_lane_new ("trace/mark", "ns");

  ht_trace_lane_finish (lane, fixture->context);
  g_assert_cmpuint (fixture->log->points->len, ==, 0);
  ht_trace_lane_add (lane, fixture->context, 100, 7);
  ht_trace_lane_add (lane, fixture->context, 100, 5);
  ht_trace_lane_add (lane, fixture->context, 101, 3);
  ht_trace_lane_finish (lane, fixture->context);
  ht_trace_lane_finish (lane, fixture->context);
  g_assert_cmpuint (fixture->log->points->len, ==, 2);
  check_point (fixture, 0, "trace/mark", 5100, 12);
  check_point (fixture, 1, "trace/mark", 5101, 3);
}

/* There are a thousand lanes at most; the others share one. */
static void
test_lane_set (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HtTraceLaneSet) lanes =
      ht_trace_lane_set_new (fixture->context, "trace/assist/", "ns");

  for (guint i = 0; i < 1002; i++)
    {
      g_autofree char *name = g_strdup_printf ("f%u", i);

      ht_trace_lane_set_add (lanes,
                             ht_trace_context_keep_name (fixture->context, name, strlen (name)),
                             100, 1);
    }
  ht_trace_lane_set_add (lanes, ht_trace_context_keep_name (fixture->context, "f0", 2), 100, 1);
  g_assert_cmpuint (fixture->log->points->len, ==, 0);
  ht_trace_lane_set_finish (lanes);
  g_assert_cmpuint (fixture->log->points->len, ==, 1001);
  check_point (fixture, 0, "trace/assist/f0", 5100, 2);
  check_point (fixture, 999, "trace/assist/f999", 5100, 1);
  check_point (fixture, 1000, "trace/assist/" HT_TRACE_REST, 5100, 2);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function) \
  g_test_add ("/formats/trace-context/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("clock", test_clock);
  ADD ("own-clock", test_own_clock);
  ADD ("names", test_names);
  ADD ("many-names", test_many_names);
  ADD ("stacks", test_stacks);
  ADD ("lane", test_lane);
  ADD ("lane-set", test_lane_set);
#undef ADD
  return g_test_run ();
}
