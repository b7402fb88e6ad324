/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "http-client.h"
#include "recording-writer.h"
#include "steady-clock.h"
#include "target-schedule.h"

G_BEGIN_DECLS

/**
 * HtLiveState:
 * @HT_LIVE_CONNECTING: nothing was answered yet
 * @HT_LIVE_RECORDING: it answers
 * @HT_LIVE_RETRYING: it does not answer and is asked again later
 * @HT_LIVE_UNAUTHORIZED: it wants other credentials, and is asked again later
 * @HT_LIVE_PAUSED: the user wants it left alone
 */
typedef enum
{
  HT_LIVE_CONNECTING,
  HT_LIVE_RECORDING,
  HT_LIVE_RETRYING,
  HT_LIVE_UNAUTHORIZED,
  HT_LIVE_PAUSED,
} HtLiveState;

/**
 * HtLiveTarget:
 *
 * A service that is being recorded. Lives on the thread of its #HtRecorder.
 */
typedef struct _HtLiveTarget HtLiveTarget;

/**
 * HtLiveTargetChanged:
 * @target: the target
 * @user_data: what was given with it
 *
 * Told when the state or its reason is another one.
 */
typedef void (*HtLiveTargetChanged) (HtLiveTarget *target, gpointer user_data);

HtLiveTarget *ht_live_target_new (HtRecordingWriter *writer,
                                  HtSteadyClock *clock,
                                  const char *name,
                                  HtHttpClient *client,
                                  const HtTargetIntervals *intervals,
                                  GError **error);
void ht_live_target_free (HtLiveTarget *target);
void
ht_live_target_set_changed (HtLiveTarget *target, HtLiveTargetChanged changed, gpointer user_data);
gint64 ht_live_target_get_id (const HtLiveTarget *target);
const char *ht_live_target_get_name (const HtLiveTarget *target);
HtLiveState ht_live_target_get_state (const HtLiveTarget *target);
const char *ht_live_target_get_reason (const HtLiveTarget *target);
guint64 ht_live_target_get_n_missed (const HtLiveTarget *target);
gboolean ht_live_target_is_lost (const HtLiveTarget *target);
gboolean ht_live_target_renew (HtLiveTarget *target, GError **error);
void ht_live_target_set_paused (HtLiveTarget *target, gboolean paused);
void ht_live_target_run (HtLiveTarget *target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtLiveTarget, ht_live_target_free)

G_END_DECLS
