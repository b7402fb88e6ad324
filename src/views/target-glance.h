/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording.h"

G_BEGIN_DECLS

/**
 * HtTargetGlance:
 * @target: id of the target
 * @first_ns: time of the first value of its heap, ns since 1970; %HT_UNKNOWN if there is none
 * @newest_ns: time of the newest one; %HT_UNKNOWN if there is none
 * @heap_bytes: the newest one; %HT_UNKNOWN if there is none
 * @n_profiles: how many profiles of it there are
 * @buckets: (element-type HtSeriesBucket): the heap from the time that was asked for on, in about
 *   48 buckets; may be empty
 *
 * What a list shows of a target. Reference-counted, immutable.
 */
typedef struct
{
  gint64 target;
  gint64 first_ns;
  gint64 newest_ns;
  gint64 heap_bytes;
  gint64 n_profiles;

  /* Owned */
  GArray *buckets;
} HtTargetGlance;

HtTargetGlance *
ht_target_glance_load (HtRecording *recording, gint64 target, gint64 from_ns, GError **error);
HtTargetGlance *ht_target_glance_ref (HtTargetGlance *glance);
void ht_target_glance_unref (HtTargetGlance *glance);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTargetGlance, ht_target_glance_unref)

G_END_DECLS
