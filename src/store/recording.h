/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "recording-types.h"
#include "store-error.h"

G_BEGIN_DECLS

/**
 * HtRecording:
 *
 * A recording, open for reading.
 *
 * Opening reads the header only; each query reads what it returns. The catalog
 * is read at the first call that needs it and then kept. One thread at a time;
 * several recordings may be open on one file, also while somebody writes to it.
 */
typedef struct _HtRecording HtRecording;

HtRecording *ht_recording_open (const char *path, GError **error);
void ht_recording_close (HtRecording *recording);
gboolean ht_recording_check (HtRecording *recording, GError **error);
const char *ht_recording_get_path (HtRecording *recording);
GPtrArray *ht_recording_list_targets (HtRecording *recording, GError **error);
GHashTable *ht_recording_get_properties (HtRecording *recording, gint64 target, GError **error);
GPtrArray *ht_recording_list_marks (HtRecording *recording, gint64 target, GError **error);
GPtrArray *ht_recording_list_notes (HtRecording *recording, gint64 target, GError **error);
GPtrArray *ht_recording_list_old_notes (HtRecording *recording, gint64 target, GError **error);
GPtrArray *ht_recording_list_known_growth (HtRecording *recording, gint64 target, GError **error);
GPtrArray *
ht_recording_list_old_known_growth (HtRecording *recording, gint64 target, GError **error);
GPtrArray *ht_recording_list_captures (HtRecording *recording, gint64 target, GError **error);
gboolean ht_recording_count_captures (HtRecording *recording,
                                      HtCaptureKind kind,
                                      gint64 *count,
                                      GError **error);
GPtrArray *ht_recording_list_attachments (HtRecording *recording, gint64 target, GError **error);
GBytes *ht_recording_load_attachment (HtRecording *recording, gint64 capture, GError **error);
GPtrArray *ht_recording_list_profiles (HtRecording *recording, gint64 target, GError **error);
HtProfileEntry *ht_recording_find_profile (HtRecording *recording,
                                           gint64 target,
                                           const char *type,
                                           gint64 at_ns,
                                           GError **error);
gboolean
ht_recording_count_profiles (HtRecording *recording, gint64 target, gint64 *count, GError **error);
const HtCatalog *ht_recording_get_catalog (HtRecording *recording, GError **error);
HtProfile *ht_recording_load_profile (HtRecording *recording, gint64 profile, GError **error);
GPtrArray *ht_recording_list_series (HtRecording *recording, gint64 target, GError **error);
GPtrArray *ht_recording_list_series_with_prefix (HtRecording *recording,
                                                 gint64 target,
                                                 const char *prefix,
                                                 GError **error);
gboolean ht_recording_find_series (HtRecording *recording,
                                   gint64 target,
                                   const char *name,
                                   HtSeriesEntry **entry,
                                   GError **error);
GArray *ht_recording_read_series (HtRecording *recording,
                                  gint64 series,
                                  gint64 from_ns,
                                  gint64 to_ns,
                                  guint max_buckets,
                                  GError **error);
GPtrArray *ht_recording_read_many_series (HtRecording *recording,
                                          const GPtrArray *entries,
                                          gint64 from_ns,
                                          gint64 to_ns,
                                          guint max_buckets,
                                          GError **error);
GArray *ht_recording_sum_many_series (HtRecording *recording,
                                      const GPtrArray *entries,
                                      gint64 from_ns,
                                      gint64 to_ns,
                                      GError **error);
GPtrArray *ht_recording_list_traces (HtRecording *recording, gint64 target, GError **error);
HtTraceSpans *ht_recording_read_spans (HtRecording *recording,
                                       gint64 target,
                                       guint kinds,
                                       const char *function,
                                       gint64 from_ns,
                                       gint64 to_ns,
                                       guint max_spans,
                                       GError **error);
gboolean ht_recording_read_all_spans (HtRecording *recording,
                                      gint64 capture,
                                      HtTraceSpanFunc func,
                                      gpointer user_data,
                                      GError **error);
gboolean ht_recording_read_goroutines (HtRecording *recording,
                                       gint64 capture,
                                       HtTraceGoroutineFunc func,
                                       gpointer user_data,
                                       GError **error);
GPtrArray *ht_recording_list_groups (HtRecording *recording, gint64 capture, GError **error);
GArray *ht_recording_read_gc_cycles (HtRecording *recording, gint64 target, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtRecording, ht_recording_close)

G_END_DECLS
