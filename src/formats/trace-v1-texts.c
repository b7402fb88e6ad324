/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v1-texts.h"

#include <string.h>

#include "trace-v1-wire.h"

#define FIRST_REASON     (G_GUINT64_CONSTANT (1) << 32)
#define FIRST_STW_REASON (FIRST_REASON + HT_TRACE_V1_N_KINDS)

/* As Go 1.22 calls them. GoBlock has none. */
static const char *const reasons[HT_TRACE_V1_N_KINDS] = {
  [HT_TRACE_V1_GO_STOP] = "forever",
  [HT_TRACE_V1_GO_SCHED] = "runtime.Gosched",
  [HT_TRACE_V1_GO_PREEMPT] = "preempted",
  [HT_TRACE_V1_GO_SLEEP] = "sleep",
  [HT_TRACE_V1_GO_BLOCK_SEND] = "chan send",
  [HT_TRACE_V1_GO_BLOCK_RECV] = "chan receive",
  [HT_TRACE_V1_GO_BLOCK_SELECT] = "select",
  [HT_TRACE_V1_GO_BLOCK_SYNC] = "sync",
  [HT_TRACE_V1_GO_BLOCK_COND] = "sync.(*Cond).Wait",
  [HT_TRACE_V1_GO_BLOCK_NET] = "network",
  [HT_TRACE_V1_GO_BLOCK_GC] = "GC mark assist wait for work",
};

/* By the numbers of Go 1.21. */
static const char *const stw_reasons[] = {
  "unknown",
  "GC mark termination",
  "GC sweep termination",
  "write heap dump",
  "goroutine profile",
  "goroutine profile cleanup",
  "all goroutines stack trace",
  "read mem stats",
  "AllThreadsSyscall",
  "GOMAXPROCS",
  "start trace",
  "stop trace",
  "CountPagesInUse (test)",
  "ReadMetricsSlow (test)",
  "ReadMemStatsSlow (test)",
  "PageCachePagesLeaked (test)",
  "ResetDebugLog (test)",
};

/**
 * ht_trace_v1_add_texts:
 * @tables: the tables of a trace
 *
 * Adds the reasons.
 */
void
ht_trace_v1_add_texts (HtTraceTables *tables)
{
  for (guint i = 0; i < G_N_ELEMENTS (reasons); i++)
    if (reasons[i] != NULL)
      ht_trace_tables_add_string (tables, FIRST_REASON + i, reasons[i], strlen (reasons[i]));
  for (guint i = 0; i < G_N_ELEMENTS (stw_reasons); i++)
    ht_trace_tables_add_string (tables, FIRST_STW_REASON + i, stw_reasons[i],
                                strlen (stw_reasons[i]));
}

/**
 * ht_trace_v1_reason:
 * @kind: a kind of event
 *
 * Returns: id of the reason for which such an event stops a goroutine; 0 for none
 */
guint64
ht_trace_v1_reason (guint kind)
{
  return reasons[kind] != NULL ? FIRST_REASON + kind : 0;
}

/**
 * ht_trace_v1_stw_reason:
 * @minor: number of the header
 * @number: what the event says
 *
 * Returns: id of the reason for which the world is stopped
 */
guint64
ht_trace_v1_stw_reason (guint minor, guint64 number)
{
  guint64 index = number;

  /* Before Go 1.21 there were these two only, and there was no "unknown" before them. */
  if (minor < 21)
    index = number < 2 ? number + 1 : 0;
  return FIRST_STW_REASON + (index < G_N_ELEMENTS (stw_reasons) ? index : 0);
}
