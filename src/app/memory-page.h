/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "target-data.h"
#include "time-view.h"

G_BEGIN_DECLS

#define HT_TYPE_MEMORY_PAGE (ht_memory_page_get_type ())

/**
 * HtMemoryPage:
 *
 * Heap against goal and limits, and what Go's memory consists of.
 */
G_DECLARE_FINAL_TYPE (HtMemoryPage, ht_memory_page, HT, MEMORY_PAGE, GtkWidget)

void ht_memory_page_set_time_view (HtMemoryPage *self, HtTimeView *time_view);
void ht_memory_page_set_target (HtMemoryPage *self, const char *name);
void ht_memory_page_set_data (HtMemoryPage *self, HtTargetData *data);
void ht_memory_page_show_part (HtMemoryPage *self, HtTargetData *part);

G_END_DECLS
