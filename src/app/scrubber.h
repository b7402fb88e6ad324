/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "target-data.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_SCRUBBER (ht_scrubber_get_type ())

/**
 * HtScrubber:
 *
 * The whole recording in a strip: heap and goal, collections, profiles. Dragging
 * marks a range for all pages; what they show is lit.
 */
G_DECLARE_FINAL_TYPE (HtScrubber, ht_scrubber, HT, SCRUBBER, GtkWidget)

void ht_scrubber_set_time_view (HtScrubber *self, HtTimeView *time_view);
void ht_scrubber_set_data (HtScrubber *self, HtTargetData *data);
void ht_scrubber_set_profile (HtScrubber *self, int index);

G_END_DECLS
