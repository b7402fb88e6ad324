/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v2-cursor.h"

/* What is less is decoded faster than it is handed over. */
#define MIN_BYTES_FOR_CREW 2048

const guint64 ht_trace_v2_wanted_args[HT_TRACE_MAX_ARGS + 1][HT_TRACE_MAX_ARGS] = {
  { 0, 0, 0, 0 },
  { G_MAXUINT64, 0, 0, 0 },
  { G_MAXUINT64, G_MAXUINT64, 0, 0 },
  { G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, 0 },
  { G_MAXUINT64, G_MAXUINT64, G_MAXUINT64, G_MAXUINT64 },
};

static const HtTraceV2Batch *
current_batch (const HtTraceV2Cursor *self)
{
  return &g_array_index (self->generation->batches, HtTraceV2Batch, self->batch);
}

static void
begin_batch (HtTraceV2Cursor *self)
{
  const HtTraceV2Batch *batch = current_batch (self);

  self->place = (HtTraceV2Place){ batch->offset, batch->ticks, batch->size };
}

/* Has @place be where there are events; says whether there are any more. */
static gboolean
find_place (HtTraceV2Cursor *self)
{
  while (self->place.n_bytes == 0)
    {
      guint32 next = current_batch (self)->next;

      if (next == HT_TRACE_V2_NO_BATCH)
        return FALSE;
      self->batch = next;
      begin_batch (self);
    }
  return TRUE;
}

static void
fill_next_cb (gpointer data)
{
  HtTraceV2Cursor *self = data;

  ht_trace_v2_block_fill (&self->next, self->input, self->minor, self->block_bytes, &self->place);
}

static void
look_ahead (HtTraceV2Cursor *self)
{
  if (ht_work_crew_get_n_threads (self->crew) == 0 || !find_place (self) ||
      MIN (self->place.n_bytes, self->block_bytes) < MIN_BYTES_FOR_CREW)
    return;
  self->is_ahead = TRUE;
  ht_work_crew_add (self->crew, &self->job);
}

/**
 * ht_trace_v2_cursor_init:
 * @cursor: (out caller-allocates): the cursor; it must stay where it is
 * @input: the trace; borrowed, and read by one thread at a time, whichever it is
 * @generation: the generation; borrowed
 * @thread: one of its threads
 * @minor: number of the header
 * @crew: looks ahead; borrowed
 * @block_bytes: how much to decode at once, at least [const@TRACE_V2_MAX_EVENT_BYTES]
 *
 * Stands before the first event.
 */
void
ht_trace_v2_cursor_init (HtTraceV2Cursor *cursor,
                         const HtTraceInput *input,
                         const HtTraceV2Generation *generation,
                         const HtTraceV2Thread *thread,
                         guint minor,
                         HtWorkCrew *crew,
                         gsize block_bytes)
{
  *cursor = (HtTraceV2Cursor){ .input = input,
                               .generation = generation,
                               .crew = crew,
                               .minor = minor,
                               .block_bytes = block_bytes,
                               .batch = thread->first,
                               .m = thread->m };
  ht_work_job_init (&cursor->job, fill_next_cb, cursor);
  begin_batch (cursor);
  cursor->ticks = cursor->place.ticks;
  look_ahead (cursor);
}

/**
 * ht_trace_v2_cursor_clear:
 * @cursor: the cursor
 *
 * Frees what it holds.
 */
void
ht_trace_v2_cursor_clear (HtTraceV2Cursor *cursor)
{
  if (cursor->is_ahead)
    ht_work_crew_drop (cursor->crew, &cursor->job);
  cursor->is_ahead = FALSE;
  ht_trace_v2_block_clear (&cursor->block);
  ht_trace_v2_block_clear (&cursor->next);
}

/* Without its length an event cannot be passed over, so the rest of the thread goes with it. */
static void
give_up (HtTraceV2Cursor *self)
{
  self->problem = self->block.problem;
  self->problem_offset = self->place.offset;
  self->n_bytes_lost = self->place.n_bytes;
  while ((self->batch = current_batch (self)->next) != HT_TRACE_V2_NO_BATCH)
    self->n_bytes_lost += current_batch (self)->size;
}

/* The next block becomes the one at hand, and the crew gets the one behind it. */
static gboolean
turn_over (HtTraceV2Cursor *self, GError **error)
{
  HtTraceV2Block used = self->block;

  if (self->is_ahead)
    ht_work_crew_finish (self->crew, &self->job, -1);
  else
    fill_next_cb (self);
  self->is_ahead = FALSE;
  self->block = self->next;
  self->next = used;
  if (self->block.error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&self->block.error));
      return FALSE;
    }
  self->n_bytes_done += self->block.n_bytes;
  if (self->block.problem == NULL)
    look_ahead (self);
  return TRUE;
}

static void
begin_block (HtTraceV2Cursor *self)
{
  const HtTraceV2Block *block = &self->block;

  self->ticks = block->ticks;
  self->offset = block->offset;
  self->head = 0;
  self->after = block->words;
  self->end = block->words + block->n_words;
  ht_trace_v2_cursor_take (self);
  self->has_event = TRUE;
}

/**
 * ht_trace_v2_cursor_next_block:
 * @cursor: the cursor, behind the last event of a block
 * @error: return location
 *
 * Goes to the first event of the next block, see ht_trace_v2_cursor_next().
 *
 * Returns: %FALSE if the input could not be read
 */
gboolean
ht_trace_v2_cursor_next_block (HtTraceV2Cursor *cursor, GError **error)
{
  cursor->has_event = FALSE;
  cursor->after = NULL;
  cursor->end = NULL;
  if (cursor->block.problem == NULL && (cursor->is_ahead || find_place (cursor)))
    {
      if (!turn_over (cursor, error))
        return FALSE;
      if (cursor->block.n_words > 0)
        {
          begin_block (cursor);
          return TRUE;
        }
    }
  if (cursor->block.problem != NULL)
    give_up (cursor);
  ht_trace_v2_cursor_clear (cursor);
  return TRUE;
}
