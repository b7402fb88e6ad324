/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "units.h"

#include <math.h>
#include <string.h>

#include "decimal.h"
#include "gc-cycle.h"

#define NS_PER_US     G_GUINT64_CONSTANT (1000)
#define NS_PER_MS     G_GUINT64_CONSTANT (1000000)
#define NS_PER_SECOND G_GUINT64_CONSTANT (1000000000)
#define NS_PER_MINUTE (60 * NS_PER_SECOND)
#define NS_PER_HOUR   (60 * NS_PER_MINUTE)

/* Negating the least number overflows; as an unsigned number it has room. */
static guint64
magnitude (gint64 value)
{
  return value < 0 ? 0 - (guint64) value : (guint64) value;
}

/**
 * ht_format_bytes:
 * @bytes: a size in bytes, may be negative
 *
 * Writes a size with IEC units: below 1 KiB as whole bytes, above with one
 * decimal in the greatest unit of which there is at least one, rounded half
 * away from zero ("1023 B", "1.0 KiB", "-1.5 MiB"). %HT_UNKNOWN is "unknown".
 *
 * Returns: (transfer full): the text, whatever the locale
 */
char *
ht_format_bytes (gint64 bytes)
{
  static const char *const units[] = { "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
  const char *sign = bytes < 0 ? "-" : "";
  guint64 size = magnitude (bytes);
  guint64 tenths = 0;
  gsize unit = 0;

  if (bytes == HT_UNKNOWN)
    return g_strdup ("unknown");
  if (size < 1024)
    return g_strdup_printf ("%s%" G_GUINT64_FORMAT " B", sign, size);

  for (unit = 0; unit < G_N_ELEMENTS (units); unit++)
    {
      guint64 one = G_GUINT64_CONSTANT (1) << (10 * (unit + 1));
      /* Ten times the size may not fit in 64 bits. */
      tenths = (guint64) (((unsigned __int128) size * 20 + one) / (2 * (unsigned __int128) one));
      if (tenths < 10240)
        break;
    }
  /* 8 EiB is the end of the type, so the loop was left by its break. */
  g_assert (unit < G_N_ELEMENTS (units));
  return g_strdup_printf ("%s%" G_GUINT64_FORMAT ".%d %s", sign, tenths / 10, (int) (tenths % 10),
                          units[unit]);
}

/* Appends @value / @unit without trailing zeros, as in "12.5". */
static void
append_fraction (GString *text, guint64 value, guint64 unit)
{
  guint64 rest = value % unit;

  g_string_append_printf (text, "%" G_GUINT64_FORMAT, value / unit);
  if (rest == 0)
    return;
  g_string_append_c (text, '.');
  for (guint64 place = unit / 10; place != 0 && rest != 0; place /= 10)
    {
      /* cppcheck-suppress zerodivcond */
      g_string_append_c (text, (char) ('0' + rest / place));
      rest %= place;
    }
}

/**
 * ht_format_duration:
 * @ns: a duration in ns, may be negative
 *
 * Writes a duration to the last digit as Go does ("1m30s", "12.5ms", "0s").
 * %HT_UNKNOWN is "unknown".
 *
 * Returns: (transfer full): the text, whatever the locale
 */
char *
ht_format_duration (gint64 ns)
{
  guint64 left = magnitude (ns);
  GString *text;

  if (ns == HT_UNKNOWN)
    return g_strdup ("unknown");
  if (ns == 0)
    return g_strdup ("0s");

  text = g_string_new (ns < 0 ? "-" : "");
  if (left < NS_PER_US)
    {
      append_fraction (text, left, 1);
      g_string_append (text, "ns");
    }
  else if (left < NS_PER_MS)
    {
      append_fraction (text, left, NS_PER_US);
      g_string_append (text, "µs");
    }
  else if (left < NS_PER_SECOND)
    {
      append_fraction (text, left, NS_PER_MS);
      g_string_append (text, "ms");
    }
  else
    {
      if (left >= NS_PER_HOUR)
        g_string_append_printf (text, "%" G_GUINT64_FORMAT "h", left / NS_PER_HOUR);
      if (left >= NS_PER_MINUTE)
        g_string_append_printf (text, "%" G_GUINT64_FORMAT "m", left % NS_PER_HOUR / NS_PER_MINUTE);
      append_fraction (text, left % NS_PER_MINUTE, NS_PER_SECOND);
      g_string_append_c (text, 's');
    }
  return g_string_free (text, FALSE);
}

/**
 * ht_format_duration_short:
 * @ns: a duration in ns, may be negative
 *
 * Writes a duration for the eye: three significant digits below a minute,
 * whole seconds above.
 *
 * Returns: (transfer full): the text, whatever the locale
 */
char *
ht_format_duration_short (gint64 ns)
{
  guint64 size = magnitude (ns);
  guint64 step = 1;

  if (ns == HT_UNKNOWN || size > G_MAXINT64 - NS_PER_SECOND)
    return ht_format_duration (ns);
  if (size >= NS_PER_MINUTE)
    step = NS_PER_SECOND;
  else
    while (size / step >= 1000)
      step *= 10;
  size = (size + step / 2) / step * step;
  return ht_format_duration (ns < 0 ? -(gint64) size : (gint64) size);
}

/**
 * ht_format_count:
 * @count: a number, may be negative
 *
 * Writes a number with a comma between thousands. %HT_UNKNOWN is "unknown".
 *
 * Returns: (transfer full): the text, whatever the locale
 */
char *
ht_format_count (gint64 count)
{
  char digits[24];
  GString *text;
  gsize n;

  if (count == HT_UNKNOWN)
    return g_strdup ("unknown");
  n = (gsize) g_snprintf (digits, sizeof digits, "%" G_GUINT64_FORMAT, magnitude (count));
  text = g_string_new (count < 0 ? "-" : "");
  for (gsize i = 0; i < n; i++)
    {
      if (i > 0 && (n - i) % 3 == 0)
        g_string_append_c (text, ',');
      g_string_append_c (text, digits[i]);
    }
  return g_string_free (text, FALSE);
}

/**
 * ht_format_percent:
 * @ratio: a ratio, 1 for all; NaN if unknown
 *
 * Returns: (transfer full): the ratio as "12.34%", whatever the locale
 */
char *
ht_format_percent (double ratio)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (isnan (ratio))
    return g_strdup ("unknown");
  g_ascii_formatd (number, sizeof number, "%.2f", ratio * 100);
  return g_strconcat (strcmp (number, "-0.00") == 0 ? "0.00" : number, "%", NULL);
}

/**
 * ht_format_value:
 * @value: a value of a profile or a series
 * @unit: (nullable): its unit as pprof names it: "bytes", "nanoseconds", "count", …
 *
 * Returns: (transfer full): the value as its unit is best read
 */
char *
ht_format_value (gint64 value, const char *unit)
{
  g_autofree char *count = NULL;

  if (g_strcmp0 (unit, "bytes") == 0)
    return ht_format_bytes (value);
  if (g_strcmp0 (unit, "nanoseconds") == 0 || g_strcmp0 (unit, "ns") == 0)
    return ht_format_duration_short (value);
  count = ht_format_count (value);
  if (unit == NULL || *unit == '\0' || strcmp (unit, "count") == 0 || value == HT_UNKNOWN)
    return g_steal_pointer (&count);
  return g_strconcat (count, " ", unit, NULL);
}

/**
 * ht_size_unit:
 * @greatest: the greatest size of a column, in bytes; its sign does not matter
 * @unit: (out): the unit in bytes
 *
 * Picks the unit for the head of a column: the greatest of which there is at least one.
 *
 * Returns: (transfer none): what it is called, such as "MiB"
 */
const char *
ht_size_unit (double greatest, double *unit)
{
  static const char *const names[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
  gsize at = 0;

  *unit = 1;
  while (at + 1 < G_N_ELEMENTS (names) && fabs (greatest) >= *unit * 1024)
    {
      *unit *= 1024;
      at++;
    }
  return names[at];
}

/* Without sign: three digits where there are as many before the point, one behind it
 * otherwise, two below one. */
static char *
format_figure (double figure)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  const char *format = "%.1f";

  if (figure == floor (figure) && figure < 1)
    format = "%.0f";
  else if (figure >= 99.95)
    format = "%.0f";
  else if (figure < 0.995)
    format = "%.2f";
  return g_strdup (g_ascii_formatd (text, sizeof text, format, figure));
}

/**
 * ht_format_in_unit:
 * @value: a size in bytes; NaN if unknown
 * @unit: the unit of its column in bytes
 *
 * Writes the figure of a column whose head tells the unit ("135", "9.9", "0.12", "−4.0",
 * "–" for the unknown).
 *
 * Returns: (transfer full): the figure, whatever the locale
 */
char *
ht_format_in_unit (double value, double unit)
{
  g_autofree char *figure = NULL;

  if (isnan (value))
    return g_strdup ("–");
  figure = format_figure (fabs (value) / unit);
  if (value < 0 && strpbrk (figure, "123456789") != NULL)
    return g_strconcat ("−", figure, NULL);
  return g_steal_pointer (&figure);
}

/**
 * ht_format_change_in_unit:
 * @change: a difference of sizes in bytes; NaN if unknown
 * @unit: the unit of its column in bytes
 *
 * Like [func@format_in_unit], and what grew has a plus sign.
 *
 * Returns: (transfer full): the figure, whatever the locale
 */
char *
ht_format_change_in_unit (double change, double unit)
{
  g_autofree char *figure = ht_format_in_unit (change, unit);

  if (change > 0 && strpbrk (figure, "123456789") != NULL)
    return g_strconcat ("+", figure, NULL);
  return g_steal_pointer (&figure);
}

/**
 * ht_format_change:
 * @change: a difference of two values
 * @unit: (nullable): their unit as pprof names it, such as "bytes"
 *
 * Like [func@format_value], and what grew has a plus sign.
 *
 * Returns: (transfer full): the change, whatever the locale
 */
char *
ht_format_change (gint64 change, const char *unit)
{
  g_autofree char *value = ht_format_value (change, unit);

  return change > 0 ? g_strconcat ("+", value, NULL) : g_steal_pointer (&value);
}

static gboolean
fail (GError **error, int code, const char *what, const char *text, const char *example)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);

  g_set_error (error, G_NUMBER_PARSER_ERROR, code, "“%.60s” is %s; write %s", valid, what, example);
  return FALSE;
}

/* The factor of a unit of size, or 0. A letter alone is SI, with an "i" IEC. */
static guint64
size_unit (const char *unit)
{
  static const char letters[] = "kmgtpe";
  const char *letter;
  gboolean iec;
  guint64 factor = 1;

  if (*unit == '\0' || g_ascii_strcasecmp (unit, "b") == 0)
    return 1;
  letter = strchr (letters, g_ascii_tolower (*unit));
  if (letter == NULL)
    return 0;
  unit++;
  iec = *unit == 'i' || *unit == 'I';
  if (iec)
    unit++;
  if (*unit == 'b' || *unit == 'B')
    unit++;
  if (*unit != '\0')
    return 0;
  for (const char *l = letters; l <= letter; l++)
    factor *= iec ? 1024 : 1000;
  return factor;
}

/**
 * ht_parse_size:
 * @text: what the user wrote
 * @bytes: (out): the size in bytes
 * @error: return location, in %G_NUMBER_PARSER_ERROR
 *
 * Reads a size: a number, then nothing or "B" for bytes, an SI unit (k, M, G,
 * T, P, E: powers of 1000) or an IEC one (Ki, Mi, …: powers of 1024), each with or
 * without "B" and in any case. What is less than a byte is dropped.
 *
 * Returns: whether it was one
 */
gboolean
ht_parse_size (const char *text, gint64 *bytes, GError **error)
{
  static const char example[] = "bytes, or a number with a unit such as 64MiB or 1.5GB";
  const char *p = text;
  HtDecimal number;
  guint64 factor;

  if (!ht_decimal_scan (&p, &number, NULL))
    return fail (error, G_NUMBER_PARSER_ERROR_INVALID, "no size", text, example);
  while (*p == ' ')
    p++;
  factor = size_unit (p);
  if (factor == 0)
    return fail (error, G_NUMBER_PARSER_ERROR_INVALID, "no size", text, example);
  if (!ht_decimal_times (&number, factor, bytes))
    return fail (error, G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS, "too large a size", text, example);
  return TRUE;
}

/* Moves @text behind a unit of time; returns its length in ns, or 0. */
static guint64
scan_time_unit (const char **text)
{
  static const struct
  {
    const char *name;
    guint64 ns;
  } units[] = {
    /* Longer names first: "ms" is no "m". */
    { "ns", 1 },         { "us", NS_PER_US },    { "µs", NS_PER_US },    { "μs", NS_PER_US },
    { "ms", NS_PER_MS }, { "s", NS_PER_SECOND }, { "m", NS_PER_MINUTE }, { "h", NS_PER_HOUR },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (g_str_has_prefix (*text, units[i].name))
      {
        *text += strlen (units[i].name);
        return units[i].ns;
      }
  return 0;
}

/**
 * ht_parse_duration:
 * @text: what the user wrote
 * @ns: (out): the duration in ns
 * @error: return location, in %G_NUMBER_PARSER_ERROR
 *
 * Reads a duration as Go writes them: numbers with the units ns, us (µs), ms,
 * s, m, h, one after the other ("1h15m30.918s"), perhaps with a sign; or 0.
 *
 * Returns: whether it was one
 */
gboolean
ht_parse_duration (const char *text, gint64 *ns, GError **error)
{
  static const char example[] = "it as Go does, such as 500ms, 10s or 1m30s";
  const char *p = text;
  gboolean negative = *p == '-';
  gint64 total = 0;

  if (*p == '-' || *p == '+')
    p++;
  if (strcmp (p, "0") == 0)
    {
      *ns = 0;
      return TRUE;
    }
  do
    {
      HtDecimal number;
      guint64 unit;
      gint64 part;

      if (!ht_decimal_scan (&p, &number, NULL) || (unit = scan_time_unit (&p)) == 0)
        return fail (error, G_NUMBER_PARSER_ERROR_INVALID, "no duration", text, example);
      if (!ht_decimal_times (&number, unit, &part) || part > G_MAXINT64 - total)
        return fail (error, G_NUMBER_PARSER_ERROR_OUT_OF_BOUNDS, "too long a duration", text,
                     example);
      total += part;
    }
  while (*p != '\0');
  *ns = negative ? -total : total;
  return TRUE;
}
