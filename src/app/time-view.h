/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

#include "axis-ticks.h"
#include "gc-cycle.h"

G_BEGIN_DECLS

#define HT_TYPE_TIME_VIEW (ht_time_view_get_type ())

/**
 * HtTimeView:
 *
 * Which part of a recording's time all pages look at.
 *
 * There is the whole range, the part in view, the range that the user has marked, and
 * the cursor. Zooming and panning can be undone. All times are ns since 1970.
 *
 * A live recording is followed: its newest part is shown, in a range that moves only when it is
 * full, and never while there is a cursor. Looking elsewhere or marking a range ends that.
 *
 * ## Signals
 *
 * `shown-changed`, also when more or less can be undone; `mark-changed`; `cursor-changed`;
 * `follow-changed`.
 */
G_DECLARE_FINAL_TYPE (HtTimeView, ht_time_view, HT, TIME_VIEW, GObject)

HtTimeView *ht_time_view_new (void);
void ht_time_view_set_extent (HtTimeView *self, gint64 from_ns, gint64 to_ns);
void ht_time_view_set_live (HtTimeView *self, gint64 since_ns);
gboolean ht_time_view_is_live (HtTimeView *self);
void ht_time_view_follow (HtTimeView *self);
gboolean ht_time_view_is_following (HtTimeView *self);
gboolean ht_time_view_is_held (HtTimeView *self);
void ht_time_view_get_extent (HtTimeView *self, gint64 *from_ns, gint64 *to_ns);
void ht_time_view_show (HtTimeView *self, gint64 from_ns, gint64 to_ns);
void ht_time_view_get_shown (HtTimeView *self, gint64 *from_ns, gint64 *to_ns);
void ht_time_view_show_all (HtTimeView *self);
void ht_time_view_zoom (HtTimeView *self, gint64 center_ns, double factor);
void ht_time_view_pan (HtTimeView *self, double fraction);
void ht_time_view_reveal (HtTimeView *self, gint64 time_ns);
void ht_time_view_remember (HtTimeView *self);
void ht_time_view_remember_burst (HtTimeView *self, gint64 now_us);
gboolean ht_time_view_undo (HtTimeView *self);
gboolean ht_time_view_can_undo (HtTimeView *self);
void ht_time_view_mark (HtTimeView *self, gint64 from_ns, gint64 to_ns);
void ht_time_view_unmark (HtTimeView *self);
gboolean ht_time_view_show_marked (HtTimeView *self);
gboolean ht_time_view_get_marked (HtTimeView *self, gint64 *from_ns, gint64 *to_ns);
void ht_time_view_set_cursor (HtTimeView *self, gint64 time_ns);
gint64 ht_time_view_get_cursor (HtTimeView *self);
char *ht_time_view_describe_range (HtTimeView *self, gint64 start_ns);
void ht_time_view_set_display (HtTimeView *self, HtTimeDisplay display);
HtTimeDisplay ht_time_view_get_display (HtTimeView *self);

G_END_DECLS
