/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "capture-time.h"

#include <string.h>

#include "gc-cycle.h"
#include "timestamps.h"

/* Go is of 2009; digits that tell another time are build numbers, ports and ids. */
#define EARLIEST_NS G_GINT64_CONSTANT (1230768000000000000) /* 2009-01-01 */
#define LATEST_NS   G_GINT64_CONSTANT (4102444800000000000) /* 2100-01-01 */

static gboolean
is_plausible (gint64 time_ns)
{
  return time_ns >= EARLIEST_NS && time_ns < LATEST_NS;
}

/* Unix time has 10 digits in s, 13 in ms, 16 in us and 19 in ns in all those years. */
static gboolean
has_digits_of_unix_time (gsize n_digits)
{
  return n_digits == 10 || n_digits == 13 || n_digits == 16 || n_digits == 19;
}

/**
 * ht_capture_time_from_name:
 * @name: the name of a file, without folders
 *
 * Looks for the time of a capture in the name of its file: a unix time in s,
 * ms, us or ns, or date and time of day as RFC 3339, `20261120T183000Z`,
 * `20261120-183000` or `2026-11-20_18-30-00` (UTC if no zone is given). The first
 * one that lies between 2009 and 2100 counts.
 *
 * Returns: ns since 1970, or %HT_UNKNOWN
 */
gint64
ht_capture_time_from_name (const char *name)
{
  gsize length = strlen (name);
  gsize i = 0;

  while (i < length)
    {
      gsize n_digits = 0;
      gint64 time_ns;

      if (!g_ascii_isdigit (name[i]))
        {
          i++;
          continue;
        }
      if (ht_timestamp_scan (name + i, length - i, &time_ns) > 0 && is_plausible (time_ns))
        return time_ns;
      while (g_ascii_isdigit (name[i + n_digits]))
        n_digits++;
      if (has_digits_of_unix_time (n_digits) &&
          ht_timestamp_from_number (name + i, n_digits, &time_ns) && is_plausible (time_ns))
        return time_ns;
      i += n_digits;
    }
  return HT_UNKNOWN;
}
