/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "units.h"

#include <math.h>

#include "gc-cycle.h"

#define assert_text(call, expected)        \
  G_STMT_START                             \
  {                                        \
    g_autofree char *text_ = (call);       \
    g_assert_cmpstr (text_, ==, expected); \
  }                                        \
  G_STMT_END

static void
test_bytes (void)
{
  assert_text (ht_format_bytes (0), "0 B");
  assert_text (ht_format_bytes (1), "1 B");
  assert_text (ht_format_bytes (1023), "1023 B");
  assert_text (ht_format_bytes (1024), "1.0 KiB");
  assert_text (ht_format_bytes (1075), "1.0 KiB"); /* 1.0498 */
  assert_text (ht_format_bytes (1076), "1.1 KiB"); /* 1.0508 */
  assert_text (ht_format_bytes (1536), "1.5 KiB");
  assert_text (ht_format_bytes (-1536), "-1.5 KiB");
  /* 1023.949 KiB stays, 1023.951 KiB would be written 1024.0 KiB. */
  assert_text (ht_format_bytes (1048524), "1023.9 KiB");
  assert_text (ht_format_bytes (1048525), "1.0 MiB");
  assert_text (ht_format_bytes (103618988), "98.8 MiB");
  assert_text (ht_format_bytes (508255808928), "473.4 GiB");
  assert_text (ht_format_bytes (G_GINT64_CONSTANT (1) << 40), "1.0 TiB");
  assert_text (ht_format_bytes (G_GINT64_CONSTANT (1) << 50), "1.0 PiB");
  assert_text (ht_format_bytes (G_MAXINT64), "8.0 EiB");
  assert_text (ht_format_bytes (G_MININT64 + 1), "-8.0 EiB");
  assert_text (ht_format_bytes (HT_UNKNOWN), "unknown");
}

/* Expected texts are those of Go's time.Duration.String. */
static void
test_duration (void)
{
  assert_text (ht_format_duration (0), "0s");
  assert_text (ht_format_duration (1), "1ns");
  assert_text (ht_format_duration (1100), "1.1µs");
  assert_text (ht_format_duration (12500000), "12.5ms");
  assert_text (ht_format_duration (3300000000), "3.3s");
  assert_text (ht_format_duration (90000000000), "1m30s");
  assert_text (ht_format_duration (300000000001), "5m0.000000001s");
  assert_text (ht_format_duration (3600000000000), "1h0m0s");
  assert_text (ht_format_duration (-12500000), "-12.5ms");
  assert_text (ht_format_duration (G_MAXINT64), "2562047h47m16.854775807s");
  assert_text (ht_format_duration (HT_UNKNOWN), "unknown");
}

static void
test_duration_short (void)
{
  assert_text (ht_format_duration_short (1234567), "1.23ms");
  assert_text (ht_format_duration_short (999600), "1ms");
  assert_text (ht_format_duration_short (73000), "73µs");
  assert_text (ht_format_duration_short (-1234567), "-1.23ms");
  assert_text (ht_format_duration_short (G_GINT64_CONSTANT (75600000000)), "1m16s");
  assert_text (ht_format_duration_short (999), "999ns");
}

static void
test_numbers (void)
{
  assert_text (ht_format_count (0), "0");
  assert_text (ht_format_count (999), "999");
  assert_text (ht_format_count (1000), "1,000");
  assert_text (ht_format_count (-1234567), "-1,234,567");
  assert_text (ht_format_count (HT_UNKNOWN), "unknown");
  assert_text (ht_format_percent (1), "100.00%");
  assert_text (ht_format_percent (0.05251), "5.25%");
  assert_text (ht_format_percent (-0.000001), "0.00%");
  assert_text (ht_format_percent ((double) NAN), "unknown");
  assert_text (ht_format_value (2048, "bytes"), "2.0 KiB");
  assert_text (ht_format_value (1500000, "nanoseconds"), "1.5ms");
  assert_text (ht_format_value (1500, "count"), "1,500");
  assert_text (ht_format_value (1500, "apples"), "1,500 apples");
}

static void
assert_unit (double greatest, const char *name, double unit)
{
  double got;

  g_assert_cmpstr (ht_size_unit (greatest, &got), ==, name);
  g_assert_cmpfloat (got, ==, unit);
}

static void
test_columns (void)
{
  const double mib = 1048576;

  assert_unit (0, "B", 1);
  assert_unit (1023, "B", 1);
  assert_unit (1024, "KiB", 1024);
  assert_unit (-5 * mib, "MiB", mib);
  assert_unit (0x1p62, "EiB", 0x1p60);

  assert_text (ht_format_in_unit (135.2 * mib, mib), "135");
  assert_text (ht_format_in_unit (99.97 * mib, mib), "100");
  assert_text (ht_format_in_unit (92 * mib, mib), "92.0");
  assert_text (ht_format_in_unit (1 * mib, mib), "1.0");
  assert_text (ht_format_in_unit (0.996 * mib, mib), "1.0");
  assert_text (ht_format_in_unit (0.125 * mib, mib), "0.12");
  assert_text (ht_format_in_unit (0, mib), "0");
  assert_text (ht_format_in_unit ((double) NAN, mib), "–");
  assert_text (ht_format_change_in_unit (111 * mib, mib), "+111");
  assert_text (ht_format_change_in_unit (-5.9 * mib, mib), "−5.9");
  assert_text (ht_format_change_in_unit (0, mib), "0");
  /* What is rounded to nothing did not change to the eye. */
  assert_text (ht_format_change_in_unit (1, mib), "0.00");
  assert_text (ht_format_change_in_unit (-1, mib), "0.00");
  assert_text (ht_format_change_in_unit ((double) NAN, mib), "–");
  assert_text (ht_format_change (3 * 1024 * 1024, "bytes"), "+3.0 MiB");
  assert_text (ht_format_change (-3 * 1024 * 1024, "bytes"), "-3.0 MiB");
  assert_text (ht_format_change (0, "bytes"), "0 B");
  assert_text (ht_format_change (1200, "count"), "+1,200");
}

static void
test_parse_size (void)
{
  static const struct
  {
    const char *text;
    gint64 bytes;
  } good[] = {
    { "0", 0 },
    { "4096", 4096 },
    { "17 B", 17 },
    { "64MiB", 67108864 },
    { "64 mib", 67108864 },
    { "1.5GB", 1500000000 },
    { "512k", 512000 },
    { "512Ki", 524288 },
    { ".5K", 500 },
    { "1.1kB", 1100 },
    { "0.3KiB", 307 },
    { "7EiB", G_GINT64_CONSTANT (8070450532247928832) },
    { "9223372036854775807", G_MAXINT64 },
    { "1.0000000000000000000000000000000000001k", 1000 },
  };
  static const char *const bad[] = { "",    "x",    "-1",  "1.2.3", "64MiBs", "1e3",
                                     "MiB", "64iB", "1,5", ".",     "\xff" };
  gint64 bytes;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (ht_parse_size (good[i].text, &bytes, &error));
      g_assert_no_error (error);
      g_assert_cmpint (bytes, ==, good[i].bytes);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ht_parse_size (bad[i], &bytes, &error));
      g_assert_error (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_INVALID);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }

  g_autoptr (GError) error = NULL;
  g_assert_false (ht_parse_size ("8EiB", &bytes, &error));
  g_assert_error (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS);
}

/* What Go's time.ParseDuration makes of the same texts. */
static void
test_parse_duration (void)
{
  static const struct
  {
    const char *text;
    gint64 ns;
  } good[] = {
    { "0", 0 },
    { "5s", 5000000000 },
    { "500ms", 500000000 },
    { "1m30s", 90000000000 },
    { "1.5h", 5400000000000 },
    { "1.5h0.5m", 5430000000000 },
    { "-1.5h", -5400000000000 },
    { "+12.5us", 12500 },
    { "3µs", 3000 },
    { "3μs", 3000 },
    { ".5s", 500000000 },
    { "1.s", 1000000000 },
    { "0.3333333333333333333h", 1199999999999 },
    { "9223372036854775807ns", G_MAXINT64 },
  };
  static const char *const bad[] = { "", "3", "-", "s", ".", ".s", "1d", "1 s", "1s ", "+-1s" };
  static const char *const large[] = { "9223372036854775808ns", "3000000h", "2562047h47m16.9s" };
  gint64 ns;

  for (gsize i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (ht_parse_duration (good[i].text, &ns, &error));
      g_assert_no_error (error);
      g_assert_cmpint (ns, ==, good[i].ns);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ht_parse_duration (bad[i], &ns, &error));
      g_assert_error (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_INVALID);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (large); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (ht_parse_duration (large[i], &ns, &error));
      g_assert_error (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/core/units/bytes", test_bytes);
  g_test_add_func ("/core/units/duration", test_duration);
  g_test_add_func ("/core/units/duration-short", test_duration_short);
  g_test_add_func ("/core/units/numbers", test_numbers);
  g_test_add_func ("/core/units/columns", test_columns);
  g_test_add_func ("/core/units/parse-size", test_parse_size);
  g_test_add_func ("/core/units/parse-duration", test_parse_duration);
  return g_test_run ();
}
