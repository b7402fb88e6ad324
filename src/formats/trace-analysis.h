/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "catalog.h"
#include "trace-input.h"
#include "trace-records.h"

G_BEGIN_DECLS

gboolean ht_trace_analyse (const HtTraceInput *input,
                           HtCatalog *catalog,
                           gint64 origin_unix_ns,
                           const HtTraceRecordSink *sink,
                           HtTraceFacts *facts,
                           GError **error);

G_END_DECLS
