/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-pack.h"
#include "database.h"
#include "profile.h"
#include "recording-types.h"

G_BEGIN_DECLS

/* Reads profiles of a recording and keeps the last one that others build on. */
typedef struct _HtProfileReader HtProfileReader;

HtProfileReader *ht_profile_reader_new (HtDatabase *database, HtBlobPacker *packer);
void ht_profile_reader_free (HtProfileReader *reader);
HtProfile *ht_profile_reader_load (HtProfileReader *reader,
                                   gint64 profile,
                                   const HtCatalog *catalog,
                                   GError **error);

GPtrArray *ht_profile_list_read (HtDatabase *database, gint64 target, GError **error);
HtProfileEntry *ht_profile_list_find (HtDatabase *database,
                                      gint64 target,
                                      const char *type,
                                      gint64 at_ns,
                                      GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtProfileReader, ht_profile_reader_free)

G_END_DECLS
