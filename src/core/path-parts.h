/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint ht_count_common_parts (const char *a, const char *b);

G_END_DECLS
