/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "flame-data.h"

G_BEGIN_DECLS

#define HT_TYPE_BREADCRUMBS (ht_breadcrumbs_get_type ())

/**
 * HtBreadcrumbs:
 *
 * The callers of a frame, each a button.
 *
 * When there are more than fit, the outermost stay out behind a “…”; the frame itself
 * is always there.
 *
 * ## Signals
 *
 * `activated` with a folded-tree node (0 for all) when one of them is clicked.
 */
G_DECLARE_FINAL_TYPE (HtBreadcrumbs, ht_breadcrumbs, HT, BREADCRUMBS, GtkWidget)

void ht_breadcrumbs_show (HtBreadcrumbs *self, HtFlameData *data, guint32 node);

G_END_DECLS
