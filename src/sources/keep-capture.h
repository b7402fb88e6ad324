/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "recording-types.h"

G_BEGIN_DECLS

/**
 * HtKeptCapture:
 * @bytes: what was answered
 * @packed: (nullable): the same as a gzip file; %NULL if it is one
 *
 * A goroutine dump, which is kept as it came, on its way into a recording.
 */
typedef struct
{
  GBytes *bytes;
  GBytes *packed;
} HtKeptCapture;

void ht_keep_capture_async (const char *path,
                            GBytes *body,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
HtKeptCapture *ht_keep_capture_finish (GAsyncResult *result, GError **error);
void ht_kept_capture_free (HtKeptCapture *kept);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtKeptCapture, ht_kept_capture_free)

G_END_DECLS
