/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "document.h"
#include "page-pictures.h"
#include "sidebar.h"

G_BEGIN_DECLS

#define HT_TYPE_WINDOW (ht_window_get_type ())

/**
 * HtWindow:
 *
 * A window with its recordings: sidebar, scrubber and pages.
 */
G_DECLARE_FINAL_TYPE (HtWindow, ht_window, HT, WINDOW, AdwApplicationWindow)

GtkWindow *ht_window_new (AdwApplication *application);
void ht_window_open_paths (HtWindow *window, const char *const *paths);
void ht_window_show_document (HtWindow *window, HtDocument *document);
void ht_window_show_toast (HtWindow *self, const char *text);
void ht_window_add_toast (HtWindow *self, AdwToast *toast);
HtDocument *ht_window_get_document (HtWindow *self);
const char *ht_window_get_recording_name (HtWindow *self);
GtkWidget *ht_window_get_page_picture (HtWindow *self, HtPagePicture *picture);

/**
 * HtWindowLive:
 *
 * What a window records: its sessions, their rows in the sidebar, and what the user does with them.
 */
typedef struct _HtWindowLive HtWindowLive;

/**
 * HtWindowOpenings:
 *
 * The files that a window is opening, and what is told of them.
 */
typedef struct _HtWindowOpenings HtWindowOpenings;

/**
 * HtWindowNotes:
 *
 * What the user writes into the recording that a window shows: notes, and growth that is known.
 */
typedef struct _HtWindowNotes HtWindowNotes;

HtWindowNotes *ht_window_get_notes (HtWindow *self);
HtWindowLive *ht_window_get_live (HtWindow *self);
HtWindowOpenings *ht_window_get_openings (HtWindow *self);
void ht_window_show_row (HtWindow *self, HtRecordingRow *row);
void ht_window_remove_row (HtWindow *self, HtRecordingRow *row);
void ht_window_show_live_state (HtWindow *self, HtLiveItem *item);
void ht_window_show_capture (HtWindow *self, HtRecordingRow *row, gint64 capture);
void ht_window_reload (HtWindow *self, HtDocument *document);
void ht_window_refresh (HtWindow *self, HtDocument *document);

G_END_DECLS
