/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "profile-thinning.h"
#include "retention.h"

G_BEGIN_DECLS

/* What the size limit of a retention asks of a recording, and which parts are missed least. */

/* What a profile and a cycle take beside blobs: their rows and what finds them. */
#define HT_PRUNE_PROFILE_BYTES 400
#define HT_PRUNE_CYCLE_BYTES   250

/* So many collections stay, whatever the size. */
#define HT_PRUNE_MIN_CYCLES 1000

typedef struct
{
  gint64 profile_bytes;
  gint64 series_bytes;
  gint64 attachment_bytes;
  gint64 trace_bytes;
  gint64 n_cycles;
} HtTargetSize;

gboolean
ht_target_size_read (HtDatabase *database, gint64 target, HtTargetSize *size, GError **error);
gint64 ht_target_size_total (const HtTargetSize *size);
gint64 ht_prune_wanted_bytes (const HtRetention *retention);
GArray *ht_prune_list_mark_times (HtDatabase *database, gint64 target, GError **error);
gboolean ht_prune_is_near (const GArray *times, gint64 time_ns, gint64 around_ns);
GArray *ht_prune_list_victims (HtDatabase *database,
                               gint64 target,
                               const HtRetention *retention,
                               gint64 now_ns,
                               GError **error);
gboolean
ht_prune_can_remove (HtDatabase *database, gint64 profile, gboolean *can_go, GError **error);
gboolean ht_prune_find_oldest_family (HtDatabase *database,
                                      gint64 target,
                                      gint64 *series,
                                      gint64 *from_ns,
                                      gint64 *to_ns,
                                      GError **error);

G_END_DECLS
