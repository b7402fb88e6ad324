/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "trace-import.h"

#include "capture-time.h"
#include "capture-writing.h"
#include "trace-writing.h"

/* As much as a recording keeps of a capture. */
#define MOST_KEPT_BYTES ((gsize) 512 << 20)

typedef struct
{
  /* Owned */
  HtTraceWriting *writing;
  GError *failure; /* what went wrong with the recording */

  /* Borrowed */
  const HtTraceImport *import;

  guint64 n_bytes;
  gint64 last_commit_us;
  gint64 known; /* capture of the same trace, that is there already; 0 for none */
} Work;

static void
work_clear (Work *work)
{
  g_clear_pointer (&work->writing, ht_trace_writing_free);
  g_clear_error (&work->failure);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* What is not committed is in memory, and nobody sees it. */
static gboolean
commit (Work *work, GError **error)
{
  const HtTraceImport *import = work->import;

  if (ht_trace_writing_get_capture (work->writing) == 0)
    return TRUE;
  if (!ht_recording_writer_commit (import->writer, error))
    return FALSE;
  if (import->committed != NULL)
    import->committed (import->user_data);
  work->last_commit_us = g_get_monotonic_time ();
  return TRUE;
}

/* Nothing is written while the trace is measured. */
static gboolean
commit_part (Work *work, GError **error)
{
  return work->writing == NULL ||
         (ht_trace_writing_flush (work->writing, error) && commit (work, error));
}

static gboolean
tick_cb (guint64 n_bytes_done, gpointer user_data, GError **error)
{
  Work *work = user_data;

  if (work->import->progress != NULL && work->n_bytes > 0)
    work->import->progress ((double) n_bytes_done / (double) work->n_bytes,
                            work->import->user_data);
  if (g_get_monotonic_time () - work->last_commit_us < work->import->commit_us ||
      commit_part (work, &work->failure))
    return TRUE;
  if (error != NULL)
    *error = g_error_copy (work->failure);
  return FALSE;
}

static void
warn (const HtTraceImport *import, guint64 offset, const char *message)
{
  HtRecordSink sink = ht_record_buffer_get_sink (import->notes);

  ht_record_sink_warning (&sink, offset, message);
}

static gboolean
keep_file (Work *work, const HtCaptureFile *file, gint64 capture, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GBytes) bytes = ht_trace_file_load (file->trace, MOST_KEPT_BYTES, &problem);
  g_autoptr (GBytes) packed = NULL;

  if (bytes == NULL)
    {
      warn (work->import, 0, problem->message);
      return TRUE;
    }
  packed = ht_pack_attachment (bytes);
  return ht_recording_writer_add_attachment (work->import->writer, capture, bytes, packed, error);
}

static gboolean
finish (Work *work, const HtCaptureFile *file, const HtTraceFacts *facts, GError **error)
{
  const char *damage = ht_trace_file_get_damage (file->trace);

  if (!ht_trace_writing_finish (work->writing, facts, error) ||
      (work->import->keeps_file &&
       !keep_file (work, file, ht_trace_writing_get_capture (work->writing), error)) ||
      !commit (work, error))
    return FALSE;
  if (damage != NULL)
    warn (work->import, ht_trace_file_get_size (file->trace), damage);
  return TRUE;
}

/* Where the same trace was read to its end before, nothing is added but the file, if that is wanted
 * now and was not then. */
static gboolean
look_for_same (Work *work, const HtCaptureFile *file, gint64 begin_ns, GError **error)
{
  const HtTraceImport *import = work->import;
  gboolean is_kept;

  if (!ht_recording_writer_find_trace (import->writer, import->target, begin_ns,
                                       (gint64) work->n_bytes, &work->known, &is_kept, error))
    return FALSE;
  if (work->known == 0)
    return TRUE;
  warn (import, 0, "this trace is in the recording already");
  return !import->keeps_file || is_kept || keep_file (work, file, work->known, error);
}

/* Of a trace that cannot be read on, what was read by then is kept. */
static gboolean
read_trace (Work *work,
            const HtCaptureFile *file,
            const HtTraceReading *reading,
            GError **reason,
            GError **error)
{
  const HtTraceImport *import = work->import;
  HtCapture capture = { .n_bytes = file->n_bytes, .source = file->name };
  HtCatalog *catalog = ht_recording_writer_get_catalog (import->writer, error);
  g_autoptr (GError) problem = NULL;
  HtTraceRecordSink sink;
  HtTraceFacts facts;

  if (catalog == NULL)
    return FALSE;
  if (!ht_trace_reading_find_begin (reading, ht_capture_time_from_name (file->name),
                                    file->modified_ns, &capture.time_ns, reason))
    return TRUE;
  if (!look_for_same (work, file, capture.time_ns, error))
    return FALSE;
  if (work->known != 0)
    return TRUE;
  work->writing = ht_trace_writing_new (import->writer, import->target, &capture, import->notes);
  sink = ht_trace_writing_get_sink (work->writing);
  if (ht_trace_reading_run (reading, catalog, capture.time_ns, &sink, &facts, &problem))
    return finish (work, file, &facts, error);
  if (work->failure != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&work->failure));
      return FALSE;
    }
  g_propagate_error (reason, g_steal_pointer (&problem));
  return ht_trace_writing_get_capture (work->writing) == 0 ||
         g_cancellable_is_cancelled (import->cancellable) || finish (work, file, &facts, error);
}

/**
 * ht_trace_import_run:
 * @import: how and where to
 * @file: an execution trace
 * @capture: (out): id of its capture, which may have been there; 0 if nothing could be read
 * @reason: (out): what was wrong with the trace, or %G_IO_ERROR_CANCELLED
 * @error: return location for what was wrong with the recording
 *
 * Brings an execution trace into a recording, piece by piece: what was read is committed while the
 * rest is, and stays if that fails or is cancelled. With @reason set and a @capture, only a part
 * could be read. A trace of the same begin and size that the target has already is not read again;
 * @import's notes say so. Blocks; to be called by the thread of the writer.
 *
 * Returns: %FALSE with @error set if nothing more can be done
 */
gboolean
ht_trace_import_run (const HtTraceImport *import,
                     const HtCaptureFile *file,
                     gint64 *capture,
                     GError **reason,
                     GError **error)
{
  g_auto (Work) work = {
    .import = import,
    .n_bytes = ht_trace_file_get_size (file->trace),
    .last_commit_us = g_get_monotonic_time (),
  };
  HtTraceReading reading = { file->trace, tick_cb, &work, import->cancellable };
  gboolean done = read_trace (&work, file, &reading, reason, error);

  *capture = work.writing != NULL ? ht_trace_writing_get_capture (work.writing) : work.known;
  return done;
}
