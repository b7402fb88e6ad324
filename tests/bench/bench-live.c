/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 50 services recorded at 1 Hz with a heap profile each 10 s, as the window does it: a recorder on
 * a thread of its own, and a list that looks at each target once a second.
 *
 *   bench-live FOLDER             30 s, or 2 minutes where HT_BENCH_LONG is set
 *   bench-live --serve RECORDING  the services, in a process of their own
 */
#include <gio/gio.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/resource.h>

#include "measuring.h"
#include "recorder.h"
#include "replay-server.h"
#include "target-glance.h"

#define SECOND       G_GINT64_CONSTANT (1000000000)
#define N_TARGETS    50u
#define SHORT_S      30
#define LONG_S       120
#define FIRST_S      10u /* in which all that is new is new */
#define GLANCE_NS    (600 * SECOND)
#define LATE_NS      (SECOND * 3 / 2) /* from one point to the next: one is missing */
#define PATH_OF_SELF "/proc/self/exe"

typedef struct
{
  /* Owned */
  GMainLoop *loop;
  HtRecording *recording; /* NULL until something was committed */

  const char *path;
  guint seconds;
  guint n_passed;
  guint n_glances; /* rounds */
  guint n_problems;
  guint n_commits;
  double first_cpu_s; /* of the process, after FIRST_S */
  double first_list_s;
  double list_s; /* CPU time of looking at all targets */
} Run;

/* Unlike that of getrusage() it is not inherited from the parent. */
static double
peak_mb (void)
{
  g_autofree char *status = NULL;
  const char *line;

  check (g_file_get_contents ("/proc/self/status", &status, NULL, NULL), NULL);
  line = strstr (status, "VmHWM:");
  check (line != NULL, NULL);
  return (double) g_ascii_strtoll (line + strlen ("VmHWM:"), NULL, 10) / 1000;
}

/* --- the services --- */

static int
serve (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (path, &error);
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (HtReplayServer) server = NULL;
  g_autoptr (GPtrArray) targets = NULL;

  check (recording != NULL, error);
  targets = ht_recording_list_targets (recording, &error);
  check (targets != NULL, error);
  server = ht_replay_server_new (recording, 1, FALSE);
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);
      g_autoptr (GArray) cycles = ht_recording_read_gc_cycles (recording, target->id, &error);

      check (cycles != NULL && ht_replay_server_add_target (server, target, cycles, &error), error);
    }
  check (ht_replay_server_listen (server, address, 0, &error), error);
  for (guint i = 0; i < ht_replay_server_get_n_targets (server); i++)
    {
      g_autofree char *url = ht_replay_server_get_target_url (server, i);

      g_print ("%s %s\n", ht_replay_server_get_target_name (server, i), url);
    }
  g_main_loop_run (loop);
  return 0;
}

static GSubprocess *
start_services (const char *path, HtRecorder *recorder)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *self = g_file_read_link (PATH_OF_SELF, &error);
  GSubprocess *services =
      g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, &error, self, "--serve", path, NULL);
  g_autoptr (GDataInputStream) lines = NULL;
  HtTargetIntervals intervals = ht_target_intervals_default ();

  check (services != NULL, error);
  lines = g_data_input_stream_new (g_subprocess_get_stdout_pipe (services));
  g_filter_input_stream_set_close_base_stream (G_FILTER_INPUT_STREAM (lines), FALSE);
  for (guint i = 0; i < N_TARGETS; i++)
    {
      g_autofree char *line = g_data_input_stream_read_line (lines, NULL, NULL, &error);
      g_auto (GStrv) words = g_strsplit (line != NULL ? line : "", " ", 2);

      check (g_strv_length (words) == 2, error);
      check (ht_recorder_add (recorder, words[0], words[1], NULL, &intervals, &error), error);
    }
  return services;
}

/* --- the recorder, and who looks --- */

static void
news_cb (const HtRecorderNews *news, const GError *error, gpointer user_data)
{
  Run *run = user_data;

  if (error != NULL || (news != NULL && news->state == HT_LIVE_RETRYING))
    {
      g_printerr ("%s\n", error != NULL ? error->message : news->reason);
      run->n_problems++;
    }
  if (news == NULL)
    run->n_commits++;
}

static void
look (Run *run)
{
  g_autoptr (GError) error = NULL;
  double begin_s = cpu_seconds (RUSAGE_THREAD);
  g_autoptr (GPtrArray) targets = NULL;

  if (run->recording == NULL)
    run->recording = ht_recording_open (run->path, &error);
  check (run->recording != NULL, error);
  targets = ht_recording_list_targets (run->recording, &error);
  check (targets != NULL, error);
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);
      g_autoptr (HtTargetGlance) glance =
          ht_target_glance_load (run->recording, target->id, g_get_real_time () * 1000 - GLANCE_NS,
                                 &error);

      check (glance != NULL, error);
    }
  run->list_s += cpu_seconds (RUSAGE_THREAD) - begin_s;
  run->n_glances++;
}

static gboolean
second_cb (gpointer user_data)
{
  Run *run = user_data;

  run->n_passed++;
  if (run->n_commits > 0)
    look (run);
  if (run->n_passed == FIRST_S)
    {
      run->first_cpu_s = cpu_seconds (RUSAGE_SELF);
      run->first_list_s = run->list_s;
    }
  if (run->n_passed < run->seconds)
    return G_SOURCE_CONTINUE;
  g_main_loop_quit (run->loop);
  return G_SOURCE_REMOVE;
}

/* --- what came of it --- */

/* Seconds without a point, from one point of a target to the next. */
static guint
count_missing (HtRecording *recording, const HtTarget *target, guint *n_points)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtSeriesEntry) entry = NULL;
  g_autoptr (GArray) points = NULL;
  guint n_missing = 0;

  check (ht_recording_find_series (recording, target->id, "heap_alloc", &entry, &error) &&
             entry != NULL,
         error);
  points = ht_recording_read_series (recording, entry->id, HT_UNKNOWN, HT_UNKNOWN, 0, &error);
  check (points != NULL, error);
  for (guint i = 1; i < points->len; i++)
    {
      gint64 step_ns = g_array_index (points, HtSeriesBucket, i).start_ns -
                       g_array_index (points, HtSeriesBucket, i - 1).start_ns;

      if (step_ns >= LATE_NS)
        n_missing += (guint) lround ((double) step_ns / (double) SECOND) - 1;
    }
  *n_points += points->len;
  return n_missing;
}

static void
print_recording (const char *path, guint seconds)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (path, &error);
  g_autoptr (GPtrArray) targets = NULL;
  guint n_missing = 0;
  guint n_points = 0;
  GStatBuf info;
  gint64 n_profiles = 0;

  check (recording != NULL, error);
  targets = ht_recording_list_targets (recording, &error);
  check (targets != NULL && targets->len == N_TARGETS, error);
  for (guint i = 0; i < targets->len; i++)
    {
      const HtTarget *target = g_ptr_array_index (targets, i);
      gint64 count;

      n_missing += count_missing (recording, target, &n_points);
      check (ht_recording_count_profiles (recording, target->id, &count, &error), error);
      n_profiles += count;
    }
  check (g_stat (path, &info) == 0, NULL);
  g_print ("%u targets for %u s, missed seconds: %u (at most 0) of %u, with %" G_GINT64_FORMAT
           " profiles in %.1f MB\n",
           N_TARGETS, seconds, n_missing, n_missing + n_points, n_profiles,
           (double) info.st_size / 1e6);
}

static void
print_costs (const Run *run)
{
  double seconds = run->seconds - FIRST_S;
  double list_s = run->list_s - run->first_list_s;
  double recorder_s = cpu_seconds (RUSAGE_SELF) - run->first_cpu_s - list_s;

  g_print ("%u targets, CPU of the recorder: %.1f %% of a core (at most 10 %%), after %.2f s for "
           "the first %u s\n",
           N_TARGETS, recorder_s / seconds * 100, run->first_cpu_s - run->first_list_s, FIRST_S);
  g_print ("%u targets, CPU of a list of them each second: %.2f ms (at most 20 ms)\n", N_TARGETS,
           list_s / seconds * 1e3);
  g_print ("%u targets, peak memory of recorder and list: %.0f MB (at most 250 MB)\n", N_TARGETS,
           peak_mb ());
}

static void
record (const char *services_path, const char *path, guint seconds)
{
  g_autoptr (GError) error = NULL;
  Run run = { .path = path, .seconds = seconds };
  HtRecorder *recorder = ht_recorder_new (path, news_cb, &run, &error);
  g_autoptr (GSubprocess) services = NULL;

  check (recorder != NULL, error);
  services = start_services (services_path, recorder);
  run.loop = g_main_loop_new (NULL, FALSE);
  g_timeout_add_seconds (1, second_cb, &run);
  g_main_loop_run (run.loop);
  print_costs (&run);
  g_subprocess_force_exit (services);
  ht_recorder_free (recorder);
  ht_recording_close (run.recording);
  g_main_loop_unref (run.loop);
  g_print ("%u targets, problems told: %u (at most 0)\n", N_TARGETS, run.n_problems);
  print_recording (path, seconds);
}

int
main (int argc, char *argv[])
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = NULL;
  g_autofree char *services = NULL;
  g_autofree char *path = NULL;

  if (argc == 3 && g_str_equal (argv[1], "--serve"))
    return serve (argv[2]);
  check (argc == 2, NULL);
  services = g_build_filename (argv[1], "fleet.heaptrail", NULL);
  folder = g_dir_make_tmp ("heaptrail-bench-XXXXXX", &error);
  check (folder != NULL, error);
  path = g_build_filename (folder, "live.heaptrail", NULL);
  record (services, path, g_getenv ("HT_BENCH_LONG") != NULL ? LONG_S : SHORT_S);
  g_unlink (path);
  g_rmdir (folder);
  return 0;
}
