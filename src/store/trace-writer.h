/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "trace-records.h"

G_BEGIN_DECLS

/*
 * Adds what execution traces told to a recording. A thousand spans or goroutines make a block; what
 * is in no block yet is in memory until it is saved.
 */
typedef struct _HtTraceWriter HtTraceWriter;

HtTraceWriter *ht_trace_writer_new (HtDatabase *database);
void ht_trace_writer_free (HtTraceWriter *writer);
gboolean ht_trace_writer_set_facts (HtTraceWriter *writer,
                                    gint64 target,
                                    gint64 capture,
                                    const HtTraceFacts *facts,
                                    GError **error);
gboolean ht_trace_writer_add_span (HtTraceWriter *writer,
                                   gint64 target,
                                   gint64 capture,
                                   const HtTraceSpan *span,
                                   GError **error);
gboolean ht_trace_writer_add_goroutine (HtTraceWriter *writer,
                                        gint64 target,
                                        gint64 capture,
                                        const HtTraceGoroutine *goroutine,
                                        GError **error);
gboolean ht_trace_writer_add_group (HtTraceWriter *writer,
                                    gint64 target,
                                    gint64 capture,
                                    const HtTraceGroup *group,
                                    GError **error);
gboolean ht_trace_writer_save (HtTraceWriter *writer, GError **error);
void ht_trace_writer_forget (HtTraceWriter *writer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceWriter, ht_trace_writer_free)

G_END_DECLS
