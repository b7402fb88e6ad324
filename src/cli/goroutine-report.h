/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "goroutine-groups.h"
#include "json-writer.h"

G_BEGIN_DECLS

/**
 * HtGoroutineReport:
 *
 * What is said of the goroutines of a trace.
 */
typedef struct _HtGoroutineReport HtGoroutineReport;

HtGoroutineReport *
ht_goroutine_report_new (HtRecording *recording, const HtTraceEntry *trace, GError **error);
void ht_goroutine_report_free (HtGoroutineReport *report);
void ht_goroutine_report_write_json (const HtGoroutineReport *report, HtJsonWriter *json);
void ht_goroutine_report_print (const HtGoroutineReport *report, const char *target, FILE *stream);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGoroutineReport, ht_goroutine_report_free)

G_END_DECLS
