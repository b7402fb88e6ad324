/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "trace-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "gunzip-stream.h"

#define PIECE_BYTES ((gsize) 256 << 10)

/* Nobody knows whether a stream ends. */
#define MOST_STREAM_BYTES (G_GUINT64_CONSTANT (2) << 30)

#define TEMPORARY_NAME "heaptrail-trace-XXXXXX"

struct _HtTraceFile
{
  /* Owned */
  int fd;        /* -1 for one in memory */
  GBytes *bytes; /* only in memory */
  char *damage;

  guint64 size;
};

static gboolean
fail_errno (const char *what, GError **error)
{
  int code = errno;

  g_set_error (error, G_FILE_ERROR, (int) g_file_error_from_errno (code), "%s%s", what,
               g_strerror (code));
  return FALSE;
}

/**
 * ht_trace_file_new:
 * @fd: a regular file that is open for reading; it is duplicated, and its position does not matter
 * @size: its size
 * @error: return location, in %G_FILE_ERROR
 *
 * Returns: (transfer full): the trace in it, or %NULL with @error set
 */
HtTraceFile *
ht_trace_file_new (int fd, guint64 size, GError **error)
{
  HtTraceFile *self;
  int copy = fcntl (fd, F_DUPFD_CLOEXEC, 0);

  if (copy < 0)
    {
      fail_errno ("", error);
      return NULL;
    }
  self = g_new0 (HtTraceFile, 1);
  self->fd = copy;
  self->size = size;
  return self;
}

/**
 * ht_trace_file_new_for_bytes:
 * @bytes: a trace in memory
 *
 * Returns: (transfer full): it, as if it were in a file
 */
HtTraceFile *
ht_trace_file_new_for_bytes (GBytes *bytes)
{
  HtTraceFile *self = g_new0 (HtTraceFile, 1);

  self->fd = -1;
  self->bytes = g_bytes_ref (bytes);
  self->size = g_bytes_get_size (bytes);
  return self;
}

/**
 * ht_trace_file_free:
 * @file: (transfer full) (nullable): the trace
 *
 * Closes it; a temporary file is gone then.
 */
void
ht_trace_file_free (HtTraceFile *file)
{
  if (file == NULL)
    return;
  if (file->fd >= 0)
    close (file->fd);
  g_clear_pointer (&file->bytes, g_bytes_unref);
  g_free (file->damage);
  g_free (file);
}

/* In the folder for large files, since the other one may be in memory. */
static int
open_temporary (GError **error)
{
  const char *wanted = g_getenv ("TMPDIR");
  const char *const folders[] = { wanted != NULL ? wanted : "/var/tmp", g_get_tmp_dir () };

  for (gsize i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = g_build_filename (folders[i], TEMPORARY_NAME, NULL);
      int fd = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);

      if (fd >= 0)
        {
          g_unlink (path);
          return fd;
        }
    }
  fail_errno ("a temporary file: ", error);
  return -1;
}

static gboolean
write_cb (const guint8 *bytes, gsize length, gpointer user_data, GError **error)
{
  HtTraceFile *self = user_data;

  while (length > 0)
    {
      gssize n = write (self->fd, bytes, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_errno (
            "it is unpacked to a temporary file, for which TMPDIR may name another folder: ",
            error);
      bytes += n;
      length -= (gsize) n;
      self->size += (guint64) n;
    }
  return TRUE;
}

/* Takes @piece, packed if there is a @stream. What is before a damage counts; it is told later. */
static gboolean
take_piece (HtTraceFile *self,
            HtGunzipStream *stream,
            const guint8 *piece,
            gsize length,
            GError **error)
{
  g_autoptr (GError) problem = NULL;

  if (stream == NULL)
    return write_cb (piece, length, self, error);
  if (ht_gunzip_stream_push (stream, piece, length, &problem))
    return TRUE;
  if (self->size == 0 || (!g_error_matches (problem, HT_FORMAT_ERROR, HT_FORMAT_ERROR_CORRUPT) &&
                          !g_error_matches (problem, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE)))
    {
      g_propagate_error (error, g_steal_pointer (&problem));
      return FALSE;
    }
  self->damage = g_strdup (problem->message);
  return TRUE;
}

static gboolean
copy_stream (HtTraceFile *self,
             HtGunzipStream *stream,
             int fd,
             gint64 *n_bytes,
             GCancellable *cancellable,
             GError **error)
{
  g_autofree guint8 *piece = g_malloc (PIECE_BYTES);

  while (self->damage == NULL)
    {
      gssize n;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n = read (fd, piece, PIECE_BYTES);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_errno ("", error);
      if (n == 0)
        return TRUE;
      *n_bytes += n;
      if (!take_piece (self, stream, piece, (gsize) n, error))
        return FALSE;
      if (self->size > MOST_STREAM_BYTES)
        {
          g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE,
                               "is larger than 2 GiB and packed or from a pipe; unpack it and give "
                               "the name of the file");
          return FALSE;
        }
    }
  return TRUE;
}

/**
 * ht_trace_file_spool:
 * @fd: a file, a pipe, from which the head was read already
 * @head: (array length=length): the begin of a trace, or of one that is packed with gzip
 * @length: its length
 * @n_bytes: (out): how much there was, as it came
 * @cancellable: (nullable): a cancellable
 * @error: return location
 *
 * Copies a trace into a temporary file that has no name, and unpacks it. If it is damaged as a
 * gzip file, what is before that counts; see [method@TraceFile.get_damage]. Blocks.
 *
 * Returns: (transfer full): the trace, or %NULL with @error set
 */
HtTraceFile *
ht_trace_file_spool (int fd,
                     const guint8 *head,
                     gsize length,
                     gint64 *n_bytes,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (HtTraceFile) self = g_new0 (HtTraceFile, 1);
  g_autoptr (HtGunzipStream) stream = NULL;
  g_autoptr (GError) problem = NULL;

  *n_bytes = (gint64) length;
  self->fd = open_temporary (error);
  if (self->fd < 0)
    return NULL;
  if (ht_is_gzip (head, length))
    stream = ht_gunzip_stream_new (write_cb, self);
  if (!take_piece (self, stream, head, length, error) ||
      !copy_stream (self, stream, fd, n_bytes, cancellable, error))
    return NULL;
  if (stream != NULL && self->damage == NULL && !ht_gunzip_stream_end (stream, &problem))
    self->damage = g_strdup (problem->message);
  return g_steal_pointer (&self);
}

/**
 * ht_trace_file_get_size:
 * @file: the trace
 *
 * Returns: how many bytes it has, unpacked
 */
guint64
ht_trace_file_get_size (const HtTraceFile *file)
{
  return file->size;
}

/**
 * ht_trace_file_get_damage:
 * @file: the trace
 *
 * Returns: (transfer none) (nullable): why it could not be unpacked to its end
 */
const char *
ht_trace_file_get_damage (const HtTraceFile *file)
{
  return file->damage;
}

/**
 * ht_trace_file_read:
 * @file: the trace
 * @offset: where to begin
 * @buffer: (out caller-allocates) (array length=length): where to
 * @length: how much
 * @error: return location, in %G_FILE_ERROR
 *
 * Reads a part of the trace. What lies beyond its end, also because somebody has cut the file
 * meanwhile, is an error.
 *
 * Returns: whether all of it was read
 */
gboolean
ht_trace_file_read (const HtTraceFile *file,
                    guint64 offset,
                    gpointer buffer,
                    gsize length,
                    GError **error)
{
  guint8 *at = buffer;

  if (offset > file->size || length > file->size - offset)
    {
      g_set_error_literal (error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "is read beyond its end");
      return FALSE;
    }
  if (file->bytes != NULL)
    {
      memcpy (buffer, (const guint8 *) g_bytes_get_data (file->bytes, NULL) + offset, length);
      return TRUE;
    }
  while (length > 0)
    {
      gssize n = pread (file->fd, at, length, (off_t) offset);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_errno ("", error);
      if (n == 0)
        {
          g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_IO,
                       "was cut at byte %" G_GUINT64_FORMAT " while it was read", offset);
          return FALSE;
        }
      at += n;
      offset += (guint64) n;
      length -= (gsize) n;
    }
  return TRUE;
}

/**
 * ht_trace_file_load:
 * @file: the trace
 * @most_bytes: how large it may be
 * @error: return location, in %G_FILE_ERROR or %HT_FORMAT_ERROR
 *
 * Reads all of it into memory.
 *
 * Returns: (transfer full): its bytes, or %NULL with @error set
 */
GBytes *
ht_trace_file_load (const HtTraceFile *file, gsize most_bytes, GError **error)
{
  g_autofree guint8 *content = NULL;

  if (file->bytes != NULL)
    return g_bytes_ref (file->bytes);
  if (file->size > most_bytes)
    {
      g_autofree char *limit = g_format_size_full (most_bytes, G_FORMAT_SIZE_IEC_UNITS);

      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE,
                   "is larger than %s and cannot be kept", limit);
      return NULL;
    }
  content = g_malloc (MAX (file->size, 1));
  if (!ht_trace_file_read (file, 0, content, file->size, error))
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&content), file->size);
}
