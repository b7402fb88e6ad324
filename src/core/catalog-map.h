/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile.h"

G_BEGIN_DECLS

/**
 * HtCatalogMap:
 *
 * The way from one catalog to another: profiles that name things by the ids of
 * the one are told by the ids of the other, to which is added what it lacks.
 * What was translated once is remembered.
 */
typedef struct _HtCatalogMap HtCatalogMap;

HtCatalogMap *ht_catalog_map_new (const HtCatalog *from, HtCatalog *to);
void ht_catalog_map_free (HtCatalogMap *map);
guint32 ht_catalog_map_node (HtCatalogMap *map, guint32 node);
HtProfile *ht_catalog_map_profile (HtCatalogMap *map, const HtProfile *profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtCatalogMap, ht_catalog_map_free)

G_END_DECLS
