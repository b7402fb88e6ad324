/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "target-data.h"

G_BEGIN_DECLS

const char *ht_first_page_to_show (const HtTargetData *data);
int ht_first_profile_to_show (const HtTargetData *data);

G_END_DECLS
