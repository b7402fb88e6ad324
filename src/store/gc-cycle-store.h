/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "gc-cycle.h"

G_BEGIN_DECLS

gboolean ht_gc_cycle_store_add (HtDatabase *database,
                                gint64 target,
                                gint64 capture,
                                const HtGcCycle *cycle,
                                GError **error);
GArray *ht_gc_cycle_store_read (HtDatabase *database, gint64 target, GError **error);

G_END_DECLS
