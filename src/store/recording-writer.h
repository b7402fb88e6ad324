/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording-types.h"
#include "retention.h"
#include "store-error.h"

G_BEGIN_DECLS

/**
 * HtRecordingWriter:
 *
 * A recording, open for appending. There is one writer at a time; readers may
 * read meanwhile and see what was committed.
 *
 * What is added is in a transaction that [method@RecordingWriter.commit] ends;
 * closing without commit drops it. One thread at a time.
 */
typedef struct _HtRecordingWriter HtRecordingWriter;

HtRecordingWriter *ht_recording_writer_create (const char *path, GError **error);
HtRecordingWriter *ht_recording_writer_open (const char *path, GError **error);
void ht_recording_writer_close (HtRecordingWriter *writer);
gboolean ht_recording_writer_commit (HtRecordingWriter *writer, GError **error);
guint ht_recording_writer_get_n_lost (const HtRecordingWriter *writer);
HtCatalog *ht_recording_writer_get_catalog (HtRecordingWriter *writer, GError **error);
gint64 ht_recording_writer_add_target (HtRecordingWriter *writer, const char *name, GError **error);
gboolean ht_recording_writer_set_property (HtRecordingWriter *writer,
                                           gint64 target,
                                           const char *key,
                                           const char *value,
                                           GError **error);
gint64
ht_recording_writer_write_note (HtRecordingWriter *writer, const HtNote *note, GError **error);
gboolean ht_recording_writer_remove_note (HtRecordingWriter *writer,
                                          gint64 note,
                                          gint64 now_ns,
                                          GError **error);
gint64 ht_recording_writer_add_known_growth (HtRecordingWriter *writer,
                                             const HtKnownGrowth *known,
                                             GError **error);
gboolean ht_recording_writer_end_known_growth (HtRecordingWriter *writer,
                                               gint64 known,
                                               gint64 now_ns,
                                               GError **error);
gint64 ht_recording_writer_add_mark (HtRecordingWriter *writer, const HtMark *mark, GError **error);
gint64 ht_recording_writer_add_capture (HtRecordingWriter *writer,
                                        const HtCapture *capture,
                                        GError **error);
gboolean ht_recording_writer_add_attachment (HtRecordingWriter *writer,
                                             gint64 capture,
                                             GBytes *bytes,
                                             GBytes *packed,
                                             GError **error);
gint64 ht_recording_writer_add_profile (HtRecordingWriter *writer,
                                        gint64 target,
                                        gint64 capture,
                                        const HtProfile *profile,
                                        GError **error);
gboolean ht_recording_writer_add_point (HtRecordingWriter *writer,
                                        gint64 target,
                                        const HtPoint *point,
                                        GError **error);
gint64 ht_recording_writer_find_series (HtRecordingWriter *writer,
                                        gint64 target,
                                        const HtPoint *like,
                                        GError **error);
gboolean ht_recording_writer_add_points (HtRecordingWriter *writer,
                                         gint64 target,
                                         gint64 series,
                                         const HtSeriesPoint *points,
                                         gsize n_points,
                                         GError **error);
gboolean ht_recording_writer_add_gc_cycle (HtRecordingWriter *writer,
                                           gint64 target,
                                           gint64 capture,
                                           const HtGcCycle *cycle,
                                           GError **error);
gboolean ht_recording_writer_find_trace (HtRecordingWriter *writer,
                                         gint64 target,
                                         gint64 begin_ns,
                                         gint64 n_bytes,
                                         gint64 *capture,
                                         gboolean *is_kept,
                                         GError **error);
gboolean ht_recording_writer_add_trace (HtRecordingWriter *writer,
                                        gint64 target,
                                        gint64 capture,
                                        const HtTraceFacts *facts,
                                        GError **error);
gboolean ht_recording_writer_add_span (HtRecordingWriter *writer,
                                       gint64 target,
                                       gint64 capture,
                                       const HtTraceSpan *span,
                                       GError **error);
gboolean ht_recording_writer_add_goroutine (HtRecordingWriter *writer,
                                            gint64 target,
                                            gint64 capture,
                                            const HtTraceGoroutine *goroutine,
                                            GError **error);
gboolean ht_recording_writer_add_group (HtRecordingWriter *writer,
                                        gint64 target,
                                        gint64 capture,
                                        const HtTraceGroup *group,
                                        GError **error);
gboolean ht_recording_writer_prune (HtRecordingWriter *writer,
                                    gint64 target,
                                    const HtRetention *retention,
                                    gint64 now_ns,
                                    gboolean *has_more,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtRecordingWriter, ht_recording_writer_close)

G_END_DECLS
