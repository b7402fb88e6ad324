/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "timestamps.h"

#include <string.h>

#include "gc-cycle.h"

/* `date -u -d 2026-11-20T18:30:00Z +%s` */
#define EVENING_S  G_GINT64_CONSTANT (1795199400)
#define EVENING_NS (EVENING_S * 1000000000)

static void
test_parse (void)
{
  static const struct
  {
    const char *text;
    gint64 ns;
  } good[] = {
    { "2026-11-20T18:30:00Z", EVENING_NS },
    { "2026-11-20T18:30:00.25Z", EVENING_NS + 250000000 },
    { "2026-11-20T18:30:00.123456789Z", EVENING_NS + 123456789 },
    { "2026-11-20T19:30:00+01:00", EVENING_NS },
    { "2026-11-20T10:30:00-0800", EVENING_NS },
    { "2026-11-20 18:30:00", EVENING_NS },
    { "20261120T183000Z", EVENING_NS },
    { "1795199400", EVENING_NS },
    { "1795199400.5", EVENING_NS + 500000000 },
    { "1795199400001", EVENING_NS + 1000000 },
    { "1795199400000002", EVENING_NS + 2000 },
    { "1795199400000000003", EVENING_NS + 3 },
    { "start", EVENING_NS },
    { "end", EVENING_NS + 1000000000 },
    { "+10s", EVENING_NS + G_GINT64_CONSTANT (10000000000) },
    { "-1m", EVENING_NS - G_GINT64_CONSTANT (59000000000) },
  };
  static const char *const bad[] = {
    "",
    "yesterday",
    "2026-11-20",
    "2026-13-20T18:30:00Z",
    "2026-11-20T18:30:00Zx",
    "2026-11-20T18:30:00.Z",
    "9300-01-01T00:00:00Z",
    "10s",
    "+10",
    "1795199400001.5",
    "99999999999999999999",
    "1795199400.",
    "2026-02-29T00:00:00Z",
  };
  gint64 ns;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (
          ht_parse_time (good[i].text, EVENING_NS, EVENING_NS + 1000000000, &ns, &error));
      g_assert_no_error (error);
      g_assert_cmpint (ns, ==, good[i].ns);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ht_parse_time (bad[i], EVENING_NS, EVENING_NS, &ns, &error));
      g_assert_error (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_INVALID);
    }
}

static void
test_relative_needs_a_recording_with_times (void)
{
  g_autoptr (GError) error = NULL;
  gint64 ns;

  g_assert_false (ht_parse_time ("+10s", HT_UNKNOWN, HT_UNKNOWN, &ns, &error));
  g_assert_error (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (ht_parse_time ("+1h", G_MAXINT64 - 5, G_MAXINT64, &ns, &error));
  g_assert_error (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_INVALID);
}

static void
test_scan (void)
{
  static const char in_name[] = "20261120-183000-1234.pb.gz";
  gint64 ns;

  /* What follows may be a process id. */
  g_assert_cmpuint (ht_timestamp_scan (in_name, strlen (in_name), &ns), ==, 15);
  g_assert_cmpint (ns, ==, EVENING_NS);
  g_assert_cmpuint (ht_timestamp_scan ("2026-11-20_18-30-00.txt", 19, &ns), ==, 19);
  g_assert_cmpint (ns, ==, EVENING_NS);
  g_assert_cmpuint (ht_timestamp_scan ("2026112018300", 13, &ns), ==, 0);
  /* Nothing is read beyond the length. */
  g_assert_cmpuint (ht_timestamp_scan ("2026-11-20T18:30:00Z", 18, &ns), ==, 0);
  g_assert_cmpuint (ht_timestamp_scan ("2026-11-20T18:30:00Z", 19, &ns), ==, 19);
}

static void
test_format (void)
{
  g_autofree char *evening = ht_format_timestamp (EVENING_NS + 1999999);
  g_autofree char *before = ht_format_timestamp (-1);
  g_autofree char *unknown = ht_format_timestamp (HT_UNKNOWN);

  g_assert_cmpstr (evening, ==, "2026-11-20T18:30:00.001Z");
  g_assert_cmpstr (before, ==, "1969-12-31T23:59:59.999Z");
  g_assert_cmpstr (unknown, ==, "unknown");
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/timestamps/parse", test_parse);
  g_test_add_func ("/core/timestamps/relative", test_relative_needs_a_recording_with_times);
  g_test_add_func ("/core/timestamps/scan", test_scan);
  g_test_add_func ("/core/timestamps/format", test_format);
  return g_test_run ();
}
