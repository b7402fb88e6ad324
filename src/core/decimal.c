/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "decimal.h"

/* Digits behind the point that can matter: 10^18 is the greatest scale that fits. */
#define MAX_FRACTION_DIGITS 18

/**
 * ht_decimal_scan:
 * @text: (inout): where to read; moved behind what was read
 * @decimal: (out caller-allocates): the number
 * @error: return location, in %G_NUMBER_PARSER_ERROR
 *
 * Reads ASCII digits with at most one point, as `12`, `1.5`, `.5` or `2.`.
 * There is no sign and no exponent. Fraction digits beyond what fits are
 * dropped, not rounded.
 *
 * Returns: %FALSE if there is no digit or the number does not fit
 */
gboolean
ht_decimal_scan (const char **text, HtDecimal *decimal, GError **error)
{
  const char *p = *text;
  gboolean any = FALSE;
  gboolean full = FALSE;

  *decimal = (HtDecimal){ 0, 1 };
  for (; g_ascii_isdigit (*p); p++, any = TRUE)
    if (!g_uint64_checked_mul (&decimal->mantissa, decimal->mantissa, 10) ||
        !g_uint64_checked_add (&decimal->mantissa, decimal->mantissa, (guint64) (*p - '0')))
      {
        g_set_error_literal (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS,
                             "the number is too large");
        return FALSE;
      }
  if (*p == '.')
    p++;
  for (guint digits = 0; g_ascii_isdigit (*p); p++, any = TRUE, digits++)
    {
      guint64 mantissa;

      full |= digits >= MAX_FRACTION_DIGITS ||
              !g_uint64_checked_mul (&mantissa, decimal->mantissa, 10) ||
              !g_uint64_checked_add (&mantissa, mantissa, (guint64) (*p - '0'));
      if (full)
        continue;
      decimal->mantissa = mantissa;
      decimal->scale *= 10;
    }
  if (!any)
    {
      g_set_error_literal (error, G_NUMBER_PARSER_ERROR, G_NUMBER_PARSER_ERROR_INVALID,
                           "a number is missing");
      return FALSE;
    }
  *text = p;
  return TRUE;
}

/**
 * ht_decimal_times:
 * @decimal: the number
 * @factor: what to multiply it with
 * @product: (out): the whole part of the product
 *
 * Returns: %FALSE if the product does not fit in 63 bits
 */
gboolean
ht_decimal_times (const HtDecimal *decimal, guint64 factor, gint64 *product)
{
  unsigned __int128 wide = (unsigned __int128) decimal->mantissa * factor / decimal->scale;

  if (wide > G_MAXINT64)
    return FALSE;
  *product = (gint64) wide;
  return TRUE;
}
