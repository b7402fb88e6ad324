/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-pack.h"
#include "catalog.h"
#include "database.h"

G_BEGIN_DECLS

/*
 * The catalog of a recording and how much of it is in the file. Ids never change
 * and tables only grow, so loading and saving both carry over what is new.
 */
typedef struct _HtCatalogStore HtCatalogStore;

HtCatalogStore *ht_catalog_store_new (HtDatabase *database, HtBlobPacker *packer);
void ht_catalog_store_free (HtCatalogStore *store);
HtCatalog *ht_catalog_store_get (HtCatalogStore *store);
gboolean ht_catalog_store_load (HtCatalogStore *store, GError **error);
gboolean ht_catalog_store_save (HtCatalogStore *store, GError **error);
void ht_catalog_store_keep (HtCatalogStore *store);
void ht_catalog_store_rewind (HtCatalogStore *store);
gboolean ht_catalog_store_check_unchanged (HtCatalogStore *store, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtCatalogStore, ht_catalog_store_free)

G_END_DECLS
