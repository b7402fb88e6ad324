/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HT_TRACE_V2_MAX_BATCH_BYTES 65536u

/* What a batch is and holds; the events of threads are in trace-event.h. */
enum
{
  HT_TRACE_V2_EVENT_BATCH = 1,
  HT_TRACE_V2_STACKS = 2,
  HT_TRACE_V2_STACK = 3,
  HT_TRACE_V2_STRINGS = 4,
  HT_TRACE_V2_STRING = 5,
  HT_TRACE_V2_CPU_SAMPLES = 6,
  HT_TRACE_V2_CPU_SAMPLE = 7,
  HT_TRACE_V2_FREQUENCY = 8,
  HT_TRACE_V2_EXPERIMENTAL_BATCH = 49,
  HT_TRACE_V2_SYNC = 50,
  HT_TRACE_V2_CLOCK_SNAPSHOT = 51,
  HT_TRACE_V2_END_OF_GENERATION = 52,
};

G_END_DECLS
