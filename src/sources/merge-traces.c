/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Sources"

#include "merge-traces.h"

/* A trace on its way into another recording. */
typedef struct
{
  /* Owned */
  GError *failure;

  /* Borrowed */
  HtRecordingWriter *writer;
  HtCatalogMap *map;

  gint64 target;
  gint64 capture;
} Merge;

static gboolean
copy_span_cb (const HtTraceSpan *span, gpointer user_data)
{
  Merge *self = user_data;
  HtTraceSpan copy = *span;

  copy.node = ht_catalog_map_node (self->map, span->node);
  return ht_recording_writer_add_span (self->writer, self->target, self->capture, &copy,
                                       &self->failure);
}

static gboolean
copy_goroutine_cb (const HtTraceGoroutine *goroutine, gpointer user_data)
{
  Merge *self = user_data;
  HtTraceGoroutine copy = *goroutine;

  copy.node = ht_catalog_map_node (self->map, goroutine->node);
  copy.creator_node = ht_catalog_map_node (self->map, goroutine->creator_node);
  return ht_recording_writer_add_goroutine (self->writer, self->target, self->capture, &copy,
                                            &self->failure);
}

static gboolean
copy_groups (Merge *self, const GPtrArray *groups, GError **error)
{
  for (guint i = 0; i < groups->len; i++)
    if (!ht_recording_writer_add_group (self->writer, self->target, self->capture,
                                        g_ptr_array_index (groups, i), error))
      return FALSE;
  return TRUE;
}

/**
 * ht_merge_trace:
 * @writer: the recording that is added to
 * @recording: another
 * @trace: what @recording knows of a trace
 * @map: the way from the catalog of @recording to that of @writer
 * @target: id of the target in @writer
 * @capture: id of the copy of the trace's capture in @writer
 * @error: return location for an error
 *
 * Copies what a trace told, but for its series and cycles.
 *
 * Returns: whether it succeeded
 */
gboolean
ht_merge_trace (HtRecordingWriter *writer,
                HtRecording *recording,
                const HtTraceEntry *trace,
                HtCatalogMap *map,
                gint64 target,
                gint64 capture,
                GError **error)
{
  Merge merge = { .writer = writer, .map = map, .target = target, .capture = capture };
  g_autoptr (GPtrArray) groups = ht_recording_list_groups (recording, trace->capture, error);

  if (groups == NULL ||
      !ht_recording_writer_add_trace (writer, target, capture, &trace->facts, error) ||
      !ht_recording_read_all_spans (recording, trace->capture, copy_span_cb, &merge, error) ||
      (merge.failure == NULL &&
       !ht_recording_read_goroutines (recording, trace->capture, copy_goroutine_cb, &merge, error)))
    return FALSE;
  if (merge.failure != NULL)
    {
      g_propagate_error (error, merge.failure);
      return FALSE;
    }
  return copy_groups (&merge, groups, error);
}
