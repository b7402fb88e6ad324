/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-context.h"

G_BEGIN_DECLS

/**
 * HtTraceCensus:
 *
 * Counts goroutines by what they do, as series of a value for 100 µs.
 *
 * A trace may tell of a goroutine that does nothing only at the end of its first generation; it
 * has been there from the beginning. So what is counted of the first generation is told when that
 * is over.
 */
typedef struct _HtTraceCensus HtTraceCensus;

HtTraceCensus *ht_trace_census_new (HtTraceContext *context);
void ht_trace_census_free (HtTraceCensus *census);
void ht_trace_census_begin_generation (HtTraceCensus *census, const HtTraceGeneration *generation);
void ht_trace_census_change (HtTraceCensus *census,
                             gint64 time_ns,
                             HtTraceGoState from,
                             HtTraceGoState to);
void ht_trace_census_finish (HtTraceCensus *census, gint64 end_ns);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceCensus, ht_trace_census_free)

G_END_DECLS
