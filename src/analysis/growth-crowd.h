/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "recording.h"

G_BEGIN_DECLS

/**
 * HtGrowthCrowd:
 * @node: where they stand: node of the call tree
 * @first: how many there were at first
 * @last: how many there were at last
 *
 * Goroutines that stand at one place and become more and more.
 */
typedef struct
{
  guint32 node;
  gint64 first;
  gint64 last;
} HtGrowthCrowd;

GArray *ht_growth_crowds_load (HtRecording *recording,
                               gint64 target,
                               gint64 from_ns,
                               gint64 to_ns,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
