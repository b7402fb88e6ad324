/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Store"

#include "trace-blob.h"

#include "blob-numbers.h"
#include "gc-cycle.h"
#include "known-names.h"

/* Flags of a span. */
#define SPAN_IS_CUT_BEFORE 1u
#define SPAN_IS_CUT_AFTER  2u
#define SPAN_HAS_TEXT      4u
#define SPAN_HAS_CPU       8u
#define SPAN_FLAGS         15u

/* Flags of a goroutine, above its state. */
#define GOROUTINE_STATE       7u
#define GOROUTINE_HAS_CREATED 8u
#define GOROUTINE_HAS_ENDED   16u
#define GOROUTINE_FLAGS       31u

/* Block contents are columns of structs. */
#define COLUMN(first, type, i) \
  ((type *) (gpointer) ((guint8 *) (gpointer) (first) + (gsize) (i) *stride))

static void
write_differences (gconstpointer first, guint n, gsize stride, GByteArray *out)
{
  guint8 *at = ht_numbers_begin (out, n);
  gint64 previous = 0;

  for (guint i = 0; i < n; i++)
    {
      gint64 value = *COLUMN (first, const gint64, i);

      at = ht_numbers_put_signed (at, ht_difference (value, previous));
      previous = value;
    }
  ht_numbers_end (out, at);
}

static void
write_nodes (gconstpointer first, guint n, gsize stride, GByteArray *out)
{
  guint8 *at = ht_numbers_begin (out, n);

  for (guint i = 0; i < n; i++)
    at = ht_numbers_put_unsigned (at, *COLUMN (first, const guint32, i));
  ht_numbers_end (out, at);
}

static gboolean
read_differences (HtNumberReader *reader, gpointer first, guint n, gsize stride)
{
  gint64 value = 0;

  for (guint i = 0; i < n; i++)
    {
      gint64 step;

      if (!ht_read_signed (reader, &step))
        return FALSE;
      value = ht_wrapping_sum (value, step);
      *COLUMN (first, gint64, i) = value;
    }
  return TRUE;
}

static gboolean
read_nodes (HtNumberReader *reader, gpointer first, guint n, gsize stride)
{
  for (guint i = 0; i < n; i++)
    {
      guint64 node;

      if (!ht_read_unsigned (reader, &node) || node > G_MAXUINT32)
        return FALSE;
      *COLUMN (first, guint32, i) = (guint32) node;
    }
  return TRUE;
}

/* The place of a name among those that are there; it is added if it is none of them. */
static guint
find_name (GHashTable *places, GPtrArray *names, HtKnownName *known, const char *name)
{
  gpointer place;

  if (ht_known_name_is (known, name))
    return GPOINTER_TO_UINT (known->found);
  if (!g_hash_table_lookup_extended (places, name, NULL, &place))
    {
      place = GUINT_TO_POINTER (names->len);
      g_hash_table_insert (places, (gpointer) name, place);
      g_ptr_array_add (names, (gpointer) name);
    }
  *known = (HtKnownName){ .given = name, .kept = name, .found = place };
  return GPOINTER_TO_UINT (place);
}

/* Writes the different strings of two columns in the order in which they come, then which of them
 * each row has. */
static void
write_names (gconstpointer first, gconstpointer second, guint n, gsize stride, GByteArray *out)
{
  g_autoptr (GHashTable) places = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  g_autofree guint *chosen = g_new (guint, (gsize) 2 * n);
  HtKnownName known[HT_KNOWN_NAMES] = { 0 };
  guint8 *at;

  for (guint i = 0; i < 2 * n; i++)
    {
      const char *name = i < n ? *COLUMN (first, const char *const, i)
                               : *COLUMN (second, const char *const, i - n);

      chosen[i] = find_name (places, names, ht_known_names_at (known, name), name);
    }
  ht_write_unsigned (out, names->len);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = g_ptr_array_index (names, i);

      ht_write_unsigned (out, strlen (name));
      g_byte_array_append (out, (const guint8 *) name, (guint) strlen (name));
    }
  at = ht_numbers_begin (out, (gsize) 2 * n);
  for (guint i = 0; i < 2 * n; i++)
    at = ht_numbers_put_unsigned (at, chosen[i]);
  ht_numbers_end (out, at);
}

static const char *
read_string (HtNumberReader *reader, GStringChunk *strings)
{
  const char *start;
  guint64 length;

  if (!ht_read_unsigned (reader, &length) || length > ht_number_reader_left (reader))
    return NULL;
  start = (const char *) reader->at;
  if (!g_utf8_validate_len (start, (gsize) length, NULL))
    return NULL;
  reader->at += length;
  return g_string_chunk_insert_len (strings, start, (gssize) length);
}

static gboolean
read_names (HtNumberReader *reader,
            GStringChunk *strings,
            gpointer first,
            gpointer second,
            guint n,
            gsize stride)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  guint64 n_names;

  if (!ht_read_unsigned (reader, &n_names) || n_names > 2 * (guint64) n)
    return FALSE;
  for (guint i = 0; i < n_names; i++)
    {
      const char *name = read_string (reader, strings);

      if (name == NULL)
        return FALSE;
      g_ptr_array_add (names, (gpointer) name);
    }
  for (guint i = 0; i < 2 * n; i++)
    {
      guint64 place;

      if (!ht_read_unsigned (reader, &place) || place >= n_names)
        return FALSE;
      *(i < n ? COLUMN (first, const char *, i) : COLUMN (second, const char *, i - n)) =
          g_ptr_array_index (names, place);
    }
  return TRUE;
}

static gboolean
fail (const HtNumberReader *reader, gconstpointer start, GError **error)
{
  g_set_error (error, HT_STORE_ERROR, HT_STORE_ERROR_CORRUPT,
               "nonsense at byte %" G_GSIZE_FORMAT " of a block of a trace",
               (gsize) (reader->at - (const guint8 *) start));
  return FALSE;
}

static guint
flags_of_span (const HtTraceSpan *span)
{
  return (span->is_cut_before ? SPAN_IS_CUT_BEFORE : 0) |
         (span->is_cut_after ? SPAN_IS_CUT_AFTER : 0) | (span->text != NULL ? SPAN_HAS_TEXT : 0) |
         (span->cpu_ns != HT_UNKNOWN ? SPAN_HAS_CPU : 0);
}

/**
 * ht_trace_spans_encode:
 * @spans: (array length=n_spans): spans of one kind; none ends before it begins
 * @n_spans: how many, 1 … %HT_TRACE_BLOCK_MAX
 * @out: where to append
 *
 * Writes a block of spans, column by column; docs/recording-format.md has them.
 */
void
ht_trace_spans_encode (const HtTraceSpan *spans, guint n_spans, GByteArray *out)
{
  const gsize stride = sizeof *spans;
  guint8 *at;

  ht_write_unsigned (out, n_spans);
  write_names (&spans->function, &spans->name, n_spans, stride, out);
  at = ht_numbers_begin (out, n_spans);
  for (guint i = 0; i < n_spans; i++)
    at = ht_numbers_put_unsigned (at, flags_of_span (&spans[i]));
  ht_numbers_end (out, at);
  write_differences (&spans->end_ns, n_spans, stride, out);
  at = ht_numbers_begin (out, (gsize) 2 * n_spans);
  for (guint i = 0; i < n_spans; i++)
    at = ht_numbers_put_unsigned (at, (guint64) ht_difference (spans[i].end_ns, spans[i].start_ns));
  for (guint i = 0; i < n_spans; i++)
    if (spans[i].cpu_ns != HT_UNKNOWN)
      at = ht_numbers_put_signed (at, spans[i].cpu_ns);
  ht_numbers_end (out, at);
  write_differences (&spans->goroutine, n_spans, stride, out);
  write_differences (&spans->task, n_spans, stride, out);
  write_nodes (&spans->node, n_spans, stride, out);
  for (guint i = 0; i < n_spans; i++)
    {
      gsize length = spans[i].text != NULL ? strlen (spans[i].text) : 0;

      if (spans[i].text == NULL)
        continue;
      ht_write_unsigned (out, length);
      g_byte_array_append (out, (const guint8 *) spans[i].text, (guint) length);
    }
}

static gboolean
read_flags_of_spans (HtNumberReader *reader, HtTraceSpan *spans, guint n_spans, guint8 *flags)
{
  for (guint i = 0; i < n_spans; i++)
    {
      guint64 number;

      if (!ht_read_unsigned (reader, &number) || number > SPAN_FLAGS)
        return FALSE;
      flags[i] = (guint8) number;
      spans[i].is_cut_before = (flags[i] & SPAN_IS_CUT_BEFORE) != 0;
      spans[i].is_cut_after = (flags[i] & SPAN_IS_CUT_AFTER) != 0;
    }
  return TRUE;
}

static gboolean
read_times_of_spans (HtNumberReader *reader, HtTraceSpan *spans, guint n_spans, const guint8 *flags)
{
  if (!read_differences (reader, &spans->end_ns, n_spans, sizeof *spans))
    return FALSE;
  for (guint i = 0; i < n_spans; i++)
    {
      guint64 length;

      if (!ht_read_unsigned (reader, &length) || length > G_MAXINT64 ||
          __builtin_sub_overflow (spans[i].end_ns, (gint64) length, &spans[i].start_ns))
        return FALSE;
    }
  for (guint i = 0; i < n_spans; i++)
    {
      spans[i].cpu_ns = HT_UNKNOWN;
      if ((flags[i] & SPAN_HAS_CPU) != 0 && !ht_read_signed (reader, &spans[i].cpu_ns))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_texts (HtNumberReader *reader,
            GStringChunk *strings,
            HtTraceSpan *spans,
            guint n_spans,
            const guint8 *flags)
{
  for (guint i = 0; i < n_spans; i++)
    {
      spans[i].text = NULL;
      if ((flags[i] & SPAN_HAS_TEXT) == 0)
        continue;
      spans[i].text = read_string (reader, strings);
      if (spans[i].text == NULL)
        return FALSE;
    }
  return TRUE;
}

/**
 * ht_trace_spans_decode:
 * @bytes: (array length=length): an unpacked block
 * @length: its length
 * @kind: which kind of spans it has
 * @strings: gets the strings that the spans borrow, in addition to what it holds
 * @spans: (element-type HtTraceSpan): gets them, instead of what it holds
 * @error: return location for %HT_STORE_ERROR_CORRUPT
 *
 * Reads a block of spans. There is one at least, none ends before it begins, and all strings are
 * valid UTF-8, whatever the bytes are. Nodes may be any number.
 *
 * Returns: whether the block is whole
 */
gboolean
ht_trace_spans_decode (gconstpointer bytes,
                       gsize length,
                       int kind,
                       GStringChunk *strings,
                       GArray *spans,
                       GError **error)
{
  const gsize stride = sizeof (HtTraceSpan);
  guint8 flags[HT_TRACE_BLOCK_MAX];
  HtNumberReader reader;
  HtTraceSpan *first;
  guint64 n_spans;

  ht_number_reader_init (&reader, bytes, length);
  if (!ht_read_unsigned (&reader, &n_spans) || n_spans < 1 || n_spans > HT_TRACE_BLOCK_MAX)
    return fail (&reader, bytes, error);
  g_array_set_size (spans, (guint) n_spans);
  first = (HtTraceSpan *) (gpointer) spans->data;
  if (!read_names (&reader, strings, &first->function, &first->name, spans->len, stride) ||
      !read_flags_of_spans (&reader, first, spans->len, flags) ||
      !read_times_of_spans (&reader, first, spans->len, flags) ||
      !read_differences (&reader, &first->goroutine, spans->len, stride) ||
      !read_differences (&reader, &first->task, spans->len, stride) ||
      !read_nodes (&reader, &first->node, spans->len, stride) ||
      !read_texts (&reader, strings, first, spans->len, flags) ||
      ht_number_reader_left (&reader) != 0)
    return fail (&reader, bytes, error);
  for (guint i = 0; i < spans->len; i++)
    first[i].kind = (guint8) kind;
  return TRUE;
}

/* Those of which some are unknown: only the known ones are there. */
static void
write_known_times (const HtTraceGoroutine *goroutines, guint n, gsize offset, GByteArray *out)
{
  gint64 previous = 0;

  for (guint i = 0; i < n; i++)
    {
      gint64 time_ns = G_STRUCT_MEMBER (gint64, &goroutines[i], offset);

      if (time_ns == HT_UNKNOWN)
        continue;
      ht_write_signed (out, ht_difference (time_ns, previous));
      previous = time_ns;
    }
}

static gboolean
read_known_times (HtNumberReader *reader,
                  HtTraceGoroutine *goroutines,
                  guint n,
                  gsize offset,
                  const guint8 *flags,
                  guint flag)
{
  gint64 time_ns = 0;

  for (guint i = 0; i < n; i++)
    {
      gint64 *to = &G_STRUCT_MEMBER (gint64, &goroutines[i], offset);
      gint64 step;

      *to = HT_UNKNOWN;
      if ((flags[i] & flag) == 0)
        continue;
      if (!ht_read_signed (reader, &step))
        return FALSE;
      time_ns = ht_wrapping_sum (time_ns, step);
      *to = time_ns;
    }
  return TRUE;
}

/* What the times of a goroutine are, in the order of their columns. */
static const gsize times[] = {
  G_STRUCT_OFFSET (HtTraceGoroutine, times.running_ns),
  G_STRUCT_OFFSET (HtTraceGoroutine, times.runnable_ns),
  G_STRUCT_OFFSET (HtTraceGoroutine, times.syscall_ns),
  G_STRUCT_OFFSET (HtTraceGoroutine, times.waiting_ns),
  G_STRUCT_OFFSET (HtTraceGoroutine, times.assist_ns),
  G_STRUCT_OFFSET (HtTraceGoroutine, times.allocated_bytes),
  G_STRUCT_OFFSET (HtTraceGoroutine, times.n_allocations),
};

/**
 * ht_trace_goroutines_encode:
 * @goroutines: (array length=n_goroutines): goroutines of one trace
 * @n_goroutines: how many, 1 … %HT_TRACE_BLOCK_MAX
 * @out: where to append
 *
 * Writes a block of goroutines, column by column; docs/recording-format.md has them.
 */
void
ht_trace_goroutines_encode (const HtTraceGoroutine *goroutines, guint n_goroutines, GByteArray *out)
{
  const gsize stride = sizeof *goroutines;

  ht_write_unsigned (out, n_goroutines);
  write_names (&goroutines->function, &goroutines->reason, n_goroutines, stride, out);
  for (guint i = 0; i < n_goroutines; i++)
    ht_write_unsigned (out,
                       (goroutines[i].state & GOROUTINE_STATE) |
                           (goroutines[i].created_ns != HT_UNKNOWN ? GOROUTINE_HAS_CREATED : 0) |
                           (goroutines[i].ended_ns != HT_UNKNOWN ? GOROUTINE_HAS_ENDED : 0));
  write_differences (&goroutines->id, n_goroutines, stride, out);
  write_differences (&goroutines->parent, n_goroutines, stride, out);
  write_nodes (&goroutines->node, n_goroutines, stride, out);
  write_nodes (&goroutines->creator_node, n_goroutines, stride, out);
  write_known_times (goroutines, n_goroutines, G_STRUCT_OFFSET (HtTraceGoroutine, created_ns), out);
  write_known_times (goroutines, n_goroutines, G_STRUCT_OFFSET (HtTraceGoroutine, ended_ns), out);
  write_differences (&goroutines->since_ns, n_goroutines, stride, out);
  for (guint column = 0; column < G_N_ELEMENTS (times); column++)
    for (guint i = 0; i < n_goroutines; i++)
      ht_write_signed (out, G_STRUCT_MEMBER (gint64, &goroutines[i], times[column]));
}

static gboolean
read_flags_of_goroutines (HtNumberReader *reader,
                          HtTraceGoroutine *goroutines,
                          guint n_goroutines,
                          guint8 *flags)
{
  for (guint i = 0; i < n_goroutines; i++)
    {
      guint64 number;

      if (!ht_read_unsigned (reader, &number) || number > GOROUTINE_FLAGS)
        return FALSE;
      flags[i] = (guint8) number;
      goroutines[i].state = flags[i] & GOROUTINE_STATE;
      if (goroutines[i].state > HT_TRACE_GOROUTINE_WAITING)
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_times_of_goroutines (HtNumberReader *reader, HtTraceGoroutine *goroutines, guint n_goroutines)
{
  for (guint column = 0; column < G_N_ELEMENTS (times); column++)
    for (guint i = 0; i < n_goroutines; i++)
      if (!ht_read_signed (reader, &G_STRUCT_MEMBER (gint64, &goroutines[i], times[column])))
        return FALSE;
  return TRUE;
}

/**
 * ht_trace_goroutines_decode:
 * @bytes: (array length=length): an unpacked block
 * @length: its length
 * @strings: gets the strings that the goroutines borrow, in addition to what it holds
 * @goroutines: (element-type HtTraceGoroutine): gets them, instead of what it holds
 * @error: return location for %HT_STORE_ERROR_CORRUPT
 *
 * Reads a block of goroutines. There is one at least, and all strings are valid UTF-8,
 * whatever the bytes are. Nodes may be any number.
 *
 * Returns: whether the block is whole
 */
gboolean
ht_trace_goroutines_decode (gconstpointer bytes,
                            gsize length,
                            GStringChunk *strings,
                            GArray *goroutines,
                            GError **error)
{
  const gsize stride = sizeof (HtTraceGoroutine);
  guint8 flags[HT_TRACE_BLOCK_MAX];
  HtTraceGoroutine *first;
  HtNumberReader reader;
  guint64 n;

  ht_number_reader_init (&reader, bytes, length);
  if (!ht_read_unsigned (&reader, &n) || n < 1 || n > HT_TRACE_BLOCK_MAX)
    return fail (&reader, bytes, error);
  g_array_set_size (goroutines, (guint) n);
  first = (HtTraceGoroutine *) (gpointer) goroutines->data;
  if (!read_names (&reader, strings, &first->function, &first->reason, goroutines->len, stride) ||
      !read_flags_of_goroutines (&reader, first, goroutines->len, flags) ||
      !read_differences (&reader, &first->id, goroutines->len, stride) ||
      !read_differences (&reader, &first->parent, goroutines->len, stride) ||
      !read_nodes (&reader, &first->node, goroutines->len, stride) ||
      !read_nodes (&reader, &first->creator_node, goroutines->len, stride) ||
      !read_known_times (&reader, first, goroutines->len,
                         G_STRUCT_OFFSET (HtTraceGoroutine, created_ns), flags,
                         GOROUTINE_HAS_CREATED) ||
      !read_known_times (&reader, first, goroutines->len,
                         G_STRUCT_OFFSET (HtTraceGoroutine, ended_ns), flags,
                         GOROUTINE_HAS_ENDED) ||
      !read_differences (&reader, &first->since_ns, goroutines->len, stride) ||
      !read_times_of_goroutines (&reader, first, goroutines->len) ||
      ht_number_reader_left (&reader) != 0)
    return fail (&reader, bytes, error);
  return TRUE;
}
