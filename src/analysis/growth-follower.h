/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "growth-table.h"
#include "recording.h"

G_BEGIN_DECLS

/**
 * HtGrowthFollower:
 *
 * The heap profiles of a range of time of a recording that grows. Who asks again for a range that
 * begins with the same profiles has only those read that were added. Reference-counted; one thread
 * at a time.
 */
typedef struct _HtGrowthFollower HtGrowthFollower;

HtGrowthFollower *ht_growth_follower_new (void);
HtGrowthFollower *ht_growth_follower_ref (HtGrowthFollower *follower);
void ht_growth_follower_unref (HtGrowthFollower *follower);
const HtGrowthTable *ht_growth_follower_read (HtGrowthFollower *follower,
                                              HtRecording *recording,
                                              gint64 target,
                                              gint64 from_ns,
                                              gint64 to_ns,
                                              GCancellable *cancellable,
                                              GError **error);
guint ht_growth_follower_count_read (const HtGrowthFollower *follower);
HtGrowthTable *ht_growth_follower_steal_table (HtGrowthFollower *follower);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtGrowthFollower, ht_growth_follower_unref)

G_END_DECLS
