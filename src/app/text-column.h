/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HtCellText:
 * @item: a row of the table
 * @user_data: what was given with the column
 *
 * Returns: (transfer full): what its cell says
 */
typedef char *(*HtCellText) (gpointer item, gpointer user_data);

GtkColumnViewColumn *ht_text_column_new (const char *title,
                                         gboolean is_number,
                                         HtCellText text,
                                         GCompareDataFunc compare,
                                         gpointer user_data);
void ht_text_column_mark_number (GtkColumnViewColumn *column);
void ht_text_column_align_heads (GtkColumnView *view);
void ht_text_column_refresh_all (GtkColumnView *view);

G_END_DECLS
