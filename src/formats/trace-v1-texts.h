/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-tables.h"

G_BEGIN_DECLS

/*
 * Reasons are kinds of events in wire format v1, and texts in v2. They get ids that no string of a
 * trace has: those have 32 bits.
 */

/* In place of an id that a trace cannot have: a string that is not there. */
#define HT_TRACE_V1_NO_TEXT (G_GUINT64_CONSTANT (1) << 33)

/* Ids of messages have this bit. */
#define HT_TRACE_V1_MESSAGE (G_GUINT64_CONSTANT (1) << 63)

void ht_trace_v1_add_texts (HtTraceTables *tables);
guint64 ht_trace_v1_reason (guint kind);
guint64 ht_trace_v1_stw_reason (guint minor, guint64 number);

/* A string that an event names. */
static inline guint64
ht_trace_v1_text (guint64 id)
{
  return id <= G_MAXUINT32 ? id : HT_TRACE_V1_NO_TEXT;
}

G_END_DECLS
