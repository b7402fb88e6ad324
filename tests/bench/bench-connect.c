/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How long it takes from connecting to a service until its heap is seen to move: until a reader
 * of the recording finds two values. */
#include <glib/gstdio.h>

#include "measuring.h"
#include "recorder.h"
#include "recording.h"
#include "replay-server.h"

#define N_TIMES 5

typedef struct
{
  /* Owned */
  GMainLoop *loop;

  const char *path;
  double seconds; /* 0 until two values were there */
  gint64 begin_us;
} Run;

static HtReplayServer *
start_service (HtRecording *recording)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInetAddress) address = g_inet_address_new_loopback (G_SOCKET_FAMILY_IPV4);
  g_autoptr (GPtrArray) targets = ht_recording_list_targets (recording, &error);
  g_autoptr (GArray) cycles = NULL;
  HtReplayServer *server = ht_replay_server_new (recording, 1, FALSE);
  const HtTarget *target;

  check (targets != NULL && targets->len > 0, error);
  target = g_ptr_array_index (targets, 0);
  cycles = ht_recording_read_gc_cycles (recording, target->id, &error);
  check (cycles != NULL && ht_replay_server_add_target (server, target, cycles, &error), error);
  check (ht_replay_server_listen (server, address, 0, &error), error);
  return server;
}

static void
news_cb (const HtRecorderNews *news, const GError *error, gpointer user_data)
{
  Run *run = user_data;
  g_autoptr (HtRecording) recording = NULL;
  g_autoptr (GPtrArray) targets = NULL;
  HtSeriesEntry *entry = NULL;

  check (error == NULL, error);
  if (news != NULL || run->seconds > 0)
    return;
  recording = ht_recording_open (run->path, NULL);
  targets = recording != NULL ? ht_recording_list_targets (recording, NULL) : NULL;
  if (targets == NULL || targets->len == 0 ||
      !ht_recording_find_series (recording, ((const HtTarget *) targets->pdata[0])->id,
                                 "heap_alloc", &entry, NULL) ||
      entry == NULL)
    return;
  if (entry->n_points >= 2)
    {
      run->seconds = (double) (g_get_monotonic_time () - run->begin_us) / 1e6;
      g_main_loop_quit (run->loop);
    }
  ht_series_entry_free (entry);
}

static double
connect_once (HtReplayServer *server, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *url = ht_replay_server_get_target_url (server, 0);
  HtTargetIntervals intervals = ht_target_intervals_default ();
  Run run = { .loop = g_main_loop_new (NULL, FALSE),
              .path = path,
              .begin_us = g_get_monotonic_time () };
  HtRecorder *recorder = ht_recorder_new (path, news_cb, &run, &error);

  check (recorder != NULL && ht_recorder_add (recorder, "service", url, NULL, &intervals, &error),
         error);
  g_main_loop_run (run.loop);
  ht_recorder_free (recorder);
  g_main_loop_unref (run.loop);
  return run.seconds;
}

int
main (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HtRecording) recording = ht_recording_open (HT_EXAMPLE_RECORDING, &error);
  g_autofree char *folder = g_dir_make_tmp ("heaptrail-bench-XXXXXX", &error);
  g_autofree char *path = folder != NULL ? g_build_filename (folder, "rec.heaptrail", NULL) : NULL;
  g_autoptr (HtReplayServer) server = NULL;
  double slowest = 0;

  check (recording != NULL && folder != NULL, error);
  server = start_service (recording);
  for (int i = 0; i < N_TIMES; i++)
    {
      slowest = MAX (slowest, connect_once (server, path));
      g_unlink (path);
    }
  g_rmdir (folder);
  g_print ("from connecting to a service until two values of its heap are in the recording: %.2f s "
           "(at most 2 s), the slowest of %d times\n",
           slowest, N_TIMES);
  return 0;
}
