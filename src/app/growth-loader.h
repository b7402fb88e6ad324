/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document.h"
#include "growth-data.h"
#include "target-data.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_GROWTH_LOADER (ht_growth_loader_get_type ())

/**
 * HtGrowthLoader:
 *
 * Has what grows in the range of time that is marked, else in that which is shown.
 *
 * It reads on a worker, one at a time, when other heap profiles are in the range than before, and
 * only while somebody looks. For the main thread.
 *
 * ## Signals
 *
 * `changed` when there is something else to show.
 */
G_DECLARE_FINAL_TYPE (HtGrowthLoader, ht_growth_loader, HT, GROWTH_LOADER, GObject)

HtGrowthLoader *ht_growth_loader_new (void);
void ht_growth_loader_set_time_view (HtGrowthLoader *self, HtTimeView *time_view);
void ht_growth_loader_set_source (HtGrowthLoader *self, HtDocument *document, HtTargetData *whole);
void ht_growth_loader_set_limits (HtGrowthLoader *self, const gint64 *limits);
void
ht_growth_loader_set_source_root (HtGrowthLoader *self, const char *folder, gboolean has_changed);
void
ht_growth_loader_set_escape_file (HtGrowthLoader *self, const char *path, gboolean has_changed);
void ht_growth_loader_set_active (HtGrowthLoader *self, gboolean active);
HtGrowthData *ht_growth_loader_get_data (HtGrowthLoader *self);
gboolean ht_growth_loader_is_loading (HtGrowthLoader *self);
const char *ht_growth_loader_get_error (HtGrowthLoader *self);

G_END_DECLS
