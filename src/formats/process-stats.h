/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"
#include "record-sink.h"

G_BEGIN_DECLS

gboolean
ht_process_csv_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error);
gboolean
ht_proc_status_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error);
gboolean
ht_smaps_rollup_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error);
gboolean ht_cgroup_file_decode (const char *file_name,
                                const char *text,
                                gsize length,
                                const HtRecordSink *sink,
                                GError **error);

G_END_DECLS
