/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>

#include "process-stats.h"
#include "record-checks.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  static const char *const names[] = { "memory.stat", "memory.max", "memory.current" };
  HtRecordSink sink = checking_sink (&size);
  const char *text = (const char *) data;
  gboolean done[3 + G_N_ELEMENTS (names)];
  GError *errors[G_N_ELEMENTS (done)] = { NULL };

  done[0] = ht_process_csv_decode (text, size, &sink, &errors[0]);
  done[1] = ht_proc_status_decode (text, size, &sink, &errors[1]);
  done[2] = ht_smaps_rollup_decode (text, size, &sink, &errors[2]);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    done[3 + i] = ht_cgroup_file_decode (names[i], text, size, &sink, &errors[3 + i]);
  for (gsize i = 0; i < G_N_ELEMENTS (done); i++)
    {
      g_assert_true (done[i] == (errors[i] == NULL));
      g_clear_error (&errors[i]);
    }
  return 0;
}
