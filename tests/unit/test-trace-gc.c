/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-gc.h"

#include "trace-builder.h"
#include "trace-v2.h"

typedef struct
{
  HtTraceGc *gc;
  GArray *cycles;
  GString *points;
} Collected;

static void
take_cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  Collected *collected = user_data;

  g_array_append_vals (collected->cycles, cycle, 1);
}

static void
take_point_cb (const HtPoint *point, gpointer user_data)
{
  Collected *collected = user_data;

  g_string_append_printf (collected->points, "%" G_GINT64_FORMAT " %s %.0f\n", point->time_ns,
                          point->name, point->value);
}

static void
take_generation_cb (const HtTraceGeneration *generation, gpointer user_data)
{
  Collected *collected = user_data;

  ht_trace_gc_begin_generation (collected->gc, generation);
}

static void
take_event_cb (const HtTraceEvent *event, gpointer user_data)
{
  Collected *collected = user_data;

  ht_trace_gc_add_event (collected->gc, event);
}

static Collected
collect (GByteArray *trace, gint64 origin_unix_ns)
{
  Collected collected = { .cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle)),
                          .points = g_string_new (NULL) };
  HtRecordSink records = { .point = take_point_cb,
                           .gc_cycle = take_cycle_cb,
                           .user_data = &collected };
  HtTraceSink sink = { .generation = take_generation_cb,
                       .event = take_event_cb,
                       .user_data = &collected };
  g_autoptr (GBytes) bytes = g_bytes_new (trace->data, trace->len);
  HtTraceSummary summary;
  HtTraceInput input;

  collected.gc = ht_trace_gc_new (&records, origin_unix_ns);
  ht_trace_input_init_bytes (&input, bytes);
  g_assert_true (ht_trace_v2_read (&input, &sink, &summary, NULL));
  g_assert_true (summary.is_whole);
  ht_trace_gc_finish (collected.gc);
  g_clear_pointer (&collected.gc, ht_trace_gc_free);
  return collected;
}

static void
collected_clear (Collected *collected)
{
  g_array_unref (collected->cycles);
  g_string_free (collected->points, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Collected, collected_clear)

static const HtGcCycle *
cycle_at (const Collected *collected, guint index)
{
  g_assert_cmpuint (index, <, collected->cycles->len);
  return &g_array_index (collected->cycles, HtGcCycle, index);
}

static void
put_names (GByteArray *trace, guint64 generation)
{
  trace_string (trace, generation, 1, "GC sweep termination");
  trace_string (trace, generation, 2, "GC mark termination");
  trace_string (trace, generation, 3, "read mem stats");
  trace_string (trace, generation, 4, "runtime.GC");
  trace_batch (trace, generation, G_MAXUINT64, 1000, NUMBERS (2, 3, 9, 1, 0x401000, 4, 0, 1));
  trace_frequency (trace, generation);
}

/* The order in which every Go since 1.22 tells of a cycle; a tick is 64 ns. */
static void
test_cycle (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  g_auto (Collected) collected = { NULL };

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (9, 1, 4, 0,             /* 1: four processors */
                        38, 1, 4 << 20,         /* 2: goal */
                        37, 1, 3 << 20,         /* 3: heap */
                        29, 7, 1, 9,            /* 10: begin, by runtime.GC */
                        26, 5, 1, 0,            /* 15: world stops */
                        27, 10, 37, 5, 5 << 20, /* 25: goes on; 30: heap */
                        26, 30, 3, 0, 27, 10,   /* 60, 70: somebody else's pause */
                        26, 30, 2, 0,           /* 100: world stops */
                        37, 1, 2 << 20,         /* 101: what was marked */
                        30, 1, 2,               /* 102: end */
                        38, 1, 6 << 20,         /* 103: next goal */
                        27, 17));               /* 120: world goes on */
  put_names (trace, 1);
  collected = collect (trace, 1000000);

  const HtGcCycle *cycle = cycle_at (&collected, 0);

  g_assert_cmpuint (collected.cycles->len, ==, 1);
  g_assert_cmpint (cycle->n, ==, 1);
  g_assert_cmpint (cycle->source, ==, HT_GC_SOURCE_TRACE);
  g_assert_true (cycle->forced == 1);
  g_assert_cmpint (cycle->start_ns, ==, 10 * 64);
  g_assert_cmpint (cycle->end_ns, ==, 102 * 64);
  g_assert_cmpint (cycle->wall_offset_ns, ==, 1000000);
  g_assert_cmpint (cycle->stw_sweep_term_ns, ==, 10 * 64);
  g_assert_cmpint (cycle->mark_ns, ==, 75 * 64);
  g_assert_cmpint (cycle->stw_mark_term_ns, ==, 20 * 64);
  g_assert_cmpint (cycle->pause_ns, ==, 30 * 64);
  g_assert_cmpint (cycle->heap_start_bytes, ==, 3 << 20);
  g_assert_cmpint (cycle->heap_end_bytes, ==, 5 << 20);
  g_assert_cmpint (cycle->heap_live_bytes, ==, 2 << 20);
  g_assert_cmpint (cycle->goal_bytes, ==, 4 << 20);
  g_assert_cmpint (cycle->gomaxprocs, ==, 4);
  g_assert_cmpint (cycle->assist_ns, ==, HT_UNKNOWN);
  g_assert_cmpstr (collected.points->str, ==,
                   "1000128 next_gc 4194304\n"
                   "1000192 heap_live 3145728\n"
                   "1001920 heap_live 5242880\n"
                   "1006464 heap_live 2097152\n"
                   "1006592 next_gc 6291456\n");
}

/* A cycle that had begun before the trace, and one that is not over at its end. */
static void
test_cut_cycles (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  g_auto (Collected) collected = { NULL };

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (28, 1, 1, 26, 9, 2, 0, 37, 1, 4096, 30, 1, 2, 27, 4, /* 1, 10, 11, 12, 16 */
                        38, 1, 0,                                            /* collector off */
                        38, 1, G_GUINT64_CONSTANT (8946670875746010507),     /* GOGC=off */
                        29, 82, 3, 0, 26, 5, 1, 0, 27, 5));                  /* 100, 105, 110 */
  put_names (trace, 1);
  /* Said again in the next generation. */
  trace_batch (trace, 2, 1, 2000, NUMBERS (28, 1, 4));
  trace_frequency (trace, 2);
  collected = collect (trace, HT_UNKNOWN);

  const HtGcCycle *first = cycle_at (&collected, 0);
  const HtGcCycle *second = cycle_at (&collected, 1);

  g_assert_cmpuint (collected.cycles->len, ==, 2);
  g_assert_cmpint (first->start_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (first->end_ns, ==, 12 * 64);
  g_assert_cmpint (first->stw_sweep_term_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (first->mark_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (first->stw_mark_term_ns, ==, 6 * 64);
  g_assert_cmpint (first->pause_ns, ==, HT_UNKNOWN);
  g_assert_cmpint (first->heap_live_bytes, ==, 4096);
  g_assert_cmpint (second->start_ns, ==, 100 * 64);
  g_assert_cmpint (second->end_ns, ==, HT_UNKNOWN);
  g_assert_true (second->forced == -1);
  g_assert_cmpint (second->goal_bytes, ==, HT_UNKNOWN);
  g_assert_cmpint (second->stw_sweep_term_ns, ==, 5 * 64);
  g_assert_cmpint (second->wall_offset_ns, ==, HT_UNKNOWN);
  /* Nobody knows when that was. */
  g_assert_cmpstr (collected.points->str, ==, "");
}

/* The world is stopped to end marking, something is left to mark, and it is stopped again. */
static void
test_marking_goes_on (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  g_auto (Collected) collected = { NULL };

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (29, 10, 1, 0, 26, 5, 1, 0, 27, 5, /* 10: begin; 15 to 20: a pause */
                        26, 20, 2, 0, 27, 10,             /* 40 to 50: a pause */
                        26, 20, 2, 0,                     /* 70: the world stops */
                        37, 1, 4096, 30, 4, 2, 27, 5));   /* 71; 75: end; 80: goes on */
  put_names (trace, 1);
  collected = collect (trace, 0);

  const HtGcCycle *cycle = cycle_at (&collected, 0);

  g_assert_cmpuint (collected.cycles->len, ==, 1);
  g_assert_cmpint (cycle->end_ns, ==, 75 * 64);
  g_assert_cmpint (cycle->mark_ns, ==, 50 * 64);
  g_assert_cmpint (cycle->stw_mark_term_ns, ==, 10 * 64);
  g_assert_cmpint (cycle->heap_live_bytes, ==, 4096);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-gc/cycle", test_cycle);
  g_test_add_func ("/formats/trace-gc/cut-cycles", test_cut_cycles);
  g_test_add_func ("/formats/trace-gc/marking-goes-on", test_marking_goes_on);
  return g_test_run ();
}
