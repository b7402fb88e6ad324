/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Draw"

#include "axis-ticks.h"

#include <string.h>
#include "units.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static void
tick_clear (gpointer data)
{
  HtTick *tick = data;

  g_free (tick->label);
}

static GArray *
ticks_new (void)
{
  GArray *ticks = g_array_new (FALSE, FALSE, sizeof (HtTick));

  g_array_set_clear_func (ticks, tick_clear);
  return ticks;
}

/* The smallest multiple of @step that is not below @value. */
static gint64
round_up (gint64 value, gint64 step)
{
  gint64 down = value / step * step;

  if (down > value)
    down -= step;
  return down < value ? down + step : down;
}

/**
 * ht_axis_byte_ticks:
 * @least: smallest value on the axis, in bytes
 * @greatest: greatest value on the axis, not less than @least
 * @most: how many ticks there is room for, at least 2
 * @unit: (out) (transfer none): the unit of the labels, to be written once
 *
 * Divides an axis of sizes into steps of 1, 2 or 5 times a power of ten of the
 * greatest IEC unit that @greatest holds.
 *
 * Returns: (transfer full) (element-type HtTick): the ticks from bottom to top
 */
GArray *
ht_axis_byte_ticks (gint64 least, gint64 greatest, guint most, const char **unit)
{
  static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
  static const int factors[] = { 1, 2, 5 };
  GArray *ticks = ticks_new ();
  guint power = 0;
  gint64 unit_bytes, ten = 1;
  gint64 step = 0;

  while (power + 1 < G_N_ELEMENTS (units) && greatest >> (10 * (power + 1)) > 0)
    power++;
  *unit = units[power];
  unit_bytes = G_GINT64_CONSTANT (1) << (10 * power);

  /* A range much smaller than the unit has no whole steps in it: go one unit down. */
  if (power > 0 && (greatest - least) / unit_bytes < 2)
    {
      power--;
      unit_bytes >>= 10;
      *unit = units[power];
    }
  for (guint i = 0; step == 0 || (greatest - least) / step + 1 > most; i++)
    {
      step = factors[i % 3] * ten * unit_bytes;
      if (i % 3 == 2)
        ten *= 10;
    }
  for (gint64 at = round_up (least, step); at <= greatest; at += step)
    {
      HtTick tick = { at, g_strdup_printf ("%" G_GINT64_FORMAT, at / unit_bytes) };

      g_array_append_val (ticks, tick);
    }
  return ticks;
}

static gint64
time_step (gint64 range, guint most)
{
  static const gint64 steps[] = {
    SECOND,  2 * SECOND, 5 * SECOND, 10 * SECOND, 15 * SECOND, 30 * SECOND,
    MINUTE,  2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
    HOUR,    2 * HOUR,   3 * HOUR,   6 * HOUR,    12 * HOUR,   DAY,
    2 * DAY, 7 * DAY,    14 * DAY,   28 * DAY,
  };
  gint64 step;

  if (range / SECOND < most / 2)
    for (step = 1; step < SECOND; step *= 10)
      {
        if (range / step < most)
          return step;
        if (range / (2 * step) < most)
          return 2 * step;
        if (range / (5 * step) < most)
          return 5 * step;
      }
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (range / steps[i] < most)
      return steps[i];
  for (step = 56 * DAY; range / step >= most;)
    step *= 2;
  return step;
}

static GDateTime *
civil_time (gint64 time_ns, HtTimeDisplay display)
{
  gint64 seconds = time_ns / SECOND - (time_ns % SECOND < 0);

  return display == HT_TIME_DISPLAY_UTC ? g_date_time_new_from_unix_utc (seconds)
                                        : g_date_time_new_from_unix_local (seconds);
}

/* Milliseconds, or as many digits more as neighbours need to differ. */
static char *
fraction_label (gint64 fraction_ns, gint64 precision)
{
  if (precision >= 1000000)
    return g_strdup_printf (".%03d", (int) (fraction_ns / 1000000));
  if (precision >= 1000)
    return g_strdup_printf (".%06d", (int) (fraction_ns / 1000));
  return g_strdup_printf (".%09d", (int) fraction_ns);
}

static char *
since_start_label (gint64 elapsed, gint64 precision)
{
  const char *sign = elapsed < 0 ? "−" : "";
  gint64 size = ABS (elapsed);
  gint64 seconds = size / SECOND;

  if (precision < SECOND)
    {
      g_autofree char *fraction = fraction_label (size % SECOND, precision);

      return g_strdup_printf ("%s%" G_GINT64_FORMAT "%s s", sign, seconds, fraction);
    }
  if (size < MINUTE && precision < MINUTE)
    return g_strdup_printf ("%s%" G_GINT64_FORMAT " s", sign, seconds);
  if (size < HOUR)
    return g_strdup_printf ("%s%d:%02d", sign, (int) (seconds / 60), (int) (seconds % 60));
  if (size < DAY)
    return g_strdup_printf ("%s%d:%02d:%02d", sign, (int) (seconds / 3600),
                            (int) (seconds / 60 % 60), (int) (seconds % 60));
  return g_strdup_printf ("%s%" G_GINT64_FORMAT " d %02d:%02d", sign, size / DAY,
                          (int) (seconds / 3600 % 24), (int) (seconds / 60 % 60));
}

/**
 * ht_axis_time_label:
 * @time_ns: a time, ns since 1970
 * @precision_ns: how exactly it is to be told
 * @display: how times are told
 * @start_ns: where "since start" begins
 *
 * Returns: (transfer full): the time as short as @precision_ns allows
 */
char *
ht_axis_time_label (gint64 time_ns, gint64 precision_ns, HtTimeDisplay display, gint64 start_ns)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *clock = NULL;
  g_autofree char *fraction = NULL;

  if (display == HT_TIME_DISPLAY_SINCE_START)
    return since_start_label (time_ns - start_ns, precision_ns);

  time = civil_time (time_ns, display);
  if (time == NULL)
    return g_strdup ("");
  if (precision_ns >= DAY)
    return g_date_time_format (time, "%b %-d");
  if (precision_ns >= MINUTE)
    return g_date_time_format (time, "%H:%M");
  clock = g_date_time_format (time, "%H:%M:%S");
  if (precision_ns >= SECOND)
    return g_steal_pointer (&clock);
  fraction = fraction_label (((time_ns % SECOND) + SECOND) % SECOND, precision_ns);
  return g_strconcat (clock, fraction, NULL);
}

/**
 * ht_axis_time_ticks:
 * @from_ns: left end of the axis, ns since 1970
 * @to_ns: right end, greater than @from_ns
 * @most: how many ticks there is room for, at least 2
 * @display: how times are told; ticks stand at round times of that clock
 * @start_ns: where "since start" begins
 *
 * Divides a time axis.
 *
 * Returns: (transfer full) (element-type HtTick): the ticks from left to right
 */
GArray *
ht_axis_time_ticks (gint64 from_ns,
                    gint64 to_ns,
                    guint most,
                    HtTimeDisplay display,
                    gint64 start_ns)
{
  GArray *ticks = ticks_new ();
  gint64 step = time_step (to_ns - from_ns, most);
  gint64 origin = 0;

  /* Labels with more than milliseconds are half as long again. */
  if (step < 1000000)
    step = time_step (to_ns - from_ns, MAX (most * 2 / 3, MIN (most, 3)));
  if (display == HT_TIME_DISPLAY_SINCE_START)
    origin = start_ns;
  else if (display == HT_TIME_DISPLAY_LOCAL)
    {
      g_autoptr (GDateTime) time = civil_time (from_ns, display);

      /* Round hours of a zone that is half an hour off are not round in UTC. */
      if (time != NULL)
        origin = -g_date_time_get_utc_offset (time) * 1000;
    }
  for (gint64 at = origin + round_up (from_ns - origin, step); at <= to_ns; at += step)
    {
      HtTick tick = { at, ht_axis_time_label (at, step, display, start_ns) };

      g_array_append_val (ticks, tick);
    }
  return ticks;
}

/**
 * ht_axis_time_precision:
 * @range_ns: how much time is in view
 *
 * Returns: how exactly a time in it is told in words, in ns: to the ms, and closer where
 *   neighbouring pixels would be told alike
 */
gint64
ht_axis_time_precision (gint64 range_ns)
{
  return CLAMP (range_ns / 1000, 1, 1000000);
}

/**
 * ht_axis_duration_label:
 * @ns: a duration
 *
 * Returns: (transfer full): the duration for the eye, with a space before its unit; a bare 0
 *   for none
 */
char *
ht_axis_duration_label (gint64 ns)
{
  g_autofree char *text = ht_format_duration_short (ns);
  gsize n_digits = strspn (text, "-0123456789.");

  if (ns == 0)
    return g_strdup ("0");
  if (strpbrk (text + n_digits, "0123456789") != NULL)
    return g_steal_pointer (&text);
  return g_strdup_printf ("%.*s\u00a0%s", (int) n_digits, text, text + n_digits);
}
