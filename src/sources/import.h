/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "capture-file.h"
#include "credentials.h"
#include "import-notes.h"
#include "recording-writer.h"

G_BEGIN_DECLS

/**
 * HtImportProgressFunc:
 * @n_done: how many files are done, with the part that is done of a trace
 * @n_files: how many there are
 * @file: the file that comes next, or that is read
 * @user_data: data of the caller
 *
 * Told by the thread of the import before each file, and often while a trace is read.
 */
typedef void (*HtImportProgressFunc) (double n_done,
                                      guint n_files,
                                      const char *file,
                                      gpointer user_data);

/**
 * HtImportStageFunc:
 * @user_data: data of the caller
 *
 * Told by the thread of the import that a part of it is in the recording for good and may be read.
 */
typedef void (*HtImportStageFunc) (gpointer user_data);

/**
 * HtImport:
 *
 * Brings captures into a recording.
 */
typedef struct _HtImport HtImport;

HtImport *ht_import_new (HtRecordingWriter *writer);
void ht_import_free (HtImport *import);
void ht_import_set_target (HtImport *import, const char *name);
void ht_import_set_excluded (HtImport *import, const char *path);
void ht_import_set_credentials (HtImport *import, HtCredentials *credentials);
void ht_import_set_progress (HtImport *import, HtImportProgressFunc progress, gpointer user_data);
void ht_import_set_stages (HtImport *import,
                           gint64 interval_us,
                           HtImportStageFunc stage,
                           gpointer user_data);
void ht_import_set_keep_traces (HtImport *import, gboolean keep_traces);
gboolean ht_import_paths (HtImport *import,
                          const char *const *paths,
                          GCancellable *cancellable,
                          GError **error);
gboolean
ht_import_file (HtImport *import, HtCaptureFile *file, GCancellable *cancellable, GError **error);
const GPtrArray *ht_import_get_skipped (const HtImport *import);
const GPtrArray *ht_import_get_warnings (const HtImport *import);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtImport, ht_import_free)

G_END_DECLS
