/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-doubling.h"

#include <math.h>

#include "record-sink.h"

/* runtime/map.go of Go 1.23: an array has 2^B buckets of eight entries, from B = 4 on also a
 * sixteenth of that for those that overflow. It is doubled when there are 6.5 entries for each. */
#define ENTRIES_PER_BUCKET   6.5
#define ARRAY_PER_BUCKETS    (17.0 / 16)
#define LEAST_ARRAY_BYTES    (64 * 1024)
#define LARGEST_BUCKET_BYTES 2064
#define ROUNDED_UP           0.2

/* internal/runtime/maps of Go 1.24: a table has up to 1024 places, and becomes two when seven
 * eighths are taken. A place takes 2 bytes at least, one of them for control. */
#define TABLE_PLACES      1024
#define TABLE_ENTRIES     896.0
#define LEAST_TABLE_BYTES (2 * TABLE_PLACES)
#define LEAST_TABLES      8.0

/* Hashes share entries out as dice do, so that not all tables are full at the same moment. */
#define TABLE_SPREAD (1 / 29.93)

/* By how much what is seen may be off that is no error of sampling. */
#define LEAST_ERROR 0.02

/* How finely it is looked for the pace, and for when the map was empty. */
#define N_PERIODS 160
#define N_STARTS  160
#define NEAREST   (1.0 / 256)
#define FARTHEST  16.0

/* More heaps than that are looked at in part only. */
#define MOST_TIMES 64

/* How much better a staircase must fit than a line, how well at least, and which others fit as
 * well as the best, in the square of errors. */
#define BETTER_THAN_LINE 16.0
#define WORST_FIT        4.0
#define AS_GOOD          4.0

#define LEAST_TIMES 6

/* A map over time: what it held in each heap that shows it. */
typedef struct
{
  HtMapDesign design;
  double unit; /* bytes of a table */
  guint n;

  /* Owned */
  double *times_s;
  double *held;
  double *errors;
} Course;

/* The map was empty at @start_s, and doubles at @start_s + @period_s * 2^n. */
typedef struct
{
  double start_s;
  double period_s;
  double level; /* of a map that did not double yet at @start_s + @period_s */
  double misfit;
} Stairs;

static void
course_clear (Course *course)
{
  g_free (course->times_s);
  g_free (course->held);
  g_free (course->errors);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Course, course_clear)

static void
course_init (Course *course, HtMapDesign design, guint n_times)
{
  *course = (Course){ .design = design };
  course->times_s = g_new0 (double, n_times);
  course->held = g_new0 (double, n_times);
  course->errors = g_new0 (double, n_times);
}

static void
course_add (Course *course, double time_s, double held, double error)
{
  course->times_s[course->n] = time_s;
  course->held[course->n] = held;
  course->errors[course->n++] = hypot (error, LEAST_ERROR * held);
}

/* How many doublings lie between two sizes of arrays; -1 if other sizes than doubled ones do. */
static int
count_doublings (double smaller, double larger)
{
  double n = log2 (larger / smaller);

  return fabs (n - round (n)) < 2 * LEAST_ERROR ? (int) round (n) : -1;
}

/* Leaves out times between those that are kept. */
static void
thin_out (Course *course)
{
  guint n = 0;

  if (course->n <= MOST_TIMES)
    return;
  for (guint i = 0; i < MOST_TIMES; i++)
    {
      guint at = i * (course->n - 1) / (MOST_TIMES - 1);

      course->times_s[n] = course->times_s[at];
      course->held[n] = course->held[at];
      course->errors[n++] = course->errors[at];
    }
  course->n = n;
}

/* The largest array in each heap; the one before it may not be emptied yet. */
static gboolean
find_arrays (Course *course, const HtMapSizes *sizes, guint n_sizes, const double *times, guint n)
{
  double before = 0;

  for (guint i = 0; i < n; i++)
    {
      double largest = 0;

      for (guint j = 0; j < n_sizes; j++)
        if (sizes[j].held[i] > 0 && sizes[j].object_bytes >= LEAST_ARRAY_BYTES)
          largest = fmax (largest, (double) sizes[j].object_bytes);
      if (largest <= 0)
        continue;
      if (before > 0 && (largest < before || count_doublings (before, largest) < 0))
        return FALSE;
      before = largest;
      course_add (course, times[i], largest, 0);
    }
  thin_out (course);
  return TRUE;
}

/* The objects of that size that takes most. */
static void
find_tables (Course *course, const HtMapSizes *sizes, guint n_sizes, const double *times, guint n)
{
  const HtMapSizes *most = NULL;

  for (guint j = 0; j < n_sizes; j++)
    if (most == NULL || sizes[j].held[n - 1] > most->held[n - 1])
      most = &sizes[j];
  if (most == NULL || most->object_bytes < LEAST_TABLE_BYTES)
    return;
  course->unit = (double) most->object_bytes;
  for (guint i = 0; i < n; i++)
    if (most->held[i] > LEAST_TABLES * course->unit)
      course_add (course, times[i], most->held[i], most->errors[i]);
  thin_out (course);
}

/* What a map holds after so many periods, in what it held before the first one. */
static double
get_height (const Course *course, double periods)
{
  int exponent;
  double fraction = 2 * frexp (periods, &exponent);
  double height;

  if (periods <= 0)
    return 0;
  if (course->design == HT_MAP_BUCKETS)
    return ldexp (1, exponent);
  /* Of the tables that are full at 2^e some are split still, and some of the next are already. */
  height = 1 + 0.5 * erfc ((1 - fraction) / (TABLE_SPREAD * G_SQRT2)) +
           erfc ((2 - fraction) / (2 * TABLE_SPREAD * G_SQRT2));
  return ldexp (height, exponent - 1);
}

/* Finds the level that fits best. */
static void
fit_level (const Course *course, Stairs *stairs)
{
  double products = 0;
  double squares = 0;
  double sum = 0;

  for (guint i = 0; i < course->n; i++)
    {
      double height =
          get_height (course, (course->times_s[i] - stairs->start_s) / stairs->period_s);
      double weight = 1 / (course->errors[i] * course->errors[i]);

      products += weight * height * course->held[i];
      squares += weight * height * height;
      sum += weight * course->held[i] * course->held[i];
    }
  stairs->level = squares > 0 ? products / squares : 0;
  stairs->misfit = squares > 0 ? fmax (sum - products * products / squares, 0) : G_MAXDOUBLE;
}

/* How badly a straight line fits. */
static double
get_misfit_of_line (const Course *course)
{
  double weights = 0, times = 0, values = 0, mixed = 0, squares = 0, sum = 0;
  double spread;

  for (guint i = 0; i < course->n; i++)
    {
      double weight = 1 / (course->errors[i] * course->errors[i]);

      weights += weight;
      times += weight * course->times_s[i];
      values += weight * course->held[i];
    }
  times /= weights;
  values /= weights;
  for (guint i = 0; i < course->n; i++)
    {
      double weight = 1 / (course->errors[i] * course->errors[i]);

      mixed += weight * (course->times_s[i] - times) * (course->held[i] - values);
      squares += weight * (course->times_s[i] - times) * (course->times_s[i] - times);
      sum += weight * (course->held[i] - values) * (course->held[i] - values);
    }
  spread = squares > 0 ? mixed * mixed / squares : 0;
  return fmax (sum - spread, 0);
}

/* The stairs at a place of the grid: by when the map was empty, and by the time between steps. */
static Stairs
get_stairs (const Course *course, guint index)
{
  double span = course->times_s[course->n - 1] - course->times_s[0];
  guint start = index % N_STARTS;
  double before = span * NEAREST * pow (FARTHEST / NEAREST, (double) start / (N_STARTS - 1));
  Stairs stairs = { .start_s = course->times_s[0] - before };
  double whole = course->times_s[course->n - 1] - stairs.start_s;
  guint period = index / N_STARTS;

  /* Twice the period at half the level is the same: one octave is all there is to look at. */
  stairs.period_s = ldexp (whole, -20) * exp2 ((double) period / N_PERIODS);
  fit_level (course, &stairs);
  return stairs;
}

/* Of how many doublings the first and the last heap tell. */
static double
count_steps (const Course *course, const Stairs *stairs)
{
  double first = get_height (course, (course->times_s[0] - stairs->start_s) / stairs->period_s);
  double last =
      get_height (course, (course->times_s[course->n - 1] - stairs->start_s) / stairs->period_s);

  return log2 (last / first);
}

static double
get_next_s (const Course *course, const Stairs *stairs)
{
  double periods = (course->times_s[course->n - 1] - stairs->start_s) / stairs->period_s;
  int exponent;
  double fraction = 2 * frexp (periods, &exponent);

  /* In the midst of splitting: that is not over yet. */
  if (course->design == HT_MAP_TABLES && fraction < 1 + TABLE_SPREAD)
    exponent--;
  return stairs->start_s + ldexp (stairs->period_s, exponent);
}

/* What it holds between the last doubling and the next one. */
static double
get_level_now (const Course *course, const Stairs *stairs, double next_s)
{
  double height = exp2 (round (log2 ((next_s - stairs->start_s) / stairs->period_s)));

  return stairs->level * height;
}

/* The size of a bucket is that of those which overflow; without any it is not known. */
static gint64
count_entries_of_array (double array_bytes, const HtMapSizes *sizes, guint n_sizes, guint last)
{
  const HtMapSizes *bucket = NULL;
  double n;

  for (guint j = 0; j < n_sizes; j++)
    if (sizes[j].object_bytes <= LARGEST_BUCKET_BYTES && sizes[j].held[last] > 0 &&
        (bucket == NULL || sizes[j].held[last] > bucket->held[last]))
      bucket = &sizes[j];
  if (bucket == NULL)
    return HT_UNKNOWN;
  n = log2 (array_bytes / ARRAY_PER_BUCKETS / (double) bucket->object_bytes);
  if (ceil (n - LEAST_ERROR) - n > ROUNDED_UP)
    return HT_UNKNOWN;
  return (gint64) (ENTRIES_PER_BUCKET * exp2 (ceil (n - LEAST_ERROR)));
}

static gint64
count_entries_of_tables (double bytes, double table_bytes)
{
  double n = log2 (bytes / table_bytes);

  if (fabs (n - round (n)) > 2 * ROUNDED_UP)
    return HT_UNKNOWN;
  return (gint64) (TABLE_ENTRIES * exp2 (round (n)));
}

/* Looks for the stairs that fit, and what all that fit as well say of the next step. */
static gboolean
judge (const Course *course, HtGrowthDoubling *doubling, double *level)
{
  guint n = N_STARTS * N_PERIODS;
  g_autofree Stairs *all = g_new (Stairs, n);
  guint best = 0;
  double misfit_of_line = get_misfit_of_line (course);
  double scale;
  double weights = 0;
  double sum = 0;
  double earliest = G_MAXDOUBLE;
  double latest = 0;
  double next;

  if (misfit_of_line < BETTER_THAN_LINE)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      all[i] = get_stairs (course, i);
      if (all[i].misfit < all[best].misfit)
        best = i;
    }
  scale = fmax (1, all[best].misfit / course->n);
  if (scale > WORST_FIT || count_steps (course, &all[best]) < 0.8 ||
      misfit_of_line < all[best].misfit + BETTER_THAN_LINE * scale)
    return FALSE;
  doubling->design = course->design;
  for (guint i = 0; i < n; i++)
    if (all[i].misfit <= all[best].misfit + AS_GOOD * scale)
      {
        double at = get_next_s (course, &all[i]);
        double weight = exp ((all[best].misfit - all[i].misfit) / 2 / scale);

        /* How long ago the map was empty has no bound. */
        if (i % N_STARTS == N_STARTS - 1)
          latest = G_MAXDOUBLE;
        /* What lies between two places of the grid may fit as well. */
        earliest = fmin (earliest, at - (at - all[i].start_s) / N_PERIODS);
        latest = fmax (latest, at + (at - all[i].start_s) / N_PERIODS);
        sum += weight * at;
        weights += weight;
      }
  next = get_next_s (course, &all[best]);
  *level = get_level_now (course, &all[best], next);
  if (latest < G_MAXDOUBLE)
    {
      doubling->at_ns = (gint64) (sum / weights * 1e9);
      doubling->from_ns = (gint64) (earliest * 1e9);
      doubling->to_ns = (gint64) (latest * 1e9);
    }
  return TRUE;
}

static void
move_times (HtGrowthDoubling *doubling, gint64 by_ns)
{
  if (doubling->at_ns == HT_UNKNOWN)
    return;
  doubling->at_ns += by_ns;
  doubling->from_ns += by_ns;
  doubling->to_ns += by_ns;
}

/**
 * ht_growth_doubling_init:
 * @doubling: (out caller-allocates): is made to say that nothing is known
 */
void
ht_growth_doubling_init (HtGrowthDoubling *doubling)
{
  *doubling = (HtGrowthDoubling){
    .at_ns = HT_UNKNOWN, .from_ns = HT_UNKNOWN, .to_ns = HT_UNKNOWN, .entries = HT_UNKNOWN
  };
}

/**
 * ht_growth_doubling_find:
 * @doubling: (out caller-allocates): when it grows next
 * @sizes: (array length=n_sizes): what one place in the program holds, by size of the objects
 * @n_sizes: how many sizes there are
 * @times_ns: (array length=n_times): the times of the heaps, ns since any time, rising
 * @n_times: how many heaps there are
 *
 * Tells from the sizes of objects whether a place fills a map, and when that will double. A map
 * that gets entries at an even pace doubles when twice as many have come as at the last time; so
 * two doublings tell the next one, and also when it was empty.
 *
 * Returns: whether it looks like a map that doubled at least once
 */
gboolean
ht_growth_doubling_find (HtGrowthDoubling *doubling,
                         const HtMapSizes *sizes,
                         guint n_sizes,
                         const gint64 *times_ns,
                         guint n_times)
{
  g_auto (Course) arrays = { 0 };
  g_auto (Course) tables = { 0 };
  g_autofree double *times_s = g_new (double, MAX (n_times, 1));
  double level = 0;

  ht_growth_doubling_init (doubling);
  if (n_times < LEAST_TIMES || n_sizes == 0)
    return FALSE;
  for (guint i = 0; i < n_times; i++)
    times_s[i] = (double) (times_ns[i] - times_ns[0]) / 1e9;
  course_init (&arrays, HT_MAP_BUCKETS, n_times);
  course_init (&tables, HT_MAP_TABLES, n_times);
  if (find_arrays (&arrays, sizes, n_sizes, times_s, n_times) && arrays.n >= LEAST_TIMES &&
      judge (&arrays, doubling, &level))
    {
      level = arrays.held[arrays.n - 1];
      doubling->entries = count_entries_of_array (level, sizes, n_sizes, n_times - 1);
      doubling->peak_bytes = (gint64) (2 * level);
      doubling->unit_bytes = (gint64) level;
    }
  else
    {
      find_tables (&tables, sizes, n_sizes, times_s, n_times);
      if (tables.n < LEAST_TIMES || !judge (&tables, doubling, &level))
        return FALSE;
      doubling->entries = count_entries_of_tables (level, tables.unit);
      doubling->peak_bytes = (gint64) level;
      doubling->unit_bytes = (gint64) tables.unit;
    }
  doubling->bytes = (gint64) level;
  move_times (doubling, times_ns[0]);
  return TRUE;
}
