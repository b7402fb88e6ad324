/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "known-growth-file.h"

/* What was read can be written, and is the same when it is read again. */
static void
check_again (const GPtrArray *known)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = ht_known_growth_file_encode (known);
  g_autoptr (HtKnownGrowthFile) again = ht_known_growth_file_decode (text, strlen (text), &error);

  g_assert_no_error (error);
  g_assert_cmpuint (again->problems->len, ==, 0);
  g_assert_cmpuint (again->known->len, ==, known->len);
  for (guint i = 0; i < known->len; i++)
    {
      const HtKnownGrowth *first = g_ptr_array_index (known, i);
      const HtKnownGrowth *second = g_ptr_array_index (again->known, i);

      g_assert_true (ht_known_growth_covers (second, first->chain));
      g_assert_true (isnan (first->rate) == isnan (second->rate));
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtKnownGrowthFile) file =
      ht_known_growth_file_decode ((const char *) data, size, &error);

  g_assert_true ((file == NULL) == (error != NULL));
  if (file == NULL)
    return 0;
  g_assert_cmpuint (file->known->len, <=, HT_KNOWN_GROWTH_MAX);
  for (guint i = 0; i < file->known->len; i++)
    {
      const HtKnownGrowth *known = g_ptr_array_index (file->known, i);

      g_assert_true (*known->chain != '\0' && *known->reason != '\0');
      g_assert_true (g_utf8_validate (known->chain, -1, NULL));
      g_assert_false (known->rate < 0 || isinf (known->rate));
    }
  check_again (file->known);
  return 0;
}
