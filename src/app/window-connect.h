/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "application.h"
#include "greeter.h"
#include "window.h"

G_BEGIN_DECLS

void ht_window_add_connect (HtWindow *window, HtGreeter *greeter, HtApplication *application);

G_END_DECLS
