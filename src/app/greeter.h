/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HT_TYPE_GREETER (ht_greeter_get_type ())

/**
 * HtGreeter:
 *
 * What a window without recordings shows: how to open one, and what was opened before.
 *
 * Its rows activate `win.open`, `win.open-example` and `win.open-recent`.
 */
G_DECLARE_FINAL_TYPE (HtGreeter, ht_greeter, HT, GREETER, GtkWidget)

void ht_greeter_set_recent_files (HtGreeter *self, const GPtrArray *files);
char *ht_find_example (const char *const *folders);
char *ht_find_installed_example (void);

G_END_DECLS
