/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "replay-target.h"

G_BEGIN_DECLS

GBytes *ht_replay_write_vars (HtReplayTarget *target, const HtReplayMoment *moment, GError **error);
GBytes *
ht_replay_write_metrics (HtReplayTarget *target, const HtReplayMoment *moment, GError **error);
gboolean ht_replay_has_vars (const HtReplayTarget *target);
gboolean ht_replay_has_metrics (const HtReplayTarget *target);
void ht_replay_append_number (GString *text, double value);

G_END_DECLS
