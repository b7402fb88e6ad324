/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-driver.h"

#include <time.h>

#include "application.h"
#include "memory-page.h"
#include "picture.h"
#include "time-chart-view.h"

#define WIDTH        1600
#define HEIGHT       900
#define PATIENCE_MS  60000
#define QUIET_MS     250
#define UNSETTLED_MS 20000 /* when to go on all the same */
#define IDLE_MS      0.2   /* what the main loop does for itself between two sleeps */

static struct
{
  /* Owned */
  GApplication *application;

  guint n_frames;
  gboolean is_awake;
  double last_busy_ms;
  DriverTime frame_begin;
  DriverTime frame;         /* what the last one cost */
  DriverTime drawn;         /* since the main loop woke up */
  DriverTime woken;         /* when that was */
  DriverTime longest_block; /* that is, awake without drawing */
} driver;

static double
read_clock (clockid_t clock)
{
  struct timespec time;

  clock_gettime (clock, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

DriverTime
driver_now (void)
{
  return (DriverTime){ read_clock (CLOCK_MONOTONIC), read_clock (CLOCK_THREAD_CPUTIME_ID) };
}

static DriverTime
difference (DriverTime end, DriverTime start)
{
  return (DriverTime){ end.wall_ms - start.wall_ms, end.cpu_ms - start.cpu_ms };
}

DriverTime
driver_since (DriverTime start)
{
  return difference (driver_now (), start);
}

DriverTime
driver_sum (DriverTime first, DriverTime second)
{
  return (DriverTime){ first.wall_ms + second.wall_ms, first.cpu_ms + second.cpu_ms };
}

/* The lesser of each. */
DriverTime
driver_best (DriverTime first, DriverTime second)
{
  return (DriverTime){ MIN (first.wall_ms, second.wall_ms), MIN (first.cpu_ms, second.cpu_ms) };
}

static int
timed_poll (GPollFD *files, guint n_files, int timeout_ms)
{
  int n_ready;

  if (driver.is_awake)
    {
      DriverTime busy = driver_since (driver.woken);
      DriverTime blocked = difference (busy, driver.drawn);

      driver.longest_block.wall_ms = MAX (driver.longest_block.wall_ms, blocked.wall_ms);
      driver.longest_block.cpu_ms = MAX (driver.longest_block.cpu_ms, blocked.cpu_ms);
      if (busy.cpu_ms > IDLE_MS)
        driver.last_busy_ms = driver.woken.wall_ms + busy.wall_ms;
    }
  n_ready = g_poll (files, n_files, timeout_ms);
  driver.is_awake = TRUE;
  driver.woken = driver_now ();
  driver.drawn = (DriverTime){ 0, 0 };
  return n_ready;
}

static void
before_paint_cb (void)
{
  driver.frame_begin = driver_now ();
}

static void
after_paint_cb (void)
{
  driver.frame = driver_since (driver.frame_begin);
  driver.drawn = driver_sum (driver.drawn, driver.frame);
  driver.n_frames++;
}

/* Opens an empty window of the program. */
GtkWindow *
driver_start (void)
{
  g_autoptr (GError) error = NULL;
  GtkWindow *window;
  GdkFrameClock *clock;

  g_main_context_set_poll_func (NULL, timed_poll);
  driver.application = ht_application_new ();
  g_application_set_flags (driver.application, G_APPLICATION_NON_UNIQUE);
  if (!g_application_register (driver.application, NULL, &error))
    g_error ("%s", error->message);
  window = ht_window_new (ADW_APPLICATION (driver.application));
  gtk_window_set_default_size (window, WIDTH, HEIGHT);
  gtk_window_present (window);
  clock = gtk_widget_get_frame_clock (GTK_WIDGET (window));
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), NULL);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint_cb), NULL);
  driver_settle ();
  return window;
}

/* Call it once the window is closed. */
void
driver_stop (void)
{
  g_clear_object (&driver.application);
}

static gboolean
keep_awake_cb (gpointer user_data)
{
  return G_SOURCE_CONTINUE;
}

/* Lets the program run until something is so; gives up in the end. */
void
driver_wait (DriverCondition condition, gpointer user_data, const char *what)
{
  DriverTime start = driver_now ();
  /* wakes the main loop when nothing else does */
  guint alarm = g_timeout_add (50, keep_awake_cb, NULL);

  while (!condition (user_data))
    {
      if (driver_since (start).wall_ms > PATIENCE_MS)
        g_error ("%s: nothing after %d s", what, PATIENCE_MS / 1000);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (alarm);
}

static gboolean
is_quiet (gpointer user_data)
{
  const double *start = user_data;
  double now = driver_now ().wall_ms;

  return now - MAX (driver.last_busy_ms, *start) > QUIET_MS || now - *start > UNSETTLED_MS;
}

/* Lets the program do what it has put off, and its animations end. */
void
driver_settle (void)
{
  double start = driver_now ().wall_ms;

  driver_wait (is_quiet, &start, "settling");
}

static gboolean
is_frame_done (gpointer user_data)
{
  return driver.n_frames > *(guint *) user_data;
}

/* Waits for the next frame; returns what it cost the main thread. */
DriverTime
driver_frame (void)
{
  guint n_frames = driver.n_frames;

  driver_wait (is_frame_done, &n_frames, "the next frame");
  return driver.frame;
}

guint
driver_n_frames (void)
{
  return driver.n_frames;
}

void
driver_forget_blocks (void)
{
  driver.longest_block = (DriverTime){ 0, 0 };
}

/* The longest time since then for which the main loop was kept from running, but for drawing. */
DriverTime
driver_longest_block (void)
{
  return driver.longest_block;
}

static GtkWidget *
find_nth (GtkWidget *root, GType type, guint *n)
{
  if (g_type_is_a (G_OBJECT_TYPE (root), type) && (*n)-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_nth (child, type, n);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* The widget number @n of a type, from 0, in the order of the tree; %NULL if there are fewer. */
GtkWidget *
driver_find (GtkWidget *root, GType type, guint n)
{
  return find_nth (root, type, &n);
}

/* What the user does by a key, a button or a menu. */
void
driver_pick (GtkWidget *window, const char *action, const char *parameter)
{
  gboolean found = parameter != NULL ? gtk_widget_activate_action (window, action, "s", parameter)
                                     : gtk_widget_activate_action (window, action, NULL);

  if (!found)
    g_error ("there is no action %s", action);
}

/* Whether a recording's memory was painted to the screen. */
gboolean
driver_is_memory_shown (GtkWidget *root)
{
  GtkWidget *page = driver_find (root, HT_TYPE_MEMORY_PAGE, 0);
  GtkWidget *view = page != NULL ? driver_find (page, HT_TYPE_TIME_CHART_VIEW, 0) : NULL;
  GtkWidget *lines = view != NULL ? driver_find (view, HT_TYPE_PICTURE, 0) : NULL;

  return lines != NULL && gtk_widget_get_mapped (lines) &&
         ht_time_chart_view_get_chart (HT_TIME_CHART_VIEW (view)) != NULL &&
         ht_picture_get_n_paintings (HT_PICTURE (lines)) > 0;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double first = *(const double *) a;
  double second = *(const double *) b;

  return first < second ? -1 : first > second;
}

static double
percentile_of (const GArray *times, gsize offset, double share)
{
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));

  for (guint i = 0; i < times->len; i++)
    {
      const DriverTime *time = &g_array_index (times, DriverTime, i);

      g_array_append_val (values, G_STRUCT_MEMBER (double, time, offset));
    }
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, (guint) (share * (values->len - 1)));
}

/* @times are DriverTimes, at least one; each of their clocks is looked at for itself. */
DriverTime
driver_percentile (const GArray *times, double share)
{
  return (DriverTime){
    percentile_of (times, G_STRUCT_OFFSET (DriverTime, wall_ms), share),
    percentile_of (times, G_STRUCT_OFFSET (DriverTime, cpu_ms), share),
  };
}

/* A line for the table of tools/bench. */
void
driver_print_time (const char *what, DriverTime time, double most_ms)
{
  g_print ("%s: %.2f ms (at most %g ms), %.2f of CPU\n", what, time.wall_ms, most_ms, time.cpu_ms);
}
