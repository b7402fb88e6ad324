/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile.h"

G_BEGIN_DECLS

/**
 * HtGrowthCalled:
 * @function: id of a function of Go's runtime
 * @n_samples: in how many samples it was seen
 *
 * What a line of a program had the runtime do.
 */
typedef struct
{
  guint32 function;
  gint64 n_samples;
} HtGrowthCalled;

/**
 * HtGrowthRuntime:
 *
 * Which functions of Go's runtime the lines of a program call. Heap profiles hide them; CPU
 * profiles and the CPU samples of traces do not.
 */
typedef struct _HtGrowthRuntime HtGrowthRuntime;

HtGrowthRuntime *ht_growth_runtime_new (const HtCatalog *catalog);
void ht_growth_runtime_free (HtGrowthRuntime *calls);
gboolean ht_growth_runtime_add (HtGrowthRuntime *calls, const HtProfile *profile);
const GArray *ht_growth_runtime_find (const HtGrowthRuntime *calls, guint32 node);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthRuntime, ht_growth_runtime_free)

G_END_DECLS
