/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "target-data.h"

G_BEGIN_DECLS

const char *ht_first_page_to_show (const HtTargetData *data);
int ht_first_profile_to_show (const HtTargetData *data);
int ht_profile_to_show_since (const HtTargetData *data, int shown, gint64 since_ns);

G_END_DECLS
