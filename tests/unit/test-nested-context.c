/* SPDX-License-Identifier: GPL-3.0-or-later */
#include <glib-unix.h>
#include <unistd.h>

#include "nested-context.h"

typedef struct
{
  HtNestedContext *nested;
  GMainContext *inner;
  int pipe[2];
  guint n_ticks;
  guint n_bytes;
  gboolean is_called;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->nested = ht_nested_context_new ();
  ht_nested_context_enter (fixture->nested);
  fixture->inner = g_main_context_ref_thread_default ();
  ht_nested_context_leave (fixture->nested);
  g_assert_true (fixture->inner != g_main_context_default ());
  g_assert_true (g_unix_open_pipe (fixture->pipe, FD_CLOEXEC, NULL));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  ht_nested_context_free (fixture->nested);
  g_main_context_unref (fixture->inner);
  close (fixture->pipe[0]);
  close (fixture->pipe[1]);
}

static gboolean
tick_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_assert_true (g_main_context_get_thread_default () == fixture->inner);
  fixture->n_ticks++;
  return fixture->n_ticks < 5;
}

static void
attach (Fixture *fixture, GSource *source, GSourceFunc callback)
{
  g_autoptr (GSource) owned = source;

  ht_nested_context_enter (fixture->nested);
  g_source_set_callback (owned, callback, fixture, NULL);
  g_source_attach (owned, g_main_context_get_thread_default ());
  ht_nested_context_leave (fixture->nested);
}

static void
test_timer (Fixture *fixture, gconstpointer data)
{
  attach (fixture, g_timeout_source_new (1), tick_cb);
  while (fixture->n_ticks < 5)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
call_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  fixture->is_called = TRUE;
  return G_SOURCE_REMOVE;
}

static gpointer
call_thread (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_main_context_invoke (fixture->inner, call_cb, fixture);
  return NULL;
}

/* The outer context waits without end, as nothing else is there to wake it. */
static void
test_other_thread (Fixture *fixture, gconstpointer data)
{
  GThread *thread;

  while (g_main_context_iteration (NULL, FALSE))
    ;
  thread = g_thread_new ("caller", call_thread, fixture);
  while (!fixture->is_called)
    g_main_context_iteration (NULL, TRUE);
  g_thread_join (thread);
}

static gboolean
readable_cb (int fd, GIOCondition condition, gpointer user_data)
{
  Fixture *fixture = user_data;
  char byte;

  g_assert_cmpint (read (fd, &byte, 1), ==, 1);
  fixture->n_bytes++;
  return fixture->n_bytes % 3 == 0 ? G_SOURCE_REMOVE : G_SOURCE_CONTINUE;
}

static void
read_three (Fixture *fixture)
{
  guint wanted = fixture->n_bytes + 3;

  attach (fixture, g_unix_fd_source_new (fixture->pipe[0], G_IO_IN), G_SOURCE_FUNC (readable_cb));
  while (fixture->n_bytes < wanted)
    {
      while (g_main_context_iteration (NULL, FALSE))
        ;
      g_assert_cmpint (write (fixture->pipe[1], "x", 1), ==, 1);
      g_main_context_iteration (NULL, TRUE);
    }
}

/* The number of a descriptor that was closed is given to the next file. */
static void
test_descriptors (Fixture *fixture, gconstpointer data)
{
  read_three (fixture);
  for (guint i = 0; i < 3; i++)
    {
      int old = fixture->pipe[0];

      close (fixture->pipe[0]);
      close (fixture->pipe[1]);
      g_assert_true (g_unix_open_pipe (fixture->pipe, FD_CLOEXEC, NULL));
      g_assert_cmpint (fixture->pipe[0], ==, old);
      read_three (fixture);
    }
}

/* At rest the clock goes on, descriptors wait, and entering ends it. */
static void
test_rest (Fixture *fixture, gconstpointer data)
{
  read_three (fixture);
  attach (fixture, g_unix_fd_source_new (fixture->pipe[0], G_IO_IN), G_SOURCE_FUNC (readable_cb));
  attach (fixture, g_timeout_source_new (1), tick_cb);
  ht_nested_context_rest (fixture->nested);
  g_main_context_iteration (NULL, FALSE);
  g_assert_cmpint (write (fixture->pipe[1], "x", 1), ==, 1);
  g_assert_cmpint (write (fixture->pipe[1], "x", 1), ==, 1);
  g_assert_cmpint (write (fixture->pipe[1], "x", 1), ==, 1);
  while (fixture->n_ticks < 5)
    g_main_context_iteration (NULL, TRUE);

  ht_nested_context_enter (fixture->nested);
  ht_nested_context_leave (fixture->nested);
  while (fixture->n_bytes < 6)
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
free_cb (gpointer user_data)
{
  Fixture *fixture = user_data;

  g_clear_pointer (&fixture->nested, ht_nested_context_free);
  fixture->is_called = TRUE;
  return G_SOURCE_REMOVE;
}

static void
test_freed_from_within (Fixture *fixture, gconstpointer data)
{
  attach (fixture, g_idle_source_new (), free_cb);
  while (!fixture->is_called)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (g_main_context_iteration (NULL, FALSE));
}

/* What never rests does not keep others from their turn. */
static gboolean
restless_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

static void
test_others_have_their_turn (Fixture *fixture, gconstpointer data)
{
  attach (fixture, g_idle_source_new (), restless_cb);
  g_idle_add_full (G_PRIORITY_DEFAULT, call_cb, fixture, NULL);
  for (guint i = 0; i < 3; i++)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (fixture->is_called);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(PATH, FUNCTION) \
  g_test_add ("/sources/nested-context/" PATH, Fixture, NULL, set_up, FUNCTION, tear_down)
  ADD ("timer", test_timer);
  ADD ("other-thread", test_other_thread);
  ADD ("descriptors", test_descriptors);
  ADD ("rest", test_rest);
  ADD ("freed-from-within", test_freed_from_within);
  ADD ("others-have-their-turn", test_others_have_their_turn);
  return g_test_run ();
}
