/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "json-writer.h"
#include "recording.h"

G_BEGIN_DECLS

/**
 * HtTraceReport:
 *
 * What the execution traces of a target say of the collector beside its cycles.
 */
typedef struct _HtTraceReport HtTraceReport;

HtTraceReport *ht_trace_report_new (HtRecording *recording, gint64 target, GError **error);
void ht_trace_report_free (HtTraceReport *report);
gboolean ht_trace_report_is_empty (const HtTraceReport *report);
void ht_trace_report_get_heap (const HtTraceReport *report, HtTraceHeap *heap);
void ht_trace_report_write_json (const HtTraceReport *report, HtJsonWriter *json);
void ht_trace_report_print (const HtTraceReport *report, FILE *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceReport, ht_trace_report_free)

G_END_DECLS
