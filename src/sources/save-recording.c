/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "save-recording.h"

#include <glib/gstdio.h>

#include "capture-file.h"
#include "fetch-once.h"
#include "import.h"
#include "input-files.h"
#include "recording.h"

/* What a file was read into, by its name. */
static const HtTraceEntry *
find_trace (const GPtrArray *traces, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);

  for (guint i = 0; i < traces->len; i++)
    {
      const HtTraceEntry *trace = g_ptr_array_index (traces, i);

      if (g_strcmp0 (trace->source, name) == 0)
        return trace;
    }
  return NULL;
}

static const char *
find_name (const GPtrArray *targets, gint64 id)
{
  for (guint i = 0; i < targets->len; i++)
    if (((const HtTarget *) g_ptr_array_index (targets, i))->id == id)
      return ((const HtTarget *) g_ptr_array_index (targets, i))->name;
  return NULL;
}

/* The import knows a trace again and adds its file only. */
static gboolean
keep_traces (HtRecordingWriter *writer,
             const char *to,
             const char *const *captures,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (GPtrArray) files = ht_input_files_expand (captures, error);
  g_autoptr (HtRecording) recording = files != NULL ? ht_recording_open (to, error) : NULL;
  g_autoptr (GPtrArray) traces =
      recording != NULL ? ht_recording_list_traces (recording, 0, error) : NULL;
  g_autoptr (GPtrArray) targets =
      traces != NULL ? ht_recording_list_targets (recording, error) : NULL;
  g_autoptr (HtImport) import = ht_import_new (writer);

  if (targets == NULL)
    return FALSE;
  ht_import_set_keep_traces (import, TRUE);
  for (guint i = 0; i < files->len; i++)
    {
      const HtInputFile *input = g_ptr_array_index (files, i);
      const HtTraceEntry *trace =
          ht_is_capture_url (input->path) ? NULL : find_trace (traces, input->path);
      HtCaptureFile *file;

      if (trace == NULL)
        continue;
      file = ht_capture_file_read (input->path, cancellable, error);
      if (file == NULL)
        return FALSE;
      ht_import_set_target (import, find_name (targets, trace->target));
      if (!ht_import_file (import, file, cancellable, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
write_recording (const char *from,
                 const char *to,
                 const char *const *captures,
                 GCancellable *cancellable,
                 GError **error)
{
  const char *const paths[] = { from, NULL };
  g_autoptr (HtRecordingWriter) writer = ht_recording_writer_create (to, error);
  g_autoptr (HtImport) import = NULL;

  if (writer == NULL)
    return FALSE;
  import = ht_import_new (writer);
  if (ht_import_paths (import, paths, cancellable, error) &&
      (captures == NULL || keep_traces (writer, to, captures, cancellable, error)))
    return TRUE;
  g_unlink (to);
  return FALSE;
}

/**
 * ht_save_recording:
 * @from: a recording
 * @to: where it is to be; nothing may be there yet
 * @captures: (nullable) (array zero-terminated=1): the files and folders that @from was made of, of
 *   which the execution traces are put into the copy as they came; %NULL for none. Those that were
 *   fetched are not fetched again
 * @cancellable: (nullable): a cancellable
 * @error: return location; the message names the file
 *
 * Copies a recording. Blocks; on failure there is no copy.
 *
 * Returns: whether it is there
 */
gboolean
ht_save_recording (const char *from,
                   const char *to,
                   const char *const *captures,
                   GCancellable *cancellable,
                   GError **error)
{
  if (!g_file_test (to, G_FILE_TEST_EXISTS))
    return write_recording (from, to, captures, cancellable, error);
  g_set_error (error, G_FILE_ERROR, G_FILE_ERROR_EXIST,
               "%s: is there already and is not overwritten: choose another name", to);
  return FALSE;
}
