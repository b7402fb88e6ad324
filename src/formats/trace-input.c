/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-input.h"

static gboolean
read_bytes_cb (guint64 offset, gpointer buffer, gsize length, gpointer user_data, GError **error)
{
  memcpy (buffer, (const guint8 *) g_bytes_get_data (user_data, NULL) + offset, length);
  return TRUE;
}

/**
 * ht_trace_input_init_bytes:
 * @input: (out caller-allocates): the input
 * @bytes: a whole trace; borrowed as long as the input is used
 *
 * Makes an input of what is in memory. It has no progress.
 */
void
ht_trace_input_init_bytes (HtTraceInput *input, GBytes *bytes)
{
  *input =
      (HtTraceInput){ .size = g_bytes_get_size (bytes), .read = read_bytes_cb, .user_data = bytes };
}
