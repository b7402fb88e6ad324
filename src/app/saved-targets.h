/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "target-list.h"

G_BEGIN_DECLS

#define HT_TYPE_SAVED_TARGETS (ht_saved_targets_get_type ())

/**
 * HtSavedTargets:
 *
 * The saved targets, those of a group below its name. Hidden while there are none.
 *
 * Its rows activate `win.connect-saved`, `win.connect-group`, `win.edit-target` and
 * `win.remove-target`, each with the name of a target or a group.
 */
G_DECLARE_FINAL_TYPE (HtSavedTargets, ht_saved_targets, HT, SAVED_TARGETS, GtkWidget)

void ht_saved_targets_set_list (HtSavedTargets *self, HtTargetList *targets);

G_END_DECLS
