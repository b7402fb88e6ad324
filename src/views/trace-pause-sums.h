/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"

G_BEGIN_DECLS

/**
 * HtTracePause:
 * @reason: why the world was stopped
 * @n: how often
 * @total_ns: for how long in all
 * @longest_ns: for how long at most
 */
typedef struct
{
  char *reason;
  gint64 n;
  gint64 total_ns;
  gint64 longest_ns;
} HtTracePause;

GArray *ht_trace_pauses_load (HtRecording *recording,
                              gint64 target,
                              gint64 from_ns,
                              gint64 to_ns,
                              GError **error);

G_END_DECLS
