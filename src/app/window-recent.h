/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "greeter.h"
#include "window.h"

G_BEGIN_DECLS

void ht_window_add_recent_files (HtWindow *window, HtGreeter *greeter, GMenu *menu);

G_END_DECLS
