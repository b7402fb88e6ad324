/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v2-scanner.h"

#include "trace-clock.h"
#include "trace-header.h"
#include "trace-v2-wire.h"

#define WINDOW_BYTES 4096
/* Four numbers, two bytes before them, and the first byte of the data. */
#define MAX_HEAD_BYTES 43

#define BATCHES_PER_PROGRESS 256

/* Header numbers whose tables are known; Go 1.24 and 1.27 write those before them. */
#define NEWEST_V2      26
#define FIRST_WITH_END 26

typedef struct
{
  guint8 kind;
  guint64 number;
  guint64 m;
  guint64 ticks;
  guint64 size;
  guint64 data_offset;
} Head;

static gboolean
read_window (HtTraceV2Scanner *self, GError **error)
{
  guint64 rest = self->input->size - self->at;
  gboolean covers =
      self->at >= self->window_at && self->at - self->window_at <= self->window_length &&
      self->window_length - (self->at - self->window_at) >= MIN (rest, MAX_HEAD_BYTES);

  if (covers)
    return TRUE;
  self->window_at = self->at;
  self->window_length = (gsize) MIN (rest, WINDOW_BYTES);
  return self->input->read (self->at, self->window, self->window_length, self->input->user_data,
                            error);
}

static void
set_damage (HtTraceV2Scanner *self, HtFormatError code, guint64 offset, const char *problem)
{
  g_set_error (&self->damage, HT_FORMAT_ERROR, code, "%s at byte %" G_GUINT64_FORMAT, problem,
               offset);
}

static gboolean
read_header (HtTraceV2Scanner *self, GError **error)
{
  if (!ht_trace_read_header (self->input, &self->minor, error))
    return FALSE;
  if (self->minor < HT_TRACE_FIRST_V2)
    {
      g_set_error (
          error, HT_FORMAT_ERROR, HT_FORMAT_ERROR_UNSUPPORTED,
          "the execution trace has the format of Go 1.%u at byte 0, which is older than Go 1.22",
          self->minor);
      return FALSE;
    }
  self->at = HT_TRACE_HEADER_BYTES;
  if (self->minor > NEWEST_V2 || self->minor == 24)
    ht_decode_warnings_add (self->warnings, 0,
                            "format 1.%u is not known; the trace is read as one of 1.%d",
                            self->minor, self->minor == 24 ? 23 : NEWEST_V2);
  return TRUE;
}

/**
 * ht_trace_v2_scanner_init:
 * @scanner: (out caller-allocates): the scanner
 * @input: the trace; borrowed
 * @warnings: takes what is wrong with tables; borrowed
 * @error: return location
 *
 * Reads the header. To be cleared in any case.
 *
 * Returns: whether it is a trace of wire format v2
 */
gboolean
ht_trace_v2_scanner_init (HtTraceV2Scanner *scanner,
                          const HtTraceInput *input,
                          HtDecodeWarnings *warnings,
                          GError **error)
{
  *scanner = (HtTraceV2Scanner){ .input = input, .warnings = warnings };
  scanner->window = g_malloc (WINDOW_BYTES);
  scanner->data = g_malloc (HT_TRACE_V2_MAX_BATCH_BYTES);
  return read_header (scanner, error);
}

/**
 * ht_trace_v2_scanner_clear:
 * @scanner: the scanner
 *
 * Frees what it holds.
 */
void
ht_trace_v2_scanner_clear (HtTraceV2Scanner *scanner)
{
  g_clear_pointer (&scanner->window, g_free);
  g_clear_pointer (&scanner->data, g_free);
  g_clear_error (&scanner->damage);
}

static gboolean
parse_head (HtTraceV2Scanner *self, Head *head)
{
  const guint8 *begin = self->window + (self->at - self->window_at);
  HtWireReader reader;

  ht_wire_reader_init (&reader, begin, self->window + self->window_length);
  *head = (Head){ .kind = *reader.at++ };
  if (head->kind == HT_TRACE_V2_EXPERIMENTAL_BATCH && self->minor >= 23)
    {
      /* Which experiment: there is only one. */
      if (reader.at == reader.end)
        ht_wire_reader_fail (&reader, "a batch is cut off", TRUE);
      else if (*reader.at++ != 1)
        ht_wire_reader_fail (&reader, "a batch is of an unknown experiment", FALSE);
    }
  else if (head->kind != HT_TRACE_V2_EVENT_BATCH)
    ht_wire_reader_fail (&reader, "a batch should begin, but does not,", FALSE);

  if (reader.problem == NULL && ht_trace_read_number (&reader, &head->number) &&
      ht_trace_read_number (&reader, &head->m) && ht_trace_read_number (&reader, &head->ticks) &&
      ht_trace_read_number (&reader, &head->size))
    {
      head->data_offset = self->at + (guint64) (reader.at - begin);
      if (head->number == 0)
        ht_wire_reader_fail (&reader, "a batch belongs to generation 0", FALSE);
      else if (head->size > HT_TRACE_V2_MAX_BATCH_BYTES)
        ht_wire_reader_fail (&reader, "a batch is larger than 64 KiB", FALSE);
    }
  if (reader.problem != NULL)
    {
      set_damage (self, reader.ends_early ? HT_FORMAT_ERROR_TRUNCATED : HT_FORMAT_ERROR_CORRUPT,
                  self->at, reader.problem);
      return FALSE;
    }
  return TRUE;
}

/* What versions that nobody knows yet demand is not known either. */
static gboolean
must_have_end (HtTraceV2Scanner *self)
{
  return self->minor >= FIRST_WITH_END && self->minor <= NEWEST_V2;
}

/* Whether a batch may follow where @generation is what came so far. */
static gboolean
check_number (HtTraceV2Scanner *self, const HtTraceV2Generation *generation, const Head *head)
{
  guint64 before = generation->number != 0 ? generation->number : self->last_number;

  /* A trace need not begin with the first generation: the flight recorder forgets. */
  if (before == 0 || head->number == generation->number ||
      (head->number == before + 1 && (generation->number == 0 || !must_have_end (self))))
    return TRUE;
  set_damage (self, HT_FORMAT_ERROR_CORRUPT, self->at, "a batch is of the wrong generation");
  return FALSE;
}

static gboolean
is_table (HtTraceV2Scanner *self, guint8 kind)
{
  return kind == HT_TRACE_V2_STRINGS || kind == HT_TRACE_V2_STACKS ||
         kind == HT_TRACE_V2_CPU_SAMPLES || kind == HT_TRACE_V2_FREQUENCY ||
         (kind == HT_TRACE_V2_SYNC && self->minor >= 25);
}

static gboolean
add_table (HtTraceV2Scanner *self,
           HtTraceV2Generation *generation,
           const Head *head,
           gsize size,
           GError **error)
{
  if (!self->input->read (head->data_offset, self->data, size, self->input->user_data, error))
    return FALSE;
  if (head->kind == HT_TRACE_V2_EXPERIMENTAL_BATCH)
    ht_trace_v2_generation_add_experiment (generation, self->data, size, head->data_offset,
                                           self->warnings);
  else
    ht_trace_v2_generation_add_data (generation, self->data, size, head->ticks, head->data_offset,
                                     self->warnings);
  return TRUE;
}

/* Of a batch that the end of the file cuts, what is there counts. */
static gboolean
add_batch (HtTraceV2Scanner *self,
           HtTraceV2Generation *generation,
           const Head *head,
           GError **error)
{
  gsize size = (gsize) MIN (head->size, self->input->size - head->data_offset);
  HtTraceV2Batch batch = { .offset = head->data_offset,
                           .ticks = head->ticks,
                           .size = (guint32) size };

  generation->number = head->number;
  generation->min_ticks = MIN (generation->min_ticks, head->ticks);
  self->n_batches++;
  if (size > 0)
    {
      guint8 first = self->window[head->data_offset - self->window_at];

      if (head->kind == HT_TRACE_V2_EXPERIMENTAL_BATCH || is_table (self, first))
        {
          if (!add_table (self, generation, head, size, error))
            return FALSE;
        }
      else if (!ht_trace_v2_generation_add_batch (generation, head->m, &batch))
        {
          set_damage (self, HT_FORMAT_ERROR_TOO_LARGE, self->at,
                      "the generation has too many batches or threads");
          return TRUE;
        }
    }
  self->at = head->data_offset + size;
  if (size < head->size)
    set_damage (self, HT_FORMAT_ERROR_TRUNCATED, self->at, "the last batch is cut off");
  return TRUE;
}

static int
compare_samples (gconstpointer a, gconstpointer b)
{
  const HtTraceV2Sample *left = a;
  const HtTraceV2Sample *right = b;

  if (left->ticks != right->ticks)
    return left->ticks < right->ticks ? -1 : 1;
  return left->offset < right->offset ? -1 : left->offset > right->offset;
}

static gboolean
scan_generation (HtTraceV2Scanner *self, HtTraceV2Generation *generation, GError **error)
{
  generation->offset = self->at;
  while (self->damage == NULL && self->at < self->input->size)
    {
      Head head;

      if (self->input->progress != NULL && self->n_batches % BATCHES_PER_PROGRESS == 0 &&
          !self->input->progress (generation->offset, self->input->user_data, error))
        return FALSE;
      if (!read_window (self, error))
        return FALSE;
      if (self->minor >= FIRST_WITH_END && generation->number != 0 &&
          self->window[self->at - self->window_at] == HT_TRACE_V2_END_OF_GENERATION)
        {
          self->at++;
          generation->is_whole = TRUE;
          return TRUE;
        }
      if (!parse_head (self, &head) || !check_number (self, generation, &head))
        return TRUE;
      if (generation->number != 0 && head.number != generation->number)
        {
          generation->is_whole = TRUE;
          return TRUE;
        }
      if (!add_batch (self, generation, &head, error))
        return FALSE;
    }
  /* Before Go 1.26 nothing marks the end of the last generation. */
  generation->is_whole = self->damage == NULL && !must_have_end (self);
  if (self->damage == NULL && must_have_end (self) && generation->number != 0)
    set_damage (self, HT_FORMAT_ERROR_TRUNCATED, self->at, "the last generation has no end");
  return TRUE;
}

/**
 * ht_trace_v2_scanner_next:
 * @scanner: the scanner
 * @generation: (out) (transfer full) (nullable): the next generation; %NULL at the end and where
 * the damage begins
 * @error: return location
 *
 * Finds the batches of the next generation and reads its tables.
 *
 * Returns: %FALSE if the input could not be read or the reading was ended
 */
gboolean
ht_trace_v2_scanner_next (HtTraceV2Scanner *scanner,
                          HtTraceV2Generation **generation,
                          GError **error)
{
  g_autoptr (HtTraceV2Generation) found = ht_trace_v2_generation_new ();

  *generation = NULL;
  if (!scan_generation (scanner, found, error))
    return FALSE;
  if (found->number == 0)
    return TRUE;
  scanner->last_number = found->number;
  g_array_sort (found->samples, compare_samples);
  *generation = g_steal_pointer (&found);
  return TRUE;
}

/**
 * ht_trace_v2_scanner_measure:
 * @scanner: a scanner that nothing was read with yet
 * @extent: (out caller-allocates): how long the trace is
 * @error: return location
 *
 * Goes over the heads of all batches, up to the first damage. What threads did after their last
 * batch began does not count, but the tables are written last, so a trace that is whole is measured
 * to a ms or so. One that knows when it was is not gone through.
 *
 * Returns: %FALSE if the input could not be read or the reading was ended
 */
gboolean
ht_trace_v2_scanner_measure (HtTraceV2Scanner *scanner, HtTraceExtent *extent, GError **error)
{
  g_autoptr (HtTraceV2Generation) clock = ht_trace_v2_generation_new ();
  HtTraceClock ticks = { .origin_ticks = G_MAXUINT64 };
  guint64 max_ticks = 0;

  while (scanner->at < scanner->input->size && !clock->has_snapshot)
    {
      Head head;
      guint8 first;

      if (scanner->n_batches++ % BATCHES_PER_PROGRESS == 0 && scanner->input->progress != NULL &&
          !scanner->input->progress (0, scanner->input->user_data, error))
        return FALSE;
      if (!read_window (scanner, error))
        return FALSE;
      first = scanner->window[scanner->at - scanner->window_at];
      if (scanner->minor >= FIRST_WITH_END && first == HT_TRACE_V2_END_OF_GENERATION)
        {
          scanner->at++;
          continue;
        }
      if (!parse_head (scanner, &head) || head.size > scanner->input->size - head.data_offset)
        break;
      ticks.origin_ticks = MIN (ticks.origin_ticks, head.ticks);
      max_ticks = MAX (max_ticks, head.ticks);
      first = head.size > 0 ? scanner->window[head.data_offset - scanner->window_at] : 0;
      if ((first == HT_TRACE_V2_SYNC ||
           (first == HT_TRACE_V2_FREQUENCY && clock->frequency_hz == 0)) &&
          !add_table (scanner, clock, &head, (gsize) head.size, error))
        return FALSE;
      scanner->at = head.data_offset + head.size;
    }
  ht_trace_clock_set_frequency (&ticks,
                                clock->frequency_hz != 0 ? clock->frequency_hz : HT_TRACE_USUAL_HZ);
  if (clock->has_snapshot)
    extent->wall_ns = ht_trace_v2_generation_get_wall (clock);
  else if (max_ticks > ticks.origin_ticks)
    extent->duration_ns = ht_trace_clock_time (&ticks, max_ticks);
  return TRUE;
}
