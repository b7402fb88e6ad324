/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "target-data.h"
#include "time-view.h"

G_BEGIN_DECLS

/**
 * HtTraceChoice:
 * @row: name of the lane
 * @track: what it is
 * @kinds: bit of each #HtTraceSpanKind of which single things can be read
 * @height: how high bars of its lane are
 * @bar: when and how long it was
 *
 * Something in the lanes that the user has chosen.
 */
typedef struct
{
  char *row;
  char *track;
  guint kinds;
  HtTraceHeight height;
  HtTraceBar bar;
} HtTraceChoice;

#define HT_TYPE_TRACE_LANES_VIEW (ht_trace_lanes_view_get_type ())

/**
 * HtTraceLanesView:
 *
 * What execution traces tell of the collector, in lanes over time.
 *
 * A drag pans, with Ctrl it shows what it went over; the wheel pans, with Ctrl it zooms about the
 * pointer; a click chooses what is there, a second one shows it as wide as there is room. With the
 * keyboard: Down and Up choose a lane, and Left and Right go from one thing in it to the next.
 * While no lane is chosen, Left and Right are left to who holds the lanes.
 *
 * ## Signals
 *
 * `bar-chosen`: the user has chosen something, see [method@TraceLanesView.get_choice].
 */
G_DECLARE_FINAL_TYPE (HtTraceLanesView, ht_trace_lanes_view, HT, TRACE_LANES_VIEW, GtkWidget)

void ht_trace_lanes_view_set_time_view (HtTraceLanesView *self, HtTimeView *time_view);
void ht_trace_lanes_view_set_gutter (HtTraceLanesView *self, double gutter);
void ht_trace_lanes_view_set_data (HtTraceLanesView *self, HtTargetData *data, GPtrArray *marks);
void ht_trace_lanes_view_set_function_rows (HtTraceLanesView *self, GPtrArray *rows);
void ht_trace_lanes_view_show_processors (HtTraceLanesView *self, gboolean shows);
const HtTraceChoice *ht_trace_lanes_view_get_choice (HtTraceLanesView *self);
void ht_trace_lanes_view_forget_choice (HtTraceLanesView *self);

G_END_DECLS
