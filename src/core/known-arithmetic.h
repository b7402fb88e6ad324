/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"

G_BEGIN_DECLS

/**
 * ht_known_add:
 * @a: a figure, or %HT_UNKNOWN
 * @b: another
 *
 * Returns: the sum; %HT_UNKNOWN if one of them is, or if it does not fit
 */
static inline gint64
ht_known_add (gint64 a, gint64 b)
{
  gint64 sum;

  if (a == HT_UNKNOWN || b == HT_UNKNOWN || __builtin_add_overflow (a, b, &sum))
    return HT_UNKNOWN;
  return sum;
}

/**
 * ht_known_subtract:
 * @a: a figure, or %HT_UNKNOWN
 * @b: another
 *
 * Returns: @a - @b; %HT_UNKNOWN if one of them is, or if it does not fit
 */
static inline gint64
ht_known_subtract (gint64 a, gint64 b)
{
  gint64 difference;

  if (a == HT_UNKNOWN || b == HT_UNKNOWN || __builtin_sub_overflow (a, b, &difference))
    return HT_UNKNOWN;
  return difference;
}

G_END_DECLS
