/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "output-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "safe-text.h"

static void
fail_errno (const char *path, GError **error)
{
  int code = errno;
  g_autofree char *label =
      strcmp (path, "-") == 0 ? g_strdup ("standard output") : ht_safe_text_to_utf8 (path, -1);

  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (code), "%s: %s", label,
               g_strerror (code));
}

/* A new file lies beside the old one, because only there it can take its place. */
static gboolean
open_beside (HtOutputFile *self, mode_t mode, GError **error)
{
  int fd;

  self->temporary = g_strconcat (self->path, ".XXXXXX", NULL);
  fd = g_mkstemp_full (self->temporary, O_WRONLY | O_CLOEXEC, (int) mode);
  if (fd < 0)
    {
      fail_errno (self->path, error);
      g_clear_pointer (&self->temporary, g_free);
      return FALSE;
    }
  self->stream = fdopen (fd, "w");
  return TRUE;
}

/**
 * ht_output_file_new:
 * @path: name of the file; "-" for standard output
 * @error: return location, in %G_FILE_ERROR; the message names the file
 *
 * Returns: (transfer full): the file, or %NULL with @error set
 */
HtOutputFile *
ht_output_file_new (const char *path, GError **error)
{
  g_autoptr (HtOutputFile) self = g_new0 (HtOutputFile, 1);
  struct stat status;
  gboolean exists = stat (path, &status) == 0;

  self->path = g_strdup (path);
  if (strcmp (path, "-") == 0)
    self->stream = stdout;
  else if (exists && !S_ISREG (status.st_mode))
    {
      self->stream = g_fopen (path, "we");
      if (self->stream == NULL)
        fail_errno (path, error);
    }
  else
    open_beside (self, exists ? status.st_mode & 0777 : 0666, error);
  return self->stream != NULL ? g_steal_pointer (&self) : NULL;
}

/**
 * ht_output_file_finish:
 * @output: (transfer full): the file
 * @error: return location, in %G_FILE_ERROR; the message names the file
 *
 * Closes the file and gives it its name.
 *
 * Returns: whether all of it was written
 */
gboolean
ht_output_file_finish (HtOutputFile *output, GError **error)
{
  g_autoptr (HtOutputFile) self = output;
  gboolean done = fflush (self->stream) == 0 && !ferror (self->stream);

  if (self->stream != stdout)
    done = fclose (self->stream) == 0 && done;
  self->stream = NULL;
  if (done && self->temporary != NULL)
    done = g_rename (self->temporary, self->path) == 0;
  if (!done)
    {
      fail_errno (self->path, error);
      return FALSE;
    }
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

/**
 * ht_output_file_abandon:
 * @output: (transfer full) (nullable): the file
 *
 * Gives up: what was written of a new file is removed.
 */
void
ht_output_file_abandon (HtOutputFile *output)
{
  if (output == NULL)
    return;
  if (output->stream != NULL && output->stream != stdout)
    fclose (output->stream);
  if (output->temporary != NULL)
    unlink (output->temporary);
  g_free (output->temporary);
  g_free (output->path);
  g_free (output);
}
