/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording-writer.h"

G_BEGIN_DECLS

/**
 * HtRecordingChange:
 *
 * Something that a person changes in a recording by hand, and what it takes to change it back.
 */
typedef struct _HtRecordingChange HtRecordingChange;

HtRecordingChange *ht_recording_change_write (const HtNote *note, const HtNote *before);
HtRecordingChange *ht_recording_change_remove (const HtNote *note);
HtRecordingChange *ht_recording_change_set_aside (const HtKnownGrowth *known);
HtRecordingChange *ht_recording_change_take_up (const HtKnownGrowth *known);
HtRecordingChange *ht_recording_change_copy (const HtRecordingChange *change);
HtRecordingChange *ht_recording_change_invert (const HtRecordingChange *change);
void ht_recording_change_free (HtRecordingChange *change);
gboolean ht_recording_change_apply (HtRecordingChange *change,
                                    HtRecordingWriter *writer,
                                    gint64 now_ns,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtRecordingChange, ht_recording_change_free)

G_END_DECLS
