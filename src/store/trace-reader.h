/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-pack.h"
#include "database.h"
#include "recording-types.h"

G_BEGIN_DECLS

/* Which spans are wanted. */
typedef struct
{
  /* Borrowed */
  const char *function; /* of which function; NULL for all */

  gint64 target;
  guint kinds; /* HT_TRACE_SPAN_BIT() */
  gint64 from_ns;
  gint64 to_ns;
  guint max_spans;
} HtTraceSpanQuery;

HtTraceSpans *ht_trace_read_spans (HtDatabase *database,
                                   HtBlobPacker *packer,
                                   const HtTraceSpanQuery *query,
                                   GError **error);
gboolean ht_trace_check_spans (HtDatabase *database,
                               HtBlobPacker *packer,
                               gint64 capture,
                               guint32 *greatest_node,
                               GError **error);
GArray *ht_trace_list_goroutine_blocks (HtDatabase *database, gint64 capture, GError **error);
gboolean ht_trace_read_goroutine_block (HtDatabase *database,
                                        HtBlobPacker *packer,
                                        gint64 block,
                                        GStringChunk *strings,
                                        GArray *goroutines,
                                        GError **error);

G_END_DECLS
