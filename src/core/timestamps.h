/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ht_format_timestamp (gint64 time_ns);
gboolean ht_timestamp_from_civil (int year,
                                  int month,
                                  int day,
                                  int hour,
                                  int minute,
                                  int second,
                                  gint64 *time_ns);
gboolean ht_timestamp_from_number (const char *digits, gsize length, gint64 *time_ns);
gsize ht_timestamp_scan (const char *text, gsize length, gint64 *time_ns);
gboolean
ht_parse_time (const char *text, gint64 start_ns, gint64 end_ns, gint64 *time_ns, GError **error);

G_END_DECLS
