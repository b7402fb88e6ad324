/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast growth is found among 1,000 profiles of 20,000 stacks: from memory, from a recording
 * that nobody has read yet, and when one profile more comes in. */
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "busy-service.h"
#include "growth-load.h"
#include "growth-report.h"
#include "measuring.h"

#define N_PROFILES 1000
#define N_STACKS   20000
#define STEP_NS    G_GINT64_CONSTANT (10000000000)

static double
ms_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / 1000;
}

/* A thousand profiles of twenty thousand stacks, that come one after the other. */
static void
time_memory (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  g_autoptr (BusyService) service = busy_service_new (catalog, N_STACKS, N_PROFILES);
  double add_ms = 0;

  for (gint64 i = 0; i < N_PROFILES; i++)
    {
      const HtProfile *profile = busy_service_next (service);
      gint64 start = g_get_monotonic_time ();

      ht_growth_table_add (table, profile, i * STEP_NS, i * STEP_NS);
      add_ms += ms_since (start);
    }

  gint64 start = g_get_monotonic_time ();
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  double report_ms = ms_since (start);

  g_print (
      "growth, %d profiles of %d stacks from memory: %.0f ms (at most 300 ms), %.0f ms of it the "
      "report\n",
      N_PROFILES, N_STACKS, add_ms + report_ms, report_ms);
}

/* As if the machine had just been started. */
static void
forget_file (const char *path)
{
  int descriptor = open (path, O_RDONLY | O_CLOEXEC);

  check (descriptor >= 0, NULL);
  check (fdatasync (descriptor) == 0, NULL);
  check (posix_fadvise (descriptor, 0, 0, POSIX_FADV_DONTNEED) == 0, NULL);
  close (descriptor);
}

static void
time_recording (const char *path)
{
  g_autoptr (GError) error = NULL;
  gint64 start;

  forget_file (path);
  start = g_get_monotonic_time ();

  g_autoptr (HtRecording) recording = ht_recording_open (path, &error);

  check (recording != NULL, error);
  check (ht_recording_get_catalog (recording, &error) != NULL, error);

  double catalog_ms = ms_since (start);
  g_autoptr (HtGrowthTable) table =
      ht_growth_load (recording, 1, G_MININT64, G_MAXINT64, NULL, &error);

  check (table != NULL, error);

  double load_ms = ms_since (start);
  g_autoptr (HtGrowthReport) report =
      ht_growth_report_new (table, ht_recording_get_catalog (recording, &error));

  g_print (
      "growth, %d profiles of %d stacks from a cold recording: %.2f s (at most 2 s), %.2f s of "
      "it the catalog, %.2f s the profiles\n",
      N_PROFILES, N_STACKS, ms_since (start) / 1000, catalog_ms / 1000,
      (load_ms - catalog_ms) / 1000);
}

int
main (int argc, char *argv[])
{
  g_autofree char *path = NULL;

  if (argc != 2)
    return EXIT_FAILURE;
  path = g_build_filename (argv[1], "growth.heaptrail", NULL);
  time_memory ();
  time_recording (path);
  return EXIT_SUCCESS;
}
