/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"
#include "record-sink.h"

G_BEGIN_DECLS

gboolean
ht_expvar_decode (const char *text, gsize length, const HtRecordSink *sink, GError **error);

G_END_DECLS
