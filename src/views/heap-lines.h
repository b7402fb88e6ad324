/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"
#include "series-bucket.h"

G_BEGIN_DECLS

/**
 * HtHeapLines:
 * @heap: (element-type HtSeriesBucket): heap in use, samples and collections together
 * @goal: (element-type HtSeriesBucket): the goal of each collection
 * @live: (element-type HtSeriesBucket): what each collection left
 *
 * What the collections tell of the heap over a range of time, in as many points as a
 * picture can show.
 */
typedef struct
{
  /* Owned */
  GArray *heap;
  GArray *goal;
  GArray *live;
} HtHeapLines;

void ht_heap_lines_init (HtHeapLines *lines,
                         const GArray *samples,
                         const GArray *cycles,
                         gint64 from_ns,
                         gint64 to_ns,
                         guint max_buckets);
void ht_heap_lines_clear (HtHeapLines *lines);

G_END_DECLS
