/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "capture-file.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture-time.h"
#include "format-error.h"
#include "gc-cycle.h"
#include "gunzip-stream.h"
#include "safe-text.h"

/* As much as the decoders address, and more than anybody captures. */
#define MAX_BYTES ((gsize) G_MAXINT32)

/* Enough of a recording to know one. */
#define HEADER_BYTES 16

/* Enough of a gzip file to know what is packed. */
#define PACKED_HEADER_BYTES ((gsize) 4096)

/* A log may begin with much that is no capture, but what is none by then is none. */
#define PATIENCE_BYTES ((gsize) 64 << 20)

/* First room for a stream, of which nobody knows the length. */
#define STREAM_BYTES ((gsize) 1 << 16)

typedef struct
{
  /* Owned */
  guint8 *bytes;
  gsize length;
  gsize room;
} Buffer;

static void
buffer_clear (Buffer *buffer)
{
  g_clear_pointer (&buffer->bytes, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Buffer, buffer_clear)

static gboolean
fail_errno (GError **error)
{
  int code = errno;

  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code), g_strerror (code));
  return FALSE;
}

/* Reads until @limit bytes are there or the file ends; never closes @fd. */
static gboolean
read_up_to (int fd, Buffer *buffer, gsize limit, GCancellable *cancellable, GError **error)
{
  while (buffer->length < limit)
    {
      gssize n;

      if (buffer->length == buffer->room)
        {
          buffer->room = MIN (buffer->room * 2, MAX_BYTES + 1);
          buffer->bytes = g_realloc (buffer->bytes, buffer->room);
        }
      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      n = read (fd, buffer->bytes + buffer->length, MIN (buffer->room, limit) - buffer->length);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return fail_errno (error);
      if (n == 0)
        break;
      buffer->length += (gsize) n;
    }
  return TRUE;
}

static gboolean
check_kind (mode_t mode, GError **error)
{
  const char *what = NULL;

  if (S_ISDIR (mode))
    what = "is a folder";
  else if (S_ISBLK (mode) || S_ISCHR (mode) || S_ISSOCK (mode))
    what = "is a device or a socket, not a file";
  if (what != NULL)
    g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED, what);
  return what == NULL;
}

static gboolean
fail_unknown (const guint8 *bytes, gsize length, GError **error)
{
  g_autofree char *words = ht_describe_unknown (bytes, length);

  g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED, words);
  return FALSE;
}

static gboolean
holds_trace (const Buffer *buffer)
{
  guint8 head[HEADER_BYTES];
  gsize length;

  if (!ht_is_gzip (buffer->bytes, buffer->length))
    return ht_sniff (buffer->bytes, buffer->length) == HT_FORMAT_EXECUTION_TRACE;
  length = ht_gunzip_head (buffer->bytes, buffer->length, head, sizeof head);
  return ht_sniff (head, length) == HT_FORMAT_EXECUTION_TRACE;
}

/* A trace may be of any size: it stays where it is. */
static gboolean
open_trace (HtCaptureFile *self,
            int fd,
            const struct stat *status,
            const Buffer *buffer,
            GCancellable *cancellable,
            GError **error)
{
  gboolean has_all = S_ISREG (status->st_mode) && lseek (fd, 0, SEEK_CUR) == (off_t) buffer->length;

  self->format = HT_FORMAT_EXECUTION_TRACE;
  if (has_all && !ht_is_gzip (buffer->bytes, buffer->length))
    {
      self->n_bytes = status->st_size;
      self->trace = ht_trace_file_new (fd, (guint64) status->st_size, error);
    }
  else
    self->trace =
        ht_trace_file_spool (fd, buffer->bytes, buffer->length, &self->n_bytes, cancellable, error);
  return self->trace != NULL;
}

/* A byte more than there are, so that the end is met without another round. */
static void
make_room (Buffer *buffer, const struct stat *status)
{
  if (!S_ISREG (status->st_mode) || (gsize) status->st_size < buffer->room)
    return;
  buffer->room = MIN ((gsize) status->st_size, MAX_BYTES) + 1;
  buffer->bytes = g_realloc (buffer->bytes, buffer->room);
}

static gboolean
read_content (HtCaptureFile *self,
              int fd,
              const struct stat *status,
              GCancellable *cancellable,
              GError **error)
{
  g_auto (Buffer) buffer = { 0 };
  g_autoptr (GBytes) packed = NULL;

  buffer.room = STREAM_BYTES;
  buffer.bytes = g_malloc (buffer.room);
  if (!read_up_to (fd, &buffer, HEADER_BYTES, cancellable, error))
    return FALSE;
  if (S_ISREG (status->st_mode) && ht_sniff (buffer.bytes, buffer.length) == HT_FORMAT_RECORDING)
    {
      self->format = HT_FORMAT_RECORDING;
      self->n_bytes = status->st_size;
      return TRUE;
    }
  if (ht_is_gzip (buffer.bytes, buffer.length) &&
      !read_up_to (fd, &buffer, PACKED_HEADER_BYTES, cancellable, error))
    return FALSE;
  if (holds_trace (&buffer))
    return open_trace (self, fd, status, &buffer, cancellable, error);
  make_room (&buffer, status);
  if (!read_up_to (fd, &buffer, PATIENCE_BYTES, cancellable, error))
    return FALSE;
  /* Streams may have no end. */
  if (buffer.length == PATIENCE_BYTES && !ht_is_gzip (buffer.bytes, buffer.length) &&
      ht_sniff (buffer.bytes, buffer.length) == HT_FORMAT_UNKNOWN)
    return fail_unknown (buffer.bytes, buffer.length, error);
  if (!read_up_to (fd, &buffer, MAX_BYTES + 1, cancellable, error))
    return FALSE;
  if (buffer.length > MAX_BYTES)
    {
      g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TOO_LARGE,
                           "is larger than 2 GiB; cut it into parts");
      return FALSE;
    }
  self->n_bytes = (gint64) buffer.length;
  packed = g_bytes_new_take (g_steal_pointer (&buffer.bytes), buffer.length);
  if (ht_is_gzip (g_bytes_get_data (packed, NULL), buffer.length))
    self->raw = ht_gunzip (packed, error);
  else
    self->raw = g_steal_pointer (&packed);
  return self->raw != NULL;
}

/* Nothing of an answer is quoted: it may repeat what was sent. */
static gboolean
fail_unknown_answer (const guint8 *bytes, gsize length, GError **error)
{
  while (length > 0 && g_ascii_isspace (*bytes))
    bytes++, length--;
  g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                       length > 0 && *bytes == '<'
                           ? "answers with a web page, not a capture; is it a login page?"
                           : "answers something that is no capture");
  return FALSE;
}

static gboolean
tell_format (HtCaptureFile *self, gboolean is_answer, GError **error)
{
  gsize length;
  const guint8 *bytes = g_bytes_get_data (self->raw, &length);

  self->format = ht_sniff (bytes, length);
  if (self->format == HT_FORMAT_UNKNOWN && is_answer)
    return fail_unknown_answer (bytes, length, error);
  if (self->format == HT_FORMAT_UNKNOWN)
    return fail_unknown (bytes, length, error);
  if (self->format == HT_FORMAT_RECORDING)
    {
      g_set_error_literal (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                           is_answer ? "is a recording; download it and open the file"
                                     : "is a recording that is compressed or comes through a pipe; "
                                       "unpack it and give the name of the file");
      return FALSE;
    }
  if (self->format == HT_FORMAT_EXECUTION_TRACE)
    self->trace = ht_trace_file_new_for_bytes (self->raw);
  return TRUE;
}

/**
 * ht_capture_file_read:
 * @path: a file, a named pipe, or "-" for standard input
 * @cancellable: (nullable): a cancellable
 * @error: return location, in %G_FILE_ERROR, %G_IO_ERROR (cancelled) or %HT_FORMAT_ERROR; the
 *   message does not say which file
 *
 * Reads a file to its end, unpacks it if it is gzip, and tells what it is. Of a recording
 * only the header is read, and an execution trace is opened. What is no capture is an error, whose
 * message says what was met instead. Blocks; may be called by any thread.
 *
 * Returns: (transfer full): the file, or %NULL with @error set
 */
HtCaptureFile *
ht_capture_file_read (const char *path, GCancellable *cancellable, GError **error)
{
  g_autoptr (HtCaptureFile) self = g_new0 (HtCaptureFile, 1);
  gboolean is_stdin = strcmp (path, "-") == 0;
  int fd = is_stdin ? STDIN_FILENO : open (path, O_RDONLY | O_CLOEXEC);
  struct stat status;
  gboolean done;

  if (fd < 0 || fstat (fd, &status) != 0)
    {
      fail_errno (error);
      if (fd > STDIN_FILENO)
        close (fd);
      return NULL;
    }
  self->path = g_strdup (path);
  if (is_stdin)
    self->name = g_strdup ("standard input");
  else
    {
      g_autofree char *base = g_path_get_basename (path);

      self->name = ht_safe_text_to_utf8 (base, -1);
    }
  self->modified_ns =
      S_ISREG (status.st_mode)
          ? status.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + status.st_mtim.tv_nsec
          : g_get_real_time () * 1000;
  done = (is_stdin || check_kind (status.st_mode, error)) &&
         read_content (self, fd, &status, cancellable, error);
  if (!is_stdin)
    close (fd);
  if (!done || (self->raw != NULL && !tell_format (self, FALSE, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ht_capture_file_new_for_answer:
 * @name: what to call it: the path that was asked for
 * @body: what was answered; gzip or not
 * @time_ns: when, ns since 1970
 * @most_bytes: what it may unpack to, besides the limits of ht_gunzip()
 * @error: return location, in %HT_FORMAT_ERROR
 *
 * Takes the answer of a service for a file, unpacks it and tells what it is. The message of an
 * error quotes nothing of it.
 *
 * Returns: (transfer full): the file, or %NULL with @error set
 */
HtCaptureFile *
ht_capture_file_new_for_answer (const char *name,
                                GBytes *body,
                                gint64 time_ns,
                                gsize most_bytes,
                                GError **error)
{
  g_autoptr (HtCaptureFile) self = g_new0 (HtCaptureFile, 1);

  self->path = g_strdup (name);
  self->name = ht_safe_text_to_utf8 (name, -1);
  self->modified_ns = time_ns;
  self->n_bytes = (gint64) g_bytes_get_size (body);
  if (ht_is_gzip (g_bytes_get_data (body, NULL), g_bytes_get_size (body)))
    self->raw = ht_gunzip_within (body, most_bytes, error);
  else
    self->raw = g_bytes_ref (body);
  if (self->raw == NULL || !tell_format (self, TRUE, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ht_capture_file_free:
 * @file: (transfer full) (nullable): the file
 */
void
ht_capture_file_free (HtCaptureFile *file)
{
  if (file == NULL)
    return;
  g_free (file->path);
  g_free (file->name);
  g_clear_pointer (&file->raw, g_bytes_unref);
  g_clear_pointer (&file->trace, ht_trace_file_free);
  g_free (file);
}

/**
 * ht_capture_file_get_time:
 * @file: the file
 *
 * Tells when a capture was taken, where its content does not: by its name, else by when
 * it was written.
 *
 * Returns: ns since 1970
 */
gint64
ht_capture_file_get_time (const HtCaptureFile *file)
{
  gint64 time_ns = ht_capture_time_from_name (file->name);

  return time_ns != HT_UNKNOWN ? time_ns : file->modified_ns;
}
