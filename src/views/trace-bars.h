/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"
#include "series-bucket.h"
#include "trace-lanes.h"

G_BEGIN_DECLS

GArray *ht_trace_bars_new (void);
void ht_trace_bars_add_buckets (GArray *bars, const GArray *buckets);
void ht_trace_bars_add_moments (GArray *bars, const GArray *buckets);
void ht_trace_bars_add (GArray *bars, gint64 from_ns, gint64 to_ns);
void ht_trace_bars_add_sums (GArray *bars, const GArray *sums);
void ht_trace_bars_finish (GArray *bars, gint64 from_ns, gint64 to_ns, guint max_bars);

G_END_DECLS
