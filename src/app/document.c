/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-App"

#include "document.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "fetch-once.h"
#include "import.h"
#include "input-files.h"

#define TEMPORARY_NAME "captures.heaptrail"

/* How often a window may read what a long import has so far. */
#define STAGE_US (400 * 1000)

struct _HtDocument
{
  GObject parent_instance;

  /* Owned */
  char *title;
  char *temporary_folder;
  char **captures; /* that the temporary recording was made of */
  GPtrArray *targets;
  GPtrArray *problems; /* HtProblem, what could not be read of the captures */

  guint n_files;
  guint n_unread;

  /* Owned, used by one worker at a time */
  GMutex lock;
  HtRecording *recording;
};

G_DEFINE_FINAL_TYPE (HtDocument, ht_document, G_TYPE_OBJECT)

/* The folders of temporary recordings, for the end of the program, which does not wait for
 * workers that still read. */
static GMutex temporaries_lock;
static GPtrArray *temporaries;

static void
remove_folder (const char *folder)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (TEMPORARY_NAME, suffixes[i], NULL);
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static char *
make_temporary (GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&temporaries_lock);
  char *folder = g_dir_make_tmp ("heaptrail-XXXXXX", error);

  if (temporaries == NULL)
    temporaries = g_ptr_array_new_with_free_func (g_free);
  if (folder != NULL)
    g_ptr_array_add (temporaries, g_strdup (folder));
  return folder;
}

static void
remove_temporary (const char *folder)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&temporaries_lock);
  guint index;

  if (folder == NULL || temporaries == NULL ||
      !g_ptr_array_find_with_equal_func (temporaries, folder, g_str_equal, &index))
    return;
  remove_folder (folder);
  g_ptr_array_remove_index_fast (temporaries, index);
}

/**
 * ht_document_remove_temporaries:
 *
 * Removes what documents that are still being read have on disk. For the end of the program: no
 * document may be used after this.
 */
void
ht_document_remove_temporaries (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&temporaries_lock);

  for (guint i = 0; temporaries != NULL && i < temporaries->len; i++)
    remove_folder (g_ptr_array_index (temporaries, i));
  g_clear_pointer (&temporaries, g_ptr_array_unref);
}

static void
ht_document_finalize (GObject *object)
{
  HtDocument *self = HT_DOCUMENT (object);

  g_clear_pointer (&self->recording, ht_recording_close);
  remove_temporary (self->temporary_folder);
  g_clear_pointer (&self->temporary_folder, g_free);
  g_clear_pointer (&self->captures, g_strfreev);
  g_clear_pointer (&self->title, g_free);
  g_clear_pointer (&self->targets, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (ht_document_parent_class)->finalize (object);
}

static void
ht_document_class_init (HtDocumentClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = ht_document_finalize;
}

static void
ht_document_init (HtDocument *self)
{
  g_mutex_init (&self->lock);
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) ht_problem_free);
}

typedef struct
{
  /* Owned */
  char **paths;
  HtCredentials *credentials;

  /* Borrowed */
  HtDocumentProgress progress;
  HtDocumentGrown grown;
  gpointer watch_data;

  guint n_files;
} Opening;

static void
opening_free (gpointer data)
{
  Opening *opening = data;

  g_strfreev (opening->paths);
  g_clear_pointer (&opening->credentials, ht_credentials_unref);
  g_free (opening);
}

typedef struct
{
  GTask *task;
  double n_done;
  guint n_files;
} ProgressReport;

static gboolean
report_progress_cb (gpointer data)
{
  g_autofree ProgressReport *report = data;
  Opening *opening = g_task_get_task_data (report->task);

  if (!g_task_get_completed (report->task) &&
      !g_cancellable_is_cancelled (g_task_get_cancellable (report->task)))
    opening->progress (report->n_done, report->n_files, opening->watch_data);
  g_object_unref (report->task);
  return G_SOURCE_REMOVE;
}

static void
import_progress_cb (double n_done, guint n_files, const char *file, gpointer user_data)
{
  GTask *task = user_data;
  Opening *opening = g_task_get_task_data (task);
  g_autofree ProgressReport *report = NULL;

  opening->n_files = n_files;
  /* A hundred steps are smooth enough; thousands of files would flood the main loop. */
  if (opening->progress == NULL || (n_files > 100 && (guint) n_done % (n_files / 100) != 0))
    return;
  report = g_new0 (ProgressReport, 1);
  report->task = g_object_ref (task);
  report->n_done = n_done;
  report->n_files = n_files;
  g_idle_add (report_progress_cb, g_steal_pointer (&report));
}

/* What the main thread takes over of a worker: the targets belong to it. */
typedef struct
{
  /* Owned */
  GTask *task;
  HtDocument *document;
  GPtrArray *targets;
} Growth;

static void
growth_free (Growth *growth)
{
  g_clear_object (&growth->task);
  g_clear_object (&growth->document);
  g_clear_pointer (&growth->targets, g_ptr_array_unref);
  g_free (growth);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Growth, growth_free)

static void
take_targets (Growth *growth)
{
  HtDocument *self = growth->document;

  g_clear_pointer (&self->targets, g_ptr_array_unref);
  self->targets = g_steal_pointer (&growth->targets);
}

static gboolean
report_growth_cb (gpointer data)
{
  g_autoptr (Growth) growth = data;
  Opening *opening = g_task_get_task_data (growth->task);

  if (g_task_get_completed (growth->task) ||
      g_cancellable_is_cancelled (g_task_get_cancellable (growth->task)))
    return G_SOURCE_REMOVE;
  take_targets (growth);
  opening->grown (growth->document, opening->watch_data);
  return G_SOURCE_REMOVE;
}

/* Opens the recording unless it is open; returns what is there to be looked at. */
static GPtrArray *
list_targets (HtDocument *self, const char *path, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->recording == NULL)
    self->recording = ht_recording_open (path, error);
  if (self->recording == NULL)
    return NULL;
  return ht_recording_list_targets (self->recording, error);
}

/* An import in progress, as its thread sees it. */
typedef struct
{
  GTask *task;
  HtDocument *document;
  const char *path;
} Importing;

static void
import_stage_cb (gpointer user_data)
{
  const Importing *importing = user_data;
  g_autoptr (Growth) growth = g_new0 (Growth, 1);

  growth->targets = list_targets (importing->document, importing->path, NULL);
  if (growth->targets == NULL)
    return;
  growth->task = g_object_ref (importing->task);
  growth->document = g_object_ref (importing->document);
  g_idle_add (report_growth_cb, g_steal_pointer (&growth));
}

static gboolean
is_single_recording (const char *const *paths)
{
  g_autoptr (HtRecording) recording = NULL;

  if (g_strv_length ((char **) paths) != 1 || ht_is_capture_url (paths[0]) ||
      g_file_test (paths[0], G_FILE_TEST_IS_DIR))
    return FALSE;
  recording = ht_recording_open (paths[0], NULL);
  return recording != NULL;
}

static void
note_problems (HtDocument *self, const GPtrArray *notes)
{
  for (guint i = 0; i < notes->len; i++)
    {
      const HtImportNote *note = g_ptr_array_index (notes, i);

      g_ptr_array_add (self->problems, ht_problem_new (note->file, note->message));
    }
}

/* Makes a temporary recording of captures; returns its path. */
static char *
import_captures (HtDocument *self, GTask *task, const char *const *paths, GError **error)
{
  g_autofree char *path = NULL;
  g_autoptr (HtRecordingWriter) writer = NULL;
  g_autoptr (HtImport) import = NULL;
  Opening *opening = g_task_get_task_data (task);
  Importing importing = { .task = task, .document = self };
  gboolean imported;

  self->temporary_folder = make_temporary (error);
  if (self->temporary_folder == NULL)
    return NULL;
  self->captures = g_strdupv ((char **) paths);
  path = g_build_filename (self->temporary_folder, TEMPORARY_NAME, NULL);
  writer = ht_recording_writer_create (path, error);
  if (writer == NULL)
    return NULL;
  import = ht_import_new (writer);
  ht_import_set_credentials (import, opening->credentials);
  importing.path = path;
  ht_import_set_progress (import, import_progress_cb, task);
  if (opening->grown != NULL)
    ht_import_set_stages (import, STAGE_US, import_stage_cb, &importing);
  imported = ht_import_paths (import, paths, g_task_get_cancellable (task), error);
  self->n_files = opening->n_files;
  self->n_unread = ht_import_get_skipped (import)->len;
  note_problems (self, ht_import_get_skipped (import));
  note_problems (self, ht_import_get_warnings (import));
  return imported ? g_steal_pointer (&path) : NULL;
}

static void
open_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Opening *opening = task_data;
  g_autoptr (HtDocument) self = g_object_new (HT_TYPE_DOCUMENT, NULL);
  g_autoptr (Growth) growth = NULL;
  g_autofree char *path = NULL;
  GError *error = NULL;

  self->title = ht_is_capture_url (opening->paths[0]) ? ht_input_label (opening->paths[0])
                                                      : g_path_get_basename (opening->paths[0]);
  if (is_single_recording ((const char *const *) opening->paths))
    path = g_strdup (opening->paths[0]);
  else
    path = import_captures (self, task, (const char *const *) opening->paths, &error);
  growth = g_new0 (Growth, 1);
  if (path != NULL)
    growth->targets = list_targets (self, path, &error);
  growth->document = g_steal_pointer (&self);
  if (growth->targets == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, g_steal_pointer (&growth), (GDestroyNotify) growth_free);
}

/**
 * ht_document_open_async:
 * @paths: (array zero-terminated=1): a recording, or captures and folders of captures
 * @progress: (nullable): is told how far an import got
 * @grown: (nullable): is told that a part of the captures can be looked at already
 * @watch_data: handed to @progress and @grown
 * @cancellable: (nullable): to stop it
 * @callback: called when it is done
 * @user_data: handed to @callback
 *
 * Opens a recording, or imports captures into a temporary one.
 */
void
ht_document_open_async (const char *const *paths,
                        HtDocumentProgress progress,
                        HtDocumentGrown grown,
                        gpointer watch_data,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Opening *opening = g_new0 (Opening, 1);

  g_return_if_fail (paths != NULL && paths[0] != NULL);
  opening->paths = g_strdupv ((char **) paths);
  opening->progress = progress;
  opening->grown = grown;
  opening->watch_data = watch_data;
  g_task_set_source_tag (task, ht_document_open_async);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_worker);
}

/**
 * ht_document_open_url_async:
 * @url: of one capture, see ht_fetch_once_async()
 * @credentials: (nullable): how to prove who asks
 * @cancellable: (nullable): to stop it
 * @callback: called when it is done, to call ht_document_open_finish()
 * @user_data: handed to @callback
 *
 * Fetches a capture into a temporary recording. Errors are those of ht_fetch_once_finish(), with
 * the URL, without its secrets, in front.
 */
void
ht_document_open_url_async (const char *url,
                            HtCredentials *credentials,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  const char *const paths[] = { url, NULL };
  Opening *opening = g_new0 (Opening, 1);

  opening->paths = g_strdupv ((char **) paths);
  if (credentials != NULL)
    opening->credentials = ht_credentials_ref (credentials);
  g_task_set_source_tag (task, ht_document_open_url_async);
  g_task_set_task_data (task, opening, opening_free);
  g_task_run_in_thread (task, open_worker);
}

/**
 * ht_document_open_finish:
 * @result: what the callback was given
 * @error: return location; messages name the file
 *
 * Returns: (transfer full): the document, or %NULL with @error set
 */
HtDocument *
ht_document_open_finish (GAsyncResult *result, GError **error)
{
  g_autoptr (Growth) growth = NULL;

  g_return_val_if_fail (g_task_is_valid (result, NULL), NULL);
  growth = g_task_propagate_pointer (G_TASK (result), error);
  if (growth == NULL)
    return NULL;
  take_targets (growth);
  return g_steal_pointer (&growth->document);
}

/**
 * ht_document_open_recording:
 * @path: a recording
 * @error: return location; the message names the file
 *
 * Opens a recording on the thread that calls, which is a worker.
 *
 * Returns: (transfer full): the document, or %NULL with @error set
 */
HtDocument *
ht_document_open_recording (const char *path, GError **error)
{
  g_autoptr (HtDocument) self = g_object_new (HT_TYPE_DOCUMENT, NULL);

  self->title = g_path_get_basename (path);
  self->targets = list_targets (self, path, error);
  return self->targets != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * ht_document_get_title:
 * @self: the document
 *
 * Returns: (transfer none): what to call it: the name of the first file
 */
const char *
ht_document_get_title (HtDocument *self)
{
  return self->title;
}

/**
 * ht_document_get_temporary:
 * @self: the document
 *
 * Returns: (transfer full) (nullable): path of the recording that goes with the document; %NULL if
 *   it is one that stays. For any thread
 */
char *
ht_document_get_temporary (HtDocument *self)
{
  return self->temporary_folder != NULL
             ? g_build_filename (self->temporary_folder, TEMPORARY_NAME, NULL)
             : NULL;
}

/**
 * ht_document_get_captures:
 * @self: the document
 *
 * Returns: (transfer none) (nullable) (array zero-terminated=1): what its temporary recording was
 *   made of: files, folders and URLs. For any thread
 */
const char *const *
ht_document_get_captures (HtDocument *self)
{
  return (const char *const *) self->captures;
}

/**
 * ht_document_get_targets:
 * @self: the document
 *
 * Returns: (transfer none) (element-type HtTarget): what was recorded
 */
const GPtrArray *
ht_document_get_targets (HtDocument *self)
{
  return self->targets;
}

/**
 * ht_document_get_problems:
 * @self: the document
 *
 * Returns: (transfer none) (element-type HtProblem): what could not be read of the captures
 */
GPtrArray *
ht_document_get_problems (HtDocument *self)
{
  return self->problems;
}

/**
 * ht_document_count_files:
 * @self: the document
 * @n_unread: (out): how many files could not be read
 *
 * Returns: how many files there were to be read, 0 for a recording
 */
guint
ht_document_count_files (HtDocument *self, guint *n_unread)
{
  *n_unread = self->n_unread;
  return self->n_files;
}

/* A question to the recording. */
typedef struct
{
  /* Owned */
  gpointer data;
  GDestroyNotify free_data;

  HtDocumentRead read;
  GDestroyNotify free_result;
} Reading;

static void
reading_free (gpointer boxed)
{
  Reading *reading = boxed;

  if (reading->free_data != NULL)
    reading->free_data (reading->data);
  g_free (reading);
}

static void
read_worker (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  HtDocument *self = source;
  const Reading *reading = task_data;
  GError *error = NULL;
  gpointer result;

  g_mutex_lock (&self->lock);
  result = reading->read (self->recording, reading->data, &error);
  g_mutex_unlock (&self->lock);
  if (result == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, reading->free_result);
}

/**
 * ht_document_read_async:
 * @self: the document
 * @read: asks the recording, on a worker
 * @data: (transfer full): handed to @read
 * @free_data: (nullable): frees @data
 * @free_result: frees a result that nobody takes
 * @cancellable: (nullable): to drop the result
 * @callback: called when it is done
 * @user_data: handed to @callback
 *
 * Reads something of the recording.
 */
void
ht_document_read_async (HtDocument *self,
                        HtDocumentRead read,
                        gpointer data,
                        GDestroyNotify free_data,
                        GDestroyNotify free_result,
                        GCancellable *cancellable,
                        GAsyncReadyCallback callback,
                        gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (self, cancellable, callback, user_data);
  Reading *reading = g_new0 (Reading, 1);

  reading->read = read;
  reading->data = data;
  reading->free_data = free_data;
  reading->free_result = free_result;
  g_task_set_source_tag (task, ht_document_read_async);
  g_task_set_task_data (task, reading, reading_free);
  g_task_run_in_thread (task, read_worker);
}

/**
 * ht_document_read_finish:
 * @self: the document
 * @result: what the callback was given
 * @error: return location
 *
 * Returns: (transfer full): what was read, or %NULL with @error set
 */
gpointer
ht_document_read_finish (HtDocument *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);
  return g_task_propagate_pointer (G_TASK (result), error);
}
