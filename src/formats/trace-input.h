/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "wire-reader.h"

G_BEGIN_DECLS

/**
 * HtTraceInput:
 * @size: bytes there are
 * @read: copies @length bytes at @offset, which are there, into @buffer; fails with an @error of
 * its own. Called on any thread, by one at a time
 * @progress: (nullable): told from time to time how many bytes are done; ends the reading by
 *   returning %FALSE with @error set
 * @user_data: handed to each
 * @n_threads: how many threads may work on it, that which calls among them; 0 for as many as there
 *   are processors
 *
 * A trace to read. It is read in pieces and some of them twice, so its size does not matter; who
 * has it in memory takes ht_trace_input_init_bytes().
 */
typedef struct
{
  guint64 size;
  gboolean (
      *read) (guint64 offset, gpointer buffer, gsize length, gpointer user_data, GError **error);
  gboolean (*progress) (guint64 n_bytes_done, gpointer user_data, GError **error);
  gpointer user_data;
  guint n_threads;
} HtTraceInput;

void ht_trace_input_init_bytes (HtTraceInput *input, GBytes *bytes);

/* A number of a trace: LEB128 of at most ten bytes that fits into 64 bits. Padding is allowed. */
static inline gboolean
ht_trace_read_number (HtWireReader *reader, guint64 *value)
{
  const guint8 *begin = reader->at;

  if (!ht_wire_read_varint (reader, value))
    return FALSE;
  if (reader->at - begin == 10 && reader->at[-1] > 1)
    return ht_wire_reader_fail (reader, "a number does not fit into 64 bits", FALSE);
  return TRUE;
}

G_END_DECLS
