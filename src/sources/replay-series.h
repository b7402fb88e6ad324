/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "known-series.h"
#include "recording.h"

G_BEGIN_DECLS

/**
 * HtReplaySeries:
 * @name: its name
 * @known: (nullable): what is known of it
 * @kind: gauge or counter
 *
 * A series of which the value at a moment is asked, mostly moving on. A part
 * of it is in memory.
 */
typedef struct
{
  /* Owned */
  char *name;

  /* Borrowed */
  const HtKnownSeries *known;

  HtPointKind kind;

  /*< private >*/
  GArray *points;
  gint64 id;
  gint64 n_points;
  gint64 first_ns;
  gint64 last_ns;
  gint64 from_ns;
  gint64 to_ns;
} HtReplaySeries;

HtReplaySeries *ht_replay_series_new (const HtSeriesEntry *entry);
void ht_replay_series_free (HtReplaySeries *series);
gboolean ht_replay_series_get (HtReplaySeries *series,
                               HtRecording *recording,
                               gint64 at_ns,
                               gint64 *time_ns,
                               double *value,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtReplaySeries, ht_replay_series_free)

G_END_DECLS
