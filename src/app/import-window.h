/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "target-import.h"
#include "target-list.h"

G_BEGIN_DECLS

#define HT_TYPE_IMPORT_WINDOW (ht_import_window_get_type ())

/**
 * HtImportWindow:
 *
 * Shows what a list of targets has, and what of it cannot be taken, before it is saved.
 */
G_DECLARE_FINAL_TYPE (HtImportWindow, ht_import_window, HT, IMPORT_WINDOW, AdwWindow)

GtkWindow *ht_import_window_new (GtkWindow *parent,
                                 const char *path,
                                 HtTargetImport *import,
                                 HtTargetList *targets);

G_END_DECLS
