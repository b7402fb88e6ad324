/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define HT_TYPE_FILE_ROW (ht_file_row_get_type ())

/**
 * HtFileRow:
 *
 * A row for the path of a file: typed, or chosen with its button.
 */
G_DECLARE_FINAL_TYPE (HtFileRow, ht_file_row, HT, FILE_ROW, AdwEntryRow)

const char *ht_file_row_get_path (HtFileRow *self);
void ht_file_row_set_path (HtFileRow *self, const char *path);

G_END_DECLS
