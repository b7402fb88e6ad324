/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "process-life.h"

#define SECOND_NS G_GINT64_CONSTANT (1000000000)
#define START_NS  (G_GINT64_CONSTANT (1790000000) * SECOND_NS)

/* Collections from the first to the n-th, a second apart; of which MemStats remember the newest. */
static HtRecordBuffer *
make_figures (HtGcSource source, gint64 start_ns, gint64 n_collections)
{
  HtRecordBuffer *records = ht_record_buffer_new ();
  HtRecordSink sink = ht_record_buffer_get_sink (records);
  HtPoint point = { .name = "num_gc",
                    .unit = "count",
                    .kind = HT_POINT_COUNTER,
                    .time_ns = start_ns + n_collections * SECOND_NS,
                    .value = (double) n_collections };

  ht_record_sink_point (&sink, &point);
  point.name = "total_alloc";
  point.value = (double) n_collections * 1000;
  ht_record_sink_point (&sink, &point);
  for (gint64 n = MAX (1, n_collections - HT_GC_RING_LENGTH + 1); n <= n_collections; n++)
    {
      HtGcCycle cycle;

      ht_gc_cycle_init (&cycle, source);
      cycle.n = n;
      cycle.end_ns = start_ns + n * SECOND_NS;
      ht_record_sink_gc_cycle (&sink, &cycle);
    }
  return records;
}

static gboolean
tell (HtProcessLife *life, HtGcSource source, gint64 start_ns, gint64 n_collections)
{
  g_autoptr (HtRecordBuffer) records = make_figures (source, start_ns, n_collections);

  return ht_process_life_was_restarted (life, records);
}

static gboolean
tell_mem_stats (HtProcessLife *life, gint64 start_ns, gint64 n_collections)
{
  return tell (life, HT_GC_SOURCE_MEMSTATS, start_ns, n_collections);
}

static void
test_counters_fall (void)
{
  g_auto (HtProcessLife) life = { 0 };

  ht_process_life_init (&life);
  g_assert_false (tell_mem_stats (&life, START_NS, 10));
  g_assert_false (tell_mem_stats (&life, START_NS, 11));
  g_assert_true (tell_mem_stats (&life, START_NS + 3600 * SECOND_NS, 2));
  g_assert_false (tell_mem_stats (&life, START_NS + 3600 * SECOND_NS, 2));
  g_assert_cmpuint (life.epoch, ==, 1);
}

/* While nobody looked it has done more than in the life before. */
static void
test_counted_farther (void)
{
  g_auto (HtProcessLife) life = { 0 };
  gint64 start_ns = START_NS + 60 * SECOND_NS + 1;

  ht_process_life_init (&life);
  g_assert_false (tell_mem_stats (&life, START_NS, 3));
  g_assert_true (tell_mem_stats (&life, start_ns, 40));
  g_assert_false (tell_mem_stats (&life, start_ns, 41));
  g_assert_cmpuint (life.epoch, ==, 1);
}

/* A place in the ring is used again, which is no other process. */
static void
test_ring_goes_round (void)
{
  g_auto (HtProcessLife) life = { 0 };

  ht_process_life_init (&life);
  for (gint64 n = 0; n <= 3 * HT_GC_RING_LENGTH; n += 100)
    g_assert_false (tell_mem_stats (&life, START_NS, n));
  g_assert_false (tell_mem_stats (&life, START_NS, 30 * HT_GC_RING_LENGTH));
  g_assert_cmpuint (life.epoch, ==, 0);
}

/* Numbers that only the life before has had come again. */
static void
test_old_life_is_forgotten (void)
{
  g_auto (HtProcessLife) life = { 0 };
  gint64 start_ns = START_NS + 3600 * SECOND_NS;

  ht_process_life_init (&life);
  g_assert_false (tell_mem_stats (&life, START_NS, 200));
  g_assert_true (tell_mem_stats (&life, start_ns, 1));
  for (gint64 n = 2; n <= 300; n++)
    g_assert_false (tell_mem_stats (&life, start_ns, n));
  g_assert_cmpuint (life.epoch, ==, 1);
}

/* A log tells of the same collections, on another clock and rounded. */
static void
test_other_sources (void)
{
  g_auto (HtProcessLife) life = { 0 };

  ht_process_life_init (&life);
  g_assert_false (tell_mem_stats (&life, START_NS, 5));
  g_assert_false (tell (&life, HT_GC_SOURCE_GCTRACE, START_NS + 1000000, 5));
  g_assert_false (tell_mem_stats (&life, START_NS, 6));
  g_assert_cmpuint (life.epoch, ==, 0);
}

/* Of a process that tells neither of its collections nor of what it has allocated. */
static gboolean
tell_origin (HtProcessLife *life, double start_time, const char *command_line)
{
  g_autoptr (HtRecordBuffer) records = ht_record_buffer_new ();
  HtRecordSink sink = ht_record_buffer_get_sink (records);
  const HtPoint point = { .name = "metric/process_start_time_seconds",
                          .unit = "seconds",
                          .kind = HT_POINT_GAUGE,
                          .time_ns = START_NS,
                          .value = start_time };

  if (start_time > 0)
    ht_record_sink_point (&sink, &point);
  if (command_line != NULL)
    ht_record_sink_property (&sink, "command_line", command_line);
  return ht_process_life_was_restarted (life, records);
}

static void
test_origin (void)
{
  g_auto (HtProcessLife) life = { 0 };

  ht_process_life_init (&life);
  g_assert_false (tell_origin (&life, 1790000000.25, "shop -v"));
  g_assert_false (tell_origin (&life, 1790000000.25, "shop -v"));
  g_assert_true (tell_origin (&life, 1790000060.5, "shop -v"));
  g_assert_true (tell_origin (&life, 1790000060.5, "shop"));
  /* What is not told has not changed. */
  g_assert_false (tell_origin (&life, 0, NULL));
  g_assert_false (tell_origin (&life, 1790000060.5, "shop"));
  g_assert_cmpuint (life.epoch, ==, 2);
}

/* What a full disk took is told once more, and as one restart. */
static void
test_rewound (void)
{
  g_auto (HtProcessLife) life = { 0 };
  gint64 from_ns;

  ht_process_life_init (&life);
  g_assert_false (tell_mem_stats (&life, START_NS, 3));
  g_assert_false (ht_process_life_was_away (&life, START_NS, SECOND_NS, &from_ns));
  g_assert_true (tell_mem_stats (&life, START_NS + 1, 3));
  g_assert_true (tell_mem_stats (&life, START_NS + 2, 3));
  g_assert_false (ht_process_life_was_away (&life, START_NS + SECOND_NS, SECOND_NS, &from_ns));
  ht_process_life_rewind (&life, 0, START_NS);
  g_assert_true (ht_process_life_was_away (&life, START_NS + 60 * SECOND_NS, SECOND_NS, &from_ns));
  g_assert_cmpint (from_ns, ==, START_NS);
  g_assert_true (tell_mem_stats (&life, START_NS + 2, 4));
  g_assert_cmpuint (life.epoch, ==, 1);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sources/process-life/counters-fall", test_counters_fall);
  g_test_add_func ("/sources/process-life/counted-farther", test_counted_farther);
  g_test_add_func ("/sources/process-life/ring-goes-round", test_ring_goes_round);
  g_test_add_func ("/sources/process-life/old-life-is-forgotten", test_old_life_is_forgotten);
  g_test_add_func ("/sources/process-life/other-sources", test_other_sources);
  g_test_add_func ("/sources/process-life/origin", test_origin);
  g_test_add_func ("/sources/process-life/rewound", test_rewound);
  return g_test_run ();
}
