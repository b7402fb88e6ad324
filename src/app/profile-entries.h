/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording-types.h"

G_BEGIN_DECLS

int ht_profiles_find (const GPtrArray *profiles, gint64 id);
int ht_profiles_find_capture (const GPtrArray *profiles, gint64 capture);

G_END_DECLS
