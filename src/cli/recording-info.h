/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "import.h"
#include "json-writer.h"
#include "recording.h"

G_BEGIN_DECLS

/**
 * HtRecordingInfo:
 *
 * What a recording holds, counted.
 */
typedef struct _HtRecordingInfo HtRecordingInfo;

HtRecordingInfo *ht_recording_info_new (HtRecording *recording, GError **error);
void ht_recording_info_free (HtRecordingInfo *info);
void ht_recording_info_write_json (const HtRecordingInfo *info,
                                   const char *kind,
                                   const HtImport *import,
                                   HtJsonWriter *json);
void ht_recording_info_print (const HtRecordingInfo *info,
                              const char *label,
                              const char *kind,
                              const HtImport *import);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtRecordingInfo, ht_recording_info_free)

G_END_DECLS
