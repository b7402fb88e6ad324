/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "flame-data.h"
#include "problem.h"
#include "target-data.h"

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
 * @n_done: files that were read
 * @n_files: files in all
 * @user_data: what was given with it
 *
 * Called on the main thread.
 */
typedef void (*HtDocumentProgress) (guint n_done, guint n_files, gpointer user_data);

/**
 * HtDocumentGrown:
 * @document: the document that is being made of captures
 * @user_data: what was given with it
 *
 * Called on the main thread when a part of the captures can be looked at, or more of them.
 */
typedef void (*HtDocumentGrown) (HtDocument *document, gpointer user_data);

void ht_document_open_async (const char *const *paths,
                             HtDocumentProgress progress,
                             HtDocumentGrown grown,
                             gpointer watch_data,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
HtDocument *ht_document_open_finish (GAsyncResult *result, GError **error);
const char *ht_document_get_title (HtDocument *self);
const GPtrArray *ht_document_get_targets (HtDocument *self);
GPtrArray *ht_document_get_problems (HtDocument *self);
guint ht_document_count_files (HtDocument *self, guint *n_unread);
void ht_document_load_target_async (HtDocument *self,
                                    gint64 target,
                                    GCancellable *cancellable,
                                    GAsyncReadyCallback callback,
                                    gpointer user_data);
HtTargetData *
ht_document_load_target_finish (HtDocument *self, GAsyncResult *result, GError **error);
void ht_document_load_part_async (HtDocument *self,
                                  HtTargetData *whole,
                                  gint64 from_ns,
                                  gint64 to_ns,
                                  GCancellable *cancellable,
                                  GAsyncReadyCallback callback,
                                  gpointer user_data);
HtTargetData *ht_document_load_part_finish (HtDocument *self, GAsyncResult *result, GError **error);
void ht_document_load_flame_async (HtDocument *self,
                                   gint64 profile,
                                   const char *sample_type,
                                   GCancellable *cancellable,
                                   GAsyncReadyCallback callback,
                                   gpointer user_data);
HtFlameData *ht_document_load_flame_finish (HtDocument *self, GAsyncResult *result, GError **error);
void ht_document_remove_temporaries (void);

G_END_DECLS
