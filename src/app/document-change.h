/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document.h"
#include "recording-change.h"

G_BEGIN_DECLS

void ht_document_change_async (HtDocument *document,
                               const HtRecordingChange *change,
                               GCancellable *cancellable,
                               GAsyncReadyCallback callback,
                               gpointer user_data);
HtRecordingChange *
ht_document_change_finish (HtDocument *document, GAsyncResult *result, GError **error);

G_END_DECLS
