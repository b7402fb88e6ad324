/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "log-tail.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gctrace.h"

#define POLL_MS_DEFAULT   1000
#define LINGER_MS_DEFAULT 10000

/* inotify may tell of each write of each word of a line. */
#define MONITOR_INTERVAL_MS 50

/* File systems take the time of the last tick. */
#define FILE_TIME_STEP_NS (10 * G_GINT64_CONSTANT (1000000))

#define CHUNK_BYTES ((gsize) 64 << 10)

/* After so many the others of the main context have their turn. */
#define CHUNKS_AT_ONCE 16

/* How far back the start of a line is looked for at the end of a log. */
#define LOOK_BACK_BYTES CHUNK_BYTES

/* A log that was truncated and has grown since is known by what now stands where we were. */
#define TRAIL_BYTES 32

/* Logs that were moved away and still grow; of more the oldest is let go. */
#define MAX_OLD_FILES 4

/* A file that is or was the log. */
typedef struct
{
  /* Owned */
  int fd;
  HtLogLines *lines;

  dev_t device;
  ino_t inode;
  gboolean is_pipe;
  gint64 offset;
  char trail[TRAIL_BYTES];
  gsize n_trail;

  /* When it grew last, on the monotonic clock; µs. */
  gint64 grown_us;
} TailFile;

struct _HtLogTail
{
  /* Owned */
  char *path;
  HtGctraceStream *stream;
  GMainContext *context;
  GFileMonitor *monitor;
  GSource *poll;
  GSource *more;
  GSource *readable;
  TailFile *current;
  GPtrArray *old; /* of TailFile, oldest first */
  char *problem;

  HtRecordSink sink;
  gint64 linger_us;
  guint64 n_bytes;
  gboolean any_skipped;
};

static void
tail_file_free (gpointer data)
{
  TailFile *file = data;

  if (file == NULL)
    return;
  close (file->fd);
  ht_log_lines_free (file->lines);
  g_free (file);
}

static void
clear_source (GSource **source)
{
  if (*source == NULL)
    return;
  g_source_destroy (*source);
  g_clear_pointer (source, g_source_unref);
}

static void
set_problem (HtLogTail *self, const char *what)
{
  g_free (self->problem);
  self->problem = what != NULL ? g_strdup_printf ("%s: %s", self->path, what) : NULL;
}

/* --- what is read --- */

/* When the last of what was just read was written at the latest: of a backlog that is not now. */
static gint64
written_ns (const TailFile *file)
{
  gint64 now_ns = g_get_real_time () * 1000;
  struct stat status;
  gint64 modified_ns;

  if (file->is_pipe || fstat (file->fd, &status) != 0 || status.st_mtim.tv_sec <= 0)
    return now_ns;
  modified_ns = (gint64) MIN (status.st_mtim.tv_sec, G_MAXINT64 / 1000000000 - 1) * 1000000000 +
                status.st_mtim.tv_nsec;
  return MIN (now_ns, modified_ns + FILE_TIME_STEP_NS);
}

static void
read_lines (HtLogTail *self, TailFile *file, gint64 time_ns)
{
  guint64 skipped_before = ht_log_lines_get_skipped (file->lines);
  HtLogLine line;

  while (ht_log_lines_next (file->lines, &line))
    ht_gctrace_stream_add_line (self->stream, &line, time_ns);
  ht_gctrace_stream_flush (self->stream);

  if (ht_log_lines_get_skipped (file->lines) == skipped_before || self->any_skipped)
    return;
  self->any_skipped = TRUE;
  ht_record_sink_warning (&self->sink, (guint64) file->offset,
                          "a line that is too long to be one of gctrace was skipped");
}

static void
keep_trail (TailFile *file, const char *bytes, gsize length)
{
  gsize n = MIN (length, TRAIL_BYTES);
  gsize kept = MIN (file->n_trail, TRAIL_BYTES - n);

  memmove (file->trail, file->trail + file->n_trail - kept, kept);
  memcpy (file->trail + kept, bytes + length - n, n);
  file->n_trail = kept + n;
}

static void
go_to (TailFile *file, gint64 offset)
{
  /* Who truncates a log under a writer that does not append leaves a hole of any size. */
  off_t data = lseek (file->fd, offset, SEEK_DATA);

  file->offset = data >= 0 ? data : offset;
  file->n_trail = 0;
}

/* Whether what was read is not what the file has there now. */
static gboolean
was_truncated (const TailFile *file)
{
  char bytes[TRAIL_BYTES];
  struct stat status;
  ssize_t n;

  if (file->is_pipe || fstat (file->fd, &status) != 0)
    return FALSE;
  if (status.st_size < file->offset)
    return TRUE;
  if (file->n_trail == 0)
    return FALSE;
  n = pread (file->fd, bytes, file->n_trail, file->offset - (gint64) file->n_trail);
  return n != (ssize_t) file->n_trail || memcmp (bytes, file->trail, file->n_trail) != 0;
}

/* Reads what the file has now. Says whether there may be more at once. */
static gboolean
read_file (HtLogTail *self, TailFile *file)
{
  g_autofree char *bytes = g_malloc (CHUNK_BYTES);

  /* What is unfinished goes on in the file if it was truncated below its
   * writer; if not, a cycle is found behind it as well.
   */
  if (was_truncated (file))
    go_to (file, 0);
  for (guint i = 0; i < CHUNKS_AT_ONCE; i++)
    {
      ssize_t n;

      do
        n = file->is_pipe ? read (file->fd, bytes, CHUNK_BYTES)
                          : pread (file->fd, bytes, CHUNK_BYTES, file->offset);
      while (n < 0 && errno == EINTR);
      if (n < 0 && errno != EAGAIN)
        set_problem (self, g_strerror (errno));
      if (n <= 0)
        return FALSE;

      file->offset += n;
      file->grown_us = g_get_monotonic_time ();
      self->n_bytes += (guint64) n;
      keep_trail (file, bytes, (gsize) n);
      ht_log_lines_push (file->lines, bytes, (gsize) n);
      read_lines (self, file, written_ns (file));
    }
  return TRUE;
}

/* Gives up a file; what is unfinished in it stays so. */
static void
let_go (HtLogTail *self, TailFile *file)
{
  ht_log_lines_finish (file->lines);
  read_lines (self, file, written_ns (file));
}

/* --- which file it is --- */

/* Begins at the end, but not in the midst of a line. */
static void
go_to_end (TailFile *file)
{
  g_autofree char *bytes = g_malloc (LOOK_BACK_BYTES);
  struct stat status;
  gint64 start;
  ssize_t n;
  const char *newline;

  if (fstat (file->fd, &status) != 0)
    return;
  start = MAX (status.st_size - (gint64) LOOK_BACK_BYTES, 0);
  file->offset = status.st_size;
  n = pread (file->fd, bytes, LOOK_BACK_BYTES, start);
  if (n <= 0)
    return;
  newline = memrchr (bytes, '\n', (gsize) n);
  if (newline != NULL)
    file->offset = start + (newline + 1 - bytes);
  else if (start == 0)
    file->offset = 0;
}

static TailFile *
open_file (HtLogTail *self)
{
  int fd = open (self->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  struct stat status;
  TailFile *file;

  if (fd < 0)
    {
      set_problem (self, errno == ENOENT ? "is not there; it is read as soon as it is"
                                         : g_strerror (errno));
      return NULL;
    }
  if (fstat (fd, &status) != 0 || !(S_ISREG (status.st_mode) || S_ISFIFO (status.st_mode)))
    {
      close (fd);
      set_problem (self, "neither a file nor a named pipe, so it cannot be followed");
      return NULL;
    }

  set_problem (self, NULL);
  file = g_new0 (TailFile, 1);
  file->fd = fd;
  file->lines = ht_log_lines_new_stream ();
  file->device = status.st_dev;
  file->inode = status.st_ino;
  file->is_pipe = S_ISFIFO (status.st_mode);
  file->grown_us = g_get_monotonic_time ();
  return file;
}

/* A file that we hold open keeps its inode, so that no other can have it. */
static gboolean
is_at_path (const HtLogTail *self, const TailFile *file)
{
  struct stat status;

  return stat (self->path, &status) == 0 && status.st_dev == file->device &&
         status.st_ino == file->inode;
}

static void
retire_current (HtLogTail *self)
{
  clear_source (&self->readable);
  if (self->current == NULL)
    return;
  if (self->old->len >= MAX_OLD_FILES)
    {
      let_go (self, g_ptr_array_index (self->old, 0));
      g_ptr_array_remove_index (self->old, 0);
    }
  self->current->grown_us = g_get_monotonic_time ();
  g_ptr_array_add (self->old, g_steal_pointer (&self->current));
}

/* The old log is left only for a new one: while there is none its writer goes on in it. */
static void
find_current (HtLogTail *self)
{
  TailFile *found;

  if (self->current != NULL && is_at_path (self, self->current))
    {
      set_problem (self, NULL);
      return;
    }
  found = open_file (self);
  if (found == NULL)
    return;
  retire_current (self);
  self->current = found;
}

/* --- when it is read --- */

static void check (HtLogTail *self);

static gboolean
check_cb (gpointer user_data)
{
  check (user_data);
  return G_SOURCE_CONTINUE;
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  check (user_data);
  return G_SOURCE_CONTINUE;
}

static void
watch_pipe (HtLogTail *self)
{
  if (self->readable != NULL || self->current == NULL || !self->current->is_pipe)
    return;
  self->readable = g_unix_fd_source_new (self->current->fd, G_IO_IN);
  g_source_set_callback (self->readable, G_SOURCE_FUNC (readable_cb), self, NULL);
  g_source_attach (self->readable, self->context);
}

static gboolean
pipe_has_writer (const TailFile *file)
{
  GPollFD poll_fd = { .fd = file->fd, .events = G_IO_IN };

  return g_poll (&poll_fd, 1, 0) >= 0 && (poll_fd.revents & G_IO_HUP) == 0;
}

static gboolean
read_all (HtLogTail *self)
{
  gint64 now_us = g_get_monotonic_time ();
  gboolean any_more = FALSE;

  for (guint i = 0; i < self->old->len;)
    {
      TailFile *file = g_ptr_array_index (self->old, i);
      gboolean more = read_file (self, file);

      any_more = any_more || more;
      if (!more && now_us - file->grown_us >= self->linger_us)
        {
          let_go (self, file);
          g_ptr_array_remove_index (self->old, i);
        }
      else
        i++;
    }
  if (self->current != NULL && read_file (self, self->current))
    any_more = TRUE;
  return any_more;
}

static void
check (HtLogTail *self)
{
  gboolean any_more;

  find_current (self);
  any_more = read_all (self);

  clear_source (&self->more);
  if (any_more)
    {
      self->more = g_idle_source_new ();
      g_source_set_callback (self->more, check_cb, self, NULL);
      g_source_attach (self->more, self->context);
    }

  /* A pipe without a writer is always ready to say so, and would keep the processor busy. */
  if (self->current != NULL && self->current->is_pipe && pipe_has_writer (self->current))
    watch_pipe (self);
  else
    clear_source (&self->readable);
}

static void
changed_cb (GFileMonitor *monitor,
            GFile *file,
            GFile *other,
            GFileMonitorEvent event,
            gpointer user_data)
{
  check (user_data);
}

static void
begin_watching (HtLogTail *self, guint poll_ms)
{
  g_autoptr (GFile) file = g_file_new_for_path (self->path);

  self->poll = g_timeout_source_new (poll_ms);
  g_source_set_callback (self->poll, check_cb, self, NULL);
  g_source_attach (self->poll, self->context);

  self->monitor = g_file_monitor_file (file, G_FILE_MONITOR_WATCH_MOVES, NULL, NULL);
  if (self->monitor == NULL)
    return;
  g_file_monitor_set_rate_limit (self->monitor, MONITOR_INTERVAL_MS);
  g_signal_connect (self->monitor, "changed", G_CALLBACK (changed_cb), self);
}

/**
 * ht_log_tail_new:
 * @path: a file or a named pipe; need not be there yet
 * @options: (nullable): how to follow it
 * @sink: who is given cycles, the property "gomaxprocs" and warnings, on the thread-default main
 *   context of the caller; copied. It may not free the tail
 *
 * Begins to follow a log. Nothing is read before the main context runs, but without
 * @options.from_start the place from which it is read is the end of the log now.
 *
 * Lines without a time count as written when they are read, or, if that is
 * earlier, when the file was last changed.
 *
 * Returns: (transfer full): the tail; to be freed on the thread of its main context
 */
HtLogTail *
ht_log_tail_new (const char *path, const HtLogTailOptions *options, const HtRecordSink *sink)
{
  static const HtLogTailOptions ordinary = { 0 };
  HtLogTail *self = g_new0 (HtLogTail, 1);
  guint poll_ms, linger_ms;

  if (options == NULL)
    options = &ordinary;
  poll_ms = options->poll_ms > 0 ? options->poll_ms : POLL_MS_DEFAULT;
  linger_ms = options->linger_ms > 0 ? options->linger_ms : LINGER_MS_DEFAULT;

  self->path = g_strdup (path);
  self->sink = *sink;
  self->stream = ht_gctrace_stream_new (sink);
  self->context = g_main_context_ref_thread_default ();
  self->old = g_ptr_array_new_with_free_func (tail_file_free);
  self->linger_us = (gint64) linger_ms * 1000;

  begin_watching (self, poll_ms);
  self->current = open_file (self);
  if (self->current != NULL && !self->current->is_pipe && !options->from_start)
    go_to_end (self->current);
  self->more = g_idle_source_new ();
  g_source_set_callback (self->more, check_cb, self, NULL);
  g_source_attach (self->more, self->context);
  return self;
}

/**
 * ht_log_tail_free:
 * @tail: (transfer full) (nullable): the tail
 *
 * Ends it. A line that has no end yet is lost.
 */
void
ht_log_tail_free (HtLogTail *tail)
{
  if (tail == NULL)
    return;
  if (tail->monitor != NULL)
    {
      g_signal_handlers_disconnect_by_data (tail->monitor, tail);
      g_file_monitor_cancel (tail->monitor);
      g_object_unref (tail->monitor);
    }
  clear_source (&tail->poll);
  clear_source (&tail->more);
  clear_source (&tail->readable);
  tail_file_free (tail->current);
  g_ptr_array_unref (tail->old);
  ht_gctrace_stream_free (tail->stream);
  g_main_context_unref (tail->context);
  g_free (tail->problem);
  g_free (tail->path);
  g_free (tail);
}

/**
 * ht_log_tail_get_problem:
 * @tail: the tail
 *
 * Returns: (nullable): why the log cannot be read now, as a line for people: for instance because
 *   it is not there; %NULL if it can
 */
const char *
ht_log_tail_get_problem (HtLogTail *tail)
{
  return tail->problem;
}

/**
 * ht_log_tail_get_n_bytes:
 * @tail: the tail
 *
 * Returns: how many bytes were read so far
 */
guint64
ht_log_tail_get_n_bytes (HtLogTail *tail)
{
  return tail->n_bytes;
}
