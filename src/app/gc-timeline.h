/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "target-data.h"
#include "time-view.h"
#include "trace-lanes-view.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HT_TYPE_GC_TIMELINE (ht_gc_timeline_get_type ())

/**
 * HtGcTimeline:
 *
 * The heap over time and below it, on the same axis, the phases of each collection; where an
 * execution trace is in view, what that tells instead.
 *
 * Pointing at a collection moves the cursor of the time view to it. With the keyboard: Left and
 * Right walk from one to the next, Home and End go to the first and the last.
 *
 * ## Signals
 *
 * `hovered-changed`: another collection is at the cursor.
 *
 * `cycle-chosen` (guint index): the user clicked a collection, or walked to it.
 *
 * `bar-chosen`: the user has chosen something that an execution trace tells.
 */
G_DECLARE_FINAL_TYPE (HtGcTimeline, ht_gc_timeline, HT, GC_TIMELINE, GtkWidget)

void ht_gc_timeline_set_time_view (HtGcTimeline *self, HtTimeView *time_view);
void ht_gc_timeline_set_data (HtGcTimeline *self, HtTargetData *data, guint n_same);
void ht_gc_timeline_show_part (HtGcTimeline *self, HtTargetData *part);
void ht_gc_timeline_set_selected (HtGcTimeline *self, int index);
void ht_gc_timeline_bring_into_view (HtGcTimeline *self, guint index);
int ht_gc_timeline_get_hovered (HtGcTimeline *self);
void ht_gc_timeline_mark_bucket (HtGcTimeline *self, int bucket);
void ht_gc_timeline_set_function_rows (HtGcTimeline *self, GPtrArray *rows);
void ht_gc_timeline_show_processors (HtGcTimeline *self, gboolean shows);
const HtTraceChoice *ht_gc_timeline_get_choice (HtGcTimeline *self);
void ht_gc_timeline_describe (HtGcTimeline *self, const char *description);

G_END_DECLS
