/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "json-writer.h"
#include "top.h"

G_BEGIN_DECLS

/**
 * HtTopHeap:
 * @cycle: number of the collection that a heap profile shows the heap of; %HT_UNKNOWN for others
 *   and if nobody knows
 * @end_ns: when it had ended, ns since 1970
 */
typedef struct
{
  gint64 cycle;
  gint64 end_ns;
} HtTopHeap;

void ht_top_report_write_json (const HtTop *top,
                               const HtTopHeap *heap,
                               guint max_rows,
                               HtJsonWriter *json);
void ht_top_report_print (const HtTop *top, const HtTopHeap *heap, guint max_rows, FILE *stream);

G_END_DECLS
