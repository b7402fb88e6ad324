/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "capture-file.h"
#include "profile.h"
#include "record-buffer.h"

G_BEGIN_DECLS

/**
 * HtDecodedCapture:
 * @profile: (nullable): the profile, if the file is one
 * @records: all else that it tells
 * @time_ns: when it was taken, ns since 1970; %HT_UNKNOWN if nothing tells
 *
 * A capture in the terms of a catalog.
 */
typedef struct
{
  HtProfile *profile;
  HtRecordBuffer *records;
  gint64 time_ns;
} HtDecodedCapture;

HtDecodedCapture *ht_decode_capture (const HtCaptureFile *file, HtCatalog *catalog, GError **error);
void ht_decoded_capture_free (HtDecodedCapture *capture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtDecodedCapture, ht_decoded_capture_free)

G_END_DECLS
