/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "flame-view.h"

G_BEGIN_DECLS

#define HT_TYPE_FLAME_FINDER (ht_flame_finder_get_type ())

/**
 * HtFlameFinder:
 *
 * Finds functions in a flame graph: what to find, how many there are, and from one to the next.
 */
G_DECLARE_FINAL_TYPE (HtFlameFinder, ht_flame_finder, HT, FLAME_FINDER, GtkWidget)

void ht_flame_finder_set_view (HtFlameFinder *self, HtFlameView *view);
void ht_flame_finder_search (HtFlameFinder *self);
gboolean ht_flame_finder_is_searching (HtFlameFinder *self);

G_END_DECLS
