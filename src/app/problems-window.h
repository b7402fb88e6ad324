/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <adwaita.h>

#include "problem.h"

G_BEGIN_DECLS

GtkWindow *ht_problems_window_new (GtkWindow *parent, GPtrArray *problems);
AdwToast *ht_problems_toast_new (GtkWindow *parent, const char *text, GPtrArray *problems);

G_END_DECLS
