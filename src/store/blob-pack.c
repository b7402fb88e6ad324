/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "blob-pack.h"

#include <libdeflate.h>

#include "blob-numbers.h"

/* Beyond this nothing more is gained that would be worth the time. */
#define LEVEL 4

/* A twentieth more than that, in half the time. */
#define FAST_LEVEL 1

/* Deflate makes at most 258 bytes out of 2 bits, so a length that claims more is a lie
 * and is found out before memory is spent on it. */
#define MAX_RATIO 1032

struct _HtBlobPacker
{
  /* Owned */
  struct libdeflate_compressor *compressor;
  struct libdeflate_decompressor *decompressor;
  GByteArray *packed;
  GByteArray *raw;

  int level;
};

/**
 * ht_blob_packer_new:
 *
 * Returns: (transfer full): a packer, for one thread at a time
 */
HtBlobPacker *
ht_blob_packer_new (void)
{
  HtBlobPacker *self = g_new0 (HtBlobPacker, 1);

  self->packed = g_byte_array_new ();
  self->raw = g_byte_array_new ();
  self->level = LEVEL;
  return self;
}

/**
 * ht_blob_packer_new_fast:
 *
 * Returns: (transfer full): a packer for what is so much that time counts more than size
 */
HtBlobPacker *
ht_blob_packer_new_fast (void)
{
  HtBlobPacker *self = ht_blob_packer_new ();

  self->level = FAST_LEVEL;
  return self;
}

/**
 * ht_blob_packer_free:
 * @packer: (transfer full) (nullable): the packer
 */
void
ht_blob_packer_free (HtBlobPacker *packer)
{
  if (packer == NULL)
    return;
  g_clear_pointer (&packer->compressor, libdeflate_free_compressor);
  g_clear_pointer (&packer->decompressor, libdeflate_free_decompressor);
  g_byte_array_unref (packer->packed);
  g_byte_array_unref (packer->raw);
  g_free (packer);
}

/**
 * ht_blob_pack:
 * @packer: a packer
 * @raw: what to pack
 *
 * Returns: (transfer none): what goes into the file; valid until the next call
 */
GByteArray *
ht_blob_pack (HtBlobPacker *packer, const GByteArray *raw)
{
  GByteArray *packed = packer->packed;

  if (packer->compressor == NULL)
    packer->compressor = libdeflate_alloc_compressor (packer->level);

  g_byte_array_set_size (packed, 0);
  ht_write_unsigned (packed, raw->len);

  guint head = packed->len;

  g_byte_array_set_size (packed, head + raw->len);

  /* Where deflate saves less than a quarter, reading more bytes is faster than unpacking. The
   * room is always less than the raw bytes take, so that the length tells which it is. */
  gsize room = raw->len > 0 ? raw->len - raw->len / 4 - 1 : 0;
  gsize length = libdeflate_deflate_compress (packer->compressor, raw->data, raw->len,
                                              packed->data + head, room);

  if (length > 0)
    g_byte_array_set_size (packed, head + (guint) length);
  else if (raw->len > 0)
    memcpy (packed->data + head, raw->data, raw->len);
  return packed;
}

static GByteArray *
fail (GError **error, const char *what)
{
  g_set_error_literal (error, HT_STORE_ERROR, HT_STORE_ERROR_CORRUPT, what);
  return NULL;
}

/**
 * ht_blob_unpack:
 * @packer: a packer
 * @packed: (array length=length): bytes from the file
 * @length: how many
 * @error: return location for %HT_STORE_ERROR_CORRUPT
 *
 * Returns: (transfer none) (nullable): what was packed; valid until the next call
 */
GByteArray *
ht_blob_unpack (HtBlobPacker *packer, gconstpointer packed, gsize length, GError **error)
{
  HtNumberReader reader;
  guint64 raw_length;

  ht_number_reader_init (&reader, packed, length);
  if (!ht_read_unsigned (&reader, &raw_length))
    return fail (error, "a blob is empty");

  gsize rest = ht_number_reader_left (&reader);

  if (raw_length > (guint64) rest * MAX_RATIO || raw_length > HT_BLOB_MAX_BYTES)
    return fail (error, "a blob claims to unpack to more than it can hold");

  g_byte_array_set_size (packer->raw, (guint) raw_length);
  if (raw_length == rest)
    {
      if (rest > 0)
        memcpy (packer->raw->data, reader.at, rest);
      return packer->raw;
    }

  if (packer->decompressor == NULL)
    packer->decompressor = libdeflate_alloc_decompressor ();
  if (libdeflate_deflate_decompress (packer->decompressor, reader.at, rest, packer->raw->data,
                                     packer->raw->len, NULL) != LIBDEFLATE_SUCCESS)
    return fail (error, "a blob does not unpack");
  return packer->raw;
}
