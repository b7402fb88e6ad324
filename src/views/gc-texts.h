/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-figures.h"
#include "pause-bars.h"

G_BEGIN_DECLS

/**
 * HtSizeUnit:
 * @name: such as "MiB"
 * @bytes: how much it is
 */
typedef struct
{
  const char *name;
  gint64 bytes;
} HtSizeUnit;

char *ht_gc_duration_text (gint64 ns);
char *ht_gc_share_text (double share);
const HtSizeUnit *ht_size_unit_for (gint64 greatest_bytes);
char *ht_size_in_unit (gint64 bytes, const HtSizeUnit *unit);
const char *ht_gc_cause_text (const GArray *cycles, guint index);
char *ht_pause_bucket_text (guint bucket);
HtPauseBars *ht_pause_bars_for (const HtPauseHistogram *histogram, guint *first_bucket);
char *ht_pause_percentiles_text (const HtGcPauses *pauses);
char *ht_pause_histogram_text (const HtPauseHistogram *histogram);

G_END_DECLS
