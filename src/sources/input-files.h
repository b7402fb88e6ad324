/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HtInputFile:
 * @path: where it is; "-" for standard input; or a URL
 * @label: what messages call it: as the user wrote it, without secrets, or the base name in a
 * folder
 * @is_listed: whether it was met in a folder and not named
 *
 * A file that is to be read.
 */
typedef struct
{
  char *path;
  char *label;
  gboolean is_listed;
} HtInputFile;

char *ht_input_label (const char *path);
GPtrArray *ht_input_files_expand (const char *const *paths, GError **error);
char *ht_input_files_common_folder (const char *const *paths);

G_END_DECLS
