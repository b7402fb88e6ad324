/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "growth-course.h"

#include "sampled-heap.h"

#define PERIOD     524288
#define MAX_EPOCHS 160
#define N_RUNS     200

/* Four standard errors: one false alarm in 30,000 tracks. */
#define SIGNIFICANCE 4.0

/* How many objects are made for good, and pass, until epoch @i; times are 10 s apart. */
typedef struct
{
  guint n_epochs;
  double object_bytes;
  double (*get_kept) (guint i, GRand *random);
  double (*get_passing) (guint i, GRand *random);
  double n_lives;
} Program;

static HtGrowthCourse
observe (const Program *program, GRand *random)
{
  SampledHeap heap = { .random = random,
                       .object_bytes = program->object_bytes,
                       .period_bytes = PERIOD };
  double times_s[MAX_EPOCHS];
  gint64 inuse[MAX_EPOCHS];
  gint64 allocated[MAX_EPOCHS];
  HtGrowthCourse course;

  for (guint i = 0; i < program->n_epochs; i++)
    {
      double kept = program->get_kept != NULL ? program->get_kept (i, random) : 0;
      double passing = program->get_passing != NULL ? program->get_passing (i, random) : 0;

      sampled_heap_step (&heap, kept, passing, program->n_lives);
      times_s[i] = i * 10.0;
      inuse[i] = sampled_heap_get_inuse (&heap);
      allocated[i] = sampled_heap_get_allocated (&heap);
    }

  g_autoptr (HtGrowthTrack) track = growth_track_at (times_s, program->n_epochs, PERIOD);

  ht_growth_track_add (track, (gint64) program->object_bytes, inuse, allocated);
  ht_growth_course_judge (&course, track, SIGNIFICANCE);
  return course;
}

/* How many of 200 runs got the verdict. */
static guint
count (const Program *program, HtGrowthVerdict verdict)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (20261121);
  guint n_verdicts[HT_GROWTH_GROWING + 1] = { 0 };

  for (guint i = 0; i < N_RUNS; i++)
    n_verdicts[observe (program, random).verdict]++;
  g_test_message ("too little %u, steady %u, churn %u, flattening %u, growing %u", n_verdicts[0],
                  n_verdicts[1], n_verdicts[2], n_verdicts[3], n_verdicts[4]);
  return n_verdicts[verdict];
}

static double
keep_steadily (guint i, GRand *random)
{
  (void) i;
  (void) random;
  return 2000;
}

static double
keep_few (guint i, GRand *random)
{
  (void) i;
  (void) random;
  return 20000 / 100.0 / 6;
}

static double
pass_steadily (guint i, GRand *random)
{
  (void) i;
  (void) random;
  return 20000;
}

static double
keep_from_the_middle (guint i, GRand *random)
{
  (void) random;
  return i >= 16 ? 4000 : 0;
}

static double
keep_while_warming_up (guint i, GRand *random)
{
  (void) random;
  return i < 8 ? 8000 : 0;
}

static double
warm_up_and_leak (guint i, GRand *random)
{
  (void) random;
  return i < 6 ? 20000 : 3000;
}

/* Traffic that doubles and halves, as in the course of a day. */
static double
pass_in_waves (guint i, GRand *random)
{
  return 20000 * (1.5 + sin (i * 0.7)) * g_rand_double_range (random, 0.8, 1.2);
}

static double
pass_in_saw_teeth (guint i, GRand *random)
{
  (void) random;
  return 4000 * (i % 6);
}

static double
keep_in_steps (guint i, GRand *random)
{
  (void) random;
  return i % 7 == 3 ? 30000 : 0;
}

static void
test_leak (void)
{
  const Program program = { .n_epochs = 30, .object_bytes = 1024, .get_kept = keep_steadily };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  HtGrowthCourse course = observe (&program, random);

  g_assert_cmpuint (count (&program, HT_GROWTH_GROWING), >=, N_RUNS * 99 / 100);
  g_assert_cmpuint (course.start, ==, 0);
  g_assert_cmpint (course.shape, ==, HT_GROWTH_SHAPE_LINEAR);
  g_assert_cmpfloat_with_epsilon (course.retention, 1, 1e-9);
  g_assert_cmpfloat (course.now.low, <=, 204800);
  g_assert_cmpfloat (course.now.high, >=, 204800);
}

/* By 1 % per minute of what churns, in the same place, for 25 minutes. */
static void
test_slow_leak_in_traffic (void)
{
  const Program program = { .n_epochs = 150,
                            .object_bytes = 4096,
                            .get_kept = keep_few,
                            .get_passing = pass_steadily,
                            .n_lives = 10 };

  g_assert_cmpuint (count (&program, HT_GROWTH_GROWING), >=, N_RUNS * 99 / 100);
}

static void
test_churn (void)
{
  const Program program = {
    .n_epochs = 30, .object_bytes = 4096, .get_passing = pass_steadily, .n_lives = 10
  };

  g_assert_cmpuint (count (&program, HT_GROWTH_CHURN), ==, N_RUNS);
}

static void
test_waves (void)
{
  const Program program = {
    .n_epochs = 40, .object_bytes = 4096, .get_passing = pass_in_waves, .n_lives = 10
  };

  g_assert_cmpuint (count (&program, HT_GROWTH_GROWING), ==, 0);
}

static void
test_saw_teeth (void)
{
  const Program program = {
    .n_epochs = 40, .object_bytes = 4096, .get_passing = pass_in_saw_teeth, .n_lives = 1
  };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  g_assert_cmpuint (count (&program, HT_GROWTH_GROWING), ==, 0);
  g_assert_cmpint (observe (&program, random).shape, ==, HT_GROWTH_SHAPE_SAW_TOOTH);
}

static void
test_warm_up (void)
{
  const Program short_look = { .n_epochs = 12,
                               .object_bytes = 1024,
                               .get_kept = keep_while_warming_up };
  const Program long_look = { .n_epochs = 40,
                              .object_bytes = 1024,
                              .get_kept = keep_while_warming_up };

  g_assert_cmpuint (count (&short_look, HT_GROWTH_GROWING), <=, N_RUNS / 100);
  g_assert_cmpuint (count (&long_look, HT_GROWTH_STEADY), >=, N_RUNS * 99 / 100);
}

static void
test_leak_after_warm_up (void)
{
  const Program program = { .n_epochs = 40, .object_bytes = 4096, .get_kept = warm_up_and_leak };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  HtGrowthCourse course = observe (&program, random);

  g_assert_cmpuint (count (&program, HT_GROWTH_GROWING), >=, N_RUNS * 99 / 100);
  g_assert_cmpuint (course.start, >=, 4);
  g_assert_cmpuint (course.start, <=, 7);
  g_assert_cmpfloat (course.now.low, <=, 1228800);
  g_assert_cmpfloat (course.now.high, >=, 1228800);
}

static void
test_begin_of_a_leak (void)
{
  const Program program = { .n_epochs = 32,
                            .object_bytes = 4096,
                            .get_kept = keep_from_the_middle };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  HtGrowthCourse course = observe (&program, random);

  g_assert_cmpint (course.verdict, ==, HT_GROWTH_GROWING);
  g_assert_cmpuint (course.start, >=, 14);
  g_assert_cmpuint (course.start, <=, 17);
  g_assert_cmpfloat (course.now.low, <=, 1638400);
  g_assert_cmpfloat (course.now.high, >=, 1638400);
}

static void
test_staircase (void)
{
  const Program program = { .n_epochs = 35, .object_bytes = 4096, .get_kept = keep_in_steps };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  HtGrowthCourse course = observe (&program, random);

  g_assert_cmpint (course.verdict, ==, HT_GROWTH_GROWING);
  g_assert_cmpint (course.shape, ==, HT_GROWTH_SHAPE_STAIRCASE);
}

/* Three profiles say nothing; how long to look is told. */
static void
test_few_profiles (void)
{
  const Program program = { .n_epochs = 3, .object_bytes = 4096, .get_kept = keep_steadily };
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  HtGrowthCourse course = observe (&program, random);

  g_assert_cmpint (course.verdict, ==, HT_GROWTH_TOO_LITTLE_DATA);
  g_assert_cmpfloat_with_epsilon (course.more_s, 10, 1e-9);
}

/* A cache was full at some time in the last 40 of 70 s: it is not said to grow, nor to be full. */
static void
test_rare_collections (void)
{
  const double times_s[] = { 0, 7, 13, 29, 70 };
  const gint64 inuse[] = { 0, 10700000, 23600000, 39200000, 62300000 };
  g_autoptr (HtGrowthTrack) track = growth_track_at (times_s, 5, PERIOD);
  HtGrowthCourse course;

  ht_growth_track_add (track, 20480, inuse, inuse);
  ht_growth_course_judge (&course, track, SIGNIFICANCE);
  g_assert_cmpint (course.verdict, ==, HT_GROWTH_TOO_LITTLE_DATA);
  g_assert_cmpfloat (course.more_s, >, 10);
}

/* Samples of objects of 1 KiB, each of which stands for 512.5 KiB; times are 10 s apart. */
static HtGrowthCourse
judge_samples (const guint *n_alive, const guint *n_made, guint n_epochs)
{
  double times_s[MAX_EPOCHS];
  gint64 inuse[MAX_EPOCHS];
  gint64 allocated[MAX_EPOCHS];
  HtGrowthCourse course;

  for (guint i = 0; i < n_epochs; i++)
    {
      times_s[i] = i * 10.0;
      inuse[i] = n_alive[i] * G_GINT64_CONSTANT (524800);
      allocated[i] = n_made[i] * G_GINT64_CONSTANT (524800);
    }

  g_autoptr (HtGrowthTrack) track = growth_track_at (times_s, n_epochs, PERIOD);

  ht_growth_track_add (track, 1024, inuse, allocated);
  ht_growth_course_judge (&course, track, SIGNIFICANCE);
  return course;
}

/* 24 samples: of a leak none was freed; a cache that filled in half of the time has freed a half.
 */
static void
test_few_samples (void)
{
  const guint n_made[] = { 0, 3, 6, 9, 12, 15, 18, 21, 24 };
  const guint n_in_cache[] = { 0, 3, 6, 9, 12, 12, 12, 12, 12 };
  const guint n_in_full_one[] = { 0, 3, 5, 6, 8, 11, 12, 12, 14 };

  g_assert_cmpint (judge_samples (n_made, n_made, 9).verdict, ==, HT_GROWTH_GROWING);
  g_assert_cmpint (judge_samples (n_in_cache, n_made, 9).verdict, !=, HT_GROWTH_GROWING);
  g_assert_cmpint (judge_samples (n_in_full_one, n_made, 9).verdict, !=, HT_GROWTH_GROWING);
}

/* What was made at the start, and is replaced again and again, makes no slope of the rest. */
static void
test_start (void)
{
  const guint n_alive[] = { 0, 14, 14, 13, 14, 15, 13, 20, 24, 24 };
  const guint n_made[] = { 0, 14, 44, 74, 104, 134, 164, 194, 224, 254 };

  g_assert_cmpint (judge_samples (n_alive, n_made, 10).verdict, !=, HT_GROWTH_GROWING);
}

/* Of ten large numbers that scatter by much it is not known by how much: five standard errors are
 * as likely as four of a hundred. */
static void
test_unknown_scatter (void)
{
  guint n_alive[40];
  guint n_made[40];
  HtGrowthCourse few;

  for (guint i = 0; i < 40; i++)
    {
      n_alive[i] = 4000 + 100 * i + (i % 2 == 0 ? 165 : -165);
      n_made[i] = 1000000 * (i + 1);
    }
  few = judge_samples (n_alive, n_made, 10);
  g_assert_cmpint (few.verdict, ==, HT_GROWTH_TOO_LITTLE_DATA);
  g_assert_cmpfloat_with_epsilon (few.more_s, 90, 1e-9);
  g_assert_cmpint (judge_samples (n_alive, n_made, 40).verdict, ==, HT_GROWTH_GROWING);
}

/* Traffic rises over the day, with ups and downs, and what requests hold goes with it. A leak
 * beside that is one nevertheless. */
static void
test_with_traffic (void)
{
  guint n_alive[24];
  guint n_with_leak[24];
  guint n_made[24];
  guint n_sum = 0;
  HtGrowthCourse course;

  for (guint i = 0; i < 24; i++)
    {
      guint traffic = 100 + 10 * i + (i % 5) * 40;

      n_sum += traffic * 20;
      n_made[i] = n_sum;
      n_alive[i] = traffic + (i % 2);
      n_with_leak[i] = traffic + (i % 2) + 50 * i;
    }
  course = judge_samples (n_alive, n_made, 24);
  g_assert_cmpint (course.verdict, ==, HT_GROWTH_CHURN);
  g_assert_cmpint (course.shape, ==, HT_GROWTH_SHAPE_TRAFFIC);
  g_assert_cmpint (judge_samples (n_with_leak, n_made, 24).verdict, ==, HT_GROWTH_GROWING);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/growth-course/leak", test_leak);
  g_test_add_func ("/growth-course/slow-leak-in-traffic", test_slow_leak_in_traffic);
  g_test_add_func ("/growth-course/churn", test_churn);
  g_test_add_func ("/growth-course/waves", test_waves);
  g_test_add_func ("/growth-course/saw-teeth", test_saw_teeth);
  g_test_add_func ("/growth-course/warm-up", test_warm_up);
  g_test_add_func ("/growth-course/leak-after-warm-up", test_leak_after_warm_up);
  g_test_add_func ("/growth-course/begin-of-a-leak", test_begin_of_a_leak);
  g_test_add_func ("/growth-course/staircase", test_staircase);
  g_test_add_func ("/growth-course/few-profiles", test_few_profiles);
  g_test_add_func ("/growth-course/rare-collections", test_rare_collections);
  g_test_add_func ("/growth-course/few-samples", test_few_samples);
  g_test_add_func ("/growth-course/start", test_start);
  g_test_add_func ("/growth-course/unknown-scatter", test_unknown_scatter);
  g_test_add_func ("/growth-course/with-traffic", test_with_traffic);
  return g_test_run ();
}
