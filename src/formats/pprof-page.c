/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "pprof-page.h"

#include "gc-cycle.h"

/**
 * ht_pprof_page_count_goroutines:
 * @text: the index page of `/debug/pprof/`
 * @length: its length in bytes
 *
 * Reads the number before the link to the goroutine profile. The page is written by
 * `net/http/pprof.Index`: a row of a table for each profile, `<td>COUNT</td><td><a
 * href='goroutine?debug=1'>goroutine</a></td>`.
 *
 * Returns: how many goroutines there are; %HT_UNKNOWN if it does not tell
 */
gint64
ht_pprof_page_count_goroutines (const char *text, gsize length)
{
  g_autoptr (GRegex) regex =
      g_regex_new ("<td>([0-9]{1,15})</td>\\s*<td><a href=['\"]?goroutine\\?", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *count = NULL;

  if (text == NULL || !g_utf8_validate (text, (gssize) length, NULL) ||
      !g_regex_match_full (regex, text, (gssize) length, 0, 0, &match, NULL))
    return HT_UNKNOWN;
  count = g_match_info_fetch (match, 1);
  return g_ascii_strtoll (count, NULL, 10);
}
