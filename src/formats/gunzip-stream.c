/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "gunzip-stream.h"

#include <zlib.h>

#define WINDOW_BYTES ((gsize) 128 << 10)

/* zlib's way to say: a gzip header, and the largest window. */
#define GZIP_WINDOW_BITS (15 + 16)

struct _HtGunzipStream
{
  /* Owned */
  z_stream zlib;
  guint8 *window;

  /* Borrowed */
  HtGunzipFunc take;
  gpointer user_data;

  guint64 n_packed;
  guint64 n_unpacked;
  gboolean is_in_member;
};

/**
 * ht_gunzip_stream_new:
 * @take: takes what is unpacked
 * @user_data: data for @take
 *
 * Returns: (transfer full): a stream that nothing was pushed into yet
 */
HtGunzipStream *
ht_gunzip_stream_new (HtGunzipFunc take, gpointer user_data)
{
  HtGunzipStream *self = g_new0 (HtGunzipStream, 1);

  self->take = take;
  self->user_data = user_data;
  self->window = g_malloc (WINDOW_BYTES);
  if (inflateInit2 (&self->zlib, GZIP_WINDOW_BITS) != Z_OK)
    g_error ("zlib has no memory");
  return self;
}

/**
 * ht_gunzip_stream_free:
 * @stream: (transfer full) (nullable): the stream
 */
void
ht_gunzip_stream_free (HtGunzipStream *stream)
{
  if (stream == NULL)
    return;
  inflateEnd (&stream->zlib);
  g_free (stream->window);
  g_free (stream);
}

static guint64
packed_so_far (const HtGunzipStream *self)
{
  return self->n_packed - self->zlib.avail_in;
}

/* As in Go, what follows the last member must be another one. */
static gboolean
begin_member (HtGunzipStream *self, GError **error)
{
  if (*self->zlib.next_in != 0x1f)
    {
      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
                   "no gzip header at byte %" G_GUINT64_FORMAT, packed_so_far (self));
      return FALSE;
    }
  inflateReset (&self->zlib);
  self->is_in_member = TRUE;
  return TRUE;
}

static gboolean
hand_out (HtGunzipStream *self, gsize length, GError **error)
{
  guint64 limit = ht_gunzip_get_limit (self->n_packed);

  self->n_unpacked += length;
  if (self->n_unpacked > limit)
    {
      g_autofree char *size = g_format_size_full (limit, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE,
                   "gzip data unpacks to more than %s", size);
      return FALSE;
    }
  return length == 0 || self->take (self->window, length, self->user_data, error);
}

/**
 * ht_gunzip_stream_push:
 * @stream: the stream
 * @packed: (array length=length): what comes next of a gzip file (RFC 1952) of one or more members
 * @length: its length, below 2 GiB
 * @error: return location; in %HT_FORMAT_ERROR, unless it is that of who takes
 *
 * Unpacks, within the limits of ht_gunzip(). Offsets in errors count in the packed bytes. Nothing
 * may be pushed after an error; what was handed out by then is what was packed, but its sum was
 * checked only if the member has ended.
 *
 * Returns: whether all is well
 */
gboolean
ht_gunzip_stream_push (HtGunzipStream *stream, const guint8 *packed, gsize length, GError **error)
{
  z_stream *zlib = &stream->zlib;

  zlib->next_in = (Bytef *) packed;
  zlib->avail_in = (uInt) length;
  stream->n_packed += length;
  do
    {
      int status;

      if (!stream->is_in_member && (zlib->avail_in == 0 || !begin_member (stream, error)))
        return zlib->avail_in == 0;
      zlib->next_out = stream->window;
      zlib->avail_out = WINDOW_BYTES;
      status = inflate (zlib, Z_NO_FLUSH);
      if (!hand_out (stream, WINDOW_BYTES - zlib->avail_out, error))
        return FALSE;
      if (status == Z_STREAM_END)
        stream->is_in_member = FALSE;
      else if (status != Z_OK && status != Z_BUF_ERROR)
        {
          g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT,
                       "gzip data is damaged at byte %" G_GUINT64_FORMAT " (%s)",
                       packed_so_far (stream), zlib->msg != NULL ? zlib->msg : "refused");
          return FALSE;
        }
    }
  while (zlib->avail_in > 0 || zlib->avail_out == 0);
  return TRUE;
}

/**
 * ht_gunzip_stream_end:
 * @stream: the stream
 * @error: return location, in %HT_FORMAT_ERROR
 *
 * Says that nothing follows.
 *
 * Returns: %FALSE if something should
 */
gboolean
ht_gunzip_stream_end (HtGunzipStream *stream, GError **error)
{
  if (!stream->is_in_member && stream->n_packed > 0)
    return TRUE;
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TRUNCATED,
               "gzip data ends too early, at byte %" G_GUINT64_FORMAT, stream->n_packed);
  return FALSE;
}

/**
 * ht_gunzip_head:
 * @packed: (array length=length): the begin of a gzip file
 * @length: its length
 * @head: (out caller-allocates) (array length=size): the begin of what it unpacks to
 * @size: how much of it
 *
 * Looks into a gzip file without unpacking it.
 *
 * Returns: how much could be unpacked
 */
gsize
ht_gunzip_head (const guint8 *packed, gsize length, guint8 *head, gsize size)
{
  z_stream zlib = { .next_in = (Bytef *) packed, .avail_in = (uInt) length };

  if (inflateInit2 (&zlib, GZIP_WINDOW_BITS) != Z_OK)
    return 0;
  zlib.next_out = head;
  zlib.avail_out = (uInt) size;
  inflate (&zlib, Z_SYNC_FLUSH);
  inflateEnd (&zlib);
  return size - zlib.avail_out;
}
