/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recorder-history.h"

G_BEGIN_DECLS

/* A history that becomes a recording of its own, without the window waiting for the disk. */

void ht_history_fetch_to_file_async (const HtHistoryQuery *query,
                                     HtRecorderHistoryFunc progress,
                                     gpointer progress_data,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
char *ht_history_fetch_to_file_finish (GAsyncResult *async_result,
                                       HtHistoryResult **result,
                                       GError **reason,
                                       GError **error);
void ht_history_fetch_drop_file (const char *path);

G_END_DECLS
