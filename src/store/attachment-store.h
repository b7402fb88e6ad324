/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "recording-types.h"

G_BEGIN_DECLS

/* Captures that a recording keeps as they came. */

/* None is larger, not even packed. */
#define HT_ATTACHMENT_MAX_BYTES ((gsize) 512 << 20)

gboolean ht_attachment_store_add (HtDatabase *database,
                                  gint64 capture,
                                  GBytes *bytes,
                                  GBytes *packed,
                                  GError **error);
GPtrArray *ht_attachment_store_list (HtDatabase *database, gint64 target, GError **error);
GBytes *ht_attachment_store_load (HtDatabase *database, gint64 capture, GError **error);

G_END_DECLS
