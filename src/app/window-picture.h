/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "window.h"

G_BEGIN_DECLS

void ht_window_add_picture_actions (HtWindow *window);

G_END_DECLS
