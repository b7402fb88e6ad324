/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-v1-scanner.h"

#include "trace-clock.h"
#include "trace-event.h"
#include "trace-header.h"
#include "trace-v1-wire.h"

/* The longest string and what is before it fit in. */
#define WINDOW_BYTES (1u << 20)
G_STATIC_ASSERT (WINDOW_BYTES > HT_TRACE_V1_MAX_TEXT_BYTES + HT_TRACE_V1_MAX_HEAD_BYTES);

/* What Go's own reader allows. */
#define MAX_STACK_FRAMES 1000

typedef struct
{
  /* Borrowed */
  const HtTraceInput *input;
  HtDecodeWarnings *warnings;
  HtTraceV1Scan *scan;
  HtTraceV1Index *index;

  /* Owned */
  guint8 *window;

  guint minor;
  gsize window_bytes;
  HtWireReader reader;   /* in the window */
  guint64 window_offset; /* of its first byte */
  guint64 offset;        /* of the item at hand */

  /* The batch. */
  gboolean has_batch;
  guint64 p;
  guint64 ticks;

  /* Events that are in no run yet. */
  gboolean has_run;
  HtTraceV1Run run;

  gboolean has_told_loss;
} Scanner;

static guint64
position (const Scanner *self)
{
  return self->window_offset + (guint64) (self->reader.at - self->window);
}

/* Gets more into the window, behind what of it has not been used. */
static gboolean
fill_window (Scanner *self, GError **error)
{
  gsize n_kept = (gsize) (self->reader.end - self->reader.at);
  guint64 offset = position (self) + n_kept;
  gsize n_new = (gsize) MIN (self->input->size - offset, self->window_bytes - n_kept);

  /* Half of the work: then the events are put in order. */
  if (self->input->progress != NULL &&
      !self->input->progress (offset / 2, self->input->user_data, error))
    return FALSE;
  memmove (self->window, self->reader.at, n_kept);
  self->window_offset = offset - n_kept;
  if (!self->input->read (offset, self->window + n_kept, n_new, self->input->user_data, error))
    return FALSE;
  ht_wire_reader_init (&self->reader, self->window, self->window + n_kept + n_new);
  return TRUE;
}

/* Has as many bytes in the window, if the file has them. */
static gboolean
need (Scanner *self, gsize n_bytes, GError **error)
{
  gsize n_there = (gsize) (self->reader.end - self->reader.at);

  return n_there >= n_bytes || position (self) + n_there == self->input->size ||
         fill_window (self, error);
}

static void
set_damage (Scanner *self, HtFormatError code, const char *problem)
{
  g_set_error (&self->scan->damage, HT_FORMAT_ERROR, code, "%s at byte %" G_GUINT64_FORMAT, problem,
               self->offset);
}

/* A table has lost an entry; what follows can be read. */
static void
warn (Scanner *self, const char *problem)
{
  self->scan->is_damaged = TRUE;
  ht_decode_warnings_add (self->warnings, self->offset, "%s; it is left out", problem);
}

static void
check_added (Scanner *self, HtTraceAdded added)
{
  if (added == HT_TRACE_ADDED_TWICE)
    warn (self, "a string or stack has an id that was there already");
  if (added != HT_TRACE_ADDED_TOO_MANY || self->has_told_loss)
    return;
  self->has_told_loss = TRUE;
  warn (self, "there are more strings, stacks, messages or samples than are kept: this is the "
              "first one of them");
}

static void
end_run (Scanner *self)
{
  if (!self->has_run)
    return;
  self->has_run = FALSE;
  self->run.size = self->offset - self->run.offset;
  if (ht_trace_v1_index_add_run (self->index, self->p, &self->run))
    return;
  g_clear_error (&self->scan->damage);
  self->offset = self->run.offset;
  set_damage (self, HT_FORMAT_ERROR_TOO_LARGE, "the trace has too many batches or processors");
}

static void
begin_batch (Scanner *self, const HtTraceV1Item *item)
{
  if (item->args[0] != HT_TRACE_NONE && item->args[0] > G_MAXINT32)
    {
      set_damage (self, HT_FORMAT_ERROR_CORRUPT, "a batch has an impossible processor");
      return;
    }
  self->has_batch = TRUE;
  self->p = item->args[0];
  self->ticks = item->args[1];
}

static void
set_frequency (Scanner *self, guint64 frequency_hz)
{
  if (!ht_trace_clock_can_be (frequency_hz))
    warn (self, "the clock has an impossible frequency");
  else if (self->index->frequency_hz != 0)
    warn (self, "the clock has a second frequency");
  else
    self->index->frequency_hz = frequency_hz;
}

static guint32
small_or_zero (guint64 number)
{
  return number <= G_MAXUINT32 ? (guint32) number : 0;
}

static gboolean
read_frames (HtWireReader *numbers, HtTraceFrame *frames, guint64 n_frames)
{
  for (guint i = 0; i < n_frames; i++)
    {
      guint64 values[4];

      for (guint j = 0; j < G_N_ELEMENTS (values); j++)
        if (!ht_trace_read_number (numbers, &values[j]))
          return FALSE;
      frames[i] = (HtTraceFrame){ .pc = values[0],
                                  .function = small_or_zero (values[1]),
                                  .file = small_or_zero (values[2]),
                                  .line = small_or_zero (values[3]) };
    }
  return numbers->at == numbers->end ||
         ht_wire_reader_fail (numbers, "a stack is longer than its frames", FALSE);
}

static void
add_stack (Scanner *self, const guint8 *body, gsize n_bytes)
{
  HtTraceFrame frames[MAX_STACK_FRAMES];
  HtWireReader numbers;
  guint64 id, n_frames;

  ht_wire_reader_init (&numbers, body, body + n_bytes);
  if (!ht_trace_read_number (&numbers, &id) || !ht_trace_read_number (&numbers, &n_frames))
    set_damage (self, HT_FORMAT_ERROR_CORRUPT, "a stack has no frames");
  else if (n_frames > MAX_STACK_FRAMES)
    set_damage (self, HT_FORMAT_ERROR_CORRUPT, "a stack has more than 1000 frames");
  else if (!read_frames (&numbers, frames, n_frames))
    set_damage (self, HT_FORMAT_ERROR_CORRUPT, numbers.problem);
  else if (id != 0)
    check_added (self,
                 ht_trace_tables_add_stack (self->index->tables, id, frames, (guint) n_frames));
}

static void
add_sample (Scanner *self, const HtTraceV1Item *item)
{
  HtTraceV1Sample sample = { .ticks = item->args[0],
                             .p = item->args[1],
                             /* There is no goroutine 0: Go means none. */
                             .g = item->args[2] != 0 ? item->args[2] : HT_TRACE_NONE,
                             .stack = item->args[3],
                             .offset = self->offset };

  check_added (self, ht_trace_v1_index_add_sample (self->index, &sample));
}

static void
note_lateness (Scanner *self, guint64 real_ticks)
{
  if (real_ticks != 0 && real_ticks < self->ticks)
    self->index->max_lateness_ticks =
        MAX (self->index->max_lateness_ticks, self->ticks - real_ticks);
}

static void
add_event (Scanner *self, const HtTraceV1Item *item, const guint8 *body)
{
  if (!self->has_run)
    {
      self->has_run = TRUE;
      self->run = (HtTraceV1Run){ .offset = self->offset, .ticks = self->ticks - item->elapsed };
    }
  self->index->min_ticks = MIN (self->index->min_ticks, self->ticks);
  self->index->max_ticks = MAX (self->index->max_ticks, self->ticks);
  if (item->kind == HT_TRACE_V1_GO_SYS_EXIT)
    note_lateness (self, item->args[2]);
  else if (item->kind == HT_TRACE_V1_GO_SYS_EXIT_LOCAL)
    note_lateness (self, item->args[1]);
  else if (item->kind == HT_TRACE_V1_LOG)
    {
      HtTraceAdded added = ht_trace_v1_index_add_message (self->index, body, item->body_bytes);

      /* That a message comes twice is no mistake. */
      if (added == HT_TRACE_ADDED_TOO_MANY)
        check_added (self, added);
    }
}

static gboolean
is_event (guint kind)
{
  return ht_trace_v1_has_time (kind) && kind != HT_TRACE_V1_CPU_SAMPLE;
}

/* Where it is in the file decides which batch an event belongs to, and when it was. */
static gboolean
go_on_in_batch (Scanner *self, const HtTraceV1Item *item)
{
  if (!ht_trace_v1_has_time (item->kind))
    return TRUE;
  if (!self->has_batch)
    {
      set_damage (self, HT_FORMAT_ERROR_CORRUPT, "an event is in no batch");
      return FALSE;
    }
  if (item->elapsed > G_MAXUINT64 - self->ticks)
    {
      set_damage (self, HT_FORMAT_ERROR_CORRUPT, "a time does not fit into 64 bits");
      return FALSE;
    }
  self->ticks += item->elapsed;
  return TRUE;
}

static void
take_item (Scanner *self, const HtTraceV1Item *item, const guint8 *body)
{
  if (!is_event (item->kind))
    end_run (self);
  if (self->scan->damage != NULL || !go_on_in_batch (self, item))
    return;
  switch (item->kind)
    {
    case HT_TRACE_V1_BATCH:
      begin_batch (self, item);
      break;
    case HT_TRACE_V1_FREQUENCY:
      set_frequency (self, item->args[0]);
      break;
    case HT_TRACE_V1_STACK:
      add_stack (self, body, item->body_bytes);
      break;
    case HT_TRACE_V1_STRING:
      check_added (self, ht_trace_tables_add_string (self->index->tables, item->args[0],
                                                     (const char *) body, item->body_bytes));
      break;
    case HT_TRACE_V1_CPU_SAMPLE:
      add_sample (self, item);
      break;
    case HT_TRACE_V1_TIMER_GOROUTINE:
      /* Which goroutine runs timers matters to nobody. */
      break;
    default:
      add_event (self, item, body);
      break;
    }
}

/* Reads an item; what is wrong with it ends the scan there. */
static gboolean
scan_item (Scanner *self, GError **error)
{
  HtTraceV1Item item;
  const guint8 *body;

  self->offset = position (self);
  if (!ht_trace_v1_read_item (&self->reader, self->minor, &item))
    {
      set_damage (self,
                  self->reader.ends_early ? HT_FORMAT_ERROR_TRUNCATED : HT_FORMAT_ERROR_CORRUPT,
                  self->reader.problem);
      return TRUE;
    }
  if (item.body_bytes > 0 && !need (self, item.body_bytes, error))
    return FALSE;
  body = self->reader.at;
  if (!ht_wire_skip_bytes (&self->reader, item.body_bytes))
    {
      set_damage (self, HT_FORMAT_ERROR_TRUNCATED, "a string or stack is cut off");
      return TRUE;
    }
  take_item (self, &item, body);
  self->scan->n_items++;
  return TRUE;
}

static gboolean
scan_items (Scanner *self, GError **error)
{
  while (self->scan->damage == NULL)
    {
      if (!need (self, HT_TRACE_V1_MAX_HEAD_BYTES, error))
        return FALSE;
      self->offset = position (self);
      if (self->offset == self->input->size)
        break;
      if (!scan_item (self, error))
        return FALSE;
    }
  end_run (self);
  self->scan->end = self->offset;
  ht_trace_v1_index_sort (self->index);
  return TRUE;
}

/**
 * ht_trace_v1_scan:
 * @input: a trace of wire format v1
 * @minor: number of its header
 * @warnings: takes what is wrong with tables
 * @scan: (out caller-allocates): what came of it; to be cleared in any case
 * @error: return location
 *
 * Goes over the whole trace: batches tell no length, and what ids mean comes last.
 *
 * Returns: %FALSE if the input could not be read or the reading was ended
 */
gboolean
ht_trace_v1_scan (const HtTraceInput *input,
                  guint minor,
                  HtDecodeWarnings *warnings,
                  HtTraceV1Scan *scan,
                  GError **error)
{
  gsize window_bytes = (gsize) MIN (input->size, WINDOW_BYTES);
  g_autofree guint8 *window = g_malloc (window_bytes);
  Scanner scanner = { .input = input,
                      .warnings = warnings,
                      .scan = scan,
                      .minor = minor,
                      .window = window,
                      .window_bytes = window_bytes,
                      .window_offset = HT_TRACE_HEADER_BYTES };

  *scan = (HtTraceV1Scan){ .index = ht_trace_v1_index_new () };
  scanner.index = scan->index;
  ht_wire_reader_init (&scanner.reader, window, window);
  return scan_items (&scanner, error);
}

/**
 * ht_trace_v1_scan_clear:
 * @scan: the scan
 *
 * Frees what it holds.
 */
void
ht_trace_v1_scan_clear (HtTraceV1Scan *scan)
{
  g_clear_pointer (&scan->index, ht_trace_v1_index_free);
  g_clear_error (&scan->damage);
}
