/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * ht_saturated_add:
 * @a: a figure that is not negative
 * @b: another
 *
 * Returns: the sum, or the greatest number if that is more than fits
 */
static inline gint64
ht_saturated_add (gint64 a, gint64 b)
{
  gint64 sum;

  return __builtin_add_overflow (a, b, &sum) ? G_MAXINT64 : sum;
}

G_END_DECLS
