/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "recording-writer.h"

G_BEGIN_DECLS

gboolean ht_merge_recording (HtRecordingWriter *writer,
                             const char *path,
                             const char *target_name,
                             guint *n_captures,
                             GCancellable *cancellable,
                             GError **reason,
                             GError **error);

G_END_DECLS
