/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ht_table_leave_with_tab (GtkWidget *table);

G_END_DECLS
