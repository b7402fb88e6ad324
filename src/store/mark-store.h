/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "recording-types.h"

G_BEGIN_DECLS

/* The marks on the time lines of a recording. */

gboolean ht_mark_store_add (HtDatabase *database, const HtMark *mark, gint64 *id, GError **error);
GPtrArray *ht_mark_store_list (HtDatabase *database, gint64 target, GError **error);

G_END_DECLS
