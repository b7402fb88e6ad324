/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-builder.h"
#include "trace-v1-wire.h"

G_BEGIN_DECLS

/* Writes execution traces of wire format v1 by hand. */

/* The numbers of an item, the time among them: up to three one after the other, more with their
 * length. */
static inline void
trace_v1_item (GByteArray *trace, guint kind, const guint64 *numbers, gsize n_numbers)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  gboolean are_many = n_numbers > 3 || kind == HT_TRACE_V1_STACK;

  trace_numbers (data, numbers, n_numbers);
  trace_byte (trace, (guint8) (kind | (are_many ? 3 : n_numbers - 1) << 6));
  if (are_many)
    trace_number (trace, data->len);
  g_byte_array_append (trace, data->data, data->len);
}

static inline void
trace_v1_batch (GByteArray *trace, guint64 p, guint64 ticks)
{
  trace_v1_item (trace, HT_TRACE_V1_BATCH, NUMBERS (p, ticks));
}

/* A tick is 64 ns. */
static inline void
trace_v1_frequency (GByteArray *trace)
{
  trace_v1_item (trace, HT_TRACE_V1_FREQUENCY, NUMBERS (15625000));
}

static inline void
trace_v1_text (GByteArray *trace, const char *text)
{
  trace_number (trace, strlen (text));
  g_byte_array_append (trace, (const guint8 *) text, (guint) strlen (text));
}

static inline void
trace_v1_string (GByteArray *trace, guint64 id, const char *text)
{
  trace_byte (trace, HT_TRACE_V1_STRING);
  trace_number (trace, id);
  trace_v1_text (trace, text);
}

/* What Go writes at the beginning: the goroutines that there are, of which @g begins the trace. */
static inline void
trace_v1_prologue (GByteArray *trace, guint64 p, guint64 ticks, guint64 g)
{
  trace_v1_batch (trace, p, ticks);
  trace_v1_item (trace, HT_TRACE_V1_GO_CREATE, NUMBERS (0, g, 0, 0));
  trace_v1_item (trace, HT_TRACE_V1_PROC_START, NUMBERS (0, 100 + p));
  trace_v1_item (trace, HT_TRACE_V1_GO_START, NUMBERS (0, g, 1));
  trace_v1_item (trace, HT_TRACE_V1_GOMAXPROCS, NUMBERS (0, 2, 0));
}

/* What trace_log_check() gives for that at time 0. */
#define PROLOGUE_OF_5                \
  "0 ProcStart m100 P0:0>1\n"        \
  "0 GoStatusStack m100 p0 G5:0>2\n" \
  "0 ProcsChange m100 p0 g5\n"

G_END_DECLS
