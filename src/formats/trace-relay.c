/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-relay.h"

/* Waking somebody takes as long as some hundred events; more than all of these do not stay in a
 * processor's cache. */
#define EVENTS_PER_BLOCK 1024
#define N_BLOCKS         8

/* What is less is read before a thread has started. */
#define MIN_BYTES_FOR_THREAD (1u << 20)

/* What the reader wants done by the thread of the caller, behind all events before it. */
typedef enum
{
  CALL_NONE,
  CALL_GENERATION,
  CALL_GENERATION_END,
  CALL_WARNING,
  CALL_PROGRESS,
  CALL_END,
} CallKind;

typedef struct
{
  CallKind kind;
  guint64 number; /* offset of a warning, bytes that are done */
  const HtTraceGeneration *generation;
  const char *message;
  GError **error;
  gboolean done;
} Call;

typedef struct
{
  HtTraceEvent events[EVENTS_PER_BLOCK];
  guint n;
} Block;

typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  const HtTraceSink *sink;
  HtTraceSummary *summary;
  GError **error;

  /* Owned */
  Block *blocks;

  guint at; /* which block the reader fills; its own */
  gboolean done;

  GMutex lock; /* of what follows */
  GCond changed;
  guint first;  /* block that the caller takes next */
  guint n_full; /* blocks from there on that are his */
  gboolean reader_waits;
  gboolean caller_waits;
  Call *call;
} Relay;

/* By the reader, with the lock: all blocks but @n_left are taken. */
static void
wait_until_taken (Relay *self, guint n_left)
{
  self->reader_waits = TRUE;
  while (self->n_full > n_left)
    g_cond_wait (&self->changed, &self->lock);
  self->reader_waits = FALSE;
}

/* Hands over the block at hand; then there is another one to fill. One is always the reader's. */
static void
hand_over (Relay *self)
{
  g_mutex_lock (&self->lock);
  self->n_full++;
  if (self->caller_waits)
    g_cond_broadcast (&self->changed);
  if (self->n_full == N_BLOCKS - 1)
    wait_until_taken (self, N_BLOCKS / 2);
  g_mutex_unlock (&self->lock);
  self->at = (self->at + 1) % N_BLOCKS;
  self->blocks[self->at].n = 0;
}

static gboolean
ask (Relay *self, Call *call)
{
  if (self->blocks[self->at].n > 0)
    hand_over (self);
  g_mutex_lock (&self->lock);
  self->call = call;
  if (self->caller_waits)
    g_cond_broadcast (&self->changed);
  while (self->call != NULL)
    g_cond_wait (&self->changed, &self->lock);
  g_mutex_unlock (&self->lock);
  return call->done;
}

static void
generation_cb (const HtTraceGeneration *generation, gpointer user_data)
{
  Call call = { .kind = CALL_GENERATION, .generation = generation };

  ask (user_data, &call);
}

static void
generation_end_cb (gpointer user_data)
{
  Call call = { .kind = CALL_GENERATION_END };

  ask (user_data, &call);
}

static void
event_cb (const HtTraceEvent *event, gpointer user_data)
{
  Relay *self = user_data;
  Block *block = &self->blocks[self->at];

  block->events[block->n++] = *event;
  if (block->n == EVENTS_PER_BLOCK)
    hand_over (self);
}

static void
warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  Call call = { .kind = CALL_WARNING, .number = offset, .message = message };

  ask (user_data, &call);
}

static gboolean
read_cb (guint64 offset, gpointer buffer, gsize length, gpointer user_data, GError **error)
{
  const Relay *self = user_data;

  return self->input->read (offset, buffer, length, self->input->user_data, error);
}

static gboolean
progress_cb (guint64 n_bytes_done, gpointer user_data, GError **error)
{
  Call call = { .kind = CALL_PROGRESS, .number = n_bytes_done, .error = error };

  return ask (user_data, &call);
}

static gpointer
reader_thread (gpointer data)
{
  Relay *self = data;
  HtTraceInput input = {
    .size = self->input->size,
    .read = read_cb,
    .progress = self->input->progress != NULL ? progress_cb : NULL,
    .user_data = self,
    .n_threads = self->input->n_threads,
  };
  HtTraceSink sink = {
    .generation = generation_cb,
    .event = event_cb,
    .warning = warning_cb,
    .user_data = self,
    .generation_end = generation_end_cb,
  };
  Call call = { .kind = CALL_END };

  self->done = ht_trace_read (&input, &sink, self->summary, self->error);
  ask (self, &call);
  return NULL;
}

static void
answer (const Relay *self, Call *call)
{
  const HtTraceSink *sink = self->sink;

  switch (call->kind)
    {
    case CALL_GENERATION:
      if (sink->generation != NULL)
        sink->generation (call->generation, sink->user_data);
      break;
    case CALL_GENERATION_END:
      if (sink->generation_end != NULL)
        sink->generation_end (sink->user_data);
      break;
    case CALL_WARNING:
      if (sink->warning != NULL)
        sink->warning (call->number, call->message, sink->user_data);
      break;
    case CALL_PROGRESS:
      call->done = self->input->progress (call->number, self->input->user_data, call->error);
      break;
    default:
      break;
    }
}

static void
tell_block (const Relay *self, const Block *block)
{
  if (self->sink->event == NULL)
    return;
  for (guint i = 0; i < block->n; i++)
    {
      /* They come from another processor's cache. */
      __builtin_prefetch (&block->events[MIN (i + 8, EVENTS_PER_BLOCK - 1)]);
      self->sink->event (&block->events[i], self->sink->user_data);
    }
}

/* By the caller, with the lock: takes the next block, or does what was asked for behind the last
 * one. Says whether that was the end. */
static gboolean
take_next (Relay *self)
{
  Call *call = self->call;
  gboolean is_end;

  if (self->n_full > 0)
    {
      g_mutex_unlock (&self->lock);
      tell_block (self, &self->blocks[self->first]);
      g_mutex_lock (&self->lock);
      self->first = (self->first + 1) % N_BLOCKS;
      self->n_full--;
      if (self->reader_waits && self->n_full <= N_BLOCKS / 2)
        g_cond_broadcast (&self->changed);
      return FALSE;
    }
  is_end = call->kind == CALL_END;
  g_mutex_unlock (&self->lock);
  answer (self, call);
  g_mutex_lock (&self->lock);
  self->call = NULL;
  g_cond_broadcast (&self->changed);
  return is_end;
}

static void
serve (Relay *self)
{
  gboolean is_end = FALSE;

  g_mutex_lock (&self->lock);
  while (!is_end)
    {
      self->caller_waits = TRUE;
      while (self->n_full == 0 && self->call == NULL)
        g_cond_wait (&self->changed, &self->lock);
      self->caller_waits = FALSE;
      is_end = take_next (self);
    }
  g_mutex_unlock (&self->lock);
}

static gboolean
wants_thread (const HtTraceInput *input)
{
  if (input->n_threads > 0)
    return input->n_threads > 1;
  return input->size >= MIN_BYTES_FOR_THREAD && g_get_num_processors () > 1;
}

/**
 * ht_trace_relay:
 * @input: the trace, unpacked
 * @sink: takes what is in it
 * @summary: (out caller-allocates): how it went
 * @error: return location
 *
 * Reads an execution trace as ht_trace_read() does, which tells the rest, while the sink works:
 * another thread puts the events in order and is a few thousand of them ahead. The sink and the
 * input's progress are called by the thread that calls this, in the same order and with the same
 * as otherwise.
 *
 * Returns: %FALSE where ht_trace_read() would
 */
gboolean
ht_trace_relay (const HtTraceInput *input,
                const HtTraceSink *sink,
                HtTraceSummary *summary,
                GError **error)
{
  Relay self = { .input = input, .sink = sink, .summary = summary, .error = error };
  GThread *thread = NULL;

  g_mutex_init (&self.lock);
  g_cond_init (&self.changed);
  self.blocks = g_new (Block, N_BLOCKS);
  self.blocks[0].n = 0;
  if (wants_thread (input))
    thread = g_thread_try_new ("trace", reader_thread, &self, NULL);
  if (thread != NULL)
    {
      serve (&self);
      g_thread_join (thread);
    }
  else
    self.done = ht_trace_read (input, sink, summary, error);
  g_free (self.blocks);
  g_mutex_clear (&self.lock);
  g_cond_clear (&self.changed);
  return self.done;
}
