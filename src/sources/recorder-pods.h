/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "pod-query.h"
#include "recorder.h"

G_BEGIN_DECLS

gboolean ht_recorder_follow_pods (HtRecorder *recorder,
                                  const HtPodQuery *query,
                                  const HtTargetIntervals *intervals,
                                  const HtCaptureRules *rules,
                                  GError **error);
void ht_recorder_unfollow_pods (HtRecorder *recorder, const char *name);

G_END_DECLS
