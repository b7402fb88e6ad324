/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Analysis"

#include "growth-load.h"

#include "growth-follower.h"

/**
 * ht_growth_load:
 * @recording: a recording
 * @target: id of one of its targets
 * @from_ns: begin of the time to look at, ns since 1970
 * @to_ns: its end
 * @cancellable: (nullable): to give up
 * @error: return location, in %HT_STORE_ERROR or %G_IO_ERROR_CANCELLED
 *
 * Puts the heap profiles of a time side by side. Differences between two times, which the server
 * makes on request, are none of them.
 *
 * Returns: (transfer full): the table, which refers to the catalog of @recording; or %NULL with
 *   @error set
 */
HtGrowthTable *
ht_growth_load (HtRecording *recording,
                gint64 target,
                gint64 from_ns,
                gint64 to_ns,
                GCancellable *cancellable,
                GError **error)
{
  g_autoptr (HtGrowthFollower) follower = ht_growth_follower_new ();

  if (ht_growth_follower_read (follower, recording, target, from_ns, to_ns, cancellable, error) ==
      NULL)
    return NULL;
  return ht_growth_follower_steal_table (follower);
}
