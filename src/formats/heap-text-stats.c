/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "heap-text-stats.h"

#include <string.h>

#include "gc-ring.h"
#include "known-series.h"

static void
give (const HtRecordSink *sink, const HtKnownSeries *series, double value)
{
  HtPoint point = { .name = series->name,
                    .unit = series->unit,
                    .kind = series->kind,
                    .time_ns = HT_UNKNOWN,
                    .value = value };

  if (!series->huge_means_none || value < (double) HT_KNOWN_SERIES_HUGE)
    ht_record_sink_point (sink, &point);
}

static gboolean
read_ring (const char *text, gsize length, guint64 ring[HT_GC_RING_LENGTH])
{
  const char *word;
  gsize n;

  if (length < 2 || text[0] != '[' || text[length - 1] != ']')
    return FALSE;
  text++;
  length -= 2;
  for (guint i = 0; i < HT_GC_RING_LENGTH; i++)
    if (!ht_text_next_word (&text, &length, &word, &n) || !ht_text_to_uint64 (word, n, &ring[i]))
      return FALSE;
  return !ht_text_next_word (&text, &length, &word, &n);
}

/* `Stack = 1 / 2`: what is in use of what was taken from the system. */
static gboolean
read_pair (const char *prefix, const char *text, gsize length, const HtRecordSink *sink)
{
  static const char *const suffixes[] = { "Inuse", "Sys" };
  guint64 values[2];
  const char *word;
  gsize n;

  for (guint i = 0; i < 2; i++)
    {
      if (!ht_text_next_word (&text, &length, &word, &n) ||
          !ht_text_to_uint64 (word, n, &values[i]))
        return FALSE;
      if (i == 0 && (!ht_text_next_word (&text, &length, &word, &n) || n != 1 || *word != '/'))
        return FALSE;
    }
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *field = g_strconcat (prefix, suffixes[i], NULL);

      give (sink, ht_known_series_by_field (field, strlen (field)), (double) values[i]);
    }
  return TRUE;
}

static gboolean
read_value (const char *name,
            gsize n_name,
            const char *text,
            gsize length,
            const HtRecordSink *sink)
{
  const HtKnownSeries *series = ht_known_series_by_field (name, n_name);
  guint64 integer;
  double real;

  /* Fields that are no series, such as Lookups, are nobody's concern. */
  if (series == NULL)
    return TRUE;
  if (ht_text_to_uint64 (text, length, &integer))
    give (sink, series, (double) integer);
  else if (strcmp (series->unit, "ratio") == 0 && ht_text_to_double (text, length, &real))
    give (sink, series, real);
  else
    return FALSE;
  return TRUE;
}

static gboolean
read_field (const char *name,
            gsize n_name,
            const char *text,
            gsize length,
            HtGcRing *ring,
            const HtRecordSink *sink)
{
  static const char *const pairs[] = { "Stack", "MSpan", "MCache" };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    if (ht_text_equal (name, n_name, pairs[i]))
      return read_pair (pairs[i], text, length, sink);
  if (ht_text_equal (name, n_name, "PauseNs"))
    return ring->has_pause_ns = read_ring (text, length, ring->pause_ns);
  if (ht_text_equal (name, n_name, "PauseEnd"))
    return ring->has_pause_end = read_ring (text, length, ring->pause_end);
  if (ht_text_equal (name, n_name, "NumGC"))
    ring->has_num_gc = ht_text_to_uint64 (text, length, &ring->num_gc);
  return read_value (name, n_name, text, length, sink);
}

/**
 * ht_heap_text_stats_begin:
 * @line: a line of a heap profile in text form
 *
 * Returns: whether the statistics begin with it
 */
gboolean
ht_heap_text_stats_begin (const HtTextLine *line)
{
  return ht_text_equal (line->text, line->length, "# runtime.MemStats");
}

/**
 * ht_heap_text_stats_read:
 * @lines: stands behind the line with which the statistics begin
 * @sink: who gets the points and the collections
 * @warnings: who is told of fields that make no sense
 *
 * Reads the MemStats at the end of a heap profile in text form: `# NAME = VALUE`, a line for each.
 */
void
ht_heap_text_stats_read (HtTextLines *lines, const HtRecordSink *sink, HtDecodeWarnings *warnings)
{
  g_autofree HtGcRing *ring = g_new0 (HtGcRing, 1);
  HtTextLine line;

  while (ht_text_lines_next (lines, &line))
    {
      const char *equals = memmem (line.text, line.length, " = ", 3);
      const char *name = line.text + 2;
      const char *value;

      if (equals == NULL || line.length < 2 || line.text[0] != '#' || equals < name)
        continue;
      value = equals + 3;
      if (!line.is_whole || !read_field (name, (gsize) (equals - name), value,
                                         line.length - (gsize) (value - line.text), ring, sink))
        ht_decode_warnings_add (warnings, line.offset, "%.*s is no figure that makes sense",
                                (int) MIN (equals - name, 40), name);
    }
  ht_gc_ring_give (ring, sink);
}
