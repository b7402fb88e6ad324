/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v2-block.h"

/* An event has two bytes at least and an argument one; what makes it wide has five. As words they
 * take this much more. */
#define MOST_GROWTH 5

/* So many may be read behind the head of the last event that is not wide. */
#define WORDS_BEHIND HT_TRACE_MAX_ARGS

/**
 * ht_trace_v2_block_clear:
 * @block: the block
 *
 * Frees what it holds. It is as good as new then.
 */
void
ht_trace_v2_block_clear (HtTraceV2Block *block)
{
  g_clear_pointer (&block->words, g_free);
  g_clear_pointer (&block->bytes, g_free);
  g_clear_error (&block->error);
  *block = (HtTraceV2Block){ .n_words = 0 };
}

static gboolean
read_bytes (HtTraceV2Block *self, const HtTraceInput *input, guint64 offset, guint32 n_bytes)
{
  if (n_bytes > self->n_allocated_bytes)
    {
      g_free (self->bytes);
      g_free (self->words);
      self->bytes = g_malloc (n_bytes);
      self->words = g_malloc ((gsize) n_bytes * MOST_GROWTH + WORDS_BEHIND * sizeof (guint32));
      self->n_allocated_bytes = n_bytes;
    }
  self->offset = offset;
  return input->read (offset, self->bytes, n_bytes, input->user_data, &self->error);
}

/* Reads the time and the arguments of an event. */
static inline gboolean
read_event (HtWireReader *reader, const HtTraceSpec *spec, guint64 *elapsed, guint64 *args)
{
  if (!ht_wire_read_short_varint (reader, elapsed) && !ht_trace_read_number (reader, elapsed))
    return FALSE;
  for (guint i = 0; i < spec->n_args; i++)
    if (!ht_wire_read_short_varint (reader, &args[i]) && !ht_trace_read_number (reader, &args[i]))
      return FALSE;
  return TRUE;
}

static void
add_words (HtTraceV2Block *self,
           const HtTraceSpec *spec,
           guint kind,
           guint n_bytes,
           guint64 elapsed,
           const guint64 *args)
{
  guint32 *words = self->words + self->n_words;
  guint64 all = elapsed;

  for (guint i = 0; i < spec->n_args; i++)
    all |= args[i];

  gboolean is_wide = all > G_MAXUINT32;

  words[0] = (guint32) elapsed;
  words[1] = kind | n_bytes << 8 | (guint32) spec->n_args << 14 | (guint32) (spec->text + 1) << 17 |
             (guint32) (spec->stack + 1) << 20 | (guint32) is_wide << 23;
  words += HT_TRACE_V2_HEAD_WORDS;
  if (G_UNLIKELY (is_wide))
    {
      *words++ = (guint32) (elapsed >> 32);
      memcpy (words, args, spec->n_args * sizeof *args);
      words += 2 * spec->n_args;
    }
  else
    for (guint i = 0; i < spec->n_args; i++)
      *words++ = (guint32) args[i];
  self->n_words = (gsize) (words - self->words);
}

/* Puts the event at @reader behind the others; @ticks is the time of the one before it. */
static inline gboolean
add_event (HtTraceV2Block *self, HtWireReader *reader, guint minor, guint64 *ticks)
{
  const guint8 *begin = reader->at;
  guint kind = *reader->at++;
  const HtTraceSpec *spec = ht_trace_spec (kind);
  guint64 args[HT_TRACE_MAX_ARGS];
  guint64 elapsed = 0;

  if (spec == NULL || spec->since > minor)
    return ht_wire_reader_fail (reader, "an event is of an unknown kind", FALSE);
  if (!read_event (reader, spec, &elapsed, args))
    return FALSE;
  if (elapsed > G_MAXUINT64 - *ticks)
    return ht_wire_reader_fail (reader, "a time does not fit into 64 bits", FALSE);
  *ticks += elapsed;
  add_words (self, spec, kind, (guint) (reader->at - begin), elapsed, args);
  return TRUE;
}

/**
 * ht_trace_v2_block_fill:
 * @block: the block; what it holds is forgotten
 * @input: the trace
 * @minor: number of the header
 * @max_bytes: how much to read, at least [const@TRACE_V2_MAX_EVENT_BYTES]
 * @place: (inout): where to begin, in a batch that is not at its end; gets where to go on, or where
 *   the problem is
 *
 * Decodes the next events of a batch. There is at least one of them, unless problem or error says
 * why not. The memory that it takes is six times what it reads at most.
 */
void
ht_trace_v2_block_fill (HtTraceV2Block *block,
                        const HtTraceInput *input,
                        guint minor,
                        gsize max_bytes,
                        HtTraceV2Place *place)
{
  guint32 n_bytes = (guint32) MIN (place->n_bytes, max_bytes);
  gboolean goes_on = n_bytes < place->n_bytes;
  const guint8 *event;
  HtWireReader reader;

  block->n_words = 0;
  block->n_bytes = 0;
  block->problem = NULL;
  block->ticks = place->ticks;
  if (!read_bytes (block, input, place->offset, n_bytes))
    return;
  ht_wire_reader_init (&reader, block->bytes, block->bytes + n_bytes);
  /* What may be cut off by the end of what was read is left for the next time. */
  for (event = reader.at; reader.at != reader.end; event = reader.at)
    if ((goes_on && reader.end - reader.at < HT_TRACE_V2_MAX_EVENT_BYTES) ||
        !add_event (block, &reader, minor, &place->ticks))
      break;
  block->problem = reader.problem;
  block->n_bytes = (guint32) (event - block->bytes);
  place->offset += block->n_bytes;
  place->n_bytes -= block->n_bytes;
}
