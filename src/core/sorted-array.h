/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint ht_sorted_count_before (const GArray *array, gsize offset, gint64 value);
guint ht_sorted_count_until (const GArray *array, gsize offset, gint64 value);

G_END_DECLS
