/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long the window is kept from answering by what is told of growth, with 1,000 profiles of
 * 20,000 stacks: growth.heaptrail of its folder.
 *
 * What may be repeated is tried several times, and the best try counts: other programs want to live
 * too.
 */
#include <stdlib.h>

#include "flame-page.h"
#include "growing-recording.h"
#include "growth-list.h"
#include "growth-page.h"
#include "recording-row.h"
#include "window-driver.h"

#define N_TRIES 3

static const DriverTime never = { G_MAXDOUBLE, G_MAXDOUBLE };

typedef struct
{
  GtkWidget *window;
  HtGrowthPage *page;
  HtGrowthList *list;
  GtkSelectionModel *rows;
} Bench;

static void
print_block (const char *what, DriverTime block)
{
  g_autofree char *line = g_strdup_printf ("main thread blocked, growth, %s", what);

  driver_print_time (line, block, 2);
}

/* The frames that were drawn after something was done. */
static void
print_frames (const char *what, DriverTime median, DriverTime most)
{
  g_autofree char *median_line = g_strdup_printf ("frame, growth, %s, median", what);
  g_autofree char *most_line = g_strdup_printf ("frame, growth, %s, longest", what);

  driver_print_time (median_line, median, 8);
  driver_print_time (most_line, most, 16);
}

static gboolean
are_rows_shown (gpointer user_data)
{
  Bench *bench = user_data;

  return ht_growth_page_get_data (bench->page) != NULL &&
         gtk_widget_get_mapped (GTK_WIDGET (bench->list)) &&
         g_list_model_get_n_items (G_LIST_MODEL (bench->rows)) > 0;
}

static gboolean
has_flame (gpointer user_data)
{
  return ht_flame_page_get_data (user_data) != NULL;
}

static GtkWidget *
get_flame_page (Bench *bench)
{
  return driver_find (bench->window, HT_TYPE_FLAME_PAGE, 0);
}

static void
open_recording (Bench *bench, const char *path)
{
  const char *paths[] = { path, NULL };

  ht_window_open_paths (HT_WINDOW (bench->window), paths);
  driver_wait (has_flame, get_flame_page (bench), "opening");
  driver_settle ();
}

static void
open_page (Bench *bench)
{
  DriverTime start;
  DriverTime block;

  bench->page = HT_GROWTH_PAGE (driver_find (bench->window, HT_TYPE_GROWTH_PAGE, 0));
  bench->list = HT_GROWTH_LIST (driver_find (GTK_WIDGET (bench->page), HT_TYPE_GROWTH_LIST, 0));
  bench->rows = gtk_column_view_get_model (
      GTK_COLUMN_VIEW (driver_find (GTK_WIDGET (bench->list), GTK_TYPE_COLUMN_VIEW, 0)));
  driver_forget_blocks ();
  start = driver_now ();
  driver_pick (bench->window, "win.show-page", "growth");
  driver_wait (are_rows_shown, bench, "the first rows");
  driver_frame ();
  g_print ("growth page, from showing it to its %u rows: %.2f s (at most 2 s)\n",
           g_list_model_get_n_items (G_LIST_MODEL (bench->rows)),
           driver_since (start).wall_ms / 1e3);
  driver_settle ();
  block = driver_longest_block ();
  print_block ("opening the page", block);
  driver_forget_blocks ();
  driver_pick (bench->window, "win.show-page", "memory");
  driver_settle ();
  driver_pick (bench->window, "win.show-page", "growth");
  driver_settle ();
  print_block ("coming back to the page", driver_longest_block ());
}

/* Returns whether there was something to do with a row. */
typedef gboolean (*Step) (Bench *bench, guint row);

static gboolean
choose (Bench *bench, guint row)
{
  gtk_selection_model_select_item (bench->rows, row, TRUE);
  return TRUE;
}

static gboolean
open_or_close (Bench *bench, guint row)
{
  g_autoptr (GtkTreeListRow) item = g_list_model_get_item (G_LIST_MODEL (bench->rows), row);

  if (!gtk_tree_list_row_is_expandable (item))
    return FALSE;
  gtk_tree_list_row_set_expanded (item, !gtk_tree_list_row_get_expanded (item));
  return TRUE;
}

/* Does something with each row from the last one on, so that those before keep their places. */
static void
bench_rows (Bench *bench, const char *what, Step step)
{
  DriverTime median = never, most = never, block = never;

  for (guint k = 0; k < N_TRIES; k++)
    {
      g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (DriverTime));

      driver_forget_blocks ();
      for (guint i = g_list_model_get_n_items (G_LIST_MODEL (bench->rows)); i-- > 0;)
        if (step (bench, i))
          {
            DriverTime frame = driver_frame ();

            g_array_append_val (frames, frame);
            driver_settle ();
          }
      median = driver_best (median, driver_percentile (frames, 0.5));
      most = driver_best (most, driver_percentile (frames, 1));
      block = driver_best (block, driver_longest_block ());
    }
  print_frames (what, median, most);
  print_block (what, block);
}

typedef struct
{
  HtGrowthPage *page;
  HtGrowthData *old;
} Arrival;

static gboolean
has_arrived (gpointer user_data)
{
  const Arrival *arrival = user_data;

  return ht_growth_page_get_data (arrival->page) != arrival->old;
}

/* As while it is recorded. */
static void
bench_arrival (Bench *bench, GrowingRecording *growing)
{
  DriverTime block = never;

  for (guint k = 0; k < N_TRIES; k++)
    {
      Arrival arrival = { bench->page, ht_growth_data_ref (ht_growth_page_get_data (bench->page)) };

      growing_recording_add_profile (growing);
      driver_settle ();
      driver_forget_blocks ();
      ht_window_reload (HT_WINDOW (bench->window),
                        ht_window_get_document (HT_WINDOW (bench->window)));
      driver_wait (has_arrived, &arrival, "one profile more");
      driver_settle ();
      block = driver_best (block, driver_longest_block ());
      ht_growth_data_unref (arrival.old);
    }
  print_block ("when a profile comes", block);
}

static gboolean
has_growing_flame (gpointer user_data)
{
  HtFlameData *data = ht_flame_page_get_data (user_data);

  return data != NULL && data->growth != NULL;
}

static void
bench_flame (Bench *bench)
{
  GtkWidget *page = get_flame_page (bench);
  DriverTime start;

  driver_pick (bench->window, "win.show-page", "flame");
  driver_settle ();
  driver_forget_blocks ();
  start = driver_now ();
  driver_pick (page, "flame-page.weighting", "growth");
  driver_wait (has_growing_flame, page, "growth in the flame graph");
  driver_frame ();
  g_print ("growth in the flame graph: %.2f s (at most 2 s)\n", driver_since (start).wall_ms / 1e3);
  driver_settle ();
  print_block ("showing it in the flame graph", driver_longest_block ());
}

static void
close_recording (Bench *bench)
{
  GtkWidget *row = driver_find (bench->window, HT_TYPE_RECORDING_ROW, 0);

  driver_forget_blocks ();
  driver_pick (row, "recording.close", NULL);
  driver_settle ();
  print_block ("closing the recording", driver_longest_block ());
}

int
main (int argc, char *argv[])
{
  g_autofree char *path = NULL;
  g_autofree char *copy = NULL;
  g_autoptr (GrowingRecording) growing = NULL;
  Bench bench = { NULL };

  if (argc != 2)
    return EXIT_FAILURE;
  path = g_build_filename (argv[1], "growth.heaptrail", NULL);
  copy = g_build_filename (argv[1], "growth-page.heaptrail", NULL);
  growing = growing_recording_new (path, copy);
  bench.window = GTK_WIDGET (driver_start ());
  open_recording (&bench, copy);
  open_page (&bench);
  bench_rows (&bench, "choosing another row", choose);
  bench_rows (&bench, "opening and closing a row", open_or_close);
  bench_arrival (&bench, growing);
  bench_flame (&bench);
  close_recording (&bench);
  gtk_window_close (GTK_WINDOW (bench.window));
  driver_settle ();
  driver_stop ();
  return EXIT_SUCCESS;
}
