/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"
#include "trace-measure.h"
#include "trace-v2-generation.h"

G_BEGIN_DECLS

/*
 * Walks over the batches of a trace of wire format v2, a generation at a time. Of batches of events
 * it reads the heads only.
 */
typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  HtDecodeWarnings *warnings;

  /* Owned */
  guint8 *window;
  guint8 *data;
  GError *damage; /* why nothing is read behind @at */

  guint minor; /* of the header: what version it was written by */
  guint64 at;
  guint64 window_at;
  gsize window_length;
  guint64 last_number; /* of the generation before */
  guint64 n_batches;
} HtTraceV2Scanner;

gboolean ht_trace_v2_scanner_init (HtTraceV2Scanner *scanner,
                                   const HtTraceInput *input,
                                   HtDecodeWarnings *warnings,
                                   GError **error);
void ht_trace_v2_scanner_clear (HtTraceV2Scanner *scanner);
gboolean ht_trace_v2_scanner_next (HtTraceV2Scanner *scanner,
                                   HtTraceV2Generation **generation,
                                   GError **error);
gboolean
ht_trace_v2_scanner_measure (HtTraceV2Scanner *scanner, HtTraceExtent *extent, GError **error);

G_END_DECLS
