/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog-store.h"
#include "database.h"
#include "profile-writer.h"
#include "pruner.h"
#include "recording-writer.h"
#include "series-writer.h"
#include "trace-writer.h"

G_BEGIN_DECLS

struct _HtRecordingWriter
{
  /* Owned */
  HtDatabase *database;
  HtBlobPacker *packer;
  HtCatalogStore *catalog;
  HtProfileWriter *profiles;
  HtSeriesWriter *series;
  HtTraceWriter *traces;
  HtPruner *pruner;
  GHashTable *time_spans; /* target id -> TimeSpan, since the last commit */
  GError *failure;        /* what made the file and what is known of it differ */

  gboolean catalog_is_loaded;
  gboolean has_begun; /* a transaction is open */
  gboolean was_full;  /* the last one was dropped because there was no room */
  gint64 data_version;
  guint n_lost; /* transactions that were dropped */
};

gboolean ht_recording_writer_is_usable (HtRecordingWriter *self, GError **error);
gboolean ht_recording_writer_check (HtRecordingWriter *self,
                                    gboolean succeeded,
                                    GError **problem,
                                    GError **error);
void ht_recording_writer_extend_time_span (HtRecordingWriter *self, gint64 target, gint64 time_ns);

G_END_DECLS
