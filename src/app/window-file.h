/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window.h"

G_BEGIN_DECLS

/**
 * HtFileEncoder:
 * @data: what was given with the encoder
 * @error: return location
 *
 * Makes the content of a file, on a worker.
 *
 * Returns: (transfer full): the content, or %NULL with @error set
 */
typedef GBytes *(*HtFileEncoder) (gpointer data, GError **error);

char *ht_window_suggest_file_name (HtWindow *window, const char *ending);
void ht_window_write_file (HtWindow *window,
                           GFile *file,
                           HtFileEncoder encoder,
                           gpointer data,
                           GDestroyNotify free_data);

G_END_DECLS
