/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-tables.h"

G_BEGIN_DECLS

/**
 * HT_TRACE_N_SIZE_CLASSES:
 *
 * How many size classes Go has. Class 0 is that of large objects, which have a span each.
 */
#define HT_TRACE_N_SIZE_CLASSES 68

/**
 * HtTraceSlotResult:
 * @HT_TRACE_SLOT_DONE: it is noted
 * @HT_TRACE_SLOT_UNKNOWN: nothing is known at that place
 * @HT_TRACE_SLOT_TOO_MANY: there are as many as are kept
 *
 * What became of an event of the AllocFree experiment.
 */
typedef enum
{
  HT_TRACE_SLOT_DONE,
  HT_TRACE_SLOT_UNKNOWN,
  HT_TRACE_SLOT_TOO_MANY,
} HtTraceSlotResult;

/**
 * HtTraceSlotFunc:
 * @size_class: size class of the slot
 * @n_bytes: its size
 * @what: what is or was in it
 * @is_live: whether it came or went
 * @user_data: what ht_trace_heap_slots_new() was given
 *
 * Takes a change of what is alive.
 */
typedef void (*HtTraceSlotFunc) (guint size_class,
                                 gint64 n_bytes,
                                 guint16 what,
                                 gboolean is_live,
                                 gpointer user_data);

/**
 * HtTraceHeapSlots:
 *
 * Go's heap as a trace of the AllocFree experiment tells of it: spans of pages, cut into slots of
 * one size, and what is in each.
 *
 * It takes 2 bytes for each slot of a span that has an object, and some 60 for each page of 8 KiB:
 * for a heap of 1 GiB with objects of 64 bytes 40 MiB. It keeps 2^26 slots and 2^21 pages, 16 GiB,
 * at most.
 */
typedef struct _HtTraceHeapSlots HtTraceHeapSlots;

HtTraceHeapSlots *ht_trace_heap_slots_new (HtTraceSlotFunc changed, gpointer user_data);
void ht_trace_heap_slots_free (HtTraceHeapSlots *slots);
gboolean ht_trace_heap_slots_set_layout (HtTraceHeapSlots *slots, const HtTraceHeapLayout *layout);
HtTraceSlotResult ht_trace_heap_slots_add_span (HtTraceHeapSlots *slots,
                                                guint64 span,
                                                guint64 n_pages,
                                                guint64 kind_and_class);
void ht_trace_heap_slots_remove_span (HtTraceHeapSlots *slots, guint64 span);
HtTraceSlotResult ht_trace_heap_slots_put (HtTraceHeapSlots *slots, guint64 object, guint16 what);
HtTraceSlotResult ht_trace_heap_slots_remove (HtTraceHeapSlots *slots, guint64 object);
guint ht_trace_size_class_bytes (guint size_class);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceHeapSlots, ht_trace_heap_slots_free)

G_END_DECLS
