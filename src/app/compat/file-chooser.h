/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ht_choose_files_async (GtkWindow *parent,
                            const char *title,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data);
char **ht_choose_files_finish (GAsyncResult *result, GError **error);
void ht_choose_file_async (GtkWindow *parent,
                           const char *title,
                           GCancellable *cancellable,
                           GAsyncReadyCallback callback,
                           gpointer user_data);
void ht_choose_folder_async (GtkWindow *parent,
                             const char *title,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer user_data);
char *ht_choose_file_finish (GAsyncResult *result, GError **error);
void ht_choose_save_file_async (GtkWindow *parent,
                                const char *title,
                                const char *name,
                                GCancellable *cancellable,
                                GAsyncReadyCallback callback,
                                gpointer user_data);
GFile *ht_choose_save_file_finish (GAsyncResult *result, GError **error);

G_END_DECLS
