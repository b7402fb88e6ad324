/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v2-cursor.h"

/* The kind, the time and the arguments. */
G_STATIC_ASSERT (HT_TRACE_V2_MIN_WINDOW_BYTES >= 1 + 10 * (1 + HT_TRACE_MAX_ARGS));

static const HtTraceV2Batch *
current_batch (const HtTraceV2Cursor *self)
{
  return &g_array_index (self->generation->batches, HtTraceV2Batch, self->batch);
}

/**
 * ht_trace_v2_cursor_init:
 * @cursor: (out caller-allocates): the cursor
 * @input: the trace; borrowed
 * @generation: the generation; borrowed
 * @thread: one of its threads
 * @minor: number of the header
 * @window_bytes: how much to keep in memory, at least [const@TRACE_V2_MIN_WINDOW_BYTES]
 *
 * Stands before the first event. Nothing is read yet.
 */
void
ht_trace_v2_cursor_init (HtTraceV2Cursor *cursor,
                         const HtTraceInput *input,
                         const HtTraceV2Generation *generation,
                         const HtTraceV2Thread *thread,
                         guint minor,
                         gsize window_bytes)
{
  *cursor = (HtTraceV2Cursor){ .input = input,
                               .generation = generation,
                               .window_bytes = window_bytes,
                               .minor = minor,
                               .batch = thread->first,
                               .m = thread->m };
  cursor->ticks = current_batch (cursor)->ticks;
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
  g_clear_pointer (&cursor->window, g_free);
}

/* Gets more of the batch into the window, behind what of it has not been used. */
static gboolean
fill_window (HtTraceV2Cursor *self, GError **error)
{
  gsize n_kept = (gsize) (self->end - self->at);
  gsize n_new = MIN (self->rest_bytes, self->window_bytes - n_kept);
  guint64 offset = self->window_offset + (guint64) (self->end - self->window);

  memmove (self->window, self->at, n_kept);
  self->window_offset = offset - n_kept;
  self->at = self->window;
  self->end = self->window + n_kept;
  if (!self->input->read (offset, self->window + n_kept, n_new, self->input->user_data, error))
    return FALSE;
  self->end += n_new;
  self->rest_bytes -= (guint32) n_new;
  self->n_bytes_read += n_new;
  return TRUE;
}

static void
begin_batch (HtTraceV2Cursor *self)
{
  const HtTraceV2Batch *batch = current_batch (self);

  self->at = self->window;
  self->end = self->window;
  self->window_offset = batch->offset;
  self->rest_bytes = batch->size;
  self->ticks = batch->ticks;
}

/* Without its length an event cannot be passed over, so the rest of the thread goes with it. */
static void
give_up (HtTraceV2Cursor *self, const char *problem)
{
  self->problem = problem;
  self->problem_offset = self->offset;
  self->n_bytes_lost = self->rest_bytes + (guint64) (self->end - self->at);
  while ((self->batch = current_batch (self)->next) != HT_TRACE_V2_NO_BATCH)
    self->n_bytes_lost += current_batch (self)->size;
}

static gboolean
parse_event (HtTraceV2Cursor *self)
{
  const HtTraceSpec *spec = ht_trace_spec (*self->at);
  HtWireReader reader;
  guint64 elapsed = 0;

  if (spec == NULL || spec->since > self->minor)
    {
      give_up (self, "an event is of an unknown kind");
      return FALSE;
    }
  ht_wire_reader_init (&reader, self->at + 1, self->end);
  self->kind = *self->at;
  if (!ht_wire_read_short_varint (&reader, &elapsed))
    ht_trace_read_number (&reader, &elapsed);
  for (guint i = 0; i < spec->n_args && reader.problem == NULL; i++)
    if (!ht_wire_read_short_varint (&reader, &self->args[i]))
      ht_trace_read_number (&reader, &self->args[i]);
  if (reader.problem == NULL && elapsed > G_MAXUINT64 - self->ticks)
    ht_wire_reader_fail (&reader, "a time does not fit into 64 bits", FALSE);
  if (reader.problem != NULL)
    {
      give_up (self, reader.problem);
      return FALSE;
    }
  self->ticks += elapsed;
  self->at = reader.at;
  return TRUE;
}

/**
 * ht_trace_v2_cursor_next:
 * @cursor: the cursor
 * @error: return location
 *
 * Goes to the next event. There is none if has_event is %FALSE afterwards: at the end of the
 * thread's events, and where they break off, which problem tells.
 *
 * Returns: %FALSE if the input could not be read
 */
gboolean
ht_trace_v2_cursor_next (HtTraceV2Cursor *cursor, GError **error)
{
  cursor->has_event = FALSE;
  if (cursor->window == NULL)
    {
      cursor->window = g_malloc (cursor->window_bytes);
      begin_batch (cursor);
    }
  while (cursor->at == cursor->end && cursor->rest_bytes == 0)
    {
      cursor->batch = current_batch (cursor)->next;
      if (cursor->batch == HT_TRACE_V2_NO_BATCH)
        {
          ht_trace_v2_cursor_clear (cursor);
          return TRUE;
        }
      begin_batch (cursor);
    }
  if (cursor->end - cursor->at < HT_TRACE_V2_MIN_WINDOW_BYTES && cursor->rest_bytes > 0 &&
      !fill_window (cursor, error))
    return FALSE;
  cursor->offset = cursor->window_offset + (guint64) (cursor->at - cursor->window);
  cursor->has_event = parse_event (cursor);
  if (!cursor->has_event)
    ht_trace_v2_cursor_clear (cursor);
  return TRUE;
}
