/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "flame-search.h"

G_BEGIN_DECLS

#define HT_TYPE_FLAME_VIEW (ht_flame_view_get_type ())

/**
 * HtFlameView:
 *
 * A flame graph that can be zoomed, searched and walked through.
 *
 * A click selects a frame, a double click or Enter gives it the full width, Escape
 * goes one caller out. The wheel scrolls, Ctrl+wheel zooms about the
 * pointer, dragging pans. Arrows go to caller, callee and siblings.
 *
 * ## Signals
 *
 * `selected-changed` when another frame is selected, `hovered-changed` when the
 * pointer is over another one, `view-changed` when another part of the graph is in view, or
 * other matches.
 */
G_DECLARE_FINAL_TYPE (HtFlameView, ht_flame_view, HT, FLAME_VIEW, GtkWidget)

GtkWidget *ht_flame_view_new (void);
void ht_flame_view_set_data (HtFlameView *self, HtFlameData *data, gboolean keep_place);
HtFlameData *ht_flame_view_get_data (HtFlameView *self);
void ht_flame_view_set_upward (HtFlameView *self, gboolean upward);
void ht_flame_view_select (HtFlameView *self, guint32 node);
guint32 ht_flame_view_get_selected (HtFlameView *self);
const HtFlameBox *ht_flame_view_get_hovered (HtFlameView *self);
void ht_flame_view_show_range (HtFlameView *self, double from, double to);
void ht_flame_view_hover_at (HtFlameView *self, double x, double y);
void ht_flame_view_reveal (HtFlameView *self, guint32 node);
void ht_flame_view_zoom_to (HtFlameView *self, guint32 node);
void ht_flame_view_show_stack (HtFlameView *self, guint32 node);
void ht_flame_view_show_all (HtFlameView *self);
guint32 ht_flame_view_get_zoomed (HtFlameView *self);
void ht_flame_view_set_matches (HtFlameView *self, HtFlameMatches *matches);
const HtFlameGraph *ht_flame_view_get_graph (HtFlameView *self, double *height);
void ht_flame_view_center (HtFlameView *self, double x, double row);

G_END_DECLS
