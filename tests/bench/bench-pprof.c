/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long pprof profiles take, from the bytes of a file to the answer, and how
 * much memory. Each measurement is made in a process of its own, three times; the best one counts.
 */
#include "gunzip.h"
#include "measuring.h"
#include "pprof-decode.h"
#include "pprof-encode.h"
#include "top.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_RUNS 3

typedef struct
{
  double seconds;
  double peak_bytes;
} Cost;

/* Does the work on a file and returns for how long. */
typedef double (*Work) (const char *path);

static double
now (void)
{
  return cpu_seconds (RUSAGE_SELF);
}

static HtPprof *
open_profile (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) raw = NULL;
  char *contents;
  gsize length;

  if (!g_file_get_contents (path, &contents, &length, &error))
    g_error ("%s", error->message);

  /* Freed as soon as it is unpacked: both together are more than there should be. */
  GBytes *packed = g_bytes_new_take (contents, length);
  raw = ht_gunzip (packed, &error);
  g_bytes_unref (packed);

  HtPprof *pprof = raw != NULL ? ht_pprof_open (raw, &error) : NULL;

  if (pprof == NULL)
    g_error ("%s: %s", path, error->message);
  return pprof;
}

static double
unpack_with_gzip (const char *path)
{
  const char *const argv[] = { "gzip", "-dc", path, NULL };
  g_autoptr (GError) error = NULL;

  if (!g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_SEARCH_PATH | G_SPAWN_STDOUT_TO_DEV_NULL,
                     NULL, NULL, NULL, NULL, NULL, &error))
    g_error ("%s", error->message);
  return cpu_seconds (RUSAGE_CHILDREN);
}

static double
make_table (const char *path)
{
  const HtTopOptions options = { 0 };
  double begin = now ();
  g_autoptr (HtPprof) pprof = open_profile (path);
  g_autoptr (HtTop) top = ht_top_from_pprof (pprof, &options, NULL);

  g_assert_cmpuint (top->rows->len, >, 0);
  return now () - begin;
}

static double
build_tree (const char *path)
{
  double begin = now ();
  g_autoptr (HtPprof) pprof = open_profile (path);
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = ht_pprof_load (pprof, catalog, NULL);

  g_assert_cmpuint (ht_profile_n_rows (profile), >, 0);
  return now () - begin;
}

static double
add_totals (const char *path)
{
  g_autoptr (HtPprof) pprof = open_profile (path);
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = ht_pprof_load (pprof, catalog, NULL);
  g_autofree gint64 *values = g_new0 (gint64, ht_call_tree_count (catalog->tree));

  for (gsize row = 0; row < ht_profile_n_rows (profile); row++)
    values[g_array_index (profile->nodes, guint32, row)] +=
        g_array_index (profile->values, gint64, row * profile->types->len);

  double begin = now ();

  ht_call_tree_add_totals (catalog->tree, values);
  return now () - begin;
}

static double
write_profile (const char *path)
{
  g_autoptr (HtPprof) pprof = open_profile (path);
  g_autoptr (HtCatalog) catalog = ht_catalog_new ();
  g_autoptr (HtProfile) profile = ht_pprof_load (pprof, catalog, NULL);
  double begin = now ();
  g_autoptr (GBytes) written = ht_pprof_encode (profile, catalog);

  return now () - begin;
}

/* In a process of its own, so that the peak of memory is that of this work alone. */
static Cost
measure_once (Work work, const char *path)
{
  Cost cost;
  struct rusage usage;
  int ends[2];
  int status;

  if (pipe (ends) != 0)
    g_error ("no pipe");

  pid_t child = fork ();

  if (child < 0)
    g_error ("no process");
  if (child == 0)
    {
      double seconds = work (path);

      _exit (write (ends[1], &seconds, sizeof seconds) == sizeof seconds ? EXIT_SUCCESS
                                                                         : EXIT_FAILURE);
    }
  close (ends[1]);
  if (read (ends[0], &cost.seconds, sizeof cost.seconds) != sizeof cost.seconds)
    g_error ("%s: the measurement failed", path);
  close (ends[0]);
  wait4 (child, &status, 0, &usage);
  cost.peak_bytes = (double) usage.ru_maxrss * 1024;
  return cost;
}

static Cost
measure (Work work, const char *path)
{
  Cost best = measure_once (work, path);

  for (int i = 1; i < N_RUNS; i++)
    {
      Cost cost = measure_once (work, path);

      best.seconds = MIN (best.seconds, cost.seconds);
      best.peak_bytes = MAX (best.peak_bytes, cost.peak_bytes);
    }
  return best;
}

int
main (int argc, char *argv[])
{
  const double mib = 1024 * 1024;

  if (argc != 2)
    {
      fprintf (stderr, "usage: %s FOLDER\n", argv[0]);
      return EXIT_FAILURE;
    }

  g_autofree char *big = g_build_filename (argv[1], "heap-1000000.pb.gz", NULL);
  g_autofree char *small = g_build_filename (argv[1], "heap-50000.pb.gz", NULL);
  Cost gzip = measure (unpack_with_gzip, big);
  Cost table = measure (make_table, big);
  Cost tree = measure (build_tree, big);

  printf ("gzip -dc of 1,000,000 samples: %.2f s\n", gzip.seconds);
  printf ("function table of them: %.2f s\n", table.seconds);
  printf ("the same as a multiple of gzip -dc: %.2f (at most 1.5)\n", table.seconds / gzip.seconds);
  printf ("peak memory of the function table: %.0f MB (at most 200 MB)\n", table.peak_bytes / 1e6);
  printf ("call tree of them: %.2f s (at most 5 s)\n", tree.seconds);
  printf ("peak memory of the call tree: %.0f MiB (at most 1024 MiB)\n", tree.peak_bytes / mib);
  printf ("call tree of 50,000 samples: %.2f s (at most 0.3 s)\n",
          measure (build_tree, small).seconds);
  printf ("totals over its nodes: %.1f ms (at most 8 ms)\n",
          measure (add_totals, small).seconds * 1000);
  printf ("writing 50,000 samples as pprof: %.2f s\n", measure (write_profile, small).seconds);
  return EXIT_SUCCESS;
}
