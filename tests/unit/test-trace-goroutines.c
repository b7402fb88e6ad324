/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-goroutines.h"

#include "trace-builder.h"
#include "trace-found.h"

/* What the strings and stacks of put_tables() are called. */
enum
{
  SERVE = 1,
  MAIN,
  HANDLE,
  READ,
  RECEIVE,
  PREEMPTED,
  FORCED
};
enum
{
  ENTRY = 1, /* serve */
  IN_MAIN,   /* main */
  IN_HANDLE, /* serve, handle */
  IN_READ,   /* serve, handle, read */
};

/* A tick is a ns. */
static void
put_tables (GByteArray *trace, guint64 generation)
{
  static const char *const names[] = { "main.serve",           "main.main",
                                       "main.handle",          "main.read",
                                       "chan receive",         "preempted",
                                       "system goroutine wait" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    trace_string (trace, generation, i + 1, names[i]);
  trace_stack (trace, generation, ENTRY, NUMBERS (SERVE));
  trace_stack (trace, generation, IN_MAIN, NUMBERS (MAIN));
  trace_stack (trace, generation, IN_HANDLE, NUMBERS (HANDLE, SERVE));
  trace_stack (trace, generation, IN_READ, NUMBERS (READ, HANDLE, SERVE));
  trace_batch (trace, generation, G_MAXUINT64, 1000, NUMBERS (8, 1000000000));
}

static void
check (GByteArray *trace, const char *goroutines, const char *groups, const char *warnings)
{
  g_auto (TraceFound) found = trace_found_in (trace->data, trace->len, "trace/alloc/", 0);

  g_assert_cmpstr (found.goroutines->str, ==, goroutines);
  g_assert_cmpstr (found.groups->str, ==, groups);
  g_assert_cmpstr (found.warnings->str, ==, warnings);
}

/* Everything that a goroutine can do, and whoever made it. */
static void
test_life (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);
  g_auto (TraceFound) found = { NULL };

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,               /* 1: a processor runs */
                        25, 1, 1, 7, 2,            /* 2: so does goroutine 1 */
                        14, 1, 5, ENTRY, IN_MAIN,  /* 3: makes 5 */
                        37, 1, 1000,               /* 4: what is there already */
                        19, 9, PREEMPTED, IN_MAIN, /* 13 */
                        16, 10, 5, 1,              /* 23: 5 runs */
                        37, 1, 9192,               /* 24 */
                        35, 2, IN_HANDLE, 36, 10,  /* 26 to 36: assists */
                        22, 4, 1, IN_READ, 23, 5,  /* 40 to 45: a system call */
                        20, 5, RECEIVE, IN_HANDLE, /* 50: waits */
                        16, 10, 1, 1,              /* 60: 1 runs */
                        21, 5, 5, 2, IN_MAIN,      /* 65: 5 need not wait any more */
                        19, 5, PREEMPTED, IN_MAIN, /* 70 */
                        16, 5, 5, 3,               /* 75: 5 runs */
                        37, 1, 9292,               /* 76 */
                        20, 1, RECEIVE, IN_READ,   /* 77 */
                        16, 2, 1, 2,               /* 79: 1 runs */
                        37, 1, 10292,              /* 80 */
                        21, 1, 5, 4, IN_MAIN,      /* 81 */
                        19, 1, PREEMPTED, 0,       /* 82 */
                        16, 1, 5, 5, 17, 6,        /* 83 to 89: 5 runs and ends */
                        16, 4, 1, 3));             /* 93: 1 runs */
  put_tables (trace, 1);
  found = trace_found_in (trace->data, trace->len, "trace/alloc/", 0);
  g_assert_cmpstr (found.goroutines->str, ==,
                   "g5 of g1 main.serve from 3 to 89 ran 30 ready 32 called 5 waited 19 assisted 10"
                   " grew 2 by 8292; ended “” since 89 at main.read main.handle main.serve,"
                   " made at main.main\n"
                   "g1 of g0 main.main ran 24 ready 67 called 0 waited 0 assisted 0 grew 1 by 1000;"
                   " running “” since 93 at, made at\n");
  g_assert_cmpstr (
      found.groups->str, ==,
      "main.main 1 of them 0 made, 0 ended ran 24 ready 67 called 0 waited 0 assisted 0"
      " grew 1 by 1000\n"
      "main.serve 1 of them 1 made, 1 ended ran 30 ready 32 called 5 waited 19"
      " assisted 10 grew 2 by 8292 [chan receive: 2 for 19]\n");
  g_assert_cmpstr (found.points->str, ==,
                   "24 trace/alloc/main.serve +8192 bytes\n"
                   "80 trace/alloc/main.main +1000 bytes\n"
                   "76 trace/alloc/main.serve +100 bytes\n");
  g_assert_cmpint (found.facts.n_goroutines, ==, 2);
  g_assert_cmpint (found.facts.n_unattributed_bytes, ==, 0);
}

/* Who was there before, and who is left: each state, and what is told of it late. */
static void
test_older (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,                          /* 1 */
                        48, 9, 5, G_MAXUINT64, 4, IN_READ,    /* 10: waits, nobody says what for */
                        21, 10, 5, 1, 0,                      /* 20: not any more */
                        25, 10, 6, 7, 2,                      /* 30: 6 runs */
                        35, 5, 0,                             /* 35: and assists */
                        48, 15, 8, G_MAXUINT64, 4, IN_HANDLE, /* 50 */
                        48, 0, 9, 11, 3, IN_READ));           /* 50: 9 is in a system call */
  trace_batch (trace, 1, 12, 1000, NUMBERS (34, 90, 6, 48, 0, 10, G_MAXUINT64, 1, ENTRY));
  put_tables (trace, 1);
  check (trace,
         "g5 of g0 main.serve ran 0 ready 70 called 0 waited 20 assisted 0 grew 0 by 0; runnable “”"
         " since 20 at main.read main.handle main.serve, made at\n"
         "g6 of g0 ? ran 60 ready 0 called 0 waited 0 assisted 55 grew 0 by 0; running “” since 30"
         " at, made at\n"
         "g8 of g0 main.serve ran 0 ready 0 called 0 waited 90 assisted 0 grew 0 by 0; waiting “”"
         " since 0 at main.handle main.serve, made at\n"
         "g9 of g0 main.serve ran 0 ready 0 called 90 waited 0 assisted 0 grew 0 by 0; syscall “”"
         " since 0 at main.read main.handle main.serve, made at\n"
         "g10 of g0 main.serve ran 0 ready 90 called 0 waited 0 assisted 0 grew 0 by 0; runnable “”"
         " since 0 at main.serve, made at\n",
         "main.serve 4 of them 0 made, 0 ended ran 0 ready 160 called 90 waited 110 assisted 0"
         " grew 0 by 0 [: 2 for 110]\n"
         "? 1 of them 0 made, 0 ended ran 60 ready 0 called 0 waited 0 assisted 55 grew 0 by 0\n",
         "");
}

/* What one did before its function was known is counted once that is. */
static void
test_known_late (void)
{
  g_autoptr (GByteArray) trace = trace_new (22);
  g_auto (TraceFound) found = { NULL };

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,                              /* 1 */
                        25, 9, 5, G_MAXUINT64, 4, 21, 0, 5, 1, 0, /* 10: waited for something */
                        16, 10, 5, 2,                             /* 20: runs */
                        37, 0, 1000, 37, 5, 3000, 37, 5, 3500,    /* 25, 30: makes the heap grow */
                        20, 10, RECEIVE, IN_HANDLE,               /* 40: waits, and where */
                        37, 5, 4000));                            /* 45: nobody runs */
  put_tables (trace, 1);
  found = trace_found_in (trace->data, trace->len, "trace/alloc/", 0);
  g_assert_cmpstr (
      found.goroutines->str, ==,
      "g5 of g0 main.serve ran 20 ready 10 called 0 waited 15 assisted 0 grew 2 by 2500;"
      " waiting “chan receive” since 40 at main.handle main.serve, made at\n");
  g_assert_cmpstr (found.groups->str, ==,
                   "main.serve 1 of them 0 made, 0 ended ran 20 ready 10 called 0 waited 15"
                   " assisted 0 grew 2 by 2500 [: 1 for 10] [chan receive: 1 for 5]\n"
                   "? 0 of them 0 made, 0 ended ran 0 ready 0 called 0 waited 0 assisted 0"
                   " grew 1 by 500\n");
  g_assert_cmpstr (found.points->str, ==,
                   "40 trace/alloc/main.serve +2500 bytes\n"
                   "45 trace/alloc/? +500 bytes\n");
  g_assert_cmpint (found.facts.n_goroutines, ==, 1);
  g_assert_cmpint (found.facts.n_unattributed_bytes, ==, 500);
}

/* Callbacks from C use numbers again; what has ended is told once, in whichever generation. */
static void
test_numbers_used_again (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);

  trace_batch (trace, 1, 7, 1000,
               NUMBERS (13, 1, 0, 1,     /* 1 */
                        15, 9, 5, 18, 5, /* 10 to 15: from C and back */
                        15, 5, 5, 32, 1, IN_HANDLE, 33, 1, 0, 0, 18, 8)); /* 20 to 30 */
  put_tables (trace, 1);
  trace_batch (trace, 2, 7, 1040, NUMBERS (15, 10, 5, 15, 20, 5)); /* 50, 70: its end is missing */
  put_tables (trace, 2);
  check (
      trace,
      "g5 of g0 ? from 10 to 15 ran 0 ready 0 called 5 waited 0 assisted 0 grew 0 by 0;"
      " ended “” since 15 at, made at\n"
      "g5 of g0 main.serve from 20 to 30 ran 0 ready 0 called 10 waited 0 assisted 0 grew 0 by 0;"
      " ended “” since 30 at, made at\n"
      "g5 of g0 ? from 50 to 70 ran 0 ready 0 called 20 waited 0 assisted 0 grew 0 by 0;"
      " ended “” since 70 at, made at\n"
      "g5 of g0 ? from 70 ran 0 ready 0 called 0 waited 0 assisted 0 grew 0 by 0;"
      " syscall “” since 70 at, made at\n",
      "? 3 of them 3 made, 2 ended ran 0 ready 0 called 25 waited 0 assisted 0 grew 0 by 0\n"
      "main.serve 1 of them 1 made, 1 ended ran 0 ready 0 called 10 waited 0 assisted 0"
      " grew 0 by 0\n",
      "1 events of generation 2 do not fit what came before them; times are in order, causes"
      " perhaps not\n");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-goroutines/life", test_life);
  g_test_add_func ("/formats/trace-goroutines/older", test_older);
  g_test_add_func ("/formats/trace-goroutines/known-late", test_known_late);
  g_test_add_func ("/formats/trace-goroutines/numbers-used-again", test_numbers_used_again);
  return g_test_run ();
}
