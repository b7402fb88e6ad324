/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-cycle.h"
#include "recording.h"
#include "replay-clock.h"
#include "replay-cycles.h"
#include "replay-series.h"

G_BEGIN_DECLS

/**
 * HtReplayProfile:
 *
 * The profiles that a Go service offers, in the order of their endpoints.
 */
typedef enum
{
  HT_REPLAY_ALLOCS,
  HT_REPLAY_BLOCK,
  HT_REPLAY_GOROUTINE,
  HT_REPLAY_GOROUTINELEAK,
  HT_REPLAY_HEAP,
  HT_REPLAY_MUTEX,
  HT_REPLAY_CPU,
  HT_REPLAY_THREADCREATE,
  HT_REPLAY_N_PROFILES,
} HtReplayProfile;

/**
 * HtReplayTarget:
 * @name: its name in the recording
 * @command_line: (array zero-terminated=1) (nullable): program and arguments, secrets masked
 * @go_version: (nullable): such as "go1.26.1"
 * @series: (element-type HtReplaySeries): its series, by name
 * @cycles: its collections
 *
 * A process of a recording, ready to be replayed. On one thread, that of the recording.
 */
typedef struct
{
  /* Owned */
  char *name;
  char **command_line;
  char *go_version;
  GPtrArray *series;
  HtReplayCycles *cycles;

  /*< private >*/
  HtRecording *recording; /* borrowed */
  GArray *profiles[HT_REPLAY_N_PROFILES];
  struct
  {
    GBytes *packed;
    gint64 profile;
    gint64 time_ns;
  } kept[HT_REPLAY_N_PROFILES];
} HtReplayTarget;

HtReplayTarget *ht_replay_target_new (HtRecording *recording,
                                      const HtTarget *target,
                                      const GArray *cycles,
                                      GError **error);
void ht_replay_target_free (HtReplayTarget *target);
gboolean ht_replay_target_read_ahead (HtReplayTarget *target, gint64 at_ns, GError **error);
gboolean ht_replay_target_has_profile (const HtReplayTarget *target, HtReplayProfile kind);
GBytes *ht_replay_target_get_profile (HtReplayTarget *target,
                                      HtReplayProfile kind,
                                      const HtReplayMoment *moment,
                                      GError **error);
HtReplaySeries *ht_replay_target_find_series (const HtReplayTarget *target, const char *name);
gboolean ht_replay_target_get_value (HtReplayTarget *target,
                                     HtReplaySeries *series,
                                     const HtReplayMoment *moment,
                                     double *value,
                                     gboolean *is_known,
                                     GError **error);
gboolean ht_replay_target_fill_ring (HtReplayTarget *target,
                                     const HtReplayMoment *moment,
                                     HtReplayRing *ring,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtReplayTarget, ht_replay_target_free)

G_END_DECLS
