/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document.h"
#include "flame-load.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_FLAME_LOADER (ht_flame_loader_get_type ())

/**
 * HtFlameLoader:
 *
 * Reads what a flame graph shows, on a worker, one at a time.
 *
 * Growth and age are those of the range of time that is marked, else of that which is shown; when
 * it changes, they are read again. For the main thread.
 *
 * ## Signals
 *
 * `changed` when something was read, or could not be, and when reading begins.
 */
G_DECLARE_FINAL_TYPE (HtFlameLoader, ht_flame_loader, HT, FLAME_LOADER, GObject)

HtFlameLoader *ht_flame_loader_new (void);
void ht_flame_loader_set_time_view (HtFlameLoader *self, HtTimeView *time_view);
void
ht_flame_loader_read (HtFlameLoader *self, HtDocument *document, const HtFlameRequest *request);
void ht_flame_loader_set_active (HtFlameLoader *self, gboolean active);
void ht_flame_loader_stop (HtFlameLoader *self);
HtFlameData *ht_flame_loader_get_data (HtFlameLoader *self);
gboolean ht_flame_loader_is_loading (HtFlameLoader *self);
const char *ht_flame_loader_get_error (HtFlameLoader *self);

G_END_DECLS
