/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "credentials.h"
#include "problem.h"
#include "recording.h"

G_BEGIN_DECLS

#define HT_TYPE_DOCUMENT (ht_document_get_type ())

/**
 * HtDocument:
 *
 * An open recording, for the window.
 *
 * All reading is done on worker threads, one at a time for one document. A recording that
 * was made of captures is temporary: it goes with the document.
 */
G_DECLARE_FINAL_TYPE (HtDocument, ht_document, HT, DOCUMENT, GObject)

/**
 * HtDocumentProgress:
 * @n_done: files that were read, with the part that was read of a trace
 * @n_files: files in all
 * @user_data: what was given with it
 *
 * Called on the main thread.
 */
typedef void (*HtDocumentProgress) (double n_done, guint n_files, gpointer user_data);

/**
 * HtDocumentGrown:
 * @document: the document that is being made of captures
 * @user_data: what was given with it
 *
 * Called on the main thread when a part of the captures can be looked at, or more of them.
 */
typedef void (*HtDocumentGrown) (HtDocument *document, gpointer user_data);

/**
 * HtDocumentRead:
 * @recording: what to ask; nobody else does meanwhile
 * @data: what was given with it
 * @error: return location
 *
 * Called on a worker.
 *
 * Returns: (transfer full): what was asked for, or %NULL with @error set
 */
typedef gpointer (*HtDocumentRead) (HtRecording *recording, gpointer data, GError **error);

void ht_document_open_async (const char *const *paths,
                             HtDocumentProgress progress,
                             HtDocumentGrown grown,
                             gpointer watch_data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
void ht_document_open_url_async (const char *url,
                                 HtCredentials *credentials,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer user_data);
HtDocument *ht_document_open_finish (GAsyncResult *result, GError **error);
HtDocument *ht_document_open_recording (const char *path, GError **error);
const char *ht_document_get_title (HtDocument *self);
char *ht_document_get_temporary (HtDocument *self);
const char *const *ht_document_get_captures (HtDocument *self);
const GPtrArray *ht_document_get_targets (HtDocument *self);
GPtrArray *ht_document_get_problems (HtDocument *self);
guint ht_document_count_files (HtDocument *self, guint *n_unread);
void ht_document_read_async (HtDocument *self,
                             HtDocumentRead read,
                             gpointer data,
                             GDestroyNotify free_data,
                             GDestroyNotify free_result,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
gpointer ht_document_read_finish (HtDocument *self, GAsyncResult *result, GError **error);
void ht_document_remove_temporaries (void);

G_END_DECLS
