/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"

G_BEGIN_DECLS

GArray *ht_gc_merge (const HtGcCycle *cycles, gsize n_cycles);

G_END_DECLS
