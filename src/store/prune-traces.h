/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"

G_BEGIN_DECLS

/*
 * What goes of the execution traces of a recording. One may have more than a step of the pruner may
 * take out: its blocks go first, some at a time, and then the trace itself.
 */

/**
 * HtPruneTrace:
 * @capture: id of its capture
 * @time_ns: when it ended, ns since 1970; %HT_UNKNOWN if nobody knows
 */
typedef struct
{
  gint64 capture;
  gint64 time_ns;
} HtPruneTrace;

GArray *ht_prune_list_traces (HtDatabase *database, gint64 target, GError **error);
gboolean ht_prune_blocks_of_trace (HtDatabase *database,
                                   gint64 capture,
                                   gint64 *n_bytes,
                                   gboolean *is_done,
                                   GError **error);
gboolean ht_prune_series_of_traces (HtDatabase *database,
                                    gint64 target,
                                    gint64 until_ns,
                                    gint64 *n_bytes,
                                    gboolean *is_done,
                                    GError **error);

G_END_DECLS
