/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "log-tail.h"
#include "recording-writer.h"

G_BEGIN_DECLS

/**
 * HtLiveLog:
 *
 * A gctrace log that is followed into a recording, beside what its service is asked for. Lives on
 * the thread of its #HtRecorder.
 */
typedef struct _HtLiveLog HtLiveLog;

HtLiveLog *ht_live_log_new (HtRecordingWriter *writer,
                            const char *target,
                            const char *path,
                            const HtLogTailOptions *options);
void ht_live_log_free (HtLiveLog *log);
const char *ht_live_log_get_target (const HtLiveLog *log);
gint64 ht_live_log_get_target_id (const HtLiveLog *log);
gboolean ht_live_log_take_problem (HtLiveLog *log, const char **problem);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtLiveLog, ht_live_log_free)

G_END_DECLS
