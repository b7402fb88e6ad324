/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-entries.h"

#include "trace-builder.h"
#include "trace-v2.h"

/* What the table says of goroutines, by the time at which it was asked. */
typedef struct
{
  HtTraceContext *context;
  HtTraceEntries *entries;
  GString *told;
} Asked;

static const guint64 asked_goroutines[] = { 1, 5, 6, 7, 8 };

static void
take_generation_cb (const HtTraceGeneration *generation, gpointer user_data)
{
  Asked *asked = user_data;

  ht_trace_context_begin_generation (asked->context, generation);
  ht_trace_entries_begin_generation (asked->entries);
}

static void
take_event_cb (const HtTraceEvent *event, gpointer user_data)
{
  Asked *asked = user_data;

  ht_trace_entries_add_event (asked->entries, event);
  if (event->kind != HT_TRACE_HEAP_ALLOC)
    return;
  g_string_append_printf (asked->told, "%" G_GINT64_FORMAT, event->time_ns / 64);
  for (gsize i = 0; i < G_N_ELEMENTS (asked_goroutines); i++)
    {
      const char *entry = ht_trace_entries_get (asked->entries, asked_goroutines[i]);

      g_assert_true (entry == ht_trace_entries_get (asked->entries, asked_goroutines[i]));
      g_string_append_printf (asked->told, " %s", entry);
    }
  g_string_append_c (asked->told, '\n');
}

/* Asks at each event of the heap. */
static void
check_entries (GByteArray *trace, const char *expected)
{
  HtTraceRecordSink records = { .goroutine = NULL };
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtTraceContext) context = ht_trace_context_new (&records, catalog, 0);
  g_autoptr (HtTraceEntries) entries = ht_trace_entries_new (context);
  g_autoptr (GString) told = g_string_new (NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (trace->data, trace->len);
  Asked asked = { context, entries, told };
  HtTraceSink sink = { .generation = take_generation_cb,
                       .event = take_event_cb,
                       .user_data = &asked };
  HtTraceSummary summary;
  HtTraceInput input;

  ht_trace_input_init_bytes (&input, bytes);
  g_assert_true (ht_trace_v2_read (&input, &sink, &summary, NULL));
  g_assert_cmpstr (told->str, ==, expected);
}

static void
put_tables (GByteArray *trace, guint64 generation)
{
  guint64 deep[120];

  for (gsize i = 0; i < G_N_ELEMENTS (deep); i++)
    deep[i] = 3;
  trace_string (trace, generation, 1, "main.serve");
  trace_string (trace, generation, 2, "net/http.(*conn).serve");
  trace_string (trace, generation, 3, "main.handle");
  trace_string (trace, generation, 4, "runtime.corostart");
  trace_string (trace, generation, 5, "runtime.coroswitch_m");
  trace_string (trace, generation, 6, "iter.Pull[...]");
  trace_string (trace, generation, 7, "main.main.gowrap2");
  trace_string (trace, generation, 8, "main.gowrapper");
  trace_stack (trace, generation, 1, NUMBERS (1));
  trace_stack (trace, generation, 2, NUMBERS (3, 2));
  trace_stack (trace, generation, 3, NUMBERS (4));
  trace_stack (trace, generation, 4, NUMBERS (5, 6, 3, 2));
  trace_stack (trace, generation, 5, deep, G_N_ELEMENTS (deep));
  trace_stack (trace, generation, 6, NUMBERS (7));
  trace_stack (trace, generation, 7, NUMBERS (8));
  trace_frequency (trace, generation);
}

/* Goroutines of the trace: by their first frame, and coroutines by who made them. */
static void
test_created (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,    /* 1: a processor runs */
                        25, 1, 1, 7, 2, /* 2: goroutine 1 runs */
                        14, 1, 5, 1, 2, /* 3: makes goroutine 5 */
                        37, 1, 4096,    /* 4 */
                        47, 1, 6, 3, 4, /* 5: a coroutine */
                        47, 1, 7, 3, 0, /* 6: one whose maker nobody knows */
                        37, 1, 4096));  /* 7 */
  put_tables (trace, 1);
  check_entries (trace, "4 main.main main.serve ? ? ?\n"
                        "7 main.main main.serve main.handle runtime.corostart ?\n");
}

/* Goroutines that are older: by the root of what is on their stack. */
static void
test_older (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,                 /* 1: a processor runs */
                        25, 1, 5, 7, 2,              /* 2: goroutine 5 runs */
                        37, 1, 4096,                 /* 3 */
                        32, 1, 5, 33, 1, 0, 0,       /* 4, 5: sweeps; that stack is cut off */
                        37, 1, 4096,                 /* 6 */
                        32, 1, 2, 33, 1, 0, 0,       /* 7, 8 */
                        37, 1, 4096,                 /* 9 */
                        25, 1, 6, G_MAXUINT64, 4,    /* 10: goroutine 6 waits */
                        21, 1, 6, 1, 1,              /* 11: is woken from another stack */
                        48, 1, 8, G_MAXUINT64, 4, 1, /* 12: goroutine 8 waits, with its stack */
                        37, 1, 4096));               /* 13 */
  put_tables (trace, 1);
  check_entries (trace, "3 ? ? ? ? ?\n"
                        "6 ? ? ? ? ?\n"
                        "9 ? net/http.(*conn).serve ? ? ?\n"
                        "13 ? net/http.(*conn).serve ? ? main.serve\n");
}

/* Where a function was called by a variable: by what is around the call, until there is a stack. */
static void
test_wrapped (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,           /* 1: a processor runs */
                        25, 1, 1, 7, 2,        /* 2: goroutine 1 runs */
                        14, 1, 5, 6, 2,        /* 3: makes 5 */
                        14, 1, 6, 6, 2,        /* 4: and 6 */
                        14, 1, 7, 7, 2,        /* 5: and 7, which is no such case */
                        37, 1, 4096,           /* 6 */
                        19, 1, 0, 0,           /* 7: stops */
                        16, 1, 5, 1,           /* 8: 5 runs */
                        32, 1, 1, 33, 1, 0, 0, /* 9, 10: sweeps */
                        37, 1, 4096));         /* 11 */
  put_tables (trace, 1);
  check_entries (trace, "6 main.main main.main.gowrap2 main.main.gowrap2 main.gowrapper ?\n"
                        "11 main.main main.serve main.main.gowrap2 main.gowrapper ?\n");
}

/* One that has ended is known until the generation is over; the next of its number is another. */
static void
test_ended (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,           /* 1: a processor runs */
                        25, 1, 1, 7, 2,        /* 2: goroutine 1 runs */
                        14, 1, 5, 1, 0,        /* 3: makes 5 */
                        19, 1, 0, 0,           /* 4: stops */
                        16, 1, 5, 1, 17, 1,    /* 5, 6: 5 runs and ends */
                        37, 1, 4096,           /* 7 */
                        15, 1, 5,              /* 8: another one, from C */
                        37, 1, 4096,           /* 9 */
                        32, 1, 2, 33, 1, 0, 0, /* 10, 11 */
                        37, 1, 4096,           /* 12 */
                        18, 1));               /* 13: back to C */
  put_tables (trace, 1);
  check_entries (trace, "7 main.main main.serve ? ? ?\n"
                        "9 main.main ? ? ? ?\n"
                        "12 main.main net/http.(*conn).serve ? ? ?\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-entries/created", test_created);
  g_test_add_func ("/formats/trace-entries/older", test_older);
  g_test_add_func ("/formats/trace-entries/wrapped", test_wrapped);
  g_test_add_func ("/formats/trace-entries/ended", test_ended);
  return g_test_run ();
}
