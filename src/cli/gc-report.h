/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "gc-summary.h"
#include "json-writer.h"
#include "recording.h"
#include "trace-report.h"

G_BEGIN_DECLS

HtGcSummary *ht_gc_report_of_target (HtRecording *recording, gint64 target, GError **error);
void ht_gc_report_write_json (const HtGcSummary *summary,
                              const HtTraceReport *traces,
                              HtJsonWriter *json);
void ht_gc_report_print (const HtGcSummary *summary,
                         const HtTraceReport *traces,
                         const char *target,
                         FILE *stream);

G_END_DECLS
