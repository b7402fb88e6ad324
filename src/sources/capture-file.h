/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "sniff.h"
#include "trace-file.h"

G_BEGIN_DECLS

/**
 * HtCaptureFile:
 * @path: what was opened; "-" for standard input
 * @name: its base name as valid UTF-8
 * @raw: (nullable): the content, unpacked; %NULL for a recording and for a trace in a file, which
 *   are not read but opened
 * @trace: (nullable): the content of an execution trace
 * @n_bytes: size of what was read, as it came (packed)
 * @modified_ns: when it was written, ns since 1970; for a pipe when it was read
 * @format: what it is
 *
 * A file or a stream that was read and told apart, on its way to a decoder.
 */
typedef struct
{
  char *path;
  char *name;
  GBytes *raw;
  HtTraceFile *trace;
  gint64 n_bytes;
  gint64 modified_ns;
  HtFormat format;
} HtCaptureFile;

HtCaptureFile *ht_capture_file_read (const char *path, GCancellable *cancellable, GError **error);
HtCaptureFile *ht_capture_file_new_for_answer (const char *name,
                                               GBytes *body,
                                               gint64 time_ns,
                                               gsize most_bytes,
                                               GError **error);
void ht_capture_file_free (HtCaptureFile *file);
gint64 ht_capture_file_get_time (const HtCaptureFile *file);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtCaptureFile, ht_capture_file_free)

G_END_DECLS
