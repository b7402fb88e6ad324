/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast growth is found among 1,000 profiles of 20,000 stacks: from memory, from a recording
 * that nobody has read yet, and when one profile more comes in, up to what the page shows. */
#include <fcntl.h>
#include <malloc.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "busy-service.h"
#include "growing-recording.h"
#include "growth-data.h"
#include "growth-load.h"
#include "growth-nodes.h"
#include "growth-report.h"
#include "measuring.h"

#define N_PROFILES 1000
#define N_STACKS   20000
#define N_MORE     100

/* A recording goes on with so many. */
#define N_MORE_OF_PAGE 20
#define STEP_NS        G_GINT64_CONSTANT (10000000000)

static double
ms_of_cpu (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (double) now.tv_sec * 1e3 + (double) now.tv_nsec / 1e6;
}

static double
mb_in_use (void)
{
  struct mallinfo2 info = mallinfo2 ();

  return (double) (info.uordblks + info.hblkhd) / 1e6;
}

/* The time that the table and the report take for a profile more. */
static double
add (HtGrowthTable *table, const HtCatalog *catalog, BusyService *service, gint64 i)
{
  const HtProfile *profile = busy_service_next (service);
  double start = ms_of_cpu ();

  ht_growth_table_add (table, profile, i * STEP_NS, i * STEP_NS);
  if (catalog != NULL)
    ht_growth_report_free (ht_growth_report_new (table, catalog));
  return ms_of_cpu () - start;
}

/* The growth of each frame of a flame graph of the newest profile. */
static void
time_frames (const HtGrowthTable *table, const HtCatalog *catalog, const HtProfile *newest)
{
  guint n_types = newest->types->len;
  guint32 n_frames = ht_symbols_n_frames (catalog->symbols);
  g_autofree guint32 *groups = g_new0 (guint32, n_frames);
  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);
  g_autoptr (HtFoldedTree) tree = NULL;
  g_autofree guint32 *located = NULL;
  g_autoptr (HtGrowthNodes) nodes = NULL;
  double took_ms;

  for (guint32 frame = 1; frame < n_frames; frame++)
    groups[frame] = ht_symbols_get_frame (catalog->symbols, frame)->function;
  tree =
      ht_folded_tree_new (catalog->tree, groups, (const guint32 *) (gpointer) newest->nodes->data,
                          (const gint64 *) (gpointer) newest->values->data + n_types - 1,
                          newest->nodes->len, n_types);
  took_ms = -ms_of_cpu ();
  located = ht_folded_tree_locate (tree, catalog->tree, groups);
  nodes =
      ht_growth_nodes_new (table, report, tree, located, ht_symbols_n_functions (catalog->symbols));
  took_ms += ms_of_cpu ();
  g_print ("growth, frames of a flame graph of %u nodes, %u of them judged: %.0f ms of CPU\n",
           tree->n_nodes, nodes->courses->len, took_ms);
}

/* A thousand profiles of twenty thousand stacks, that come one after the other. */
static void
time_memory (void)
{
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (BusyService) service = busy_service_new (catalog, N_STACKS, N_PROFILES);
  double before_mb = mb_in_use ();
  g_autoptr (HtGrowthTable) table = ht_growth_table_new (catalog);
  double add_ms = 0;
  double report_ms;
  double more_ms = 0;
  double longest_ms = 0;

  for (gint64 i = 0; i < N_PROFILES; i++)
    add_ms += add (table, NULL, service, i);
  report_ms = -ms_of_cpu ();

  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);

  report_ms += ms_of_cpu ();
  g_print ("growth, %d profiles of %d stacks from memory: %.0f ms of CPU (at most 300 ms of CPU), "
           "%.1f ms of it the report\n",
           N_PROFILES, N_STACKS, add_ms + report_ms, report_ms);
  g_print ("growth, %d profiles of %d stacks, memory: %.0f MB (at most 150 MB)\n", N_PROFILES,
           N_STACKS, mb_in_use () - before_mb);
  for (gint64 i = N_PROFILES; i < N_PROFILES + N_MORE; i++)
    {
      double took_ms = add (table, catalog, service, i);

      more_ms += took_ms / N_MORE;
      longest_ms = MAX (longest_ms, took_ms);
    }
  g_print ("growth, one profile more of %d stacks, with the report: %.2f ms of CPU (at most 5 ms "
           "of CPU), %.1f ms at most\n",
           N_STACKS, more_ms, longest_ms);
  time_frames (table, catalog, busy_service_next (service));
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

static double
s_since (gint64 start)
{
  return (double) (g_get_monotonic_time () - start) / G_USEC_PER_SEC;
}

static void
time_recording (const char *path)
{
  g_autoptr (GError) error = NULL;
  gint64 start;

  forget_file (path);
  start = g_get_monotonic_time ();

  g_autoptr (HtRecording) recording = ht_recording_open (path, &error);
  const HtCatalog *catalog =
      recording != NULL ? ht_recording_get_catalog (recording, &error) : NULL;

  check (catalog != NULL, error);

  double catalog_s = s_since (start);
  g_autoptr (HtGrowthTable) table =
      ht_growth_load (recording, 1, G_MININT64, G_MAXINT64, NULL, &error);

  check (table != NULL, error);

  g_autoptr (HtGrowthReport) report = ht_growth_report_new (table, catalog);

  g_print (
      "growth, %d profiles of %d stacks from a cold recording: %.2f s (at most 2 s), %.2f s of it "
      "until the first profile\n",
      N_PROFILES, N_STACKS, s_since (start), catalog_s);
}

static double
load_page (HtRecording *recording, HtGrowthFollower *follower)
{
  g_autoptr (GError) error = NULL;
  HtGrowthQuestion question;
  double start = ms_of_cpu ();

  ht_growth_question_init (&question, 1);
  question.from_ns = G_MININT64;
  question.to_ns = G_MAXINT64;
  question.follower = follower;

  g_autoptr (HtGrowthData) data = ht_growth_data_load (recording, &question, NULL, &error);

  check (data != NULL, error);
  return ms_of_cpu () - start;
}

/* What a worker does from when a profile is in the recording to what the page shows of it. */
static void
time_page (const char *path, const char *copy)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtGrowthFollower) follower = ht_growth_follower_new ();
  g_autoptr (GrowingRecording) growing = growing_recording_new (path, copy);
  g_autoptr (HtRecording) recording = ht_recording_open (copy, &error);
  double more_ms = 0;

  check (recording != NULL, error);
  g_print ("growth page, %d profiles of %d stacks, on the worker: %.0f ms of CPU\n", N_PROFILES,
           N_STACKS, load_page (recording, follower));
  for (gint64 i = 0; i < N_MORE_OF_PAGE; i++)
    {
      growing_recording_add_profile (growing);
      more_ms += load_page (recording, follower) / N_MORE_OF_PAGE;
    }
  g_print ("growth page, one profile more of %d stacks, on the worker: %.1f ms of CPU\n", N_STACKS,
           more_ms);
}

int
main (int argc, char *argv[])
{
  g_autofree char *path = NULL;
  g_autofree char *copy = NULL;

  if (argc != 2)
    return EXIT_FAILURE;
  path = g_build_filename (argv[1], "growth.heaptrail", NULL);
  copy = g_build_filename (argv[1], "growth-goes-on.heaptrail", NULL);
  time_memory ();
  time_recording (path);
  time_page (path, copy);
  return EXIT_SUCCESS;
}
