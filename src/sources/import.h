/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "capture-file.h"
#include "credentials.h"
#include "recording-writer.h"

G_BEGIN_DECLS

/**
 * HtImportNote:
 * @file: which file, as valid UTF-8
 * @offset: at which byte of its unpacked content, or %HT_UNKNOWN
 * @message: what was the matter with it
 */
typedef struct
{
  char *file;
  gint64 offset;
  char *message;
} HtImportNote;

/**
 * HtImportProgressFunc:
 * @n_done: how many files are done
 * @n_files: how many there are
 * @file: the file that comes next
 * @user_data: data of the caller
 *
 * Told by the thread of the import before each file.
 */
typedef void (*HtImportProgressFunc) (guint n_done,
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
