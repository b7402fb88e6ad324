/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-pack.h"
#include "database.h"
#include "recent-cache.h"
#include "recording-types.h"

G_BEGIN_DECLS

gboolean ht_series_sum (HtDatabase *database,
                        HtBlobPacker *packer,
                        HtRecentCache *cache,
                        const HtSeriesEntry *entry,
                        gint64 from_ns,
                        gint64 to_ns,
                        HtSeriesSum *sum,
                        GError **error);

G_END_DECLS
