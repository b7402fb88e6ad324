/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "gzip.h"

#include <libdeflate.h>

/* Profiles are written to be read at once, and level 6 is gzip's own choice. */
#define LEVEL 6

typedef struct libdeflate_compressor Compressor;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Compressor, libdeflate_free_compressor)

/**
 * ht_gzip:
 * @raw: bytes
 *
 * Packs @raw into a gzip file of one member (RFC 1952) without name and time,
 * so that equal bytes give equal files. Thread-safe.
 *
 * Returns: (transfer full): the file
 */
GBytes *
ht_gzip (GBytes *raw)
{
  gsize length;
  const void *bytes = g_bytes_get_data (raw, &length);
  g_autoptr (Compressor) compressor = libdeflate_alloc_compressor (LEVEL);
  gsize capacity = libdeflate_gzip_compress_bound (compressor, length);
  guint8 *packed = g_malloc (capacity);
  gsize n_packed = libdeflate_gzip_compress (compressor, bytes, length, packed, capacity);

  /* The bound makes failure impossible. */
  g_assert (n_packed > 0);
  return g_bytes_new_take (g_realloc (packed, n_packed), n_packed);
}
