/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"

G_BEGIN_DECLS

gint64 ht_heap_time_get_end (const HtGcCycle *cycle);
int ht_heap_time_find (const GArray *cycles, gint64 taken_ns);
int ht_heap_time_find_next (const GArray *cycles, gint64 taken_ns, guint *n_passed);

G_END_DECLS
