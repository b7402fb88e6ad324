/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define HT_TYPE_TIME_ROW (ht_time_row_get_type ())

/**
 * HtTimeRow:
 *
 * A time, as a row of a table.
 */
G_DECLARE_FINAL_TYPE (HtTimeRow, ht_time_row, HT, TIME_ROW, GObject)

gint64 ht_time_row_get_time (HtTimeRow *self);

#define HT_TYPE_TIME_ROWS (ht_time_rows_get_type ())

/**
 * HtTimeRows:
 *
 * A list of times, whose rows are made when somebody asks for them.
 */
G_DECLARE_FINAL_TYPE (HtTimeRows, ht_time_rows, HT, TIME_ROWS, GObject)

HtTimeRows *ht_time_rows_new (void);
void ht_time_rows_set_times (HtTimeRows *self, const GArray *times);
gint64 ht_time_rows_get_time (HtTimeRows *self, guint position);
guint ht_time_rows_find_nearest (HtTimeRows *self, gint64 time_ns);

G_END_DECLS
