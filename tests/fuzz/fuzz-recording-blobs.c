/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decoders of what a recording keeps in blobs. The first byte says which one, the second how
 * many sample types or tree nodes there are. */
#include <stdint.h>

#include "blob-pack.h"
#include "profile-blob.h"
#include "series-blob.h"
#include "trace-blob.h"
#include "tree-blob.h"

#define N_NODES      1000
#define N_LABEL_SETS 50
#define N_FRAMES     300

static HtProfile *
profile_of_types (guint n_types)
{
  HtProfile *profile = ht_profile_new ();

  g_array_set_size (profile->types, n_types);
  return profile;
}

static void
check_rows (const HtProfile *profile)
{
  g_assert_cmpuint (profile->label_sets->len, ==, profile->nodes->len);
  g_assert_cmpuint (profile->values->len, ==, profile->nodes->len * profile->types->len);
  for (guint i = 0; i < profile->nodes->len; i++)
    {
      g_assert_cmpuint (g_array_index (profile->nodes, guint32, i), <, N_NODES);
      g_assert_cmpuint (g_array_index (profile->label_sets, guint32, i), <, N_LABEL_SETS);
    }
}

static gboolean
decode_tree (const uint8_t *data, size_t size, guint n_nodes, GError **error)
{
  g_autoptr (HtCallTree) tree = ht_call_tree_new ();
  gboolean done = ht_tree_blob_decode (data, size, 1, n_nodes, N_FRAMES, tree, error);

  if (done)
    g_assert_cmpuint (ht_call_tree_count (tree), ==, 1 + n_nodes);
  return done;
}

static gboolean
decode_profile (const uint8_t *data, size_t size, guint n_types, gboolean is_delta, GError **error)
{
  static const gint64 values[8] = { 1, -1, 1000000, G_MAXINT64, G_MININT64, 0, 7, 8 };
  g_autoptr (HtProfile) profile = profile_of_types (n_types % 8);
  g_autoptr (HtProfile) base = profile_of_types (n_types % 8);

  for (guint32 node = 0; node < 100; node++)
    ht_profile_add_row (base, node * 3, node % N_LABEL_SETS, values);
  if (!ht_profile_blob_decode (data, size, is_delta ? base : NULL, N_NODES, N_LABEL_SETS, profile,
                               error))
    return FALSE;
  check_rows (profile);
  return TRUE;
}

static gboolean
decode_points (const uint8_t *data, size_t size, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (HtSeriesPoint));

  if (!ht_series_points_decode (data, size, points, error))
    return FALSE;
  for (guint i = 1; i < points->len; i++)
    g_assert_cmpint (g_array_index (points, HtSeriesPoint, i).time_ns, >,
                     g_array_index (points, HtSeriesPoint, i - 1).time_ns);
  return TRUE;
}

static gboolean
decode_buckets (const uint8_t *data, size_t size, GError **error)
{
  g_autoptr (GArray) buckets = g_array_new (FALSE, FALSE, sizeof (HtSeriesBucket));

  if (!ht_series_buckets_decode (data, size, buckets, error))
    return FALSE;
  for (guint i = 1; i < buckets->len; i++)
    g_assert_cmpint (g_array_index (buckets, HtSeriesBucket, i).start_ns, >,
                     g_array_index (buckets, HtSeriesBucket, i - 1).end_ns);
  return TRUE;
}

static gboolean
decode_recent (const uint8_t *data, size_t size, GError **error)
{
  g_autoptr (GArray) points = g_array_new (FALSE, FALSE, sizeof (HtRecentPoint));

  return ht_recent_points_decode (data, size, 0, points, error);
}

static gboolean
decode_spans (const uint8_t *data, size_t size, GError **error)
{
  g_autoptr (GArray) spans = g_array_new (FALSE, FALSE, sizeof (HtTraceSpan));
  GStringChunk *strings = g_string_chunk_new (256);
  gboolean done = ht_trace_spans_decode (data, size, HT_TRACE_SPAN_REGION, strings, spans, error);

  for (guint i = 0; done && i < spans->len; i++)
    {
      const HtTraceSpan *span = &g_array_index (spans, HtTraceSpan, i);

      g_assert_cmpint (span->start_ns, <=, span->end_ns);
      g_assert_true (g_utf8_validate (span->function, -1, NULL));
      g_assert_true (g_utf8_validate (span->name, -1, NULL));
      g_assert_true (span->text == NULL || g_utf8_validate (span->text, -1, NULL));
    }
  g_string_chunk_free (strings);
  return done;
}

static gboolean
decode_goroutines (const uint8_t *data, size_t size, GError **error)
{
  g_autoptr (GArray) goroutines = g_array_new (FALSE, FALSE, sizeof (HtTraceGoroutine));
  GStringChunk *strings = g_string_chunk_new (256);
  gboolean done = ht_trace_goroutines_decode (data, size, strings, goroutines, error);

  for (guint i = 0; done && i < goroutines->len; i++)
    {
      const HtTraceGoroutine *goroutine = &g_array_index (goroutines, HtTraceGoroutine, i);

      g_assert_cmpuint (goroutine->state, <=, HT_TRACE_GOROUTINE_WAITING);
      g_assert_true (g_utf8_validate (goroutine->function, -1, NULL));
      g_assert_true (g_utf8_validate (goroutine->reason, -1, NULL));
    }
  g_string_chunk_free (strings);
  return done;
}

static gboolean
unpack (const uint8_t *data, size_t size, GError **error)
{
  g_autoptr (HtBlobPacker) packer = ht_blob_packer_new ();

  return ht_blob_unpack (packer, data, size, error) != NULL;
}

int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GError) error = NULL;
  gboolean done = FALSE;
  guint count;

  if (size < 2)
    return 0;
  count = data[1];
  switch (data[0] % 9)
    {
    case 0:
      done = decode_tree (data + 2, size - 2, count, &error);
      break;
    case 1:
      done = decode_profile (data + 2, size - 2, count, FALSE, &error);
      break;
    case 2:
      done = decode_profile (data + 2, size - 2, count, TRUE, &error);
      break;
    case 3:
      done = decode_points (data + 2, size - 2, &error);
      break;
    case 4:
      done = decode_buckets (data + 2, size - 2, &error);
      break;
    case 5:
      done = decode_recent (data + 2, size - 2, &error);
      break;
    case 7:
      done = decode_spans (data + 2, size - 2, &error);
      break;
    case 8:
      done = decode_goroutines (data + 2, size - 2, &error);
      break;
    default:
      done = unpack (data + 2, size - 2, &error);
      break;
    }
  g_assert_true (done == (error == NULL));
  return 0;
}
