/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "decode-warnings.h"
#include "gc-ring.h"
#include "text-fields.h"

G_BEGIN_DECLS

/**
 * HtHeapTextStats:
 * @warnings: who is told of wrong figures
 * @ring: the pauses, as far as they were read
 * @n_points: how many points were given
 *
 * Reads the lines of "# runtime.MemStats". To be initialised with `{ .warnings = warnings }`.
 */
typedef struct
{
  /* Borrowed */
  HtDecodeWarnings *warnings;

  HtGcRing ring;
  guint n_points;
} HtHeapTextStats;

void ht_heap_text_stats_read (HtHeapTextStats *stats, const HtTextLine *line);

G_END_DECLS
