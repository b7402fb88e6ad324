/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "name-pattern.h"

G_BEGIN_DECLS

HtNamePattern *ht_drop_pattern_new (const char *expression);
HtText ht_simple_name (HtText name);
gboolean ht_is_dropped_frame (HtNamePattern *drop, HtNamePattern *keep, HtText name);

G_END_DECLS
