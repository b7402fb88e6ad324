/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "sorted-array.h"

static gint64
nth (const GArray *array, gsize offset, guint i)
{
  gsize size = g_array_get_element_size ((GArray *) array);

  return *(const gint64 *) (gconstpointer) (array->data + i * size + offset);
}

/**
 * ht_sorted_count_before:
 * @array: elements that are sorted by a #gint64 member, such as a time
 * @offset: where that member is, as by G_STRUCT_OFFSET(); 0 for an array of #gint64
 * @value: a value
 *
 * Returns: how many elements are below @value, which is the index of the first that is not; takes
 *   time that grows with the logarithm of their number
 */
guint
ht_sorted_count_before (const GArray *array, gsize offset, gint64 value)
{
  guint low = 0;
  guint high = array->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (nth (array, offset, middle) < value)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/**
 * ht_sorted_count_until:
 * @array: elements that are sorted by a #gint64 member, such as a time
 * @offset: where that member is, as by G_STRUCT_OFFSET(); 0 for an array of #gint64
 * @value: a value
 *
 * Returns: how many elements are @value or below, which is the index of the first above it
 */
guint
ht_sorted_count_until (const GArray *array, gsize offset, gint64 value)
{
  return value == G_MAXINT64 ? array->len : ht_sorted_count_before (array, offset, value + 1);
}
