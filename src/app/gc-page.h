/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "document.h"
#include "target-data.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_GC_PAGE (ht_gc_page_get_type ())

/**
 * HtGcPage:
 *
 * The collections: key figures, heap against goal, phases, and a table of cycles that is
 * linked with the pictures both ways.
 */
G_DECLARE_FINAL_TYPE (HtGcPage, ht_gc_page, HT, GC_PAGE, GtkWidget)

void ht_gc_page_set_time_view (HtGcPage *self, HtTimeView *time_view);
void ht_gc_page_set_document (HtGcPage *self, HtDocument *document);
void ht_gc_page_set_data (HtGcPage *self, HtTargetData *data);
void ht_gc_page_show_part (HtGcPage *self, HtTargetData *part);

G_END_DECLS
