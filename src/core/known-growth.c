/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "known-growth.h"

#include <math.h>
#include <string.h>

#include "gc-cycle.h"

/* Growth is news again once it is surely this many times faster than it was. */
#define OUTGROWN 1.5

/**
 * ht_known_growth_new:
 * @chain: which chain, see ht_growth_key()
 * @reason: why it is no news
 * @rate: how fast it grows, bytes per second; NaN if that does not matter
 *
 * Returns: (transfer full): growth that is known from now on, and in no recording yet
 */
HtKnownGrowth *
ht_known_growth_new (const char *chain, const char *reason, double rate)
{
  HtKnownGrowth *known = g_new0 (HtKnownGrowth, 1);

  known->since_ns = HT_UNKNOWN;
  known->until_ns = HT_UNKNOWN;
  known->rate = rate;
  known->chain = g_strdup (chain);
  known->reason = g_strdup (reason);
  return known;
}

/**
 * ht_known_growth_copy:
 * @known: known growth
 *
 * Returns: (transfer full): the same again
 */
HtKnownGrowth *
ht_known_growth_copy (const HtKnownGrowth *known)
{
  HtKnownGrowth *copy = g_memdup2 (known, sizeof *known);

  copy->chain = g_strdup (known->chain);
  copy->reason = g_strdup (known->reason);
  return copy;
}

/**
 * ht_known_growth_free:
 * @known: (transfer full) (nullable): known growth
 */
void
ht_known_growth_free (HtKnownGrowth *known)
{
  if (known == NULL)
    return;
  g_free (known->chain);
  g_free (known->reason);
  g_free (known);
}

/* Takes time that is bounded by the product of the lengths, whatever stars there are. */
static gboolean
matches (const char *pattern, const char *text)
{
  const char *star = NULL;
  const char *retry = NULL;

  while (*text != '\0')
    {
      if (*pattern == '*')
        {
          star = ++pattern;
          retry = text;
        }
      else if (*pattern == *text)
        {
          pattern++;
          text++;
        }
      else if (star != NULL)
        {
          pattern = star;
          text = ++retry;
        }
      else
        return FALSE;
    }
  while (*pattern == '*')
    pattern++;
  return *pattern == '\0';
}

/**
 * ht_known_growth_covers:
 * @known: known growth
 * @key: the key of a chain, see ht_growth_key()
 *
 * Returns: whether that chain is meant. The star of a pointer's method, as in `cache.(*Store).Put`,
 *   stands for any text like any other, and so for itself
 */
gboolean
ht_known_growth_covers (const HtKnownGrowth *known, const char *key)
{
  return matches (known->chain, key);
}

/**
 * ht_known_growth_is_outgrown:
 * @known: known growth
 * @low: how fast the chain grows now at least, bytes per second
 *
 * Returns: whether it is news again: it surely grows half as fast again as when it was set aside
 */
gboolean
ht_known_growth_is_outgrown (const HtKnownGrowth *known, double low)
{
  return !isnan (known->rate) && low > OUTGROWN * MAX (known->rate, 0);
}

/**
 * ht_growth_key:
 * @kind: (nullable): what grows, if no heap profile shows it, such as "stacks"
 * @function: (nullable): full name of the function that allocates, or waits
 * @responsible: (nullable): full name of the function on whose behalf it does
 *
 * Names a chain by what stays the same in other builds and other recordings: no lines, no
 * addresses, no ids. Written "bytes.growSlice < shop/cache.(*Store).Put", with what no heap profile
 * shows in brackets in front.
 *
 * Returns: (transfer full): the key; a single line of valid UTF-8
 */
char *
ht_growth_key (const char *kind, const char *function, const char *responsible)
{
  g_autoptr (GString) key = g_string_new (NULL);
  g_autofree char *valid = NULL;

  if (kind != NULL)
    g_string_append_printf (key, "(%s)%s", kind, function != NULL ? " " : "");
  if (function != NULL)
    g_string_append (key, function);
  else if (kind == NULL)
    g_string_append_c (key, '?');
  if (responsible != NULL && g_strcmp0 (function, responsible) != 0)
    g_string_append_printf (key, " < %s", responsible);
  valid = g_utf8_make_valid (key->str, (gssize) key->len);
  for (char *at = valid; *at != '\0'; at++)
    if (g_ascii_iscntrl (*at))
      *at = '?';
  return g_steal_pointer (&valid);
}
