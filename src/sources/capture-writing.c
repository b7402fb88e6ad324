/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "capture-writing.h"

#include "gunzip.h"
#include "gzip.h"

/**
 * ht_write_records:
 * @writer: the recording
 * @target: id of a target
 * @capture: id of the capture that told; may be 0 if there are no cycles
 * @records: what a decoder found
 * @error: return location
 *
 * Adds properties, points and cycles.
 *
 * Returns: whether all of them are added
 */
gboolean
ht_write_records (HtRecordingWriter *writer,
                  gint64 target,
                  gint64 capture,
                  const HtRecordBuffer *records,
                  GError **error)
{
  for (guint i = 0; i < records->properties->len; i++)
    {
      const HtProperty *property = &g_array_index (records->properties, HtProperty, i);

      if (!ht_recording_writer_set_property (writer, target, property->key, property->value, error))
        return FALSE;
    }
  for (guint i = 0; i < records->points->len; i++)
    if (!ht_recording_writer_add_point (writer, target,
                                        &g_array_index (records->points, HtPoint, i), error))
      return FALSE;
  for (guint i = 0; i < records->cycles->len; i++)
    if (!ht_recording_writer_add_gc_cycle (writer, target, capture,
                                           &g_array_index (records->cycles, HtGcCycle, i), error))
      return FALSE;
  return TRUE;
}

/**
 * ht_pack_attachment:
 * @bytes: a capture that is kept as it came
 *
 * Packs it for [method@RecordingWriter.add_attachment]. Takes a second for some 100 MB; may be
 * called by any thread.
 *
 * Returns: (transfer full) (nullable): it as a gzip file; %NULL if it is one
 */
GBytes *
ht_pack_attachment (GBytes *bytes)
{
  gsize length;
  const guint8 *content = g_bytes_get_data (bytes, &length);

  return ht_is_gzip (content, length) ? NULL : ht_gzip (bytes);
}

/**
 * ht_write_program:
 * @writer: the recording
 * @target: id of a target
 * @profile: a profile of it
 * @catalog: the profile's catalog
 * @error: return location
 *
 * Adds which program the target is, if the profile tells.
 *
 * Returns: whether nothing went wrong
 */
gboolean
ht_write_program (HtRecordingWriter *writer,
                  gint64 target,
                  const HtProfile *profile,
                  const HtCatalog *catalog,
                  GError **error)
{
  const HtMapping *mapping;
  const char *file, *build_id;

  if (profile->main_mapping == 0)
    return TRUE;
  mapping = ht_symbols_get_mapping (catalog->symbols, profile->main_mapping);
  file = ht_strings_get (catalog->strings, mapping->file);
  build_id = ht_strings_get (catalog->strings, mapping->build_id);
  if (*file != '\0' && !ht_recording_writer_set_property (writer, target, "program", file, error))
    return FALSE;
  return *build_id == '\0' ||
         ht_recording_writer_set_property (writer, target, "build_id", build_id, error);
}
