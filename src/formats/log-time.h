/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtLogTime:
 * @time_ns: ns since 1970
 * @whole_seconds: whether it was written without a fraction: the true time is then up to a second
 *   later
 *
 * A time as a log states it.
 */
typedef struct
{
  gint64 time_ns;
  gboolean whole_seconds;
} HtLogTime;

gsize ht_log_time_parse_date (const char *text, gsize length, HtLogTime *time);
gboolean ht_log_time_parse_number (const char *text, gsize length, HtLogTime *time);

G_END_DECLS
