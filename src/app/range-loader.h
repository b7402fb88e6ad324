/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document-load.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_RANGE_LOADER (ht_range_loader_get_type ())

/**
 * HtRangeLoader:
 *
 * Reads what is looked at as closely as it is looked at.
 *
 * The pages begin with a target as a whole, in some thousand points. When the
 * time view shows a small part of it, the loader reads that part on a worker, with some
 * room on both sides, so that panning has something to show. One read at a time; while one runs,
 * what is there is shown.
 *
 * ## Signals
 *
 * `changed` when [method@RangeLoader.get_data] has other data.
 */
G_DECLARE_FINAL_TYPE (HtRangeLoader, ht_range_loader, HT, RANGE_LOADER, GObject)

HtRangeLoader *ht_range_loader_new (HtTimeView *time_view);
void ht_range_loader_set_source (HtRangeLoader *self, HtDocument *document, HtTargetData *whole);
HtTargetData *ht_range_loader_get_data (HtRangeLoader *self);

G_END_DECLS
