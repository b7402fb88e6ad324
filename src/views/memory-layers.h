/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "heap-lines.h"

G_BEGIN_DECLS

/**
 * HtMemoryLayers:
 * @live: (element-type HtSeriesBucket): what the last collection left; nothing if @has_live is not
 *   set
 * @since_gc: (element-type HtSeriesBucket): what was allocated since, or all of the heap in use
 * @free: (element-type HtSeriesBucket): idle spans that were not given back
 * @stacks: (element-type HtSeriesBucket): stacks of goroutines and of the system
 * @runtime: (element-type HtSeriesBucket): all else that was asked of the system
 * @released: (element-type HtSeriesBucket): what was given back; not part of the sum
 * @has_live: whether collections are known
 *
 * What Go's memory consists of over time, in bytes. All layers have the same times; all but
 * @released are together `Sys` - `HeapReleased` of MemStats, which is what GOMEMLIMIT limits.
 */
typedef struct
{
  gboolean has_live;

  /* Owned */
  GArray *live;
  GArray *since_gc;
  GArray *free;
  GArray *stacks;
  GArray *runtime;
  GArray *released;
} HtMemoryLayers;

void ht_memory_layers_init (HtMemoryLayers *layers,
                            const HtHeapLines *lines,
                            GHashTable *series,
                            GArray *breaks,
                            gint64 until_ns);
void ht_memory_layers_clear (HtMemoryLayers *layers);

G_END_DECLS
