/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "target-data.h"

G_BEGIN_DECLS

const HtProfileEntry *ht_cycle_find_heap_profile (const HtTargetData *data, guint index);

G_END_DECLS
