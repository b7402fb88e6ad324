/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "decode-warnings.h"
#include "record-sink.h"
#include "text-fields.h"

G_BEGIN_DECLS

gboolean ht_heap_text_stats_begin (const HtTextLine *line);
void
ht_heap_text_stats_read (HtTextLines *lines, const HtRecordSink *sink, HtDecodeWarnings *warnings);

G_END_DECLS
