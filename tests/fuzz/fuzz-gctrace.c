/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "gctrace.h"
#include "record-checks.h"

/* What others rely on: sums of these never overflow. */
static void
check_gctrace_cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  check_cycle_cb (cycle, user_data);
  g_assert_cmpint (cycle->start_ns, >=, 0);
  g_assert_cmpint (cycle->end_ns - cycle->start_ns, ==, cycle->mark_ns + cycle->pause_ns);
  if (cycle->wall_offset_ns != HT_UNKNOWN)
    g_assert_cmpint (cycle->wall_offset_ns, <, G_MAXINT64 - cycle->end_ns);
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  HtRecordSink sink = checking_sink (&size);
  g_autoptr (GError) error = NULL;
  gboolean done;

  sink.gc_cycle = check_gctrace_cycle_cb;
  done = ht_gctrace_decode ((const char *) data, size, &sink, &error);
  g_assert_true (done == (error == NULL));
  return 0;
}
