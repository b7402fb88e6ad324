/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * HtTraceFile:
 *
 * The bytes of an execution trace, which may be too many for memory: a file that is open, or a
 * temporary one without a name where it came packed or through a pipe. May be read by several
 * threads at once.
 */
typedef struct _HtTraceFile HtTraceFile;

HtTraceFile *ht_trace_file_new (int fd, guint64 size, GError **error);
HtTraceFile *ht_trace_file_new_for_bytes (GBytes *bytes);
HtTraceFile *ht_trace_file_spool (int fd,
                                  const guint8 *head,
                                  gsize length,
                                  gint64 *n_bytes,
                                  GCancellable *cancellable,
                                  GError **error);
void ht_trace_file_free (HtTraceFile *file);
guint64 ht_trace_file_get_size (const HtTraceFile *file);
const char *ht_trace_file_get_damage (const HtTraceFile *file);
gboolean ht_trace_file_read (const HtTraceFile *file,
                             guint64 offset,
                             gpointer buffer,
                             gsize length,
                             GError **error);
GBytes *ht_trace_file_load (const HtTraceFile *file, gsize most_bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtTraceFile, ht_trace_file_free)

G_END_DECLS
