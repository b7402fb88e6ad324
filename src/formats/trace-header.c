/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-header.h"

/* "go 1.N trace", filled up with NUL. */
static gboolean
is_header (const guint8 *bytes)
{
  static const char begin[] = "go 1.", end[] = " trace\0\0\0";
  gsize n_before = strlen (begin);
  gsize n_digits = bytes[n_before + 1] == ' ' ? 1 : 2;

  if (memcmp (bytes, begin, n_before) != 0)
    return FALSE;
  for (gsize i = 0; i < n_digits; i++)
    if (!g_ascii_isdigit (bytes[n_before + i]))
      return FALSE;
  return memcmp (bytes + n_before + n_digits, end, HT_TRACE_HEADER_BYTES - n_before - n_digits) ==
         0;
}

/**
 * ht_trace_read_header:
 * @input: what may be a trace
 * @minor: (out): number of the header: 22 for "go 1.22 trace"
 * @error: return location
 *
 * Reads which version of the format a trace has.
 *
 * Returns: %FALSE if it is no trace, or if the input failed
 */
gboolean
ht_trace_read_header (const HtTraceInput *input, guint *minor, GError **error)
{
  guint8 bytes[HT_TRACE_HEADER_BYTES];

  *minor = 0;
  if (input->size < HT_TRACE_HEADER_BYTES)
    {
      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_TRUNCATED,
                   "the header of the execution trace is cut off at byte %" G_GUINT64_FORMAT,
                   input->size);
      return FALSE;
    }
  if (!input->read (0, bytes, HT_TRACE_HEADER_BYTES, input->user_data, error))
    return FALSE;
  if (!is_header (bytes))
    {
      g_set_error (error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
                   "this is no execution trace: no header at byte 0");
      return FALSE;
    }
  *minor = (guint) g_ascii_strtoull ((const char *) bytes + strlen ("go 1."), NULL, 10);
  return TRUE;
}
