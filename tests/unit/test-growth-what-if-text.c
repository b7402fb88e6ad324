/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>

#include "gc-cycle.h"
#include "growth-what-if-text.h"

#define S   G_GINT64_CONSTANT (1000000000)
#define MIB (1024.0 * 1024)

static const HtGrowthEta never = { NAN, NAN, NAN };

static void
assert_text (const HtGrowthWhatIf *what_if,
             const HtGrowthForecast *forecast,
             guint n_chains,
             gint64 stopped_ns,
             const char *expected)
{
  g_autofree char *text = ht_growth_what_if_text (what_if, forecast, n_chains, stopped_ns,
                                                  86400 * S, HT_TIME_DISPLAY_UTC, 0);

  g_assert_cmpstr (text, ==, expected);
}

static void
test_heap (void)
{
  const HtGrowthForecast no_limit = { .outlook = HT_GROWTH_OUTLOOK_NO_LIMIT };
  HtGrowthWhatIf what_if = { .heap_bytes = 98 * MIB,
                             .heap_without_bytes = 61 * MIB,
                             .gone_bytes = 37 * MIB,
                             .forecast = no_limit };

  assert_text (&what_if, &no_limit, 1, HT_UNKNOWN,
               "Had it not begun to grow, the live heap would be 61.0 MiB instead of 98.0 MiB.");
  assert_text (&what_if, &no_limit, 2, 86399 * S,
               "Had they stopped growing at Jan 1 23:59:59 UTC, the live heap would be 61.0 "
               "MiB instead of 98.0 MiB.");
  what_if.gone_bytes = 40 * MIB;
  assert_text (&what_if, &no_limit, 2, HT_UNKNOWN,
               "Had they not begun to grow, the live heap would be 61.0 MiB instead of 98.0 MiB, "
               "and 3.0 MiB less held beside it.");
  /* All of it is beside the heap; the heap need not be known. */
  what_if.heap_without_bytes = 98 * MIB;
  assert_text (&what_if, &no_limit, 1, HT_UNKNOWN,
               "Had it not begun to grow, 40.0 MiB less would be held.");
  what_if.heap_bytes = what_if.heap_without_bytes = NAN;
  assert_text (&what_if, &no_limit, 1, HT_UNKNOWN,
               "Had it not begun to grow, 40.0 MiB less would be held.");
  /* At the end nothing is gone. */
  what_if.heap_bytes = what_if.heap_without_bytes = 98 * MIB;
  what_if.gone_bytes = 0;
  assert_text (&what_if, &no_limit, 1, HT_UNKNOWN,
               "Had it not begun to grow, the live heap would be 98.0 MiB instead of 98.0 MiB.");
}

static void
test_limit (void)
{
  static const struct
  {
    HtGrowthOutlook was;
    HtGrowthOutlook would;
    const char *text;
  } cases[] = {
    { HT_GROWTH_OUTLOOK_COMING, HT_GROWTH_OUTLOOK_COMING,
      "The limit of 1.0 GiB would be reached in 20 min (15 min – 30 min) instead of 3 min." },
    { HT_GROWTH_OUTLOOK_COMING, HT_GROWTH_OUTLOOK_NEVER,
      "The limit of 1.0 GiB would not be reached." },
    { HT_GROWTH_OUTLOOK_REACHED, HT_GROWTH_OUTLOOK_REACHED,
      "The limit of 1.0 GiB would be reached all the same." },
    { HT_GROWTH_OUTLOOK_REACHED, HT_GROWTH_OUTLOOK_COMING,
      "The limit of 1.0 GiB would be reached only in 20 min (15 min – 30 min)." },
    { HT_GROWTH_OUTLOOK_NEVER, HT_GROWTH_OUTLOOK_NEVER,
      "The limit of 1.0 GiB is reached neither way." },
    { HT_GROWTH_OUTLOOK_UNKNOWN, HT_GROWTH_OUTLOOK_UNKNOWN,
      "The limit of 1.0 GiB: whether it would be reached cannot be told." },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HtGrowthForecast forecast = { .outlook = cases[i].was,
                                    .limit = HT_GROWTH_LIMIT_OWN,
                                    .limit_bytes = G_GINT64_CONSTANT (1) << 30,
                                    .eta = { 180, 120, 240 } };
      HtGrowthWhatIf what_if = { .heap_bytes = 98 * MIB,
                                 .heap_without_bytes = 61 * MIB,
                                 .gone_bytes = 37 * MIB,
                                 .forecast = forecast };
      g_autofree char *expected = g_strconcat (
          "Had it not begun to grow, the live heap would be 61.0 MiB instead of 98.0 MiB. ",
          cases[i].text, NULL);

      what_if.forecast.outlook = cases[i].would;
      what_if.forecast.eta =
          cases[i].would == HT_GROWTH_OUTLOOK_COMING ? (HtGrowthEta){ 1200, 900, 1800 } : never;
      assert_text (&what_if, &forecast, 1, HT_UNKNOWN, expected);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/views/growth-what-if-text/heap", test_heap);
  g_test_add_func ("/views/growth-what-if-text/limit", test_limit);
  return g_test_run ();
}
