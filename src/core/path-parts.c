/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "path-parts.h"

#include <string.h>

/**
 * ht_count_common_parts:
 * @a: a path
 * @b: another one, which may begin elsewhere: a compiler writes where a file was, or to what
 *   module it belongs
 *
 * Returns: how many parts at the ends of the two are the same
 */
guint
ht_count_common_parts (const char *a, const char *b)
{
  gsize i = strlen (a);
  gsize j = strlen (b);
  guint n = 0;

  while (i > 0 && j > 0 && a[i - 1] == b[j - 1])
    {
      i--;
      j--;
      n += a[i] == '/';
    }
  return n + ((i == 0 && (j == 0 || b[j - 1] == '/')) || (j == 0 && a[i - 1] == '/'));
}
