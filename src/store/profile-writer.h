/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "blob-pack.h"
#include "database.h"
#include "profile.h"

G_BEGIN_DECLS

/*
 * Adds profiles to a recording. Every so often one is stored whole; those after it, of the same
 * target and sample types, as what differs from it.
 */
typedef struct _HtProfileWriter HtProfileWriter;

HtProfileWriter *ht_profile_writer_new (HtDatabase *database, HtBlobPacker *packer);
void ht_profile_writer_free (HtProfileWriter *writer);
gint64 ht_profile_writer_add (HtProfileWriter *writer,
                              gint64 target,
                              gint64 capture,
                              gint64 time_ns,
                              const HtProfile *profile,
                              GError **error);
void ht_profile_writer_forget (HtProfileWriter *writer);
void ht_profile_writer_forget_profile (HtProfileWriter *writer, gint64 profile);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtProfileWriter, ht_profile_writer_free)

G_END_DECLS
