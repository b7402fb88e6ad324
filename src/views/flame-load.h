/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "flame-data.h"
#include "recording.h"

G_BEGIN_DECLS

/**
 * HtFlameWeighting:
 * @HT_FLAME_HELD: a profile as it is
 * @HT_FLAME_GROWTH: how fast what is below each frame grows, beside what it holds
 * @HT_FLAME_AGE: how long it is kept, beside what it holds
 * @HT_FLAME_DIFFERENCE: what has changed since another profile
 *
 * What a flame graph tells.
 */
typedef enum
{
  HT_FLAME_HELD,
  HT_FLAME_GROWTH,
  HT_FLAME_AGE,
  HT_FLAME_DIFFERENCE,
} HtFlameWeighting;

/**
 * HtFlameRequest:
 * @weighting: what to tell
 * @profile: id of the profile to show
 * @profile_ns: when it was taken, ns since 1970; %HT_UNKNOWN if nobody knows
 * @before: for a difference, id of the profile to compare with
 * @before_ns: when that was taken
 * @target: for growth and age, id of the target whose profiles to look at
 * @from_ns: begin of the time to look at, ns since 1970
 * @to_ns: its end
 * @sample_type: (nullable): what to show, %NULL as for [func@flame_data_new]
 *
 * What to read for a flame graph.
 */
typedef struct
{
  HtFlameWeighting weighting;
  gint64 profile;
  gint64 profile_ns;
  gint64 before;
  gint64 before_ns;
  gint64 target;
  gint64 from_ns;
  gint64 to_ns;

  /* Owned */
  char *sample_type;
} HtFlameRequest;

gboolean ht_flame_weighting_from_name (const char *name, HtFlameWeighting *weighting);
const char *ht_flame_weighting_get_name (HtFlameWeighting weighting);
HtFlameData *ht_flame_load (HtRecording *recording,
                            const HtFlameRequest *request,
                            GCancellable *cancellable,
                            GError **error);
HtFlameRequest *ht_flame_request_copy (const HtFlameRequest *request);
void ht_flame_request_free (HtFlameRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtFlameRequest, ht_flame_request_free)

G_END_DECLS
