/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "trace-alloc-free.h"

#include "trace-builder.h"
#include "trace-found.h"

/* Ticks of 10 ms, after which a sample is due. */
#define SAMPLE 156250

/* What a span is: its size class, and whether what is in it has no pointers. */
#define POINTERS(size_class) ((size_class) << 2)
#define NOSCAN(size_class)   ((size_class) << 2 | 2)
#define MANUAL               1

/* Size classes of 16, 64 and 1024 bytes. */
#define CLASS_16   2
#define CLASS_64   6
#define CLASS_1024 32

/* Ids of objects: 8 bytes each, 1024 of them to a page. */
#define AT(page, bytes) ((page) *1024 + (bytes) / 8)

static void
put_layout (GByteArray *trace)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  trace_numbers (data, NUMBERS (1, 0xc000000000, 8192, 8, 2048));
  trace_experiment (trace, 1, data);
}

static void
put_type (GByteArray *trace, guint64 generation, guint64 id, guint64 size, const char *name)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();

  trace_numbers (data, NUMBERS (0, id, 0x500000 + id, size, 0, strlen (name)));
  g_byte_array_append (data, (const guint8 *) name, (guint) strlen (name));
  trace_experiment (trace, generation, data);
}

static void
check (GByteArray *trace, const char *points, const char *warnings)
{
  g_auto (TraceFound) found = trace_found_in (trace->data, trace->len, "trace/live", 0);

  g_assert_cmpstr (found.points->str, ==, points);
  g_assert_cmpstr (found.warnings->str, ==, warnings);
}

/* Kinds beyond 127 are a byte as well. */
static void
put (GByteArray *data, HtTraceKind kind, const guint64 *numbers, gsize n_numbers)
{
  trace_byte (data, (guint8) kind);
  trace_numbers (data, numbers, n_numbers);
}

/* What was there at first, what comes, what goes, and what a type is called a generation later. */
static void
test_life (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);
  g_autoptr (GByteArray) first = g_byte_array_new ();
  g_autoptr (GByteArray) second = g_byte_array_new ();

  put (first, HT_TRACE_SPAN, NUMBERS (1, 5, 1, POINTERS (CLASS_64)));
  put (first, HT_TRACE_OBJECT, NUMBERS (1, AT (5, 0), 7));
  put (first, HT_TRACE_OBJECT, NUMBERS (1, AT (5, 64), 7));
  put (first, HT_TRACE_OBJECT, NUMBERS (1, AT (5, 8128), 8));
  put (first, HT_TRACE_SPAN_ALLOC, NUMBERS (SAMPLE, 9, 3, POINTERS (0)));
  put (first, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (9, 0), 7));
  put (first, HT_TRACE_OBJECT_FREE, NUMBERS (1, AT (5, 64)));
  trace_batch_bytes (trace, 1, 1, 1000, first);
  put_layout (trace);
  put_type (trace, 1, 7, 64, "main.Node");
  put_type (trace, 1, 8, 56, "main.Leaf");
  trace_frequency (trace, 1);
  put (second, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (5, 128), 1));
  put (second, HT_TRACE_SPAN_FREE, NUMBERS (1, 9));
  trace_batch_bytes (trace, 2, 1, 1000 + 2 * SAMPLE + 10, second);
  put_type (trace, 2, 1, 56, "main.Leaf");
  trace_frequency (trace, 2);
  check (trace,
         "10000000 trace/live/main.Node 128 bytes\n"
         "10000000 trace/live_objects/main.Node 2 count\n"
         "10000000 trace/live/main.Leaf 64 bytes\n"
         "10000000 trace/live_objects/main.Leaf 1 count\n"
         "10000000 trace/live_class/64 192 bytes\n"
         "20000000 trace/live/main.Node 24640 bytes\n"
         "20000000 trace/live_objects/main.Node 2 count\n"
         "20000000 trace/live_class/large 24576 bytes\n"
         "20000000 trace/live_class/64 128 bytes\n"
         "20000768 trace/live/main.Node 64 bytes\n"
         "20000768 trace/live_objects/main.Node 1 count\n"
         "20000768 trace/live/main.Leaf 128 bytes\n"
         "20000768 trace/live_objects/main.Leaf 2 count\n"
         "20000768 trace/live_class/large 0 bytes\n"
         "20000768 trace/live_class/64 192 bytes\n",
         "");
}

/* Tiny objects share a slot, and one end; behind a header, an object does not begin where its slot
 * does; the end of one and the begin of the next come in either order.
 */
static void
test_slots (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);
  g_autoptr (GByteArray) data = g_byte_array_new ();

  put (data, HT_TRACE_SPAN, NUMBERS (1, 5, 1, NOSCAN (CLASS_16)));
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (5, 32), 0));
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (5, 40), 0));
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (5, 48), 0));
  put (data, HT_TRACE_OBJECT_FREE, NUMBERS (1, AT (5, 48)));
  put (data, HT_TRACE_SPAN_ALLOC, NUMBERS (1, 6, 1, POINTERS (CLASS_1024)));
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (6, 1032), 7));
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (6, 1032), 8));
  put (data, HT_TRACE_OBJECT_FREE, NUMBERS (1, AT (6, 2056)));
  trace_batch_bytes (trace, 1, 1, 1000, data);
  put_layout (trace);
  put_type (trace, 1, 7, 1000, "main.Node");
  put_type (trace, 1, 8, 1000, "caf\xe9.Leaf");
  trace_frequency (trace, 1);
  check (trace,
         "576 trace/live/(untyped) 16 bytes\n"
         "576 trace/live_objects/(untyped) 1 count\n"
         "576 trace/live/caf\\xe9.Leaf 1024 bytes\n"
         "576 trace/live_objects/caf\\xe9.Leaf 1 count\n"
         "576 trace/live_class/16 16 bytes\n"
         "576 trace/live_class/1024 1024 bytes\n",
         "live bytes by type may be wrong: of what was freed, nobody made 1 of 2 objects\n");
}

/* Spans come where one was without a word of its end; stacks, even elsewhere, are none of ours. */
static void
test_spans (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);
  g_autoptr (GByteArray) data = g_byte_array_new ();

  put (data, HT_TRACE_SPAN_ALLOC, NUMBERS (1, 30, 1, POINTERS (CLASS_64)));
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (30, 0), 7));
  put (data, HT_TRACE_SPAN_ALLOC, NUMBERS (1, 30, 1, MANUAL));
  put (data, HT_TRACE_SPAN_ALLOC, NUMBERS (1, 40, 2, POINTERS (CLASS_1024)));
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (40, 0), 7));
  put (data, HT_TRACE_SPAN_ALLOC, NUMBERS (1, 41, 1, NOSCAN (CLASS_64)));
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (41, 64), 9));
  put (data, HT_TRACE_SPAN_FREE, NUMBERS (1, 40));
  put (data, HT_TRACE_STACK, NUMBERS (1, G_MAXUINT64, 3));
  put (data, HT_TRACE_STACK_FREE, NUMBERS (1, G_MAXUINT64));
  trace_batch_bytes (trace, 1, 1, 1000, data);
  put_layout (trace);
  put_type (trace, 1, 7, 1000, "main.Node");
  trace_frequency (trace, 1);
  check (trace,
         "640 trace/live/? 64 bytes\n"
         "640 trace/live_objects/? 1 count\n"
         "640 trace/live_class/64 64 bytes\n"
         "640 trace/live_class/1024 0 bytes\n",
         "");
}

/* What no Go writes is left out and said. */
static void
test_nonsense (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GByteArray) layout = g_byte_array_new ();

  /* Of no class, larger than any memory, of no pages, of too many, beyond all addresses. */
  put (data, HT_TRACE_SPAN_ALLOC, NUMBERS (1, 5, 1, POINTERS (68)));
  put (data, HT_TRACE_SPAN_ALLOC, NUMBERS (1, 5, G_MAXUINT64, POINTERS (0)));
  put (data, HT_TRACE_SPAN_ALLOC, NUMBERS (1, 5, 0, POINTERS (1)));
  put (data, HT_TRACE_SPAN_ALLOC, NUMBERS (1, 5, 65, POINTERS (1)));
  put (data, HT_TRACE_SPAN_ALLOC, NUMBERS (1, G_MAXUINT64, 1, POINTERS (1)));
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, G_MAXUINT64, 7));
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (5, 0), 7));
  put (data, HT_TRACE_SPAN_FREE, NUMBERS (1, 5));
  put (data, HT_TRACE_SPAN_FREE, NUMBERS (1, G_MAXUINT64));
  trace_batch_bytes (trace, 1, 1, 1000, data);
  trace_numbers (layout, NUMBERS (1, 0, 0, 0, 0));
  trace_experiment (trace, 1, layout);
  trace_frequency (trace, 1);
  check (trace, "",
         "the heap has a layout that no Go has; the usual one is assumed\n"
         "live bytes by type lack what is told of places where no memory for objects is known: 7 "
         "times\n");
}

/* Of many types, those with the most bytes have series of their own, and nothing is lost. */
static void
test_many_types (void)
{
  g_autoptr (GByteArray) trace = trace_new (23);
  g_autoptr (GByteArray) data = g_byte_array_new ();

  put (data, HT_TRACE_SPAN, NUMBERS (1, 0, 4, POINTERS (CLASS_64)));
  for (guint64 i = 1; i <= 300; i++)
    put (data, HT_TRACE_OBJECT, NUMBERS (1, AT (0, 64 * i), i));
  for (guint64 i = 301; i < 310; i++)
    put (data, HT_TRACE_OBJECT, NUMBERS (1, AT (0, 64 * i), 300));
  put (data, HT_TRACE_SPAN, NUMBERS (1, 100, 100, POINTERS (0)));
  put (data, HT_TRACE_OBJECT, NUMBERS (1, AT (100, 0), 1));
  /* Not a thousandth of all, and more than one. */
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (SAMPLE, AT (0, 64 * 310), 500));
  put (data, HT_TRACE_SPAN_ALLOC, NUMBERS (1, 300, 1, POINTERS (0)));
  put (data, HT_TRACE_OBJECT_ALLOC, NUMBERS (1, AT (300, 0), 501));
  trace_batch_bytes (trace, 1, 1, 1000, data);
  put_layout (trace);
  for (guint64 i = 1; i <= 501; i++)
    {
      g_autofree char *name = g_strdup_printf ("main.T%" G_GUINT64_FORMAT, i);

      put_type (trace, 1, i, 64, name);
    }
  trace_frequency (trace, 1);

  g_auto (TraceFound) found = trace_found_in (trace->data, trace->len, "trace/live_objects/", 0);

  g_assert_nonnull (strstr (found.points->str, "10000000 trace/live_objects/main.T300 10 count\n"));
  g_assert_nonnull (strstr (found.points->str, "10000000 trace/live_objects/main.T255 1 count\n"));
  g_assert_null (strstr (found.points->str, "10000000 trace/live_objects/main.T256 "));
  g_assert_nonnull (strstr (found.points->str, "10000000 trace/live_objects/… 44 count\n"));
  g_assert_cmpint (trace_found_last (&found, "trace/live_objects/main.T1"), ==, 2);
  g_assert_cmpint (trace_found_last (&found, "trace/live_objects/main.T501"), ==, 1);
  g_assert_null (g_hash_table_lookup (found.last, "trace/live_objects/main.T500"));
  g_assert_cmpint (trace_found_last (&found, "trace/live_objects/…"), ==, 45);
  g_assert_cmpstr (found.warnings->str, ==, "");
}

static gint64
sum_of (const TraceFound *found, const char *prefix)
{
  GHashTableIter iter;
  gpointer name, value;
  gint64 sum = 0;

  g_hash_table_iter_init (&iter, found->last);
  while (g_hash_table_iter_next (&iter, &name, &value))
    if (g_str_has_prefix (name, prefix))
      sum += (gint64) * (const double *) value;
  return sum;
}

/* A program that knows what it keeps, see the trace's origin. It read MemStats last of all. */
static void
test_known (gconstpointer data)
{
  const char *const *file_and_bytes = data;
  gint64 heap_alloc = g_ascii_strtoll (file_and_bytes[1], NULL, 10);
  g_auto (TraceFound) found = trace_found_in_file (file_and_bytes[0], "trace/live", 0);

  g_assert_cmpint (trace_found_last (&found, "trace/live_objects/main.Node"), ==, 3000);
  g_assert_cmpint (trace_found_last (&found, "trace/live/main.Node"), ==, 3000 * 128);
  g_assert_cmpint (trace_found_last (&found, "trace/live_objects/main.Small"), ==, 1500);
  g_assert_cmpint (trace_found_last (&found, "trace/live/main.Small"), ==, 1500 * 24);
  g_assert_cmpint (trace_found_last (&found, "trace/live_objects/main.Big"), ==, 4);
  /* 100008 bytes are 13 pages. */
  g_assert_cmpint (trace_found_last (&found, "trace/live/main.Big"), ==, 4 * 13 * 8192);
  g_assert_cmpint (ABS (sum_of (&found, "trace/live/") - heap_alloc), <, heap_alloc / 1000);
  g_assert_cmpint (sum_of (&found, "trace/live/"), ==, sum_of (&found, "trace/live_class/"));
  g_assert_cmpstr (found.warnings->str, ==, "");
}

int
main (int argc, char **argv)
{
  /* The heap_alloc that the programs printed. */
  static const char *const go_1_23[] = { "go1.23-known-objects.out.gz", "3296832" };
  static const char *const go_1_27[] = { "go1.27-known-objects.out.gz", "3312368" };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/trace-alloc-free/life", test_life);
  g_test_add_func ("/formats/trace-alloc-free/slots", test_slots);
  g_test_add_func ("/formats/trace-alloc-free/spans", test_spans);
  g_test_add_func ("/formats/trace-alloc-free/nonsense", test_nonsense);
  g_test_add_func ("/formats/trace-alloc-free/many-types", test_many_types);
  g_test_add_data_func ("/formats/trace-alloc-free/go-1.23", go_1_23, test_known);
  g_test_add_data_func ("/formats/trace-alloc-free/go-1.27", go_1_27, test_known);
  return g_test_run ();
}
