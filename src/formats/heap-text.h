/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"
#include "profile.h"
#include "record-sink.h"

G_BEGIN_DECLS

HtProfile *ht_heap_text_decode (const char *text,
                                gsize length,
                                HtCatalog *catalog,
                                const HtRecordSink *sink,
                                GError **error);

G_END_DECLS
