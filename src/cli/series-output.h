/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <stdio.h>

#include "json-writer.h"
#include "recording.h"

G_BEGIN_DECLS

gboolean
ht_series_write_csv (HtRecording *recording, const HtTarget *target, FILE *stream, GError **error);
gboolean ht_series_write_json (HtRecording *recording,
                               const HtTarget *target,
                               HtJsonWriter *json,
                               GError **error);

G_END_DECLS
