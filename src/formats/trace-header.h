/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "format-error.h"
#include "trace-input.h"

G_BEGIN_DECLS

#define HT_TRACE_HEADER_BYTES 16

/* The first one of wire format v2. */
#define HT_TRACE_FIRST_V2 22

gboolean ht_trace_read_header (const HtTraceInput *input, guint *minor, GError **error);

G_END_DECLS
