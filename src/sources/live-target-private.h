/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "live-target.h"
#include "live-writing.h"
#include "rule-watch.h"

G_BEGIN_DECLS

/* What the parts of a live target share. */

/**
 * HtWish:
 * @what: what somebody wants
 * @seconds: for how long
 * @begun_ns: when the service was asked, ns since 1970
 * @capture: id, once it is in the recording
 * @n_lost: of the writer, when it was added
 *
 * Something that is captured on demand.
 */
typedef struct
{
  HtOnDemand what;
  guint seconds;
  gint64 begun_ns;
  gint64 capture;
  guint n_lost;
} HtWish;

struct _HtLiveTarget
{
  /* Owned */
  char *name;
  char *reason;
  HtHttpClient *client;
  GCancellable *cancellable;
  GSource *timer;
  GRand *rand;
  HtLiveWriting writing;
  HtRuleWatch *watch;
  GArray *wishes;      /* HtWish, those that wait */
  GArray *uncommitted; /* HtWish, those that are done */

  /* Borrowed */
  HtSteadyClock *clock;
  HtLiveTargetNewsFunc news;
  gpointer news_data;

  HtTargetSchedule schedule;
  HtLiveState state;
  gint64 retry_us;
  gint64 beat_us;   /* the longer one of the intervals of the figures, after a change */
  guint stats_path; /* index in stats_paths */
  gboolean has_stats_path;
  gboolean keep_traces;

  double n_at_heap_profile; /* collections when the last heap profile was taken; -1 before that */
};

void
ht_live_target_tell (HtLiveTarget *target, HtNewsKind kind, const HtWish *wish, const char *reason);
gint64 ht_live_target_now_ns (HtLiveTarget *target);
void ht_live_target_ask_for_wish (HtLiveTarget *target);
void ht_live_target_tell_captures (HtLiveTarget *target, gboolean is_committed);

G_END_DECLS
