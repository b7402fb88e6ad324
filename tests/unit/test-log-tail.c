/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "log-tail.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "log-lines.h"

#define REST "0.1+2+0.1 ms clock, 0+0/0/0+0 ms cpu, 4->4->2 MB, 4 MB goal, 2 P\n"

/* More than anything here can take; reached only if a test fails. */
#define PATIENCE_S 60

typedef struct
{
  char *folder;
  char *path;
  HtLogTail *tail;
  GArray *cycles;
  guint n_warnings;
  guint n_properties;
} Fixture;

static void
cycle_cb (const HtGcCycle *cycle, gpointer user_data)
{
  g_array_append_vals (((Fixture *) user_data)->cycles, cycle, 1);
}

static void
property_cb (const char *key, const char *value, gpointer user_data)
{
  g_assert_cmpstr (key, ==, "gomaxprocs");
  g_assert_cmpstr (value, ==, "2");
  ((Fixture *) user_data)->n_properties++;
}

static void
warning_cb (guint64 offset, const char *message, gpointer user_data)
{
  g_test_message ("%s", message);
  ((Fixture *) user_data)->n_warnings++;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("heaptrail-tail-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "service.log", NULL);
  fixture->cycles = g_array_new (FALSE, FALSE, sizeof (HtGcCycle));
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  g_clear_pointer (&fixture->tail, ht_log_tail_free);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);
      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_array_unref (fixture->cycles);
  g_free (fixture->path);
  g_free (fixture->folder);
}

/* With @linger_ms of 0 what was moved away is read as long as the test lasts, and longer. */
static void
follow (Fixture *fixture, gboolean from_start, guint linger_ms)
{
  HtLogTailOptions options = { .from_start = from_start,
                               .poll_ms = 20,
                               .linger_ms = linger_ms > 0 ? linger_ms : 10 * 1000 * PATIENCE_S };
  HtRecordSink sink = {
    .gc_cycle = cycle_cb, .property = property_cb, .warning = warning_cb, .user_data = fixture
  };

  fixture->tail = ht_log_tail_new (fixture->path, &options, &sink);
}

static gboolean
out_of_patience_cb (gpointer user_data)
{
  g_error ("what the test waits for does not happen");
  return G_SOURCE_REMOVE;
}

static guint
begin_waiting (void)
{
  return g_timeout_add_seconds (PATIENCE_S, out_of_patience_cb, NULL);
}

static void
wait_for_cycles (Fixture *fixture, guint n)
{
  guint limit = begin_waiting ();

  while (fixture->cycles->len < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
  g_assert_cmpuint (fixture->cycles->len, ==, n);
}

static void
wait_for_bytes (Fixture *fixture, guint64 n)
{
  guint limit = begin_waiting ();

  while (ht_log_tail_get_n_bytes (fixture->tail) < n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (limit);
  g_assert_cmpuint (ht_log_tail_get_n_bytes (fixture->tail), ==, n);
}

static const HtGcCycle *
last (Fixture *fixture)
{
  return &g_array_index (fixture->cycles, HtGcCycle, fixture->cycles->len - 1);
}

static int
open_log (Fixture *fixture, int flags)
{
  int fd = open (fixture->path, O_WRONLY | flags, 0600);

  g_assert_cmpint (fd, >=, 0);
  return fd;
}

static void
put (int fd, const char *text)
{
  g_assert_cmpint (write (fd, text, strlen (text)), ==, strlen (text));
}

static void
put_cycle (int fd, guint n)
{
  g_autofree char *line = g_strdup_printf ("gc %u @%u.100s 0%%: " REST, n, n);

  put (fd, line);
}

static void
move_away (Fixture *fixture, const char *name)
{
  g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

  g_assert_cmpint (g_rename (fixture->path, path), ==, 0);
}

static void
test_grows (Fixture *fixture, gconstpointer data)
{
  int fd = open_log (fixture, O_CREAT | O_APPEND);
  gint64 before_ns = g_get_real_time () * 1000;

  put_cycle (fd, 1);
  follow (fixture, TRUE, 0);
  g_assert_null (ht_log_tail_get_problem (fixture->tail));
  wait_for_cycles (fixture, 1);
  g_assert_cmpint (last (fixture)->n, ==, 1);

  put (fd, "something else\n");
  put_cycle (fd, 2);
  wait_for_cycles (fixture, 2);
  g_assert_cmpint (last (fixture)->n, ==, 2);
  g_assert_cmpuint (last (fixture)->process, ==, 0);
  g_assert_cmpuint (fixture->n_properties, ==, 1);
  g_assert_cmpuint (fixture->n_warnings, ==, 0);

  /* Its time lies between writing and now, give or take a tick of the file system. */
  g_assert_cmpint (last (fixture)->wall_offset_ns + last (fixture)->end_ns, >,
                   before_ns - 20 * G_GINT64_CONSTANT (1000000));
  g_assert_cmpint (last (fixture)->wall_offset_ns + last (fixture)->end_ns, <=,
                   g_get_real_time () * 1000 + G_GINT64_CONSTANT (1000000000));
  close (fd);
}

/* A backlog was not written when it is read. */
static void
test_old_backlog (Fixture *fixture, gconstpointer data)
{
  struct timespec times[2] = { { 1795197600, 0 }, { 1795197600, 0 } };
  int fd = open_log (fixture, O_CREAT | O_APPEND);

  times[0].tv_sec = times[1].tv_sec = 1600000000;
  put_cycle (fd, 1);
  g_assert_cmpint (futimens (fd, times), ==, 0);
  follow (fixture, TRUE, 0);
  wait_for_cycles (fixture, 1);
  g_assert_cmpint ((last (fixture)->wall_offset_ns + last (fixture)->end_ns) / 1000000000, ==,
                   1600000000);
  close (fd);
}

static void
test_starts_at_end (Fixture *fixture, gconstpointer data)
{
  int fd = open_log (fixture, O_CREAT | O_APPEND);

  put_cycle (fd, 1);
  put_cycle (fd, 2);
  /* The runtime writes a line in many pieces; this one is not there yet. */
  put (fd, "gc 3 @3.100s 0%: 0.1+2");
  follow (fixture, FALSE, 0);
  wait_for_bytes (fixture, strlen ("gc 3 @3.100s 0%: 0.1+2"));
  g_assert_cmpuint (fixture->cycles->len, ==, 0);
  put (fd, REST + strlen ("0.1+2"));
  wait_for_cycles (fixture, 1);
  g_assert_cmpint (last (fixture)->n, ==, 3);
  close (fd);
}

static void
test_starts_at_end_of_long_line (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (200000, 'x');
  int fd = open_log (fixture, O_CREAT | O_APPEND);

  put_cycle (fd, 1);
  put (fd, text);
  follow (fixture, FALSE, 0);
  put (fd, "\n");
  put_cycle (fd, 2);
  wait_for_cycles (fixture, 1);
  g_assert_cmpint (last (fixture)->n, ==, 2);
  close (fd);
}

static void
test_pieces (Fixture *fixture, gconstpointer data)
{
  static const char text[] = "gc 1 @1.100s 0%: " REST "gc 2 @2.100s 0%: " REST;
  int fd = open_log (fixture, O_CREAT | O_APPEND);

  follow (fixture, FALSE, 0);
  for (gsize i = 0; i < strlen (text); i += 7)
    {
      gsize n = MIN (7, strlen (text) - i);

      g_assert_cmpint (write (fd, text + i, n), ==, n);
      wait_for_bytes (fixture, i + n);
    }
  g_assert_cmpuint (fixture->cycles->len, ==, 2);
  g_assert_cmpint (last (fixture)->end_ns, ==, G_GINT64_CONSTANT (2100000000) + 2200000);
  close (fd);
}

/* What is not there yet is read from its start, whatever was asked for. */
static void
test_appears_later (Fixture *fixture, gconstpointer data)
{
  int fd;

  follow (fixture, FALSE, 0);
  g_assert_nonnull (strstr (ht_log_tail_get_problem (fixture->tail), "service.log: "));
  g_main_context_iteration (NULL, FALSE);

  fd = open_log (fixture, O_CREAT | O_APPEND);
  put_cycle (fd, 1);
  wait_for_cycles (fixture, 1);
  g_assert_null (ht_log_tail_get_problem (fixture->tail));
  close (fd);
}

/* logrotate's "create": the writer goes on in the old file until it is told. */
static void
test_moved_and_written_anew (Fixture *fixture, gconstpointer data)
{
  int old = open_log (fixture, O_CREAT | O_APPEND);
  int new;

  follow (fixture, FALSE, 0);
  put_cycle (old, 1);
  wait_for_cycles (fixture, 1);

  move_away (fixture, "service.log.1");
  put_cycle (old, 2);
  wait_for_cycles (fixture, 2);

  new = open_log (fixture, O_CREAT | O_EXCL | O_APPEND);
  put_cycle (old, 3);
  wait_for_cycles (fixture, 3);
  put_cycle (new, 4);
  wait_for_cycles (fixture, 4);
  put_cycle (old, 5);
  wait_for_cycles (fixture, 5);
  put_cycle (new, 6);
  wait_for_cycles (fixture, 6);

  for (guint i = 0; i < 6; i++)
    {
      g_assert_cmpint (g_array_index (fixture->cycles, HtGcCycle, i).n, ==, i + 1);
      g_assert_cmpuint (g_array_index (fixture->cycles, HtGcCycle, i).process, ==, 0);
    }
  g_assert_cmpuint (fixture->n_warnings, ==, 0);
  close (old);
  close (new);
}

/* What was written between the last look and the rotation is in neither place lost. */
static void
test_moved_unseen (Fixture *fixture, gconstpointer data)
{
  int old = open_log (fixture, O_CREAT | O_APPEND);
  int new;

  follow (fixture, FALSE, 1);
  put_cycle (old, 1);
  wait_for_cycles (fixture, 1);
  put_cycle (old, 2);
  put_cycle (old, 3);
  move_away (fixture, "service.log.1");
  close (old);
  new = open_log (fixture, O_CREAT | O_EXCL | O_APPEND);
  put_cycle (new, 4);
  wait_for_cycles (fixture, 4);
  g_assert_cmpint (last (fixture)->n, ==, 4);

  /* Many rotations leave nothing open but the last ones. */
  for (guint i = 5; i < 40; i++)
    {
      g_autofree char *name = g_strdup_printf ("service.log.%u", i);

      close (new);
      move_away (fixture, name);
      new = open_log (fixture, O_CREAT | O_EXCL | O_APPEND);
      put_cycle (new, i);
      wait_for_cycles (fixture, i);
    }
  close (new);
}

static void
test_deleted_and_created (Fixture *fixture, gconstpointer data)
{
  int old = open_log (fixture, O_CREAT | O_APPEND);
  int new;

  follow (fixture, FALSE, 0);
  put_cycle (old, 1);
  put_cycle (old, 2);
  wait_for_cycles (fixture, 2);
  g_assert_cmpint (g_unlink (fixture->path), ==, 0);
  close (old);
  new = open_log (fixture, O_CREAT | O_EXCL | O_APPEND);
  put_cycle (new, 1);
  wait_for_cycles (fixture, 3);
  /* The number falls: it is another life of the service. */
  g_assert_cmpuint (last (fixture)->process, ==, 1);
  close (new);
}

/* logrotate's "copytruncate"; a line stands across it. */
static void
test_truncated (Fixture *fixture, gconstpointer data)
{
  int fd = open_log (fixture, O_CREAT | O_APPEND);
  guint64 n;

  follow (fixture, FALSE, 0);
  put_cycle (fd, 1);
  wait_for_cycles (fixture, 1);
  n = ht_log_tail_get_n_bytes (fixture->tail);
  put (fd, "gc 2 @2.100s 0%: 0.1+2");
  wait_for_bytes (fixture, n + strlen ("gc 2 @2.100s 0%: 0.1+2"));

  g_assert_cmpint (ftruncate (fd, 0), ==, 0);
  put (fd, REST + strlen ("0.1+2"));
  wait_for_cycles (fixture, 2);
  g_assert_cmpint (last (fixture)->n, ==, 2);
  put_cycle (fd, 3);
  wait_for_cycles (fixture, 3);
  g_assert_cmpuint (fixture->n_warnings, ==, 0);
  close (fd);
}

/* A restart with `>`, after which the log is longer than it was before anybody looked. */
static void
test_truncated_and_outgrown (Fixture *fixture, gconstpointer data)
{
  int fd = open_log (fixture, O_CREAT | O_APPEND);

  follow (fixture, FALSE, 0);
  for (guint i = 10; i < 20; i++)
    put_cycle (fd, i);
  wait_for_cycles (fixture, 10);
  put (fd, "gc 20 @20.100s 0%: 0.1");
  wait_for_bytes (fixture, ht_log_tail_get_n_bytes (fixture->tail) + 22);
  close (fd);

  fd = open_log (fixture, O_TRUNC);
  for (guint i = 1; i < 21; i++)
    put_cycle (fd, i);
  wait_for_cycles (fixture, 30);
  for (guint i = 10; i < 30; i++)
    {
      g_assert_cmpint (g_array_index (fixture->cycles, HtGcCycle, i).n, ==, i - 9);
      g_assert_cmpuint (g_array_index (fixture->cycles, HtGcCycle, i).process, ==, 1);
    }
  /* The line that was never finished. */
  g_assert_cmpuint (fixture->n_warnings, ==, 1);
  close (fd);
}

/* A writer that does not append writes on where it was, behind a hole. */
static void
test_truncated_below_writer (Fixture *fixture, gconstpointer data)
{
  int fd = open_log (fixture, O_CREAT);

  put_cycle (fd, 1);
  follow (fixture, TRUE, 0);
  wait_for_cycles (fixture, 1);
  g_assert_cmpint (ftruncate (fd, 0), ==, 0);
  g_assert_cmpint (lseek (fd, (off_t) 1 << 32, SEEK_SET), ==, (off_t) 1 << 32);
  put_cycle (fd, 2);
  wait_for_cycles (fixture, 2);
  g_assert_cmpint (last (fixture)->n, ==, 2);
  g_assert_cmpuint (ht_log_tail_get_n_bytes (fixture->tail), <, 1 << 20);
  close (fd);
}

static void
test_long_line (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = g_strnfill (3 * HT_LOG_LINE_MAX, 'x');
  int fd = open_log (fixture, O_CREAT | O_APPEND);

  follow (fixture, FALSE, 0);
  put (fd, text);
  put_cycle (fd, 1);
  put_cycle (fd, 2);
  wait_for_cycles (fixture, 1);
  g_assert_cmpint (last (fixture)->n, ==, 2);
  g_assert_cmpuint (fixture->n_warnings, ==, 1);
  close (fd);
}

static void
test_pipe (Fixture *fixture, gconstpointer data)
{
  int fd;

  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  follow (fixture, FALSE, 0);
  for (guint i = 1; i <= 3; i++)
    {
      /* The service restarts and opens it again. */
      fd = open_log (fixture, O_NONBLOCK);
      put_cycle (fd, i);
      wait_for_cycles (fixture, 2 * i - 1);
      put_cycle (fd, i + 1);
      wait_for_cycles (fixture, 2 * i);
      close (fd);
    }
  g_assert_null (ht_log_tail_get_problem (fixture->tail));
}

static void
test_not_a_log (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (g_mkdir (fixture->path, 0700), ==, 0);
  follow (fixture, FALSE, 0);
  g_assert_nonnull (strstr (ht_log_tail_get_problem (fixture->tail), "neither a file"));
  g_assert_cmpint (g_rmdir (fixture->path), ==, 0);
}

/* Whoever follows many logs does it on a thread of its own. */
static void
test_own_context (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMainContext) context = g_main_context_new ();
  int fd = open_log (fixture, O_CREAT | O_APPEND);

  g_main_context_push_thread_default (context);
  follow (fixture, FALSE, 0);
  put_cycle (fd, 1);
  while (fixture->cycles->len < 1)
    g_main_context_iteration (context, TRUE);
  g_clear_pointer (&fixture->tail, ht_log_tail_free);
  g_main_context_pop_thread_default (context);
  close (fd);
}

#define ADD(name, func) g_test_add (name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/sources/log-tail/grows", test_grows);
  ADD ("/sources/log-tail/old-backlog", test_old_backlog);
  ADD ("/sources/log-tail/starts-at-end", test_starts_at_end);
  ADD ("/sources/log-tail/starts-at-end-of-long-line", test_starts_at_end_of_long_line);
  ADD ("/sources/log-tail/pieces", test_pieces);
  ADD ("/sources/log-tail/appears-later", test_appears_later);
  ADD ("/sources/log-tail/moved-and-written-anew", test_moved_and_written_anew);
  ADD ("/sources/log-tail/moved-unseen", test_moved_unseen);
  ADD ("/sources/log-tail/deleted-and-created", test_deleted_and_created);
  ADD ("/sources/log-tail/truncated", test_truncated);
  ADD ("/sources/log-tail/truncated-and-outgrown", test_truncated_and_outgrown);
  ADD ("/sources/log-tail/truncated-below-writer", test_truncated_below_writer);
  ADD ("/sources/log-tail/long-line", test_long_line);
  ADD ("/sources/log-tail/pipe", test_pipe);
  ADD ("/sources/log-tail/not-a-log", test_not_a_log);
  ADD ("/sources/log-tail/own-context", test_own_context);
  return g_test_run ();
}
