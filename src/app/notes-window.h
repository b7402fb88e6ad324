/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "axis-ticks.h"
#include "target-data.h"

G_BEGIN_DECLS

#define HT_TYPE_NOTES_WINDOW (ht_notes_window_get_type ())

/**
 * HtNotesWindow:
 *
 * Lists what people wrote down about a process, and what growth of it is known.
 *
 * ## Signals
 *
 * `add` for a new note; `show-note`, `edit` and `remove` with the id of a note;
 * `take-up` with the id of known growth.
 */
G_DECLARE_FINAL_TYPE (HtNotesWindow, ht_notes_window, HT, NOTES_WINDOW, AdwWindow)

HtNotesWindow *ht_notes_window_new (GtkWindow *parent);
void
ht_notes_window_set_data (HtNotesWindow *self, const HtTargetData *data, HtTimeDisplay display);

G_END_DECLS
