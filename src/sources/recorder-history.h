/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "history.h"
#include "recorder.h"

G_BEGIN_DECLS

/**
 * HtRecorderHistoryFunc:
 * @progress: how far it is
 * @user_data: what was given with it
 *
 * Called in the main context of who asked for the history.
 */
typedef void (*HtRecorderHistoryFunc) (const HtHistoryProgress *progress, gpointer user_data);

void ht_recorder_fetch_history_async (HtRecorder *recorder,
                                      const HtHistoryQuery *query,
                                      HtRecorderHistoryFunc progress,
                                      gpointer progress_data,
                                      GCancellable *cancellable,
                                      GAsyncReadyCallback callback,
                                      gpointer user_data);
gboolean ht_recorder_fetch_history_finish (GAsyncResult *async_result,
                                           HtHistoryResult **result,
                                           GError **error);

G_END_DECLS
