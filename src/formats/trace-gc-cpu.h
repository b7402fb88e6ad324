/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Time that went by while something was done by several at once: the sum of all. It wraps around
 * where times are made up; differences stay right.
 */
typedef struct
{
  guint64 offset_ns;
  guint64 n;
} HtTraceStopwatch;

/* The CPU time that the collector has taken, by who did the work. */
typedef struct
{
  HtTraceStopwatch assist;
  HtTraceStopwatch background; /* dedicated and fractional workers */
  HtTraceStopwatch idle;
} HtTraceGcCpu;

static inline void
ht_trace_stopwatch_start (HtTraceStopwatch *watch, gint64 since_ns)
{
  watch->offset_ns -= (guint64) since_ns;
  watch->n++;
}

static inline void
ht_trace_stopwatch_stop (HtTraceStopwatch *watch, gint64 time_ns)
{
  watch->offset_ns += (guint64) time_ns;
  watch->n--;
}

/* How much it was until then. */
static inline gint64
ht_trace_stopwatch_read (const HtTraceStopwatch *watch, gint64 time_ns)
{
  return (gint64) (watch->offset_ns + watch->n * (guint64) time_ns);
}

G_END_DECLS
