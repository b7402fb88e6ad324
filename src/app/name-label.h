/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HT_TYPE_NAME_LABEL (ht_name_label_get_type ())

/**
 * HtNameLabel:
 *
 * Shows the name of a function as far as there is room for it: without the path before the package,
 * or without the package; only what still is too long is cut off at its end.
 *
 * It may be of any width, and asks for that of the name with its package.
 *
 * ## CSS nodes
 *
 * One node named `label`.
 */
G_DECLARE_FINAL_TYPE (HtNameLabel, ht_name_label, HT, NAME_LABEL, GtkWidget)

GtkWidget *ht_name_label_new (void);
void ht_name_label_set_name (HtNameLabel *self, const char *name);

G_END_DECLS
