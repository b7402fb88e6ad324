/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "gc-ring.h"
#include "record-buffer.h"

G_BEGIN_DECLS

/**
 * HtSeenCycle:
 * @n: number of a collection; 0 for none
 * @end_ns: when it ended, on the service's wall clock
 *
 * A collection of which MemStats told.
 */
typedef struct
{
  gint64 n;
  gint64 end_ns;
} HtSeenCycle;

/**
 * HtProcessLife:
 * @epoch: lives of the process that were seen to end
 * @n_collections: as the newest figures say; -1 before them
 * @allocated: bytes since the start of the process, as the newest figures say
 * @start_time: of the process, s since 1970; 0 if nothing tells
 * @last_ns: time of the newest figures; 0 before them
 * @n_gaps: how often nobody looked
 * @cycles: the newest collections, each at its number modulo the length
 * @is_another: whether the next figures are known to be of another life than @epoch
 *
 * What tells one life of a service from the next, and where nobody looked.
 */
typedef struct
{
  /* Owned */
  char *command_line;

  guint32 epoch;
  double n_collections;
  double allocated;
  double start_time;
  gint64 last_ns;
  guint n_gaps;
  gboolean is_another;
  HtSeenCycle cycles[HT_GC_RING_LENGTH];
} HtProcessLife;

void ht_process_life_init (HtProcessLife *life);
void ht_process_life_follow (HtProcessLife *life, guint32 epoch, gint64 last_ns);
void ht_process_life_rewind (HtProcessLife *life, guint32 epoch, gint64 last_ns);
void ht_process_life_clear (HtProcessLife *life);
gboolean ht_process_life_was_restarted (HtProcessLife *life, const HtRecordBuffer *records);
gboolean
ht_process_life_was_away (HtProcessLife *life, gint64 time_ns, gint64 every_ns, gint64 *from_ns);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HtProcessLife, ht_process_life_clear)

G_END_DECLS
