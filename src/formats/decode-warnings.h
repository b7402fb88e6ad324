/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-sink.h"

G_BEGIN_DECLS

/**
 * HT_DECODE_WARNINGS_MAX:
 *
 * How many warnings one input may give; the rest is counted.
 */
#define HT_DECODE_WARNINGS_MAX 50

/**
 * HtDecodeWarnings:
 * @sink: who is told
 *
 * Warnings of one decoder about one input, so that a hostile input gives not a
 * warning per line. To be initialised with `{ .sink = sink }`.
 */
typedef struct
{
  const HtRecordSink *sink;
  /*< private >*/
  guint64 n;
  guint64 first_untold;
} HtDecodeWarnings;

void ht_decode_warnings_add (HtDecodeWarnings *warnings, guint64 offset, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void ht_decode_warnings_add_untold (HtDecodeWarnings *warnings, const HtDecodeWarnings *others);
void ht_decode_warnings_finish (HtDecodeWarnings *warnings);

G_END_DECLS
