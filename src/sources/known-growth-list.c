/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "known-growth-list.h"

#include <glib/gstdio.h>

#include "source-error.h"

/* A line for each of 10,000 chains is less than 2 MiB. */
#define MAX_FILE_BYTES (16 << 20)

/**
 * ht_known_growth_read:
 * @path: a file, see ht_known_growth_file_decode()
 * @error: return location
 *
 * Returns: (transfer full) (nullable): what growth the file calls known, and its lines that make no
 *   sense; %NULL where it cannot be read, with the file named in @error
 */
HtKnownGrowthFile *
ht_known_growth_read (const char *path, GError **error)
{
  g_autofree char *text = NULL;
  HtKnownGrowthFile *file;
  GStatBuf facts;
  gsize length;

  if (g_stat (path, &facts) == 0 && facts.st_size > MAX_FILE_BYTES)
    {
      g_set_error (error, HT_SOURCE_ERROR, HT_SOURCE_ERROR_TOO_LARGE,
                   "%s: a list of known growth has 16 MiB at most", path);
      return NULL;
    }
  if (!g_file_get_contents (path, &text, &length, error))
    return NULL;
  file = ht_known_growth_file_decode (text, length, error);
  if (file == NULL)
    g_prefix_error (error, "%s: ", path);
  return file;
}

/**
 * ht_known_growth_write:
 * @writer: a recording
 * @current: (element-type HtKnownGrowth): what it has so far
 * @known: what is known, of one of its targets
 * @now_ns: the time, ns since 1970
 * @error: return location, in %HT_STORE_ERROR
 *
 * Sets growth aside from now on. What was said of the same chain before ends.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_known_growth_write (HtRecordingWriter *writer,
                       const GPtrArray *current,
                       const HtKnownGrowth *known,
                       gint64 now_ns,
                       GError **error)
{
  HtKnownGrowth added = *known;

  for (guint i = 0; i < current->len; i++)
    {
      const HtKnownGrowth *one = g_ptr_array_index (current, i);

      if (one->target == known->target && g_str_equal (one->chain, known->chain) &&
          !ht_recording_writer_end_known_growth (writer, one->id, now_ns, error))
        return FALSE;
    }
  added.since_ns = now_ns;
  return ht_recording_writer_add_known_growth (writer, &added, error) >= 0;
}
