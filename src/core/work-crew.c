/* SPDX-License-Identifier: GPL-3.0-or-later */
#define G_LOG_DOMAIN "Ht-Core"

#include "work-crew.h"

enum
{
  JOB_IDLE, /* nobody was asked to do it, or it is done */
  JOB_WAITS,
  JOB_RUNS,
};

struct _HtWorkCrew
{
  /* Owned */
  GPtrArray *threads;

  GMutex lock; /* over all that follows, and over the jobs' private members */
  GCond added;
  GCond done;
  GQueue waiting; /* of HtWorkJob */
  gint is_ending; /* atomic: set once, under @lock */
};

static void
run_first (HtWorkCrew *self)
{
  HtWorkJob *job = g_queue_peek_head (&self->waiting);

  g_queue_unlink (&self->waiting, &job->link);
  job->state = JOB_RUNS;
  g_mutex_unlock (&self->lock);
  job->work (job->data);
  g_mutex_lock (&self->lock);
  job->state = JOB_IDLE;
  g_cond_signal (&self->done);
}

static gpointer
work_cb (gpointer data)
{
  HtWorkCrew *self = data;

  g_mutex_lock (&self->lock);
  while (!ht_work_crew_is_ending (self))
    {
      if (g_queue_is_empty (&self->waiting))
        g_cond_wait (&self->added, &self->lock);
      else
        run_first (self);
    }
  g_mutex_unlock (&self->lock);
  return NULL;
}

/**
 * ht_work_crew_new:
 * @n_threads: how many threads to start, may be 0
 *
 * Where the system has no more threads there are fewer.
 *
 * Returns: (transfer full): a crew that waits for jobs
 */
HtWorkCrew *
ht_work_crew_new (guint n_threads)
{
  HtWorkCrew *self = g_new0 (HtWorkCrew, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->added);
  g_cond_init (&self->done);
  g_queue_init (&self->waiting);
  self->threads = g_ptr_array_new ();
  for (guint i = 0; i < n_threads; i++)
    {
      GThread *thread = g_thread_try_new ("crew", work_cb, self, NULL);

      if (thread == NULL)
        break;
      g_ptr_array_add (self->threads, thread);
    }
  return self;
}

/**
 * ht_work_crew_free:
 * @crew: (transfer full) (nullable): the crew
 *
 * Drops the jobs that nobody has begun and waits for the others, which can ask
 * ht_work_crew_is_ending().
 */
void
ht_work_crew_free (HtWorkCrew *crew)
{
  if (crew == NULL)
    return;
  g_mutex_lock (&crew->lock);
  g_atomic_int_set (&crew->is_ending, TRUE);
  g_cond_broadcast (&crew->added);
  g_mutex_unlock (&crew->lock);
  for (guint i = 0; i < crew->threads->len; i++)
    g_thread_join (g_ptr_array_index (crew->threads, i));
  g_ptr_array_unref (crew->threads);
  g_mutex_clear (&crew->lock);
  g_cond_clear (&crew->added);
  g_cond_clear (&crew->done);
  g_free (crew);
}

/**
 * ht_work_crew_get_n_threads:
 * @crew: the crew
 *
 * Returns: how many threads it has, beside that which it belongs to
 */
guint
ht_work_crew_get_n_threads (const HtWorkCrew *crew)
{
  return crew->threads->len;
}

/**
 * ht_work_crew_is_ending:
 * @crew: the crew
 *
 * To be called on any thread: jobs that take long ask now and then.
 *
 * Returns: whether nobody wants the jobs any more
 */
gboolean
ht_work_crew_is_ending (HtWorkCrew *crew)
{
  return g_atomic_int_get (&crew->is_ending);
}

/**
 * ht_work_job_init:
 * @job: (out caller-allocates): the job; it must stay where it is while a crew has it
 * @work: does it
 * @data: handed to @work
 */
void
ht_work_job_init (HtWorkJob *job, void (*work) (gpointer data), gpointer data)
{
  *job = (HtWorkJob){ .work = work, .data = data, .link = { .data = job } };
}

/**
 * ht_work_crew_add:
 * @crew: the crew
 * @job: a job that no crew has; borrowed until it is finished or dropped
 *
 * Has a job done sometime. Those that were added first are begun first.
 */
void
ht_work_crew_add (HtWorkCrew *crew, HtWorkJob *job)
{
  g_mutex_lock (&crew->lock);
  g_assert (job->state == JOB_IDLE);
  job->state = JOB_WAITS;
  g_queue_push_tail_link (&crew->waiting, &job->link);
  g_cond_signal (&crew->added);
  g_mutex_unlock (&crew->lock);
}

/* Takes a job that nobody has begun away from the threads. */
static gboolean
take_back (HtWorkCrew *self, HtWorkJob *job)
{
  if (job->state != JOB_WAITS)
    return FALSE;
  g_queue_unlink (&self->waiting, &job->link);
  job->state = JOB_IDLE;
  return TRUE;
}

/**
 * ht_work_crew_finish:
 * @crew: the crew
 * @job: a job that was added
 * @patience_us: how long to wait for who has begun it; -1 for as long as it takes
 *
 * Sees to it that a job is done: does it on this thread if nobody has begun it.
 *
 * Returns: whether it is done
 */
gboolean
ht_work_crew_finish (HtWorkCrew *crew, HtWorkJob *job, gint64 patience_us)
{
  gint64 end_us = g_get_monotonic_time () + patience_us;
  gboolean is_ours, is_done;

  g_mutex_lock (&crew->lock);
  is_ours = take_back (crew, job);
  while (job->state == JOB_RUNS)
    {
      if (patience_us < 0)
        g_cond_wait (&crew->done, &crew->lock);
      else if (!g_cond_wait_until (&crew->done, &crew->lock, end_us))
        break;
    }
  is_done = job->state == JOB_IDLE;
  g_mutex_unlock (&crew->lock);
  if (is_ours)
    job->work (job->data);
  return is_done;
}

/**
 * ht_work_crew_drop:
 * @crew: the crew
 * @job: a job, whether it was added or not
 *
 * Has a job not be done if nobody has begun it; else waits for it. No thread uses it afterwards.
 */
void
ht_work_crew_drop (HtWorkCrew *crew, HtWorkJob *job)
{
  g_mutex_lock (&crew->lock);
  take_back (crew, job);
  while (job->state == JOB_RUNS)
    g_cond_wait (&crew->done, &crew->lock);
  g_mutex_unlock (&crew->lock);
}
