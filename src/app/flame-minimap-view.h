/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "flame-view.h"

G_BEGIN_DECLS

#define HT_TYPE_FLAME_MINIMAP_VIEW (ht_flame_minimap_view_get_type ())

/**
 * HtFlameMinimapView:
 *
 * The whole of a flame graph on a strip, with a border around what is in view.
 *
 * A click or a drag moves the view there. Whatever it can do, the keys of the flame
 * graph can do as well, so it takes no focus.
 */
G_DECLARE_FINAL_TYPE (HtFlameMinimapView, ht_flame_minimap_view, HT, FLAME_MINIMAP_VIEW, GtkWidget)

void ht_flame_minimap_view_set_flame_view (HtFlameMinimapView *self, HtFlameView *flame_view);

G_END_DECLS
