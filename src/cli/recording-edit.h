/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording-writer.h"
#include "recording.h"

G_BEGIN_DECLS

/**
 * HtRecordingEdit:
 * @recording: the recording, as it was committed last
 * @writer: the recording, to be changed
 * @target: id of the target in question; 0 if none was needed, and there are several
 * @first_ns: time of the first thing known of that, ns since 1970; %HT_UNKNOWN if there is none
 * @last_ns: time of the last
 * @now_ns: the time, ns since 1970
 *
 * A recording in which a command changes something by hand.
 */
typedef struct
{
  /* Owned */
  HtRecording *recording;
  HtRecordingWriter *writer;

  gint64 target;
  gint64 first_ns;
  gint64 last_ns;
  gint64 now_ns;
} HtRecordingEdit;

HtRecordingEdit *ht_recording_edit_open (const char *path,
                                         const char *target,
                                         gboolean needs_target,
                                         GError **error);
void ht_recording_edit_close (HtRecordingEdit *edit);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtRecordingEdit, ht_recording_edit_close)

G_END_DECLS
