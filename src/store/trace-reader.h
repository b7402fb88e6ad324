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

/* A block of spans without its data. */
typedef struct
{
  gint64 id;
  gint64 first_ns;
  gint64 last_ns;
  gint64 longest_ns;
  gint64 n;
  int kind;
} HtTraceSpanBlock;

HtTraceSpans *ht_trace_read_spans (HtDatabase *database,
                                   HtBlobPacker *packer,
                                   const HtTraceSpanQuery *query,
                                   GError **error);
GArray *ht_trace_list_span_blocks (HtDatabase *database, gint64 capture, GError **error);
gboolean ht_trace_read_span_block (HtDatabase *database,
                                   HtBlobPacker *packer,
                                   const HtTraceSpanBlock *block,
                                   GStringChunk *strings,
                                   GArray *spans,
                                   GError **error);
GArray *ht_trace_list_goroutine_blocks (HtDatabase *database, gint64 capture, GError **error);
gboolean ht_trace_read_goroutine_block (HtDatabase *database,
                                        HtBlobPacker *packer,
                                        gint64 block,
                                        GStringChunk *strings,
                                        GArray *goroutines,
                                        GError **error);

G_END_DECLS
