/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "heap-text-stats.h"

#include <math.h>
#include <string.h>

#include "known-series.h"

typedef struct
{
  const char *text;
  gsize length;
} Span;

static void
warn_wrong (HtHeapTextStats *self, const HtTextLine *line, const char *field)
{
  ht_decode_warnings_add (self->warnings, line->offset, "%s is no size or count; it is left out",
                          field);
}

static void
give (HtHeapTextStats *self, const HtKnownSeries *series, double value)
{
  HtPoint point = { series->name, series->unit, series->kind, HT_UNKNOWN, value };

  ht_record_sink_point (self->warnings->sink, &point);
  self->n_points++;
}

static void
read_known (HtHeapTextStats *self, const HtTextLine *line, const HtKnownSeries *series, Span value)
{
  guint64 number = 0;
  double ratio;

  if (g_str_equal (series->unit, "ratio"))
    {
      if (ht_text_to_double (value.text, value.length, &ratio) && isfinite (ratio) && ratio >= 0)
        give (self, series, ratio);
      else
        warn_wrong (self, line, series->field);
      return;
    }
  if (!ht_text_to_uint64 (value.text, value.length, &number) ||
      (number >= HT_KNOWN_SERIES_HUGE && !series->huge_means_none))
    warn_wrong (self, line, series->field);
  else if (number < HT_KNOWN_SERIES_HUGE)
    give (self, series, (double) number);
}

/* "Stack = inuse / sys", of which the fields of MemStats are StackInuse and StackSys */
static void
read_pair (HtHeapTextStats *self, const HtTextLine *line, Span name, Span value)
{
  static const char *const parts[] = { "Inuse", "Sys" };

  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      g_autofree char *field = g_strdup_printf ("%.*s%s", (int) name.length, name.text, parts[i]);
      Span word;

      ht_text_next_word (&value.text, &value.length, &word.text, &word.length);
      read_known (self, line, ht_known_series_by_field (field, strlen (field)), word);
      if (i == 0 && (!ht_text_next_word (&value.text, &value.length, &word.text, &word.length) ||
                     !ht_text_equal (word.text, word.length, "/")))
        {
          warn_wrong (self, line, field);
          return;
        }
    }
}

/* "[198503 138396 …]" */
static gboolean
read_ring (HtHeapTextStats *self,
           const HtTextLine *line,
           const char *field,
           Span value,
           guint64 *ring)
{
  gsize n = 0;

  if (value.length >= 2 && value.text[0] == '[' && value.text[value.length - 1] == ']')
    {
      Span rest = { value.text + 1, value.length - 2 };
      Span word;

      while (n < HT_GC_RING_LENGTH &&
             ht_text_next_word (&rest.text, &rest.length, &word.text, &word.length) &&
             ht_text_to_uint64 (word.text, word.length, &ring[n]))
        n++;
      if (n == HT_GC_RING_LENGTH &&
          !ht_text_next_word (&rest.text, &rest.length, &word.text, &word.length))
        return TRUE;
    }
  ht_decode_warnings_add (self->warnings, line->offset, "%s is no list of %u times; it is left out",
                          field, HT_GC_RING_LENGTH);
  return FALSE;
}

/* "# NAME = VALUE" */
static gboolean
split (const HtTextLine *line, Span *name, Span *value)
{
  const char *rest = line->text + 1;
  gsize left = line->length - 1;
  Span equals;

  if (!ht_text_next_word (&rest, &left, &name->text, &name->length) ||
      !ht_text_next_word (&rest, &left, &equals.text, &equals.length) ||
      !ht_text_equal (equals.text, equals.length, "=") || left < 2)
    return FALSE;
  *value = (Span){ rest + 1, left - 1 };
  return TRUE;
}

/**
 * ht_heap_text_stats_read:
 * @stats: the reader
 * @line: a line after "# runtime.MemStats"
 *
 * Gives the sink of the warnings what the line says. Lines that say nothing
 * that is kept (Lookups, DebugGC) are passed over, and so is a last line
 * that may have been cut: half a number is a wrong number.
 */
void
ht_heap_text_stats_read (HtHeapTextStats *stats, const HtTextLine *line)
{
  const HtKnownSeries *series;
  Span name, value;

  if (line->length == 0 || *line->text != '#')
    return;
  if (!line->is_whole)
    {
      ht_decode_warnings_add (stats->warnings, line->offset,
                              "the last line was cut; it is left out");
      return;
    }
  if (!split (line, &name, &value))
    return;

  series = ht_known_series_by_field (name.text, name.length);
  if (series != NULL)
    read_known (stats, line, series, value);
  else if (ht_text_equal (name.text, name.length, "Stack") ||
           ht_text_equal (name.text, name.length, "MSpan") ||
           ht_text_equal (name.text, name.length, "MCache"))
    read_pair (stats, line, name, value);
  else if (ht_text_equal (name.text, name.length, "PauseNs"))
    stats->ring.has_pause_ns = read_ring (stats, line, "PauseNs", value, stats->ring.pause_ns);
  else if (ht_text_equal (name.text, name.length, "PauseEnd"))
    stats->ring.has_pause_end = read_ring (stats, line, "PauseEnd", value, stats->ring.pause_end);

  if (ht_text_equal (name.text, name.length, "NumGC"))
    stats->ring.has_num_gc = ht_text_to_uint64 (value.text, value.length, &stats->ring.num_gc);
}
