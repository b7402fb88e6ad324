/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-figures.h"
#include "memory-layers.h"
#include "recording.h"
#include "series-breaks.h"
#include "trace-data.h"

G_BEGIN_DECLS

/**
 * HtTargetData:
 * @target: id of the target
 * @from_ns: begin of what is known, ns since 1970
 * @to_ns: its end
 * @series_from_ns: begin of the range for which there are @series and @lines
 * @series_to_ns: its end
 * @series: (element-type utf8 GArray): for each series its #HtSeriesBucket
 * @lines: what samples and collections together tell of the heap
 * @layers: what Go's memory consists of
 * @cycles: (element-type HtGcCycle): collections, by time, all on the wall clock
 * @marks: (element-type HtMark): flags, restarts, gaps, and @notes that are about a time, by time
 * @notes: (element-type HtNote): what people wrote down, by time
 * @known: (element-type HtKnownGrowth): the growth that is known
 * @breaks: (element-type HtSeriesBreak): what restarts and gaps keep apart, by time
 * @profiles: (element-type HtProfileEntry): profiles, by time
 * @properties: (element-type utf8 utf8): what is known of the process as such
 * @gc_figures: figures of all of @cycles
 * @has_gc_phases: whether more is known of a collection than its pauses in all
 * @trace: (nullable): what execution traces tell, from @series_from_ns to @series_to_ns
 * @whole: (nullable): for a part of the recording: the data of all of it, which it shares
 *
 * What the pages show of a target before one of its profiles is opened: enough
 * points for a chart of the whole recording, or of a part of it that is looked at
 * closer. Reference-counted, immutable.
 */
typedef struct _HtTargetData HtTargetData;
struct _HtTargetData
{
  gint64 target;
  gint64 from_ns;
  gint64 to_ns;
  gint64 series_from_ns;
  gint64 series_to_ns;
  gboolean has_gc_phases;

  /* Owned */
  GHashTable *series;
  HtHeapLines lines;
  HtMemoryLayers layers;
  GArray *cycles;
  GPtrArray *marks;
  GPtrArray *notes;
  GPtrArray *known;
  GArray *breaks;
  GPtrArray *profiles;
  GHashTable *properties;
  HtTraceData *trace;
  HtTargetData *whole;

  /* Owned, unless it is that of @whole */
  HtGcFigures *gc_figures;
};

HtTargetData *
ht_target_data_load (HtRecording *recording, gint64 target, guint max_buckets, GError **error);
HtTargetData *ht_target_data_load_part (HtRecording *recording,
                                        HtTargetData *whole,
                                        gint64 from_ns,
                                        gint64 to_ns,
                                        guint max_buckets,
                                        GError **error);
HtTargetData *ht_target_data_ref (HtTargetData *data);
void ht_target_data_unref (HtTargetData *data);
GArray *ht_target_data_get_series (const HtTargetData *data, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTargetData, ht_target_data_unref)

G_END_DECLS
