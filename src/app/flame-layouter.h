/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "flame-data.h"

G_BEGIN_DECLS

#define HT_TYPE_FLAME_LAYOUTER (ht_flame_layouter_get_type ())

/**
 * HtFlameLayouter:
 *
 * Lays a flame graph out without holding up the window.
 *
 * A small tree is laid out at once. A large one is laid out on a worker thread; meanwhile the last
 * layout stays, which shows the right frames where they belong, only not the narrowest.
 *
 * ## Signals
 *
 * `changed` when a worker has brought another layout.
 */
G_DECLARE_FINAL_TYPE (HtFlameLayouter, ht_flame_layouter, HT, FLAME_LAYOUTER, GObject)

HtFlameLayouter *ht_flame_layouter_new (void);
void ht_flame_layouter_set_data (HtFlameLayouter *self, HtFlameData *data);
void ht_flame_layouter_request (HtFlameLayouter *self, double from, double to, double width);
const HtFlameLayout *ht_flame_layouter_get_layout (HtFlameLayouter *self);

G_END_DECLS
