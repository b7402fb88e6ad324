/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"
#include "growth-runtime.h"
#include "growth-goroutines.h"
#include "growth-report.h"
#include "growth-types.h"
#include "series-bucket.h"

G_BEGIN_DECLS

/**
 * HtGrowthFigure:
 * @HT_GROWTH_STACK_INUSE: stacks of goroutines
 * @HT_GROWTH_SYS: what Go got from the system
 * @HT_GROWTH_HEAP_RELEASED: what of it was given back
 * @HT_GROWTH_PRIVATE: private memory of the process that is in RAM, as the kernel counts it
 * @HT_GROWTH_HEAP_INUSE: spans of the heap that hold an object at least
 * @HT_GROWTH_HEAP_ALLOC: objects of the heap
 * @HT_GROWTH_HEAP_FLOOR: the same, but the least in a time instead of the mean
 * @HT_GROWTH_NEXT_GC: at what size the heap is collected next
 * @HT_GROWTH_NUM_GC: how many collections there were
 * @HT_GROWTH_GOROUTINES: how many goroutines there are
 * @HT_GROWTH_MEMORY_LIMIT: GOMEMLIMIT
 * @HT_GROWTH_GOGC: GOGC, percent
 * @HT_GROWTH_N_FIGURES: how many these are
 *
 * What is told of a process beside its heap profiles; all in bytes unless it says otherwise.
 */
typedef enum
{
  HT_GROWTH_STACK_INUSE,
  HT_GROWTH_SYS,
  HT_GROWTH_HEAP_RELEASED,
  HT_GROWTH_PRIVATE,
  HT_GROWTH_HEAP_INUSE,
  HT_GROWTH_HEAP_ALLOC,
  HT_GROWTH_HEAP_FLOOR,
  HT_GROWTH_NEXT_GC,
  HT_GROWTH_NUM_GC,
  HT_GROWTH_GOROUTINES,
  HT_GROWTH_MEMORY_LIMIT,
  HT_GROWTH_GOGC,
  HT_GROWTH_N_FIGURES,
} HtGrowthFigure;

/**
 * HtGrowthSizeClass:
 * @object_bytes: the largest objects in it
 * @most_bytes: the most that its objects ever took
 * @last_bytes: what they take at last
 *
 * Objects of the heap of about one size, which share spans.
 */
typedef struct
{
  gint64 object_bytes;
  double most_bytes;
  double last_bytes;
} HtGrowthSizeClass;

/**
 * HtGrowthProcess:
 * @figures: (element-type HtSeriesPoint): figures by #HtGrowthFigure, each by time; empty where
 *   nobody told
 * @cycles: (element-type HtGcCycle): the collections of the process, each once, by time
 * @sizes: (element-type HtGrowthSizeClass): its heap by size of objects; empty if nobody told
 * @goroutines: its goroutine profiles
 * @runtime: what its CPU profiles tell of calls of the runtime
 * @types: what its traces tell of the types of objects that stay
 *
 * What is known of one life of a process beside its heap profiles.
 */
typedef struct
{
  /* Owned */
  GArray *figures[HT_GROWTH_N_FIGURES];
  GArray *cycles;
  GArray *sizes;
  HtGrowthGoroutines *goroutines;
  HtGrowthRuntime *runtime;
  HtGrowthTypes *types;
} HtGrowthProcess;

HtGrowthProcess *ht_growth_process_new (const HtCatalog *catalog);
void ht_growth_process_free (HtGrowthProcess *process);
void ht_growth_process_judge (const HtGrowthProcess *process,
                              const HtGrowthTable *table,
                              const HtCatalog *catalog,
                              HtGrowthReport *report);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthProcess, ht_growth_process_free)

G_END_DECLS
