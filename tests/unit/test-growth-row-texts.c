/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "growth-row-texts.h"
#include "record-sink.h"

#include "made-heap.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024 * 1024)

#define SERVE  "net/http.serve"
#define LEAK   STACK (SERVE, "example.com/shop.handle", "example.com/shop.keep")
#define PARTS  STACK (SERVE, "example.com/shop.handle", "bytes.growSlice")
#define STEADY STACK (SERVE, "example.com/shop.load")

/* 3 MiB and 1 MiB more in each 10 s, on ways that part in shop.handle; the rest stays. */
static HtGrowthData *
make_data (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);

  for (gint64 i = 0; i < 12; i++)
    {
      g_autoptr (HtProfile) profile = made_heap_new (catalog, 1);

      made_heap_add (profile, catalog, LEAK, 1024, (10 + 3 * i) * MIB, (10 + 3 * i) * MIB);
      made_heap_add (profile, catalog, PARTS, 1024, (5 + i) * MIB, (5 + i) * MIB);
      made_heap_add (profile, catalog, STEADY, 4096, 50 * MIB, (50 + 100 * i) * MIB);
      ht_growth_table_add (table, profile, i * 10 * S, i * 10 * S);
    }
  return ht_growth_data_new (table, catalog);
}

static HtGrowthSite *
get_site (HtGrowthData *data, guint index)
{
  return g_ptr_array_index (data->sites, index);
}

static void
test_figures (void)
{
  g_autoptr (HtGrowthData) data = make_data ();
  HtGrowthUnit unit = ht_growth_row_rate_unit (data);
  HtGrowthFit fit = { .rate = MIB, .low = 0.5 * MIB, .high = 2 * MIB, .n_epochs = 5 };
  g_autofree char *first = ht_growth_row_rate_text (get_site (data, 0)->course.now.rate, &unit);
  g_autofree char *second = ht_growth_row_rate_text (get_site (data, 1)->course.now.rate, &unit);
  g_autofree char *error = ht_growth_row_error_text (&fit, &unit);
  g_autofree char *interval = ht_growth_row_interval_text (&fit);
  g_autofree char *title = ht_growth_row_held_title (data);

  g_assert_cmpuint (data->n_growing, ==, 2);
  g_assert_cmpstr (unit.name, ==, "MiB");
  g_assert_cmpstr (first, ==, "18.0");
  g_assert_cmpstr (second, ==, "6.0");
  g_assert_cmpstr (error, ==, "± 45.0");
  g_assert_cmpstr (interval, ==, "60.0 MiB/min, with 95 % between 30.0 MiB/min and 120.0 MiB/min");
  g_assert_cmpstr (title, ==, "Live, 0–50.0 MiB");
}

/* Of two states a line has no error. */
static void
test_no_interval (void)
{
  HtGrowthUnit unit = { "MiB", MIB };
  HtGrowthFit fit = { .rate = MIB, .low = NAN, .high = NAN, .n_epochs = 2 };
  g_autofree char *error = ht_growth_row_error_text (&fit, &unit);
  g_autofree char *interval = ht_growth_row_interval_text (&fit);
  g_autofree char *share = ht_growth_row_share_text (NAN);

  g_assert_cmpstr (error, ==, "");
  g_assert_cmpstr (interval, ==, "60.0 MiB/min");
  g_assert_cmpstr (share, ==, "–");
}

/* What is not sure is said so, and what is not known is not made up. */
static void
test_cause (void)
{
  g_autoptr (HtGrowthData) data = make_data ();
  HtGrowthSite *site = get_site (data, 0);
  g_autofree char *steady = ht_growth_row_cause_text (get_site (data, 2));
  g_autofree char *unknown = NULL;
  g_autofree char *unsure = NULL;
  g_autofree char *known = NULL;

  g_ptr_array_set_size (site->candidates, 0);
  unknown = ht_growth_row_cause_text (site);
  g_ptr_array_add (site->candidates, g_strdup ("map-growth"));
  unsure = ht_growth_row_cause_text (site);
  site->class_name = g_strdup ("slice-growth");
  known = ht_growth_row_cause_text (site);
  g_assert_cmpstr (unknown, ==, "–");
  g_assert_cmpstr (unsure, ==, "perhaps map-growth");
  g_assert_cmpstr (known, ==, "slice-growth");
  g_assert_cmpstr (steady, ==, "churn");
}

static void
test_times (void)
{
  g_autoptr (HtGrowthData) data = make_data ();
  HtGrowthSite *site = get_site (data, 0);
  g_autofree char *why_no_age = NULL;
  g_autofree char *no_age = ht_growth_row_age_text (site, &why_no_age);
  g_autofree char *why_age = NULL;
  g_autofree char *age = NULL;
  g_autofree char *why_no_time = NULL;
  g_autofree char *no_time = ht_growth_row_alone_text (site, data, &why_no_time);
  g_autofree char *why_time = NULL;
  g_autofree char *time = NULL;

  g_assert_cmpstr (no_age, ==, "–");
  g_assert_cmpstr (why_no_age, ==, "What is made stays: of what grows there is no mean age");
  /* 50 MiB are held, 100 MiB are made in 10 s. */
  age = ht_growth_row_age_text (get_site (data, 2), &why_age);
  g_assert_cmpstr (age, ==, "5 s");
  g_assert_cmpstr (no_time, ==, "–");
  g_assert_cmpstr (why_no_time, ==, "No limit is known");

  data->forecast.outlook = HT_GROWTH_OUTLOOK_COMING;
  data->forecast.limit = HT_GROWTH_LIMIT_OWN;
  data->forecast.limit_bytes = 512 * MIB;
  site->eta = (HtGrowthEta){ .s = 600, .low_s = 300, .high_s = NAN };
  time = ht_growth_row_alone_text (site, data, &why_time);
  g_assert_cmpstr (time, ==, "10 min");
  g_assert_cmpstr (why_time, ==, "The limit of 512.0 MiB, if only this grew: 5 min or later");
}

/* On the way to shop.keep, the other growth leaves in shop.handle; that is row 2. */
static void
test_steps (void)
{
  g_autoptr (HtGrowthData) data = make_data ();
  HtGrowthUnit unit = ht_growth_row_rate_unit (data);
  g_autofree char *first = ht_growth_row_step_text (data, 0, 0);
  g_autofree char *last = ht_growth_row_step_text (data, 0, 1);
  g_autofree char *parting = ht_growth_row_parting_text (data, 0, 0, &unit);
  g_autofree char *rows = ht_growth_row_parting_rows_text (data, 0, 0);

  g_assert_cmpuint (get_site (data, 0)->steps->len, ==, 2);
  g_assert_cmpstr (first, ==, "1 frame above");
  g_assert_cmpstr (last, ==, "allocates here, shop/a.go:1");
  g_assert_cmpstr (parting, ==, "6.0 parts here");
  g_assert_cmpstr (rows, ==, "to row 2");
  g_assert_null (ht_growth_row_parting_text (data, 0, 1, &unit));
  g_assert_null (ht_growth_row_parting_rows_text (data, 0, 1));
}

static void
test_summary (void)
{
  g_autoptr (HtGrowthData) data = make_data ();
  g_autofree char *rest = ht_growth_row_rest_text (data);
  g_autofree char *summary = ht_growth_row_summary_text (data, HT_TIME_DISPLAY_UTC, 0);

  g_assert_cmpstr (rest, ==, "1 site, 50.0 MiB");
  g_assert_cmpstr (
      summary, ==,
      "Rows 1–2 hold 100 % of the growth · Fitted on 12 collections, 00:00:00 – 00:01:50");
}

/* What is set aside is between what grows and what does not. */
static void
test_known (void)
{
  g_autoptr (HtGrowthData) data = make_data ();
  g_autofree char *known = NULL;
  g_autofree char *rest = NULL;

  data->n_growing = 1;
  data->n_set_aside = 1;
  ((HtGrowthSite *) g_ptr_array_index (data->sites, 1))->course.now.rate = 1024 * 1024 / 60.0;
  known = ht_growth_row_known_text (data);
  rest = ht_growth_row_rest_text (data);
  g_assert_cmpstr (known, ==, "1 site, 1.0 MiB/min");
  g_assert_cmpstr (rest, ==, "1 site, 50.0 MiB");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/growth-row-texts/figures", test_figures);
  g_test_add_func ("/views/growth-row-texts/no-interval", test_no_interval);
  g_test_add_func ("/views/growth-row-texts/cause", test_cause);
  g_test_add_func ("/views/growth-row-texts/times", test_times);
  g_test_add_func ("/views/growth-row-texts/steps", test_steps);
  g_test_add_func ("/views/growth-row-texts/summary", test_summary);
  g_test_add_func ("/views/growth-row-texts/known", test_known);
  return g_test_run ();
}
