/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"
#include "trace-event.h"
#include "trace-records.h"

G_BEGIN_DECLS

/**
 * HtTraceContext:
 *
 * What those have in common who make records of the events of a trace: where the records go, when
 * the trace was, and what its ids mean in terms that outlast a generation.
 */
typedef struct _HtTraceContext HtTraceContext;

HtTraceContext *
ht_trace_context_new (const HtTraceRecordSink *sink, HtCatalog *catalog, gint64 origin_unix_ns);
void ht_trace_context_free (HtTraceContext *context);
void ht_trace_context_begin_generation (HtTraceContext *context,
                                        const HtTraceGeneration *generation);
const HtTraceRecordSink *ht_trace_context_get_sink (const HtTraceContext *context);
HtCatalog *ht_trace_context_get_catalog (const HtTraceContext *context);
const HtTraceTables *ht_trace_context_get_tables (const HtTraceContext *context);
gint64 ht_trace_context_get_unix_ns (const HtTraceContext *context, gint64 time_ns);
void ht_trace_context_tell_gauge (const HtTraceContext *context,
                                  const char *name,
                                  const char *unit,
                                  gint64 time_ns,
                                  double value);
gboolean ht_trace_context_has_own_clock (const HtTraceContext *context);
const char *ht_trace_context_keep_name (HtTraceContext *context, const char *bytes, gsize length);
const char *ht_trace_context_get_name (HtTraceContext *context, guint64 string);
const char *ht_trace_context_get_entry (HtTraceContext *context, guint64 stack);
guint32 ht_trace_context_get_node (HtTraceContext *context, guint64 stack);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceContext, ht_trace_context_free)

G_END_DECLS
