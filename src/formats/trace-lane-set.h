/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-lane.h"

G_BEGIN_DECLS

/**
 * HtTraceLaneSet:
 *
 * Lanes of one kind by name: a reason, or a function. What has a name after there are a thousand
 * is told in sum, as %HT_TRACE_REST.
 */
typedef struct _HtTraceLaneSet HtTraceLaneSet;

HtTraceLaneSet *
ht_trace_lane_set_new (HtTraceContext *context, const char *prefix, const char *unit);
void ht_trace_lane_set_free (HtTraceLaneSet *lanes);
void ht_trace_lane_set_add (HtTraceLaneSet *lanes, const char *name, gint64 end_ns, gint64 value);
void ht_trace_lane_set_finish (HtTraceLaneSet *lanes);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceLaneSet, ht_trace_lane_set_free)

G_END_DECLS
