/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table that is looked at again and again while profiles come in, against one that gets all of
 * them at once, and against plain columns. */
#include "growth-report.h"

#include "made-heap.h"

#define S           G_GINT64_CONSTANT (1000000000)
#define N_FUNCTIONS 12
#define MOST_ROWS   120

typedef struct
{
  gint64 inuse[MOST_ROWS];
  gint64 allocated[MOST_ROWS];
} Column;

/* What the table should have, kept without any cleverness. */
typedef struct
{
  GArray *columns; /* Column */
  GArray *numbers; /* guint: how many came before in this life */
  GArray *times;   /* gint64 */
  guint n_came;
  guint keep_one_of;
  gint64 peaks[N_FUNCTIONS]; /* of the columns that were to stay when they came */
} Model;

typedef struct
{
  HtCatalog *catalog;
  HtGrowthTable *table;
  GPtrArray *profiles; /* all that came */
  GArray *taken;       /* gint64: their times */
  Model model;
  Column now;
  GRand *random;
  guint n_rows;
} Run;

static void
model_remove (Model *model, guint index)
{
  g_array_remove_index (model->columns, index);
  g_array_remove_index (model->numbers, index);
  g_array_remove_index (model->times, index);
}

static gboolean
model_keeps (const Model *model, guint index)
{
  return g_array_index (model->numbers, guint, index) % model->keep_one_of == 0;
}

static gint64
get_held (const Column *column, guint function)
{
  gint64 held = 0;

  for (guint row = function; row < MOST_ROWS; row += N_FUNCTIONS)
    held += column->inuse[row];
  return held;
}

static void
model_begin (Model *model)
{
  memset (model->peaks, 0, sizeof model->peaks);
  g_array_set_size (model->columns, 0);
  g_array_set_size (model->numbers, 0);
  g_array_set_size (model->times, 0);
  model->n_came = 0;
  model->keep_one_of = 1;
}

static void
model_add (Model *model, const Column *column, gint64 time_ns)
{
  guint last = model->columns->len - 1;

  if (model->columns->len > 0 && !model_keeps (model, last))
    model_remove (model, last);
  else if (model->columns->len > 0)
    for (guint i = 0; i < N_FUNCTIONS; i++)
      model->peaks[i] =
          MAX (model->peaks[i], get_held (&g_array_index (model->columns, Column, last), i));
  g_array_append_vals (model->columns, column, 1);
  g_array_append_val (model->numbers, model->n_came);
  g_array_append_val (model->times, time_ns);
  model->n_came++;
  if (model->columns->len <= HT_GROWTH_MAX_EPOCHS)
    return;
  model->keep_one_of *= 2;
  for (guint i = model->columns->len - 1; i-- > 0;)
    if (!model_keeps (model, i))
      model_remove (model, i);
}

static void
run_init (Run *run, guint n_rows, guint32 seed)
{
  *run = (Run){ .n_rows = n_rows };
  run->catalog = ht_catalog_new ();
  run->table = ht_growth_table_new (run->catalog);
  run->profiles = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_profile_free);
  run->taken = g_array_new (FALSE, FALSE, sizeof (gint64));
  run->model.columns = g_array_new (FALSE, FALSE, sizeof (Column));
  run->model.numbers = g_array_new (FALSE, FALSE, sizeof (guint));
  run->model.times = g_array_new (FALSE, FALSE, sizeof (gint64));
  run->random = g_rand_new_with_seed (seed);
  model_begin (&run->model);
}

static void
run_clear (Run *run)
{
  ht_growth_table_free (run->table);
  ht_catalog_free (run->catalog);
  g_ptr_array_unref (run->profiles);
  g_array_unref (run->taken);
  g_array_unref (run->model.columns);
  g_array_unref (run->model.numbers);
  g_array_unref (run->model.times);
  g_rand_free (run->random);
}

static gint64
get_object_bytes (guint row)
{
  return 1024 << row / N_FUNCTIONS;
}

/* All rows are in each profile, in an order that is not always the same, so that rows of the table
 * are in the order of the first one. */
static HtProfile *
make_profile (Run *run)
{
  HtProfile *profile = made_heap_new (run->catalog, 64 * 1024);
  guint first = run->profiles->len > 0 ? (guint) g_rand_int_range (run->random, 0, 3) : 0;

  for (guint i = 0; i < run->n_rows; i++)
    {
      guint row = (i + first) % run->n_rows;
      g_autofree char *name = g_strdup_printf ("example.com/shop.part%u", row % N_FUNCTIONS);

      made_heap_add (profile, run->catalog, STACK ("main.main", name), get_object_bytes (row),
                     run->now.inuse[row], run->now.allocated[row]);
    }
  return profile;
}

/* Some places get more, some less, and one in twelve leaks. */
static void
change (Run *run)
{
  for (guint row = 0; row < run->n_rows; row++)
    {
      gint64 size = get_object_bytes (row);
      gint64 more = size * g_rand_int_range (run->random, 1, 400);

      if (row % N_FUNCTIONS == 5)
        run->now.inuse[row] += more;
      else if (g_rand_int_range (run->random, 0, 12) == 0)
        run->now.inuse[row] = more * g_rand_int_range (run->random, 0, 4);
      else
        continue;
      run->now.allocated[row] += 4 * more;
    }
}

/* What is told of the heap without a change counts as what was told before. */
static void
step (Run *run)
{
  gint64 time_ns = (gint64) run->profiles->len * 10 * S;
  gboolean is_same = run->model.columns->len > 0 && g_rand_int_range (run->random, 0, 10) == 0;
  HtProfile *profile;

  if (!is_same)
    {
      change (run);
      model_add (&run->model, &run->now, time_ns);
    }
  profile = make_profile (run);
  g_ptr_array_add (run->profiles, profile);
  g_array_append_val (run->taken, time_ns);
  g_assert_cmpint (ht_growth_table_add (run->table, profile, time_ns, time_ns + S), ==,
                   is_same ? HT_GROWTH_SAME_HEAP : HT_GROWTH_NEXT_HEAP);
}

static void
restart (Run *run)
{
  gint64 time_ns = (gint64) run->profiles->len * 10 * S;
  HtProfile *profile;

  model_begin (&run->model);
  memset (&run->now, 0, sizeof run->now);
  change (run);
  model_add (&run->model, &run->now, time_ns);
  profile = make_profile (run);
  g_ptr_array_add (run->profiles, profile);
  g_array_append_val (run->taken, time_ns);
  g_assert_cmpint (ht_growth_table_add (run->table, profile, time_ns, time_ns + S), ==,
                   HT_GROWTH_NEXT_PROCESS);
}

static void
assert_columns (const Run *run)
{
  const Model *model = &run->model;
  g_autoptr (HtGrowthTrack) total = ht_growth_table_make_total (run->table);
  guint n_epochs = model->columns->len;

  g_assert_cmpuint (ht_growth_table_get_n_epochs (run->table), ==, n_epochs);
  g_assert_cmpuint (ht_growth_table_get_n_rows (run->table), ==, run->n_rows);
  g_assert_cmpuint (ht_growth_track_get_n_epochs (total), ==, n_epochs);
  for (guint epoch = 0; epoch < n_epochs; epoch++)
    {
      const Column *column = &g_array_index (model->columns, Column, epoch);
      gint64 inuse = 0;
      gint64 allocated = 0;

      g_assert_cmpint (ht_growth_table_get_time (run->table, epoch), ==,
                       g_array_index (model->times, gint64, epoch));
      for (guint row = 0; row < run->n_rows; row++)
        {
          g_assert_cmpint (ht_growth_table_get_inuse (run->table, row, epoch), ==,
                           column->inuse[row]);
          g_assert_cmpint (ht_growth_table_get_allocated (run->table, row, epoch), ==,
                           column->allocated[row]);
          inuse += column->inuse[row];
          allocated += column->allocated[row];
        }
      g_assert_cmpint (ht_growth_table_get_total (run->table, epoch), ==, inuse);
      g_assert_cmpfloat (ht_growth_track_get_inuse (total)[epoch], ==, (double) inuse);
      g_assert_cmpfloat (ht_growth_track_get_allocated (total)[epoch], ==, (double) allocated);
    }
}

/* One strand for each function, in the order of their first rows. */
static void
assert_strands (const Run *run)
{
  const HtGrowthStrands *strands = ht_growth_table_get_strands (run->table);
  g_autofree gint64 *peaks = ht_growth_table_find_peaks (run->table);

  g_assert_cmpuint (ht_growth_strands_get_n (strands), ==, N_FUNCTIONS);
  for (guint function = 0; function < N_FUNCTIONS; function++)
    {
      const GArray *rows = ht_growth_strands_get (strands, function)->rows;
      g_autoptr (HtGrowthTrack) track =
          ht_growth_table_make_track (run->table, (const guint *) (gpointer) rows->data, rows->len);
      g_autofree gint64 *sums =
          ht_growth_table_sum_inuse (run->table, (const guint *) (gpointer) rows->data, rows->len);
      gint64 held = 0;

      g_assert_cmpuint (rows->len, ==, run->n_rows / N_FUNCTIONS);
      for (guint epoch = 0; epoch < run->model.columns->len; epoch++)
        {
          held = get_held (&g_array_index (run->model.columns, Column, epoch), function);
          g_assert_cmpint (sums[epoch], ==, held);
          g_assert_cmpfloat (ht_growth_track_get_inuse (track)[epoch], ==, (double) held);
        }
      g_assert_cmpint (peaks[function], ==, MAX (run->model.peaks[function], held));
    }
}

static void
assert_same_fit (const HtGrowthFit *a, const HtGrowthFit *b)
{
  g_assert_cmpmem (a, sizeof *a, b, sizeof *b);
}

static void
assert_same_course (const HtGrowthCourse *a, const HtGrowthCourse *b)
{
  g_assert_cmpint (a->verdict, ==, b->verdict);
  g_assert_cmpint (a->shape, ==, b->shape);
  g_assert_cmpuint (a->start, ==, b->start);
  g_assert_cmpfloat (a->significance, ==, b->significance);
  assert_same_fit (&a->now, &b->now);
  assert_same_fit (&a->whole, &b->whole);
}

/* Bit for bit, however often the one table was asked in between. */
static void
assert_report (const Run *run)
{
  g_autoptr (HtGrowthTable) whole = ht_growth_table_new (run->catalog);
  g_autoptr (HtGrowthReport) step_by_step = ht_growth_report_new (run->table, run->catalog);
  g_autoptr (HtGrowthReport) at_once = NULL;

  for (guint i = 0; i < run->profiles->len; i++)
    {
      gint64 time_ns = g_array_index (run->taken, gint64, i);

      ht_growth_table_add (whole, g_ptr_array_index (run->profiles, i), time_ns, time_ns + S);
    }
  at_once = ht_growth_report_new (whole, run->catalog);
  g_assert_cmpint (step_by_step->verdict, ==, at_once->verdict);
  assert_same_course (&step_by_step->total, &at_once->total);
  g_assert_cmpuint (step_by_step->n_lives, ==, at_once->n_lives);
  g_assert_cmpuint (step_by_step->n_judged, ==, at_once->n_judged);
  g_assert_cmpuint (step_by_step->chains->len, ==, at_once->chains->len);
  for (guint i = 0; i < at_once->chains->len; i++)
    {
      const HtGrowthChain *a = g_ptr_array_index (step_by_step->chains, i);
      const HtGrowthChain *b = g_ptr_array_index (at_once->chains, i);

      g_assert_cmpuint (a->node, ==, b->node);
      g_assert_cmpint (a->first_bytes, ==, b->first_bytes);
      g_assert_cmpint (a->last_bytes, ==, b->last_bytes);
      assert_same_course (&a->course, &b->course);
    }
}

/* Past the first and the second time that every other epoch goes, with another process in between.
 */
static void
test_random (gconstpointer data)
{
  guint n_rows = GPOINTER_TO_UINT (data);
  Run run;

  run_init (&run, n_rows, 20261121 + n_rows);
  for (guint i = 0; i < 60; i++)
    step (&run);
  assert_columns (&run);
  assert_report (&run);
  restart (&run);
  assert_columns (&run);
  assert_strands (&run);
  for (guint i = 0; i < 900; i++)
    {
      step (&run);
      if (i % 41 != 0 && run.model.columns->len < HT_GROWTH_MAX_EPOCHS)
        continue;
      assert_columns (&run);
      assert_strands (&run);
      if (i % 123 == 0)
        assert_report (&run);
    }
  g_assert_cmpuint (run.model.keep_one_of, ==, 4);
  assert_columns (&run);
  assert_strands (&run);
  assert_report (&run);
  run_clear (&run);
}

/* What does not change is kept once, and a profile more keeps what it has of other figures. */
static void
test_changes_only (void)
{
  Run run;
  gsize n_changes;

  run_init (&run, MOST_ROWS, 1);
  for (guint row = 0; row < MOST_ROWS; row++)
    {
      run.now.inuse[row] = get_object_bytes (row) * 1000;
      run.now.allocated[row] = get_object_bytes (row) * 1000;
    }
  for (gint64 i = 0; i < 100; i++)
    {
      g_autoptr (HtProfile) profile = NULL;

      for (guint row = 0; row < 3; row++)
        {
          run.now.inuse[row] += get_object_bytes (row);
          run.now.allocated[row] += get_object_bytes (row);
        }
      profile = make_profile (&run);
      ht_growth_table_add (run.table, profile, i * S, i * S);
    }
  n_changes = ht_growth_table_count_changes (run.table);
  g_assert_cmpuint (n_changes, ==, MOST_ROWS + 98 * 3);
  run_clear (&run);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/growth-incremental/few-rows", GUINT_TO_POINTER (24), test_random);
  g_test_add_data_func ("/growth-incremental/many-rows", GUINT_TO_POINTER (MOST_ROWS), test_random);
  g_test_add_func ("/growth-incremental/changes-only", test_changes_only);
  return g_test_run ();
}
