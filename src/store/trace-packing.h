/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtTraceBlock:
 * @records: (element-type HtTraceSpan) or (element-type HtTraceGoroutine): 1 … %HT_TRACE_BLOCK_MAX
 * @strings: what they borrow
 * @capture: id of the capture that told of them
 * @target: id of its target
 * @kind: #HtTraceSpanKind; 0 for goroutines
 *
 * Records that become a block of the file.
 */
typedef struct
{
  GArray *records;
  GStringChunk *strings;
  gint64 capture;
  gint64 target;
  int kind;
} HtTraceBlock;

/**
 * HtTracePacking:
 *
 * Blocks that are being packed, by other threads, in the order in which they were given.
 */
typedef struct _HtTracePacking HtTracePacking;

HtTracePacking *ht_trace_packing_new (void);
void ht_trace_packing_free (HtTracePacking *packing);
gboolean ht_trace_packing_is_empty (const HtTracePacking *packing);
gboolean ht_trace_packing_is_full (const HtTracePacking *packing);
void ht_trace_packing_add (HtTracePacking *packing, const HtTraceBlock *block);
const HtTraceBlock *ht_trace_packing_finish_first (HtTracePacking *packing,
                                                   const GByteArray **packed);
void ht_trace_packing_drop_first (HtTracePacking *packing);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTracePacking, ht_trace_packing_free)

G_END_DECLS
