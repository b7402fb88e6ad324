/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog-store.h"
#include "database.h"
#include "profile-reader.h"
#include "recording.h"
#include "series-reader.h"

G_BEGIN_DECLS

struct _HtRecording
{
  /* Owned */
  HtDatabase *database;
  HtBlobPacker *packer;
  HtCatalogStore *catalog;
  HtProfileReader *profiles;
  HtRecentCache *recent;
  GHashTable *profile_counts; /* target id -> ProfileCount */
  GError *catalog_failure;    /* what made the catalog useless */

  gint64 catalog_version; /* of the file, when the catalog was read */
};

/* Makes one record of a row. */
typedef gpointer (*HtReadRow) (sqlite3_stmt *row);

GPtrArray *ht_recording_read_list (HtRecording *recording,
                                   const char *sql,
                                   gint64 id,
                                   HtReadRow read_row,
                                   GDestroyNotify free_record,
                                   GError **error);
gboolean ht_recording_check_traces (HtRecording *self, GError **error);
const HtCatalog *ht_recording_update_catalog (HtRecording *self, GError **error);

G_END_DECLS
