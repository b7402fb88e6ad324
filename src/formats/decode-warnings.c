/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "decode-warnings.h"

/**
 * ht_decode_warnings_add:
 * @warnings: the warnings
 * @offset: byte offset in the input
 * @format: printf format of a message without the offset
 * @...: its arguments
 *
 * Tells the sink, unless it has been told [const@DECODE_WARNINGS_MAX] times.
 */
void
ht_decode_warnings_add (HtDecodeWarnings *warnings, guint64 offset, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  if (warnings->n++ >= HT_DECODE_WARNINGS_MAX)
    {
      if (warnings->n == HT_DECODE_WARNINGS_MAX + 1)
        warnings->first_untold = offset;
      return;
    }
  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  ht_record_sink_warning (warnings->sink, offset, message);
}

/**
 * ht_decode_warnings_add_untold:
 * @warnings: the warnings
 * @others: warnings about a later part of the same input, whose sink is done with: what it
 *   was told was added to @warnings
 *
 * Counts what their sink was not told.
 */
void
ht_decode_warnings_add_untold (HtDecodeWarnings *warnings, const HtDecodeWarnings *others)
{
  if (others->n <= HT_DECODE_WARNINGS_MAX)
    return;
  if (warnings->n <= HT_DECODE_WARNINGS_MAX)
    warnings->first_untold = others->first_untold;
  warnings->n += others->n - HT_DECODE_WARNINGS_MAX;
}

/**
 * ht_decode_warnings_finish:
 * @warnings: the warnings
 *
 * Tells how many more there would have been, if any. To be called once, at the end.
 */
void
ht_decode_warnings_finish (HtDecodeWarnings *warnings)
{
  if (warnings->n <= HT_DECODE_WARNINGS_MAX)
    return;

  g_autofree char *message =
      g_strdup_printf ("%" G_GUINT64_FORMAT " more warnings", warnings->n - HT_DECODE_WARNINGS_MAX);
  ht_record_sink_warning (warnings->sink, warnings->first_untold, message);
}
