/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "timestamps.h"

#include <string.h>

#include "gc-cycle.h"
#include "units.h"

#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)
#define NS_PER_MINUTE (60 * NS_PER_SECOND)

/**
 * ht_timestamp_from_civil:
 * @year: 1..9999
 * @month: 1..12
 * @day: 1..31
 * @hour: 0..23
 * @minute: 0..59
 * @second: 0..60; a leap second is taken for the one after it
 * @time_ns: (out): ns since 1970
 *
 * Returns: whether there is such a time in UTC, between 1678 and 2262
 */
gboolean
ht_timestamp_from_civil (int year,
                         int month,
                         int day,
                         int hour,
                         int minute,
                         int second,
                         gint64 *time_ns)
{
  g_autoptr (GDateTime) time = NULL;
  gboolean leap = second == 60;

  /* Outside of these years the ns do not fit. */
  if (year < 1678 || year >= 2262)
    return FALSE;
  time = g_date_time_new_utc (year, month, day, hour, minute, leap ? 59 : second);
  if (time == NULL)
    return FALSE;
  *time_ns = (g_date_time_to_unix (time) + (leap ? 1 : 0)) * NS_PER_SECOND;
  return TRUE;
}

/**
 * ht_timestamp_from_number:
 * @digits: ASCII digits
 * @length: how many
 * @time_ns: (out): ns since 1970
 *
 * Takes a number for a unix time in s, ms, us or ns by its magnitude: up to 11
 * digits are s (to the year 5138), up to 14 ms, up to 17 us, else ns.
 *
 * Returns: %FALSE if the time does not fit
 */
gboolean
ht_timestamp_from_number (const char *digits, gsize length, gint64 *time_ns)
{
  guint64 number = 0;
  guint64 unit = 1;

  for (gsize i = 0; i < length; i++)
    if (!g_ascii_isdigit (digits[i]) || !g_uint64_checked_mul (&number, number, 10) ||
        !g_uint64_checked_add (&number, number, (guint64) (digits[i] - '0')))
      return FALSE;
  if (number < G_GUINT64_CONSTANT (100000000000))
    unit = 1000000000;
  else if (number < G_GUINT64_CONSTANT (100000000000000))
    unit = 1000000;
  else if (number < G_GUINT64_CONSTANT (100000000000000000))
    unit = 1000;
  if (length == 0 || !g_uint64_checked_mul (&number, number, unit) || number > G_MAXINT64)
    return FALSE;
  *time_ns = (gint64) number;
  return TRUE;
}

/* Where a scan is: what it reads never ends in the middle of a digit. */
typedef struct
{
  const char *at;
  const char *end;
} Cursor;

static gboolean
scan_digits (Cursor *cursor, guint n_digits, int *value)
{
  *value = 0;
  if ((gsize) (cursor->end - cursor->at) < n_digits)
    return FALSE;
  for (guint i = 0; i < n_digits; i++, cursor->at++)
    {
      if (!g_ascii_isdigit (*cursor->at))
        return FALSE;
      *value = *value * 10 + (*cursor->at - '0');
    }
  return TRUE;
}

static gboolean
scan_one_of (Cursor *cursor, const char *accepted)
{
  if (cursor->at == cursor->end || *cursor->at == '\0' || strchr (accepted, *cursor->at) == NULL)
    return FALSE;
  cursor->at++;
  return TRUE;
}

static gint64
scan_fraction (Cursor *cursor)
{
  gint64 unit = NS_PER_SECOND;
  gint64 fraction = 0;

  if (cursor->end - cursor->at < 2 || !g_ascii_isdigit (cursor->at[1]) ||
      !scan_one_of (cursor, ".,"))
    return 0;
  for (; cursor->at < cursor->end && g_ascii_isdigit (*cursor->at); cursor->at++)
    {
      unit /= 10;
      fraction += (*cursor->at - '0') * unit;
    }
  return fraction;
}

/*
 * Reads "Z", "+01:00" or, where @compact allows it, "-0800"; without one of these
 * the time is UTC. In file names "-0800" may as well be a process id.
 */
static gint64
scan_zone (Cursor *cursor, gboolean compact)
{
  Cursor probe = *cursor;
  gboolean negative;
  int hours, minutes;

  if (scan_one_of (cursor, "Zz") || cursor->at == cursor->end)
    return 0;
  negative = *probe.at == '-';
  if (!scan_one_of (&probe, "+-") || !scan_digits (&probe, 2, &hours))
    return 0;
  if ((!scan_one_of (&probe, ":") && !compact) || !scan_digits (&probe, 2, &minutes) ||
      hours > 23 || minutes > 59)
    return 0;
  *cursor = probe;
  return (negative ? -1 : 1) * (gint64) (hours * 60 + minutes) * NS_PER_MINUTE;
}

/**
 * ht_timestamp_scan:
 * @text: where a time may begin
 * @length: how many bytes there are
 * @time_ns: (out): ns since 1970
 *
 * Reads a date and time of day as RFC 3339 writes it, with a fraction and a
 * zone (UTC if none is given), and as file names do:
 * `2026-11-20T18:30:00.5+01:00`, `20261120T183000Z`, `20261120-183000`, `2026-11-20_18-30-00`.
 *
 * Returns: how many bytes it takes, 0 if there is no time
 */
gsize
ht_timestamp_scan (const char *text, gsize length, gint64 *time_ns)
{
  Cursor cursor = { text, text + length };
  int year, month, day, hour, minute;
  int second = 0;
  gboolean strict;
  gint64 offset;

  if (!scan_digits (&cursor, 4, &year))
    return 0;
  scan_one_of (&cursor, "-._");
  if (!scan_digits (&cursor, 2, &month))
    return 0;
  scan_one_of (&cursor, "-._");
  if (!scan_digits (&cursor, 2, &day) || !scan_one_of (&cursor, "Tt _-") ||
      !scan_digits (&cursor, 2, &hour))
    return 0;
  strict = g_ascii_toupper (cursor.at[-3]) == 'T';
  scan_one_of (&cursor, ":-_.");
  if (!scan_digits (&cursor, 2, &minute))
    return 0;
  scan_one_of (&cursor, ":-_.");
  if (!scan_digits (&cursor, 2, &second) ||
      !ht_timestamp_from_civil (year, month, day, hour, minute, second, time_ns))
    return 0;
  /* A digit more makes another number of it. */
  if (cursor.at < cursor.end && g_ascii_isdigit (*cursor.at))
    return 0;
  offset = scan_fraction (&cursor);
  *time_ns += offset - scan_zone (&cursor, strict);
  return (gsize) (cursor.at - text);
}

/**
 * ht_format_timestamp:
 * @time_ns: ns since 1970, or %HT_UNKNOWN
 *
 * Returns: (transfer full): the time in UTC as RFC 3339, to the ms
 */
char *
ht_format_timestamp (gint64 time_ns)
{
  gint64 seconds = time_ns / NS_PER_SECOND;
  gint64 fraction_ns = time_ns % NS_PER_SECOND;
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *text = NULL;

  if (time_ns == HT_UNKNOWN)
    return g_strdup ("unknown");
  if (fraction_ns < 0)
    {
      seconds--;
      fraction_ns += NS_PER_SECOND;
    }
  time = g_date_time_new_from_unix_utc (seconds);
  text = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  return g_strdup_printf ("%s.%03dZ", text, (int) (fraction_ns / 1000000));
}

static gboolean
fail (GError **error, const char *text, const char *why)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_set_error (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_INVALID,
               "“%.60s” is no time%s; write RFC 3339, unix time, start, end, +10s (after the "
               "start) or -10s (before the end)",
               valid, why);
  return FALSE;
}

static gboolean
parse_relative (const char *text, gint64 start_ns, gint64 end_ns, gint64 *time_ns, GError **error)
{
  gint64 anchor = *text == '+' ? start_ns : end_ns;
  gint64 offset;

  if (!ht_parse_duration (text, &offset, NULL))
    return fail (error, text, "");
  if (anchor == HT_UNKNOWN)
    return fail (error, text, " here, because the input tells no times");
  if (__builtin_add_overflow (anchor, offset, time_ns))
    return fail (error, text, " that fits");
  return TRUE;
}

static gboolean
parse_unix_time (const char *text, gint64 *time_ns)
{
  const char *point = strchr (text, '.');
  gsize whole = point != NULL ? (gsize) (point - text) : strlen (text);
  Cursor fraction = { text + whole, text + strlen (text) };

  if (!ht_timestamp_from_number (text, whole, time_ns))
    return FALSE;
  if (point == NULL)
    return TRUE;
  /* Only seconds are written with a fraction. */
  if (whole > 11)
    return FALSE;
  return !__builtin_add_overflow (*time_ns, scan_fraction (&fraction), time_ns) &&
         fraction.at == fraction.end;
}

/**
 * ht_parse_time:
 * @text: what the user wrote
 * @start_ns: when the recording starts, %HT_UNKNOWN if it tells no times
 * @end_ns: when it ends
 * @time_ns: (out): ns since 1970
 * @error: return location, in %G_NUMBER_PARSER_ERROR
 *
 * Reads a point in time: RFC 3339 with fraction and zone, a unix time in s, ms,
 * us or ns (told apart by magnitude), "start", "end", `+10s` after the start or
 * `-10s` before the end.
 *
 * Returns: whether it was one
 */
gboolean
ht_parse_time (const char *text, gint64 start_ns, gint64 end_ns, gint64 *time_ns, GError **error)
{
  gsize length = strlen (text);

  if (strcmp (text, "start") == 0 || strcmp (text, "end") == 0)
    return parse_relative (*text == 's' ? "+0s" : "-0s", start_ns, end_ns, time_ns, error);
  if (*text == '+' || *text == '-')
    return parse_relative (text, start_ns, end_ns, time_ns, error);
  if (length > 0 &&
      (parse_unix_time (text, time_ns) || ht_timestamp_scan (text, length, time_ns) == length))
    return TRUE;
  return fail (error, text, "");
}
