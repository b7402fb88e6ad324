/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the window bears recordings that strain it: a month at one point per second with 100,000
 * collections, a flame graph of a million frames, a profile of a million samples, and one that
 * grows each second while 50 services are recorded, an execution trace of 350 MB. Its folder has
 * them: month.heaptrail, flame.heaptrail, heap-1000000.pb.gz, fleet.heaptrail, trace-350.out.
 *
 * Each recording gets a process of its own. Other programs want to live too, so that what is
 * short is tried several times, and the best try counts.
 */
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "flame-view.h"
#include "gc-page.h"
#include "time-chart-view.h"
#include "trace-lanes-view.h"
#include "window-driver.h"
#include "window-live.h"

#define N_TRIES     3
#define N_STEPS     40
#define N_HOVERS    60
#define N_PROFILES  3
#define ZOOM_STEP   0.8
#define TRACE_STEP  0.69
#define N_STARTS    7
#define FLAME_WIDTH 1200
#define N_LIVE      50
#define LIVE_S      20
#define CALM_S      5 /* in which what has begun to be shown is laid out */

typedef struct
{
  GtkWidget *window;
  const char *name; /* of what is open */
  double most_ms;   /* that the median of frames may take, and 95 of 100 twice that */
} Bench;

static void
print_time (const Bench *bench, const char *kind, const char *what, DriverTime time, double most_ms)
{
  g_autofree char *line = g_strdup_printf ("%s, %s, %s", kind, bench->name, what);

  driver_print_time (line, time, most_ms);
}

static void
print_block (const Bench *bench, const char *what, DriverTime block)
{
  print_time (bench, "main thread blocked", what, block, 2);
}

/* What is done one step after the other while its frames are looked at. */
typedef void (*Step) (Bench *bench, guint i);

static GArray *
time_steps (Bench *bench, Step step, guint n_steps)
{
  GArray *frames = g_array_new (FALSE, FALSE, sizeof (DriverTime));

  for (guint i = 0; i < n_steps; i++)
    {
      DriverTime frame;

      step (bench, i);
      frame = driver_frame ();
      g_array_append_val (frames, frame);
    }
  return frames;
}

static void
bench_frames (Bench *bench, const char *what, Step step)
{
  g_autofree char *median_text = g_strconcat (what, ", median", NULL);
  g_autofree char *p95_text = g_strconcat (what, ", 95th of 100", NULL);
  DriverTime median = { G_MAXDOUBLE, G_MAXDOUBLE };
  DriverTime p95 = median, block = median;

  for (guint k = 0; k < N_TRIES; k++)
    {
      g_autoptr (GArray) frames = NULL;

      driver_settle ();
      driver_forget_blocks ();
      frames = time_steps (bench, step, 3 * N_STEPS);
      driver_settle ();
      median = driver_best (median, driver_percentile (frames, 0.5));
      p95 = driver_best (p95, driver_percentile (frames, 0.95));
      block = driver_best (block, driver_longest_block ());
    }
  print_time (bench, "frame", median_text, median, bench->most_ms);
  print_time (bench, "frame", p95_text, p95, 2 * bench->most_ms);
  print_block (bench, what, block);
}

/* Moves the pointer; returns whether there is something new to tell. */
typedef gboolean (*Hover) (Bench *bench, guint i);

/* What a motion of the pointer costs at once, and the frame that tells of it, without the wait for
 * it. */
static void
bench_hover (Bench *bench, const char *what, Hover hover)
{
  g_autofree char *frame_text = g_strconcat (what, ", the frame that tells of it", NULL);
  DriverTime best = { G_MAXDOUBLE, G_MAXDOUBLE };
  DriverTime best_frame = best;

  for (guint k = 0; k < N_TRIES; k++)
    {
      g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (DriverTime));
      g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (DriverTime));

      driver_settle ();
      for (guint i = 0; i < N_HOVERS; i++)
        {
          DriverTime start = driver_now ();
          gboolean changed = hover (bench, i);
          DriverTime took = driver_since (start);
          DriverTime frame;

          if (!changed)
            continue;
          frame = driver_frame ();
          g_array_append_val (times, took);
          g_array_append_val (frames, frame);
        }
      best = driver_best (best, driver_percentile (times, 0.5));
      best_frame = driver_best (best_frame, driver_percentile (frames, 0.5));
    }
  print_time (bench, "hover", what, best, 1);
  print_time (bench, "hover", frame_text, best_frame, 8);
}

static HtTimeView *
get_time_view (Bench *bench)
{
  GtkWidget *view = driver_find (bench->window, HT_TYPE_TIME_CHART_VIEW, 0);

  return ht_time_chart_view_get_time_view (HT_TIME_CHART_VIEW (view));
}

/* Closer, along, and back out. */
static void
move_in_time (Bench *bench, guint i)
{
  HtTimeView *view = get_time_view (bench);
  gint64 from_ns, to_ns;

  ht_time_view_get_shown (view, &from_ns, &to_ns);
  if (i < N_STEPS)
    ht_time_view_zoom (view, from_ns + (to_ns - from_ns) * 2 / 5, ZOOM_STEP);
  else if (i < 2 * N_STEPS)
    ht_time_view_pan (view, 0.05);
  else
    ht_time_view_zoom (view, from_ns + (to_ns - from_ns) / 2, 1 / ZOOM_STEP);
}

/* There and back. */
static void
pan_in_time (Bench *bench, guint i)
{
  HtTimeView *view = get_time_view (bench);
  guint at = i < 3 * N_STEPS / 2 ? i : 3 * N_STEPS - i;
  gint64 from_ns, to_ns, begin_ns;

  ht_time_view_get_extent (view, &from_ns, &to_ns);
  begin_ns = from_ns + (to_ns - from_ns) / 2 * at / (3 * N_STEPS / 2);
  ht_time_view_show (view, begin_ns, begin_ns + (to_ns - from_ns) / 2);
}

static gboolean
hover_in_time (Bench *bench, guint i)
{
  HtTimeView *view = get_time_view (bench);
  gint64 from_ns, to_ns;

  ht_time_view_get_shown (view, &from_ns, &to_ns);
  ht_time_view_set_cursor (view, from_ns + (to_ns - from_ns) / (N_HOVERS + 1) * (i + 1));
  return TRUE;
}

static HtFlameView *
get_flame_view (Bench *bench)
{
  return HT_FLAME_VIEW (driver_find (bench->window, HT_TYPE_FLAME_VIEW, 0));
}

static void
move_in_flames (Bench *bench, guint i)
{
  static double from, shown;
  double wanted;

  if (i == 0)
    {
      from = 0;
      shown = 1;
    }
  wanted = i < N_STEPS ? shown * ZOOM_STEP : i < 2 * N_STEPS ? shown : shown / ZOOM_STEP;
  from += i >= N_STEPS && i < 2 * N_STEPS ? shown * 0.05 : (shown - wanted) * 0.3;
  shown = MIN (wanted, 1);
  from = CLAMP (from, 0, 1 - shown);
  ht_flame_view_show_range (get_flame_view (bench), from, from + shown);
}

static GtkAdjustment *
get_flame_scroll (Bench *bench)
{
  GtkWidget *bar = driver_find (GTK_WIDGET (get_flame_view (bench)), GTK_TYPE_SCROLLBAR, 0);

  return gtk_scrollbar_get_adjustment (GTK_SCROLLBAR (bar));
}

static double
get_most_scroll (Bench *bench)
{
  GtkAdjustment *scroll = get_flame_scroll (bench);

  return gtk_adjustment_get_upper (scroll) - gtk_adjustment_get_page_size (scroll);
}

static void
scroll_flames (Bench *bench, guint i)
{
  gtk_adjustment_set_value (get_flame_scroll (bench),
                            get_most_scroll (bench) * ((i + 1) % N_STEPS) / N_STEPS);
}

static gboolean
hover_flames (Bench *bench, guint i)
{
  HtFlameView *view = get_flame_view (bench);
  const HtFlameBox *hovered = ht_flame_view_get_hovered (view);
  HtFlameBox old = { 0 };

  if (hovered != NULL)
    old = *hovered;
  ht_flame_view_hover_at (view, 10 + (i * 37) % FLAME_WIDTH, 11 + i * 6);
  hovered = ht_flame_view_get_hovered (view);
  return hovered != NULL && (hovered->node != old.node || hovered->n_merged != old.n_merged);
}

static gboolean
is_flame_loaded (gpointer user_data)
{
  return ht_flame_view_get_data (get_flame_view (user_data)) != NULL;
}

/* What has nothing but profiles opens with its flame graph. */
static gboolean
is_shown (gpointer user_data)
{
  Bench *bench = user_data;

  return driver_is_memory_shown (bench->window) ||
         (is_flame_loaded (bench) && gtk_widget_get_mapped (GTK_WIDGET (get_flame_view (bench))));
}

/* Opens the file; returns how long it took until all of it was there to be seen. */
static double
open_file (Bench *bench, const char *folder, const char *file)
{
  g_autofree char *path = g_build_filename (folder, file, NULL);
  const char *paths[] = { path, NULL };
  DriverTime start;

  driver_forget_blocks ();
  start = driver_now ();
  ht_window_open_paths (HT_WINDOW (bench->window), paths);
  driver_wait (is_shown, bench, "opening");
  driver_wait (is_flame_loaded, bench, "reading a profile");
  return driver_since (start).wall_ms;
}

static void
switch_pages (Bench *bench)
{
  static const char *const pages[] = { "gc", "flame", "memory", "gc", "flame", "memory" };

  driver_forget_blocks ();
  for (guint i = 0; i < G_N_ELEMENTS (pages); i++)
    {
      driver_pick (bench->window, "win.show-page", pages[i]);
      driver_settle ();
    }
  print_block (bench, "switching pages", driver_longest_block ());
}

typedef struct
{
  HtFlameView *view;
  HtFlameData *old;
} Stepping;

static gboolean
has_stepped (gpointer user_data)
{
  const Stepping *stepping = user_data;

  return ht_flame_view_get_data (stepping->view) != stepping->old;
}

static void
step_profiles (Bench *bench)
{
  HtFlameView *view = get_flame_view (bench);

  driver_pick (bench->window, "win.show-page", "flame");
  driver_settle ();
  driver_forget_blocks ();
  for (guint i = 1; i < N_PROFILES; i++)
    {
      Stepping stepping = { view, ht_flame_data_ref (ht_flame_view_get_data (view)) };

      driver_pick (bench->window, "win.previous-profile", NULL);
      driver_wait (has_stepped, &stepping, "stepping");
      ht_flame_data_unref (stepping.old);
      driver_settle ();
    }
  print_block (bench, "stepping profiles", driver_longest_block ());
}

static void
sort_cycles (Bench *bench)
{
  GtkWidget *page = driver_find (bench->window, HT_TYPE_GC_PAGE, 0);
  GtkColumnView *table = GTK_COLUMN_VIEW (driver_find (page, GTK_TYPE_COLUMN_VIEW, 0));
  GListModel *columns = gtk_column_view_get_columns (table);

  driver_pick (bench->window, "win.show-page", "gc");
  driver_settle ();
  driver_forget_blocks ();
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      gtk_column_view_sort_by_column (table, column, GTK_SORT_DESCENDING);
      driver_settle ();
    }
  print_block (bench, "sorting the table of cycles", driver_longest_block ());
}

/* Lists to choose from have hidden search entries of their own. */
static GtkEditable *
find_search_entry (Bench *bench)
{
  for (guint n = 0;; n++)
    {
      GtkWidget *entry = driver_find (bench->window, GTK_TYPE_SEARCH_ENTRY, n);

      if (entry == NULL)
        g_error ("there is no search entry");
      if (gtk_widget_get_mapped (entry))
        return GTK_EDITABLE (entry);
    }
}

static void
search_flames (Bench *bench)
{
  static const char *const texts[] = { "store", "store1", "Method42", "" };
  GtkEditable *entry = find_search_entry (bench);

  driver_forget_blocks ();
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      gtk_editable_set_text (entry, texts[i]);
      driver_settle ();
    }
  print_block (bench, "searching", driver_longest_block ());
}

static void
close_window (Bench *bench)
{
  driver_forget_blocks ();
  gtk_window_close (GTK_WINDOW (bench->window));
  driver_settle ();
  print_block (bench, "closing", driver_longest_block ());
}

static void
bench_month (Bench *bench, const char *folder)
{
  bench->name = "30 days";
  g_print ("30 days at 1 Hz with 100,000 cycles, opening: %.0f ms\n",
           open_file (bench, folder, "month.heaptrail"));
  driver_settle ();
  print_block (bench, "opening", driver_longest_block ());
  switch_pages (bench);
  driver_pick (bench->window, "win.show-page", "memory");
  bench_frames (bench, "Memory zoomed and panned", move_in_time);
  bench_frames (bench, "Memory panned over half of it", pan_in_time);
  bench_hover (bench, "Memory", hover_in_time);
  driver_pick (bench->window, "win.show-page", "gc");
  bench_frames (bench, "GC zoomed and panned", move_in_time);
  bench_frames (bench, "GC panned over half of it", pan_in_time);
  bench_hover (bench, "GC", hover_in_time);
  sort_cycles (bench);
  step_profiles (bench);
}

static void
bench_flame_graph (Bench *bench)
{
  driver_pick (bench->window, "win.show-page", "flame");
  bench_frames (bench, "Flame zoomed and panned", move_in_flames);
  /* A million samples of equal weight leave a graph of few rows. */
  if (get_most_scroll (bench) > 0)
    bench_frames (bench, "Flame scrolled", scroll_flames);
  bench_hover (bench, "Flame", hover_flames);
  search_flames (bench);
}

static void
bench_flame (Bench *bench, const char *folder)
{
  bench->name = "1,000,000 frames";
  open_file (bench, folder, "flame.heaptrail");
  driver_settle ();
  print_block (bench, "opening", driver_longest_block ());
  bench_flame_graph (bench);
  step_profiles (bench);
}

static double
peak_mb (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) usage.ru_maxrss * 1024 / 1e6;
}

static void
bench_profile (Bench *bench, const char *folder)
{
  guint n_frames = driver_n_frames ();
  double took;

  bench->name = "1,000,000 samples";
  took = open_file (bench, folder, "heap-1000000.pb.gz");
  g_print ("opening a profile of 1,000,000 samples: %.2f s (at most 10 s)\n", took / 1e3);
  g_print ("opening it, frames that tell how far it is: %.1f per second (at least 1 per second)\n",
           (driver_n_frames () - n_frames) / took * 1e3);
  driver_settle ();
  print_block (bench, "opening", driver_longest_block ());
  bench_flame_graph (bench);
  g_print ("peak memory with it: %.0f MB (at most 2000 MB)\n", peak_mb ());
}

/* Has the window record services that are replayed by another process. */
static GSubprocess *
record_services (Bench *bench, const char *folder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *here = g_path_get_dirname (self);
  g_autofree char *server = g_build_filename (here, "bench-live", NULL);
  g_autofree char *recording = g_build_filename (folder, "fleet.heaptrail", NULL);
  GSubprocess *services =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, server, "--serve", recording, NULL);
  g_autoptr (GDataInputStream) lines = NULL;

  if (services == NULL)
    g_error ("%s", error->message);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (services));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  for (guint i = 0; i < N_LIVE; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, NULL);
      char *url = line != NULL ? strchr (line, ' ') : NULL;
      g_autoptr (HtTargetSettings) settings = NULL;

      if (url == NULL)
        g_error ("the services do not tell where they are");
      *url++ = '\0';
      settings = ht_target_settings_new (line, url);
      settings->group = g_strdup ("fleet");
      ht_window_record (HT_WINDOW (bench->window), settings, NULL);
    }
  return services;
}

/* The frames of some seconds, and what was made for a page that nobody sees meanwhile. */
static GArray *
watch_growth (Bench *bench, double seconds, guint *n_hidden)
{
  GArray *frames = g_array_new (FALSE, FALSE, sizeof (DriverTime));
  GtkWidget *page = driver_find (bench->window, HT_TYPE_GC_PAGE, 0);
  HtTimeChartView *hidden = HT_TIME_CHART_VIEW (driver_find (page, HT_TYPE_TIME_CHART_VIEW, 0));
  const HtTimeChart *chart = ht_time_chart_view_get_chart (hidden);
  DriverTime start = driver_now ();

  *n_hidden = 0;
  while (driver_since (start).wall_ms < seconds * 1e3)
    {
      DriverTime frame = driver_frame ();

      g_array_append_val (frames, frame);
      *n_hidden += ht_time_chart_view_get_chart (hidden) != chart;
      chart = ht_time_chart_view_get_chart (hidden);
    }
  return frames;
}

static void
remove_recordings (const char *folder)
{
  g_autofree char *recordings = g_build_filename (folder, "heaptrail", "recordings", NULL);
  char *arguments[] = { (char *) "rm", (char *) "-r", (char *) folder, NULL };

  if (g_file_test (recordings, G_FILE_TEST_IS_DIR))
    g_spawn_sync (NULL, arguments, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
}

/* 50 rows with their pictures and figures, and the page of one of them, anew each second. */
static void
bench_growth (Bench *bench, const char *folder)
{
  g_autoptr (GSubprocess) services = record_services (bench, folder);
  g_autoptr (GArray) frames = NULL;
  guint n_hidden;

  bench->name = "50 live services";
  driver_wait (is_shown, bench, "the first points");
  driver_wait (is_flame_loaded, bench, "the first profile");
  frames = watch_growth (bench, CALM_S, &n_hidden);
  g_clear_pointer (&frames, g_array_unref);
  driver_forget_blocks ();
  frames = watch_growth (bench, LIVE_S, &n_hidden);
  print_time (bench, "frame", "each second, median", driver_percentile (frames, 0.5), 8);
  print_time (bench, "frame", "each second, 95th of 100", driver_percentile (frames, 0.95), 16);
  print_block (bench, "each second", driver_longest_block ());
  g_print ("50 live services, charts made for a page that is not seen: %u (at most 0), in %u "
           "frames\n",
           n_hidden, frames->len);
  g_subprocess_force_exit (services);
}

static gboolean
are_lanes_shown (gpointer user_data)
{
  Bench *bench = user_data;
  GtkWidget *lanes = driver_find (bench->window, HT_TYPE_TRACE_LANES_VIEW, 0);

  driver_pick (bench->window, "win.show-page", "gc");
  return lanes != NULL && gtk_widget_get_mapped (lanes) && gtk_widget_get_height (lanes) > 0;
}

/* From all of it to a few µs, along, and back out. */
static void
move_in_trace (Bench *bench, guint i)
{
  HtTimeView *view = get_time_view (bench);
  gint64 from_ns, to_ns;

  ht_time_view_get_shown (view, &from_ns, &to_ns);
  if (i < N_STEPS)
    ht_time_view_zoom (view, from_ns + (to_ns - from_ns) * 2 / 5, TRACE_STEP);
  else if (i < 2 * N_STEPS)
    ht_time_view_pan (view, 0.05);
  else
    ht_time_view_zoom (view, from_ns + (to_ns - from_ns) / 2, 1 / TRACE_STEP);
}

static void
bench_trace (Bench *bench, const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "trace-350.out", NULL);
  const char *paths[] = { path, NULL };
  DriverTime start;

  bench->name = "trace of 350 MB";
  bench->most_ms = 10;
  driver_forget_blocks ();
  start = driver_now ();
  ht_window_open_paths (HT_WINDOW (bench->window), paths);
  driver_wait (are_lanes_shown, bench, "the first lanes");
  g_print ("%s, first picture of the GC page: %.2f s (at most 1 s)\n", bench->name,
           driver_since (start).wall_ms / 1e3);
  driver_wait (is_flame_loaded, bench, "reading all of it");
  g_print ("%s, opening: %.1f s\n", bench->name, driver_since (start).wall_ms / 1e3);
  driver_settle ();
  print_block (bench, "opening", driver_longest_block ());
  bench_frames (bench, "lanes zoomed to microseconds and panned", move_in_trace);
  bench_frames (bench, "lanes panned over half of it", pan_in_time);
  bench_hover (bench, "lanes", hover_in_time);
}

static const struct
{
  const char *name;
  void (*run) (Bench *bench, const char *folder);
} parts[] = {
  { "month", bench_month }, { "flame", bench_flame }, { "profile", bench_profile },
  { "live", bench_growth }, { "trace", bench_trace },
};

static void
run_part (const char *folder, const char *name)
{
  g_autofree char *data = g_dir_make_tmp ("heaptrail-bench-XXXXXX", NULL);
  Bench bench = { .most_ms = 8 };

  /* What is recorded is nothing for the user's own folder. */
  g_setenv ("XDG_DATA_HOME", data, TRUE);
  bench.window = GTK_WIDGET (driver_start ());
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    if (g_str_equal (parts[i].name, name))
      parts[i].run (&bench, folder);
  close_window (&bench);
  driver_stop ();
  remove_recordings (data);
  g_rmdir (data);
}

/* Runs a program; returns what it prints if @output is wanted. */
static void
run_program (char **arguments, char **output)
{
  g_autoptr (GError) error = NULL;
  int status;

  if (!g_spawn_sync (NULL, arguments, NULL, G_SPAWN_DEFAULT, NULL, NULL, output, NULL, &status,
                     &error) ||
      !g_spawn_check_wait_status (status, &error))
    g_error ("%s: %s", arguments[0], error->message);
}

static DriverTime
time_first_frame (const char *program, const char *recording)
{
  g_autofree char *started = g_strdup_printf ("%.3f", driver_now ().wall_ms);
  g_autofree char *output = NULL;
  char *arguments[] = { (char *) program, started, (char *) recording, NULL };

  run_program (arguments, &output);
  return (DriverTime){ .wall_ms = g_ascii_strtod (output, NULL) };
}

static void
bench_first_frame (const char *self)
{
  g_autofree char *folder = g_path_get_dirname (self);
  g_autofree char *program = g_build_filename (folder, "first-frame", NULL);
  g_autoptr (GArray) ours = g_array_new (FALSE, FALSE, sizeof (DriverTime));
  g_autoptr (GArray) yardsticks = g_array_new (FALSE, FALSE, sizeof (DriverTime));
  double median_ms, yardstick_ms;

  for (guint i = 0; i < N_STARTS; i++)
    {
      DriverTime took = time_first_frame (program, HT_EXAMPLE_RECORDING);

      g_array_append_val (ours, took);
      took = time_first_frame (program, NULL);
      g_array_append_val (yardsticks, took);
    }
  median_ms = driver_percentile (ours, 0.5).wall_ms;
  yardstick_ms = driver_percentile (yardsticks, 0.5).wall_ms;
  g_print ("first frame with the example: %.0f ms (at most 500 ms)\n", median_ms);
  g_print ("first frame / that of an empty window: %.2f x (at most 2.5 x) (%.0f ms / %.0f ms)\n",
           median_ms / yardstick_ms, median_ms, yardstick_ms);
}

int
main (int argc, char *argv[])
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);

  if (argc == 3)
    {
      run_part (argv[1], argv[2]);
      return EXIT_SUCCESS;
    }
  if (argc != 2)
    return EXIT_FAILURE;
  bench_first_frame (self);
  for (guint i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      char *arguments[] = { self, argv[1], (char *) parts[i].name, NULL };
      g_autofree char *output = NULL;

      run_program (arguments, &output);
      g_print ("%s", output);
    }
  return EXIT_SUCCESS;
}
