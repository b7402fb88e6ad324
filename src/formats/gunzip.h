/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"

G_BEGIN_DECLS

gboolean ht_is_gzip (const guint8 *bytes, gsize length);
guint64 ht_gunzip_get_limit (guint64 n_packed);
GBytes *ht_gunzip (GBytes *packed, GError **error);
GBytes *ht_gunzip_within (GBytes *packed, gsize most_bytes, GError **error);

G_END_DECLS
