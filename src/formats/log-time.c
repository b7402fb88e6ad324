/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "log-time.h"

#include <string.h>

#include "timestamps.h"

#define NS_PER_SECOND G_GINT64_CONSTANT (1000000000)

/* "2006-01-02T15:04:05" */
#define DATE_AND_TIME_LENGTH 19

/* Later times are no times of a log. What is left of 63 bits of ns is room for
 * adding the age of a process without overflow.
 */
#define LATEST_NS (G_GINT64_CONSTANT (5680281600) * NS_PER_SECOND) /* 2150-01-01 */

/* Smaller numbers are durations, counts and the like. */
#define SECONDS_DIGITS   11
#define EARLIEST_SECONDS G_GINT64_CONSTANT (100000000) /* in 1973 */

static gboolean
is_plausible (gint64 time_ns)
{
  return time_ns >= 0 && time_ns < LATEST_NS;
}

static gboolean
read_two_digits (const char *text, int *value)
{
  if (!g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]))
    return FALSE;
  *value = (text[0] - '0') * 10 + (text[1] - '0');
  return TRUE;
}

/* `2006-01-02` or `2006/01/02`, T or blank, `15:04:05` */
static gboolean
parse_date_and_clock (const char *text, gint64 *time_ns)
{
  int century, year, month, day, hour, minute, second;

  if ((text[4] != '-' && text[4] != '/') || text[7] != text[4] ||
      (text[10] != 'T' && text[10] != ' ') || text[13] != ':' || text[16] != ':')
    return FALSE;
  return read_two_digits (text, &century) && read_two_digits (text + 2, &year) &&
         read_two_digits (text + 5, &month) && read_two_digits (text + 8, &day) &&
         read_two_digits (text + 11, &hour) && read_two_digits (text + 14, &minute) &&
         read_two_digits (text + 17, &second) &&
         ht_timestamp_from_civil (century * 100 + year, month, day, hour, minute, second, time_ns);
}

/* Reads at most @n_digits digits into a number of exactly that many decimals;
 * further ones are passed over. Returns how many bytes they take.
 */
static gsize
parse_fraction (const char *text, gsize length, guint n_digits, gint64 *value)
{
  gsize n = 0;

  *value = 0;
  for (; n < length && g_ascii_isdigit (text[n]); n++)
    if (n < n_digits)
      *value = *value * 10 + (text[n] - '0');
  for (gsize i = n; i < n_digits; i++)
    *value *= 10;
  return n;
}

/* "Z", "+01:00", "+0100", or nothing. */
static gsize
parse_zone (const char *text, gsize length, gint64 *seconds_east)
{
  int hours, minutes;
  gsize n;

  *seconds_east = 0;
  if (length >= 1 && (text[0] == 'Z' || text[0] == 'z'))
    return 1;
  if (length < 5 || (text[0] != '+' && text[0] != '-') || !read_two_digits (text + 1, &hours))
    return 0;
  n = text[3] == ':' ? 4 : 3;
  if (length < n + 2 || !read_two_digits (text + n, &minutes) || hours > 23 || minutes > 59)
    return 0;
  *seconds_east = ((gint64) hours * 60 + minutes) * 60;
  if (text[0] == '-')
    *seconds_east = -*seconds_east;
  return n + 2;
}

/**
 * ht_log_time_parse_date:
 * @text: where it may begin
 * @length: bytes up to the end of the line
 * @time: (out caller-allocates): the time
 *
 * Reads a date with a time of day: RFC 3339 (`2006-01-02T15:04:05.999Z`, also with a blank for
 * the T and a comma for the point) and what Go's package log writes (`2006/01/02 15:04:05`).
 *
 * A time without a zone is read as UTC: that is what servers and containers run on, and a log does
 * not say otherwise. Where that is wrong, MemStats of the same process set it right (see
 * [func@gc_summary_new]). Dates without a year are no times here.
 *
 * Returns: how many bytes it takes; 0 if there is none
 */
gsize
ht_log_time_parse_date (const char *text, gsize length, HtLogTime *time)
{
  gint64 seconds_east, fraction = 0;
  gsize n = DATE_AND_TIME_LENGTH;

  if (length < n || !parse_date_and_clock (text, &time->time_ns))
    return 0;

  time->whole_seconds = TRUE;
  if (length - n >= 2 && (text[n] == '.' || text[n] == ',') && g_ascii_isdigit (text[n + 1]))
    {
      n += 1 + parse_fraction (text + n + 1, length - n - 1, 9, &fraction);
      time->whole_seconds = FALSE;
    }
  n += parse_zone (text + n, length - n, &seconds_east);
  if (n < length && g_ascii_isalnum (text[n]))
    return 0;

  time->time_ns += fraction - seconds_east * NS_PER_SECOND;
  return is_plausible (time->time_ns) ? n : 0;
}

/**
 * ht_log_time_parse_number:
 * @text: the number, `1763661396.742` or `1763661396742`
 * @length: its length
 * @time: (out caller-allocates): the time
 *
 * Reads a unix time in s, ms, µs or ns; its size tells which. Only s may have a fraction.
 *
 * Returns: %FALSE if it is no such number, or tells a time before 1973
 */
gboolean
ht_log_time_parse_number (const char *text, gsize length, HtLogTime *time)
{
  const char *point = memchr (text, '.', length);
  gsize n_whole = point != NULL ? (gsize) (point - text) : length;
  gint64 fraction = 0;

  if (!ht_timestamp_from_number (text, n_whole, &time->time_ns) || !is_plausible (time->time_ns) ||
      time->time_ns < EARLIEST_SECONDS * NS_PER_SECOND)
    return FALSE;
  time->whole_seconds = n_whole <= SECONDS_DIGITS && point == NULL;
  if (point == NULL)
    return TRUE;

  if (n_whole > SECONDS_DIGITS || n_whole + 1 == length ||
      n_whole + 1 + parse_fraction (point + 1, length - n_whole - 1, 9, &fraction) != length)
    return FALSE;
  time->time_ns += fraction;
  return TRUE;
}
