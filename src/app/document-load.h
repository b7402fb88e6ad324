/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "document.h"
#include "target-data.h"
#include "target-glance.h"

G_BEGIN_DECLS

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
void ht_document_load_glances_async (HtDocument *self,
                                     GArray *targets,
                                     gint64 from_ns,
                                     GCancellable *cancellable,
                                     GAsyncReadyCallback callback,
                                     gpointer user_data);
GPtrArray *ht_document_load_glances_finish (HtDocument *self, GAsyncResult *result, GError **error);

G_END_DECLS
