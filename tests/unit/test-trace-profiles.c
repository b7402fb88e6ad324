/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-profiles.h"

#include "trace-builder.h"
#include "trace-found.h"

/* Strings and stacks of a generation. */
static void
put_names (GByteArray *trace, guint64 generation)
{
  static const char *const names[] = { "main.main", "main.serve", "chan receive", "sleep",
                                       "runtime.mallocgc" };

  for (guint64 i = 0; i < G_N_ELEMENTS (names); i++)
    trace_string (trace, generation, i + 1, names[i]);
  trace_stack (trace, generation, 1, NUMBERS (1));
  trace_stack (trace, generation, 2, NUMBERS (2));
  trace_stack (trace, generation, 3, NUMBERS (5, 2));
  trace_frequency (trace, generation);
}

/* Times below are ticks of 64 ns. */
static void
test_profiles (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  g_auto (TraceFound) found = { NULL };

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (13, 1, 0, 1, 25, 1, 1, 1, 2,    /* goroutine 1 runs */
                        25, 1, 9, G_MAXUINT64, 4,       /* 3: 9 waits since before the trace */
                        14, 1, 5, 2, 1, 14, 1, 6, 2, 1, /* 4, 5: makes 5 and 6 */
                        20, 5, 3, 1, 16, 5, 5, 1,       /* 10: waits for a channel; 15: 5 runs */
                        21, 5, 1, 1, 0,                 /* 20: 1 could go on */
                        20, 10, 4, 3, 16, 10, 1, 2,     /* 30: 5 sleeps; 40: 1 runs */
                        21, 5, 9, 1, 0,                 /* 45: 9 could go on */
                        20, 5, 3, 1, 16, 5, 6, 1,       /* 50: 1 waits again; 55: 6 runs */
                        21, 45, 1, 3, 0));              /* 100: 1 could go on */
  /* Samples of the CPU profile: time, thread, processor, goroutine, stack. */
  trace_batch (trace, 1, G_MAXUINT64, 1000,
               NUMBERS (6, 7, 1018, 1, 0, 5, 3, 7, 1020, 1, 0, 5, 3, 7, 1060, 1, 0, 6, 2));
  put_names (trace, 1);
  found = trace_found_in (trace->data, trace->len, "trace/live", 0);
  g_assert_cmpstr (found.profiles->str, ==,
                   "6400 for 6400 samples/count\n"
                   " 2 runtime.mallocgc main.serve\n"
                   " 1 main.serve\n"
                   "6400 for 6400 blocks/count delay/nanoseconds\n"
                   " 2 3840 [reason=chan receive] main.main\n"
                   "6400 for 6400 created/count\n"
                   " 2 main.main\n");
  g_assert_cmpstr (found.warnings->str, ==, "");
}

/* A place is the same in each generation, whatever its id. */
static void
test_generations (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  g_auto (TraceFound) found = { NULL };

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (13, 1, 0, 1, 25, 1, 1, 1, 2,   /* 1, 2 */
                        20, 8, 3, 1, 25, 1, 5, 1, 2)); /* 10: 1 waits; 11: 5 runs */
  put_names (trace, 1);
  trace_batch (trace, 2, 1, 1080,
               NUMBERS (13, 1, 0, 1, 25, 1, 1, 1, 4, 25, 1, 5, 1, 2, /* 81, 82, 83 */
                        21, 7, 1, 1, 0,                              /* 90: 1 could go on */
                        20, 10, 7, 8, 16, 10, 1, 2,                  /* 100: 5 waits; 110: 1 runs */
                        21, 10, 5, 1, 0));                           /* 120: 5 could go on */
  trace_string (trace, 2, 7, "chan receive");
  trace_string (trace, 2, 1, "main.main");
  trace_stack (trace, 2, 8, NUMBERS (1));
  trace_frequency (trace, 2);
  found = trace_found_in (trace->data, trace->len, "trace/live", 0);
  g_assert_cmpstr (found.profiles->str, ==,
                   "7680 for 7680 blocks/count delay/nanoseconds\n"
                   " 2 6400 [reason=chan receive] main.main\n");
}

/* A program that does a known number of things, see the trace's origin. */
static void
test_known (void)
{
  g_auto (TraceFound) found = trace_found_in_file ("go1.27-known-work.out.gz", "trace/live", 0);
  const char *profiles = found.profiles->str;
  const char *pauses = strstr (profiles, " 21 ");
  guint64 paused_ns;

  /* 21 orders with a pause of 2 ms each, and 3 workers that main makes and lets wait. */
  g_assert_nonnull (pauses);
  paused_ns = g_ascii_strtoull (pauses + strlen (" 21 "), (char **) &pauses, 10);
  g_assert_cmpuint (paused_ns, >=, G_GUINT64_CONSTANT (42000000));
  g_assert_true (g_str_has_prefix (pauses,
                                   " [reason=sleep] time.Sleep main.pause main.takeOrder.func1 "
                                   "runtime/trace.WithRegion main.takeOrder main.work\n"));
  g_assert_nonnull (strstr (profiles, " [reason=chan receive] runtime.chanrecv1 main.work\n"));
  g_assert_nonnull (strstr (profiles, "\n 3 main.main\n"));
  g_assert_nonnull (strstr (profiles, " samples/count\n"));
}

/* Sum of a value over the rows of a profile in which a function is called last. */
static gint64
sum_of (const TraceFound *found, const char *profile, const char *function)
{
  g_auto (GStrv) lines = g_strsplit (strstr (found->profiles->str, profile), "\n", -1);
  gint64 sum = 0;

  for (gsize i = 1; g_str_has_prefix (lines[i], " "); i++)
    {
      g_auto (GStrv) words = g_strsplit (lines[i] + 1, " ", -1);
      gsize leaf = 2;

      while (words[leaf] != NULL && !g_str_has_suffix (words[leaf], "]"))
        leaf++;
      if (g_strcmp0 (words[leaf + 1], function) == 0)
        sum += g_ascii_strtoll (words[1], NULL, 10);
    }
  return sum;
}

/* What `go tool trace -pprof=sync` of Go 1.27.4 makes of the same trace. */
static void
test_like_go (void)
{
  g_auto (TraceFound) found = trace_found_in_file ("go1.27-known-work.out.gz", "trace/live", 0);

  g_assert_cmpint (sum_of (&found, "blocks/count", "sync.(*WaitGroup).Wait"), ==, 57395584);
  g_assert_cmpint (sum_of (&found, "blocks/count", "runtime.chanrecv1"), ==, 30938624);
  g_assert_cmpint (sum_of (&found, "blocks/count", "runtime.gcMarkDone"), ==, 728896);
}

static void
keep_profile_cb (const HtProfile *profile, gpointer user_data)
{
  GArray *values = user_data;

  g_array_append_vals (values, profile->values->data, profile->values->len);
}

/* Assists are told by others. */
static void
test_assists (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (gint64));
  HtTraceRecordSink sink = { .profile = keep_profile_cb, .user_data = values };
  g_autoptr (HtTraceContext) context = ht_trace_context_new (&sink, catalog, 0);
  g_autoptr (HtTraceProfiles) profiles = ht_trace_profiles_new (context);
  HtTraceSpan span = { .kind = HT_TRACE_SPAN_ASSIST, .node = 3, .start_ns = 100, .end_ns = 150 };

  ht_trace_profiles_add_span (profiles, &span);
  span.start_ns = 40;
  ht_trace_profiles_add_span (profiles, &span);
  span.kind = HT_TRACE_SPAN_STW;
  ht_trace_profiles_add_span (profiles, &span);
  ht_trace_profiles_finish (profiles, 1000);
  g_assert_cmpuint (values->len, ==, 2);
  g_assert_cmpint (g_array_index (values, gint64, 0), ==, 2);
  g_assert_cmpint (g_array_index (values, gint64, 1), ==, 160);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-profiles/profiles", test_profiles);
  g_test_add_func ("/formats/trace-profiles/generations", test_generations);
  g_test_add_func ("/formats/trace-profiles/assists", test_assists);
  g_test_add_func ("/formats/trace-profiles/known", test_known);
  g_test_add_func ("/formats/trace-profiles/like-go", test_like_go);
  return g_test_run ();
}
