/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <stdint.h>
#include <string.h>

#include "listed-targets.h"

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtListedTargets) list = ht_listed_targets_decode ((const char *) data, size, &error);
  guint64 last_line = 0;

  g_assert_true ((list == NULL) == (error != NULL));
  if (list == NULL)
    return 0;
  g_assert_cmpuint (list->targets->len, <=, HT_LISTED_TARGETS_MAX);
  for (guint i = 0; i < list->targets->len; i++)
    {
      const HtListedTarget *target = g_ptr_array_index (list->targets, i);

      g_assert_true (*target->url != '\0');
      g_assert_null (strpbrk (target->url, " \t\r\n"));
      g_assert_cmpuint (target->line, >=, last_line);
      g_assert_cmpuint (target->line, <=, size + 1);
      last_line = target->line;
    }
  for (guint i = 0; i < list->problems->len; i++)
    {
      const HtListProblem *problem = g_ptr_array_index (list->problems, i);

      g_assert_cmpuint (problem->line, >=, 1);
      g_assert_nonnull (problem->reason);
    }
  return 0;
}
