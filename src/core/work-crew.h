/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * HtWorkJob:
 * @work: does it, on any thread
 * @data: handed to @work
 *
 * Something that will be needed. To be initialised with ht_work_job_init(); it may be asked for
 * again once it was finished.
 */
typedef struct
{
  void (*work) (gpointer data);
  gpointer data;
  /*< private >*/
  GList link;
  guint state;
} HtWorkJob;

/**
 * HtWorkCrew:
 *
 * Threads that do jobs before they are needed. Who needs one that nobody has begun does it on the
 * spot, so that nothing waits for a thread that is busy otherwise, and a crew of no threads
 * is as good as any.
 *
 * Belongs to one thread, which alone calls the functions except ht_work_crew_is_ending().
 */
typedef struct _HtWorkCrew HtWorkCrew;

HtWorkCrew *ht_work_crew_new (guint n_threads);
void ht_work_crew_free (HtWorkCrew *crew);
guint ht_work_crew_get_n_threads (const HtWorkCrew *crew);
gboolean ht_work_crew_is_ending (HtWorkCrew *crew);

void ht_work_job_init (HtWorkJob *job, void (*work) (gpointer data), gpointer data);
void ht_work_crew_add (HtWorkCrew *crew, HtWorkJob *job);
gboolean ht_work_crew_finish (HtWorkCrew *crew, HtWorkJob *job, gint64 patience_us);
void ht_work_crew_drop (HtWorkCrew *crew, HtWorkJob *job);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HtWorkCrew, ht_work_crew_free)

G_END_DECLS
