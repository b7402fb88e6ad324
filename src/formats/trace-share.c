/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Formats"

#include "trace-share.h"

/* More than any machine has. */
#define MAX_PROCESSORS 65536u

/* What is said of a time. */
typedef struct
{
  guint n_taken;
  guint n_processors;
} Part;

struct _HtTraceShare
{
  Part now;
  Part told;
  gint64 told_ns;
  gboolean has_told; /* @told, which the sink does not have yet */
  gboolean is_stopped;

  /* Borrowed */
  HtTraceContext *context;

  /* Owned */
  GArray *n_takers; /* of guint, by processor */

  guint n_taken; /* processors below the number of them that somebody has taken */
};

/**
 * ht_trace_share_new:
 * @context: where points go; borrowed
 *
 * Returns: (transfer full): a share of an unknown number of processors; one thread at a time
 */
HtTraceShare *
ht_trace_share_new (HtTraceContext *context)
{
  HtTraceShare *self = g_new0 (HtTraceShare, 1);

  self->context = context;
  self->n_takers = g_array_new (FALSE, TRUE, sizeof (guint));
  return self;
}

/**
 * ht_trace_share_free:
 * @share: (transfer full) (nullable): the share
 */
void
ht_trace_share_free (HtTraceShare *share)
{
  if (share == NULL)
    return;
  g_array_unref (share->n_takers);
  g_free (share);
}

static void
note_part (HtTraceShare *self)
{
  self->now.n_taken = self->is_stopped ? self->now.n_processors : self->n_taken;
}

/**
 * ht_trace_share_set_n_processors:
 * @share: the share
 * @n: how many processors there are; before that is known there is no share
 */
void
ht_trace_share_set_n_processors (HtTraceShare *share, guint64 n)
{
  if (n == 0 || n > MAX_PROCESSORS || n == share->now.n_processors)
    return;
  share->now.n_processors = (guint) n;
  share->n_taken = 0;
  for (guint i = 0; i < MIN (share->n_takers->len, share->now.n_processors); i++)
    share->n_taken += g_array_index (share->n_takers, guint, i) > 0;
  note_part (share);
}

/**
 * ht_trace_share_set_stopped:
 * @share: the share
 * @is_stopped: whether the collector stops the world, and so has all processors
 */
void
ht_trace_share_set_stopped (HtTraceShare *share, gboolean is_stopped)
{
  share->is_stopped = is_stopped;
  note_part (share);
}

/**
 * ht_trace_share_take:
 * @share: the share
 * @processor: the processor; without effect if there can be none of that number
 *
 * Says that a processor works for the collector, until it is given back as often as it was taken.
 */
void
ht_trace_share_take (HtTraceShare *share, guint64 processor)
{
  if (processor >= MAX_PROCESSORS)
    return;
  if (processor >= share->n_takers->len)
    g_array_set_size (share->n_takers, (guint) processor + 1);
  if (g_array_index (share->n_takers, guint, processor)++ == 0 &&
      processor < share->now.n_processors)
    share->n_taken++;
  note_part (share);
}

/**
 * ht_trace_share_give_back:
 * @share: the share
 * @processor: a processor that was taken
 *
 * Takes back that a processor works for the collector.
 */
void
ht_trace_share_give_back (HtTraceShare *share, guint64 processor)
{
  if (processor >= share->n_takers->len)
    return;
  if (--g_array_index (share->n_takers, guint, processor) == 0 &&
      processor < share->now.n_processors)
    share->n_taken--;
  note_part (share);
}

static void
tell (HtTraceShare *self)
{
  if (!self->has_told)
    return;
  self->has_told = FALSE;
  ht_trace_context_tell_gauge (self->context, "trace/gc_share", "ratio", self->told_ns,
                               (double) self->told.n_taken / self->told.n_processors);
}

/* Compares the shares, without rounding. */
static gint64
compare_parts (const Part *a, const Part *b)
{
  return (gint64) a->n_taken * b->n_processors - (gint64) b->n_taken * a->n_processors;
}

/**
 * ht_trace_share_settle:
 * @share: the share
 * @time_ns: time of an event, ns since the beginning of the trace
 *
 * Takes note of the share behind an event; to be called for each event, of any kind.
 */
void
ht_trace_share_settle (HtTraceShare *share, gint64 time_ns)
{
  gboolean is_first = share->told.n_processors == 0;
  gint64 more;

  if (share->now.n_taken == share->told.n_taken &&
      share->now.n_processors == share->told.n_processors)
    return;
  if (share->now.n_processors == 0)
    return;
  more = compare_parts (&share->now, &share->told);
  if (share->has_told && share->told_ns == time_ns)
    {
      if (more > 0)
        share->told = share->now;
      return;
    }
  if (more != 0 || is_first)
    {
      tell (share);
      share->told_ns = time_ns;
      share->has_told = TRUE;
    }
  share->told = share->now;
}

/**
 * ht_trace_share_finish:
 * @share: the share
 *
 * Tells the last point; needed at the end of the trace.
 */
void
ht_trace_share_finish (HtTraceShare *share)
{
  tell (share);
}
