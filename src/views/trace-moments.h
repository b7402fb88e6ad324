/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"

G_BEGIN_DECLS

/**
 * HtTraceMoments:
 * @spans: what happened, see #HtTraceSpans
 * @stacks: (element-type utf8): for each the functions on its stack, the innermost first, a line
 *   each; "" for unknown
 *
 * Single things that happened in a range of time, with the words to tell them.
 */
typedef struct
{
  /* Owned */
  HtTraceSpans *spans;
  GPtrArray *stacks;
} HtTraceMoments;

HtTraceMoments *ht_trace_moments_load (HtRecording *recording,
                                       gint64 target,
                                       guint kinds,
                                       gint64 from_ns,
                                       gint64 to_ns,
                                       guint most,
                                       GError **error);
void ht_trace_moments_free (HtTraceMoments *moments);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceMoments, ht_trace_moments_free)

G_END_DECLS
