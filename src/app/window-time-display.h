/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "time-view.h"
#include "window.h"

G_BEGIN_DECLS

void ht_window_add_time_display (HtWindow *window, HtTimeView *time_view);

G_END_DECLS
