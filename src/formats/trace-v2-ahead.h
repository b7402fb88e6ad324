/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "trace-v2-scanner.h"
#include "work-crew.h"

G_BEGIN_DECLS

/*
 * Finds generations, the next one while the events of this one are put in order. What is wrong with
 * it is told when its turn comes.
 */
typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  HtDecodeWarnings *told;
  HtWorkCrew *crew;

  /* Owned; while the crew has the job, nobody else looks at them. */
  HtTraceV2Scanner scanner;
  HtTraceV2Generation *found; /* %NULL if there is none */
  GError *error;
  GPtrArray *warnings; /* not told yet */
  HtDecodeWarnings counted;

  HtRecordSink sink; /* of @counted */
  HtWorkJob job;
  gboolean is_ahead;  /* the crew has the job */
  guint64 begin_next; /* where the generation begins that the job looks for */
} HtTraceV2Ahead;

gboolean ht_trace_v2_ahead_init (HtTraceV2Ahead *ahead,
                                 const HtTraceInput *input,
                                 HtDecodeWarnings *warnings,
                                 HtWorkCrew *crew,
                                 GError **error);
void ht_trace_v2_ahead_clear (HtTraceV2Ahead *ahead);
gboolean
ht_trace_v2_ahead_next (HtTraceV2Ahead *ahead, HtTraceV2Generation **generation, GError **error);

G_END_DECLS
