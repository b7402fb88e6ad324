/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "window-driver.h"

#include <time.h>

#include "application.h"
#include "memory-page.h"
#include "picture.h"
#include "time-chart-view.h"

#define WIDTH      1600
#define HEIGHT     900
#define PATIENCE   60000
#define QUIET      250
#define MOST_QUIET 20000
/* What the main loop does for itself between two sleeps. */
#define IDLE 0.2

static struct
{
  /* Owned */
  GApplication *application;

  guint n_frames;
  double frame_begin;
  double frame;         /* how long the last one took */
  double drawn;         /* since the main loop woke up */
  double woken;         /* when that was, 0 while it sleeps */
  double longest_block; /* that is, awake without drawing */
  double last_busy;
} driver;

/* Monotonic, in ms. */
double
driver_now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (double) time.tv_sec * 1e3 + (double) time.tv_nsec / 1e6;
}

static int
timed_poll (GPollFD *files, guint n_files, int timeout_ms)
{
  double now = driver_now ();
  double busy = now - driver.woken;
  int n_ready;

  if (driver.woken > 0)
    driver.longest_block = MAX (driver.longest_block, busy - driver.drawn);
  if (driver.woken > 0 && busy > IDLE)
    driver.last_busy = now;
  n_ready = g_poll (files, n_files, timeout_ms);
  driver.woken = driver_now ();
  driver.drawn = 0;
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
  driver.frame = driver_now () - driver.frame_begin;
  driver.drawn += driver.frame;
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
  double start = driver_now ();
  /* wakes the main loop when nothing else does */
  guint alarm = g_timeout_add (50, keep_awake_cb, NULL);

  while (!condition (user_data))
    {
      if (driver_now () - start > PATIENCE)
        g_error ("%s: nothing after %d s", what, PATIENCE / 1000);
      g_main_context_iteration (NULL, TRUE);
    }
  g_source_remove (alarm);
}

static gboolean
is_quiet (gpointer user_data)
{
  const double *start = user_data;
  double now = driver_now ();

  return now - MAX (driver.last_busy, *start) > QUIET || now - *start > MOST_QUIET;
}

/* Lets the program do what it has put off, and its animations end. */
void
driver_settle (void)
{
  double start = driver_now ();

  driver_wait (is_quiet, &start, "settling");
}

static gboolean
is_frame_done (gpointer user_data)
{
  return driver.n_frames > *(guint *) user_data;
}

/* Waits for the next frame; returns what it cost the main thread. */
double
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
  driver.longest_block = 0;
}

/* The longest time since then for which the main loop was kept from running, but for drawing. */
double
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

/* @values are doubles, at least one; they are sorted. */
double
driver_percentile (GArray *values, double share)
{
  g_array_sort (values, compare_doubles);
  return g_array_index (values, double, (guint) (share * (values->len - 1)));
}
