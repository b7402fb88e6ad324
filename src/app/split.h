/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HT_TYPE_SPLIT (ht_split_get_type ())

/**
 * HtSplit:
 *
 * Two widgets side by side with a line between them: the first child gets what the last one leaves.
 * Below 700 px the last one goes under the first.
 */
G_DECLARE_FINAL_TYPE (HtSplit, ht_split, HT, SPLIT, GtkWidget)

G_END_DECLS
