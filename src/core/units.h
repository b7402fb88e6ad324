/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *ht_format_bytes (gint64 bytes);
char *ht_format_duration (gint64 ns);
char *ht_format_duration_short (gint64 ns);
char *ht_format_count (gint64 count);
char *ht_format_percent (double ratio);
char *ht_format_value (gint64 value, const char *unit);
char *ht_format_change (gint64 change, const char *unit);
const char *ht_size_unit (double greatest, double *unit);
char *ht_format_in_unit (double value, double unit);
char *ht_format_change_in_unit (double change, double unit);
gboolean ht_parse_size (const char *text, gint64 *bytes, GError **error);
gboolean ht_parse_duration (const char *text, gint64 *ns, GError **error);

G_END_DECLS
