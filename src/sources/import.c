/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "import.h"

#include <string.h>
#include <sys/stat.h>

#include "capture-file.h"
#include "capture-writing.h"
#include "decode-capture.h"
#include "fetch-once.h"
#include "format-error.h"
#include "gc-cycle.h"
#include "input-files.h"
#include "merge-recording.h"
#include "program-name.h"
#include "safe-text.h"
#include "trace-import.h"

/* What a target is called when nothing tells its name. */
#define DEFAULT_TARGET "default"

/* How many captures wait for one that tells the name of the program. */
#define MAX_PENDING 8

/* So often a trace is committed if nobody watches: for the sake of memory. */
#define TRACE_COMMIT_US 400000

/* More often nobody looks. */
#define PROGRESS_US 50000

struct _HtImport
{
  /* Owned */
  char *explicit_target;
  char *target_name; /* of the batch that is being imported */
  char *excluded;
  HtCredentials *credentials;
  GPtrArray *skipped;
  GPtrArray *warnings;
  GPtrArray *pending;
  GError *first_error;

  /* Borrowed */
  HtRecordingWriter *writer;
  HtImportProgressFunc progress;
  gpointer progress_data;
  HtImportStageFunc stage;
  gpointer stage_data;
  gint64 stage_us;
  gint64 last_stage_us;
  gint64 last_progress_us;

  GCancellable *cancellable; /* of the call that is under way */
  const char *label;         /* of the file that is read */

  guint n_done;
  guint n_files;
  gint64 target; /* 0 until it is in the recording */
  guint n_captures;
  gboolean has_program;
  gboolean keep_traces;
};

/* A capture that waits until its target has a name. */
typedef struct
{
  HtCaptureFile *file;
  HtDecodedCapture *capture; /* NULL for a trace, which is read when it is written */
  char *label;
  gboolean is_listed;
} Pending;

static void
pending_free (gpointer data)
{
  Pending *pending = data;

  ht_capture_file_free (pending->file);
  ht_decoded_capture_free (pending->capture);
  g_free (pending->label);
  g_free (pending);
}

/**
 * ht_import_new:
 * @writer: the recording, which must outlive the import
 *
 * Returns: (transfer full): an import that has done nothing yet
 */
HtImport *
ht_import_new (HtRecordingWriter *writer)
{
  HtImport *self = g_new0 (HtImport, 1);

  self->writer = writer;
  self->skipped = ht_import_notes_new ();
  self->warnings = ht_import_notes_new ();
  self->pending = g_ptr_array_new_with_free_func (pending_free);
  return self;
}

/**
 * ht_import_free:
 * @import: (transfer full) (nullable): the import
 */
void
ht_import_free (HtImport *import)
{
  if (import == NULL)
    return;
  g_free (import->explicit_target);
  g_free (import->target_name);
  g_free (import->excluded);
  g_clear_pointer (&import->credentials, ht_credentials_unref);
  g_ptr_array_unref (import->skipped);
  g_ptr_array_unref (import->warnings);
  g_ptr_array_unref (import->pending);
  g_clear_error (&import->first_error);
  g_free (import);
}

/**
 * ht_import_set_target:
 * @import: the import
 * @name: (nullable): what the process is called, %NULL to derive it
 *
 * Files that are imported together are of one process. Without a name it is called like
 * the folder, or, for single files, like the program, or "default".
 */
void
ht_import_set_target (HtImport *import, const char *name)
{
  g_free (import->explicit_target);
  import->explicit_target = g_strdup (name);
}

/**
 * ht_import_set_excluded:
 * @import: the import
 * @path: (nullable): a file that is passed over, the recording itself
 */
void
ht_import_set_excluded (HtImport *import, const char *path)
{
  g_free (import->excluded);
  import->excluded = g_strdup (path);
}

/**
 * ht_import_set_credentials:
 * @import: the import
 * @credentials: (nullable): what to send to the URLs among the paths
 */
void
ht_import_set_credentials (HtImport *import, HtCredentials *credentials)
{
  g_clear_pointer (&import->credentials, ht_credentials_unref);
  if (credentials != NULL)
    import->credentials = ht_credentials_ref (credentials);
}

/**
 * ht_import_set_progress:
 * @import: the import
 * @progress: (nullable): who wants to know how far it is
 * @user_data: data for @progress
 */
void
ht_import_set_progress (HtImport *import, HtImportProgressFunc progress, gpointer user_data)
{
  import->progress = progress;
  import->progress_data = user_data;
}

/**
 * ht_import_set_stages:
 * @import: the import
 * @interval_us: how long a stage lasts at least, in µs
 * @stage: (nullable): who wants to read what is there already
 * @user_data: data for @stage
 *
 * Makes a long import commit what it has now and then, for those who watch. Without this, all is
 * committed at the end or not at all, but for execution traces, which are too large for that.
 */
void
ht_import_set_stages (HtImport *import,
                      gint64 interval_us,
                      HtImportStageFunc stage,
                      gpointer user_data)
{
  import->stage_us = interval_us;
  import->stage = stage;
  import->stage_data = user_data;
}

/**
 * ht_import_set_keep_traces:
 * @import: the import
 * @keep_traces: whether execution traces are put into the recording as they came, too
 */
void
ht_import_set_keep_traces (HtImport *import, gboolean keep_traces)
{
  import->keep_traces = keep_traces;
}

/**
 * ht_import_get_skipped:
 * @import: the import
 *
 * Returns: (transfer none) (element-type HtImportNote): the files that are not in the recording,
 * and why
 */
const GPtrArray *
ht_import_get_skipped (const HtImport *import)
{
  return import->skipped;
}

/**
 * ht_import_get_warnings:
 * @import: the import
 *
 * Returns: (transfer none) (element-type HtImportNote): what could not be read of files that are
 * in the recording
 */
const GPtrArray *
ht_import_get_warnings (const HtImport *import)
{
  return import->warnings;
}

static gboolean
ensure_target (HtImport *self, const char *name, GError **error)
{
  if (self->target == 0)
    self->target = ht_recording_writer_add_target (self->writer, name, error);
  return self->target > 0;
}

static gint64
add_capture (HtImport *self,
             const HtCaptureFile *file,
             HtCaptureKind kind,
             gint64 time_ns,
             GError **error)
{
  HtCapture capture = {
    .target = self->target,
    .kind = kind,
    .time_ns = time_ns,
    .n_bytes = file->n_bytes,
    .source = file->name,
  };

  self->n_captures++;
  return ht_recording_writer_add_capture (self->writer, &capture, error);
}

static HtCaptureKind
kind_of_records (const HtCaptureFile *file, const HtRecordBuffer *records)
{
  switch (file->format)
    {
    case HT_FORMAT_GCTRACE:
      return HT_CAPTURE_GC_LOG;
    case HT_FORMAT_PROCESS_CSV:
    case HT_FORMAT_PROC_STATUS:
    case HT_FORMAT_SMAPS_ROLLUP:
    case HT_FORMAT_CGROUP:
      return HT_CAPTURE_PROCESS;
    default:
      return ht_record_buffer_has_mem_stats (records) ? HT_CAPTURE_HEAP_STATS : HT_CAPTURE_METRICS;
    }
}

static gboolean
write_records (HtImport *self,
               const HtCaptureFile *file,
               const HtDecodedCapture *decoded,
               GError **error)
{
  const HtRecordBuffer *records = decoded->records;
  HtCaptureKind kind = kind_of_records (file, records);
  gint64 capture = 0;

  if (records->points->len > 0 || records->cycles->len > 0)
    {
      capture = add_capture (self, file, kind, decoded->time_ns, error);
      if (capture <= 0)
        return FALSE;
    }
  return ht_write_records (self->writer, self->target, capture, records, error);
}

/* The first profile tells which program it is. */
static gboolean
write_program (HtImport *self, const HtProfile *profile, const HtCatalog *catalog, GError **error)
{
  if (self->has_program || profile->main_mapping == 0)
    return TRUE;
  self->has_program = TRUE;
  return ht_write_program (self->writer, self->target, profile, catalog, error);
}

static gboolean
write_profile (HtImport *self,
               const HtCaptureFile *file,
               const HtDecodedCapture *decoded,
               GError **error)
{
  HtCatalog *catalog = ht_recording_writer_get_catalog (self->writer, error);
  gint64 capture;

  if (catalog == NULL || !write_program (self, decoded->profile, catalog, error))
    return FALSE;
  capture = add_capture (self, file, HT_CAPTURE_PROFILE, decoded->time_ns, error);
  return capture > 0 && ht_recording_writer_add_profile (self->writer, self->target, capture,
                                                         decoded->profile, error) > 0;
}

static void
skip_file (HtImport *self, const char *label, gboolean is_listed, const GError *reason)
{
  ht_import_notes_add (self->skipped, label, HT_UNKNOWN, reason->message);
  if (!is_listed && self->first_error == NULL)
    {
      self->first_error = g_error_copy (reason);
      g_prefix_error (&self->first_error, "%s: ", label);
    }
}

static void
trace_progress_cb (double part_done, gpointer user_data)
{
  HtImport *self = user_data;
  gint64 now_us = g_get_monotonic_time ();

  if (self->progress == NULL || now_us - self->last_progress_us < PROGRESS_US)
    return;
  self->last_progress_us = now_us;
  self->progress (self->n_done + MIN (part_done, 1), self->n_files, self->label,
                  self->progress_data);
}

static void
trace_committed_cb (gpointer user_data)
{
  HtImport *self = user_data;

  if (self->stage != NULL)
    self->stage (self->stage_data);
  self->last_stage_us = g_get_monotonic_time ();
}

static gboolean
write_trace (HtImport *self, const Pending *pending, GError **error)
{
  g_autoptr (HtRecordBuffer) notes = ht_record_buffer_new ();
  g_autoptr (GError) reason = NULL;
  HtTraceImport import = {
    .writer = self->writer,
    .notes = notes,
    .progress = trace_progress_cb,
    .committed = trace_committed_cb,
    .user_data = self,
    .cancellable = self->cancellable,
    .target = self->target,
    .commit_us = self->stage != NULL ? self->stage_us : TRACE_COMMIT_US,
    .keeps_file = self->keep_traces,
  };
  gint64 capture;

  self->label = pending->label;
  if (!ht_trace_import_run (&import, pending->file, &capture, &reason, error))
    return FALSE;
  ht_import_notes_add_warnings (self->warnings, pending->file->name, notes);
  self->n_captures += capture > 0;
  if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&reason));
      return FALSE;
    }
  if (reason != NULL && capture > 0)
    ht_import_notes_add (self->warnings, pending->file->name, HT_UNKNOWN, reason->message);
  else if (reason != NULL)
    skip_file (self, pending->label, pending->is_listed, reason);
  return TRUE;
}

static gboolean
write_capture (HtImport *self, const Pending *pending, GError **error)
{
  const HtDecodedCapture *decoded = pending->capture;

  if (pending->file->trace != NULL)
    return write_trace (self, pending, error);
  ht_import_notes_add_warnings (self->warnings, pending->file->name, decoded->records);
  return (decoded->profile == NULL || write_profile (self, pending->file, decoded, error)) &&
         write_records (self, pending->file, decoded, error);
}

static gboolean
write_pending (HtImport *self, const char *target, GError **error)
{
  if (self->pending->len > 0 && !ensure_target (self, target, error))
    return FALSE;
  for (guint i = 0; i < self->pending->len; i++)
    if (!write_capture (self, g_ptr_array_index (self->pending, i), error))
      return FALSE;
  g_ptr_array_set_size (self->pending, 0);
  return TRUE;
}

/* Takes @pending. Captures wait for one that tells the name of their program. */
static gboolean
take_capture (HtImport *self, Pending *pending, GError **error)
{
  g_autofree char *name = NULL;
  const HtCatalog *catalog;

  g_ptr_array_add (self->pending, pending);
  if (self->target == 0 && self->target_name == NULL)
    {
      catalog = ht_recording_writer_get_catalog (self->writer, error);
      if (catalog == NULL)
        return FALSE;
      name = pending->capture != NULL ? ht_program_name_of (pending->capture, catalog) : NULL;
      if (name == NULL && self->pending->len < MAX_PENDING)
        return TRUE;
    }
  if (name == NULL)
    name = g_strdup (self->target_name != NULL ? self->target_name : DEFAULT_TARGET);
  return write_pending (self, name, error);
}

static gboolean
is_excluded (const HtImport *self, const char *path)
{
  struct stat file, excluded;

  return self->excluded != NULL && stat (path, &file) == 0 &&
         stat (self->excluded, &excluded) == 0 && file.st_dev == excluded.st_dev &&
         file.st_ino == excluded.st_ino;
}

/*
 * Takes @file. What is wrong with it goes to @reason; what is wrong with the recording, so
 * that nothing more can be done, to @error.
 */
static gboolean
import_capture (HtImport *self,
                HtCaptureFile *taken,
                const char *label,
                gboolean is_listed,
                GError **reason,
                GError **error)
{
  g_autoptr (HtCaptureFile) file = taken;
  HtCatalog *catalog;
  HtDecodedCapture *decoded = NULL;
  Pending *pending;

  if (file->format == HT_FORMAT_RECORDING)
    return ht_merge_recording (self->writer, file->path, self->explicit_target, &self->n_captures,
                               self->cancellable, reason, error);
  catalog = ht_recording_writer_get_catalog (self->writer, error);
  if (catalog == NULL)
    return FALSE;
  if (file->trace == NULL)
    {
      decoded = ht_decode_capture (file, catalog, reason);
      if (decoded == NULL)
        return TRUE;
    }
  pending = g_new0 (Pending, 1);
  pending->file = g_steal_pointer (&file);
  pending->capture = decoded;
  pending->label = g_strdup (label);
  pending->is_listed = is_listed;
  return take_capture (self, pending, error);
}

static gboolean
import_input (HtImport *self, const HtInputFile *input, GError **reason, GError **error)
{
  HtCaptureFile *file;

  if (is_excluded (self, input->path))
    {
      g_set_error_literal (reason, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                           "is the recording that is written to");
      return TRUE;
    }
  if (!input->is_listed && ht_is_capture_url (input->path))
    file = ht_fetch_once (input->path, self->credentials, self->cancellable, reason);
  else
    file = ht_capture_file_read (input->path, self->cancellable, reason);
  return file == NULL || import_capture (self, file, input->label, input->is_listed, reason, error);
}

static gboolean
commit_stage (HtImport *self, GError **error)
{
  gint64 now_us = g_get_monotonic_time ();

  if (self->stage == NULL || self->target == 0 || now_us - self->last_stage_us < self->stage_us)
    return TRUE;
  if (!ht_recording_writer_commit (self->writer, error))
    return FALSE;
  self->stage (self->stage_data);
  self->last_stage_us = g_get_monotonic_time ();
  return TRUE;
}

static gboolean
import_files (HtImport *self, GPtrArray *files, GError **error)
{
  self->n_files = files->len;
  for (guint i = 0; i < files->len; i++)
    {
      const HtInputFile *input = g_ptr_array_index (files, i);
      g_autoptr (GError) reason = NULL;

      self->n_done = i;
      if (g_cancellable_set_error_if_cancelled (self->cancellable, error))
        return FALSE;
      if (self->progress != NULL)
        self->progress (i, files->len, input->label, self->progress_data);
      if (!import_input (self, input, &reason, error) ||
          (i + 1 < files->len && !commit_stage (self, error)))
        return FALSE;
      if (g_error_matches (reason, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&reason));
          return FALSE;
        }
      if (reason != NULL)
        skip_file (self, input->label, input->is_listed, reason);
    }
  return write_pending (self, DEFAULT_TARGET, error);
}

/* Takes the derived name of the target. */
static void
begin_batch (HtImport *self, char *target_name, GCancellable *cancellable)
{
  self->cancellable = cancellable;
  self->n_done = 0;
  self->n_files = 1;
  g_free (self->target_name);
  self->target_name = target_name;
  if (self->explicit_target != NULL)
    {
      g_free (self->target_name);
      self->target_name = g_strdup (self->explicit_target);
    }
  self->target = 0;
  self->n_captures = 0;
  self->has_program = FALSE;
  self->last_stage_us = g_get_monotonic_time ();
}

/* Nothing is committed where nothing could be read. */
static gboolean
commit_all (HtImport *self, GError **error)
{
  if (self->n_captures > 0 || self->first_error == NULL)
    return ht_recording_writer_commit (self->writer, error);
  g_propagate_error (error, g_steal_pointer (&self->first_error));
  return FALSE;
}

/**
 * ht_import_file:
 * @import: the import
 * @file: (transfer full): a file that was read already
 * @cancellable: (nullable): a cancellable
 * @error: return location; the message says which file
 *
 * Does for one file what [method@Import.paths] does.
 *
 * Returns: whether it was imported
 */
gboolean
ht_import_file (HtImport *import, HtCaptureFile *file, GCancellable *cancellable, GError **error)
{
  g_autofree char *label =
      ht_safe_text_to_utf8 (strcmp (file->path, "-") == 0 ? file->name : file->path, -1);
  g_autoptr (GError) reason = NULL;

  begin_batch (import, NULL, cancellable);
  if (!import_capture (import, file, label, FALSE, &reason, error))
    return FALSE;
  if (reason != NULL)
    {
      g_propagate_prefixed_error (error, g_steal_pointer (&reason), "%s: ", label);
      return FALSE;
    }
  return write_pending (import, DEFAULT_TARGET, error) && commit_all (import, error);
}

/**
 * ht_import_paths:
 * @import: the import
 * @paths: (array zero-terminated=1): files, folders (without their sub-folders), recordings, URLs
 * of captures, or "-" for standard input
 * @cancellable: (nullable): a cancellable
 * @error: return location; the message says which file
 *
 * Reads captures into the recording and commits them all at once, unless
 * [method@Import.set_stages] was called. What cannot be read is
 * among the skipped files; it is an error only if nothing could be read at
 * all, and then the recording stays as it was. The targets of recordings keep their names unless
 * one was set. Blocks; to be called by one thread.
 *
 * Returns: whether something was imported
 */
gboolean
ht_import_paths (HtImport *import,
                 const char *const *paths,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GPtrArray) files = ht_input_files_expand (paths, error);

  if (files == NULL)
    return FALSE;
  begin_batch (import, ht_input_files_common_folder (paths), cancellable);
  if (!import_files (import, files, error))
    return FALSE;
  if (import->n_captures > 0 || import->first_error != NULL)
    return commit_all (import, error);
  g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
               "%s: holds no capture (%u files looked at)", paths[0], files->len);
  return FALSE;
}
