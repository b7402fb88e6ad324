/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void ht_menu_button_take_focus_back (GtkMenuButton *button);

G_END_DECLS
