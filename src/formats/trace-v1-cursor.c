/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v1-cursor.h"

G_STATIC_ASSERT (HT_TRACE_V1_MIN_WINDOW_BYTES >= HT_TRACE_V1_MAX_HEAD_BYTES);

static const HtTraceV1Run *
current_run (const HtTraceV1Cursor *self)
{
  return &g_array_index (self->index->runs, HtTraceV1Run, self->run);
}

/**
 * ht_trace_v1_cursor_init:
 * @cursor: (out caller-allocates): the cursor
 * @input: the trace; borrowed
 * @index: where its events are; borrowed
 * @proc: one of its processors
 * @minor: number of the header
 * @window_bytes: how much to keep in memory, at least [const@TRACE_V1_MIN_WINDOW_BYTES]
 *
 * Stands before the first event. Nothing is read yet.
 */
void
ht_trace_v1_cursor_init (HtTraceV1Cursor *cursor,
                         const HtTraceInput *input,
                         const HtTraceV1Index *index,
                         const HtTraceV1Proc *proc,
                         guint minor,
                         gsize window_bytes)
{
  *cursor = (HtTraceV1Cursor){ .input = input,
                               .index = index,
                               .window_bytes = window_bytes,
                               .run = proc->first,
                               .minor = minor,
                               .p = proc->p,
                               .m = HT_TRACE_NONE,
                               .g = HT_TRACE_NONE };
  cursor->ticks = current_run (cursor)->ticks;
}

/**
 * ht_trace_v1_cursor_clear:
 * @cursor: the cursor
 *
 * Frees what it holds.
 */
void
ht_trace_v1_cursor_clear (HtTraceV1Cursor *cursor)
{
  g_clear_pointer (&cursor->window, g_free);
}

static guint64
position (const HtTraceV1Cursor *self)
{
  return self->window_offset + (guint64) (self->reader.at - self->window);
}

static gsize
n_in_window (const HtTraceV1Cursor *self)
{
  return (gsize) (self->reader.end - self->reader.at);
}

static void
begin_run (HtTraceV1Cursor *self)
{
  const HtTraceV1Run *run = current_run (self);

  ht_wire_reader_init (&self->reader, self->window, self->window);
  self->window_offset = run->offset;
  self->rest_bytes = run->size;
  self->ticks = run->ticks;
}

/* Gets more of the run into the window, behind what of it has not been used. */
static gboolean
fill_window (HtTraceV1Cursor *self, GError **error)
{
  gsize n_kept = n_in_window (self);
  gsize n_new = (gsize) MIN (self->rest_bytes, self->window_bytes - n_kept);
  guint64 offset = position (self) + n_kept;

  if (self->window != NULL && n_kept > 0)
    memmove (self->window, self->reader.at, n_kept);
  self->window_offset = offset - n_kept;
  if (!self->input->read (offset, self->window + n_kept, n_new, self->input->user_data, error))
    return FALSE;
  ht_wire_reader_init (&self->reader, self->window, self->window + n_kept + n_new);
  self->rest_bytes -= n_new;
  self->n_bytes_read += n_new;
  return TRUE;
}

/* Only if the file is another one than it was when it was scanned. */
static void
give_up (HtTraceV1Cursor *self, const char *problem)
{
  self->problem = problem;
  self->problem_offset = position (self);
  self->n_bytes_lost = self->rest_bytes + n_in_window (self);
  while ((self->run = current_run (self)->next) != HT_TRACE_V1_NO_RUN)
    self->n_bytes_lost += current_run (self)->size;
  ht_trace_v1_cursor_clear (self);
}

/* A message may be longer than the window. */
static gboolean
read_message (HtTraceV1Cursor *self, HtTraceV1Event *event, gsize n_bytes, GError **error)
{
  gsize n_there = MIN (n_in_window (self), n_bytes);
  gsize n_more = n_bytes - n_there;
  g_autofree guint8 *message = NULL;

  if (n_more > self->rest_bytes)
    {
      give_up (self, "a message is cut off");
      *event = (HtTraceV1Event){ .kind = 0 };
      return TRUE;
    }
  message = g_malloc (n_bytes + 1);
  memcpy (message, self->reader.at, n_there);
  self->reader.at += n_there;
  if (n_more > 0)
    {
      guint64 offset = position (self);

      if (!self->input->read (offset, message + n_there, n_more, self->input->user_data, error))
        return FALSE;
      ht_wire_reader_init (&self->reader, self->window, self->window);
      self->window_offset = offset + n_more;
      self->rest_bytes -= n_more;
      self->n_bytes_read += n_more;
    }
  event->message = ht_trace_v1_index_message (self->index, message, n_bytes);
  return TRUE;
}

static gboolean
parse_event (HtTraceV1Cursor *self, HtTraceV1Event *event, GError **error)
{
  guint64 offset = position (self);
  HtTraceV1Item item;

  if (!ht_trace_v1_read_item (&self->reader, self->minor, &item))
    {
      give_up (self, self->reader.problem);
      return TRUE;
    }
  self->ticks += item.elapsed;
  event->kind = item.kind;
  event->ticks = self->ticks;
  event->offset = offset;
  for (guint i = 0; i < HT_TRACE_V1_MAX_ARGS; i++)
    event->args[i] = item.args[i];
  return item.kind != HT_TRACE_V1_LOG || read_message (self, event, item.body_bytes, error);
}

/* Reads the next event; its kind is 0 if there is none. */
static gboolean
read_event (HtTraceV1Cursor *self, HtTraceV1Event *event, GError **error)
{
  event->kind = 0;
  while (self->run != HT_TRACE_V1_NO_RUN && n_in_window (self) == 0 && self->rest_bytes == 0)
    {
      self->run = current_run (self)->next;
      if (self->run != HT_TRACE_V1_NO_RUN)
        begin_run (self);
    }
  if (self->run == HT_TRACE_V1_NO_RUN)
    {
      ht_trace_v1_cursor_clear (self);
      return TRUE;
    }
  if (n_in_window (self) < HT_TRACE_V1_MAX_HEAD_BYTES && self->rest_bytes > 0 &&
      !fill_window (self, error))
    return FALSE;
  return parse_event (self, event, error);
}

/**
 * ht_trace_v1_cursor_next:
 * @cursor: the cursor
 * @error: return location
 *
 * Goes to the next event. There is none if its kind is 0 afterwards: at the end, and where the
 * events break off, which problem tells.
 *
 * Returns: %FALSE if the input could not be read
 */
gboolean
ht_trace_v1_cursor_next (HtTraceV1Cursor *cursor, GError **error)
{
  if (cursor->window == NULL && cursor->n_bytes_read == 0)
    {
      cursor->window = g_malloc (cursor->window_bytes);
      begin_run (cursor);
      if (!read_event (cursor, &cursor->events[1 - cursor->current], error))
        return FALSE;
    }
  cursor->current = 1 - cursor->current;
  return read_event (cursor, &cursor->events[1 - cursor->current], error);
}
