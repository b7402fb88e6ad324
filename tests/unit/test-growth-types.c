/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What traces of the AllocFree experiment tell of the types of objects that stay. */
#include "growth-class.h"
#include "growth-types-load.h"

#include "made-heap.h"
#include "recording-fixture.h"

#define S      G_GINT64_CONSTANT (1000000000)
#define START  (G_GINT64_CONSTANT (1790000000) * S)
#define N_HEAP 10

#define KEEP "example.com/shop.keep"

/* So many of a type when the trace begins, and each second so many more; halfway between two
 * collections there are so many that the next one frees. */
typedef struct
{
  const char *name;
  gint64 slot_bytes;
  gint64 begin;
  gint64 more;
  gint64 garbage;
} Kept;

static HtGrowthAlive
make_alive (const Kept *kept, gint64 second)
{
  double n = (double) (kept->begin + second * kept->more);

  return (HtGrowthAlive){ .least_bytes = n * (double) kept->slot_bytes,
                          .least_objects = n,
                          .most_objects = n + (double) kept->garbage };
}

static gboolean
add (HtGrowthTypes *types, const Kept *kept)
{
  HtGrowthAlive first = make_alive (kept, 0);
  HtGrowthAlive last = make_alive (kept, 8);

  return ht_growth_types_add (types, kept->name, &first, &last);
}

static void
test_one_type (void)
{
  static const Kept order = { "main.Order", 64, 1000, 100, 50 };
  static const Kept other = { "main.Other", 64, 10, 20, 0 };
  g_autoptr (HtGrowthTypes) types = ht_growth_types_new ();
  HtGrowthEvidence evidence;

  g_assert_true (add (types, &order));
  g_assert_true (add (types, &other));
  /* 800 and 160 objects. */
  ht_growth_types_add_class (types, 64, 960 * 64);
  g_assert_true (ht_growth_types_find (types, 64, &evidence));
  g_assert_cmpint (evidence.kind, ==, HT_GROWTH_EVIDENCE_KEPT_TYPE);
  g_assert_cmpstr (evidence.names[0], ==, "main.Order");
  g_assert_cmpfloat (evidence.values[0], ==, 64);
  g_assert_cmpfloat (evidence.values[1], ==, 800);
  g_assert_cmpfloat (evidence.values[2], ==, 960);
  g_assert_cmpstr (ht_growth_types_get_word (&evidence), ==, "main.Order");
  /* Objects of 50 bytes lie in slots of 64, those of 48 do not. */
  g_assert_true (ht_growth_types_find (types, 50, &evidence));
  g_assert_false (ht_growth_types_find (types, 48, &evidence));
  g_assert_false (ht_growth_types_find (types, 0, &evidence));
  g_assert_false (ht_growth_types_find (types, 1 << 20, &evidence));
  /* Of 1100 it is no longer clear. */
  ht_growth_types_add_class (types, 64, 1100 * 64);
  g_assert_false (ht_growth_types_find (types, 64, &evidence));
}

/* What says nothing. */
static void
test_no_type (void)
{
  static const Kept kept[] = {
    { "main.Steady", 64, 1000, 0, 50 },    /* none stays */
    { "main.Busy", 64, 1000, 10, 100 },    /* fewer stay than come and go */
    { "main.Odd", 64, -1000, 200, 0 },     /* fewer than none */
    { "main.Few", 64, 1000, 1, 0 },        /* too few stay */
    { "(untyped)", 64, 1000, 100, 0 },     /* no type */
    { "?", 64, 1000, 100, 0 },             /* a name that was lost */
    { "…", 64, 1000, 100, 0 },             /* several types */
    { "main.Large", 40000, 1000, 100, 0 }, /* of no class */
    { "[]main.Mixed", 70, 1000, 100, 0 },  /* in slots of several sizes */
  };
  g_autoptr (HtGrowthTypes) types = ht_growth_types_new ();

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    g_assert_false (add (types, &kept[i]));
}

static void
test_words (void)
{
  static const struct
  {
    Kept kept;
    const char *word;
    HtGrowthEvidenceKind kind;
  } cases[] = {
    { { "map.bucket[string]int", 208, 0, 10, 0 }, "map", HT_GROWTH_EVIDENCE_KEPT_TYPE },
    { { "map.group[int64]int64", 18432, 0, 10, 0 }, "map", HT_GROWTH_EVIDENCE_KEPT_TYPE },
    { { "*main.Order", 256, 0, 10, 0 }, "array", HT_GROWTH_EVIDENCE_KEPT_ARRAYS },
    { { "*main.Order", 8, 0, 10, 0 }, "*main.Order", HT_GROWTH_EVIDENCE_KEPT_TYPE },
    { { "string", 16, 0, 10, 0 }, "string", HT_GROWTH_EVIDENCE_KEPT_TYPE },
    { { "string", 32, 0, 10, 0 }, "array", HT_GROWTH_EVIDENCE_KEPT_ARRAYS },
    { { "uint8", 1024, 0, 10, 0 }, "uint8", HT_GROWTH_EVIDENCE_KEPT_TYPE },
    { { "main.Order", 1024, 0, 10, 0 }, "main.Order", HT_GROWTH_EVIDENCE_KEPT_TYPE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (HtGrowthTypes) types = ht_growth_types_new ();
      HtGrowthEvidence evidence;

      g_assert_true (add (types, &cases[i].kept));
      g_assert_true (ht_growth_types_find (types, cases[i].kept.slot_bytes, &evidence));
      g_assert_cmpstr (ht_growth_types_get_word (&evidence), ==, cases[i].word);
      g_assert_cmpint (evidence.kind, ==, cases[i].kind);
    }
}

/* Ten heaps, 10 s apart: 1 MiB more in objects of 64 bytes in each, and so much elsewhere. */
static HtGrowthChain *
find_chain (HtCatalog *catalog,
            gint64 beside,
            gint64 beside_bytes,
            HtGrowthTable **table,
            HtGrowthReport **report)
{
  *table = ht_growth_table_new (catalog);
  for (gint64 i = 0; i < N_HEAP; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);

      made_heap_add (profile, catalog, STACK (KEEP), 64, (4 + i) << 20, (4 + i) << 20);
      made_heap_add (profile, catalog, STACK ("example.com/shop.beside"), beside_bytes,
                     (4 << 20) + i * beside, (4 << 20) + i * beside);
      ht_growth_table_add (*table, profile, i * 10 * S, i * 10 * S);
    }
  *report = ht_growth_report_new (*table, catalog);
  for (guint i = 0; i < (*report)->chains->len; i++)
    {
      HtGrowthChain *chain = g_ptr_array_index ((*report)->chains, i);
      const HtFunction *function = ht_symbols_get_function (catalog->symbols, chain->function);

      if (g_str_equal (ht_strings_get (catalog->strings, function->name), KEEP))
        return chain;
    }
  g_assert_not_reached ();
}

static gboolean
find_in_chain (gint64 beside, gint64 beside_bytes)
{
  static const Kept order = { "main.Order", 64, 1000, 100, 50 };
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTypes) types = ht_growth_types_new ();
  g_autoptr (HtGrowthTable) table = NULL;
  g_autoptr (HtGrowthReport) report = NULL;
  HtGrowthChain *chain = find_chain (catalog, beside, beside_bytes, &table, &report);
  HtGrowthEvidence evidence;

  g_assert_true (add (types, &order));
  return ht_growth_types_find_chain (types, table, chain, &evidence);
}

/* The type is told only where the size does tell whose the objects are. */
static void
test_chain (void)
{
  g_assert_true (find_in_chain (0, 64));
  g_assert_true (find_in_chain (4 << 20, 128));
  g_assert_true (find_in_chain (1 << 18, 64));
  g_assert_false (find_in_chain (1 << 20, 64));
}

/* It stands in the evidence though it speaks for no class, and decides for none. */
static void
test_cause (void)
{
  static const Kept kept[] = { { "main.Order", 64, 1000, 100, 50 },
                               { "map.group[int64]int64", 64, 0, 100, 0 } };

  for (gsize i = 0; i < G_N_ELEMENTS (kept); i++)
    {
      g_autoptr (HtCatalog) catalog = ht_catalog_new ();
      g_autoptr (HtGrowthClasses) classes = ht_growth_classes_new ();
      g_autoptr (HtGrowthTypes) types = ht_growth_types_new ();
      g_autoptr (HtGrowthTable) table = NULL;
      g_autoptr (HtGrowthReport) report = NULL;
      HtGrowthChain *chain = find_chain (catalog, 0, 64, &table, &report);
      const HtGrowthClues clues = { .classes = classes, .types = types };
      guint n = 0;

      g_assert_true (add (types, &kept[i]));
      ht_growth_report_classify (report, table, catalog, &clues);
      for (guint j = 0; j < chain->evidence->len; j++)
        {
          const HtGrowthEvidence *evidence = g_ptr_array_index (chain->evidence, j);

          n += evidence->kind == HT_GROWTH_EVIDENCE_KEPT_TYPE;
        }
      g_assert_cmpuint (n, ==, 1);
      g_assert_null (chain->class_name);
      if (i == 1)
        g_assert_cmpstr (g_ptr_array_index (chain->candidates, 0), ==, "map-growth");
    }
}

static void
add_point (HtRecordingWriter *writer,
           const char *prefix,
           const char *name,
           gint64 time_ns,
           gint64 value)
{
  g_autofree char *full = g_strconcat (prefix, name, NULL);
  g_autoptr (GError) error = NULL;
  const HtPoint point = { .name = full,
                          .unit = "count",
                          .kind = HT_POINT_GAUGE,
                          .time_ns = time_ns,
                          .value = (double) value };

  ht_recording_writer_add_point (writer, 1, &point, &error);
  g_assert_no_error (error);
}

/* A trace of 10 s, with collections at second 1, 2, … and a sweep 100 ms later. */
static void
write_trace (RecordingFixture *fixture, const Kept *kept, gsize n_kept, guint n_cycles)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (fixture->path, &error);
  HtCapture capture = { .kind = HT_CAPTURE_TRACE, .time_ns = START };
  HtTraceFacts facts = { .start_ns = START, .end_ns = START + 10 * S };
  gint64 id;

  capture.target = ht_recording_writer_add_target (writer, "shop", &error);
  g_assert_cmpint (capture.target, ==, 1);
  id = ht_recording_writer_add_capture (writer, &capture, &error);
  ht_recording_writer_add_trace (writer, 1, id, &facts, &error);
  g_assert_no_error (error);
  for (gint64 second = 0; second <= 10; second++)
    for (gsize i = 0; i < n_kept; i++)
      for (gint64 half = 0; half < 2; half++)
        {
          gint64 time_ns = START + second * S + S / 10 + half * S / 2;
          gint64 n = kept[i].begin + second * kept[i].more + half * kept[i].garbage;
          g_autofree char *size = g_strdup_printf ("%" G_GINT64_FORMAT, kept[i].slot_bytes);

          add_point (writer, "trace/live/", kept[i].name, time_ns, n * kept[i].slot_bytes);
          add_point (writer, "trace/live_objects/", kept[i].name, time_ns, n);
          /* A class of one type each. */
          add_point (writer, "trace/live_class/", size, time_ns, n * kept[i].slot_bytes);
        }
  for (guint i = 1; i <= n_cycles; i++)
    {
      HtGcCycle cycle;

      ht_gc_cycle_init (&cycle, HT_GC_SOURCE_TRACE);
      cycle.n = i;
      cycle.start_ns = i * S - 1000;
      cycle.end_ns = i * S;
      cycle.wall_offset_ns = START;
      ht_recording_writer_add_gc_cycle (writer, 1, id, &cycle, &error);
      g_assert_no_error (error);
    }
  ht_recording_writer_commit (writer, &error);
  g_assert_no_error (error);
}

static HtGrowthTypes *
load (RecordingFixture *fixture, gint64 from_ns, gint64 to_ns)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (fixture->path, &error);
  g_autoptr (GArray) cycles = ht_recording_read_gc_cycles (recording, 1, &error);
  HtGrowthTypes *types = ht_growth_types_new ();

  g_assert_no_error (error);
  g_assert_true (ht_growth_types_load (types, recording, 1, cycles, from_ns, to_ns, NULL, &error));
  g_assert_no_error (error);
  return types;
}

static const Kept shop[] = { { "main.Order", 64, 1000, 100, 50 },
                             { "main.Visit", 128, 1000, 0, 500 },
                             { "*main.Order", 256, 40, 4, 0 } };

static void
test_load (RecordingFixture *fixture, gconstpointer data)
{
  HtGrowthEvidence evidence;

  write_trace (fixture, shop, G_N_ELEMENTS (shop), 9);

  g_autoptr (HtGrowthTypes) types = load (fixture, START - S, START + 100 * S);
  g_autoptr (HtGrowthTypes) later = load (fixture, START + 11 * S, START + 100 * S);

  /* From after the first collection to after the last but one: 7 s. */
  g_assert_true (ht_growth_types_find (types, 64, &evidence));
  g_assert_cmpstr (evidence.names[0], ==, "main.Order");
  g_assert_cmpfloat (evidence.values[1], ==, 700);
  g_assert_cmpfloat (evidence.values[2], ==, 700);
  g_assert_true (ht_growth_types_find (types, 256, &evidence));
  g_assert_cmpint (evidence.kind, ==, HT_GROWTH_EVIDENCE_KEPT_ARRAYS);
  g_assert_false (ht_growth_types_find (types, 128, &evidence));
  g_assert_false (ht_growth_types_find (later, 64, &evidence));
}

/* Without collections nobody knows what stays. */
static void
test_too_few_collections (RecordingFixture *fixture, gconstpointer data)
{
  HtGrowthEvidence evidence;

  write_trace (fixture, shop, G_N_ELEMENTS (shop), 2);

  g_autoptr (HtGrowthTypes) types = load (fixture, G_MININT64, G_MAXINT64);

  g_assert_false (ht_growth_types_find (types, 64, &evidence));
}

#define ADD(name, func)                                                                      \
  g_test_add ("/growth-types/" name, RecordingFixture, NULL, recording_fixture_set_up, func, \
              recording_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-types/one-type", test_one_type);
  g_test_add_func ("/growth-types/no-type", test_no_type);
  g_test_add_func ("/growth-types/words", test_words);
  g_test_add_func ("/growth-types/chain", test_chain);
  g_test_add_func ("/growth-types/cause", test_cause);
  ADD ("load", test_load);
  ADD ("too-few-collections", test_too_few_collections);
  return g_test_run ();
}
