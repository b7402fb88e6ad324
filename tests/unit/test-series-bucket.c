/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "series-bucket.h"

static GArray *
buckets_of (guint n, gint64 step_ns)
{
  GArray *buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));

  for (guint i = 0; i < n; i++)
    {
      double value = (double) ((i * 7919) % 1009);
      HtSeriesBucket bucket = { .start_ns = i * step_ns,
                                .end_ns = i * step_ns,
                                .n_points = 1,
                                .first = value,
                                .last = value,
                                .min = value,
                                .max = value,
                                .sum = value };

      g_array_append_val (buckets, bucket);
    }
  return buckets;
}

static void
test_short_enough (void)
{
  g_autoptr (GArray) buckets = buckets_of (10, 5);
  g_autoptr (GArray) thin = ht_series_buckets_thin (buckets, 10);

  g_assert_true (thin == buckets);
}

static void
test_nothing_is_lost (void)
{
  g_autoptr (GArray) buckets = buckets_of (10007, 13);
  g_autoptr (GArray) thin = ht_series_buckets_thin (buckets, 100);
  const HtSeriesBucket *last = &g_array_index (thin, HtSeriesBucket, thin->len - 1);
  gint64 n_points = 0;
  double min = G_MAXDOUBLE, max = 0, sum = 0, expected_sum = 0;

  for (guint i = 0; i < buckets->len; i++)
    expected_sum += g_array_index (buckets, HtSeriesBucket, i).sum;
  g_assert_cmpuint (thin->len, <=, 100);
  g_assert_cmpuint (thin->len, >=, 50);
  for (guint i = 0; i < thin->len; i++)
    {
      const HtSeriesBucket *bucket = &g_array_index (thin, HtSeriesBucket, i);

      n_points += bucket->n_points;
      min = MIN (min, bucket->min);
      max = MAX (max, bucket->max);
      sum += bucket->sum;
      if (i > 0)
        g_assert_cmpint (bucket->start_ns, >, g_array_index (thin, HtSeriesBucket, i - 1).end_ns);
    }
  g_assert_cmpint (n_points, ==, 10007);
  g_assert_cmpfloat (min, ==, 0);
  g_assert_cmpfloat (max, ==, 1008);
  g_assert_cmpfloat (sum, ==, expected_sum);
  g_assert_cmpint (last->end_ns, ==, 10006 * 13);
}

static void
test_all_at_once (void)
{
  g_autoptr (GArray) buckets = buckets_of (50, 0);
  g_autoptr (GArray) thin = ht_series_buckets_thin (buckets, 3);

  g_assert_cmpuint (thin->len, ==, 1);
  g_assert_cmpint (g_array_index (thin, HtSeriesBucket, 0).n_points, ==, 50);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/series-bucket/short-enough", test_short_enough);
  g_test_add_func ("/core/series-bucket/nothing-is-lost", test_nothing_is_lost);
  g_test_add_func ("/core/series-bucket/all-at-once", test_all_at_once);
  return g_test_run ();
}
