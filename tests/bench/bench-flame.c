/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long a flame graph of a million nodes takes to be laid out on a worker thread. Its folder
 * has flame.heaptrail. */
#include <stdlib.h>

#include "flame-data.h"
#include "measuring.h"

#define WIDTH    1600
#define N_PLACES 20
#define N_TRIES  3

static double
ms_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

static double
time_layout (const HtFlameData *data, double from, double to)
{
  gint64 start = g_get_monotonic_time ();

  ht_flame_layout_free (
      ht_flame_layout_new (data->tree, 0, data->names->ranks, from, to, (to - from) / WIDTH));
  return ms_since (start);
}

/* The slowest of some places; each is tried several times, and the fastest counts. */
static void
time_zoom (const HtFlameData *data, double shown)
{
  double slowest = 0;

  for (guint i = 0; i < N_PLACES; i++)
    {
      double from = (1 - shown) * i / (N_PLACES - 1);
      double fastest = G_MAXDOUBLE;

      for (guint k = 0; k < N_TRIES; k++)
        fastest = MIN (fastest, time_layout (data, from, from + shown));
      slowest = MAX (slowest, fastest);
    }
  g_print ("layout of %u nodes, 1/%g of the width: %.2f ms (at most 100 ms)\n", data->tree->n_nodes,
           1 / shown, slowest);
}

static gpointer
work (gpointer path)
{
  g_autoptr (GError) error = NULL;
  HtRecording *recording = ht_recording_open (path, &error);

  check (recording != NULL, error);

  const HtCatalog *catalog = ht_recording_get_catalog (recording, &error);
  g_autoptr (GPtrArray) profiles = ht_recording_list_profiles (recording, 0, &error);

  check (catalog != NULL && profiles != NULL && profiles->len > 0, error);

  const HtProfileEntry *entry = g_ptr_array_index (profiles, 0);
  g_autoptr (HtProfile) profile = ht_recording_load_profile (recording, entry->id, &error);

  check (profile != NULL, error);

  gint64 start = g_get_monotonic_time ();
  g_autoptr (HtFlameData) data = ht_flame_data_new (profile, catalog, NULL);

  check (data != NULL, NULL);
  g_print ("folding a profile to %u nodes, depth %u: %.0f ms\n", data->tree->n_nodes,
           data->tree->max_depth, ms_since (start));
  time_zoom (data, 1);
  time_zoom (data, 0.1);
  time_zoom (data, 0.001);
  time_zoom (data, 0.00001);
  ht_recording_close (recording);
  return NULL;
}

int
main (int argc, char *argv[])
{
  g_autofree char *path = NULL;

  if (argc != 2)
    return EXIT_FAILURE;
  path = g_build_filename (argv[1], "flame.heaptrail", NULL);
  g_thread_join (g_thread_new ("layout", work, path));
  return EXIT_SUCCESS;
}
