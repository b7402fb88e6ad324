/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "trace-who.h"

G_BEGIN_DECLS

#define HT_TYPE_TRACE_WHO_ITEM (ht_trace_who_item_get_type ())

/**
 * HtTraceWhoItem:
 *
 * A function whose goroutines made the heap grow, as a row of a table.
 */
G_DECLARE_FINAL_TYPE (HtTraceWhoItem, ht_trace_who_item, HT, TRACE_WHO_ITEM, GObject)

GObject *ht_trace_who_item_new (HtTraceWho *who, guint index);
const HtTraceAllocator *ht_trace_who_item_get_allocator (HtTraceWhoItem *self);
const HtTraceWho *ht_trace_who_item_get_who (HtTraceWhoItem *self);

G_END_DECLS
