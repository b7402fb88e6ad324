/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"
#include "record-sink.h"

G_BEGIN_DECLS

gboolean
ht_gctrace_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error);
gboolean ht_gctrace_parse_line (const char *line, gsize length, HtGcCycle *cycle);

G_END_DECLS
