/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "log-lines.h"

/* Reads every byte that a line says it has. */
static guint
sum_bytes (const char *text, gsize length)
{
  guint sum = 0;

  for (gsize i = 0; i < length; i++)
    sum += (guchar) text[i];
  return sum;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (HtLogLines) lines = ht_log_lines_new ((const char *) data, size);
  HtLogLine line;
  volatile guint sum = 0;

  while (ht_log_lines_next (lines, &line))
    {
      g_assert_cmpuint (line.length, <=, HT_LOG_LINE_MAX);
      g_assert_cmpuint (line.offset, <, size);
      sum += sum_bytes (line.text, line.length);
      if (line.origin != NULL)
        sum += sum_bytes (line.origin, line.origin_length);
    }
  return 0;
}
