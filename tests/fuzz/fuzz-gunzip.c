/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "gunzip-stream.h"

#include <stdint.h>

#define STEP 61

static gboolean
append_cb (const guint8 *bytes, gsize length, gpointer user_data, GError **error)
{
  g_byte_array_append (user_data, bytes, (guint) length);
  return TRUE;
}

/* What is unpacked in one is what is unpacked in pieces. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) packed = g_bytes_new (data, size);
  g_autoptr (GBytes) raw = ht_gunzip (packed, NULL);
  g_autoptr (GByteArray) unpacked = g_byte_array_new ();
  g_autoptr (HtGunzipStream) stream = ht_gunzip_stream_new (append_cb, unpacked);
  gboolean done = TRUE;
  guint8 head[16];
  gsize n_head = ht_gunzip_head (data, size, head, sizeof head);

  for (size_t at = 0; done && at < size; at += STEP)
    done = ht_gunzip_stream_push (stream, data + at, MIN (STEP, size - at), NULL);
  if (raw == NULL)
    return 0;
  g_assert_true (done && ht_gunzip_stream_end (stream, NULL));
  g_assert_cmpmem (unpacked->data, unpacked->len, g_bytes_get_data (raw, NULL),
                   g_bytes_get_size (raw));
  g_assert_cmpmem (head, n_head, unpacked->data, MIN (sizeof head, n_head));
  return 0;
}
