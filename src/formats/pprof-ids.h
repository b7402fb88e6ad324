/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"

G_BEGIN_DECLS

/*
 * From the ids of one table of a profile to indices of its records. Ids are
 * 1, 2, 3, … in what Go writes, but may be any numbers in foreign files.
 */
typedef struct
{
  /* Owned */
  guint32 *direct; /* by id, where ids are small enough */
  guint64 *sorted; /* else all ids in order */
  guint32 *sorted_indices;

  gsize n_direct;
  gsize n_ids;
  gboolean is_sequence; /* the record with id n has the index n - 1: no table is needed */
} HtPprofIds;

gboolean ht_pprof_ids_init (HtPprofIds *ids,
                            gconstpointer records,
                            gsize record_size,
                            gsize offset_member,
                            gsize n_records,
                            const char *kind,
                            GError **error);
void ht_pprof_ids_clear (HtPprofIds *ids);
guint32 ht_pprof_ids_find (const HtPprofIds *ids, guint64 id);

G_END_DECLS
