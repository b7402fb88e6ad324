/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Cli"

#include "growth-file.h"

#include "output-file.h"

/* More points than that cannot be told apart on a page. */
#define MAX_BUCKETS 1000

/**
 * ht_growth_file_write:
 * @document: what is told; it gets what its pictures need
 * @format: in which format
 * @recording: the recording that it is of
 * @target: id of the process
 * @path: where to write to; "-" for standard output
 * @error: return location, in %HT_STORE_ERROR, %G_FILE_ERROR or %G_IO_ERROR
 *
 * Writes what grows to a file.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_growth_file_write (HtGrowthDocument *document,
                      HtGrowthFormat format,
                      HtRecording *recording,
                      gint64 target,
                      const char *path,
                      GError **error)
{
  g_autoptr (HtOutputFile) file = NULL;
  g_autoptr (GBytes) bytes = NULL;

  document->data = ht_target_data_load (recording, target, MAX_BUCKETS, error);
  if (document->data == NULL)
    return FALSE;
  bytes = ht_growth_document_encode (document, format, error);
  file = bytes != NULL ? ht_output_file_new (path, error) : NULL;
  if (file == NULL)
    return FALSE;
  fwrite (g_bytes_get_data (bytes, NULL), 1, g_bytes_get_size (bytes), file->stream);
  return ht_output_file_finish (g_steal_pointer (&file), error);
}
