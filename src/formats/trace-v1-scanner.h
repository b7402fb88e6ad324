/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "decode-warnings.h"
#include "format-error.h"
#include "trace-input.h"
#include "trace-v1-index.h"

G_BEGIN_DECLS

/* What came of a scan. */
typedef struct
{
  HtTraceV1Index *index; /* owned */
  GError *damage;        /* owned; why nothing is read behind @end */
  guint64 end;
  guint64 n_items;
  gboolean is_damaged; /* of tables */
} HtTraceV1Scan;

gboolean ht_trace_v1_scan (const HtTraceInput *input,
                           guint minor,
                           HtDecodeWarnings *warnings,
                           HtTraceV1Scan *scan,
                           GError **error);
void ht_trace_v1_scan_clear (HtTraceV1Scan *scan);

G_END_DECLS
