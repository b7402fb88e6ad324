/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "recorder.h"
#include "recording-change.h"

G_BEGIN_DECLS

void ht_recorder_change_async (HtRecorder *recorder,
                               const HtRecordingChange *change,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
HtRecordingChange *ht_recorder_change_finish (GAsyncResult *result, GError **error);

G_END_DECLS
