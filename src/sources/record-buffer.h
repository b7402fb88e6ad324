/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "record-sink.h"

G_BEGIN_DECLS

/**
 * HtDecodeWarning:
 * @offset: byte offset in the unpacked input
 * @message: what could not be read
 */
typedef struct
{
  guint64 offset;
  const char *message;
} HtDecodeWarning;

/**
 * HtProperty:
 * @key: see #HtRecordSink
 * @value: its value
 */
typedef struct
{
  const char *key;
  const char *value;
} HtProperty;

/**
 * HtRecordBuffer:
 * @points: (element-type HtPoint): values of series
 * @cycles: (element-type HtGcCycle): garbage collections
 * @properties: (element-type HtProperty): what was said of the process
 * @warnings: (element-type HtDecodeWarning): the first of what could not be read
 * @n_dropped_warnings: how many more there were
 * @n_dropped_records: how many points and cycles were more than one input may bring
 *
 * What a decoder of statistics found in one input. It is kept here until the
 * whole input was read: of one that turns out to be damaged nothing gets
 * into the recording.
 */
typedef struct
{
  /* Owned; all strings of the others are in @strings */
  GStringChunk *strings;
  GArray *points;
  GArray *cycles;
  GArray *properties;
  GArray *warnings;
  guint64 n_dropped_warnings;
  guint64 n_dropped_records;
} HtRecordBuffer;

HtRecordBuffer *ht_record_buffer_new (void);
void ht_record_buffer_free (HtRecordBuffer *buffer);
HtRecordSink ht_record_buffer_get_sink (HtRecordBuffer *buffer);
const char *ht_record_buffer_get_property (const HtRecordBuffer *buffer, const char *key);
gboolean ht_record_buffer_has_mem_stats (const HtRecordBuffer *buffer);
gint64 ht_record_buffer_get_first_time (const HtRecordBuffer *buffer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtRecordBuffer, ht_record_buffer_free)

G_END_DECLS
