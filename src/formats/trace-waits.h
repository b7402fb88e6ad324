/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-context.h"

G_BEGIN_DECLS

/* What was waited for, in sum by reason; where there are too many reasons, the rest is one. */
typedef struct
{
  HtTraceWait *all;
  guint n;
} HtTraceWaits;

void ht_trace_waits_add (HtTraceWaits *waits, HtTraceContext *context, const HtTraceWait *wait);
void ht_trace_waits_clear (HtTraceWaits *waits);

G_END_DECLS
