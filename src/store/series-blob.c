/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "series-blob.h"

#include <math.h>

#include "blob-numbers.h"

/* How a column of doubles is written. */
typedef enum
{
  ENCODING_INTEGERS = 0, /* each as the difference from the one before */
  ENCODING_BITS = 1, /* each XORed with the one before, then by planes: first all lowest bytes */
} Encoding;

#define MAX_EXACT_INTEGER 9007199254740992.0 /* 2^53 */

/* Block contents are columns of structs. */
#define COLUMN(array, i, stride) ((gconstpointer) ((const guint8 *) (array) + (i) * (stride)))

static inline gboolean
is_exact_integer (double value)
{
  return value >= -MAX_EXACT_INTEGER && value <= MAX_EXACT_INTEGER &&
         value == (double) (gint64) value && !(value == 0 && signbit (value));
}

static inline double
double_at (gconstpointer first, guint i, gsize stride)
{
  double value;

  memcpy (&value, COLUMN (first, i, stride), sizeof value);
  return value;
}

static inline guint64
bits_of (double value)
{
  guint64 bits;

  memcpy (&bits, &value, sizeof bits);
  return bits;
}

static void
write_bits (gconstpointer first, guint n, gsize stride, GByteArray *out)
{
  guint start = out->len;
  guint64 previous = 0;

  g_byte_array_set_size (out, start + n * 8);
  for (guint i = 0; i < n; i++)
    {
      guint64 bits = bits_of (double_at (first, i, stride));
      guint64 step = bits ^ previous;

      for (guint plane = 0; plane < 8; plane++)
        out->data[start + plane * n + i] = (guint8) (step >> (8 * plane));
      previous = bits;
    }
}

static void
write_doubles (gconstpointer first, guint n, gsize stride, GByteArray *out)
{
  Encoding encoding = ENCODING_INTEGERS;
  gint64 previous = 0;

  for (guint i = 0; i < n && encoding == ENCODING_INTEGERS; i++)
    if (!is_exact_integer (double_at (first, i, stride)))
      encoding = ENCODING_BITS;

  ht_write_unsigned (out, encoding);
  if (encoding == ENCODING_BITS)
    {
      write_bits (first, n, stride, out);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      gint64 value = (gint64) double_at (first, i, stride);

      ht_write_signed (out, value - previous);
      previous = value;
    }
}

static gboolean
read_bits (HtNumberReader *reader, gpointer first, guint n, gsize stride)
{
  const guint8 *planes = reader->at;
  guint64 bits = 0;

  if (ht_number_reader_left (reader) / 8 < n)
    return FALSE;
  reader->at += (gsize) n * 8;
  for (guint i = 0; i < n; i++)
    {
      guint64 step = 0;

      for (guint plane = 0; plane < 8; plane++)
        step |= (guint64) planes[(gsize) plane * n + i] << (8 * plane);
      bits ^= step;
      memcpy ((guint8 *) first + i * stride, &bits, sizeof bits);
    }
  return TRUE;
}

static gboolean
read_doubles (HtNumberReader *reader, gpointer first, guint n, gsize stride)
{
  guint64 encoding;
  gint64 value = 0;

  if (!ht_read_unsigned (reader, &encoding))
    return FALSE;
  if (encoding == ENCODING_BITS)
    return read_bits (reader, first, n, stride);
  if (encoding != ENCODING_INTEGERS)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      double number;
      gint64 step;

      if (!ht_read_signed (reader, &step))
        return FALSE;
      value = ht_wrapping_sum (value, step);
      number = (double) value;
      memcpy ((guint8 *) first + i * stride, &number, sizeof number);
    }
  return TRUE;
}

static gboolean
fail (const HtNumberReader *reader, gconstpointer start, GError **error)
{
  g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_CORRUPT,
               "nonsense at byte %" G_GSIZE_FORMAT " of a series block",
               (gsize) (reader->at - (const guint8 *) start));
  return FALSE;
}

/**
 * ht_series_points_encode:
 * @points: (array length=n_points): points in the order of time
 * @n_points: how many, 1 … %HT_SERIES_BLOCK_MAX
 * @out: where to append
 *
 * Writes a block of points: their number, the times as differences of differences (a
 * steady rhythm is all zeros), then the values.
 */
void
ht_series_points_encode (const HtSeriesPoint *points, guint n_points, GByteArray *out)
{
  gint64 previous = 0;
  gint64 previous_step = 0;

  ht_write_unsigned (out, n_points);
  for (guint i = 0; i < n_points; i++)
    {
      gint64 step = ht_difference (points[i].time_ns, previous);

      ht_write_signed (out, ht_difference (step, previous_step));
      previous = points[i].time_ns;
      /* The first step leads from 1970: nothing to learn from. */
      previous_step = i > 0 ? step : 0;
    }
  write_doubles (&points->value, n_points, sizeof *points, out);
}

static gboolean
read_times (HtNumberReader *reader, HtSeriesPoint *points, guint n_points)
{
  gint64 time_ns = 0;
  gint64 step = 0;

  for (guint i = 0; i < n_points; i++)
    {
      gint64 change;

      if (!ht_read_signed (reader, &change))
        return FALSE;
      step = ht_wrapping_sum (step, change);
      if (i > 0 && step <= 0)
        return FALSE;
      if (__builtin_add_overflow (time_ns, step, &time_ns))
        return FALSE;
      if (i == 0)
        step = 0;
      points[i].time_ns = time_ns;
    }
  return TRUE;
}

/**
 * ht_series_points_decode:
 * @bytes: (array length=length): an unpacked block
 * @length: its length
 * @points: (element-type HtSeriesPoint): gets them, instead of what it holds
 * @error: return location for %HT_STORE_ERROR_CORRUPT
 *
 * Reads a block of points; there is one at least, and their times ascend, whatever the bytes are.
 *
 * Returns: whether the block is whole
 */
gboolean
ht_series_points_decode (gconstpointer bytes, gsize length, GArray *points, GError **error)
{
  HtNumberReader reader;
  HtSeriesPoint *first;
  guint64 n_points;

  ht_number_reader_init (&reader, bytes, length);
  if (!ht_read_unsigned (&reader, &n_points) || n_points < 1 || n_points > HT_SERIES_BLOCK_MAX)
    return fail (&reader, bytes, error);
  g_array_set_size (points, (guint) n_points);
  first = (HtSeriesPoint *) (gpointer) points->data;
  if (!read_times (&reader, first, points->len) ||
      !read_doubles (&reader, &first->value, points->len, sizeof *first) ||
      ht_number_reader_left (&reader) != 0)
    return fail (&reader, bytes, error);
  return TRUE;
}

/**
 * ht_series_buckets_encode:
 * @buckets: (array length=n_buckets): buckets in the order of time
 * @n_buckets: how many, 1 … %HT_SERIES_BLOCK_MAX
 * @out: where to append
 *
 * Writes a block of buckets: their number, then column by column the begins (as
 * differences of differences), how long each is, how many points each stands
 * for, and the five values.
 */
void
ht_series_buckets_encode (const HtSeriesBucket *buckets, guint n_buckets, GByteArray *out)
{
  gint64 previous = 0;
  gint64 previous_step = 0;

  ht_write_unsigned (out, n_buckets);
  for (guint i = 0; i < n_buckets; i++)
    {
      gint64 step = ht_difference (buckets[i].start_ns, previous);

      ht_write_signed (out, ht_difference (step, previous_step));
      previous = buckets[i].start_ns;
      previous_step = i > 0 ? step : 0;
    }
  for (guint i = 0; i < n_buckets; i++)
    ht_write_unsigned (out, (guint64) ht_difference (buckets[i].end_ns, buckets[i].start_ns));
  for (guint i = 0; i < n_buckets; i++)
    ht_write_unsigned (out, (guint64) buckets[i].n_points);
  write_doubles (&buckets->first, n_buckets, sizeof *buckets, out);
  write_doubles (&buckets->last, n_buckets, sizeof *buckets, out);
  write_doubles (&buckets->min, n_buckets, sizeof *buckets, out);
  write_doubles (&buckets->max, n_buckets, sizeof *buckets, out);
  write_doubles (&buckets->sum, n_buckets, sizeof *buckets, out);
}

static gboolean
read_spans (HtNumberReader *reader, HtSeriesBucket *buckets, guint n_buckets)
{
  gint64 start_ns = 0;
  gint64 step = 0;

  for (guint i = 0; i < n_buckets; i++)
    {
      gint64 change;

      if (!ht_read_signed (reader, &change))
        return FALSE;
      step = ht_wrapping_sum (step, change);
      if (__builtin_add_overflow (start_ns, step, &start_ns))
        return FALSE;
      if (i == 0)
        step = 0;
      buckets[i].start_ns = start_ns;
    }
  for (guint i = 0; i < n_buckets; i++)
    {
      guint64 span;

      if (!ht_read_unsigned (reader, &span) || span > G_MAXINT64 ||
          __builtin_add_overflow (buckets[i].start_ns, (gint64) span, &buckets[i].end_ns) ||
          (i > 0 && buckets[i].start_ns <= buckets[i - 1].end_ns))
        return FALSE;
    }
  for (guint i = 0; i < n_buckets; i++)
    {
      guint64 n_points;

      if (!ht_read_unsigned (reader, &n_points) || n_points == 0 || n_points > G_MAXINT64)
        return FALSE;
      buckets[i].n_points = (gint64) n_points;
    }
  return TRUE;
}

/**
 * ht_series_buckets_decode:
 * @bytes: (array length=length): an unpacked block
 * @length: its length
 * @buckets: (element-type HtSeriesBucket): gets them, instead of what it holds
 * @error: return location for %HT_STORE_ERROR_CORRUPT
 *
 * Reads a block of buckets; there is one at least, they follow each other and do not overlap,
 * whatever the bytes are.
 *
 * Returns: whether the block is whole
 */
gboolean
ht_series_buckets_decode (gconstpointer bytes, gsize length, GArray *buckets, GError **error)
{
  HtNumberReader reader;
  HtSeriesBucket *first;
  guint64 n_buckets;

  ht_number_reader_init (&reader, bytes, length);
  if (!ht_read_unsigned (&reader, &n_buckets) || n_buckets < 1 || n_buckets > HT_SERIES_BLOCK_MAX)
    return fail (&reader, bytes, error);
  g_array_set_size (buckets, (guint) n_buckets);
  first = (HtSeriesBucket *) (gpointer) buckets->data;
  if (!read_spans (&reader, first, buckets->len) ||
      !read_doubles (&reader, &first->first, buckets->len, sizeof *first) ||
      !read_doubles (&reader, &first->last, buckets->len, sizeof *first) ||
      !read_doubles (&reader, &first->min, buckets->len, sizeof *first) ||
      !read_doubles (&reader, &first->max, buckets->len, sizeof *first) ||
      !read_doubles (&reader, &first->sum, buckets->len, sizeof *first) ||
      ht_number_reader_left (&reader) != 0)
    return fail (&reader, bytes, error);
  return TRUE;
}

/**
 * ht_recent_points_encode:
 * @points: (array length=n_points): points of any series, in the order in which they count
 * @n_points: how many
 * @out: where to append
 *
 * Writes points that are in no block yet: for each the difference of its series from that of the
 * point before, the difference of its time, and the value: 2 v (folded) for an integer, else 1 and
 * the eight bytes of the double.
 */
void
ht_recent_points_encode (const HtRecentPoint *points, guint n_points, GByteArray *out)
{
  gint64 series = 0;
  gint64 time_ns = 0;

  for (guint i = 0; i < n_points; i++)
    {
      const HtSeriesPoint *point = &points[i].point;

      ht_write_signed (out, ht_difference (points[i].series, series));
      ht_write_signed (out, ht_difference (point->time_ns, time_ns));
      series = points[i].series;
      time_ns = point->time_ns;
      if (is_exact_integer (point->value))
        {
          ht_write_unsigned (out, ht_fold ((gint64) point->value) << 1);
        }
      else
        {
          guint64 bits = GUINT64_TO_LE (bits_of (point->value));

          ht_write_unsigned (out, 1);
          g_byte_array_append (out, (const guint8 *) &bits, sizeof bits);
        }
    }
}

static gboolean
read_recent_value (HtNumberReader *reader, double *value)
{
  guint64 bits;

  if (!ht_read_unsigned (reader, &bits))
    return FALSE;
  if ((bits & 1) == 0)
    {
      *value = (double) ht_unfold (bits >> 1);
      return TRUE;
    }
  if (bits != 1 || ht_number_reader_left (reader) < sizeof bits)
    return FALSE;
  memcpy (&bits, reader->at, sizeof bits);
  reader->at += sizeof bits;
  bits = GUINT64_FROM_LE (bits);
  memcpy (value, &bits, sizeof bits);
  return TRUE;
}

/**
 * ht_recent_points_decode:
 * @bytes: (array length=length): what ht_recent_points_encode() wrote
 * @length: its length
 * @series: of which series; 0 for all
 * @points: (element-type HtRecentPoint): where to append them
 * @error: return location for %HT_STORE_ERROR_CORRUPT
 *
 * Returns: whether the bytes are whole
 */
gboolean
ht_recent_points_decode (gconstpointer bytes,
                         gsize length,
                         gint64 series,
                         GArray *points,
                         GError **error)
{
  HtRecentPoint next = { 0 };
  HtNumberReader reader;

  ht_number_reader_init (&reader, bytes, length);
  while (ht_number_reader_left (&reader) > 0)
    {
      gint64 series_step, time_step;

      if (!ht_read_signed (&reader, &series_step) || !ht_read_signed (&reader, &time_step) ||
          !read_recent_value (&reader, &next.point.value))
        return fail (&reader, bytes, error);
      next.series = ht_wrapping_sum (next.series, series_step);
      next.point.time_ns = ht_wrapping_sum (next.point.time_ns, time_step);
      if (series == 0 || next.series == series)
        g_array_append_val (points, next);
    }
  return TRUE;
}

static inline HtSeriesPoint *
point_at (const GArray *points, guint i)
{
  return &g_array_index (points, HtSeriesPoint, i);
}

/**
 * ht_series_points_insert:
 * @points: (element-type HtSeriesPoint): points in the order of time
 * @point: where it belongs it is put; a point at its time gets its value
 *
 * Returns: whether there is one more
 */
gboolean
ht_series_points_insert (GArray *points, const HtSeriesPoint *point)
{
  guint low = 0;
  guint high = points->len;

  if (high == 0 || point_at (points, high - 1)->time_ns < point->time_ns)
    {
      g_array_append_vals (points, point, 1);
      return TRUE;
    }
  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (point_at (points, middle)->time_ns < point->time_ns)
        low = middle + 1;
      else
        high = middle;
    }
  if (point_at (points, low)->time_ns == point->time_ns)
    {
      point_at (points, low)->value = point->value;
      return FALSE;
    }
  g_array_insert_vals (points, low, point, 1);
  return TRUE;
}

/**
 * ht_series_bucket_of_point:
 * @point: a point
 *
 * Returns: the bucket that stands for it alone
 */
HtSeriesBucket
ht_series_bucket_of_point (const HtSeriesPoint *point)
{
  return ht_series_bucket_of_value (point->time_ns, point->value);
}
