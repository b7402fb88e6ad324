/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"
#include "flame-data.h"
#include "target-data.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_FLAME_PAGE (ht_flame_page_get_type ())

/**
 * HtFlamePage:
 *
 * A profile as a flame graph with a table of functions beside it.
 *
 * ## Signals
 *
 * `failed` with a message when a profile could not be read.
 */
G_DECLARE_FINAL_TYPE (HtFlamePage, ht_flame_page, HT, FLAME_PAGE, GtkWidget)

void ht_flame_page_set_time_view (HtFlamePage *self, HtTimeView *time_view);
void ht_flame_page_show_profile (HtFlamePage *self,
                                 HtDocument *document,
                                 HtTargetData *target,
                                 const HtProfileEntry *entry);
void ht_flame_page_show_stack (HtFlamePage *self, const char *const *stack, gint64 since_ns);
void ht_flame_page_focus_search (HtFlamePage *self);
gboolean ht_flame_page_is_looked_into (HtFlamePage *self);
HtFlameData *ht_flame_page_get_data (HtFlamePage *self);
gboolean ht_flame_page_get_shown (HtFlamePage *self, double *left, double *right);
void ht_flame_page_set_narrow (HtFlamePage *self, gboolean narrow);

G_END_DECLS
