/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtDecimal:
 * @mantissa: all digits, without the point
 * @scale: 10 to the number of digits behind the point
 *
 * A decimal number as it was written, so that `1.1` times a thousand is 1100
 * and not what is left of it after rounding to binary.
 */
typedef struct
{
  guint64 mantissa;
  guint64 scale;
} HtDecimal;

gboolean ht_decimal_scan (const char **text, HtDecimal *decimal, GError **error);
gboolean ht_decimal_times (const HtDecimal *decimal, guint64 factor, gint64 *product);

G_END_DECLS
