/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"

G_BEGIN_DECLS

/**
 * HtTargetData:
 * @from_ns: begin of what is known, ns since 1970
 * @to_ns: its end
 * @series: (element-type utf8 GArray): for each series its #HtSeriesBucket
 * @cycles: (element-type HtGcCycle): collections, by time, all on the wall clock
 * @profiles: (element-type HtProfileEntry): profiles, by time
 * @properties: (element-type utf8 utf8): what is known of the process as such
 *
 * What the pages show of a target before one of its profiles is opened: enough
 * points for a chart of the whole recording. Reference-counted, immutable.
 */
typedef struct
{
  gint64 from_ns;
  gint64 to_ns;

  /* Owned */
  GHashTable *series;
  GArray *cycles;
  GPtrArray *profiles;
  GHashTable *properties;
} HtTargetData;

HtTargetData *
ht_target_data_load (HtRecording *recording, gint64 target, guint max_buckets, GError **error);
HtTargetData *ht_target_data_ref (HtTargetData *data);
void ht_target_data_unref (HtTargetData *data);
GArray *ht_target_data_get_series (const HtTargetData *data, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTargetData, ht_target_data_unref)

G_END_DECLS
