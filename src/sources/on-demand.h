/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "http-client.h"
#include "recording-types.h"

G_BEGIN_DECLS

/**
 * HtOnDemand:
 * @HT_ON_DEMAND_HEAP: a heap profile, as of the last collection
 * @HT_ON_DEMAND_HEAP_AFTER_GC: a heap profile after a collection that it asks for
 * @HT_ON_DEMAND_ALLOCS: a heap profile that shows first what was allocated since the start
 * @HT_ON_DEMAND_GOROUTINES: a goroutine profile
 * @HT_ON_DEMAND_GOROUTINE_DUMP: each goroutine with its stack, as text; stops the world
 * @HT_ON_DEMAND_CPU: a CPU profile of some seconds
 * @HT_ON_DEMAND_TRACE: an execution trace of some seconds
 * @HT_ON_DEMAND_BLOCK: where goroutines waited; empty unless the program asks for it
 * @HT_ON_DEMAND_MUTEX: who made others wait for a lock; empty unless the program asks for it
 * @HT_ON_DEMAND_GOROUTINE_LEAK: goroutines that nothing can wake any more; Go 1.27, or 1.26 with an
 *   experiment
 *
 * What a service is asked for when somebody wants it.
 */
typedef enum
{
  HT_ON_DEMAND_HEAP,
  HT_ON_DEMAND_HEAP_AFTER_GC,
  HT_ON_DEMAND_ALLOCS,
  HT_ON_DEMAND_GOROUTINES,
  HT_ON_DEMAND_GOROUTINE_DUMP,
  HT_ON_DEMAND_CPU,
  HT_ON_DEMAND_TRACE,
  HT_ON_DEMAND_BLOCK,
  HT_ON_DEMAND_MUTEX,
  HT_ON_DEMAND_GOROUTINE_LEAK,
  HT_N_ON_DEMAND,
} HtOnDemand;

/* Nobody waits longer for a profile or trace. */
#define HT_ON_DEMAND_MAX_SECONDS 600

const char *ht_on_demand_get_name (HtOnDemand what);
HtCaptureKind ht_on_demand_get_kind (HtOnDemand what);
gboolean ht_on_demand_takes_seconds (HtOnDemand what);
guint ht_on_demand_get_seconds (HtOnDemand what, guint wanted);
char *ht_on_demand_get_path (HtOnDemand what, guint seconds);
HtHttpLimits ht_on_demand_get_limits (HtOnDemand what, guint seconds);
char *ht_on_demand_explain (HtOnDemand what, const GError *fault);

G_END_DECLS
