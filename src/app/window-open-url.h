/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window.h"

G_BEGIN_DECLS

void ht_window_open_url_install (GtkWidgetClass *widget_class);
void ht_window_open_url (HtWindow *window, const char *url);

G_END_DECLS
