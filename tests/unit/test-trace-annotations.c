/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-annotations.h"

#include "trace-builder.h"
#include "trace-found.h"

#define ANNOTATIONS \
  (1u << HT_TRACE_SPAN_REGION | 1u << HT_TRACE_SPAN_TASK | 1u << HT_TRACE_SPAN_LOG)

/* Strings and stacks of a generation; goroutine 1 is main, 5 began in main.serve. */
static void
put_names (GByteArray *trace, guint64 generation)
{
  static const char *const names[] = { "main.main", "main.serve", "read",   "parse",
                                       "order",     "shop",       "took 3", "caf\xe9" };

  for (guint64 i = 0; i < G_N_ELEMENTS (names); i++)
    trace_string (trace, generation, i + 1, names[i]);
  trace_stack (trace, generation, 1, NUMBERS (1));
  trace_stack (trace, generation, 2, NUMBERS (2));
  trace_stack (trace, generation, 3, NUMBERS (3, 2));
  trace_frequency (trace, generation);
}

static void
check (GByteArray *trace, const char *spans, const char *warnings)
{
  g_auto (TraceFound) found = trace_found_in (trace->data, trace->len, "trace/live", ANNOTATIONS);

  g_assert_cmpstr (found.spans->str, ==, spans);
  g_assert_cmpstr (found.warnings->str, ==, warnings);
}

/* Times below are ticks of 64 ns. */
static void
test_whole (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (13, 1, 0, 1, 25, 1, 1, 1, 2, /* 1: processor 0; 2: goroutine 1 runs */
                        14, 1, 5, 2, 1,              /* 3: makes 5 */
                        20, 1, 0, 1, 16, 1, 5, 1,    /* 4: blocks; 5: 5 runs */
                        40, 5, 7, 0, 5, 3,           /* 10: task “order” */
                        42, 10, 7, 3, 3,             /* 20: region “read” */
                        42, 10, 7, 4, 3,             /* 30: in it “parse” */
                        44, 5, 7, 6, 7, 3,           /* 35: says “shop: took 3” */
                        19, 5, 0, 3, 16, 10, 5, 2,   /* 40: stops; 50: goes on */
                        43, 10, 7, 4, 3,             /* 60: “parse” ends */
                        43, 10, 7, 3, 3,             /* 70: “read” ends */
                        41, 10, 7, 3));              /* 80: task ends */
  put_names (trace, 1);
  check (trace,
         "2240–2240 g5 main.serve task 7 “shop”: took 3 read main.serve\n"
         "1920–3840 ran 1280 g5 main.serve task 7 “parse” read main.serve\n"
         "1280–4480 ran 2560 g5 main.serve task 7 “read” read main.serve\n"
         "640–5120 g5 main.serve task 7 “order” read main.serve\n",
         "");
}

/* What begins before the trace and what goes on behind it; the end of a goroutine; regions that
 * are ended by the end of one around them; ids of strings that mean others a generation later.
 */
static void
test_cut (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);

  trace_batch (trace, 1, 1, 1000,
               NUMBERS (13, 1, 0, 1, 25, 1, 5, 1, 2, /* 1, 2: goroutine 5 runs */
                        43, 8, 0, 3, 2,              /* 10: end of a region from before */
                        41, 10, 9, 2,                /* 20: end of a task from before */
                        42, 10, 0, 8, 2,             /* 30: “café”, in an odd encoding */
                        42, 10, 0, 3, 2,             /* 40: “read” */
                        43, 10, 0, 8, 2,             /* 50: ends both */
                        42, 10, 0, 5, 2,             /* 60: “order” */
                        42, 10, 0, 3, 2)); /* 70: “read”, to the end of the goroutine */
  put_names (trace, 1);
  trace_batch (trace, 2, 1, 1080,
               NUMBERS (13, 1, 0, 1, 25, 1, 5, 1, 2, /* 81, 82 */
                        43, 8, 0, 5, 0, /* 90: “read”, by what was the id of “order” */
                        42, 5, 0, 5, 0, /* 95: “read” again */
                        17, 5,          /* 100: ends */
                        14, 5, 6, 0, 0, 16, 5, 6, 1, /* 105, 110: another one */
                        40, 5, 11, 0, 5, 0,          /* 115: a task */
                        42, 5, 11, 5, 0));           /* 120: a region */
  trace_string (trace, 2, 5, "read");
  trace_frequency (trace, 2);
  check (trace,
         "…0–640 g5 main.serve task 0 “read”\n"
         "…0–1280 g0 ? task 9 “”\n"
         "2560–3200 ran 640 g5 main.serve task 0 “read” main.serve\n"
         "1920–3200 ran 1280 g5 main.serve task 0 “caf\\xe9” main.serve\n"
         "4480–5760 ran 1280 g5 main.serve task 0 “read” main.serve\n"
         "6080–6400 ran 320 g5 main.serve task 0 “read”\n"
         "3840–6400 ran 2560 g5 main.serve task 0 “order” main.serve\n"
         "7680–7680… ran 0 g6 ? task 11 “read”\n"
         "7360–7680… g6 ? task 11 “read”\n",
         "");
}

/* Of regions in regions without end the innermost are left out, with their ends. */
static void
test_deep (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_auto (TraceFound) found = { NULL };
  guint n_lines = 0;

  trace_numbers (data, NUMBERS (13, 1, 0, 1, 25, 1, 5, 1, 2));
  for (guint i = 0; i < 300; i++)
    trace_numbers (data, NUMBERS (42, 1, i, 3, 2));
  for (guint i = 300; i-- > 0;)
    trace_numbers (data, NUMBERS (43, 1, i, 3, 2));
  trace_batch_bytes (trace, 1, 1, 1000, data);
  put_names (trace, 1);
  found = trace_found_in (trace->data, trace->len, "trace/live", ANNOTATIONS);
  for (const char *at = found.spans->str; (at = strchr (at, '\n')) != NULL; at++)
    n_lines++;
  g_assert_cmpuint (n_lines, ==, 256);
  g_assert_true (
      g_str_has_prefix (found.spans->str, "16512–22208 ran 5696 g5 main.serve task 255 "));
  g_assert_null (strstr (found.spans->str, "…"));
  g_assert_cmpstr (found.warnings->str, ==,
                   "regions and tasks are left out where too many were open at a time: 44\n");
}

static guint
count (const TraceFound *found, const char *part)
{
  g_auto (GStrv) lines = g_strsplit (found->spans->str, "\n", -1);
  guint n = 0;

  for (gsize i = 0; lines[i] != NULL; i++)
    n += strstr (lines[i], part) != NULL;
  return n;
}

/* A program that knows what it does, see the trace's origin. */
static void
test_known (void)
{
  g_auto (TraceFound) found =
      trace_found_in_file ("go1.27-known-work.out.gz", "trace/live", ANNOTATIONS);

  /* Three workers, seven orders each, and a task before and one behind. */
  g_assert_cmpuint (count (&found, " main.work task "), ==, 3 * 7 * 4 + 3);
  g_assert_cmpuint (count (&found, "“order” main.takeOrder main.work"), ==, 21);
  g_assert_cmpuint (count (&found, "“read” "), ==, 21);
  g_assert_cmpuint (count (&found, "“parse” "), ==, 21);
  g_assert_cmpuint (count (&found, "“until the end” main.work"), ==, 3);
  for (guint worker = 0; worker < 3; worker++)
    {
      g_autofree char *message = g_strdup_printf ("“shop”: order 6 of worker %u ", worker);

      g_assert_cmpuint (count (&found, message), ==, 1);
    }
  g_assert_cmpuint (count (&found, "… g1 main.main task 2 “behind” main.main"), ==, 1);
  g_assert_cmpuint (count (&found, " g0 ? task 1 “”"), ==, 1);
  g_assert_cmpstr (found.warnings->str, ==, "");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-annotations/whole", test_whole);
  g_test_add_func ("/formats/trace-annotations/cut", test_cut);
  g_test_add_func ("/formats/trace-annotations/deep", test_deep);
  g_test_add_func ("/formats/trace-annotations/known", test_known);
  return g_test_run ();
}
