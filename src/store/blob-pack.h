/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "store-error.h"

G_BEGIN_DECLS

/*
 * How blobs are packed: varint of the unpacked length, then deflate (RFC 1951), or the
 * bytes as they are where deflate gains little. Keeps its tables between calls.
 */
typedef struct _HtBlobPacker HtBlobPacker;

HtBlobPacker *ht_blob_packer_new (void);
HtBlobPacker *ht_blob_packer_new_fast (void);
void ht_blob_packer_free (HtBlobPacker *packer);
/* What no blob is longer than, unpacked. */
#define HT_BLOB_MAX_BYTES (256u << 20)

GByteArray *ht_blob_pack (HtBlobPacker *packer, const GByteArray *raw);
GByteArray *
ht_blob_unpack (HtBlobPacker *packer, gconstpointer packed, gsize length, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtBlobPacker, ht_blob_packer_free)

G_END_DECLS
