/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "gunzip.h"

#include <libdeflate.h>
#include <zlib.h>

/* Limits of what all members of one input may unpack to. */
#define MOST_UNPACKED   (G_GUINT64_CONSTANT (2) << 30)
#define ALWAYS_UNPACKED (G_GUINT64_CONSTANT (64) << 20)
#define MOST_RATIO      50

#define HEADER_BYTES   10
#define TRAILER_BYTES  8
#define LEAST_CAPACITY 4096

/* What deflate itself can do at most (RFC 1951: 258 bytes for two bits). */
#define DEFLATE_RATIO 1032

typedef struct libdeflate_decompressor Decompressor;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Decompressor, libdeflate_free_decompressor)

/* The unpacked bytes. Room that was never written to costs address space only. */
typedef struct
{
  /* Owned */
  guint8 *bytes;

  gsize length;
  gsize capacity;
  gsize limit;
} Output;

/**
 * ht_is_gzip:
 * @bytes: (array length=length): the begin of an input
 * @length: its length
 *
 * Returns: whether it begins as a gzip file does (RFC 1952)
 */
gboolean
ht_is_gzip (const guint8 *bytes, gsize length)
{
  return length >= 2 && bytes[0] == 0x1f && bytes[1] == 0x8b;
}

/**
 * ht_gunzip_get_limit:
 * @n_packed: size of a gzip file
 *
 * Returns: how many bytes it may unpack to
 */
guint64
ht_gunzip_get_limit (guint64 n_packed)
{
  guint64 by_ratio = n_packed > MOST_UNPACKED / MOST_RATIO ? MOST_UNPACKED : n_packed * MOST_RATIO;

  return CLAMP (by_ratio, ALWAYS_UNPACKED, MOST_UNPACKED);
}

/* What the trailer of the last member says: right for a single honest member. */
static gsize
guess_size (const guint8 *packed, gsize length, gsize limit)
{
  guint32 claimed = 0;

  if (length >= HEADER_BYTES + TRAILER_BYTES)
    memcpy (&claimed, packed + length - 4, 4);
  claimed = GUINT32_FROM_LE (claimed);
  if (claimed / DEFLATE_RATIO > length || limit < LEAST_CAPACITY)
    return MIN (LEAST_CAPACITY, limit);
  return CLAMP (claimed, LEAST_CAPACITY, limit);
}

static gboolean
grow_output (Output *output)
{
  if (output->capacity == output->limit)
    return FALSE;
  output->capacity = MIN (output->capacity * 2, output->limit);
  output->bytes = g_realloc (output->bytes, output->capacity);
  return TRUE;
}

static void
set_too_large (GError **error, const Output *output)
{
  g_autofree char *limit = g_format_size_full (output->limit, G_FORMAT_SIZE_IEC_UNITS);

  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE,
               "gzip data unpacks to more than %s", limit);
}

/*
 * libdeflate does not tell a cut file from a damaged one, nor where the damage
 * is. zlib does; it is asked only about members that were refused already.
 */
static void
explain_refusal (const guint8 *packed, gsize length, gsize offset, gsize limit, GError **error)
{
  z_stream stream = { 0 };
  guint8 ignored[32 * 1024];
  gsize unpacked = 0;
  int status = inflateInit2 (&stream, 15 + 16);

  stream.next_in = (Bytef *) packed + offset;
  while (status == Z_OK && unpacked < limit)
    {
      gsize left = length - (gsize) (stream.next_in - packed);

      stream.avail_in = (uInt) MIN (left, G_MAXINT);
      stream.next_out = ignored;
      stream.avail_out = sizeof ignored;
      status = inflate (&stream, Z_NO_FLUSH);
      unpacked += sizeof ignored - stream.avail_out;
    }

  gsize at = (gsize) (stream.next_in - packed);

  if (status == Z_BUF_ERROR)
    g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TRUNCATED,
                 "gzip data ends too early, at byte %" G_GSIZE_FORMAT, at);
  else
    g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
                 "gzip data is damaged at byte %" G_GSIZE_FORMAT " (%s)", at,
                 stream.msg != NULL ? stream.msg : "refused");
  inflateEnd (&stream);
}

/* Unpacks the member at @offset and moves @offset behind it. */
static gboolean
unpack_member (Decompressor *decompressor,
               const guint8 *packed,
               gsize length,
               gsize *offset,
               Output *output,
               GError **error)
{
  enum libdeflate_result result;
  gsize n_read = 0;
  gsize n_written = 0;

  do
    result = libdeflate_gzip_decompress_ex (decompressor, packed + *offset, length - *offset,
                                            output->bytes + output->length,
                                            output->capacity - output->length, &n_read, &n_written);
  while (result == LIBDEFLATE_INSUFFICIENT_SPACE && grow_output (output));

  switch (result)
    {
    case LIBDEFLATE_SUCCESS:
      *offset += n_read;
      output->length += n_written;
      return TRUE;
    case LIBDEFLATE_INSUFFICIENT_SPACE:
      set_too_large (error, output);
      return FALSE;
    case LIBDEFLATE_BAD_DATA:
    case LIBDEFLATE_SHORT_OUTPUT:
    default:
      explain_refusal (packed, length, *offset, output->limit - output->length, error);
      return FALSE;
    }
}

/**
 * ht_gunzip:
 * @packed: a gzip file of one or several members
 * @error: return location
 *
 * Unpacks a gzip file (RFC 1952) and checks its sums. As in Go, what follows
 * the last member must be another member.
 *
 * Nothing of @packed is needed once this returns. What is unpacked stays below
 * 50 times the packed size (but may always be 64 MiB) and below 2 GiB; the size
 * that the file claims is only a first guess. Thread-safe.
 *
 * Fails with %HT_FORMAT_ERROR_TRUNCATED, %HT_FORMAT_ERROR_CORRUPT or
 * %HT_FORMAT_ERROR_TOO_LARGE; offsets count in the packed bytes.
 *
 * Returns: (transfer full): the unpacked bytes
 */
GBytes *
ht_gunzip (GBytes *packed, GError **error)
{
  return ht_gunzip_within (packed, G_MAXSIZE, error);
}

/**
 * ht_gunzip_within:
 * @packed: a gzip file of one or several members
 * @most_bytes: what it may unpack to, besides the limits of ht_gunzip()
 * @error: return location
 *
 * As ht_gunzip(), for who has a limit of his own.
 *
 * Returns: (transfer full): the unpacked bytes
 */
GBytes *
ht_gunzip_within (GBytes *packed, gsize most_bytes, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (packed, &length);
  g_autoptr (Decompressor) decompressor = libdeflate_alloc_decompressor ();
  gsize limit = MIN ((gsize) ht_gunzip_get_limit (length), most_bytes);
  Output output = { .capacity = guess_size (bytes, length, limit), .limit = limit };
  gsize offset = 0;

  output.bytes = g_malloc (MAX (output.capacity, 1));
  do
    {
      gboolean is_member = ht_is_gzip (bytes + offset, length - offset);

      if (!is_member)
        g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
                     "no gzip header at byte %" G_GSIZE_FORMAT, offset);
      if (!is_member || !unpack_member (decompressor, bytes, length, &offset, &output, error))
        {
          g_free (output.bytes);
          return NULL;
        }
    }
  while (offset < length);

  /* Gives back what a wrong guess took. */
  output.bytes = g_realloc (output.bytes, MAX (output.length, 1));
  return g_bytes_new_take (output.bytes, output.length);
}
