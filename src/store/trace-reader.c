/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "trace-reader.h"

#include "trace-blob.h"

/* A place for each pixel of the widest screens. */
#define MOST_SLOTS 4096

/* A reading of spans: of too many those that last longest are taken. */
typedef struct
{
  /* Owned */
  GStringChunk *strings; /* of the block that was read last */
  GArray *content;       /* HtTraceSpan of it */
  GArray *taken;         /* HtTraceSpan; the text of each is owned */
  HtTraceSpanSum *slots; /* those that are not taken, by their end: equal parts of the range */

  /* Borrowed */
  const HtTraceSpanQuery *query;

  gint64 least_ns; /* shorter ones are not taken any more */
  guint n_slots;
  guint64 slot_ns;
} Reading;

static void
free_text_cb (gpointer data)
{
  g_free ((char *) ((HtTraceSpan *) data)->text);
}

static void
reading_clear (Reading *self)
{
  g_string_chunk_free (self->strings);
  g_array_unref (self->content);
  g_clear_pointer (&self->taken, g_array_unref);
  g_free (self->slots);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static void
reading_init (Reading *self, const HtTraceSpanQuery *query)
{
  *self = (Reading){ .query = query, .least_ns = -1 };
  self->strings = g_string_chunk_new (4096);
  self->content = g_array_new (FALSE, FALSE, sizeof (HtTraceSpan));
  self->taken = g_array_new (FALSE, FALSE, sizeof (HtTraceSpan));
  g_array_set_clear_func (self->taken, free_text_cb);
  self->n_slots = CLAMP (query->max_spans, 2, MOST_SLOTS);
  self->slot_ns = ((guint64) query->to_ns - (guint64) query->from_ns) / self->n_slots + 1;
  self->slots = g_new0 (HtTraceSpanSum, self->n_slots);
}

static gboolean
list_blocks (HtDatabase *database,
             const HtTraceSpanQuery *query,
             int kind,
             GArray *blocks,
             GError **error)
{
  sqlite3_stmt *statement = ht_database_prepare (
      database,
      "SELECT id, longest_ns, n, first_ns, last_ns FROM trace_span_block "
      "WHERE target_id = ?1 AND kind = ?2 AND last_ns >= ?3 AND first_ns <= ?4",
      error);
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, query->target);
  sqlite3_bind_int (statement, 2, kind);
  sqlite3_bind_int64 (statement, 3, query->from_ns);
  sqlite3_bind_int64 (statement, 4, query->to_ns);
  while (ht_database_step (database, statement, &has_row, error))
    {
      if (!has_row)
        return TRUE;

      const HtTraceSpanBlock block = {
        .id = sqlite3_column_int64 (statement, 0),
        .longest_ns = sqlite3_column_int64 (statement, 1),
        .n = CLAMP (sqlite3_column_int64 (statement, 2), 0, HT_TRACE_BLOCK_MAX),
        .first_ns = sqlite3_column_int64 (statement, 3),
        .last_ns = sqlite3_column_int64 (statement, 4),
        .kind = kind,
      };

      g_array_append_val (blocks, block);
    }
  return FALSE;
}

/**
 * ht_trace_read_span_block:
 * @database: the recording
 * @packer: a packer
 * @block: a block
 * @strings: gets the strings that the spans borrow, instead of what it holds
 * @spans: (element-type HtTraceSpan): gets them, instead of what it holds
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_trace_read_span_block (HtDatabase *database,
                          HtBlobPacker *packer,
                          const HtTraceSpanBlock *block,
                          GStringChunk *strings,
                          GArray *spans,
                          GError **error)
{
  g_autoptr (GError) problem = NULL;
  sqlite3_stmt *statement =
      ht_database_prepare (database, "SELECT data FROM trace_span_block WHERE id = ?1", error);
  const GByteArray *raw;
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, block->id);
  if (!ht_database_step (database, statement, &has_row, error))
    return FALSE;
  raw = ht_blob_unpack (packer, sqlite3_column_blob (statement, 0),
                        (gsize) sqlite3_column_bytes (statement, 0), &problem);
  sqlite3_reset (statement);
  g_string_chunk_clear (strings);
  if (raw == NULL ||
      !ht_trace_spans_decode (raw->data, raw->len, block->kind, strings, spans, &problem))
    {
      ht_database_set_corrupt (database, error, "%s", problem->message);
      return FALSE;
    }
  if (spans->len == block->n)
    return TRUE;
  ht_database_set_corrupt (database, error, "a block of spans does not hold what it says");
  return FALSE;
}

static guint64
length_of (const HtTraceSpan *span)
{
  return (guint64) span->end_ns - (guint64) span->start_ns;
}

/* Of equal ones any: those that end at odd places, so that no part of the range is preferred. */
static guint64
lot_of (const HtTraceSpan *span)
{
  return ((guint64) span->end_ns ^ span->goroutine) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
}

static int
compare_lengths (gconstpointer a, gconstpointer b)
{
  const HtTraceSpan *left = a;
  const HtTraceSpan *right = b;

  if (length_of (left) != length_of (right))
    return length_of (left) > length_of (right) ? -1 : 1;
  return lot_of (left) < lot_of (right) ? -1 : lot_of (left) > lot_of (right);
}

static void
sum_up (Reading *self, const HtTraceSpan *span)
{
  guint64 place = ((guint64) span->end_ns - (guint64) self->query->from_ns) / self->slot_ns;
  HtTraceSpanSum *slot = &self->slots[MIN (place, self->n_slots - 1)];
  gint64 length_ns = span->end_ns - span->start_ns;

  slot->first_ns = slot->n > 0 ? MIN (slot->first_ns, span->start_ns) : span->start_ns;
  slot->last_ns = slot->n > 0 ? MAX (slot->last_ns, span->end_ns) : span->end_ns;
  slot->n++;
  slot->total_ns += length_ns;
  slot->longest_ns = MAX (slot->longest_ns, length_ns);
}

static void
keep_longest (Reading *self)
{
  if (self->taken->len <= self->query->max_spans)
    return;
  g_array_sort (self->taken, compare_lengths);
  for (guint i = self->query->max_spans; i < self->taken->len; i++)
    sum_up (self, &g_array_index (self->taken, HtTraceSpan, i));
  g_array_set_size (self->taken, self->query->max_spans);
  self->least_ns =
      self->taken->len > 0
          ? (gint64) length_of (&g_array_index (self->taken, HtTraceSpan, self->taken->len - 1))
          : G_MAXINT64;
}

static void
take_spans (Reading *self, HtTraceSpans *result)
{
  for (guint i = 0; i < self->content->len; i++)
    {
      HtTraceSpan span = g_array_index (self->content, HtTraceSpan, i);

      if (span.end_ns < self->query->from_ns || span.start_ns > self->query->to_ns ||
          (self->query->function != NULL && strcmp (span.function, self->query->function) != 0))
        continue;
      if ((gint64) length_of (&span) < self->least_ns)
        {
          sum_up (self, &span);
          continue;
        }
      span.function = g_string_chunk_insert_const (result->strings, span.function);
      span.name = g_string_chunk_insert_const (result->strings, span.name);
      span.text = g_strdup (span.text);
      g_array_append_val (self->taken, span);
    }
  /* Sorting now and then costs little for each. */
  if (self->taken->len / 2 > self->query->max_spans)
    keep_longest (self);
}

static int
compare_blocks (gconstpointer a, gconstpointer b)
{
  const HtTraceSpanBlock *left = a;
  const HtTraceSpanBlock *right = b;

  if (left->longest_ns != right->longest_ns)
    return left->longest_ns > right->longest_ns ? -1 : 1;
  return left->id < right->id ? -1 : left->id > right->id;
}

static int
compare_begins (gconstpointer a, gconstpointer b)
{
  const HtTraceSpan *left = a;
  const HtTraceSpan *right = b;

  if (left->start_ns != right->start_ns)
    return left->start_ns < right->start_ns ? -1 : 1;
  if (left->end_ns != right->end_ns)
    return left->end_ns > right->end_ns ? -1 : 1;
  return left->goroutine < right->goroutine ? -1 : left->goroutine > right->goroutine;
}

static HtTraceSpans *
trace_spans_new (void)
{
  HtTraceSpans *spans = g_new0 (HtTraceSpans, 1);

  spans->spans = g_array_new (FALSE, FALSE, sizeof (HtTraceSpan));
  spans->rest = g_array_new (FALSE, FALSE, sizeof (HtTraceSpanSum));
  spans->strings = g_string_chunk_new (4096);
  return spans;
}

static void
hand_over (Reading *self, HtTraceSpans *result)
{
  keep_longest (self);
  g_array_sort (self->taken, compare_begins);
  for (guint i = 0; i < self->n_slots; i++)
    if (self->slots[i].n > 0)
      g_array_append_val (result->rest, self->slots[i]);
  for (guint i = 0; i < result->rest->len; i++)
    result->n_more += g_array_index (result->rest, HtTraceSpanSum, i).n;
  for (guint i = 0; i < self->taken->len; i++)
    {
      HtTraceSpan span = g_array_index (self->taken, HtTraceSpan, i);

      if (span.text != NULL)
        span.text = g_string_chunk_insert (result->strings, span.text);
      g_array_append_val (result->spans, span);
    }
}

static void
leave_aside (const HtTraceSpanBlock *block, HtTraceSpans *result)
{
  const HtTraceSpanSum sum = {
    .first_ns = block->first_ns,
    .last_ns = block->last_ns,
    .n = block->n,
    .total_ns = HT_UNKNOWN,
    .longest_ns = block->longest_ns,
  };

  g_array_append_val (result->rest, sum);
}

/**
 * ht_trace_read_spans:
 * @database: the recording, of a version that has traces, with a transaction open
 * @packer: a packer
 * @query: which spans are wanted
 * @error: return location for an error
 *
 * Reads the blocks that overlap the range, those with the longest spans first, until no longer ones
 * can come. What the other blocks hold is counted as a whole.
 *
 * Returns: (transfer full) (nullable): the spans
 */
HtTraceSpans *
ht_trace_read_spans (HtDatabase *database,
                     HtBlobPacker *packer,
                     const HtTraceSpanQuery *query,
                     GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (HtTraceSpanBlock));
  g_autoptr (HtTraceSpans) result = trace_spans_new ();
  g_auto (Reading) reading = { 0 };

  reading_init (&reading, query);
  for (int kind = HT_TRACE_SPAN_STW; kind <= HT_TRACE_SPAN_LOG; kind++)
    if ((query->kinds & HT_TRACE_SPAN_BIT (kind)) != 0 &&
        !list_blocks (database, query, kind, blocks, error))
      return NULL;
  g_array_sort (blocks, compare_blocks);
  for (guint i = 0; i < blocks->len; i++)
    {
      const HtTraceSpanBlock *block = &g_array_index (blocks, HtTraceSpanBlock, i);

      if (block->longest_ns < reading.least_ns)
        {
          leave_aside (block, result);
          continue;
        }
      if (!ht_trace_read_span_block (database, packer, block, reading.strings, reading.content,
                                     error))
        return NULL;
      take_spans (&reading, result);
    }
  hand_over (&reading, result);
  return g_steal_pointer (&result);
}

/**
 * ht_trace_list_span_blocks:
 * @database: the recording, of a version that has traces
 * @capture: id of a capture
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type HtTraceSpanBlock) (nullable): the blocks, in the order in
 *   which they were added
 */
GArray *
ht_trace_list_span_blocks (HtDatabase *database, gint64 capture, GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (HtTraceSpanBlock));
  sqlite3_stmt *statement =
      ht_database_prepare (database,
                           "SELECT id, longest_ns, n, kind FROM trace_span_block "
                           "WHERE capture_id = ?1 ORDER BY id",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, capture);
  while (ht_database_step (database, statement, &has_row, error))
    {
      if (!has_row)
        return g_steal_pointer (&blocks);

      const HtTraceSpanBlock block = {
        .id = sqlite3_column_int64 (statement, 0),
        .longest_ns = sqlite3_column_int64 (statement, 1),
        .n = sqlite3_column_int64 (statement, 2),
        .kind = sqlite3_column_int (statement, 3),
      };

      g_array_append_val (blocks, block);
    }
  return NULL;
}

/**
 * ht_trace_list_goroutine_blocks:
 * @database: the recording, of a version that has traces
 * @capture: id of a capture
 * @error: return location for an error
 *
 * Returns: (transfer full) (element-type gint64) (nullable): ids of the blocks, in the order in
 *   which they were added
 */
GArray *
ht_trace_list_goroutine_blocks (HtDatabase *database, gint64 capture, GError **error)
{
  g_autoptr (GArray) blocks = g_array_new (FALSE, FALSE, sizeof (gint64));
  sqlite3_stmt *statement =
      ht_database_prepare (database,
                           "SELECT id FROM trace_goroutine_block WHERE capture_id = ?1 ORDER BY id",
                           error);
  gboolean has_row;

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, capture);
  while (ht_database_step (database, statement, &has_row, error))
    {
      gint64 id;

      if (!has_row)
        return g_steal_pointer (&blocks);
      id = sqlite3_column_int64 (statement, 0);
      g_array_append_val (blocks, id);
    }
  return NULL;
}

/**
 * ht_trace_read_goroutine_block:
 * @database: the recording
 * @packer: a packer
 * @block: id of a block
 * @strings: gets the strings that the goroutines borrow, instead of what it holds
 * @goroutines: (element-type HtTraceGoroutine): gets them, instead of what it holds
 * @error: return location for an error
 *
 * Returns: whether it succeeded
 */
gboolean
ht_trace_read_goroutine_block (HtDatabase *database,
                               HtBlobPacker *packer,
                               gint64 block,
                               GStringChunk *strings,
                               GArray *goroutines,
                               GError **error)
{
  g_autoptr (GError) problem = NULL;
  sqlite3_stmt *statement =
      ht_database_prepare (database, "SELECT data FROM trace_goroutine_block WHERE id = ?1", error);
  const GByteArray *raw;
  gboolean has_row;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, block);
  if (!ht_database_step (database, statement, &has_row, error))
    return FALSE;
  raw = ht_blob_unpack (packer, sqlite3_column_blob (statement, 0),
                        (gsize) sqlite3_column_bytes (statement, 0), &problem);
  sqlite3_reset (statement);
  g_string_chunk_clear (strings);
  if (raw != NULL &&
      ht_trace_goroutines_decode (raw->data, raw->len, strings, goroutines, &problem))
    return TRUE;
  ht_database_set_corrupt (database, error, "%s", problem->message);
  return FALSE;
}
