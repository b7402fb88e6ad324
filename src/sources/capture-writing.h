/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-buffer.h"
#include "recording-writer.h"

G_BEGIN_DECLS

gboolean ht_write_records (HtRecordingWriter *writer,
                           gint64 target,
                           gint64 capture,
                           const HtRecordBuffer *records,
                           GError **error);
GBytes *ht_pack_attachment (GBytes *bytes);
gboolean ht_write_program (HtRecordingWriter *writer,
                           gint64 target,
                           const HtProfile *profile,
                           const HtCatalog *catalog,
                           GError **error);

G_END_DECLS
