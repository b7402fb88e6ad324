/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log-time.h"

#include <string.h>

/* 2026-11-20T18:00:00Z by `date -d 2026-11-20T18:00:00Z +%s` */
#define SIX_O_CLOCK G_GINT64_CONSTANT (1795197600)
#define SECOND      G_GINT64_CONSTANT (1000000000)

typedef struct
{
  const char *text;
  gsize length;
  gint64 time_ns;
  gboolean whole_seconds;
} Case;

static void
test_dates (void)
{
  static const Case cases[] = {
    { "2026-11-20T18:00:00Z", 20, SIX_O_CLOCK * SECOND, TRUE },
    { "2026-11-20T18:00:00.503112796Z text", 30, SIX_O_CLOCK * SECOND + 503112796, FALSE },
    { "2026-11-20T19:30:00.5+01:30 text", 27, SIX_O_CLOCK * SECOND + 500000000, FALSE },
    { "2026-11-20T10:00:00-0800 host", 24, SIX_O_CLOCK * SECOND, TRUE },
    { "2026-11-20 18:00:00,250 [main]", 23, SIX_O_CLOCK * SECOND + 250000000, FALSE },
    { "2026/11/20 18:00:00 http: TLS", 19, SIX_O_CLOCK * SECOND, TRUE },
    { "2026/11/20 18:00:00.000001 x", 26, SIX_O_CLOCK * SECOND + 1000, FALSE },
    { "2026-11-20T18:00:00.1234567891Z", 31, SIX_O_CLOCK * SECOND + 123456789, FALSE },
    { "2026-11-20T18:00:00.", 19, SIX_O_CLOCK * SECOND, TRUE },
    /* A leap second is the first of the next minute. */
    { "2016-12-31T23:59:60Z", 20, G_GINT64_CONSTANT (1483228800) * SECOND, TRUE },
    { "2024-02-29T00:00:00Z", 20, G_GINT64_CONSTANT (1709164800) * SECOND, TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HtLogTime time;

      g_test_message ("%s", cases[i].text);
      g_assert_cmpuint (ht_log_time_parse_date (cases[i].text, strlen (cases[i].text), &time), ==,
                        cases[i].length);
      g_assert_cmpint (time.time_ns, ==, cases[i].time_ns);
      g_assert_cmpint (time.whole_seconds, ==, cases[i].whole_seconds);
    }
}

static void
test_no_dates (void)
{
  static const char *const cases[] = {
    "",
    "2026-11-20T18:00:0",
    "2026-11-20X18:00:00Z",
    "2026-11/20 18:00:00",
    "2026-13-20T18:00:00Z",
    "2026-02-29T18:00:00Z",
    "2026-11-20T24:00:00Z",
    "2026-11-20T18:60:00Z",
    "2026-11-20T18:00:61Z",
    "1969-12-31T23:59:59Z",
    "1970-01-01T00:30:00+01:00",
    "2150-01-01T00:00:00Z",
    "2026-11-20T18:00:000",
    "2026-11-20T18:00:00Zulu",
    "20261120T180000Z    ",
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      HtLogTime time;

      g_test_message ("%s", cases[i]);
      g_assert_cmpuint (ht_log_time_parse_date (cases[i], strlen (cases[i]), &time), ==, 0);
    }
}

static void
test_numbers (void)
{
  static const Case cases[] = {
    { "1795197600", 0, SIX_O_CLOCK * SECOND, TRUE },
    { "1795197600.25", 0, SIX_O_CLOCK * SECOND + 250000000, FALSE },
    { "1795197600250", 0, SIX_O_CLOCK * SECOND + 250000000, FALSE },
    { "1795197600250000", 0, SIX_O_CLOCK * SECOND + 250000000, FALSE },
    { "1795197600250000001", 0, SIX_O_CLOCK * SECOND + 250000001, FALSE },
  };
  static const char *const refused[] = {
    "",
    "12",
    "12.5",
    "-1795197600",
    "1795197600.",
    "1e300",
    "1795197600x",
    "1795197600.25x",
    "1795197600250.5",
    /* beyond 2149, and beyond 64 bits */
    "5680281600",
    "99999999999999999999999999",
  };
  HtLogTime time;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_test_message ("%s", cases[i].text);
      g_assert_true (ht_log_time_parse_number (cases[i].text, strlen (cases[i].text), &time));
      g_assert_cmpint (time.time_ns, ==, cases[i].time_ns);
      g_assert_cmpint (time.whole_seconds, ==, cases[i].whole_seconds);
    }
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_test_message ("%s", refused[i]);
      g_assert_false (ht_log_time_parse_number (refused[i], strlen (refused[i]), &time));
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/formats/log-time/dates", test_dates);
  g_test_add_func ("/formats/log-time/no-dates", test_no_dates);
  g_test_add_func ("/formats/log-time/numbers", test_numbers);
  return g_test_run ();
}
