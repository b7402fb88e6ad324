/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * HtRecentFile:
 * @uri: where it is
 * @name: its name, as valid UTF-8
 * @folder: the folder that it is in, the home folder as "~"
 * @opened: when it was opened last
 *
 * A file that was opened before and is still there.
 */
typedef struct
{
  char *uri;
  char *name;
  char *folder;
  GDateTime *opened;
} HtRecentFile;

void ht_recent_file_free (HtRecentFile *file);
void ht_recent_files_add (GtkRecentManager *manager, const char *path);
GPtrArray *ht_recent_files_list (GtkRecentManager *manager, guint most);
void ht_recent_files_clear (GtkRecentManager *manager);
void ht_recent_files_fill_menu (GtkRecentManager *manager, GMenu *menu);
char *ht_recent_time_text (GDateTime *then, GDateTime *now);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtRecentFile, ht_recent_file_free)

G_END_DECLS
