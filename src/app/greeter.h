/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "target-list.h"

G_BEGIN_DECLS

#define HT_TYPE_GREETER (ht_greeter_get_type ())

/**
 * HtGreeter:
 *
 * What a window without recordings shows: how to connect to a service or open a recording, what
 * was saved to connect to again, and what was opened before.
 *
 * Its rows activate `win.connect`, `win.open`, `win.open-example` and `win.open-recent`, and what
 * those of #HtSavedTargets do.
 */
G_DECLARE_FINAL_TYPE (HtGreeter, ht_greeter, HT, GREETER, GtkWidget)

void ht_greeter_set_targets (HtGreeter *self, HtTargetList *targets);
void ht_greeter_set_recent_files (HtGreeter *self, const GPtrArray *files);
char *ht_find_example (const char *const *folders);
char *ht_find_installed_example (void);

G_END_DECLS
