/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "profile.h"
#include "store-error.h"

G_BEGIN_DECLS

/*
 * The rows of a profile as bytes. A "whole" blob stands for itself; a "delta" blob
 * says what differs from the rows of another profile: two heap profiles of a
 * service differ in few rows. Of the profiles here only types and rows count.
 */

HtProfile *ht_profile_sort_rows (const HtProfile *profile);
void ht_profile_blob_encode (const HtProfile *sorted, GByteArray *out);
gboolean
ht_profile_blob_encode_delta (const HtProfile *sorted, const HtProfile *base, GByteArray *out);
gboolean ht_profile_blob_decode (gconstpointer bytes,
                                 gsize length,
                                 const HtProfile *base,
                                 guint32 n_nodes,
                                 guint32 n_label_sets,
                                 HtProfile *profile,
                                 GError **error);

G_END_DECLS
