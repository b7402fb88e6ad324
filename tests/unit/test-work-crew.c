/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "work-crew.h"

#define N_JOBS 2000

typedef struct
{
  HtWorkJob job;
  guint64 n_done;
  GThread *by;
} Task;

/* A job that waits until it is let go on. */
typedef struct
{
  HtWorkCrew *crew;
  GMutex lock;
  GCond changed;
  gboolean has_begun;
  gboolean may_end;
} Gate;

static void
do_task_cb (gpointer data)
{
  Task *task = data;

  task->n_done++;
  task->by = g_thread_self ();
}

static void
wait_at_gate_cb (gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  gate->has_begun = TRUE;
  g_cond_broadcast (&gate->changed);
  while (!gate->may_end)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
wait_for_end_cb (gpointer data)
{
  Gate *gate = data;

  g_mutex_lock (&gate->lock);
  gate->has_begun = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
  while (!ht_work_crew_is_ending (gate->crew))
    g_thread_yield ();
}

static void
init_gate (Gate *gate, HtWorkCrew *crew)
{
  *gate = (Gate){ .crew = crew };
  g_mutex_init (&gate->lock);
  g_cond_init (&gate->changed);
}

static void
clear_gate (Gate *gate)
{
  g_mutex_clear (&gate->lock);
  g_cond_clear (&gate->changed);
}

static void
wait_until_begun (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  while (!gate->has_begun)
    g_cond_wait (&gate->changed, &gate->lock);
  g_mutex_unlock (&gate->lock);
}

static void
open_gate (Gate *gate)
{
  g_mutex_lock (&gate->lock);
  gate->may_end = TRUE;
  g_cond_broadcast (&gate->changed);
  g_mutex_unlock (&gate->lock);
}

/* Each job is done once, in whatever order they are asked for, and can be added again. */
static void
test_jobs (gconstpointer data)
{
  g_autoptr (HtWorkCrew) crew = ht_work_crew_new (GPOINTER_TO_UINT (data));
  g_autofree Task *tasks = g_new0 (Task, N_JOBS);

  g_assert_cmpuint (ht_work_crew_get_n_threads (crew), ==, GPOINTER_TO_UINT (data));
  for (guint i = 0; i < N_JOBS; i++)
    ht_work_job_init (&tasks[i].job, do_task_cb, &tasks[i]);
  for (guint64 turn = 1; turn <= 3; turn++)
    {
      for (guint i = 0; i < N_JOBS; i++)
        ht_work_crew_add (crew, &tasks[i].job);
      for (guint i = 0; i < N_JOBS; i++)
        {
          Task *task = &tasks[i * 7 % N_JOBS];

          g_assert_true (ht_work_crew_finish (crew, &task->job, -1));
          g_assert_cmpuint (task->n_done, ==, turn);
        }
    }
}

/* Without threads, who asks for a job does it. */
static void
test_no_threads (void)
{
  g_autoptr (HtWorkCrew) crew = ht_work_crew_new (0);
  Task done = { .n_done = 0 }, dropped = { .n_done = 0 }, forgotten = { .n_done = 0 };

  ht_work_job_init (&done.job, do_task_cb, &done);
  ht_work_job_init (&dropped.job, do_task_cb, &dropped);
  ht_work_job_init (&forgotten.job, do_task_cb, &forgotten);
  ht_work_crew_add (crew, &forgotten.job);
  ht_work_crew_add (crew, &dropped.job);
  ht_work_crew_add (crew, &done.job);
  g_assert_true (ht_work_crew_finish (crew, &done.job, 0));
  ht_work_crew_drop (crew, &dropped.job);
  g_assert_true (done.by == g_thread_self ());
  g_assert_cmpuint (done.n_done, ==, 1);
  g_clear_pointer (&crew, ht_work_crew_free);
  g_assert_cmpuint (dropped.n_done, ==, 0);
  g_assert_cmpuint (forgotten.n_done, ==, 0);
}

/* What somebody has begun is waited for, as long as one has patience; what waits behind it is not.
 */
static void
test_begun (void)
{
  g_autoptr (HtWorkCrew) crew = ht_work_crew_new (1);
  Gate gate;
  HtWorkJob slow;
  Task behind = { .n_done = 0 };

  init_gate (&gate, crew);
  ht_work_job_init (&slow, wait_at_gate_cb, &gate);
  ht_work_job_init (&behind.job, do_task_cb, &behind);
  ht_work_crew_add (crew, &slow);
  ht_work_crew_add (crew, &behind.job);
  wait_until_begun (&gate);
  g_assert_false (ht_work_crew_finish (crew, &slow, 0));
  g_assert_true (ht_work_crew_finish (crew, &behind.job, -1));
  g_assert_true (behind.by == g_thread_self ());
  open_gate (&gate);
  g_assert_true (ht_work_crew_finish (crew, &slow, -1));
  g_clear_pointer (&crew, ht_work_crew_free);
  clear_gate (&gate);
}

/* A job that takes long learns that nobody wants it any more. */
static void
test_end (void)
{
  HtWorkCrew *crew = ht_work_crew_new (2);
  Gate gate;
  HtWorkJob job;

  init_gate (&gate, crew);
  ht_work_job_init (&job, wait_for_end_cb, &gate);
  ht_work_crew_add (crew, &job);
  wait_until_begun (&gate);
  g_assert_false (ht_work_crew_is_ending (crew));
  ht_work_crew_free (crew);
  clear_gate (&gate);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/core/work-crew/jobs/none", GUINT_TO_POINTER (0), test_jobs);
  g_test_add_data_func ("/core/work-crew/jobs/one", GUINT_TO_POINTER (1), test_jobs);
  g_test_add_data_func ("/core/work-crew/jobs/many", GUINT_TO_POINTER (5), test_jobs);
  g_test_add_func ("/core/work-crew/no-threads", test_no_threads);
  g_test_add_func ("/core/work-crew/begun", test_begun);
  g_test_add_func ("/core/work-crew/end", test_end);
  return g_test_run ();
}
