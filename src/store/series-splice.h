/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "series-block.h"

G_BEGIN_DECLS

gboolean ht_series_splice (HtDatabase *database,
                           HtBlobPacker *packer,
                           gint64 series,
                           const GArray *late,
                           gint64 *n_more,
                           GError **error);

G_END_DECLS
