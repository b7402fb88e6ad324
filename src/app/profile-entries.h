/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "axis-ticks.h"
#include "recording-types.h"

G_BEGIN_DECLS

int ht_profiles_find (const GPtrArray *profiles, gint64 id);
int ht_profiles_find_capture (const GPtrArray *profiles, gint64 capture);
char *ht_profiles_describe (const GPtrArray *profiles,
                            guint index,
                            gboolean of_how_many,
                            HtTimeDisplay display,
                            gint64 start_ns);

G_END_DECLS
