/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-context.h"

G_BEGIN_DECLS

/**
 * HtTraceLane:
 *
 * A series of things that happened, of kind %HT_POINT_EVENT. A series has one value for a time; of
 * things that end in the same ns it gets the sum.
 */
typedef struct _HtTraceLane HtTraceLane;

HtTraceLane *ht_trace_lane_new (const char *name, const char *unit);
void ht_trace_lane_free (HtTraceLane *lane);
void ht_trace_lane_add (HtTraceLane *lane, HtTraceContext *context, gint64 end_ns, gint64 value);
void ht_trace_lane_finish (HtTraceLane *lane, HtTraceContext *context);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceLane, ht_trace_lane_free)

G_END_DECLS
