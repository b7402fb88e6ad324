/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "input.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "capture-file.h"
#include "fetch-once.h"
#include "gc-cycle.h"
#include "input-files.h"

#define FILE_NAME "input.heaptrail"

/* What SQLite leaves beside a database, and the database. */
static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

/* Temporary files of at most two inputs at a time, for the signal handler. */
#define MAX_TEMPORARY 2

static char *temporary_files[MAX_TEMPORARY][G_N_ELEMENTS (suffixes)];
static char *temporary_folders[MAX_TEMPORARY];

static void
remove_temporary (gsize slot)
{
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    if (temporary_files[slot][i] != NULL)
      unlink (temporary_files[slot][i]);
  if (temporary_folders[slot] != NULL)
    rmdir (temporary_folders[slot]);
}

/* Only calls what a signal handler may. */
static void
signal_cb (int number)
{
  for (gsize slot = 0; slot < MAX_TEMPORARY; slot++)
    remove_temporary (slot);
  signal (number, SIG_DFL);
  raise (number);
}

static void
catch_signals (void)
{
  static const int numbers[] = { SIGHUP, SIGINT, SIGTERM };

  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    {
      struct sigaction action = { .sa_handler = SIG_IGN };

      /* What whoever started this ignores stays ignored, as under nohup. */
      sigaction (numbers[i], NULL, &action);
      if (action.sa_handler != SIG_IGN)
        {
          action.sa_handler = signal_cb;
          sigaction (numbers[i], &action, NULL);
        }
    }
}

static gboolean
make_temporary_folder (HtInput *self, GError **error)
{
  gsize slot = 0;

  while (slot < MAX_TEMPORARY && temporary_folders[slot] != NULL)
    slot++;
  g_return_val_if_fail (slot < MAX_TEMPORARY, FALSE);

  catch_signals ();
  self->folder = g_dir_make_tmp ("heaptrail-XXXXXX", error);
  if (self->folder == NULL)
    return FALSE;
  self->path = g_build_filename (self->folder, FILE_NAME, NULL);
  self->slot = slot;
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    temporary_files[slot][i] = g_strconcat (self->path, suffixes[i], NULL);
  temporary_folders[slot] = g_strdup (self->folder);
  return TRUE;
}

static gboolean
begin_import (HtInput *self, GError **error)
{
  if (!make_temporary_folder (self, error))
    return FALSE;
  self->writer = ht_recording_writer_create (self->path, error);
  if (self->writer == NULL)
    return FALSE;
  self->import = ht_import_new (self->writer);
  return TRUE;
}

static gboolean
open_imported (HtInput *self, GError **error)
{
  g_clear_pointer (&self->writer, ht_recording_writer_close);
  self->recording = ht_recording_open (self->path, error);
  return self->recording != NULL;
}

static HtInput *
open_folder (const char *path, GError **error)
{
  g_autoptr (HtInput) self = g_new0 (HtInput, 1);
  const char *const paths[] = { path, NULL };

  self->label = ht_input_label (path);
  self->kind = g_strdup ("folder");
  if (!begin_import (self, error) || !ht_import_paths (self->import, paths, NULL, error) ||
      !open_imported (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * ht_input_open_file:
 * @file: (transfer full): a file that was read already
 * @error: return location; the message names the input
 *
 * Opens a recording as it is and imports anything else into a temporary
 * recording, which only the user can read and which goes with the input.
 *
 * Returns: (transfer full): the input, or %NULL with @error set
 */
HtInput *
ht_input_open_file (HtCaptureFile *file, GError **error)
{
  g_autoptr (HtCaptureFile) owned = file;
  g_autoptr (HtInput) self = g_new0 (HtInput, 1);

  self->label = ht_input_label (file->path);
  self->kind = g_strdup (ht_format_id (file->format));
  if (file->format == HT_FORMAT_RECORDING)
    {
      self->recording = ht_recording_open (file->path, error);
      if (self->recording == NULL)
        return NULL;
    }
  else if (!begin_import (self, error) ||
           !ht_import_file (self->import, g_steal_pointer (&owned), NULL, error) ||
           !open_imported (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

static HtCaptureFile *
fetch (const char *url, const HtAuthOptions *auth, GError **error)
{
  g_autoptr (HtCredentials) credentials = ht_auth_options_make_credentials (auth, error);

  return credentials != NULL ? ht_fetch_once (url, credentials, NULL, error) : NULL;
}

/**
 * ht_input_read_file:
 * @path: a file, the URL of a capture, "-" for standard input
 * @auth: what to send to a URL
 * @error: return location; the message names the input
 *
 * Returns: (transfer full): the file, or %NULL with @error set
 */
HtCaptureFile *
ht_input_read_file (const char *path, const HtAuthOptions *auth, GError **error)
{
  HtCaptureFile *file = ht_is_capture_url (path) ? fetch (path, auth, error)
                                                 : ht_capture_file_read (path, NULL, error);
  g_autofree char *label = NULL;

  if (file != NULL)
    return file;
  label = ht_input_label (path);
  g_prefix_error (error, "%s: ", label);
  return NULL;
}

/**
 * ht_input_open:
 * @path: a recording, any file or folder that can be imported, the URL of a capture, "-" for
 *   standard input
 * @auth: what to send to a URL
 * @error: return location; the message names the input
 *
 * Opens what a command works on, see [func@Input.open_file].
 *
 * Returns: (transfer full): the input, or %NULL with @error set
 */
HtInput *
ht_input_open (const char *path, const HtAuthOptions *auth, GError **error)
{
  HtCaptureFile *file;

  if (strcmp (path, "-") != 0 && g_file_test (path, G_FILE_TEST_IS_DIR))
    return open_folder (path, error);
  file = ht_input_read_file (path, auth, error);
  return file != NULL ? ht_input_open_file (file, error) : NULL;
}

/* Folders are told apart by the name that the user gave, as the program is mostly the same. */
static gboolean
import_one (HtInput *self, const char *path, GError **error)
{
  const char *const paths[] = { path, NULL };
  g_autofree char *label = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    label = ht_input_label (path);
  ht_import_set_target (self->import, label);
  return ht_import_paths (self->import, paths, NULL, error);
}

/**
 * ht_input_open_many:
 * @paths: (array zero-terminated=1): what [func@Input.open] takes, one at least
 * @auth: what to send to a URL
 * @error: return location; the message names the input
 *
 * Opens what a command works on. Several inputs become one temporary recording: each folder is
 * a target of its own, and each one of a recording; files go where `import` puts them.
 *
 * Returns: (transfer full): the input, or %NULL with @error set
 */
HtInput *
ht_input_open_many (const char *const *paths, const HtAuthOptions *auth, GError **error)
{
  g_autoptr (HtInput) self = NULL;
  g_autoptr (HtCredentials) credentials = NULL;

  if (paths[1] == NULL)
    return ht_input_open (paths[0], auth, error);
  credentials = ht_auth_options_make_credentials (auth, error);
  if (credentials == NULL)
    return NULL;
  self = g_new0 (HtInput, 1);
  self->label = ht_input_label (paths[0]);
  self->kind = g_strdup ("recording");
  if (!begin_import (self, error))
    return NULL;
  ht_import_set_credentials (self->import, credentials);
  for (gsize i = 0; paths[i] != NULL; i++)
    if (!import_one (self, paths[i], error))
      return NULL;
  return open_imported (self, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * ht_input_close:
 * @input: (transfer full) (nullable): the input
 *
 * Closes an input and removes what was temporary of it.
 */
void
ht_input_close (HtInput *input)
{
  if (input == NULL)
    return;
  g_clear_pointer (&input->recording, ht_recording_close);
  g_clear_pointer (&input->import, ht_import_free);
  g_clear_pointer (&input->writer, ht_recording_writer_close);
  if (input->folder != NULL)
    {
      remove_temporary (input->slot);
      for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
        g_clear_pointer (&temporary_files[input->slot][i], g_free);
      g_clear_pointer (&temporary_folders[input->slot], g_free);
    }
  g_free (input->folder);
  g_free (input->path);
  g_free (input->label);
  g_free (input->kind);
  g_free (input);
}

/**
 * ht_input_find_targets:
 * @input: the input
 * @name: (nullable): the name of a target, %NULL for all
 * @error: return location, in %HT_STORE_ERROR; the message names the input
 *
 * Returns: (transfer full) (element-type HtTarget): the targets in question, at least one
 */
GPtrArray *
ht_input_find_targets (HtInput *input, const char *name, GError **error)
{
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (input->recording, error);

  if (targets == NULL)
    return NULL;
  for (guint i = targets->len; name != NULL && i > 0; i--)
    if (strcmp (((HtTarget *) g_ptr_array_index (targets, i - 1))->name, name) != 0)
      g_ptr_array_remove_index (targets, i - 1);
  if (targets->len == 0)
    {
      if (name != NULL)
        g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND,
                     "%s: has no target “%s”; heaptrail-cli info lists its targets", input->label,
                     name);
      else
        g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_NOT_FOUND, "%s: is an empty recording",
                     input->label);
      return NULL;
    }
  return g_steal_pointer (&targets);
}

/**
 * ht_targets_get_range:
 * @targets: (element-type HtTarget): targets
 * @from_ns: (out): time of the first thing known of any, %HT_UNKNOWN if there is none
 * @to_ns: (out): time of the last
 */
void
ht_targets_get_range (const GPtrArray *targets, gint64 *from_ns, gint64 *to_ns)
{
  *from_ns = *to_ns = HT_UNKNOWN;
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);

      if (target->first_ns == HT_UNKNOWN)
        continue;
      if (*from_ns == HT_UNKNOWN || target->first_ns < *from_ns)
        *from_ns = target->first_ns;
      *to_ns = MAX (*to_ns, target->last_ns);
    }
}
