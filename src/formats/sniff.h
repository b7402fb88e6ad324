/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtFormat:
 * @HT_FORMAT_UNKNOWN: nothing that is known here
 * @HT_FORMAT_RECORDING: a recording of this program
 * @HT_FORMAT_PPROF: a pprof profile
 * @HT_FORMAT_HEAP_TEXT: heap?debug=1 or allocs?debug=1
 * @HT_FORMAT_GCTRACE: a log with gctrace lines
 * @HT_FORMAT_EXPVAR: /debug/vars, or bare MemStats, as JSON
 * @HT_FORMAT_PROMETHEUS: Prometheus text exposition
 * @HT_FORMAT_PROCESS_CSV: process figures, a line each second
 * @HT_FORMAT_PROC_STATUS: /proc/PID/status
 * @HT_FORMAT_SMAPS_ROLLUP: /proc/PID/smaps_rollup
 * @HT_FORMAT_CGROUP: a memory file of a control group
 * @HT_FORMAT_GOROUTINE_DUMP: goroutine?debug=1 or 2
 * @HT_FORMAT_EXECUTION_TRACE: an execution trace
 * @HT_FORMAT_OTHER_PROFILE_TEXT: block, mutex, threadcreate with debug=1
 *
 * What an input is, told from its content.
 */
typedef enum
{
  HT_FORMAT_UNKNOWN,
  HT_FORMAT_RECORDING,
  HT_FORMAT_PPROF,
  HT_FORMAT_HEAP_TEXT,
  HT_FORMAT_GCTRACE,
  HT_FORMAT_EXPVAR,
  HT_FORMAT_PROMETHEUS,
  HT_FORMAT_PROCESS_CSV,
  HT_FORMAT_PROC_STATUS,
  HT_FORMAT_SMAPS_ROLLUP,
  HT_FORMAT_CGROUP,
  HT_FORMAT_GOROUTINE_DUMP,
  HT_FORMAT_EXECUTION_TRACE,
  HT_FORMAT_OTHER_PROFILE_TEXT,
} HtFormat;

HtFormat ht_sniff (const guint8 *bytes, gsize length);
const char *ht_format_id (HtFormat format);
const char *ht_format_name (HtFormat format);
char *ht_describe_unknown (const guint8 *bytes, gsize length);

G_END_DECLS
