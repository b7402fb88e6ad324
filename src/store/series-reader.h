/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-pack.h"
#include "database.h"
#include "recent-cache.h"
#include "series-bucket.h"

G_BEGIN_DECLS

GArray *ht_series_read (HtDatabase *database,
                        HtBlobPacker *packer,
                        HtRecentCache *cache,
                        gint64 series,
                        gint64 from_ns,
                        gint64 to_ns,
                        guint max_buckets,
                        GError **error);

G_END_DECLS
