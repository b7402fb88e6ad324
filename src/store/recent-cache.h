/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "database.h"
#include "series-blob.h"

G_BEGIN_DECLS

/*
 * The points that are in no block yet, of those series that somebody has asked for. They lie in
 * rows of all series of a target; who looks at a recording again and again decodes
 * only the rows that were added since.
 */
typedef struct _HtRecentCache HtRecentCache;

HtRecentCache *ht_recent_cache_new (HtDatabase *database);
void ht_recent_cache_free (HtRecentCache *cache);
void ht_recent_cache_begin (HtRecentCache *cache);
gboolean ht_recent_cache_follow (HtRecentCache *cache,
                                 gint64 target,
                                 const gint64 *series,
                                 guint n_series,
                                 GError **error);
const GArray *
ht_recent_cache_get (HtRecentCache *cache, gint64 target, gint64 series, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtRecentCache, ht_recent_cache_free)

G_END_DECLS
