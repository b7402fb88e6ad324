/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "pprof-page.h"

#include <stdint.h>

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  const char *text = (const char *) data;
  g_autoptr (GPtrArray) profiles = ht_pprof_page_list_profiles (text, size);
  g_autofree char *command_line = ht_pprof_page_read_command_line (text, size);

  for (guint i = 0; profiles != NULL && i < profiles->len; i++)
    {
      const HtPprofPageProfile *profile = g_ptr_array_index (profiles, i);

      g_assert_true (g_utf8_validate (profile->name, -1, NULL));
    }
  g_assert_true (command_line == NULL || g_utf8_validate (command_line, -1, NULL));
  ht_pprof_page_count_goroutines (text, size);
  return 0;
}
