/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

void ht_follow_range_next (gint64 since_ns, gint64 now_ns, gint64 *from_ns, gint64 *to_ns);
gint64 ht_follow_range_room (gint64 length_ns);

G_END_DECLS
